"""The event file: the only room that speaks SQLite."""

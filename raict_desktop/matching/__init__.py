"""Likeness of names, organisations and countries; the only place of anyascii and RapidFuzz."""

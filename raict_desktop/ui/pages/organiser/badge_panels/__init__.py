"""The panels of the organiser's badge page."""

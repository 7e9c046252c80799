"""Which SQLite the program runs on."""

from __future__ import annotations

import sqlite3

SQLITE_WITHOUT_WAL_RESET_FAULT = (3, 51, 3)
"""Older versions may, rarely, reset the WAL under a reader (sqlite.org, release 3.51.3)."""


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library, such as (3, 51, 3)."""
    return sqlite3.sqlite_version_info

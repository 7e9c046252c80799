"""Where the program's own files are, in a checkout, an installed wheel and a frozen program alike."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def data_root() -> Path:
    """The folder that holds ``resources`` and ``database``.

    Raises:
        FileNotFoundError: when the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen)] if frozen else []
    candidates += [package.parent, package / "_data"]
    for candidate in candidates:
        if (candidate / "resources").is_dir() and (candidate / "database" / "migrations").is_dir():
            return candidate
    raise FileNotFoundError("resources and database folders are missing: reinstall the program")


def resources() -> Path:
    """Icons, fonts, themes, translations, the demo event."""
    return data_root() / "resources"


def migrations() -> Path:
    """The numbered SQL files of the event file's schema."""
    return data_root() / "database" / "migrations"


def hub_script() -> Path:
    """The SQL that makes a PostgreSQL database a hub."""
    return data_root() / "database" / "hub" / "0001_hub.sql"

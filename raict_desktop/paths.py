"""Where the program's own files are, in a checkout, an installed wheel and a frozen program alike.

It also says where the user's settings, log and backups go: to the system's usual folders, or, in
portable use, beside the program, so that nothing stays behind on a borrowed computer.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs

PORTABLE_MARKS = ("portable", "portable.txt")
"""A file of this name beside the program makes it portable; Windows hides the second one's ending."""
PORTABLE_DATA = "data"
INCOMPLETE = (
    "L’installation de RAICT Desktop est incomplète : installez-la de nouveau. Vos événements et vos "
    "réglages sont intacts.\n"
    "This installation of RAICT Desktop is incomplete: install it again. Your events and settings are "
    "untouched."
)
"""Stands here in both languages because the catalogue of sentences is among what is missing."""


class IncompleteInstallationError(Exception):
    """Files of the program itself are missing."""


@cache
def data_root() -> Path:
    """The folder that holds ``resources`` and ``database``.

    Raises:
        IncompleteInstallationError: it is not there.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen)] if frozen else []
    candidates += [package.parent, package / "_data"]
    for candidate in candidates:
        if (candidate / "resources").is_dir() and (candidate / "database" / "migrations").is_dir():
            return candidate
    raise IncompleteInstallationError(INCOMPLETE)


def resources() -> Path:
    """Icons, fonts, themes, translations, the demo event."""
    return data_root() / "resources"


def migrations() -> Path:
    """The numbered SQL files of the event file's schema."""
    return data_root() / "database" / "migrations"


def hub_scripts() -> Path:
    """The folder of numbered SQL files that make a PostgreSQL database a hub."""
    return data_root() / "database" / "hub"


def program_folder() -> Path | None:
    """The folder that holds the frozen program (on macOS: its bundle); None when it is not frozen."""
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).resolve()
    for parent in program.parents:
        if parent.suffix == ".app":
            return parent.parent
    return program.parent


def portable_folder() -> Path | None:
    """The folder that settings, log and backups stay in when the program is portable, else None.

    ``RAICT_PORTABLE`` names one for a program that is not frozen.
    """
    chosen = os.environ.get("RAICT_PORTABLE")
    if chosen:
        return Path(chosen).absolute()
    folder = program_folder()
    if folder is not None and any((folder / mark).is_file() for mark in PORTABLE_MARKS):
        return folder / PORTABLE_DATA
    return None


def user_folder(kind: Literal["config", "data", "log"]) -> Path:
    """Where this user's settings, data or log go."""
    portable = portable_folder()
    if portable is not None:
        return portable / "log" if kind == "log" else portable
    if kind == "log":
        return platformdirs.user_log_path("raict-desktop", appauthor=False)
    if kind == "config":
        return platformdirs.user_config_path("raict-desktop", appauthor=False)
    return platformdirs.user_data_path("raict-desktop", appauthor=False)

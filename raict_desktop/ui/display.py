"""Whether there is a screen to open a window on, told before Qt would end the program without a word."""

from __future__ import annotations

import os
import sys

from raict_desktop.domain.errors import UserError

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _screen_named() -> bool:
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in _SCREENS)


def require_display() -> None:
    """Make sure a window can be opened.

    Raises:
        UserError: a Linux session names no display; Qt would abort the process.
    """
    if not _screen_named():
        raise UserError("shell.no_display")


def draw_without_display() -> None:
    """Let Qt draw in memory when there is no display, for pictures of the pages."""
    if not _screen_named():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"

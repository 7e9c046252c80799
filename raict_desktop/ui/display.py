"""Whether there is a screen to open a window on, told before Qt would end the program without a word."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

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
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
        _require_x11()


def _require_x11() -> None:
    """Ask beforehand what Qt would only find by aborting: the display's libraries and its answer.

    Raises:
        ImportError: a library that Qt's plugin needs is missing; its name stands in the message.
        UserError: the display does not answer.
    """
    if os.environ.get("WAYLAND_DISPLAY") or not os.environ.get("DISPLAY"):
        return
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise ImportError(str(error)) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    # A connection that stands is kept: a server whose only guest leaves begins anew and turns away
    # the next one for a moment.
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        raise UserError("shell.display_silent", name=os.environ["DISPLAY"])


def draw_without_display() -> None:
    """Let Qt draw in memory when there is no display, for pictures of the pages."""
    if not _screen_named():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"

"""Tells a fault to somebody who started the program with a double click, where no terminal shows it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from os import environ

from raict_desktop.cli.console import tell
from raict_desktop.wording import say

TITLE = "RAICT Desktop"
PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libstdc++.so.6": "libstdc++6",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
"""Debian's packages of the libraries that a program outside Debian's own ones may miss."""
_BOXES = (
    ("zenity", "--error", "--no-markup", "--title", TITLE, "--width", "420", "--text"),
    ("kdialog", "--title", TITLE, "--error"),
    ("xmessage", "-center"),
    ("notify-send", "--urgency=critical", TITLE),
)


def missing_part(error: ImportError, to: str) -> str:
    """What to install when a library of the system is missing."""
    found = re.search(r"(lib[\w+.-]+\.so[.\d]*)", str(error))
    if found is None:
        return say("start.part_missing", to, part=error.name or str(error))
    return library_missing(found[1], to)


def library_missing(library: str, to: str) -> str:
    """The sentence about one shared library."""
    package = PACKAGES.get(library)
    if package is None:
        return say("start.library_missing", to, library=library)
    # What needs one of these two needs the other next.
    both = "libgl1 libegl1" if package in ("libgl1", "libegl1") else package
    return say("start.package_missing", to, library=library, packages=both)


def alert(text: str) -> None:
    """Say it on standard error and, where nobody reads that, in a box of the system."""
    if sys.stderr is not None:
        tell(text)
        if sys.stderr.isatty():
            return
    if len(sys.argv) > 1 and not sys.argv[1].endswith(".raict"):
        return  # a command in a script: its output is read
    _show_box(text)


def _show_box(text: str) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0x10)
        return
    if sys.platform == "darwin":
        script = "on run argv\ndisplay alert (item 1 of argv) message (item 2 of argv)\nend run"
        _run(["osascript", "-e", script, TITLE, text])
        return
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        for box in _BOXES:
            if shutil.which(box[0]):
                _run([*box, text])
                return


def _run(command: list[str]) -> None:
    # A frozen program's own libraries must not reach a program of the system.
    clean = {k: v for k, v in environ.items() if k not in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH")}
    if "LD_LIBRARY_PATH_ORIG" in environ:
        clean["LD_LIBRARY_PATH"] = environ["LD_LIBRARY_PATH_ORIG"]
    subprocess.run(command, check=False, capture_output=True, env=clean)  # noqa: S603 - ours

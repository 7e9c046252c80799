"""Keeps the computer from falling asleep while the desk scans."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import suppress

_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x00000001, 0x00000002


def keeper(platform: str = sys.platform) -> list[str]:
    """The program of this system that holds sleep off while it runs; empty where there is none."""
    if platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-dim", "-w", str(os.getpid())]
    if platform.startswith("linux") and shutil.which("systemd-inhibit"):
        # It ends with its standard input, and so with this program, however that ends.
        why = ["--what=idle:sleep", "--who=RAICT Desktop", "--why=check-in", "--mode=block"]
        return ["systemd-inhibit", *why, "cat"]
    return []


class Awake:
    """Holds sleep off between ``begin`` and ``end``; without a way to, nothing happens.

    Args:
        command: what holds it off while it runs; that of the system when left out.
    """

    def __init__(self, command: list[str] | None = None) -> None:
        self._command = keeper() if command is None else command
        self._holding: subprocess.Popen[bytes] | None = None

    @property
    def holds(self) -> bool:
        """Whether sleep is held off now."""
        if sys.platform == "win32":
            return self._windows
        return self._holding is not None and self._holding.poll() is None

    _windows = False

    def begin(self) -> None:
        """Hold sleep off from now on."""
        if sys.platform == "win32":
            flags = _CONTINUOUS | _SYSTEM | _DISPLAY
            self._windows = bool(ctypes.windll.kernel32.SetThreadExecutionState(flags))
            return
        if self.holds or not self._command:
            return
        self.end()
        with suppress(OSError):
            self._holding = subprocess.Popen(  # noqa: S603 - a program of the system
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def end(self) -> None:
        """Let the computer sleep again."""
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
            self._windows = False
            return
        holding, self._holding = self._holding, None
        if holding is None:
            return
        if holding.stdin is not None:
            with suppress(OSError):
                holding.stdin.close()
        holding.terminate()
        with suppress(subprocess.TimeoutExpired):
            holding.wait(timeout=2)

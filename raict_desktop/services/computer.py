"""What the checks before opening ask of the computer: mains or battery, and room on a disk."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

POWER_FOLDER = Path("/sys/class/power_supply")
_NO_BATTERY, _UNKNOWN_CHARGE = 128, 255


@dataclass(frozen=True, slots=True)
class Power:
    """``mains`` is None where the system does not say; ``percent`` None without a battery."""

    mains: bool | None = None
    percent: int | None = None


def power() -> Power:
    """Where the computer takes its power from."""
    if sys.platform == "win32":
        return _windows_power()
    if sys.platform == "darwin":
        return mac_power(_answer("pmset", "-g", "batt"))
    return linux_power(POWER_FOLDER)


def linux_power(folder: Path) -> Power:
    """The power as Linux tells of it.

    Args:
        folder: ``/sys/class/power_supply``.
    """
    online: list[bool] = []
    charge: int | None = None
    charging = False
    for supply in sorted(folder.glob("*")):
        kind = _line(supply / "type")
        if kind in ("Mains", "USB"):
            online.append(_line(supply / "online") == "1")
        elif kind == "Battery" and _line(supply / "scope") != "Device":
            with suppress(ValueError):
                charge = int(_line(supply / "capacity"))
            charging = charging or _line(supply / "status") in ("Charging", "Full", "Not charging")
    if charge is None:
        # A computer without a battery runs on mains, or would not run.
        return Power(True if online and any(online) else None)
    return Power(any(online) or charging, charge)


def mac_power(answer: str) -> Power:
    """The power as ``pmset -g batt`` tells of it."""
    if not answer:
        return Power()
    percent = next((w.rstrip("%;") for w in answer.split() if w.rstrip(";").endswith("%")), "")
    return Power("AC Power" in answer, int(percent) if percent.isdecimal() else None)


def _windows_power() -> Power:
    if sys.platform == "win32":

        class Status(ctypes.Structure):
            _fields_ = (
                ("line", ctypes.c_ubyte),
                ("battery", ctypes.c_ubyte),
                ("percent", ctypes.c_ubyte),
                ("saver", ctypes.c_ubyte),
                ("seconds", ctypes.c_ulong),
                ("full_seconds", ctypes.c_ulong),
            )

        status = Status()
        if ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):
            there = not status.battery & _NO_BATTERY and status.percent != _UNKNOWN_CHARGE
            mains = {0: False, 1: True}.get(status.line)
            return Power(mains, status.percent if there else None)
    return Power()


def free_bytes(folder: Path) -> int | None:
    """Room left on the disk of a folder, in bytes; None where nobody says."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return None


def _line(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _answer(*command: str) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - a program of the system with settled words
            command, capture_output=True, text=True, timeout=5, check=False
        )
        return done.stdout
    return ""

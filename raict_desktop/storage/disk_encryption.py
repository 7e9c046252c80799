"""Whether the disk under a file is encrypted: a PIN protects a screen, not a stolen laptop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def is_encrypted(path: Path) -> bool | None:
    """True or False where the system says so; None where nobody can tell without more rights."""
    if sys.platform == "win32":
        return _bitlocker(path)
    if sys.platform == "darwin":
        return _says(["/usr/bin/fdesetup", "isactive"], "true")
    return _device_mapper(path)


def _device_mapper(path: Path, system: Path = Path("/sys")) -> bool | None:
    """Linux: a dm-crypt device below the file's disk, however many layers lie between."""
    try:
        number = path.stat().st_dev
    except OSError:
        return None
    device = system / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
    if not device.exists():
        return None  # tmpfs, overlay, btrfs: the system does not name the device
    waiting, seen = [device.resolve()], set[Path]()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        kind = at / "dm" / "uuid"
        if kind.is_file() and kind.read_text("ascii", "replace").startswith("CRYPT-"):
            return True
        below = at / "slaves"
        if below.is_dir():
            waiting += [slave.resolve() for slave in below.iterdir()]
    return False


def _bitlocker(path: Path) -> bool | None:
    script = (
        "(New-Object -ComObject Shell.Application).NameSpace('"
        + path.absolute().anchor.rstrip("\\")
        + "').Self.ExtendedProperty('System.Volume.BitLockerProtection')"
    )
    shell = shutil.which("powershell")
    if shell is None:
        return None
    answer = _output([shell, "-NoProfile", "-Command", script])
    # 1 is on, 3 and 5 are under way or locked; 2 is off (Windows property reference).
    return None if answer is None or not answer.isdigit() else answer in ("1", "3", "5", "6")


def _says(command: list[str], word: str) -> bool | None:
    answer = _output(command)
    return None if answer is None else answer == word


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed system tools, no user text
            command, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()

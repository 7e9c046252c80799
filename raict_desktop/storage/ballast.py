"""A file that holds room on the disk, given back when the disk is full so that the desk can go on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from raict_desktop.storage.connection import beside

SIZE = 64 * 1024 * 1024
SPARE = 512 * 1024 * 1024
"""No ballast is laid where less than this is free: the event itself needs the room."""
LOW = 4 * 1024 * 1024
"""Below this the ballast is released before a transaction is begun."""


def ballast_path(path: Path) -> Path:
    """Where the ballast of an event file lies."""
    return beside(path, "-ballast")


def free_bytes(path: Path) -> int:
    """Room left for this user on the disk of a file; a large number where nobody can tell."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return SPARE * 2


def lay(path: Path) -> bool:
    """Lay the ballast if it is not there and the disk has room; says whether it lies there now."""
    target = ballast_path(path)
    try:
        if target.exists() and target.stat().st_size == SIZE:
            return True
        if free_bytes(path) < SPARE + SIZE:
            return False
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _fill(handle)
        finally:
            os.close(handle)
    except OSError:
        release(path)
        return False
    return True


def _fill(handle: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, SIZE)
        return
    block = bytes(1024 * 1024)
    for _ in range(SIZE // len(block)):
        os.write(handle, block)


def release(path: Path) -> bool:
    """Give the room back; says whether there was any to give."""
    try:
        ballast_path(path).unlink()
    except OSError:
        return False
    return True


def make_room(path: Path) -> bool:
    """Release the ballast when the disk is nearly full, before a passage has to fail for it."""
    return free_bytes(path) < LOW and release(path)

"""Where an event file may live: on a disk of this computer, out of the reach of synchronising programs.

SQLite's WAL needs shared memory and locks that network drives do not keep, and a synchronising program
copies the file without its WAL.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError

_SYNCHRONISED = re.compile(
    r"(onedrive|dropbox|google ?drive|googledrive|my drive|icloud ?drive|mobile documents|"
    r"nextcloud|owncloud|seafile|kdrive)\b",
    re.IGNORECASE,
)
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "davfs", "fuse.sshfs", "fuse.rclone"}
    | {"fuse.davfs2", "fuse.gvfsd-fuse", "fuse.google-drive-ocamlfuse", "fuse.onedriver"}
)
_DRIVE_REMOTE = 4


def followed(path: Path) -> Path:
    """The event file itself, where a name is a link to it.

    Its lock, its log and its note stand beside the file. By the link's name a second window would find
    none of them, and write as well.
    """
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def refuse_unsafe_place(path: Path) -> None:
    """Refuse network drives and synchronised folders.

    Raises:
        UnsafeFileError: ``storage.network_place`` or ``storage.synchronised_place``.
    """
    folder = path.parent.resolve()
    if any(_SYNCHRONISED.match(part) for part in folder.parts):
        raise UnsafeFileError("storage.synchronised_place", path=path.name)
    if _on_network(folder):
        raise UnsafeFileError("storage.network_place", path=path.name)


def _on_network(folder: Path) -> bool:
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE)
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    return kind_of_disk(folder, mounts) in _NETWORK


@cache
def kind_of_disk(folder: Path, mounts: str) -> str:
    """The file system a folder is on, by the lines of Linux's ``/proc/self/mountinfo``."""
    best, found = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4]))
        if folder.is_relative_to(place) and len(place.parts) > best:
            best, found = len(place.parts), after.split()[0]
    return found


def disk_of(path: Path) -> str:
    """The kind of file system under a file where the system tells, else empty."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    return kind_of_disk(path.parent.resolve(), mounts)

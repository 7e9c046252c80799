"""Copying an open event file byte for byte, while nothing in it can change.

SQLite's own backup reads and writes page by page: at fifty thousand people that takes twice as long as
the disk needs. Once the write-ahead log has gone into the file, a snapshot that is held keeps every later
checkpoint out of it: the file lies still, and the desk writes on into its log.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from raict_desktop.storage.event_file import Connection, EventFile
from raict_desktop.storage.snapshot import aside

_PIECE = 1 << 18
_SENT_OFF = 16 << 20
"""Bytes after which the system is asked to begin writing: less is then left to wait for at the end, and
for a passage that is made durable meanwhile."""
_ROLLBACK = b"\x01\x01"
"""What bytes 18 and 19 say of a file that has no write-ahead log beside it."""


@contextmanager
def settled(file: EventFile) -> Iterator[Connection | None]:
    """A snapshot all of which is in the main file, or None where somebody still reads an older one."""
    held = None if file.plain is None else _hold_still(file)
    try:
        yield held
    finally:
        if held is not None:
            held.close()


def _hold_still(file: EventFile) -> Connection | None:
    with file.reading() as db:  # nobody writes between the two looks
        busy, logged, moved = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if busy or logged != moved:
            return None
        held = aside(file)
        try:
            held.execute("BEGIN")
            held.execute("SELECT 1 FROM event_file").fetchone()
        except BaseException:
            held.close()
            raise
        return held


def copy_bytes(file: EventFile, target: Path) -> bool:
    """Copy a file that is settled, and read the copy back.

    Args:
        file: the open file, settled as long as this takes.
        target: an empty file.

    Returns:
        Whether the copy says what the file says.
    """
    piece, read_back = bytearray(_PIECE), bytearray(_PIECE)
    with _source(file) as source, target.open("r+b", buffering=0) as copy:
        size = os.fstat(source.fileno()).st_size
        for at in range(0, size, _PIECE):
            left = memoryview(piece)[: _fill(piece, source, at)]
            while left:  # a disk about to be full takes a part first
                left = left[copy.write(left) :]
            if at and at % _SENT_OFF == 0:
                _send_off(copy, at - _SENT_OFF)
        copy.seek(0)
        for at in range(0, size, _PIECE):
            count = _fill(piece, source, at)
            # What the last piece does not fill is left from the one before, in both.
            if copy.readinto(read_back) != count or piece != read_back:
                return False
        return size > 0 and not copy.read(1)


@contextmanager
def _source(file: EventFile) -> Iterator[FileIO]:
    if os.name == "nt" or file.plain is None:
        with file.path.open("rb", buffering=0) as source:
            yield source
    else:
        yield file.plain  # see ``connection.hold``; several threads may be reading it


if sys.platform == "win32":

    def _read_at(piece: bytearray, source: FileIO, at: int) -> int:
        source.seek(at)
        return source.readinto(piece)

    def _send_off(copy: FileIO, since: int) -> None:
        """Windows begins by itself."""

else:

    def _read_at(piece: bytearray, source: FileIO, at: int) -> int:
        if hasattr(os, "preadv"):  # not on every macOS
            return os.preadv(source.fileno(), [piece], at)
        read = os.pread(source.fileno(), len(piece), at)
        piece[: len(read)] = read
        return len(read)

    def _send_off(copy: FileIO, since: int) -> None:
        if hasattr(os, "posix_fadvise"):  # not on macOS
            os.posix_fadvise(copy.fileno(), since, _SENT_OFF, os.POSIX_FADV_DONTNEED)


def _fill(piece: bytearray, source: FileIO, at: int) -> int:
    count = _read_at(piece, source, at)
    if not at:
        piece[18:20] = _ROLLBACK
    return count

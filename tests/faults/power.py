"""A simulated power cut: an SQLite VFS that knows which writes the disk has really been told to keep.

Writes go to the real files at once, so that the program sees them; beside them a copy is kept of what
was synchronised, and the list of writes that were not. A cut keeps, drops or tears each of the latter.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import pytest

from raict_desktop.storage import connection as connections

SECTOR = 512


@dataclass
class Shadow:
    """One file: what is on the disk for certain, and the writes that may or may not be."""

    durable: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def synchronise(self) -> None:
        for offset, data in self.pending:
            _put(self.durable, offset, data)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """The file as the disk may hold it: any part of what was not synchronised is there or not."""
        content = bytearray(self.durable)
        keep_all = chance.random() < 0.2
        share = chance.random()
        for offset, data in self.pending:
            if data is None:
                if keep_all or chance.random() < share:
                    _put(content, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if keep_all or chance.random() < share:
                    _put(content, offset + start, data[start : start + SECTOR])
        return bytes(content)


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:  # truncated to offset
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class Disk(apsw.VFS):  # type: ignore[misc]
    """The disk of one run; ``cut`` gives the files as they may be found after the power is back."""

    def __init__(self, name: str, on_write: Callable[[], None]) -> None:
        self.shadows: dict[str, Shadow] = {}
        self.on_write = on_write
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        filename = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if filename not in self.shadows:
            path = Path(filename)
            self.shadows[filename] = Shadow(bytearray(path.read_bytes() if path.exists() else b""))
        return _File(self, filename, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        self.shadows.pop(name, None)
        super().xDelete(name, sync)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """What is found after a cut at this moment, by the files' names."""
        return {
            Path(name).name: shadow.after_a_cut(chance) for name, shadow in self.shadows.items()
        }


class _File(apsw.VFSFile):  # type: ignore[misc]
    def __init__(self, disk: Disk, filename: str, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._shadow = disk.shadows[filename]
        super().__init__("", name, flags)

    def xWrite(self, data: Any, offset: int) -> None:
        self._shadow.pending.append((offset, bytes(data)))
        super().xWrite(data, offset)
        self._disk.on_write()

    def xTruncate(self, size: int) -> None:
        self._shadow.pending.append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        # The cut may come while the disk is still writing.
        self._disk.on_write()
        super().xSync(flags)
        self._shadow.synchronise()


class Adapted:
    """An apsw connection in the shape of sqlite3's, as far as the program uses it."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Any = ()) -> Any:
        try:
            return self._connection.execute(sql, values)
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    def close(self) -> None:
        self._connection.close()


def use_disk(patch: pytest.MonkeyPatch, vfs: str, synchronous: str) -> None:
    """Have the program's writing connections work on the simulated disk."""
    plain = connections._connected

    def connected(path: Path, mode: str, *, read_only: bool) -> Any:
        if read_only:
            return plain(path, mode, read_only=True)
        adapted = Adapted(apsw.Connection(str(path), vfs=vfs, flags=apsw.SQLITE_OPEN_READWRITE))
        # A VFS written in Python has no shared memory: the one connection keeps the index itself.
        adapted.execute("PRAGMA locking_mode = EXCLUSIVE")
        connections.settle(adapted, read_only=False)  # type: ignore[arg-type]
        if synchronous != "FULL":
            adapted.execute(f"PRAGMA synchronous = {synchronous}")
        return adapted

    patch.setattr(connections, "_connected", connected)

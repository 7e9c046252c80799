"""A folder that stations share (a stick, a network drive, Syncthing): each appends to its own file.

Nobody ever writes another's file, so nothing there can collide. What a station has written is asked
of the folder itself each time, never remembered: the stick may be another one today.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from raict_desktop.domain.carried import Carried
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.journal_lines import (
    SUFFIX,
    JournalHeader,
    entry_line,
    header_line,
    parse_entry,
    parse_header,
)

_PULSE = ".pulse"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Pulse:
    """A sign of life of a station: when it was written, by its clock (Unix milliseconds)."""

    station: str
    at_ms: int


@dataclass(slots=True)
class _Reading:
    """How far a file was read; ``refused`` when it is of another event or of a newer program."""

    offset: int = 0
    refused: bool = False


@dataclass
class SharedFolder:
    """One station's view of a shared folder.

    Attributes:
        folder: where the stations meet; a folder of the event's own is made in it.
        header: of which event.
        station: who writes.
        broken: lines that could not be read, by file name.
    """

    folder: Path
    header: JournalHeader
    station: str
    broken: dict[str, int] = field(default_factory=dict)
    _readings: dict[str, _Reading] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The event's own folder in the shared one."""
        return self.folder / f"raict-{self.header.event_id}"

    @property
    def own(self) -> Path:
        """The file this station appends to."""
        return self.place / f"{self.station}{SUFFIX}"

    def news(self) -> Iterator[Carried]:
        """Entries that appeared in any file since the last call, this station's own file included.

        Raises:
            UserError: the folder cannot be read.
        """
        try:
            files = sorted(self.place.glob(f"*{SUFFIX}")) if self.place.is_dir() else []
            for file in files:
                yield from self._read_on(file)
        except OSError as error:
            raise UserError("merge.folder_gone", path=str(self.folder)) from error

    def _read_on(self, file: Path) -> Iterator[Carried]:
        reading = self._readings.setdefault(file.name, _Reading())
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if reading.offset and not self._continues(stream.fileno(), reading.offset, size):
                reading.offset, reading.refused = 0, False  # another file under the same name
            if size == reading.offset or reading.refused:
                return
            stream.seek(reading.offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    return  # still being written
                first = reading.offset == 0
                reading.offset += len(line)
                if first:
                    about = parse_header(line)
                    reading.refused = (
                        about is None
                        or about.event_id != self.header.event_id
                        or about.schema > self.header.schema
                    )
                    if reading.refused:
                        self.broken[file.name] = self.broken.get(file.name, 0) + 1
                        return
                    continue
                entry = parse_entry(line)
                if entry is None:
                    self.broken[file.name] = self.broken.get(file.name, 0) + 1
                else:
                    yield entry

    @staticmethod
    def _continues(handle: int, offset: int, size: int) -> bool:
        """Whether what was read is still there: a line ended where we stopped."""
        if size < offset:
            return False
        os.lseek(handle, offset - 1, os.SEEK_SET)
        return os.read(handle, 1) == b"\n"

    def append(self, entries: Iterable[Carried]) -> int:
        """Add entries to this station's own file; on the disk when this returns.

        Returns:
            How many.

        Raises:
            UserError: the folder is gone, full or write-protected; what was begun is cut off again
                at the next time.
        """
        count = 0
        try:
            if not self.folder.is_dir():
                raise FileNotFoundError
            self.place.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(self.own, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "r+b") as stream:
                end = _whole_end(stream.fileno())
                stream.truncate(end)
                stream.seek(end)
                if end == 0:
                    stream.write(header_line(self.header))
                for entry in entries:
                    stream.write(entry_line(entry))
                    count += 1
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise UserError("merge.folder_gone", path=str(self.folder)) from error
        return count

    def show_pulse(self, at_ms: int) -> None:
        """Leave a sign of life for the others, so that they see who is there and how late.

        Raises:
            UserError: the folder cannot be written.
        """
        target = self.place / f"{self.station}{_PULSE}"
        part = target.with_suffix(".part")
        try:
            self.place.mkdir(mode=0o700, exist_ok=True)
            part.write_text(json.dumps({"at_ms": at_ms}), "ascii")
            part.replace(target)
        except OSError as error:
            raise UserError("merge.folder_gone", path=str(self.folder)) from error

    def pulses(self) -> list[Pulse]:
        """The other stations' signs of life; unreadable ones are passed over."""
        found: list[Pulse] = []
        for file in self.place.glob(f"*{_PULSE}"):
            try:
                value = json.loads(file.read_bytes())["at_ms"]
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if file.stem != self.station and type(value) is int and 0 <= value < 1 << 48:
                found.append(Pulse(file.stem, value))
        return found


def forget_journals(place: Path, station: str = "") -> None:
    """Remove journals that a shared folder holds of an event; what is wanted is written anew.

    Args:
        place: the event's own folder in the shared one.
        station: only this station's, when given.
    """
    for file in place.glob(f"{station or '*'}{SUFFIX}"):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _whole_end(handle: int) -> int:
    """Where the last whole line of a file ends."""
    end = os.lseek(handle, 0, os.SEEK_END)
    while end:
        start = max(0, end - _CHUNK)
        os.lseek(handle, start, os.SEEK_SET)
        at = os.read(handle, end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0

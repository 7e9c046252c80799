"""A shared folder as a transport: a stick, a network drive, Syncthing; each station appends to its own file.

Nobody ever writes another's file, so nothing there can collide. What the folder holds is asked of the
folder itself, never remembered beyond the connection: the stick may be another one today.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from raict_desktop.domain.carried import Carried, from_mapping, is_whole
from raict_desktop.sharing.seam import GapError, Heads, LinkLostError, News, Packet
from raict_desktop.sharing.unbroken import Unbroken

SUFFIX = ".jsonl"
_PULSE = ".pulse"
LOOK_S = 2.0
"""The folder is looked at this often: no system tells reliably of changes on a network drive."""
FRESH_S = 60.0
"""A sign of life that was older than this when first seen is one of before."""
MAX_LINE = 1_000_000
_MOST_PASSED_OVER = 64 * MAX_LINE
"""A line longer than this is the end of a file for us: no station wrote it, and nobody waits for it."""
LONGEST_BEAT = 4000
_CHUNK = 1 << 20


@dataclass(slots=True)
class _Reading:
    """How far a file was read; ``refused`` when it is of another event or of a newer program."""

    offset: int = 0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the line of an entry begins; ``whole`` when it is what its station hashed."""

    name: str
    offset: int
    whole: bool


class FolderHub:
    """A shared folder that is there.

    Args:
        folder: where the stations meet; a folder of the event's own is made in it.
        event_id: the event.
        station: who writes.
        header: the first line of a file of this event, with its line break.
        ours: whether a first line is of this event and readable here.
        held: what this station holds already; such entries need not be found again.
        on_beat: hears every sign of life of another station.
        erasures: how many times somebody's values were erased here; this station's own file is begun
            anew when it changes, because it still says what was forgotten.
        guard: held while this station's file is written, by whoever writes it.

    Raises:
        LinkLostError: the folder cannot be reached or written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        event_id: str,
        station: str,
        header: bytes,
        ours: Callable[[bytes], bool],
        held: Heads,
        on_beat: Callable[[str], None] = lambda _text: None,
        erasures: Callable[[], int] = lambda: 0,
        guard: AbstractContextManager[object] | None = None,
    ) -> None:
        self._erasures = erasures
        self._erased = erasures()
        self._guard = guard or nullcontext()
        self._folder = folder
        self._station = station
        self._header = header
        self._ours = ours
        self._held = dict(held)
        self._on_beat = on_beat
        self._place = folder / f"raict-{event_id}"
        self._own = self._place / f"{station}{SUFFIX}"
        self._readings: dict[str, _Reading] = {}
        self._there = Unbroken()
        self._found: dict[str, dict[int, _Place]] = {}
        self._beats: dict[str, int] = {}
        self._offset = 0.0
        self._awake = threading.Event()
        self.broken: dict[str, int] = {}
        with _told():
            if not folder.is_dir():
                raise FileNotFoundError
            self._place.mkdir(mode=0o700, exist_ok=True)
            with self._guard:
                if self._erased:
                    self._own.unlink(missing_ok=True)
                # There from the beginning: another stick in its place is found out by it.
                with _appending(self._own, self._header):
                    pass

    def heads(self) -> Heads:
        """What the folder's files hold, all of them together."""
        self._look()
        return self._there.heads()

    def push(self, packets: Sequence[Packet]) -> None:
        """Append lines to this station's own file; on the disk when this returns.

        Raises:
            GapError: the folder was emptied, or is another one.
        """
        with _told():
            if self._changed_under_us():
                raise GapError
            with self._guard, _appending(self._own, self._header) as stream:
                stream.writelines(packet.line.encode() + b"\n" for packet in packets)
        for packet in packets:
            self._there.add(packet.station, packet.counter)
            self._held[packet.station] = max(packet.counter, self._held.get(packet.station, 0))

    def pull(self, cursor: Heads, limit: int) -> Sequence[Packet]:
        """Read the lines that lie beyond a vector cursor."""
        self._look()
        wanted: list[tuple[str, int, _Place]] = []
        for station, places in sorted(self._found.items()):
            counter = cursor.get(station, 0)
            for known in [c for c in places if c <= counter]:
                del places[known]
            while counter + 1 in places and len(wanted) < limit:
                counter += 1
                wanted.append((station, counter, places[counter]))
        return self._lines(wanted)

    def hash_at(self, _station: str, _counter: int) -> str:
        """Nothing is told: lines held here already were not kept in mind."""
        return ""

    def listen(self, seconds: float) -> News:
        """Look again and again for lines that were not there, and for signs of life."""
        end = time.monotonic() + seconds
        while True:
            with _told():
                self._take_beats()
                if self._look():
                    return News(more=True)
            left = end - time.monotonic()
            if left <= 0:
                return News()
            if self._awake.wait(min(left, LOOK_S)):
                self._awake.clear()
                return News()

    def wake(self) -> None:
        """End a wait."""
        self._awake.set()

    def beat(self, text: str) -> None:
        """Leave a sign of life for the others, a line of at most 4 000 letters."""
        target = self._place / f"{self._station}{_PULSE}"
        part = target.with_suffix(".part")
        with _told():
            part.write_text(text[:LONGEST_BEAT], "utf-8")
            part.replace(target)
            # The clock of whoever keeps the folder: this computer's own, or a server's.
            self._offset = target.stat().st_mtime - time.time()

    def clock_offset(self) -> float:
        """Seconds the clock of the folder's server is ahead; 0 on a stick."""
        return self._offset

    def cut(self) -> None:
        """A file that hangs cannot be made to come back; the caller's patience is bounded instead."""
        self._awake.set()

    def close(self) -> None:
        """Nothing is kept open."""

    def _look(self) -> bool:
        """Read on in every file; whether an entry came that is not held here."""
        with _told():
            if self._changed_under_us():
                raise LinkLostError("sharing.folder_changed")
            fresh = False
            for file in sorted(self._place.glob(f"*{SUFFIX}")):
                # A pipe of that name would never let go of whoever opens it.
                if file.is_file():
                    fresh = self._read_on(file) or fresh
            return fresh

    def _changed_under_us(self) -> bool:
        """Whether a file that was read is gone, or shorter: another stick, an emptied folder."""
        if not self._folder.is_dir():
            raise FileNotFoundError
        if not self._own.exists() or self._erasures() != self._erased:
            return True
        for name, reading in self._readings.items():
            with suppress(FileNotFoundError):
                if (self._place / name).stat().st_size >= reading.offset:
                    continue
            return True
        return False

    def _read_on(self, file: Path) -> bool:
        reading = self._readings.setdefault(file.name, _Reading())
        fresh = False
        with file.open("rb") as stream:
            if reading.refused or os.fstat(stream.fileno()).st_size == reading.offset:
                return False
            if reading.offset and not _continues(stream, reading.offset):
                raise LinkLostError("sharing.folder_changed")
            stream.seek(reading.offset)
            while line := stream.readline(MAX_LINE + 1):
                if len(line) > MAX_LINE and not line.endswith(b"\n"):
                    self._note_broken(file.name)
                    reading.refused = not _pass_over(stream)
                    if reading.refused:
                        break
                    reading.offset = stream.tell()
                    continue
                if not line.endswith(b"\n"):
                    break  # still being written
                at, reading.offset = reading.offset, reading.offset + len(line)
                if at == 0:
                    reading.refused = not self._ours(line)
                    if reading.refused:
                        self._note_broken(file.name)
                        break
                    continue
                fresh = self._note(file.name, at, line) or fresh
        return fresh

    def _note(self, name: str, at: int, line: bytes) -> bool:
        entry = _entry(line)
        if entry is None:
            self._note_broken(name)
            return False
        whole = is_whole(entry)
        if whole:
            self._there.add(entry.station, entry.counter)
        else:
            self._note_broken(name)
        if entry.counter <= self._held.get(entry.station, 0):
            return False
        places = self._found.setdefault(entry.station, {})
        known = places.get(entry.counter)
        if known is None or (whole and not known.whole):
            # An altered line is given where there is no better one: it is refused and told, and
            # does not hold up what follows it.
            places[entry.counter] = _Place(name, at, whole)
        return known is None

    def _note_broken(self, name: str) -> None:
        self.broken[name] = self.broken.get(name, 0) + 1

    def _lines(self, wanted: Iterable[tuple[str, int, _Place]]) -> list[Packet]:
        found: list[Packet] = []
        streams: dict[str, BinaryIO] = {}
        try:
            with _told():
                for station, counter, place in wanted:
                    stream = streams.get(place.name)
                    if stream is None:
                        stream = streams[place.name] = (self._place / place.name).open("rb")
                    stream.seek(place.offset)
                    line = stream.readline(MAX_LINE)
                    entry = _entry(line)
                    if entry is None or (entry.station, entry.counter) != (station, counter):
                        raise LinkLostError("sharing.folder_changed")
                    text = line.decode().rstrip("\n")
                    found.append(Packet(station, counter, entry.hash, text))
        finally:
            for stream in streams.values():
                stream.close()
        return found

    def _take_beats(self) -> None:
        """Signs of life that were written since the last look."""
        now = time.time() + self._offset
        for file in self._place.glob(f"*{_PULSE}"):
            if file.stem == self._station:
                continue
            with suppress(OSError, UnicodeDecodeError):
                written = file.stat().st_mtime_ns
                before = self._beats.get(file.name)
                if written == before:
                    continue
                self._beats[file.name] = written
                if file.is_file() and (before is not None or abs(now - written / 1e9) < FRESH_S):
                    with file.open("rb") as stream:
                        self._on_beat(stream.read(4 * LONGEST_BEAT).decode()[:LONGEST_BEAT])


def forget_journals(place: Path, held: Heads, station: str = "") -> tuple[Path, ...]:
    """Remove journals that a shared folder holds of an event; what is wanted is written anew.

    A journal with a line that nobody here has read yet stays: a dead laptop may have left its last
    seconds there and nowhere else.

    Args:
        place: the event's own folder in the shared one.
        held: the last counter held here of each station.
        station: only the file that this station wrote, when given.

    Returns:
        The journals that are left.
    """
    left: list[Path] = []
    for file in sorted(place.glob(f"*{SUFFIX}")):
        if (station and file.name != f"{station}{SUFFIX}") or not _all_held(file, held):
            left.append(file)
            continue
        with suppress(OSError):
            file.unlink(missing_ok=True)
    return tuple(left)


def _all_held(file: Path, held: Heads) -> bool:
    """Whether every entry of a journal file is held; an unreadable file is not."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as lines:
            lines.readline(MAX_LINE)  # the header
            while line := lines.readline(MAX_LINE + 1):
                values = json.loads(line)  # one that is cut here is none
                if values["counter"] > held.get(values["station"], 0):
                    return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return True


@contextmanager
def _appending(file: Path, header: bytes) -> Iterator[BinaryIO]:
    """A file open at the end of its last whole line; flushed to the disk at last."""
    # What strangers left on a stick must not lead to another file of this computer.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(file, flags, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        end = _whole_end(stream)
        stream.truncate(end)
        stream.seek(end)
        if end == 0:
            stream.write(header)
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the system says of files into ``LinkLostError``."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise LinkLostError("sharing.folder_full" if full else "sharing.folder_gone") from error


def _entry(line: bytes) -> Carried | None:
    if len(line) > MAX_LINE:
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return from_mapping(value) if isinstance(value, dict) else None


def _pass_over(stream: BinaryIO) -> bool:
    """Go to the end of a line that is too long to be one; False when it has none within reason."""
    passed = 0
    while passed < _MOST_PASSED_OVER and (piece := stream.readline(_CHUNK)):
        if piece.endswith(b"\n"):
            return True
        passed += len(piece)
    return False


def _continues(stream: BinaryIO, offset: int) -> bool:
    """Whether what was read is still there: a line ended where we stopped."""
    stream.seek(offset - 1)
    return stream.read(1) == b"\n"


def _whole_end(stream: BinaryIO) -> int:
    """Where the last whole line of a file ends."""
    end = stream.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _CHUNK)
        stream.seek(start)
        at = stream.read(end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0

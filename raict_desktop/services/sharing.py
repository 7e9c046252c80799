"""Stations that see each other through a shared folder, every few seconds, never on a scan's way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from raict_desktop.domain.carried import Carried, in_order
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.shared_folder import SharedFolder
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.merge import BATCH, MergeProblem, header
from raict_desktop.services.replica import changes_of
from raict_desktop.services.stations import short
from raict_desktop.storage.journal import from_milliseconds, milliseconds
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.union import Joining, carried_entries, erasures, heads

INTERVAL_S = 3.0
LONGEST_PAUSE_S = 60.0
PULSE = timedelta(seconds=30)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another station of the folder: its last sign of life by its own clock."""

    station: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """What one exchange with the folder did."""

    received: int
    sent: int
    neighbours: tuple[Neighbour, ...]
    problems: tuple[MergeProblem, ...]


class FolderSharing:
    """The exchange of one event with one shared folder.

    Every station writes to its own file whatever the folder does not hold yet, its own entries and
    those it knows of others, and takes in what the others wrote.

    Args:
        event: the open event.
        folder: where the stations meet.
    """

    def __init__(self, event: OpenEvent, folder: Path) -> None:
        self.event = event
        self.folder = folder
        self._shared = SharedFolder(folder, header(event), event.station)
        self._there: dict[str, set[int]] = {}
        self._pulse: datetime | None = None
        self._erasures = 0

    def exchange(self) -> Round:
        """Take in what is new in the folder, and give it what it lacks.

        Raises:
            UserError: the folder cannot be reached or written; nothing is lost by that.
        """
        with self.event.carrying:
            return self._exchange()

    def _exchange(self) -> Round:
        if not self.folder.is_dir():
            self._forget()
            raise UserError("merge.folder_gone", path=str(self.folder))
        self._leave_out_erased()
        if not self._shared.own.exists():
            self._forget()  # another stick, or an emptied folder: ask it anew
        found = in_order(self._shared.news())
        for entry in found:
            self._there.setdefault(entry.station, set()).add(entry.counter)
        try:
            received, problems = self._take(found)
        except BaseException:
            self._forget()  # what was read but not kept is read again next time
            raise
        sent = self._give()
        now = self.event.clock()
        if self._pulse is None or now - self._pulse >= PULSE:
            self._shared.show_pulse(milliseconds(now))
            self._pulse = now
        neighbours = tuple(
            Neighbour(p.station, from_milliseconds(p.at_ms)) for p in self._shared.pulses()
        )
        return Round(received, sent, neighbours, problems)

    def _leave_out_erased(self) -> None:
        """Begin this station's file anew when somebody was erased: it still says what was forgotten."""
        with self.event.file.reading() as db:
            count = erasures(db)
        if count == self._erasures:
            return
        try:
            self._shared.own.unlink(missing_ok=True)
        except OSError as error:
            raise UserError("merge.folder_gone", path=str(self.folder)) from error
        self._erasures = count

    def _forget(self) -> None:
        self._shared = SharedFolder(self.folder, header(self.event), self.event.station)
        self._there.clear()
        self._pulse = None

    def _take(self, found: list[Carried]) -> tuple[int, tuple[MergeProblem, ...]]:
        if not found:
            return 0, ()
        event = self.event
        with snapshot(event.file) as db:
            joining = Joining(db, event.file.salt)
            for start in range(0, len(found), BATCH):
                with event.file.writing():
                    joining.take(event.file, found[start : start + BATCH])
        received = joining.taken.total()
        if received:
            event.tell(changes_of(found), self)
        return received, tuple(
            MergeProblem(
                p.code, {"station": short(p.station), "counter": p.counter, "count": p.count}
            )
            for p in joining.problems()
        )

    def _give(self) -> int:
        with snapshot(self.event.file) as db:
            missing = [
                entry
                for station, head in heads(db).items()
                if len(self._there.get(station, ())) < head
                for entry in carried_entries(db, station, self._prefix(station))
                if entry.counter not in self._there.get(station, ())
            ]
        if not missing:
            return 0
        return self._shared.append(missing)

    def _prefix(self, station: str) -> int:
        """Up to which counter the folder lacks nothing of a station."""
        there = self._there.get(station, set())
        counter = 0
        while counter + 1 in there:
            counter += 1
        return counter


@dataclass(frozen=True, slots=True)
class SharingState:
    """What the window says of the link: ``since`` when it was last well, ``problem`` why not now."""

    live: bool
    since: datetime | None
    last: Round | None
    problem: UserError | None = None


class SharingLoop:
    """Exchanges with a folder in a thread of its own until it is stopped.

    Args:
        sharing: the exchange.
        told: called from that thread after every round.
        interval: seconds between rounds; after a failure the pause doubles up to a minute.
    """

    def __init__(
        self,
        sharing: FolderSharing,
        told: Callable[[SharingState], None],
        interval: float = INTERVAL_S,
    ) -> None:
        self._sharing = sharing
        self._told = told
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shared folder", daemon=True)
        self.state = SharingState(live=False, since=None, last=None)

    def start(self) -> None:
        """Begin; the first round is made at once."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> bool:
        """End after the round under way; says whether it ended in time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = self._interval
        while not self._stop.is_set():
            since = self.state.since
            try:
                done = self._sharing.exchange()
            except UserError as fault:
                self.state = SharingState(
                    live=False, since=since, last=self.state.last, problem=fault
                )
                pause = min(LONGEST_PAUSE_S, pause * 2)
            except Exception:  # noqa: BLE001 - a bug here must not stop the desk
                _log.error("the shared folder failed", exc_info=True)
                self.state = SharingState(
                    live=False,
                    since=since,
                    last=self.state.last,
                    problem=UserError("merge.folder_failed"),
                )
                pause = min(LONGEST_PAUSE_S, pause * 2)
            else:
                now = self._sharing.event.clock()
                self.state = SharingState(live=True, since=now, last=done)
                pause = self._interval
            if not self._stop.is_set():
                self._told(self.state)
            self._stop.wait(pause)

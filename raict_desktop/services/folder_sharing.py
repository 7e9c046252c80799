"""Stations that see each other through a shared folder, every few seconds, never on a scan's way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.journal_lines import header_line, parse_header
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.linked import Linked, heartbeat, read_heartbeat
from raict_desktop.services.merge import MergeProblem, header
from raict_desktop.services.replica import EventReplica
from raict_desktop.services.stations import short
from raict_desktop.sharing.folder import LOOK_S, FolderHub
from raict_desktop.sharing.link import Pace
from raict_desktop.sharing.protocol import exchange
from raict_desktop.sharing.seam import GapError, LinkLostError
from raict_desktop.storage import union
from raict_desktop.storage.union import StationProblem

PACE = Pace(heartbeat=20.0, first_wait=2.0, longest_wait=30.0, stuck=60.0)
"""A stick is written to rarely, and a slow network drive is given its time."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one exchange with the folder did; ``stations`` are the others that showed themselves."""

    received: int
    sent: int
    stations: tuple[str, ...]
    problems: tuple[MergeProblem, ...]


def folder_hub(
    event: OpenEvent, folder: Path, replica: EventReplica, on_beat: Callable[[str], None]
) -> FolderHub:
    """A shared folder as a connected transport.

    Raises:
        LinkLostError: it cannot be reached or written.
    """
    about = header(event)

    def ours(line: bytes) -> bool:
        said = parse_header(line)
        return said is not None and said.event_id == about.event_id and said.schema <= about.schema

    def erased() -> int:
        with event.file.reading() as db:
            return union.erasures(db)

    return FolderHub(
        folder,
        event_id=about.event_id,
        station=event.station,
        header=header_line(about),
        ours=ours,
        held=replica.heads(),
        on_beat=on_beat,
        erasures=erased,
        guard=event.carrying,
    )


def linked_folder(
    event: OpenEvent,
    folder: Path,
    *,
    deliver: Callable[[Changes], None] | None = None,
    told: Callable[[], None] = lambda: None,
    role: Callable[[], str] = lambda: "",
    pace: Pace = PACE,
) -> Linked:
    """The link of an event to a shared folder, not yet begun; arguments as those of ``Linked``."""
    return Linked(
        event,
        lambda replica, on_beat: folder_hub(event, folder, replica, on_beat),
        deliver=deliver,
        told=told,
        role=role,
        pace=pace,
    )


class FolderSharing:
    """Rounds of exchange with a folder, one at a time, for the command line.

    Args:
        event: the open event.
        folder: where the stations meet.
    """

    def __init__(self, event: OpenEvent, folder: Path) -> None:
        self.event = event
        self.folder = folder
        self._replica = EventReplica(event, lambda changes: event.tell(changes, self))
        self._hub: FolderHub | None = None
        self._stations: set[str] = set()
        self._shown = float("-inf")

    def exchange(self) -> Round:
        """Take in what is new in the folder, and give it what it lacks.

        Raises:
            UserError: the folder cannot be reached or written; nothing is lost by that.
        """
        try:
            done = self._once()
        except (LinkLostError, GapError):
            self._hub = None  # emptied, or another stick: asked anew
            try:
                done = self._once()
            except (LinkLostError, GapError) as lost:
                self._hub = None
                raise UserError("merge.folder_gone", path=str(self.folder)) from lost
        finally:
            self._replica.close()
        return done

    def wait(self) -> None:
        """Wait for news in the folder, for some seconds at most."""
        if self._hub is not None:
            try:
                self._hub.listen(LOOK_S)
            except LinkLostError:
                self._hub = None

    def _once(self) -> Round:
        hub = self._hub
        if hub is None:
            hub = self._hub = folder_hub(self.event, self.folder, self._replica, self._on_beat)
            self._shown = float("-inf")
        if time.monotonic() - self._shown >= PACE.heartbeat:
            hub.beat(heartbeat(self.event, ""))
            self._shown = time.monotonic()
        moved = exchange(self._replica, hub)
        hub.listen(0)
        return Round(
            moved.pulled,
            moved.pushed,
            tuple(sorted(self._stations)),
            tuple(_told(problem) for problem in self._replica.problems()),
        )

    def _on_beat(self, text: str) -> None:
        said = read_heartbeat(text, self.event.file.event_id)
        if said is not None:
            self._stations.add(said[0])


def _told(problem: StationProblem) -> MergeProblem:
    facts = {
        "station": short(problem.station),
        "counter": problem.counter,
        "count": problem.count,
    }
    return MergeProblem(problem.code, facts)

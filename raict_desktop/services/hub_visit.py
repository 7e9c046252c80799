"""One visit to a hub: bring both sides to their union and go, or take a whole event home from it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services import pairings
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.link import STUCK_S
from raict_desktop.sharing.pairing import Pairing, read_pairing
from raict_desktop.sharing.protocol import Exchanged, behind, exchange
from raict_desktop.sharing.seam import GapError, LinkLostError, Transport
from raict_desktop.sharing.watched import Watched
from raict_desktop.storage.backup import glance
from raict_desktop.storage.event_file import SUFFIX

LOOK_S = 0.1
"""How often a visit looks whether it should stop, or hangs."""
LONGEST_TITLE = 80
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_FOR_JOINING = frozenset(
    {"hole", "not_a_hub", "not_secure", "older_hub", "newer_hub", "other_event", "refused"}
    | {"unreachable", "wrong_password"}
)
"""Reasons whose sentence speaks of a station at work; somebody who joins has none yet."""
_FULL = frozenset({"storage.disk_full", "storage.reserve_used"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries came of how many; ``total`` is what the hub held when the visit began."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Taken:
    """An event taken home.

    Attributes:
        event: the open event.
        entries: how many came.
        refused: how many of the hub's could not be believed and were left out.
    """

    event: OpenEvent
    entries: int
    refused: int


def _nothing(_progress: Progress) -> None:
    return


def meet_once(
    event: OpenEvent,
    folder: Path,
    *,
    pairing: Pairing | None = None,
    progress: Callable[[Progress], None] = _nothing,
    stop: threading.Event | None = None,
) -> Exchanged:
    """Connect, bring both sides to their union, and go.

    Args:
        event: the open event.
        folder: where pairings are kept.
        pairing: the hub, where it is not the one that is kept.
        progress: hears at once how much will come, then after every batch.
        stop: set by another thread to end the visit; what came until then stays.

    Raises:
        UserError: this event is not paired, the hub cannot be reached or used, or ``sharing.stopped``.
    """
    pairing = pairing or pairings.kept(folder, event.file.event_id)
    if pairing is None:
        raise UserError("sharing.not_paired")
    with _visiting(pairing, stop or threading.Event()) as hub:
        moved, _ = _exchange(event, hub, progress)
    return moved


def event_from_hub(
    application: Application,
    where: Path,
    line: str,
    folder: Path,
    *,
    progress: Callable[[Progress], None] = _nothing,
    stop: threading.Event | None = None,
) -> Taken:
    """Take an event from its hub onto this laptop, and keep the pairing.

    Args:
        application: what opens it.
        where: the event file to make, or a folder in which it gets the event's name.
        line: the pairing line.
        folder: where pairings are kept.
        progress: hears at once how much will come, then after every batch.
        stop: set by another thread to give up; nothing is left behind then.

    Raises:
        UserError: the line is none, the hub cannot be used, it holds no whole event yet, the file
            cannot be made, or ``sharing.stopped``. Nothing half made is left, and it can be tried
            again.
    """
    pairing = read_pairing(line)
    if not pairing.salt:
        raise UserError("sharing.bad_pairing")
    stop = stop or threading.Event()
    refused = 0

    def fill(made: OpenEvent) -> None:
        nonlocal refused
        _, refused = _exchange(made, hub, progress)
        if stop.is_set():
            raise UserError("sharing.stopped")
        # Before the file has its name: one that cannot be linked up must not look as if it were.
        pairings.keep(folder, pairing)

    try:
        with _visiting(pairing, stop) as hub:
            path = where / file_name(hub.title) if where.is_dir() else where
            event = application.event_from_elsewhere(
                path, event_id=pairing.event_id, salt=pairing.salt, fill=fill
            )
    except UserError as fault:
        raise _for_joining(fault) from fault
    return Taken(event, event.entry_count(), refused)


def file_name(title: str) -> str:
    """The name of an event's file: its title without what a file system refuses."""
    name = " ".join(_UNFIT.sub(" ", title).split())[:LONGEST_TITLE].strip(" .")
    # Windows keeps some names, such as "aux", for devices, whatever follows the dot.
    device = re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE)
    return f"{'RAICT ' if device or not name else ''}{name}".strip() + SUFFIX


def is_of_pairing(path: Path, line: str) -> bool:
    """Whether a file is of the very event that a pairing line leads to."""
    try:
        pairing = read_pairing(line)
    except UserError:
        return False
    found = glance(path)
    return found is not None and found.event_id == pairing.event_id


def _exchange(
    event: OpenEvent, hub: Transport, progress: Callable[[Progress], None]
) -> tuple[Exchanged, int]:
    """Bring both sides to their union; what moved, and how many entries were refused."""
    replica = EventReplica(event, lambda changes: event.tell(changes, None))
    try:
        total = behind(replica.heads(), hub.heads())
        done = 0

        def count(taken: int) -> None:
            nonlocal done
            done += taken
            progress(Progress(done, max(done, total)))

        count(0)
        moved = exchange(replica, hub, progress=count)
        return moved, sum(problem.count for problem in replica.problems())
    finally:
        replica.close()


class _Visit(Watched):
    """A watched connection that knows what the event is called."""

    title = ""


@contextmanager
def _visiting(pairing: Pairing, stop: threading.Event) -> Iterator[_Visit]:
    """A connection that is cut when it hangs or when the visit should stop."""
    from raict_desktop.sharing.postgres import PostgresHub

    over = threading.Event()
    hub: _Visit | None = None

    def watch() -> None:
        while not over.wait(LOOK_S):
            if hub is not None and (stop.is_set() or hub.busy_for() > STUCK_S):
                hub.cut()

    watching = threading.Thread(target=watch, name="visit-watch", daemon=True)
    try:
        connected = PostgresHub(pairing)
        hub = _Visit(connected)
        hub.title = connected.title
        watching.start()
        yield hub
    except LinkLostError as lost:
        if stop.is_set():
            raise UserError("sharing.stopped") from lost
        begun = hub is not None and bool(hub.known) and lost.code == "sharing.unreachable"
        raise UserError("sharing.lost_half_way" if begun else lost.code) from lost
    except GapError as gap:
        raise UserError("sharing.hole") from gap
    finally:
        over.set()
        if watching.is_alive():
            watching.join()
        if hub is not None:
            hub.close()


def _for_joining(fault: UserError) -> UserError:
    """The same fault in the words of somebody whose laptop has no event yet."""
    place, _, reason = fault.code.partition(".")
    if place == "sharing" and reason in _FOR_JOINING:
        return UserError(f"sharing.join_{reason}")
    if fault.code in _FULL:
        return UnsafeFileError("sharing.join_disk_full")
    if fault.code == "storage.damaged":
        return UserError("sharing.empty_hub")
    return fault

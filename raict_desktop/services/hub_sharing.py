"""One event shared through a hub while it is open: its link, its neighbours, its claims."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services import pairings
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.linked import LONGEST_NAME, Linked, Neighbour
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.link import LinkNews, Pace
from raict_desktop.sharing.pairing import PREFIX, Pairing, pairing_line, read_pairing
from raict_desktop.sharing.seam import LinkLostError
from raict_desktop.storage import queries

if TYPE_CHECKING:
    from raict_desktop.sharing.postgres import PostgresHub

CLAIM_S = 0.15
"""How long a desk waits to hear that another asked first; then it decides alone."""


class HubSharing:
    """The link of one open event.

    Args:
        event: the open event.
        folder: where pairings are kept.
        deliver: hands changes to the thread that shows them.
        told: hears every change of the link's state and of neighbours, on the link's thread.
        role: what this station does, shown to the others.
        pace: waiting times; the real ones when left out.
    """

    def __init__(
        self,
        event: OpenEvent,
        folder: Path,
        *,
        deliver: Callable[[Changes], None] | None = None,
        told: Callable[[], None] = lambda: None,
        role: Callable[[], str] = lambda: "",
        pace: Pace | None = None,
    ) -> None:
        self._event = event
        self._folder = folder
        self._deliver = deliver or (lambda changes: event.tell(changes, self))
        self._told = told
        self._role = role
        self._pace = pace
        self._linked: Linked | None = None
        self._claims: _Claims | None = None

    @property
    def paired(self) -> bool:
        """Whether this event meets others at a hub."""
        return self._linked is not None

    @property
    def news(self) -> LinkNews | None:
        """How the link is, or None without one."""
        return self._linked.news if self._linked else None

    def start(self) -> bool:
        """Link up if a pairing is kept for this event; whether there is one."""
        pairing = pairings.kept(self._folder, self._event.file.event_id)
        if pairing is None or self._event.read_only or self._linked is not None:
            return False
        self._begin(pairing)
        return True

    def join(self, line: str) -> None:
        """Keep a pairing and link up.

        Raises:
            UserError: the line is none, is of another event, or the event cannot be written.
        """
        pairing = pair(self._event, self._folder, line)
        self.stop()
        self._begin(pairing)

    def leave(self) -> None:
        """Forget the pairing; what was shared stays where it is."""
        self.stop()
        pairings.forget(self._folder, self._event.file.event_id)
        self._told()

    def stop(self) -> None:
        """End the link within its bounded time."""
        self._event.rival = None
        linked, self._linked = self._linked, None
        if linked is not None:
            linked.stop()
        if self._claims is not None:
            self._claims.close()
            self._claims = None

    def neighbours(self) -> list[Neighbour]:
        """Stations heard of since the link began, by name."""
        return self._linked.neighbours() if self._linked else []

    def claim_first(self, wanted: bool) -> None:
        """Ask the hub before letting somebody in, for at most 150 ms, so that two desks do not both."""
        if self._linked is None or not wanted:
            self._event.rival = None
            return
        if self._claims is None:
            pairing = pairings.kept(self._folder, self._event.file.event_id)
            if pairing is None:
                return
            self._claims = _Claims(pairing, lambda: self._event.station)
        self._event.rival = self._claims.rival

    def _begin(self, pairing: Pairing) -> None:
        def connect(_replica: EventReplica, on_beat: Callable[[str], None]) -> PostgresHub:
            from raict_desktop.sharing.postgres import PostgresHub

            return PostgresHub(pairing, on_beat)

        self._linked = Linked(
            self._event,
            connect,
            deliver=self._deliver,
            told=self._told,
            role=self._role,
            pace=self._pace,
        )
        self._linked.start(origin=self)


class _Claims:
    """Asks the hub who asked first, on a connection of its own that nobody else waits for."""

    def __init__(self, pairing: Pairing, station: Callable[[], str]) -> None:
        self._pairing = pairing
        self._station = station
        self._hub: PostgresHub | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="claim")
        self._under_way: Future[str] | None = None

    def rival(self, checkpoint: str, person_id: str) -> str:
        """The station that asked first, or "" when it was this one or nobody answered in time."""
        if self._under_way is not None and not self._under_way.done():
            return ""  # the hub still owes the last answer: it is not quick enough today
        self._under_way = self._pool.submit(self._ask, checkpoint, person_id)
        try:
            winner = self._under_way.result(CLAIM_S)
        except (TooLate, LinkLostError):
            return ""
        return "" if winner == self._station() else winner

    def _ask(self, checkpoint: str, person_id: str) -> str:
        from raict_desktop.sharing.postgres import PostgresHub

        try:
            if self._hub is None:
                self._hub = PostgresHub(self._pairing)
            return self._hub.claim(checkpoint, person_id, self._station())
        except Exception as fault:
            if self._hub is not None:
                self._hub.close()
                self._hub = None
            raise LinkLostError from fault

    def close(self) -> None:
        """End, cutting what hangs."""
        hub = self._hub
        if hub is not None and self._under_way is not None and not self._under_way.done():
            hub.cut()
        self._pool.submit(self._let_go)
        # Whatever it is doing, the window does not wait for it.
        self._pool.shutdown(wait=False)

    def _let_go(self) -> None:
        if self._hub is not None:
            self._hub.close()
            self._hub = None


def given_name(event: OpenEvent) -> str:
    """What this station was called by somebody, or empty."""
    with event.file.reading() as db:
        return queries.given_station_name(db, event.station)


def station_name(event: OpenEvent, station: str) -> str:
    """What a station is called, or the last letters of its id."""
    with event.file.reading() as db:
        return queries.station_name(db, station)


def name_station(event: OpenEvent, name: str, *, now: datetime | None = None) -> bool:
    """Call this station something the other stations understand, such as "Accueil 3".

    Returns:
        Whether anything changed.

    Raises:
        UserError: the name is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise UserError("sharing.bad_name", limit=LONGEST_NAME)
    if station_name(event, event.station) == name:
        return False
    draft = Draft(Kind.STATION_NAMED, event.station, source=Source.SCREEN, facts={"name": name})
    event.write([draft], Changes.of(Topic.STATIONS, ids=frozenset({event.station})), now=now)
    return True


def is_pairing(text: str) -> bool:
    """Whether a scanned text looks like a pairing line; it may still be damaged."""
    return text.startswith(PREFIX)


def pair(event: OpenEvent, folder: Path, line: str) -> Pairing:
    """Keep the pairing a line holds.

    Raises:
        UserError: the line is none, is of another event, or the event cannot be written.
    """
    pairing = read_pairing(line)
    if pairing.event_id != event.file.event_id:
        raise UserError("sharing.other_event")
    if event.read_only:
        raise UserError("sharing.read_only")
    pairings.keep(folder, pairing)
    return pairing


def open_hub(event: OpenEvent, url: str, scripts: Path, *, host: str = "") -> str:
    """Make a PostgreSQL server the hub of this event; returns the line that pairs stations.

    Raises:
        UserError: the server cannot be used as a hub, with the reason.
    """
    from raict_desktop.sharing.hub_setup import make_hub

    made = make_hub(url, scripts, event.file.event_id, event.info.title, host)
    return pairing_line(replace(made, salt=event.file.salt))


def erase_from_hub(event: OpenEvent, url: str) -> int:
    """Remove this event from its hub; returns how many entries went.

    Raises:
        UserError: the server cannot be reached, or is not this user's hub.
    """
    from raict_desktop.sharing.hub_setup import erase_event

    return erase_event(url, event.file.event_id)

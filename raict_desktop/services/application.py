"""Builds everything once, for the window, the command line and the tests alike, and closes it in order."""

from __future__ import annotations

import os
import platform
import secrets
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from raict_desktop import config, paths
from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.identifiers import uuid7
from raict_desktop.domain.journal import Draft, Entry, Kind, Source
from raict_desktop.domain.records import Event, Person
from raict_desktop.matching.countries import Countries
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key
from raict_desktop.matching.search import PersonIndex
from raict_desktop.services.large_list import LargeList, is_large
from raict_desktop.storage import event_file, half_made, journal, queries
from raict_desktop.storage.event_file import EventFile, Folding, Identity
from raict_desktop.storage.place import followed
from raict_desktop.storage.snapshot import snapshot

MOST_OPERATOR = 80
"""Letters of the name that an entry keeps; the journal takes no more."""
Subscriber = Callable[[Changes, object | None], None]


def system_clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def machine_mark() -> str:
    """A mark of this computer that a copy of the file on another one does not share."""
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            return Path(name).read_text("ascii").strip()
        except OSError:
            continue
    return f"{platform.node()}/{uuid.getnode():x}"


def _known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Outside:
    """What comes from outside the program: time, chance, and the computer's mark."""

    clock: Callable[[], datetime] = system_clock
    random_bytes: Callable[[int], bytes] = os.urandom
    below: Callable[[int], int] = secrets.randbelow
    machine: str = ""

    def new_id(self) -> str:
        """A UUIDv7 of now."""
        milliseconds = journal.milliseconds(self.clock())
        return uuid7(max(0, milliseconds), self.random_bytes(10))

    def new_ids(self, count: int) -> list[str]:
        """So many UUIDv7 of now, at one look at the clock."""
        milliseconds = max(0, journal.milliseconds(self.clock()))
        chance = self.random_bytes(10 * count)
        return [uuid7(milliseconds, chance[at : at + 10]) for at in range(0, 10 * count, 10)]

    def identity(self) -> Identity:
        """The writer's identity for the event file."""
        return Identity(
            self.machine or machine_mark(), self.new_id, lambda: self.random_bytes(32).hex()
        )


class OpenEvent:
    """An event at work: its file, its rules of naming, and who wants to hear of changes.

    Attributes:
        operator: the name noted on entries made from now on.
        backup_folder: where this event's backups are kept on this computer.
        carrying: held by whoever writes this station's lines into a folder.
        rival: asked with a checkpoint and a person before somebody is let in; gives the station that
            is letting the same person in at this moment, or an empty text. None when nobody is asked.
    """

    def __init__(
        self, file: EventFile, outside: Outside, countries: Countries, backups: Path
    ) -> None:
        self.file = file
        self.backup_folder = backups / file.event_id
        self.outside = outside
        self.countries = countries
        self.operator = ""
        self.carrying = threading.Lock()
        self.rival: Callable[[str, str], str] | None = None
        self._subscribers: list[Subscriber] = []
        self._info: Event | None = None
        self._zone: ZoneInfo | None = None
        self._index_stale = True
        self._index_changes = 0
        self._index_guard = threading.Lock()
        self._large: LargeList | None = None

    @property
    def path(self) -> Path:
        """The event file."""
        return self.file.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self.file.read_only

    @property
    def notice(self) -> str:
        """Code of a sentence to tell after opening, or empty."""
        return self.file.notice

    @property
    def notice_facts(self) -> Mapping[str, object]:
        """The facts of that sentence."""
        return self.file.notice_facts

    @property
    def station(self) -> str:
        """This writer's id."""
        return self.file.station

    @property
    def info(self) -> Event:
        """Title, days, venue and timezone.

        Raises:
            UnsafeFileError: a file in which nobody said what event it is, or whose clock is unknown.
        """
        if self._info is None:
            with self.file.reading() as db:
                found = queries.event_info(db, self.file.event_id)
            if found is None:
                raise UnsafeFileError("storage.damaged", path=self.path.name)
            if _known_zone(found.timezone) is None:
                raise UnsafeFileError(
                    "storage.unknown_timezone",
                    path=self.path.name,
                    timezone=found.timezone[:40],
                )
            self._info = found
        return self._info

    @cached_property
    def tag(self) -> str:
        """The two letters that begin this event's codes."""
        return codes.event_tag(self.file.event_id)

    @property
    def zone(self) -> ZoneInfo:
        """The event's timezone."""
        return ZoneInfo(self.info.timezone)

    def clock(self) -> datetime:
        """Now, in UTC."""
        return self.outside.clock()

    def local(self, at: datetime) -> datetime:
        """The same moment on the event's clock."""
        return at.astimezone(self.zone)

    @cached_property
    def run(self) -> str:
        """A mark of this opening, by which this program knows its own words when they come back."""
        return self.outside.random_bytes(8).hex()

    def renew_station(self) -> None:
        """Write as a new station from now on, because another machine writes as this one."""
        self.file.take_station(self.outside.new_id())

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Hear of every change; call the result to stop."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def tell(self, changes: Changes, origin: object | None) -> None:
        """Tell the subscribers what changed and who started it."""
        if Topic.EVENT in changes.topics:
            self._info = None
        if changes.topics & {Topic.PEOPLE, Topic.ORGANISATIONS}:
            self._refresh_index(changes)
        for callback in tuple(self._subscribers):
            callback(changes, origin)

    def moment(self, now: datetime | None = None, batch: str = "") -> journal.Moment:
        """The time, offset, operator and batch of entries made now (or at ``now``)."""
        at = now or self.clock()
        if self._info is not None:
            self._zone = ZoneInfo(self._info.timezone)
        # News from elsewhere make the event be read again; its clock stays known meanwhile.
        offset = at.astimezone(self._zone).utcoffset() if self._zone else None
        minutes = int(offset.total_seconds() // 60) if offset else 0
        return journal.Moment(at, minutes, self.operator[:MOST_OPERATOR], batch)

    def append(
        self, drafts: Iterable[Draft], now: datetime | None = None, batch: str = ""
    ) -> list[Entry]:
        """Append entries inside the transaction under way (``with event.file.writing()``)."""
        return journal.append(self.file, drafts, self.moment(now, batch), self.ids())

    def write(
        self,
        drafts: Iterable[Draft],
        changes: Changes,
        *,
        origin: object | None = None,
        now: datetime | None = None,
    ) -> list[Entry]:
        """One transaction of entries, then word of it to the screens."""
        with self.file.writing():
            written = self.append(drafts, now)
        self.tell(changes, origin)
        return written

    def ids(self) -> Iterator[str]:
        """New identifiers, as many as are asked for."""
        while True:
            yield self.outside.new_id()

    def new_code(self) -> str:
        """A fresh code of this event."""
        return codes.make_code(self.tag, self.outside.below)

    def entry_count(self) -> int:
        """How many entries are on disk."""
        with self.file.reading() as db:
            return queries.entry_count(db)

    def last_import(self) -> datetime | None:
        """When the newest list came in."""
        with self.file.reading() as db:
            return queries.last_entry_time(db, Kind.IMPORTED)

    @cached_property
    def _index(self) -> PersonIndex:
        return PersonIndex(self._country_words)

    def _country_words(self, code: str) -> str:
        if not code:
            return ""
        return f"{self.countries.name(code, 'fr')} {self.countries.name(code, 'en')}"

    def index(self) -> PersonIndex:
        """The search index, filled from the list when it is first asked or many people changed."""
        if self._index_stale:
            with self.file.reading() as db:
                # Before reading: a change told meanwhile by another thread makes it stale again.
                self._index_stale = False
                self._index.replace(queries.all_people(db))
        return self._index

    def found(self, words: str, limit: int) -> list[str]:
        """Ids of the people who fit what was typed, best first; a list of any length."""
        found = self.found_in_large(words, limit)
        return self.index().search(words, limit) if found is None else found

    def found_in_large(self, words: str, limit: int) -> list[str] | None:
        """The same of a list too long for the index; None of every other."""
        large = self._large_list()
        return None if large is None else large.search(words, limit)

    def _large_list(self) -> LargeList | None:
        """The search of a list too long for the index; None for every other."""
        if self._large is None and self._index_stale and is_large(self.file):
            with self._index_guard:
                if self._large is None:
                    self._large = LargeList(self.file, self._country_words)
        return self._large

    def warm_index(self) -> bool:
        """Fill a stale index beside the desk: at fifty thousand people that takes two seconds.

        Returns:
            Whether it is filled now; not when somebody changed people meanwhile.
        """
        large = self._large_list()
        if large is not None:
            return large.collect()
        if not self._index_stale:
            return True
        seen = self._index_changes
        with snapshot(self.file) as db:
            everybody = queries.all_people(db)
        made = PersonIndex(self._country_words)
        made.replace(everybody)
        with self._index_guard:
            if self._index_changes != seen:
                return False
            self._index, self._index_stale = made, False
        return True

    def _refresh_index(self, changes: Changes) -> None:
        few = changes.ids if Topic.ORGANISATIONS not in changes.topics else frozenset[str]()
        with self._index_guard:  # not between the two looks of ``warm_index``
            self._index_changes += 1
            if self._large is not None:
                # A walk-in of a new organisation is no reason to collect a million people's words.
                self._large.note(changes.ids if Topic.PEOPLE in changes.topics else ())
                return
            if self._index_stale:
                return
            if not few or len(few) > 50:
                self._index_stale = True
                return
        with self.file.reading() as db:
            found = [queries.person(db, person_id) for person_id in few]
        for someone in found:
            if someone is not None:
                self._index.update(someone)

    def close(self) -> None:
        """Close the file; the event cannot be used afterwards."""
        self._subscribers.clear()
        if self._large is not None:
            self._large.close()
        self.file.close()


class Application:
    """The services of one run of the program.

    Args:
        outside: clock, chance and machine; the real ones when left out.
        backups: the folder of every event's backups; the user's when left out.
    """

    def __init__(self, outside: Outside | None = None, backups: Path | None = None) -> None:
        self.backups = backups or config.backups_path()
        self.outside = outside or Outside()
        self._open: list[OpenEvent] = []

    @cached_property
    def countries(self) -> Countries:
        """Country names and aliases."""
        own = config.settings_path().parent / "countries.csv"
        shipped = Countries.load(paths.resources() / "countries.csv")
        return shipped.with_own(own) if own.is_file() else shipped

    @property
    def _folding(self) -> Folding:
        return Folding(fold, organisation_key)

    def new_event(
        self,
        path: Path,
        *,
        title: str,
        first_day: date,
        days: int = 1,
        venue: str = "",
        timezone: str = "Europe/Paris",
    ) -> OpenEvent:
        """Make an event file and open it.

        Raises:
            UserError: something is there already, or the facts are impossible.
        """
        path = path if path.suffix == event_file.SUFFIX else path.with_name(path.name + ".raict")
        title = " ".join(title.split())
        if not title or len(title) > 200:
            raise UserError("services.bad_title")
        if not 1 <= days <= 31:
            raise UserError("services.bad_days", days=days)
        if _known_zone(timezone) is None:
            raise UserError("services.bad_timezone", timezone=timezone)
        file = event_file.create(path, paths.migrations(), self._folding, self.outside.identity())
        event = OpenEvent(file, self.outside, self.countries, self.backups)
        facts: Mapping[str, Any] = {
            "title": title,
            "first_day": first_day.isoformat(),
            "days": days,
            "venue": " ".join(venue.split())[:200],
            "timezone": timezone,
        }
        try:
            event.write(
                [Draft(Kind.EVENT_SET, source=Source.COMMAND, facts=facts)], Changes.of(Topic.EVENT)
            )
        except BaseException:
            event.close()
            event_file.discard(path)
            raise
        self._open.append(event)
        return event

    def event_from_elsewhere(
        self, path: Path, *, event_id: str, salt: str, fill: Callable[[OpenEvent], object]
    ) -> OpenEvent:
        """Make this station's file of an event that others have, and open it.

        It has its name only once it is whole: whatever ends this half way leaves nothing behind.

        Args:
            path: where.
            event_id: the event.
            salt: its salt, without which personal values cannot prove themselves.
            fill: brings the event's entries in.

        Raises:
            UserError: something is there already, or what came in is not a whole event.
        """
        path = path if path.suffix == event_file.SUFFIX else path.with_name(path.name + ".raict")
        making = half_made.begin(path)
        file = event_file.create(
            making,
            paths.migrations(),
            self._folding,
            self.outside.identity(),
            event_id=event_id,
            salt=salt,
        )
        event = OpenEvent(file, self.outside, self.countries, self.backups)
        try:
            fill(event)
            _ = event.info
            event.close()
            half_made.finish(making, path)
        except BaseException:
            event.close()
            event_file.discard(making)
            raise
        return self.open_event(path)

    def open_event(self, path: Path) -> OpenEvent:
        """Open an event file.

        Raises:
            UserError: it is not there.
            UnsafeFileError: it cannot be used safely.
        """
        file = event_file.open_file(
            path, paths.migrations(), self._folding, self.outside.identity()
        )
        event = OpenEvent(file, self.outside, self.countries, self.backups)
        try:
            _ = event.info  # a file without its event is told now, not at the first scan
            _journal_loss(event)
        except BaseException:
            event.close()
            raise
        self._open.append(event)
        return event

    def opened(self, path: Path) -> OpenEvent | None:
        """The event of this file, where it is open already."""
        wanted = followed(path).absolute()
        return next((event for event in self._open if event.path.absolute() == wanted), None)

    def close(self) -> None:
        """Close what is open, newest first."""
        while self._open:
            self._open.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _journal_loss(event: OpenEvent) -> None:
    """Keep what is known of entries that are gone, so that every check tells until they are back."""
    loss = event.file.loss
    if loss is None:
        return
    facts = {
        "station": loss.station,
        "counter": loss.counter,
        "hash": loss.hash,
        "count": loss.count,
    }
    draft = Draft(Kind.LINES_MISSING, loss.station, source=Source.COMMAND, facts=facts)
    event.write([draft], Changes())


def required_person(event: OpenEvent, person_id: str) -> Person:
    """The person with this id.

    Raises:
        UserError: nobody has it.
    """
    with event.file.reading() as db:
        found = queries.person(db, person_id)
    if found is None:
        raise UserError("services.no_such_person")
    return found

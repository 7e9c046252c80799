"""The figures of the day: what the organiser publishes, by the written counting rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby, pairwise
from statistics import median

from raict_desktop import paths
from raict_desktop.domain.figures import (
    SLOT,
    ArrivalSlot,
    CountingRules,
    Delegations,
    arrivals,
    counts,
    headline,
    sentence,
)
from raict_desktop.domain.records import CATEGORIES, Person, Session
from raict_desktop.matching.french_regions import FrenchPlaces
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.counting import rules_from
from raict_desktop.storage import day_rows, queries, rooms
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the report; ``present`` counts ``headcount``, people without a badge, too.

    ``admitted`` counts entries let in although not enrolled, or full.
    """

    id: str
    title: str
    kind: str
    start: datetime
    registered: int
    present: int
    headcount: int
    peak: int
    capacity: int | None
    admitted: int = 0


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One category: registered people (walk-ins aside), how many of them came, walk-ins present."""

    category: str
    registered: int
    present: int
    walk_ins: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Participants of one kind of organisation or one country, and of how many organisations."""

    key: str
    organisations: int
    people: int


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A delegation or embassy by its name, its country, and how many of its people came."""

    name: str
    country: str
    people: int


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One station at work.

    Attributes:
        station: its id.
        name: what it was called, empty when it was not.
        scans: passages and refusals.
        per_hour: of them in its busiest sixty minutes.
        median_seconds: between two of them in its busiest quarter of an hour, None below three.
        exceptions: answers other than welcome and already in.
        undone: passages taken back.
    """

    station: str
    name: str
    scans: int
    per_hour: int
    median_seconds: float | None
    exceptions: int
    undone: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of the report; rates are shares from 0 to 1.

    ``by_region`` counts French local authorities, its key empty where their region is not known;
    ``unplaced`` names those. ``quality`` counts what may blur the figures, by name.
    """

    registered: int
    participants: int
    walk_ins: int
    show_rate: float
    french_local_authorities: int
    countries: int
    countries_without_france: int
    foreign_delegations: int
    embassies: int
    foreign_share: float
    sessions: tuple[SessionLine, ...]
    arrivals: tuple[ArrivalSlot, ...]
    sentence: dict[str, str]
    by_category: tuple[CategoryLine, ...]
    by_kind: tuple[GroupLine, ...]
    by_country: tuple[GroupLine, ...]
    by_region: tuple[GroupLine, ...]
    unplaced: tuple[str, ...]
    delegations: tuple[NamedLine, ...]
    embassy_list: tuple[NamedLine, ...]
    desks: tuple[DeskLine, ...]
    quality: dict[str, int]
    rules: CountingRules

    @property
    def plenaries(self) -> tuple[float, ...]:
        """Where plenaries begin among the quarters of ``arrivals``: 2.5 is in the middle of the third."""
        return tuple(
            place + (session.start - slot.start) / SLOT
            for session in self.sessions
            if session.kind == "plenary"
            for place, slot in enumerate(self.arrivals)
            if slot.start <= session.start < slot.start + SLOT
        )


@cache
def french_places() -> FrenchPlaces:
    """The table of French towns and intermunicipal bodies, read when it is first asked."""
    return FrenchPlaces.from_file(paths.resources() / "french_places.csv")


def report(event: OpenEvent) -> Report:
    """The figures as they stand now; the desk goes on while they are counted."""
    with snapshot(event.file) as db:
        return report_from(db)


def report_from(db: Connection) -> Report:
    """The figures of the state that a connection sees."""
    rules = rules_from(db)
    tally = _Tally(rules)
    figures = headline(tally.watch(queries.each_person(db)), rules)
    return Report(
        figures.registered,
        figures.participants,
        figures.walk_ins,
        figures.show_rate,
        figures.french_local_authorities,
        figures.countries,
        figures.countries_without_france,
        figures.foreign_delegations,
        figures.embassies,
        figures.foreign_share,
        tuple(_session_line(db, session) for session in queries.sessions(db)),
        arrivals(day_rows.first_arrivals(db, rules.left_out)),
        sentence(figures, rules),
        tally.categories(),
        tally.kinds(),
        tally.countries(),
        tally.regions(),
        tally.unplaced(),
        tally.named_delegations(),
        tally.named_embassies(),
        desk_lines(db),
        {**tally.quality(), **day_rows.quality(db)},
        rules,
    )


class _Tally:
    """Adds up what the tables of the report need, while people pass once."""

    def __init__(self, rules: CountingRules) -> None:
        self._rules = rules
        self._categories: dict[str, list[int]] = {}
        self._kinds: dict[str, tuple[set[str], list[int]]] = {}
        self._countries: dict[str, tuple[set[str], list[int]]] = {}
        self._regions: dict[str, tuple[set[str], list[int]]] = {}
        self._region_of: dict[str, str] = {}
        self._unplaced: set[str] = set()
        self._embassies: dict[str, NamedLine] = {}
        self._delegation_country: dict[str, str] = {}
        self._delegations = Delegations()
        self._without: Counter[str] = Counter()

    def watch(self, people: Iterable[Person]) -> Iterator[Person]:
        """Give people on after having noted them."""
        for person in people:
            self._note(person)
            yield person

    def _note(self, p: Person) -> None:
        rules = self._rules
        line = self._categories.setdefault(p.category, [0, 0, 0])
        line[0] += counts("registered", p, rules)
        line[1] += counts("show_rate", p, rules)
        line[2] += p.walk_in and p.present
        counted = counts("participants", p, rules)
        foreign = counted and counts("foreign_delegations", p, rules)
        self._delegations.see(p, counted=foreign)
        if not counted:
            return
        self._without["without_organisation"] += not p.organisation_id
        self._without["without_country"] += not p.country
        self._without["kind_unknown"] += bool(p.organisation_id) and p.organisation_kind == "autre"
        for lines, key in ((self._kinds, p.organisation_kind.value), (self._countries, p.country)):
            organisations, people = lines.setdefault(key, (set(), [0]))
            organisations.add(p.organisation_id)
            people[0] += 1
        if counts("french_local_authorities", p, rules):
            self._place(p)
        if foreign:
            self._delegation_country[p.delegation or p.organisation] = p.country
        if counts("embassies", p, rules):
            before = self._embassies.get(p.organisation_id)
            number = before.people + 1 if before else 1
            self._embassies[p.organisation_id] = NamedLine(p.organisation, p.country, number)

    def _place(self, p: Person) -> None:
        """Note where in France somebody's local authority is."""
        region = self._region_of.get(p.organisation_id)
        if region is None:
            region = self._region_of[p.organisation_id] = french_places().region(p.organisation)
            if not region:
                self._unplaced.add(p.organisation)
        organisations, people = self._regions.setdefault(region, (set(), [0]))
        organisations.add(p.organisation_id)
        people[0] += 1

    def regions(self) -> tuple[GroupLine, ...]:
        """Those whose region is not known last."""
        lines = _groups(self._regions)
        ordered = sorted(lines, key=lambda line: (not line.key, -line.organisations))
        return tuple(ordered)

    def unplaced(self) -> tuple[str, ...]:
        return tuple(sorted(self._unplaced))

    def categories(self) -> tuple[CategoryLine, ...]:
        known = {key: place for place, key in enumerate(CATEGORIES)}
        ordered = sorted(self._categories.items(), key=lambda c: (known.get(c[0], 99), c[0]))
        return tuple(CategoryLine(key, *line) for key, line in ordered)

    def kinds(self) -> tuple[GroupLine, ...]:
        return _groups(self._kinds)

    def countries(self) -> tuple[GroupLine, ...]:
        return _groups({key: line for key, line in self._countries.items() if key})

    def named_delegations(self) -> tuple[NamedLine, ...]:
        found = self._delegations.present()
        country = self._delegation_country
        return tuple(NamedLine(n, country.get(n, ""), found[n]) for n in sorted(found))

    def named_embassies(self) -> tuple[NamedLine, ...]:
        return tuple(sorted(self._embassies.values(), key=lambda line: (line.name, line.country)))

    def quality(self) -> dict[str, int]:
        names = ("without_organisation", "without_country", "kind_unknown")
        return {name: self._without[name] for name in names}


def _groups(lines: dict[str, tuple[set[str], list[int]]]) -> tuple[GroupLine, ...]:
    ordered = sorted(lines.items(), key=lambda line: (-line[1][1][0], line[0]))
    return tuple(GroupLine(key, len(ids - {""}), people[0]) for key, (ids, people) in ordered)


def desk_lines(db: Connection) -> tuple[DeskLine, ...]:
    """How each station worked, in the order of their ids."""
    found: list[DeskLine] = []
    for station, scans in groupby(day_rows.scans(db), key=lambda scan: scan.station):
        listed = list(scans)
        times = sorted(scan.at for scan in listed)
        busiest = _busiest(times, timedelta(minutes=15))
        steps = [(b - a).total_seconds() for a, b in pairwise(busiest)]
        found.append(
            DeskLine(
                station,
                queries.given_station_name(db, station),
                len(listed),
                len(_busiest(times, timedelta(hours=1))),
                round(median(steps), 1) if len(steps) >= 2 else None,
                sum(scan.verdict not in ("welcome", "already_in") for scan in listed),
                sum(scan.annulled for scan in listed),
            )
        )
    return tuple(found)


def _busiest(times: list[datetime], span: timedelta) -> list[datetime]:
    """The times of the span that holds most of them."""
    best, first = (0, 0), 0
    for place, at in enumerate(times):
        while at - times[first] >= span:
            first += 1
        if place + 1 - first > best[1] - best[0]:
            best = (first, place + 1)
    return times[best[0] : best[1]]


def _session_line(db: Connection, session: Session) -> SessionLine:
    room = queries.occupancy(db, session.id)
    return SessionLine(
        session.id,
        session.title,
        session.kind.value,
        session.start,
        queries.enrolled_count(db, session.id),
        room.attendance,
        room.attendance - room.present,
        room.peak,
        session.capacity,
        rooms.admitted_count(db, session.id),
    )

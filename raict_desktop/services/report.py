"""The figures of the day: what the organiser publishes, by the written counting rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from statistics import median

from raict_desktop import paths
from raict_desktop.domain.figures import (
    SLOT,
    ArrivalSlot,
    CountingRules,
    Delegations,
    Headline,
    arrival_slots,
    counts,
    sentence,
)
from raict_desktop.domain.records import (
    CATEGORIES,
    LOCAL_AUTHORITY_KINDS,
    OrganisationKind,
    Person,
    Session,
    Status,
)
from raict_desktop.matching.french_regions import FrenchPlaces
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.counting import rules_from
from raict_desktop.storage import day_rows, figure_rows, queries, rooms
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.figure_rows import OrganisationRow
from raict_desktop.storage.journal import from_milliseconds
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


def outline(event: OpenEvent) -> Report:
    """The report's first part as it stands now, for whoever looks every second.

    Left empty is what takes longest: regions, the work of the stations, what may blur the figures.
    """
    with snapshot(event.file) as db:
        return report_from(db, whole=False)


def report_from(db: Connection, *, whole: bool = True) -> Report:
    """The figures of the state that a connection sees; see ``outline`` for those not ``whole``."""
    rules = rules_from(db)
    tally = _Tally(db, rules)
    figures = tally.headline()
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
        first_arrivals(db, rules.left_out),
        sentence(figures, rules),
        tally.categories(),
        tally.kinds(),
        tally.countries(),
        *(tally.regions() if whole else ((), ())),
        tally.named_delegations(),
        tally.named_embassies(),
        desk_lines(db) if whole else (),
        {**tally.quality(), **day_rows.quality(db)} if whole else {},
        rules,
    )


def first_arrivals(db: Connection, left_out: frozenset[str]) -> tuple[ArrivalSlot, ...]:
    """First arrivals at the main door by quarter of an hour, some categories left out."""
    quarter = SLOT // timedelta(milliseconds=1)
    counted = figure_rows.arrivals_by_quarter(db, left_out, quarter)
    return arrival_slots({from_milliseconds(start): count for start, count in counted.items()})


class _Tally:
    """Puts together what the database added up of the people present and of everybody.

    The counting rules stand in ``domain.figures.counts``: a row of sums is asked as one of its people.
    """

    def __init__(self, db: Connection, rules: CountingRules) -> None:
        self._db = db
        self._rules = rules
        self._sorts = figure_rows.sorts(db)
        self._origins = figure_rows.origins(db, rules.left_out)
        self._foreign = figure_rows.delegations_here(
            db, OrganisationKind.FOREIGN_DELEGATION, "FR", rules.left_out
        )

    def headline(self) -> Headline:
        """The numbers of the sentence and beside it."""
        registered = self._sum("registered")
        participants = sum(row.people for row in self._origins)
        countries = {row.country for row in self._origins} - {""}
        return Headline(
            registered=registered,
            participants=participants,
            walk_ins=self._sum("walk_ins"),
            show_rate=self._sum("show_rate") / registered if registered else 0.0,
            french_local_authorities=self._organisations("french_local_authorities"),
            countries=len(countries),
            countries_without_france=len(countries - {"FR"}),
            foreign_delegations=len(self.named_delegations()),
            embassies=self._organisations("embassies"),
            foreign_share=self._people("foreign_share") / participants if participants else 0.0,
        )

    def _sum(self, figure: str, category: str | None = None) -> int:
        return sum(
            row.people
            for row in self._sorts
            if category in (None, row.category) and counts(figure, _one_of(row), self._rules)
        )

    def _organisations(self, figure: str) -> int:
        return sum(
            row.organisations
            for row in self._origins
            if counts(figure, _one_from(row), self._rules)
        )

    def _people(self, figure: str) -> int:
        found = (row for row in self._origins if counts(figure, _one_from(row), self._rules))
        return sum(row.people for row in found)

    def categories(self) -> tuple[CategoryLine, ...]:
        known = {key: place for place, key in enumerate(CATEGORIES)}
        names = {row.category for row in self._sorts}
        return tuple(
            CategoryLine(
                name,
                self._sum("registered", name),
                self._sum("show_rate", name),
                sum(
                    row.people
                    for row in self._sorts
                    if row.category == name and row.walk_in and row.present
                ),
            )
            for name in sorted(names, key=lambda name: (known.get(name, 99), name))
        )

    def kinds(self) -> tuple[GroupLine, ...]:
        return _groups((row.kind, row.organisations, row.people) for row in self._origins)

    def countries(self) -> tuple[GroupLine, ...]:
        return _groups(
            (row.country, row.organisations, row.people) for row in self._origins if row.country
        )

    def regions(self) -> tuple[tuple[GroupLine, ...], tuple[str, ...]]:
        """French local authorities by region, those whose region is not known last and by name."""
        unplaced: set[str] = set()

        def placed() -> Iterator[tuple[str, int, int]]:
            for row in figure_rows.organisations_here(
                self._db, LOCAL_AUTHORITY_KINDS, "FR", self._rules.left_out
            ):
                region = _region(row.name)
                if not region:
                    unplaced.add(row.name)
                yield region, 1, row.people

        lines = _groups(placed())
        ordered = sorted(lines, key=lambda line: (not line.key, -line.organisations))
        return tuple(ordered), tuple(sorted(unplaced))

    def named_delegations(self) -> tuple[NamedLine, ...]:
        rows, left_out = self._foreign, self._rules.left_out
        titles = Counter(row.name for row in rows if not row.delegation)
        if max(titles.values(), default=0) > 1:
            # Which of two of one name goes by it alone.
            rows = figure_rows.by_surname(self._db, rows, left_out)
        delegations, of_name = Delegations(), defaultdict[str, list[OrganisationRow]](list)
        for row in rows:
            delegations.count(row.organisation_id, row.name, row.delegation, row.people)
            of_name[row.delegation or row.name].append(row)
            if not row.delegation:
                theirs = figure_rows.delegation_of(self._db, row.organisation_id)
                if theirs:
                    delegations.belongs(row.organisation_id, theirs)
        country: dict[str, str] = {}
        for name, same in of_name.items():
            one = len({row.country for row in same}) == 1
            ordered = same if one else figure_rows.by_surname(self._db, same, left_out, last=True)
            country[name] = ordered[-1].country
        found = delegations.present()
        return tuple(NamedLine(n, country.get(n, ""), found[n]) for n in sorted(found))

    def named_embassies(self) -> tuple[NamedLine, ...]:
        found = figure_rows.organisations_here(
            self._db, [OrganisationKind.EMBASSY], "", self._rules.left_out
        )
        lines = (NamedLine(row.name, row.country, row.people) for row in found)
        return tuple(sorted(lines, key=lambda line: (line.name, line.country)))

    def quality(self) -> dict[str, int]:
        rows = self._origins
        return {
            "without_organisation": sum(row.people for row in rows if not row.known),
            "without_country": sum(row.people for row in rows if not row.country),
            "kind_unknown": sum(
                row.people for row in rows if row.known and row.kind == OrganisationKind.OTHER
            ),
        }


def _one_of(row: figure_rows.SortRow) -> Person:
    """Somebody of a sort, for asking the counting rules."""
    return Person(
        *("", "", "", ""),
        category=row.category,
        status=Status(row.status),
        walk_in=row.walk_in,
        present=row.present,
    )


def _one_from(row: figure_rows.OriginRow) -> Person:
    """Somebody present of an origin, of a category that counts."""
    return Person(
        *("", "", "", ""),
        organisation_kind=OrganisationKind(row.kind),
        country=row.country,
        present=True,
    )


@lru_cache(maxsize=50_000)
def _region(name: str) -> str:
    return french_places().region(name)


def _groups(sums: Iterable[tuple[str, int, int]]) -> tuple[GroupLine, ...]:
    """Sums of organisations and people by key, the largest first."""
    lines: dict[str, tuple[int, int]] = {}
    for key, organisations, people in sums:
        before = lines.get(key, (0, 0))
        lines[key] = (before[0] + organisations, before[1] + people)
    ordered = sorted(lines.items(), key=lambda line: (-line[1][1], line[0]))
    return tuple(GroupLine(key, *numbers) for key, numbers in ordered)


def desk_lines(db: Connection) -> tuple[DeskLine, ...]:
    """How each station worked, in the order of their ids."""
    found: list[DeskLine] = []
    for work in day_rows.desks(db):
        busiest = _busiest(work.times, timedelta(minutes=15))
        steps = [b - a for a, b in pairwise(busiest)]
        found.append(
            DeskLine(
                work.station,
                queries.given_station_name(db, work.station),
                len(work.times),
                len(_busiest(work.times, timedelta(hours=1))),
                round(median(steps) / 1000, 1) if len(steps) >= 2 else None,
                work.exceptions,
                work.undone,
            )
        )
    return tuple(found)


def _busiest(times: Sequence[int], span: timedelta) -> Sequence[int]:
    """The times (milliseconds, in order) of the span that holds most of them."""
    length = span // timedelta(milliseconds=1)
    best, first = (0, 0), 0
    for place, at in enumerate(times):
        while at - times[first] >= length:
            first += 1
        if place + 1 - first > best[1] - best[0]:
            best = (first, place + 1)
    return times[best[0] : best[1]]


def _session_line(db: Connection, session: Session) -> SessionLine:
    room = rooms.tally(db, session.id)
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

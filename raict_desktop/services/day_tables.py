"""The seven tables of the day, as rows that are read while they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from raict_desktop.domain.figures import FIGURES
from raict_desktop.exchange.day_files import Table
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.programme import plain_names
from raict_desktop.services.report import Report, report_from
from raict_desktop.storage import day_rows
from raict_desktop.storage.event_file import Connection
from raict_desktop.wording import catalogue

PERSON_COLUMNS = (
    "code",
    "civility",
    "given_name",
    "family_name",
    "function",
    "organisation",
    "organisation_kind",
    "country",
    "category",
    "delegation",
    "email",
    "phone",
    "external_id",
    "note",
    "status",
    "walk_in",
    "enrolled",
    "present",
    "first_entry",
)
"""Columns of the three files about people, in their order."""
CONTACTS = frozenset({"email", "phone"})
_PASSAGES = (
    "id",
    "at",
    "direction",
    "session",
    "code",
    "given_name",
    "family_name",
    "organisation",
    "verdict",
    "reason",
    "source",
    "operator",
    "station",
    "counter",
    "annulled",
    "change",
)
_PRESENCES = (
    "session",
    "code",
    "given_name",
    "family_name",
    "organisation",
    "first_entry",
    "last_exit",
    "entries",
    "inside",
)
_CHANGES = (
    "at",
    "kind",
    "code",
    "given_name",
    "family_name",
    "session",
    "fields",
    "source",
    "operator",
    "station",
)
_SUMMARY = ("figure", "detail", "value")
_SESSION_FIGURES = ("registered", "present", "headcount", "peak", "capacity", "admitted")


def title_of(column: str, profile: str) -> str:
    """A column's title: its key for programs, French for Excel."""
    if profile == "exchange":
        return column
    # Lists made by earlier versions, and their readers, have the typewriter's apostrophe.
    return catalogue("fr")[f"day_files.column_{column}"].replace("’", "'")


class DayTables:
    """The seven tables of one state of an event.

    Args:
        event: tells the country names, the local clock and the title.
        db: a connection that stays open until every table is written.
        profile: ``excel``: French words; ``exchange``: keys that come back in unchanged.
        columns: those of ``PERSON_COLUMNS`` wanted in the files about people.
    """

    def __init__(
        self,
        event: OpenEvent,
        db: Connection,
        profile: str,
        columns: frozenset[str] = frozenset(PERSON_COLUMNS),
    ) -> None:
        self._event = event
        self._db = db
        self._profile = profile
        self._zone = event.zone
        self._names = plain_names(event)
        self._kept = [place for place, name in enumerate(PERSON_COLUMNS) if name in columns]
        self._words = catalogue("fr") if profile == "excel" else {}
        self._country: Callable[[str], str] = (
            (lambda code: event.countries.name(code, "fr") if code else "")
            if profile == "excel"
            else str
        )

    def tables(self) -> Iterator[Table]:
        """In the order they are written."""
        yield self._people("participants", "")
        yield Table("passages", self._titles(_PASSAGES), self._passages())
        yield Table("presences", self._titles(_PRESENCES), self._presences())
        yield Table("synthese", self._titles(_SUMMARY), self.summary(self.figures()))
        yield self._people("absents", "absent")
        yield self._people("inscriptions_sur_place", "walk_in")
        yield Table("modifications", self._titles(_CHANGES), self._changes())

    def figures(self) -> Report:
        """The figures of this state."""
        return report_from(self._db)

    def _titles(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(title_of(column, self._profile) for column in columns)

    def _local(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self._zone)

    def _word(self, group: str, key: str) -> str:
        """The French word of a key for Excel; the key where none is known, or for programs."""
        return self._words.get(f"day_files.{group}_{key}", key)

    def _people(self, name: str, who: str) -> Table:
        columns = tuple(PERSON_COLUMNS[place] for place in self._kept)
        return Table(name, self._titles(columns), self._people_rows(who))

    def _people_rows(self, who: str) -> Iterator[tuple[object, ...]]:
        for row in day_rows.people(self._db, who):
            cells = (
                *row[:7],
                self._country(row[7]),
                *row[8:14],
                self._word("status", row[14]),
                row[15],
                " | ".join(sorted(self._names.get(i, i) for i in row[16])),
                row[17],
                self._local(row[18]),
            )
            yield tuple(cells[place] for place in self._kept)

    def _passages(self) -> Iterator[tuple[object, ...]]:
        for row in day_rows.passages(self._db):
            yield (
                row.id,
                self._local(row.at),
                self._word("kind", row.kind),
                self._names.get(row.checkpoint, row.session),
                row.code,
                row.given_name,
                row.family_name,
                row.organisation,
                self._word("verdict", row.verdict),
                self._word("reason", row.reason),
                self._word("source", row.source),
                row.operator,
                row.station,
                row.counter,
                row.annulled,
                row.change,
            )

    def _presences(self) -> Iterator[tuple[object, ...]]:
        for row in day_rows.presences(self._db):
            session = self._names.get(row[0], row[1])
            yield (session, *row[2:6], self._local(row[6]), self._local(row[7]), *row[8:])

    def _changes(self) -> Iterator[tuple[object, ...]]:
        separator = ", " if self._profile == "excel" else " "
        for row in day_rows.changes(self._db):
            yield (
                self._local(row.at),
                self._word("kind", row.kind),
                row.code,
                row.given_name,
                row.family_name,
                self._names.get(row.checkpoint, row.session),
                separator.join(self._word("field", name) for name in row.fields),
                self._word("source", row.source),
                row.operator,
                row.station,
            )

    def summary(self, figures: Report) -> Iterator[tuple[object, ...]]:
        """The figures as rows: which one, of what, how much."""
        info = self._event.info
        yield (self._word("figure", "event"), "", info.title)
        yield (self._word("figure", "first_day"), "", info.first_day)
        for name in FIGURES:
            yield (self._word("figure", name), "", getattr(figures, name))
        for line in figures.sessions:
            where = f"{line.title} ({self._moment(line.start)})"
            for name in _SESSION_FIGURES:
                yield (self._word("figure", f"session_{name}"), where, getattr(line, name))
        for slot in figures.arrivals:
            yield (self._word("figure", "arrivals"), self._moment(slot.start), slot.count)
        for language, text in figures.sentence.items():
            yield (self._word("figure", f"sentence_{language}"), "", text)

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        if self._profile == "exchange":
            return local.isoformat(timespec="minutes")
        return f"{local:%d/%m/%Y %H:%M}"

"""Thousands of new people written at once, with the same journal and tables as one by one.

A list is taken in by one transaction, and the desk cannot write until it ends: here nothing is asked
of the file that the answer is known of, and rows go in by the hundred.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from raict_desktop.domain.journal import Entry, Kind
from raict_desktop.storage import projections
from raict_desktop.storage.event_file import EventFile, Folding
from raict_desktop.storage.journal import (
    INSERT,
    INSERT_VALUES,
    Chain,
    Moment,
    Prepared,
    operator_of,
    prepared,
)
from raict_desktop.storage.merged_organisations import standing
from raict_desktop.storage.people_totals import Sort, count_added, sort_of
from raict_desktop.storage.projections import (
    ENROLMENT,
    ORGANISATION_SET,
    PERSON_FIELDS,
    enrolment_values,
    organisation_values,
    stamp,
    written_stamps,
)

_MARK = "%"
_Added = tuple[Entry, Mapping[str, Any]]


class Batch:
    """Entries written in one transaction, a few hundred at a time.

    Args:
        file: the open event file, with a transaction under way.
        moment: one time for all.
        ids: new entry ids.

    Attributes:
        written: how many entries so far.
    """

    def __init__(self, file: EventFile, moment: Moment, ids: Iterator[str]) -> None:
        operator, naming = operator_of(file.connection, moment.operator, ids)
        self._file = file
        self._chain = Chain(file, moment, operator)
        self.written = 0
        self.write(prepared(file.salt, draft, next(ids)) for draft in naming)

    def write(self, ready: Iterable[Prepared]) -> None:
        """Write entries and their projections.

        Args:
            ready: entries; the subject of ``PERSON_ADDED`` is an id that was made for it, so that
                nothing in the file can be about it yet.
        """
        db, folding = self._file.connection, self._file.folding
        rows: list[tuple[Any, ...]] = []
        values: list[tuple[str, str]] = []
        people: list[_Added] = []
        organisations: list[tuple[str, ...]] = []
        enrolments: list[tuple[Any, ...]] = []
        others: list[_Added] = []
        for one in ready:
            facts = json.loads(one.facts_text)
            entry, row = self._chain.take(one, facts)
            rows.append(row)
            personal: Mapping[str, Any] = {}
            if one.personal_text:
                values.append((one.id, one.personal_text))
                personal = json.loads(one.personal_text)
            if one.kind is Kind.PERSON_ADDED:
                people.append((entry, personal))
            elif one.kind is Kind.ORGANISATION_SET:
                organisations.append(organisation_values(entry, folding))
            elif one.kind in (Kind.ENROLLED, Kind.UNENROLLED):
                enrolments.append(enrolment_values(entry))
            else:
                others.append((entry, personal))
        db.executemany(INSERT, rows)
        db.executemany(INSERT_VALUES, values)
        # Single values go to the last writer and the rest is folded from the journal, so that the
        # order in which entries are applied does not matter.
        db.executemany(ORGANISATION_SET, organisations)
        db.executemany(ENROLMENT, enrolments)
        for entry, personal in others:
            projections.apply(db, entry, personal, folding)
        _add_people(db, people, folding)
        self.written += len(rows)


def _add_people(db: sqlite3.Connection, people: Sequence[_Added], folding: Folding) -> None:
    """Rows of people nobody knew, each field marked with the one entry that gave it."""
    merged = db.execute("SELECT 1 FROM organisation_merges LIMIT 1").fetchone() is not None
    standing_for: dict[str, str] = {}
    by_fields: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    sorts: Counter[Sort] = Counter()
    for entry, personal in people:
        given = {**entry.facts, **personal}
        named = given.get("organisation_id", "")
        if named and merged:
            if named not in standing_for:
                standing_for[named] = standing(db, named)
            given["organisation_id"] = standing_for[named]
        fields = tuple(name for name in PERSON_FIELDS if name in given)
        row = (
            entry.subject,
            *(given[name] for name in fields),
            folding.name(given.get("given_name", "")),
            folding.name(given.get("family_name", "")),
            named,
            _stamps(fields).replace(_MARK, stamp(entry)),
        )
        by_fields.setdefault(fields, []).append(row)
        sorts[sort_of(given)] += 1
    for fields, rows in by_fields.items():
        columns = ("id", *fields, "folded_given", "folded_family", "named_organisation_id")
        marks = ", ".join("?" * (len(columns) + 1))
        db.executemany(f"INSERT INTO people ({', '.join(columns)}, stamps) VALUES ({marks})", rows)
    count_added(db, sorts)


@lru_cache(maxsize=16)
def _stamps(fields: tuple[str, ...]) -> str:
    """The stamps of these fields, with ``_MARK`` where the mark goes."""
    return written_stamps(dict.fromkeys(fields, _MARK))

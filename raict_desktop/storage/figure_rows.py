"""Sums behind the figures of the report, added up by the database: a million people come in as a few rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

_HERE = "p.present = 1 AND p.category NOT IN ({left_out})"
_BY_SURNAME = "p.folded_family {d}, p.folded_given {d}, p.id {d}"


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


@dataclass(frozen=True, slots=True)
class SortRow:
    """How many people there are of one category, status, walk-in and presence."""

    category: str
    status: str
    walk_in: bool
    present: bool
    people: int


def sorts(db: sqlite3.Connection) -> list[SortRow]:
    """Everybody, by sort."""
    rows = db.execute("SELECT category, status, walk_in, present, people FROM people_totals")
    return [SortRow(row[0], row[1], bool(row[2]), bool(row[3]), row[4]) for row in rows]


@dataclass(frozen=True, slots=True)
class OriginRow:
    """People present of one kind of organisation and one country, and of how many organisations.

    ``known``: whether they have an organisation at all.
    """

    known: bool
    kind: str
    country: str
    organisations: int
    people: int


def origins(db: sqlite3.Connection, left_out: Collection[str]) -> list[OriginRow]:
    """Where the people present come from, some categories left out."""
    rows = db.execute(
        "WITH here AS (SELECT organisation_id, count(*) AS people FROM people p "
        f"WHERE {_HERE.format(left_out=_marks(left_out))} GROUP BY organisation_id) "
        "SELECT here.organisation_id <> '', coalesce(o.kind, 'autre'), coalesce(o.country, ''), "
        "sum(here.organisation_id <> ''), sum(here.people) "
        "FROM here LEFT JOIN organisations o ON o.id = here.organisation_id GROUP BY 1, 2, 3",
        sorted(left_out),
    )
    return [OriginRow(bool(row[0]), *row[1:]) for row in rows]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """How many people present are of one organisation, and of one delegation where it is told."""

    organisation_id: str
    name: str
    kind: str
    country: str
    people: int
    delegation: str = ""


# From the organisations: of a hundred thousand, few are of a kind that is told by name.
_OF_KIND = (
    "SELECT o.id, o.name, o.kind, o.country, count(*) FROM organisations o CROSS JOIN people p "
    "ON p.organisation_id = o.id WHERE o.kind IN ({kinds}) AND (? = '' OR o.country = ?) AND "
    + _HERE
    + " GROUP BY o.id"
)


def organisations_here(
    db: sqlite3.Connection, kinds: Collection[str], country: str, left_out: Collection[str]
) -> Iterator[OrganisationRow]:
    """The organisations of some kinds (and of one country, unless empty) of which somebody is here."""
    sql = _OF_KIND.format(kinds=_marks(kinds), left_out=_marks(left_out))
    values = (*sorted(kinds), country, country, *sorted(left_out))
    for row in db.execute(sql, values):
        yield OrganisationRow(*row)


def delegations_here(
    db: sqlite3.Connection, kind: str, home: str, left_out: Collection[str]
) -> list[OrganisationRow]:
    """People present of a delegation, or of an organisation of ``kind``, from abroad.

    Args:
        db: the connection.
        kind: organisations that are delegations without being called so.
        home: the country that is not abroad.
        left_out: categories that do not count.
    """
    rows = db.execute(
        "SELECT o.id, o.name, o.kind, o.country, count(*), p.delegation FROM organisations o "
        "CROSS JOIN people p ON p.organisation_id = o.id WHERE o.country NOT IN ('', ?) AND "
        f"(p.delegation <> '' OR o.kind = ?) AND {_HERE.format(left_out=_marks(left_out))} "
        "GROUP BY o.id, p.delegation",
        (home, kind, *sorted(left_out)),
    )
    return [OrganisationRow(*row) for row in rows]


def delegation_of(db: sqlite3.Connection, organisation_id: str) -> str:
    """The delegation of the last by surname of an organisation's people who have one, or empty."""
    row = db.execute(
        "SELECT p.delegation FROM people p WHERE p.organisation_id = ? AND p.delegation <> '' "
        f"ORDER BY {_BY_SURNAME.format(d='DESC')} LIMIT 1",
        (organisation_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def by_surname(
    db: sqlite3.Connection,
    rows: Iterable[OrganisationRow],
    left_out: Collection[str],
    *,
    last: bool = False,
) -> list[OrganisationRow]:
    """Rows in the order of their first (or last) person by surname, where it decides a tie."""
    sql = (
        "SELECT p.folded_family, p.folded_given, p.id FROM people p WHERE p.organisation_id = ? "
        f"AND p.delegation = ? AND {_HERE.format(left_out=_marks(left_out))} "
        f"ORDER BY {_BY_SURNAME.format(d='DESC' if last else 'ASC')} LIMIT 1"
    )

    def rank(row: OrganisationRow) -> tuple[str, ...]:
        values = (row.organisation_id, row.delegation, *sorted(left_out))
        return tuple(db.execute(sql, values).fetchone() or ())

    return sorted(rows, key=rank)


def named_people(db: sqlite3.Connection) -> int:
    """How many people have a name, whose names were not erased."""
    sql = "SELECT count(*) FROM people WHERE given_name <> '' OR family_name <> ''"
    return int(db.execute(sql).fetchone()[0])


def surnames(db: sqlite3.Connection, shortest: int) -> list[str]:
    """The surnames of at least so many letters, each once and in order."""
    sql = "SELECT DISTINCT family_name FROM people WHERE length(family_name) >= ?"
    return sorted(row[0] for row in db.execute(sql, (shortest,)))


def group_sizes(db: sqlite3.Connection, left_out: Collection[str]) -> list[int]:
    """How many people present each pair of category and country has, some categories left out."""
    rows = db.execute(
        "WITH here AS (SELECT organisation_id, category, count(*) AS people FROM people p "
        f"WHERE {_HERE.format(left_out=_marks(left_out))} GROUP BY organisation_id, category) "
        "SELECT sum(here.people) FROM here LEFT JOIN organisations o ON o.id = here.organisation_id "
        "GROUP BY here.category, coalesce(o.country, '')",
        sorted(left_out),
    )
    return [row[0] for row in rows]


def arrivals_by_quarter(
    db: sqlite3.Connection, left_out: Collection[str], quarter_ms: int
) -> dict[int, int]:
    """How many people came first to the main door, by the start of the quarter (Unix milliseconds).

    Everybody is counted from an index, and who does not count is taken off again: those are few.
    """
    by_slot = "SELECT r.first_ms / ? * ?, count(*) FROM presence r "
    at_door = "r.checkpoint = '' AND r.first_ms IS NOT NULL"
    values = (quarter_ms, quarter_ms)
    found: dict[int, int] = dict(
        db.execute(f"{by_slot} WHERE {at_door} GROUP BY 1", values).fetchall()
    )
    here = db.execute("SELECT coalesce(sum(people * present), 0) FROM people_totals").fetchone()[0]
    if sum(found.values()) != here:
        # Passages of people whose entry another station has not brought yet.
        return dict(
            db.execute(
                f"{by_slot} JOIN people p ON p.id = r.person_id WHERE {at_door} "
                f"AND p.category NOT IN ({_marks(left_out)}) GROUP BY 1",
                (*values, *sorted(left_out)),
            ).fetchall()
        )
    others = db.execute(
        "SELECT r.first_ms / ? * ?, count(*) FROM people p CROSS JOIN presence r "
        f"ON r.person_id = p.id WHERE {at_door} AND p.present = 1 "
        f"AND p.category IN ({_marks(left_out)}) GROUP BY 1",
        (*values, *sorted(left_out)),
    )
    for start, count in others:
        found[start] -= count
    return {start: count for start, count in found.items() if count}

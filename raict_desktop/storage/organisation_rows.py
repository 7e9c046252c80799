"""Organisations with the people who belong to them, and those that were merged."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.storage.list_queries import organisation
from raict_desktop.storage.merged_organisations import standing

__all__ = ["OrganisationLine", "every_organisation", "lines", "merged", "merges", "organisation"]


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation, its people whose registration stands, and those of them who are present."""

    organisation: Organisation
    people: int
    present: int


def lines(db: sqlite3.Connection) -> list[OrganisationLine]:
    """Every organisation that stands for itself, by name."""
    # The plus keeps the index out: in its order every person is another page of the disk.
    rows = db.execute(
        "WITH counted AS MATERIALIZED (SELECT p.organisation_id AS id, count(*) AS people, "
        "sum(p.status = 'registered') AS expected, sum(p.present) AS present "
        "FROM people p GROUP BY +p.organisation_id) "
        "SELECT o.id, o.name, o.kind, o.country, coalesce(c.expected, 0), coalesce(c.present, 0) "
        "FROM organisations o LEFT JOIN counted c ON c.id = o.id "
        "WHERE c.people > 0 OR NOT EXISTS "
        "(SELECT 1 FROM organisation_merges m WHERE m.id = o.id AND m.into_id <> '' UNION ALL "
        "SELECT 1 FROM removed_organisations r WHERE r.organisation_id = o.id) "
        "ORDER BY o.folded, o.id"
    )
    return [
        OrganisationLine(
            Organisation(row[0], row[1], OrganisationKind(row[2]), row[3]), row[4], row[5]
        )
        for row in rows
    ]


def merged(db: sqlite3.Connection) -> list[tuple[Organisation, Organisation]]:
    """Every organisation that another one stands for, with that one, by name."""
    rows = db.execute(
        "SELECT m.id FROM organisation_merges m JOIN organisations o ON o.id = m.id "
        "WHERE m.into_id <> '' ORDER BY o.folded, o.id"
    ).fetchall()
    found = []
    for (away_id,) in rows:
        away, stays = organisation(db, away_id), organisation(db, standing(db, away_id))
        if away is not None and stays is not None and away.id != stays.id:
            found.append((away, stays))
    return found


def every_organisation(db: sqlite3.Connection) -> list[Organisation]:
    """Every organisation that an import did not take away with it, merged ones included."""
    rows = db.execute(
        "SELECT id, name, kind, country FROM organisations o WHERE NOT EXISTS "
        "(SELECT 1 FROM removed_organisations r WHERE r.organisation_id = o.id) OR EXISTS "
        "(SELECT 1 FROM people p WHERE p.organisation_id = o.id) ORDER BY id"
    )
    return [Organisation(row[0], row[1], OrganisationKind(row[2]), row[3]) for row in rows]


def merges(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The merges that stand: the id of each organisation, and of the one it was merged into."""
    rows = db.execute("SELECT id, into_id FROM organisation_merges WHERE into_id <> '' ORDER BY id")
    return [(row[0], row[1]) for row in rows]

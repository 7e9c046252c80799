"""Organisations that were found to be one: whoever was named to any of them belongs to the last.

The journal says "this one is that one", station by station, in any order, and perhaps in a circle. The
organisation that stands for a circle is the one with the least id, so that every station agrees.
"""

from __future__ import annotations

import sqlite3


def standing(db: sqlite3.Connection, organisation_id: str) -> str:
    """The id of the organisation that stands for this one; itself where nothing was merged."""
    if not organisation_id:
        return ""
    seen = [organisation_id]
    while True:
        row = db.execute(
            "SELECT into_id FROM organisation_merges WHERE id = ?", (seen[-1],)
        ).fetchone()
        if row is None or not row[0]:
            return seen[-1]
        if row[0] in seen:
            return min(seen[seen.index(row[0]) :])
        seen.append(row[0])


def gathered(db: sqlite3.Connection, organisation_id: str) -> list[str]:
    """Ids that lead to this organisation, itself included."""
    found = [organisation_id]
    for one in found:
        rows = db.execute("SELECT id FROM organisation_merges WHERE into_id = ?", (one,))
        found += [row[0] for row in rows if row[0] not in found]
    return found


def move_people(db: sqlite3.Connection, organisation_id: str) -> None:
    """Put everybody named to this organisation, or to one that leads to it, where they belong."""
    for one in gathered(db, organisation_id):
        db.execute(
            "UPDATE people SET organisation_id = ? WHERE named_organisation_id = ?",
            (standing(db, one), one),
        )

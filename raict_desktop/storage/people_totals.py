"""How many people there are of each sort: counted on as they come, so that nobody counts a million rows.

Triggers of the schema count who changes or goes. Who is added is counted here, many together.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

_COUNT = (
    "INSERT INTO people_totals (category, status, walk_in, present, people) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET people = people + excluded.people"
)
Sort = tuple[str, str, int, int]
"""Category, status, whether walked in and whether present, as the table of people has them."""


def sort_of(values: Mapping[str, Any]) -> Sort:
    """The sort of a row about to be added, with the table's defaults for what it leaves out."""
    return (
        values.get("category", "participant"),
        values.get("status", "registered"),
        values.get("walk_in", 0),
        values.get("present", 0),
    )


def count_added(db: sqlite3.Connection, added: Counter[Sort]) -> None:
    """Count rows that were just added to the table of people."""
    db.executemany(_COUNT, [(*sort, number) for sort, number in added.items()])

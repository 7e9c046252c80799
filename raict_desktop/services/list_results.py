"""What a list changes, or would change, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from raict_desktop.exchange.list_columns import FIELDS, Column
from raict_desktop.exchange.problems import Problem
from raict_desktop.services.list_workshops import UnknownWorkshop

MAX_SHOWN = 500
"""Rows of each kind of difference that a result keeps; all are counted."""
LEAVE_OUT = "leave"
"""The decision that a row of the list is not taken."""
NEW_PERSON = "new"
"""The decision that a row means somebody nobody knew, though somebody known is like them."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person decided after looking at the preview.

    Attributes:
        columns: (field, workshop) of each column, or None to take what was recognised.
        workshops: for choices of the list the id of the session meant, ``new`` or empty (ignored).
        rows: for rows of the list ``LEAVE_OUT``, ``NEW_PERSON``, or the id of the known person meant.
        from_list: (person id, field) pairs where the list wins over the desk.
        cancel_missing: people of earlier lists who are not in this one are marked as cancelled.
    """

    columns: tuple[tuple[str, str], ...] | None = None
    workshops: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    from_list: frozenset[tuple[str, str]] = frozenset()
    cancel_missing: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row of the list does to somebody; ``fields`` is empty for new people."""

    row: int
    person_id: str
    name: str
    organisation: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the list changed since the last import, and the desk as well."""

    row: int
    person_id: str
    name: str
    field: str
    desk: str
    listed: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody new who may be somebody known; without ``person_id`` it is the row ``earlier``."""

    row: int
    name: str
    organisation: str
    person_id: str = ""
    known: str = ""
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody of an earlier list who is not in this one."""

    person_id: str
    name: str
    organisation: str
    present: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """The rows behind the counts, ``MAX_SHOWN`` of each kind at most."""

    new: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    twins: tuple[Twin, ...] = ()
    missing: tuple[Missing, ...] = ()
    workshops: tuple[UnknownWorkshop, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a list changed, or would change (preview)."""

    file: str
    source: str
    rows: int
    new: int
    changed: int
    unchanged: int
    left_out: int
    problems: tuple[Problem, ...]
    unknown_workshops: tuple[str, ...]
    cancelled: int = 0
    conflicts: int = 0
    twins: int = 0
    missing: int = 0
    problem_count: int = 0
    differences: Differences = Differences()
    batch: str = ""


__all__ = [
    "FIELDS",
    "LEAVE_OUT",
    "MAX_SHOWN",
    "NEW_PERSON",
    "Column",
    "Conflict",
    "Differences",
    "FieldChange",
    "ImportChoices",
    "ImportResult",
    "Missing",
    "Problem",
    "RowChange",
    "Twin",
]

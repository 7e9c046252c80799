"""Everything the journal tells about one person, for their sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.journal import Entry, Kind, Source
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import UNDOABLE
from raict_desktop.storage import queries

_HIDDEN = frozenset({"stamps", "walk_in", "replaces", "replaced_by"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after; an organisation is told by its name."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry about a person; ``undoable`` where it stands and an undo may annul it."""

    entry_id: str
    at: datetime
    kind: Kind
    verdict: str
    reason: str
    source: Source
    operator: str
    checkpoint: str
    annulled: bool
    undoable: bool
    changes: tuple[FieldChange, ...] = ()


def of_person(event: OpenEvent, person_id: str) -> list[HistoryLine]:
    """Every entry about one person, newest first."""
    with event.file.reading() as db:
        entries = queries.entries_about(db, person_id)
        annulled = {entry.id for entry in entries if queries.is_annulled(db, entry.id)}
        personal = {
            entry.id: queries.personal_values(db, entry.id) for entry in entries if entry.digest
        }
        organisations = {found.id: found.name for found in queries.organisations(db)}
    known: dict[str, str] = {}
    lines = []
    for entry in entries:
        values = _values(entry, personal.get(entry.id, {}), organisations)
        changes = tuple(
            FieldChange(name, known.get(name, ""), text)
            for name, text in values.items()
            if entry.kind is Kind.PERSON_CORRECTED and known.get(name, "") != text
        )
        known |= values
        lines.append(
            HistoryLine(
                entry.id,
                entry.at,
                entry.kind,
                entry.verdict,
                entry.reason,
                entry.source,
                entry.operator,
                entry.checkpoint,
                entry.id in annulled,
                entry.kind in UNDOABLE and entry.id not in annulled,
                changes,
            )
        )
    return lines[::-1]


def badges_printed(event: OpenEvent, person_id: str) -> int:
    """How many times this person's badge was printed."""
    with event.file.reading() as db:
        return queries.badge_count(db, person_id)


def _values(
    entry: Entry, personal: Mapping[str, object], organisations: Mapping[str, str]
) -> dict[str, str]:
    """The fields of a person that an entry sets, as texts."""
    if entry.kind not in (Kind.PERSON_ADDED, Kind.PERSON_CORRECTED):
        return {}
    values = {
        name: str(value)
        for name, value in {**entry.facts, **personal}.items()
        if name not in _HIDDEN
    }
    if "organisation_id" in values:
        found = values.pop("organisation_id")
        values["organisation"] = organisations.get(found, "")
    return values

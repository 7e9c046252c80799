"""The help desk's list: problems parked in one key, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from raict_desktop.domain.journal import Entry, Kind


class CaseReason(StrEnum):
    """Why somebody is sent to the help desk."""

    NOT_FOUND = "not_found"
    UNKNOWN_CODE = "unknown_code"
    CANCELLED = "cancelled"
    WRONG_DETAILS = "wrong_details"
    IN_PLACE_OF = "in_place_of"
    NOTE = "note"
    OTHER = "other"


class CaseOutcome(StrEnum):
    """How a case ended."""

    ADMITTED = "admitted"
    REGISTERED = "registered"
    SUBSTITUTED = "substituted"
    CORRECTED = "corrected"
    SENT_AWAY = "sent_away"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """One parked problem; ``outcome`` is None while it waits.

    ``reason`` and ``outcome`` are texts rather than members: another version may know more of them.
    """

    id: str
    at: datetime
    person_id: str
    reason: str
    station: str
    operator: str
    outcome: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""


def fold_cases(entries: Iterable[Entry], annulled: frozenset[str]) -> list[Case]:
    """The cases that stand, oldest first, whatever order the entries arrive in.

    The first resolution by (time, station, counter) counts; an annulled one leaves its case open.

    Args:
        entries: those of the kinds ``case_opened`` and ``case_resolved``.
        annulled: ids of the entries that an undo annulled.
    """
    standing = sorted((e for e in entries if e.id not in annulled), key=lambda e: e.order)
    ends: dict[str, Entry] = {}
    for entry in standing:
        if entry.kind is Kind.CASE_RESOLVED:
            ends.setdefault(entry.subject, entry)
    return [
        Case(
            entry.id,
            entry.at,
            entry.subject,
            entry.reason,
            entry.station,
            entry.operator,
            end.reason if (end := ends.get(entry.id)) else None,
            end.at if end else None,
            end.operator if end else "",
        )
        for entry in standing
        if entry.kind is Kind.CASE_OPENED
    ]

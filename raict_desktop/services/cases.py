"""Problems parked at the desk so that the queue moves on, and the help desk's list of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.cases import Case, CaseOutcome, CaseReason, fold_cases
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.codes import shown
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Person
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.people import checked
from raict_desktop.storage import queries


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with what the help desk needs to see; ``code`` stands where nobody was found."""

    case: Case
    person: Person | None
    code: str
    note: str


def park(
    event: OpenEvent,
    *,
    person_id: str = "",
    code: str = "",
    reason: CaseReason = CaseReason.OTHER,
    note: str = "",
    now: datetime | None = None,
    origin: object | None = None,
) -> str:
    """Send somebody to the help desk; returns the case's id, of the one that waits if it is the same.

    Args:
        event: the open event.
        person_id: who, when known.
        code: what was scanned or typed when nobody was found.
        reason: why.
        note: what the volunteer adds, at most 200 characters.
        now: time of the entry.
        origin: who asks.

    Raises:
        UserError: nobody has that id, or the note is too long.
    """
    if person_id:
        required_person(event, person_id)
    personal = {"code": shown(code), "note": checked("note", note)}
    wanted = (person_id, reason.value, personal["code"], personal["note"])
    for line in listed(event):
        if (line.case.person_id, line.case.reason, line.code, line.note) == wanted:
            return line.case.id
    draft = Draft(
        Kind.CASE_OPENED,
        person_id,
        reason=reason.value,
        personal={name: text for name, text in personal.items() if text},
    )
    ids = frozenset({person_id} if person_id else ())
    return event.write([draft], Changes.of(Topic.CASES, ids=ids), origin=origin, now=now)[0].id


def resolve(
    event: OpenEvent,
    case_id: str,
    outcome: CaseOutcome,
    *,
    now: datetime | None = None,
    origin: object | None = None,
) -> bool:
    """Close a case; False when it is not open: unknown, resolved, or taken back."""
    if case_id not in {line.case.id for line in listed(event)}:
        return False
    draft = Draft(Kind.CASE_RESOLVED, case_id, reason=outcome.value)
    event.write([draft], Changes.of(Topic.CASES), origin=origin, now=now)
    return True


def listed(event: OpenEvent, *, waiting: bool = True) -> list[CaseLine]:
    """The cases, oldest first: those that wait, or all of them."""
    with event.file.reading() as db:
        cases = fold_cases(queries.case_entries(db), queries.annulled_ids(db))
        lines = []
        for case in cases:
            if waiting and case.outcome is not None:
                continue
            personal = queries.personal_values(db, case.id)
            person = queries.person(db, case.person_id) if case.person_id else None
            code, note = str(personal.get("code", "")), str(personal.get("note", ""))
            lines.append(CaseLine(case, person, code, note))
    return lines


def waiting_count(event: OpenEvent) -> int:
    """How many people wait at the help desk."""
    with event.file.reading() as db:
        cases = fold_cases(queries.case_entries(db), queries.annulled_ids(db))
    return sum(case.outcome is None for case in cases)

"""A new event from an earlier one: its programme, layouts, organisations and mappings, and nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Session
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.programme import session_draft, sessions
from raict_desktop.storage import list_queries, organisation_rows, paper_rows

_CHUNK = 500
_DESIGNS = {
    "layout": Kind.LAYOUT_SET,
    "sheet": Kind.SHEET_SET,
    "picture": Kind.PICTURE_SET,
}


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How much of an earlier event a new one began with."""

    sessions: int
    organisations: int
    layouts: int
    preparations: int


def take_over(event: OpenEvent, earlier: OpenEvent, origin: object | None = None) -> TakenOver:
    """Write the skeleton of an earlier event into a new one, in one transaction.

    Sessions keep their place in the programme: the same day of the event, the same hour on its
    clock. Organisations keep their kinds, countries and merges. Neither people nor enrolments nor
    passages are read.

    Args:
        event: the new event, still without a programme.
        earlier: the event to learn from; it is only read.
        origin: who asks.
    """
    programme = [_moved(event, earlier, session) for session in sessions(earlier)]
    drafts = [session_draft(session, Source.COMMAND) for session in programme]
    with earlier.file.reading() as db:
        organisations = organisation_rows.every_organisation(db)
        merges = organisation_rows.merges(db)
        designs = {word: paper_rows.designs(db, word) for word in _DESIGNS}
        prepared = list_queries.preparations(db, "")
    for organisation in organisations:
        facts = {
            "name": organisation.name,
            "kind": organisation.kind.value,
            "country": organisation.country,
        }
        drafts.append(
            Draft(Kind.ORGANISATION_SET, organisation.id, source=Source.COMMAND, facts=facts)
        )
    drafts += [
        Draft(Kind.ORGANISATION_MERGED, away, source=Source.COMMAND, facts={"into": into})
        for away, into in merges
    ]
    for word, bodies in designs.items():
        drafts += [
            Draft(_DESIGNS[word], name, source=Source.COMMAND, facts={word: _of_nobody(body)})
            for name, body in bodies.items()
        ]
    drafts += [
        Draft(Kind.PREPARED, name, source=Source.COMMAND, facts={"value": value})
        for name, value in prepared.items()
    ]
    with event.file.writing():
        for start in range(0, len(drafts), _CHUNK):
            event.append(drafts[start : start + _CHUNK])
    event.tell(Changes.of(*Topic), origin)
    layouts = len(designs["layout"]) + len(designs["sheet"])
    return TakenOver(len(programme), len(organisations), layouts, len(prepared))


def _of_nobody(body: dict[str, Any]) -> dict[str, Any]:
    """A design whose station is not in the new event: any station there may change it."""
    return {**body, "from": ""} if "from" in body else body


def _moved(event: OpenEvent, earlier: OpenEvent, session: Session) -> Session:
    """A session on the same day of the new event, at the same hour of its clock."""
    return replace(
        session,
        id=event.outside.new_id(),
        start=_same_hour(event, earlier, session.start),
        end=_same_hour(event, earlier, session.end),
        speakers=(),
        cancelled=False,
    )


def _same_hour(event: OpenEvent, earlier: OpenEvent, at: datetime) -> datetime:
    wall = earlier.local(at).replace(tzinfo=None)
    first_days = (event.info.first_day, earlier.info.first_day)
    days = (first_days[0] - first_days[1]).days
    return _aware(wall + timedelta(days=days), event.zone)


def _aware(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def new_event_from(
    application: Application,
    earlier_path: Path,
    path: Path,
    *,
    title: str,
    first_day: date,
    days: int | None = None,
    venue: str | None = None,
    timezone: str | None = None,
) -> OpenEvent:
    """Make an event file that begins with the skeleton of another, and open it.

    What is left out is as in the earlier event.

    Raises:
        UserError: the earlier event cannot be opened, or the new file not made.
    """
    at_work = application.opened(earlier_path)
    with Application(application.outside) as aside:
        earlier = at_work or aside.open_event(earlier_path)
        info = earlier.info
        event = application.new_event(
            path,
            title=title,
            first_day=first_day,
            days=info.days if days is None else days,
            venue=info.venue if venue is None else venue,
            timezone=info.timezone if timezone is None else timezone,
        )
        take_over(event, earlier)
    return event

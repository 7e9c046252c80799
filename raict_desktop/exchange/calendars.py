"""The programme as iCalendar (RFC 5545): out for people's own calendars, in from the organiser's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.local_time import doubt_of
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.exchange.problems import Problem
from raict_desktop.exchange.programme import ProgrammeList
from raict_desktop.exchange.spelling import fold, tidy

SUFFIX = ".ics"
_MOST_BYTES = 20_000_000
_MOST_TEXT = 200
_KIND = "X-RAICT-KIND"
_CAPACITY = "X-RAICT-CAPACITY"
_SPEAKER = "X-RAICT-SPEAKER"


def calendar_text(sessions: Iterable[Session], title: str, made: datetime) -> bytes:
    """The programme as an iCalendar file.

    Args:
        sessions: to write, in order.
        title: of the event.
        made: now, in UTC.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//RAICT Desktop//programme//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for session in sessions:
        entry = Event()
        entry.add("uid", f"{session.id}@raict")
        entry.add("dtstamp", made.astimezone(UTC))
        entry.add("dtstart", session.start.astimezone(UTC))
        entry.add("dtend", session.end.astimezone(UTC))
        entry.add("summary", session.title)
        if session.room:
            entry.add("location", session.room)
        if session.speakers:
            entry.add("description", ", ".join(session.speakers))
        entry.add("categories", [session.kind.value])
        entry.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
        entry.add(_KIND, session.kind.value)
        if session.capacity is not None:
            entry.add(_CAPACITY, str(session.capacity))
        for speaker in session.speakers:
            entry.add(_SPEAKER, speaker)
        calendar.add_component(entry)
    text: bytes = calendar.to_ical()
    return text


def read_calendar(path: Path, timezone: str) -> ProgrammeList:
    """Read a programme from an iCalendar file; an event that cannot be read is told by its number.

    Args:
        path: the file.
        timezone: IANA name; times without a zone are local there.

    Raises:
        UserError: the file cannot be read or is no calendar.
    """
    from icalendar import Calendar

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError("exchange.too_large", name=path.name)
        calendar = Calendar.from_ical(path.read_bytes())
    except OSError as error:
        raise UserError("exchange.cannot_read", name=path.name) from error
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise UserError("exchange.no_calendar", name=path.name) from error
    zone = ZoneInfo(timezone)
    sessions: list[Session] = []
    problems: list[Problem] = []
    seen: set[tuple[str, datetime]] = set()
    for number, entry in enumerate(calendar.walk("VEVENT"), 1):
        session = _session(entry, number, zone, problems)
        if session is None:
            continue
        if (fold(session.title), session.start) in seen:
            facts = {"title": session.title[:60]}
            problems.append(Problem(number, "summary", "exchange.doubled_session", facts))
            continue
        seen.add((fold(session.title), session.start))
        sessions.append(session)
    if not sessions and not problems:
        raise UserError("exchange.no_calendar", name=path.name)
    fields = frozenset({"speakers", "cancelled"})
    return ProgrammeList(tuple(sessions), tuple(problems), fields)


def _session(entry: Any, number: int, zone: ZoneInfo, problems: list[Problem]) -> Session | None:
    title = _text(entry, "summary")
    if not title:
        problems.append(Problem(number, "summary", "exchange.no_title", {}))
        return None
    if entry.get("rrule") is not None:
        problems.append(Problem(number, "rrule", "exchange.repeats", {"title": title[:60]}))
    start = _moment(entry, "dtstart", number, zone, problems)
    end = _moment(entry, "dtend", number, zone, problems)
    if start is None or end is None:
        return None
    if end <= start:
        problems.append(Problem(number, "dtend", "exchange.end_before_start", {}))
        return None
    return Session(
        "",
        title,
        _kind(entry),
        _text(entry, "location"),
        start,
        end,
        _capacity(entry),
        speakers=_texts(entry, _SPEAKER),
        cancelled=_text(entry, "status").upper() == "CANCELLED",
    )


def _text(entry: Any, name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        value = value[0]
    return tidy(str(value))[:_MOST_TEXT] if value is not None else ""


def _texts(entry: Any, name: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    values = value if isinstance(value, list) else [value]
    return tuple(text for item in values if (text := tidy(str(item))[:_MOST_TEXT]))


def _kind(entry: Any) -> SessionKind:
    text = _text(entry, _KIND)
    return SessionKind(text) if text in set(SessionKind) else SessionKind.OTHER


def _capacity(entry: Any) -> int | None:
    text = _text(entry, _CAPACITY)
    return int(text) if text.isdecimal() and 0 < int(text) <= 9_999_999 else None


def _moment(
    entry: Any, name: str, number: int, zone: ZoneInfo, problems: list[Problem]
) -> datetime | None:
    value = _time(entry.get(name))
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        doubt = doubt_of(value, zone)
        if doubt is None:
            return value.replace(tzinfo=zone).astimezone(UTC)
        problems.append(Problem(number, name, f"exchange.{doubt}_time", {"value": str(value)}))
        return None
    # A whole day is no time of a session.
    shown = value.isoformat() if isinstance(value, date) else ""
    problems.append(Problem(number, name, "exchange.bad_time", {"value": shown}))
    return None


def _time(found: Any) -> Any:
    """The time or day of a property; None of one that holds neither, or that is broken."""
    try:
        return getattr(found, "dt", None)
    except ValueError:
        return None

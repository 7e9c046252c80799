"""The programme as files: CSV that comes back unchanged, iCalendar, and a list to print."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.calendars import SUFFIX, calendar_text
from raict_desktop.paper.documents.attendance import SheetRow, SheetWords, write_sheet
from raict_desktop.services import programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.attendance import clock_text, day_text, event_fonts, event_logos
from raict_desktop.wording import say

COLUMNS = (
    "title", "kind", "room", "start", "end", "capacity", "policy", "exits", "full",
    "quota", "languages", "speakers", "cancelled",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_programme(event: OpenEvent, path: Path, language: str = "fr") -> int:
    """Write the programme and give how many sessions; the ending of the name tells the form.

    ``.ics`` is iCalendar, ``.pdf`` a list to print, anything else the CSV that ``import_programme``
    takes back without a difference.

    Raises:
        UserError: the file cannot be written.
    """
    sessions = programme.sessions(event)
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        _write_list(event, path, language)
        return len(sessions)
    if suffix == SUFFIX:
        data = calendar_text(sessions, event.info.title, event.clock())
    else:
        data = _csv(event).encode("utf-8")
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError("exchange.cannot_write", path=path.name) from error
    return len(sessions)


def _csv(event: OpenEvent) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for session in programme.sessions(event):
        writer.writerow(
            _inert(value)
            for value in (
                session.title,
                session.kind.value,
                session.room,
                event.local(session.start).isoformat(timespec="minutes"),
                event.local(session.end).isoformat(timespec="minutes"),
                "" if session.capacity is None else str(session.capacity),
                session.admission.value,
                "yes" if session.exits else "no",
                session.when_full.value,
                "" if session.quota is None else str(session.quota),
                " ".join(session.languages),
                " | ".join(session.speakers),
                "yes" if session.cancelled else "no",
            )
        )
    return text.getvalue()


def _inert(text: str) -> str:
    """A cell that no spreadsheet runs as a formula; our own import takes the mark off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_list(event: OpenEvent, path: Path, language: str) -> None:
    rows: list[SheetRow] = []
    for session in programme.sessions(event):
        start, end = event.local(session.start), event.local(session.end)
        day = f"{start:%d/%m}  " if event.info.days > 1 else ""
        when = f"{day}{clock_text(start, language)} – {clock_text(end, language)}"
        if session.cancelled:
            when = f"{when}  ({say('door.cancelled', language)})"
        rows.append(SheetRow(session.title, ", ".join(session.speakers), session.room, when))
    first = event.local(event.clock()).replace(
        year=event.info.first_day.year, month=event.info.first_day.month, day=1
    ) + timedelta(days=event.info.first_day.day - 1)
    words = SheetWords(
        heading=say("programme.list_heading", language),
        title=event.info.title,
        facts=(day_text(first, language), event.info.venue),
        event="",
        columns=(
            say("attendance.column_number", language),
            say("attendance.column_session", language),
            say("programme.column_room", language),
            say("attendance.column_when", language),
        ),
        foot=say(
            "programme.printed", language, date=day_text(event.local(event.clock()), language)
        ),
        page=say("attendance.page", language),
        shares=(9.0, 104.0, 35.0, 32.0),
    )
    write_sheet(path, words, rows, blank=0, fonts=event_fonts(), logos=event_logos(event))

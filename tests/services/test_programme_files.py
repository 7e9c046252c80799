"""The programme goes out and comes back without a difference; bad calendars are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from icalendar import Calendar

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Admission, SessionKind, WhenFull
from raict_desktop.services import programme, programme_import
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.programme_files import export_programme
from tests.builders import START, add_person, add_session


@pytest.fixture
def filled(event: OpenEvent) -> OpenEvent:
    add_session(
        event,
        "=SOMME(A1) et « eau »",
        capacity=40,
        quota=30,
        languages=("fr", "en"),
        speakers=("Aïssatou Diallo", "Łukasz Nowak"),
        exits=True,
        admission=Admission.REQUIRED,
        when_full=WhenFull.REFUSE,
    )
    add_session(event, "Quiz", room="Forum", kind=SessionKind.QUIZ, cancelled=True)
    return event


@pytest.mark.parametrize("name", ["programme.csv", "programme.ics"])
def test_its_own_files_come_back_without_a_difference(
    filled: OpenEvent, tmp_path: Path, name: str
) -> None:
    before = programme.sessions(filled)
    file = tmp_path / name
    assert export_programme(filled, file) == 2
    result = programme_import.import_programme(filled, file)
    assert result.problems == ()
    if file.suffix == ".csv":
        assert (result.new, result.changed, result.unchanged) == (0, 0, 2)
        assert programme.sessions(filled) == before
    else:
        # A calendar has no word for policies; what it speaks of is as it was.
        assert result.new == 0
        kept = [(s.title, s.start, s.end, s.room, s.speakers, s.quota) for s in before]
        after = programme.sessions(filled)
        assert [(s.title, s.start, s.end, s.room, s.speakers, s.quota) for s in after] == kept


def test_the_calendar_is_one_that_others_read(filled: OpenEvent, tmp_path: Path) -> None:
    file = tmp_path / "programme.ics"
    export_programme(filled, file)
    entries = {str(e["summary"]): e for e in Calendar.from_ical(file.read_bytes()).walk("VEVENT")}
    assert entries["Quiz"]["status"] == "CANCELLED"
    assert entries["Quiz"].decoded("dtstart") == START + timedelta(hours=2)
    assert b"\r\n" in file.read_bytes()


def test_the_list_to_print(filled: OpenEvent, tmp_path: Path) -> None:
    file = tmp_path / "programme.pdf"
    export_programme(filled, file)
    text = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded()
    assert "Quiz" in text
    assert "Aïssatou Diallo" in text
    assert "annulée" in text


def test_an_older_table_does_not_empty_what_it_does_not_know(
    filled: OpenEvent, tmp_path: Path
) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "title;room;start;end\n=SOMME(A1) et « eau »;Salle 9;2021-06-29T10:30;2021-06-29T11:30\n",
        "utf-8",
    )
    assert programme_import.import_programme(filled, file).changed == 1
    session = next(s for s in programme.sessions(filled) if s.room == "Salle 9")
    assert session.speakers == ("Aïssatou Diallo", "Łukasz Nowak")
    assert session.quota == 30


BAD = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:Inversée
DTSTART:20210629T100000Z
DTEND:20210629T090000Z
END:VEVENT
BEGIN:VEVENT
SUMMARY:Jour entier
DTSTART;VALUE=DATE:20210629
DTEND;VALUE=DATE:20210630
END:VEVENT
BEGIN:VEVENT
DTSTART:20210629T100000Z
DTEND:20210629T110000Z
END:VEVENT
BEGIN:VEVENT
SUMMARY:La nuit où l’heure change
DTSTART:20211031T023000
DTEND:20211031T040000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Bonne
DTSTART:20210629T100000
DTEND:20210629T110000
RRULE:FREQ=DAILY
END:VEVENT
END:VCALENDAR
"""


def test_bad_calendars(event: OpenEvent, tmp_path: Path) -> None:
    file = tmp_path / "bad.ics"
    file.write_text(BAD, "utf-8")
    result = programme_import.import_programme(event, file)
    assert result.new == 1
    (session,) = programme.sessions(event)
    assert session.start == datetime(2021, 6, 29, 8, 0, tzinfo=UTC)
    told = [(p.row, p.code.removeprefix("exchange.")) for p in result.problems]
    assert told == [
        (1, "end_before_start"),
        (2, "bad_time"),
        (2, "bad_time"),
        (3, "no_title"),
        (4, "twice_time"),
        (5, "repeats"),
    ]
    for text in ("", "pas un calendrier", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"):
        file.write_text(text, "utf-8")
        with pytest.raises(UserError, match="no_calendar"):
            programme_import.import_programme(event, file)
    with pytest.raises(UserError, match="cannot_read"):
        programme_import.import_programme(event, tmp_path / "none.ics")


def test_a_time_of_a_calendar_that_cannot_be_read_is_told(event: OpenEvent, tmp_path: Path) -> None:
    """Found by fuzzing: the library gives such a time back as a trap."""
    file = tmp_path / "bad.ics"
    lines = "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20210629T080000Z\nDTEND:20 210629T100000\nEND:VEVENT"
    file.write_text(f"BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n", "utf-8")
    result = programme_import.import_programme(event, file)
    assert (result.new, [p.code for p in result.problems]) == (0, ["exchange.bad_time"])


def test_times_that_the_clocks_skip_or_show_twice(event: OpenEvent) -> None:
    for wall, code in (
        (datetime(2021, 10, 31, 2, 30), "twice_time"),  # noqa: DTZ001
        (datetime(2021, 3, 28, 2, 30), "skipped_time"),  # noqa: DTZ001
    ):
        with pytest.raises(UserError, match=code):
            programme.moment(event, wall)
    noon = datetime(2021, 10, 31, 12, 0)  # noqa: DTZ001
    assert programme.moment(event, noon) == datetime(2021, 10, 31, 11, 0, tzinfo=UTC)


def test_what_was_counted_is_told_before_a_change(event: OpenEvent) -> None:
    session = add_session(event)
    assert programme.counted_at(event, session.id) == 0
    check_in_person(event, add_person(event, "A", "B"), checkpoint=session.id)
    programme.change_headcount(event, session.id, 2)
    assert programme.counted_at(event, session.id) == 2


def test_a_calendar_leaves_the_rules_of_a_door_as_they_were(
    event: OpenEvent, tmp_path: Path
) -> None:
    add_session(event, "Quiz", admission=Admission.REQUIRED, exits=True)
    before = programme.sessions(event)
    calendar = tmp_path / "programme.ics"
    export_programme(event, calendar)
    assert programme_import.import_programme(event, calendar).changed == 0
    assert programme.sessions(event) == before


def test_a_file_that_moves_a_session_with_people_is_told_and_may_be_left(
    event: OpenEvent, tmp_path: Path
) -> None:
    room, other = add_session(event, "Climat"), add_session(event, "Eau", room="Salle 2")
    check_in_person(event, add_person(event, "A", "B"), checkpoint=room.id)
    file = tmp_path / "later.csv"
    later = room.start + timedelta(minutes=30)
    file.write_text(
        "title,room,start,end\n"
        + "".join(
            f"{title},{place},{later.isoformat()},{(later + timedelta(hours=1)).isoformat()}\n"
            for title, place in (("Climat", "Salle 9"), ("Eau", "Salle 2"))
        ),
        "utf-8",
    )
    plan = programme_import.plan_programme(event, file)
    assert [(c.wanted.title, c.counted) for c in plan.doubtful()] == [("Climat", 1)]
    result = programme_import.apply_programme(event, plan, keep_counted=True)
    assert (result.changed, [s.title for s in result.kept]) == (1, ["Climat"])
    starts = {s.title: s.start for s in programme.sessions(event)}
    assert starts == {"Climat": room.start, "Eau": other.start + timedelta(minutes=30)}
    assert programme_import.import_programme(event, file).changed == 1
    assert programme.state(event, room.id).present == 1

"""The programme's papers in the window: sheets of half-days and sessions, certificates of one or all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import check_in_person
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.programme.page import Programme
from tests.services.test_report import text_of
from tests.ui.conftest import FakePrompts

NOW = datetime(2026, 6, 29, 12, 5, tzinfo=UTC)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application(Outside(clock=lambda: NOW)) as application:
        event = application.new_event(
            tmp_path / "day.raict", title="Rencontres", first_day=date(2026, 6, 29), days=2
        )
        start = NOW - timedelta(hours=3)
        room = programme.save_session(
            event,
            Session("", "Climat", SessionKind.WORKSHOP, "A", start, start + timedelta(hours=1)),
        )
        for name in ("Un", "Deux"):
            people.add_walk_in(
                event, given_name="Awa", family_name=name, organisation="Lyon", check_in=False
            )
        for person in people.everybody(event):
            check_in_person(event, person.id, now=start - timedelta(minutes=10))
            check_in_person(event, person.id, checkpoint=room.id, now=start)
        yield event


@pytest.fixture
def section(qtbot: Any, context: Context, day: OpenEvent) -> Iterator[Programme]:
    shown = Programme(context)
    qtbot.addWidget(shown)
    shown.resize(1200, 700)
    shown.set_event(day)
    shown.show()
    shown.view.button("papers").click()
    yield shown
    shown.set_event(None)


def test_sheets_of_half_days_and_sessions(
    section: Programme, prompts: FakePrompts, tmp_path: Path
) -> None:
    papers = section.papers
    assert papers.isVisible()
    assert not section.add.isVisible()
    words = [papers.what.itemText(row) for row in range(papers.what.count())]
    assert words == [
        "29 juin 2026, matin",
        "29 juin 2026, après-midi",
        "30 juin 2026, matin",
        "30 juin 2026, après-midi",
        "29/06 11:05  Climat",
    ]
    prompts.save_file = str(tmp_path / "morning.pdf")
    papers.when.button("after").click()
    assert not papers.blank_field.isEnabled()
    papers.write_sheet.click()
    assert papers.notice.text() == "1 page écrite dans morning.pdf."
    # Both came at 10:55, before 13:00.
    assert "badge à 10 h 55" in text_of(tmp_path / "morning.pdf").replace("\u00a0", " ")
    papers.what.setCurrentIndex(4)
    papers.when.button("before").click()
    papers.blank.setValue(40)
    prompts.save_file = str(tmp_path / "session.pdf")
    papers.write_sheet.click()
    assert papers.notice.text() == "2 pages écrites dans session.pdf."


def test_certificates_of_one_or_all_with_who_signs(
    qtbot: Any, section: Programme, prompts: FakePrompts, tmp_path: Path
) -> None:
    papers = section.papers
    for name, text in (("signatory", "Jeanne Martin"), ("role", "Déléguée"), ("place", "Lyon")):
        papers.signed[name].line.setText(text)
    prompts.save_file = str(tmp_path / "all.pdf")
    papers.write_certificates.click()
    assert papers.notice.text() == "2 attestations écrites dans all.pdf."
    papers.find_person()
    prompts.save_file = str(tmp_path / "one.pdf")
    papers.write_certificates.click()
    assert "Cherchez d’abord" in papers.notice.text()
    assert not (tmp_path / "one.pdf").exists()
    qtbot.keyClicks(papers.search.field, "deux")
    qtbot.keyClick(papers.search.field, Qt.Key.Key_Return)
    assert papers.chosen.text() == "Awa DEUX"
    papers.language.set_key("en")
    papers.write_certificates.click()
    assert papers.notice.text() == "1 attestation écrite dans one.pdf."
    text = text_of(tmp_path / "one.pdf")
    for words in ("Jeanne Martin", "Certificate of attendance", "Lyon", "Climat"):
        assert words in text
    kept = section.context.settings_store.settings
    assert (kept.signatory, kept.signatory_place) == ("Jeanne Martin", "Lyon")


def test_a_certificate_names_the_sessions_it_has_no_room_for(
    day: OpenEvent, tmp_path: Path
) -> None:
    from raict_desktop.services.attendance import certificates

    person = people.everybody(day)[0]
    for number in range(20):
        start = NOW - timedelta(minutes=100 - number * 3)
        room = programme.save_session(
            day,
            Session("", f"S{number}", SessionKind.OTHER, "B", start, start + timedelta(minutes=2)),
        )
        check_in_person(day, person.id, checkpoint=room.id, now=start)
    certificates(day, tmp_path / "long.pdf", [person.id], now=NOW)
    text = text_of(tmp_path / "long.pdf")
    shown = {f"S{number}" for number in range(20)} & set(text.split()) | {"Climat"}
    assert f"et {21 - len(shown)} autres séances, comptées dans le total" in text
    assert 8 < len(shown) < 21

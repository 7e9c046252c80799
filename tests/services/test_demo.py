"""The demo's day, played through the real services, leaves a whole file behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from raict_desktop.domain.records import SessionKind
from raict_desktop.services import programme
from raict_desktop.services.application import Application
from raict_desktop.services.demo import make_demo, noon, play_afternoon, play_morning
from raict_desktop.services.integrity import check
from raict_desktop.services.report import report


def test_the_demo_day_is_played_and_its_file_is_whole(tmp_path: Path) -> None:
    path = make_demo(tmp_path)
    done = [key for key, _ in play_morning(path, tmp_path)]
    assert done.count("cli.demo_scanned") == 3
    with Application() as application:
        event = application.open_event(path)
        states = programme.states(event, noon(path))
        assert all(s.present == 0 for s in states if s.session.start > noon(path))
    done = [key for key, _ in play_afternoon(path, tmp_path)]
    assert done[-1] == "cli.demo_exported"
    with Application() as application:
        event = application.open_event(path)
        assert check(event).problems == ()
        figures = report(event)
        assert figures.participants > 400
        lines = {line.id: line for line in figures.sessions}
        for session in programme.sessions(event):
            came = lines[session.id].present
            assert came > 10, session.title
            if session.kind is SessionKind.PLENARY:
                assert 0.5 * figures.participants < came <= (session.capacity or 0)
        states = programme.states(event)
        assert any(state.late for state in states)
        assert any(state.admitted for state in states)
        assert any(state.waiting for state in states)


def test_the_demo_of_today_has_its_sessions_today(tmp_path: Path) -> None:
    path = make_demo(tmp_path, date(2026, 11, 28))
    with Application() as application:
        event = application.open_event(path)
        sessions = programme.sessions(event)
        assert len(sessions) > 9
        assert event.info.first_day == date(2026, 11, 28)
        assert {event.local(session.start).date() for session in sessions} == {date(2026, 11, 28)}
        plenary = next(s for s in sessions if s.kind is SessionKind.PLENARY)
        assert f"{event.local(plenary.start):%H:%M}" == "09:30"

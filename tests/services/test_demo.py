"""The demo's day, played through the real services, leaves a whole file behind."""

from __future__ import annotations

from pathlib import Path

from raict_desktop.services.application import Application
from raict_desktop.services.demo import make_demo, play_day
from raict_desktop.services.integrity import check
from raict_desktop.services.report import report


def test_the_demo_day_is_played_and_its_file_is_whole(tmp_path: Path) -> None:
    path = make_demo(tmp_path)
    done = [key for key, _ in play_day(path, tmp_path)]
    assert done.count("cli.demo_scanned") == 3
    with Application() as application:
        event = application.open_event(path)
        assert check(event).problems == ()
        assert report(event).participants > 400

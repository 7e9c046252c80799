"""The end of the session, or of the machine, closes the window as a person would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from raict_desktop.services.integrity import check
from tests.builders import World, add_person, make_event

ROOT = Path(__file__).resolve().parent.parent.parent
PLAY = """
import signal, sys
from pathlib import Path
from raict_desktop.ui import main_window
from raict_desktop.ui.app import run

shown = main_window.MainWindow.use_event
def use_event(window, event):
    shown(window, event)
    if event is not None:
        from raict_desktop.services import people
        people.add_walk_in(event, given_name="A", family_name="B", organisation="C", check_in=False)
        print("ready", flush=True)
main_window.MainWindow.use_event = use_event
sys.exit(run(Path(sys.argv[1])))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX systems")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_closes_the_window_in_order(
    world: World, tmp_path: Path, number: signal.Signals
) -> None:
    with world.application() as application:
        event = make_event(application, tmp_path)
        add_person(event, "A", "B")
    path = tmp_path / "day.raict"
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", PLAY, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as play:
        assert play.stdout is not None
        assert play.stdout.readline() == "ready\n"
        play.send_signal(number)
        assert play.wait(30) == 0
    wal = path.with_name("day.raict-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert len(list((tmp_path / "data").rglob("*.raict"))) == 1  # backed up at the end
    world.seed = 8
    with world.application() as application:
        event = application.open_event(path)
        assert (event.notice, check(event).problems) == ("", ())

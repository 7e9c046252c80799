"""A program killed in the middle of an import leaves the event as it was before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from raict_desktop.services import people
from raict_desktop.services.application import Application
from raict_desktop.services.import_history import imports
from raict_desktop.services.integrity import check
from tests.builders import World, make_event

ROWS = 6_000
_CHILD = """
import sys
from pathlib import Path
from raict_desktop.services.application import Application
from raict_desktop.services.registrations import import_list

def progress(now):
    if now.done >= 2000 and now.writing == (sys.argv[3] == "writing"):
        print("here", flush=True)
        sys.stdin.read()  # the test kills us here

with Application() as application:
    import_list(application.open_event(Path(sys.argv[1])), Path(sys.argv[2]), progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to send")
@pytest.mark.parametrize("step", ["comparing", "writing"])
def test_killed_half_way(world: World, tmp_path: Path, step: str) -> None:
    file = tmp_path / "list.csv"
    rows = "\n".join(f"Prénom {n};Nom {n};p{n}@example.org" for n in range(ROWS))
    file.write_text(f"Prénom;Nom;Courriel\n{rows}\n", encoding="utf-8")
    with Application() as application:
        event = make_event(application, tmp_path)
        before, path = event.entry_count(), event.path
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(file), step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        os.kill(child.pid, signal.SIGKILL)
    with Application() as application:
        event = application.open_event(path)
        assert (event.entry_count(), people.everybody(event), imports(event)) == (before, [], [])
        assert check(event).problems == ()

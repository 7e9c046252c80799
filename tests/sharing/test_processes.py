"""Stations as processes of their own, killed in the middle and started again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from raict_desktop.services.hub_visit import meet_once
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.hub_setup import erase_event, make_hub
from raict_desktop.sharing.pairing import pairing_line
from tests.laptops import Laptop, laptops
from tests.sharing.hub_server import HubServer

ROOT = Path(__file__).resolve().parents[2]
SCANS = 12


def station(laptop: Laptop, line: str, total: int, codes: list[str]) -> subprocess.Popen[str]:
    words = [str(laptop.path), line, str(total), *codes]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sharing.station_process", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_killed_stations_come_back_and_nobody_misses_anything(
    tmp_path: Path, shared_server: HubServer, scripts: Path
) -> None:
    desks = laptops(tmp_path, ["a", "b", "c"])
    with desks[0].open() as event:
        event_id, before = event.file.event_id, event.entry_count()
    make_hub(shared_server.url, scripts, event_id, "T")
    erase_event(shared_server.url, event_id)
    line = pairing_line(make_hub(shared_server.url, scripts, event_id, "T"))
    with station(desks[0], line, 10**9, [f"first-{n}" for n in range(200)]) as first:
        assert first.stdout is not None
        said = [first.stdout.readline() for _ in range(SCANS)]
        first.kill()
        said += [text for text in first.stdout if text.endswith("\n")]
    total = before + len(said) + 2 * SCANS
    codes = {name: [f"{name}-{n}" for n in range(SCANS)] for name in ("b", "c")}
    running = [
        station(desks[1], line, total, codes["b"]),
        station(desks[2], line, total, codes["c"]),
        station(desks[0], line, total, []),
    ]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0, 0]
    prints = set()
    for desk in desks:
        with desk.open() as event:
            meet_once(event, desk.path.parent / "hubs")
    for desk in desks:
        with desk.open() as event:
            meet_once(event, desk.path.parent / "hubs")
            assert check(event).ok
            prints.add(fingerprint(event))
            assert event.entry_count() >= total
    assert len(prints) == 1

"""A long day in a few minutes: two linked stations, thousands of passages, and a hub that drops them.

Run ``python -m benchmarks.sharing_soak [entries]``. Eight hours are pressed together: as many
heartbeats, unions and reconnections as a day has, and more passages. It prints how the memory of a
station's process grows after the first quarter, and whether both end with the same journal.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from benchmarks.crowd import fill, new_event
from benchmarks.sharing import copy_of, tell, wait_live
from raict_desktop import paths
from raict_desktop.domain.changes import Changes
from raict_desktop.services.application import Application, Outside
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.hub_sharing import HubSharing, open_hub
from raict_desktop.services.hub_visit import meet_once
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.link import Pace
from tests.sharing.hub_server import HubServer

ROOT = Path(__file__).resolve().parent.parent
ENTRIES = 40_000
BEATS, UNIONS, DROPS = 8 * 3600 // 5, 8 * 60, 16
GROWTH_MB = 20.0
PEOPLE = 1_000
RATE = 150
"""Passages a second of one station: ten times a busy morning."""


def resident_mb() -> float:
    """Memory of this process that is really there."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def station(path: str, line: str, mine: str, total: str) -> None:
    """Scan, take over what the other scans, and say the memory at every twentieth of the way."""
    count, whole = int(mine), int(total)
    grown = threading.Condition()

    def deliver(_changes: Changes) -> None:
        with grown:
            grown.notify_all()

    day_s = count / RATE
    pace = Pace(anti_entropy=day_s / UNIONS, heartbeat=day_s / BEATS, first_wait=0.05)
    with Application(Outside(machine=path)) as application:
        event = application.open_event(Path(path))
        sharing = HubSharing(event, Path(path).parent / "hubs", deliver=deliver, pace=pace)
        sharing.join(line)
        wait_live(sharing)
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.perf_counter()
        for number in range(count):
            time.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            check_in_code(event, f"unknown-{number % 5_000}")
            if number % (count // 20) == 0:
                print(f"memory {resident_mb():.1f}", flush=True)
        with grown:
            grown.wait_for(lambda: event.entry_count() >= whole, 300)
        print(f"memory {resident_mb():.1f}", flush=True)
        print(f"held {event.entry_count()}", flush=True)
        sharing.stop()


def drop_everybody(server: HubServer) -> None:
    """Cut every station off at the hub, as a switch that restarts would."""
    with psycopg.connect(server.url, autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename LIKE 'raict\\_%' AND pid <> pg_backend_pid()"
        )


def main() -> int:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    server = HubServer()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            return soak(Path(name), server, entries)
    finally:
        server.close()


def soak(folder: Path, server: HubServer, entries: int) -> int:
    """Run the day and print what came of it; 0 when memory and journals are as they should be."""
    with Application() as application:
        event = new_event(application, folder / "day.raict")
        fill(event, PEOPLE)
        line = open_hub(event, server.url, paths.hub_scripts())
        event.file.checkpoint()
        source, total = event.path, event.entry_count() + entries
    running = []
    for number in range(2):
        path = copy_of(folder / f"station{number}" / "day.raict", source)
        words = ["--station", str(path), line, str(entries // 2), str(total)]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.sharing_soak", *words],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    ended = threading.Event()
    pause = entries / 2 / RATE / DROPS

    def drops() -> None:
        while not ended.wait(pause):
            drop_everybody(server)

    dropping = threading.Thread(target=drops, daemon=True)
    dropping.start()
    begun = time.perf_counter()
    for one in running:
        tell(one)
    said = [one.communicate()[0].splitlines() for one in running]
    ended.set()
    dropping.join()
    took = time.perf_counter() - begun
    growths = []
    for lines in said:
        memory = [float(text.split()[1]) for text in lines if text.startswith("memory")]
        growths.append(memory[-1] - memory[len(memory) // 4])
        print("memory (MB): " + " ".join(f"{value:.0f}" for value in memory))
    prints = set()
    with Application(Outside(machine="after")) as application:
        for number in range(2):
            event = application.open_event(folder / f"station{number}" / "day.raict")
            meet_once(event, folder / f"station{number}" / "hubs")
            prints.add((event.entry_count(), fingerprint(event)))
    same = len(prints) == 1 and next(iter(prints))[0] == total
    print(
        f"{entries} entries in {took:.0f} s with {DROPS} drops: memory grew by at most "
        f"{max(growths):.1f} MB after the first quarter (goal {GROWTH_MB:.0f}); "
        f"journals {'the same, nothing missing' if same else 'DIFFER'}"
    )
    return 0 if same and max(growths) <= GROWTH_MB else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--station"]:
        station(*sys.argv[2:6])
        sys.stdout.flush()
        os._exit(0)
    sys.exit(main())

"""Stations as processes on one hub: a commit's way to other screens, and what a hub costs a scan.

Run ``python -m benchmarks.sharing [stations] [seconds]``. It starts a PostgreSQL of its own on loopback
(15 or newer must be installed). All stations share this machine's cores, which a venue's do not.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop import paths
from raict_desktop.domain.changes import Changes
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.hub_sharing import HubSharing, open_hub, pair
from raict_desktop.services.hub_visit import meet_once
from raict_desktop.sharing.link import LinkState
from tests.sharing.hub_server import HubServer

ROOT = Path(__file__).resolve().parent.parent
STATIONS, SECONDS, RATE = 14, 20, 55
"""The goal speaks of 50 a second; guests who come at random are fewer than the rate in some runs."""
BACKLOG = 5_000
VERDICTS = 300
P50_MS, P99_MS, CATCH_UP_S, REFILL_S, WITHIN = 20.0, 150.0, 2.0, 10.0, 1.10


def copy_of(path: Path, source: Path) -> Path:
    """A station's own copy of the event."""
    path.parent.mkdir()
    path.write_bytes(source.read_bytes())
    return path


def moments(count: int, rate: float, seed: str) -> list[float]:
    """Seconds from the start at which a desk scans: in step with all others without a seed.

    With one, guests come at random (a Poisson process), as they do at desks that do not know of each
    other.
    """
    if not seed:
        return [number / rate for number in range(count)]
    chance = random.Random(seed)
    return list(accumulate(chance.expovariate(rate) for _ in range(count)))


def station(path: str, line: str, codes: str, seconds: str, rate: str, seed: str) -> None:
    """One station's process: scan its codes at a rate, and note when others' entries were applied."""
    applied: dict[str, int] = {}
    committed: dict[str, int] = {}
    with Application(Outside(machine=path)) as application:
        event = application.open_event(Path(path))

        def deliver(changes: Changes) -> None:
            now = time.time_ns()
            for person in changes.ids:
                applied.setdefault(person, now)

        sharing = HubSharing(event, Path(path).parent / "hubs", deliver=deliver)
        sharing.join(line)
        wait_live(sharing)
        applied.clear()  # before anybody scans: the others begin a moment earlier or later
        print("ready", flush=True)
        sys.stdin.readline()
        mine = json.loads(codes)
        begun = time.perf_counter()
        for code, moment in zip(mine, moments(len(mine), float(rate), seed), strict=True):
            if moment > float(seconds):
                break
            time.sleep(max(0.0, begun + moment - time.perf_counter()))
            result = check_in_code(event, code)
            if result.person is not None:
                committed[result.person.id] = time.time_ns()
        sys.stdin.readline()
        sharing.stop()
    print(json.dumps({"applied": applied, "committed": committed}), flush=True)


def wait_live(sharing: HubSharing, seconds: float = 60) -> None:
    """Wait until the link is live."""
    end = time.monotonic() + seconds
    while sharing.news is None or sharing.news.state is not LinkState.LIVE:
        if time.monotonic() > end:
            raise SystemExit("the link did not come up")
        time.sleep(0.01)


def desk_to_desk(
    folder: Path, source: Path, line: str, codes: list[str], count: int, seconds: int, *, step: bool
) -> bool:
    """Print the time from a commit to its appearance at each other station.

    Args:
        folder: where the stations' copies are made.
        source: the event.
        line: pairs a station.
        codes: of the guests.
        count: stations.
        seconds: how long they scan.
        step: all stations scan at the very same moments, the worst that can come; at random otherwise.
    """
    share = len(codes) // count
    running = []
    for number in range(count):
        path = copy_of(folder / f"{'step' if step else 'station'}{number}" / "day.raict", source)
        mine = json.dumps(codes[number * share : (number + 1) * share])
        words = ["--station", str(path), line, mine, str(seconds), str(RATE / count)]
        words.append("" if step else f"desk {number}")
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.sharing", *words],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    for one in running:
        tell(one)
    time.sleep(seconds + 5)  # what comes late is late, not missing
    for one in running:
        tell(one)
    told = [json.loads(one.communicate()[0]) for one in running]
    delays, missing = [], 0
    for maker, made in enumerate(told):
        for person, at in made["committed"].items():
            for other, heard in enumerate(told):
                if other == maker:
                    continue
                if person in heard["applied"]:
                    delays.append((heard["applied"][person] - at) / 1e6)
                else:
                    missing += 1
    scans = sum(len(made["committed"]) for made in told)
    half, most = percentile(delays, 0.5), percentile(delays, 0.99)
    how = "all at the same moments" if step else "guests at random"
    print(
        f"{count} stations, {how}, {scans / seconds:.0f} scans a second: desk to desk p50 {half:.1f} ms, "
        f"p99 {most:.1f} ms (goals {P50_MS:.0f} and {P99_MS:.0f} ms); {missing} missing"
    )
    return half <= P50_MS and most <= P99_MS and not missing


def tell(process: subprocess.Popen[str]) -> None:
    """Let a station go on."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def verdicts(event: OpenEvent, codes: list[str]) -> list[float]:
    """Milliseconds of each scan."""
    found = []
    for code in codes:
        begun = time.perf_counter()
        check_in_code(event, code)
        found.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.01)
    return found


def cost_of_a_hub(
    folder: Path, source: Path, line: str, server: HubServer, codes: list[str]
) -> bool:
    """Print the time of a verdict without a hub, and with one live, slow and stopped."""
    medians: dict[str, float] = {}
    states = ("none", "live", "slow", "stopped")
    times: dict[str, list[float]] = {state: [] for state in states}
    halves: dict[str, list[float]] = {state: [] for state in states}
    with Application(Outside(machine="verdicts")) as application:
        event = application.open_event(copy_of(folder / "verdicts" / "day.raict", source))
        # In turns of twenty scans, so that a busy machine slows all four alike.
        rounds = [codes[at : at + 20] for at in range(0, VERDICTS * len(states), 20)]
        for number, some in enumerate(rounds):
            state = states[number % len(states)]
            sharing = HubSharing(event, folder / "verdicts" / "hubs")
            if state != "none":
                sharing.join(line)
                wait_live(sharing)
            if state == "slow":
                slow(server, on=True)
            if state == "stopped":
                server.signal(signal.SIGSTOP)
            found = verdicts(event, some)
            times[state] += found
            halves[state].append(percentile(found, 0.5))
            if state == "stopped":
                server.signal(signal.SIGCONT)
            if state == "slow":
                slow(server, on=False)
            sharing.stop()
    for state in states:
        medians[state] = percentile(times[state], 0.5)
        print(
            f"verdict, hub {state:8}: p50 {medians[state]:.2f} ms, "
            f"p99 {percentile(times[state], 0.99):.2f} ms"
        )
    # Turn by turn against the turn without a hub beside it: other work comes and goes by the second.
    ratios = {
        state: percentile([a / b for a, b in zip(halves[state], halves["none"], strict=True)], 0.5)
        for state in states
    }
    worst = max(ratios.values())
    told = ", ".join(f"{state} {ratios[state]:.2f}" for state in states[1:])
    print(f"p50 / p50 without a hub, middle of {len(halves['none'])} turns: {told} (goal {WITHIN})")
    return worst <= WITHIN


def slow(server: HubServer, *, on: bool) -> None:
    """Make every commit of entries take half a second, or no longer."""
    with psycopg.connect(server.url, autocommit=True) as db:
        if not on:
            db.execute("DROP FUNCTION IF EXISTS slow CASCADE")
            return
        db.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$"
        )
        db.execute(
            "CREATE TRIGGER zz_slow AFTER INSERT ON raict.entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION slow()"
        )


def backlog(folder: Path, source: Path, line: str, server: HubServer) -> bool:
    """Print how long a backlog and an empty hub take."""
    with Application(Outside(machine="backlog")) as application:
        event = application.open_event(copy_of(folder / "backlog" / "day.raict", source))
        hubs = folder / "backlog" / "hubs"
        pair(event, hubs, line)
        meet_once(event, hubs)
        for number in range(BACKLOG):
            check_in_code(event, f"unknown-{number}")
        begun = time.perf_counter()
        moved = meet_once(event, hubs)
        took = time.perf_counter() - begun
        print(f"backlog of {moved.pushed} entries pushed in {took:.2f} s (goal {CATCH_UP_S} s)")
        other = application.open_event(copy_of(folder / "fresh" / "day.raict", source))
        pair(other, folder / "fresh" / "hubs", line)
        begun = time.perf_counter()
        pulled = meet_once(other, folder / "fresh" / "hubs").pulled
        print(f"{pulled} entries pulled and applied in {time.perf_counter() - begun:.2f} s")
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("SET session_replication_role = replica")
            db.execute("DELETE FROM raict.entry")
            db.execute("DELETE FROM raict.head")
        begun = time.perf_counter()
        refilled = meet_once(event, hubs).pushed
        filled = time.perf_counter() - begun
        print(f"empty hub refilled with {refilled} entries in {filled:.2f} s (goal {REFILL_S} s)")
    return took <= CATCH_UP_S and filled <= REFILL_S


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STATIONS
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    server = HubServer()
    server.start()
    good = True
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with Application() as application:
                event = new_event(application, folder / "day.raict")
                codes = fill(event, 4_000)
                line = open_hub(event, server.url, paths.hub_scripts())
                event.file.checkpoint()
                source = event.path
            checks: tuple[Any, ...] = (
                lambda: cost_of_a_hub(folder, source, line, server, codes[2800:]),
                lambda: backlog(folder, source, line, server),
                lambda: desk_to_desk(
                    folder, source, line, codes[:1400], count, seconds, step=False
                ),
                lambda: desk_to_desk(
                    folder, source, line, codes[1400:2800], count, seconds, step=True
                ),
            )
            for check in checks:
                good = check() and good
    finally:
        server.close()
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--station"]:
        station(*sys.argv[2:8])
        sys.stdout.flush()
        os._exit(0)
    sys.exit(main())

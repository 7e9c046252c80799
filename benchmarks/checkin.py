"""Code in, verdict out and on disk: its time at 500 to 100 000 people, beside SQLite's own commit.

Run ``python -m benchmarks.checkin [scans] [folder]``. Sizes and the raw commit take turns scan by
scan, so that a busy machine slows them all alike. The folder chooses the disk.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.domain.checkin import Verdict
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_code

SIZES = (500, 5_000, 50_000, 100_000)
SCANS = 400
WARM_UP = 20
P50_MS, P99_MS, RATIO = 15.0, 50.0, 1.3


def raw_commit(path: Path) -> Callable[[], None]:
    """One row of an entry's size, committed as durably as the journal: what the disk can do."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 200")
    db.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT) STRICT")

    def commit() -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO line (text) VALUES (?)", ("x" * 400,))
        db.execute("COMMIT")

    return commit


def scan(event: OpenEvent, code: str) -> None:
    if check_in_code(event, code).verdict is not Verdict.WELCOME:
        raise SystemExit("the benchmark's people should all be welcome")


def timed(job: Callable[[], None]) -> float:
    begun = time.perf_counter()
    job()
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    scans = min(int(sys.argv[1]) if len(sys.argv) > 1 else SCANS, SIZES[0] - WARM_UP)
    parent = sys.argv[2] if len(sys.argv) > 2 else None
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    raw: list[float] = []
    with tempfile.TemporaryDirectory(dir=parent) as name, Application() as application:
        folder = Path(name)
        commit = raw_commit(folder / "raw.db")
        events, waiting = {}, {}
        for size in SIZES:
            begun = time.perf_counter()
            events[size] = new_event(application, folder / f"of-{size}.raict")
            codes = fill(events[size], size)
            waiting[size] = random.Random(3).sample(codes, scans + WARM_UP)
            took = time.perf_counter() - begun
            print(f"{size:7} people put in the journal in {took:.1f} s", flush=True)
        for number in range(scans + WARM_UP):
            for size in SIZES:
                code = waiting[size][number]
                times[size].append(timed(lambda e=events[size], c=code: scan(e, c)))
            raw.append(timed(commit))
    for size in SIZES:
        report(f"verdict, {size:7} people", times[size][WARM_UP:])
    report("one-row SQLite commit  ", raw[WARM_UP:])
    middle = {size: percentile(times[size][WARM_UP:], 0.5) for size in SIZES}
    ratio = middle[SIZES[-1]] / middle[SIZES[0]]
    print(f"p50 at 100 000 / p50 at 500: {ratio:.2f} (goal {RATIO})")
    at_goal = times[50_000][WARM_UP:]
    good = percentile(at_goal, 0.5) <= P50_MS and percentile(at_goal, 0.99) <= P99_MS
    print(f"goals at 50 000: p50 {P50_MS} ms, p99 {P99_MS} ms: {'met' if good else 'MISSED'}")
    return 0 if good and ratio <= RATIO else 1


def report(what: str, values: list[float]) -> None:
    half, most = percentile(values, 0.5), percentile(values, 0.99)
    print(f"{what}: p50 {half:6.2f} ms, p99 {most:6.2f} ms, max {max(values):6.2f} ms")


if __name__ == "__main__":
    sys.exit(main())

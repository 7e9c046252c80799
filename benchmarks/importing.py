"""How long lists take to be previewed and to come in, and how memory grows with them.

Run ``python -m benchmarks.importing [rows]``: 1 000 rows previewed, imported, imported again; scans at
the desk while a list comes in; then 100 000 rows (or as many as given) imported by a process of its own
that tells its highest memory, and 1 000, 10 000 and 50 000 to compare with.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile, write_csv
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.import_history import imports, undo_import
from raict_desktop.services.registrations import import_list

ROWS, MANY, FEW = 1_000, 100_000, 10_000
BETWEEN = 50_000
PEOPLE, PAUSE_S = 1_500, 0.05
PREVIEW_LIMIT_S, MANY_LIMIT_S = 1.0, 20.0
FLAT = 1.1
"""Times the memory of half as long a list, which has filled every cache, that the longest may take."""


def small() -> bool:
    previews, firsts, seconds = [], [], []
    with tempfile.TemporaryDirectory() as name, Application() as application:
        path = Path(name) / "list.csv"
        write_csv(path, ROWS)
        for number in range(3):
            event = new_event(application, Path(name) / f"day-{number}.raict")
            for times, preview in ((previews, True), (firsts, False), (seconds, False)):
                begun = time.perf_counter()
                result = import_list(event, path, preview=preview)
                times.append(time.perf_counter() - begun)
            if result.rows != ROWS or result.new:
                raise SystemExit(f"the second import should find everybody: {result}")
    print(f"{ROWS} rows previewed, first in the process: {previews[0]:.2f} s", end=" ")
    print(f"(goal {PREVIEW_LIMIT_S} s), best of three: {min(previews):.2f} s")
    print(f"{ROWS} rows imported, best of three:         {min(firsts):.2f} s")
    print(f"{ROWS} rows imported again, unchanged:       {min(seconds):.2f} s")
    return previews[0] <= PREVIEW_LIMIT_S


def beside_the_desk(rows: int) -> None:
    """Scan twenty times a second while a list is taken in, then back; print what a scan waits."""
    with tempfile.TemporaryDirectory() as name, Application() as application:
        path = Path(name) / "list.csv"
        write_csv(path, rows)
        event = new_event(application, Path(name) / "day.raict")
        codes = cycle(fill(event, PEOPLE))
        _scan(event, codes, "come in", rows, lambda: import_list(event, path))
        batch = imports(event)[0].batch
        _scan(event, codes, "are taken back", rows, lambda: undo_import(event, batch))


def _scan(
    event: OpenEvent, codes: Iterator[str], what: str, rows: int, work: Callable[[], object]
) -> None:
    job = threading.Thread(target=work)
    waits: list[float] = []
    job.start()
    while job.is_alive():
        begun = time.perf_counter()
        check_in_code(event, next(codes))
        waits.append(time.perf_counter() - begun)
        time.sleep(PAUSE_S)
    job.join()
    middle, longest = percentile(waits, 0.5) * 1000, max(waits) * 1000
    print(f"a scan while {rows} rows {what}: p50 {middle:.0f} ms, the longest {longest:.0f} ms")


def one(rows: int) -> None:
    """Import in this process; print seconds of wall and processor, and the highest memory in MB."""
    with tempfile.TemporaryDirectory() as name, Application() as application:
        path = Path(name) / "list.csv"
        write_csv(path, rows)
        event = new_event(application, Path(name) / "day.raict")
        begun, worked = time.perf_counter(), time.process_time()
        result = import_list(event, path)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        if result.new != rows:
            raise SystemExit(f"everybody should be new: {result}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{took:.2f} {worked:.2f} {memory:.0f}")


def apart(rows: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.importing", "one", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took, worked, memory = map(float, done.stdout.split())
    return took, worked, memory


def main() -> int:
    if sys.argv[1:2] == ["one"]:
        one(int(sys.argv[2]))
        return 0
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    quick = small()
    for rows in (PEOPLE, 5_000):
        beside_the_desk(rows)
    memories = {rows: apart(rows)[2] for rows in (ROWS, FEW, BETWEEN)}
    took, worked, memory = apart(many)
    print(f"{many} rows imported: {took:.1f} s (goal {MANY_LIMIT_S} s), processor {worked:.1f} s")
    for rows, highest in (memories | {many: memory}).items():
        print(f"highest memory with {rows} rows: {highest:.0f} MB")
    return 0 if quick and took <= MANY_LIMIT_S and memory <= FLAT * memories[BETWEEN] else 1


if __name__ == "__main__":
    sys.exit(main())

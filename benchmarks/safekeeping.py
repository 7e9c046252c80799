"""Opening with its checks, backing up, examining, restoring: at 50 000 people, or as many as are asked for.

Run ``python -m benchmarks.safekeeping [people] [folder]``. The best of several runs is told, because
the machine may be busy; the desk waits for none of these but the opening.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.services.application import Application
from raict_desktop.services.backups import back_up, restore
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.integrity import check
from raict_desktop.storage.backup import examine_copy

PEOPLE = 50_000
OPEN_GOAL_MS, BACKUP_GOAL_MS = 1000.0, 100.0


def best(work: Callable[[], object], runs: int = 5) -> float:
    """The least milliseconds of several runs."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return min(found)


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        return measure(Path(folder), people)


def measure(folder: Path, people: int) -> int:
    path = folder / "day.raict"
    with Application(backups=folder / "backups") as application:
        event = new_event(application, path)
        codes = fill(event, people)
        for code in codes[:500]:
            check_in_code(event, code)

    def opening() -> None:
        with Application(backups=folder / "backups") as application:
            _ = application.open_event(path).info

    opened = best(opening)
    megabytes = path.stat().st_size / 1e6
    print(f"{people} people, {megabytes:.0f} MB")
    print(f"open with checks      {opened:8.0f} ms   goal {OPEN_GOAL_MS:.0f}")
    with Application(backups=folder / "backups") as application:
        event = application.open_event(path)
        whole = best(lambda: back_up(event))
        made = back_up(event)
        for code in codes[1000:1300]:
            check_in_code(event, code)
        since = best(lambda: back_up(event, base=made.base))
        plain = folder / "plain"

        def raw() -> None:
            plain.write_bytes(path.read_bytes())

        copied = best(raw)
        print(
            f"every five minutes    {since:8.0f} ms   goal {BACKUP_GOAL_MS:.0f}, after 300 passages"
        )
        print(f"the whole, hourly     {whole:8.0f} ms   beside the desk")
        print(f"  a bare copy of it   {copied:8.0f} ms")
        waits = _scans_during_backups(application, codes)
        print(
            f"scan while backing up {percentile(waits, 0.5):8.1f} ms p50, {max(waits):.1f} ms most"
        )
        after = back_up(event)  # the ones before have been thinned out
        whole_one = after.backup
        check_in_code(event, codes[1300])
        increment = back_up(event, base=after.base).backup
        print(f"check (no derivation) {best(lambda: check(event, derivations=False), 2):8.0f} ms")
        print(f"examine a backup      {best(lambda: examine_copy(whole_one.path), 2):8.0f} ms")
    for name, one in (("restore, the whole", whole_one), ("restore, an increment", increment)):
        print(f"{name:21} {best(lambda p=one.path: restore(p, folder / 'r.raict'), 2):8.0f} ms")
    return int(opened > OPEN_GOAL_MS)


def _scans_during_backups(application: Application, codes: list[str]) -> list[float]:
    import threading

    event = application._open[0]
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            back_up(event)

    thread = threading.Thread(target=work)
    thread.start()
    waits = []
    for code in codes[600:900]:
        start = time.perf_counter()
        check_in_code(event, code)
        waits.append((time.perf_counter() - start) * 1000)
    stop.set()
    thread.join()
    return waits


if __name__ == "__main__":
    sys.exit(main())

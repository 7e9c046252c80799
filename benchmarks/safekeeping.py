"""Opening with its checks, backing up, examining, restoring: at 50 000 people, or as many as are asked for.

Run ``python -m benchmarks.safekeeping [people] [folder]``. Where one figure is told it is the best of
several runs, because the machine may be busy; the desk waits for none of these but the opening.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backups import back_up, restore
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.integrity import check
from raict_desktop.storage.backup import confirm, copy_open_event, examine_copy

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


def spread(
    work: Callable[[], object], runs: int = 9, before: Callable[[], object] | None = None
) -> str:
    """The least, the middle and the most milliseconds of several runs.

    Args:
        work: what is timed.
        runs: how often.
        before: removes what the run before left, untimed.
    """
    found = []
    for number in range(runs):
        if before is not None and number:
            before()
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return (
        f"{min(found):8.0f} ms at best, {percentile(found, 0.5):.0f} p50, {max(found):.0f} at most"
    )


def told(waits: list[float]) -> str:
    """The spread of single passages."""
    return f"{percentile(waits, 0.5):8.1f} ms p50, {percentile(waits, 0.99):.1f} p99, {max(waits):.1f} at most"


def bare_copy(source: Path, target: Path) -> None:
    """Copy and wait for the disk: what no backup of these bytes can be quicker than."""
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1 << 18)
        written.flush()
        os.fsync(written.fileno())


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
        copy = folder / "copy.raict"
        handed = spread(lambda: copy_open_event(event.file, copy), before=copy.unlink)
        plain = folder / "plain"
        bare = spread(lambda: bare_copy(path, plain), before=plain.unlink)
        contents = copy_open_event(event.file, copy)
        confirmed = spread(lambda: confirm(copy, contents))
        whole = spread(lambda: back_up(event))
        made = back_up(event)
        for code in codes[1000:1300]:
            check_in_code(event, code)
        since = best(lambda: back_up(event, base=made.base))
        print(
            f"every five minutes    {since:8.0f} ms   goal {BACKUP_GOAL_MS:.0f}, after 300 passages"
        )
        print(f"the whole, hourly     {handed}   goal {BACKUP_GOAL_MS:.0f}: on the disk, compared")
        print(f"  the same bytes bare {bare}   copied, waited for on the disk")
        print(f"  then examined       {confirmed}   by SQLite's quick check")
        print(f"  all, thinned        {whole}   beside the desk")
        print(f"scan beside nothing   {told(_scans_beside(event, codes, None))}")
        beside = _scans_beside(event, codes, partial(back_up, event))
        print(f"scan beside the whole {told(beside)}")
        after = back_up(event)  # the ones before have been thinned out
        whole_one = after.backup
        check_in_code(event, codes[1300])
        increment = back_up(event, base=after.base).backup
        print(f"check (no derivation) {best(lambda: check(event, derivations=False), 2):8.0f} ms")
        print(f"examine a backup      {best(lambda: examine_copy(whole_one.path), 2):8.0f} ms")
    for name, one in (("restore, the whole", whole_one), ("restore, an increment", increment)):
        print(f"{name:21} {best(partial(restore, one.path, folder / 'r.raict'), 2):8.0f} ms")
    return int(opened > OPEN_GOAL_MS)


def _scans_beside(
    event: OpenEvent, codes: list[str], work: Callable[[], object] | None
) -> list[float]:
    stop = threading.Event()

    def without_pause() -> None:
        while work is not None and not stop.is_set():
            work()

    thread = threading.Thread(target=without_pause)
    thread.start()
    waits = []
    for code in codes[2000:2500]:
        start = time.perf_counter()
        check_in_code(event, code)
        waits.append((time.perf_counter() - start) * 1000)
        time.sleep(0.005)
    stop.set()
    thread.join()
    return waits


if __name__ == "__main__":
    sys.exit(main())

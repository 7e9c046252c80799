"""A million people in one event file: filled, opened, scanned, searched, backed up.

Run ``python -m benchmarks.million [people] [folder]``; some ten minutes and two gigabytes of disk.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.services import people
from raict_desktop.services.application import Application
from raict_desktop.services.backups import back_up
from raict_desktop.services.checkin import check_in_code

PEOPLE, SCANS = 1_000_000, 600
WORDS = ("sacha", "ibrahima ma", "ville de", "zoe", "tacha", "kofi")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        measure(Path(folder), count)


def measure(folder: Path, count: int) -> None:
    path = folder / "day.raict"
    with Application(backups=folder / "backups") as application:
        codes = fill(new_event(application, path), count)
    print(f"{count} people, {path.stat().st_size / 1e6:.0f} MB", flush=True)
    with Application(backups=folder / "backups") as application:
        start = time.perf_counter()
        event = application.open_event(path)
        _ = event.info
        print(f"open             {(time.perf_counter() - start) * 1000:8.0f} ms", flush=True)
        every = codes[:: max(1, count // SCANS)]
        scans = [timed(partial(check_in_code, event, code)) for code in every]
        print(
            f"passage          {percentile(scans, 0.5):8.1f} ms p50, {percentile(scans, 0.99):.1f} p99"
        )
        print(f"index built      {timed(event.index):8.0f} ms", flush=True)
        found = [timed(partial(people.search, event, words, 20)) for words in WORDS]
        print(f"search           {max(found):8.0f} ms at most", flush=True)
        start = time.perf_counter()
        base = back_up(event).base
        print(f"whole backup     {(time.perf_counter() - start) * 1000:8.0f} ms", flush=True)
        for code in codes[1:300]:
            check_in_code(event, code)
        print(f"increment        {timed(lambda: back_up(event, base=base)):8.0f} ms", flush=True)
    print(f"memory at most   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    main()

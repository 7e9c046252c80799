"""The day's files of 100 000 people, and the report of 1 000 people with 5 000 passages.

Run ``python -m benchmarks.day_end [people]``. Processor seconds are told beside wall seconds: on a busy
machine only they can be compared.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks import crowd
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.day_end import export
from raict_desktop.services.report_files import write_report_pdf, write_report_workbook

PEOPLE = 100_000
EXPORT_S, REPORT_S = 10.0, 2.0


def timed(job: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of a job."""
    wall, processor = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - processor


def peak_mb() -> float:
    """The most memory this process had at once, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pass_doors(event: OpenEvent, count: int) -> None:
    chance = random.Random(3)
    ids = [person.id for person in people.page(event, people.PeopleQuery(), 0, 1000)]
    now = event.clock()
    for _ in range(count):
        now += timedelta(seconds=4)
        check_in_person(event, chance.choice(ids), now=now)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    missed = 0
    with tempfile.TemporaryDirectory() as name, Application() as application:
        folder = Path(name)
        small = crowd.new_event(application, folder / "small.raict")
        crowd.fill(small, 1000)
        pass_doors(small, 5000)
        for what, job in (
            ("report PDF", lambda: write_report_pdf(small, folder / "r.pdf")),
            ("report workbook", lambda: write_report_workbook(small, folder / "r.xlsx")),
        ):
            wall, processor = min(timed(job) for _ in range(3))
            print(
                f"{what}, 1 000 people, 5 000 passages: {wall:.2f} s, "
                f"{processor:.2f} s of processor (goal {REPORT_S} s)"
            )
        missed += wall > REPORT_S
        large = crowd.new_event(application, folder / "large.raict")
        crowd.fill(large, count)
        for profile in ("excel", "exchange"):
            before = peak_mb()
            wall, processor = timed(lambda p=profile: export(large, folder / p, profile=p))  # type: ignore[misc]
            print(
                f"{profile} files of {count} people: {wall:.1f} s, {processor:.1f} s of processor "
                f"(goal {EXPORT_S} s); peak memory {before:.0f} -> {peak_mb():.0f} MB"
            )
            missed += wall > EXPORT_S
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())

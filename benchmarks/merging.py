"""Five laptops with 2 000 passages each on a list of 1 000 people, joined into one file."""

from __future__ import annotations

import gc
import random
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import crowd
from raict_desktop.services import people
from raict_desktop.services.application import Application, Outside
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.merge import fingerprint, merge

STATIONS = 5
PASSAGES = 2000
GOAL_S = 2.0


def stations(folder: Path) -> list[Path]:
    """Event files after a day's work, one a laptop."""
    with Application() as application:
        event = crowd.new_event(application, folder / "day.raict")
        crowd.fill(event, 1000)
    made = []
    for number in range(STATIONS):
        place = folder / f"desk{number}"
        place.mkdir()
        shutil.copy(folder / "day.raict", place)
        with Application(Outside(machine=f"desk {number}")) as application:
            event = application.open_event(place / "day.raict")
            chance = random.Random(number)
            ids = [person.id for person in people.everybody(event)]
            now = event.clock()
            for _ in range(PASSAGES):
                now += timedelta(seconds=5)
                check_in_person(event, chance.choice(ids), now=now)
        made.append(place / "day.raict")
    return made


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = stations(folder)
        best, hashes = 1e9, set()
        for attempt in range(3):
            target = folder / f"office{attempt}.raict"
            shutil.copy(folder / "day.raict", target)
            with Application(Outside(machine="office")) as application:
                event = application.open_event(target)
                gc.collect()
                begun = time.perf_counter()
                result = merge(event, files[attempt:] + files[:attempt])
                best = min(best, time.perf_counter() - begun)
                hashes.add(fingerprint(event))
                begun = time.perf_counter()
                again = merge(event, files)
                twice = time.perf_counter() - begun
        print(
            f"{result.merged} lines of {STATIONS} stations merged: {best:.2f} s (best of 3, goal {GOAL_S} s)"
        )
        print(f"once more, nothing new ({again.merged}): {twice:.2f} s")
        print(f"state hashes in three orders: {len(hashes)}")
    return int(best > GOAL_S or len(hashes) != 1)


if __name__ == "__main__":
    sys.exit(main())

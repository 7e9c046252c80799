"""How long the search at the desk takes, at 5 000 and 50 000 people.

Run ``python -m benchmarks.search [searches]``: beginnings of names as they are typed, whole names,
names with a letter wrong, and a name with an organisation's word.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import fill, names, new_event, percentile
from raict_desktop.services.application import Application
from raict_desktop.services.people import search

LIMITS_MS = {5_000: 20.0, 50_000: 50.0}
"""The 95th percentile to keep, in milliseconds, by the number of people."""


def misspelt(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice("aeioulnrst") + word[place + 1 :]


def queries(people: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """(sort of search, words) of people who are on the list."""
    chance = random.Random(5)
    made: list[tuple[str, str]] = []
    for number in range(count):
        given, family = chance.choice(people)
        made.append(
            (
                ("beginning", family[: chance.randint(2, 4)]),
                ("whole name", f"{given} {family}"),
                ("misspelt", misspelt(family, chance)),
                ("with place", f"{family} ville"),
            )[number % 4]
        )
    return made


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    missed = False
    with tempfile.TemporaryDirectory() as name, Application() as application:
        for size, limit in LIMITS_MS.items():
            event = new_event(application, Path(name) / f"of-{size}.raict")
            fill(event, size)
            begun = time.perf_counter()
            search(event, "diallo")
            built = time.perf_counter() - begun
            print(f"{size} people: first search, index built: {built:.2f} s")
            times: dict[str, list[float]] = {}
            for sort, words in queries(list(names(size)), count):
                begun = time.perf_counter()
                search(event, words)
                times.setdefault(sort, []).append((time.perf_counter() - begun) * 1000)
            for sort, values in times.items():
                p95 = percentile(values, 0.95)
                print(f"  {sort:11} p50 {percentile(values, 0.5):6.1f} ms, p95 {p95:6.1f} ms")
            p95 = percentile([value for values in times.values() for value in values], 0.95)
            print(f"  all         p95 {p95:.1f} ms (goal {limit:.0f} ms)", flush=True)
            missed = missed or p95 > limit
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

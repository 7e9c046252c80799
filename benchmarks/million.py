"""A million people in one event file: filled, opened, scanned, searched, shown, exported, backed up.

Run ``python -m benchmarks.million [people] [folder] [file]``; some ten minutes and three gigabytes of disk,
fewer with an event file that is there already (it gets the passages).
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.services import people
from raict_desktop.services.anonymise import outlook
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backups import back_up
from raict_desktop.services.board import board
from raict_desktop.services.checkin import check_in_code, last_passages
from raict_desktop.services.day_end import export
from raict_desktop.services.people import PeopleQuery
from raict_desktop.services.report import outline, report

PEOPLE, SCANS = 1_000_000, 300
WORDS = (
    "sacha", "ibrahima ma", "ville de", "zoe", "tacha", "kofi", "n diaye", "lukasz ka", "senegal",
    "christophe ba", "koffi nasabou", "p123456", "zzzz",
)  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def tell(what: str, milliseconds: float) -> None:
    print(f"{what:28} {milliseconds:8.0f} ms", flush=True)


def memory() -> float:
    """The most megabytes held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        path = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(folder) / "day.raict"
        if not path.exists():
            with Application(backups=Path(folder) / "backups") as application:
                fill(new_event(application, path), count)
        measure(Path(folder), path)


def measure(folder: Path, path: Path) -> None:
    with Application(backups=folder / "backups") as application:
        start = time.perf_counter()
        event = application.open_event(path)
        _ = event.info
        tell("open", (time.perf_counter() - start) * 1000)
        count = people.count(event, PeopleQuery())
        print(f"{count} people, {path.stat().st_size / 1e6:.0f} MB", flush=True)
        with event.file.reading() as db:
            step = max(1, count // (3 * SCANS))
            every = [row[0] for row in db.execute("SELECT code FROM people")][::step]
        tell("first search", timed(lambda: people.search(event, WORDS[0], 20)))
        _searches(event, "search, beginnings only")
        _scans(event, every[:SCANS], "passage")
        _collect(event, every[SCANS:])
        _searches(event, "search")
        print(f"memory at most so far        {memory():8.0f} MB", flush=True)
        for words in ("", "sacha"):
            query = PeopleQuery(words=words)
            tell(f"table, {words or 'all'}", timed(lambda q=query: people.page(event, q, 0, 100)))
            tell("  counted", timed(lambda q=query: people.count(event, q)))
        tell(
            "table's last page", timed(lambda: people.page(event, PeopleQuery(), count - 100, 100))
        )
        tell("walk-in", timed(partial(_walk_in, event)))
        tell("  found", timed(lambda: people.search(event, "kerouredan", 20)))
        for what, ask in (
            ("expected and present", lambda: people.head_count(event)),
            ("entries", event.entry_count),
            ("when the list came", event.last_import),
            ("categories", lambda: people.categories(event)),
            ("codes of its own", lambda: people.brings_its_own_codes(event)),
            ("last passages", lambda: last_passages(event, limit=20)),
            ("organisations", lambda: people.organisations(event)),
            ("live board", lambda: board(event)),
            ("dashboard", lambda: outline(event)),
            ("report's figures", lambda: report(event)),
            ("what anonymising would do", lambda: outlook(event)),
        ):
            tell(what, timed(ask))
        start = time.perf_counter()
        base = back_up(event).base
        tell("whole backup", (time.perf_counter() - start) * 1000)
        for code in every[1:300]:
            check_in_code(event, code)
        tell("increment", timed(lambda: back_up(event, base=base)))
        shutil.rmtree(folder / "backups")
        print(f"memory at most so far        {memory():8.0f} MB", flush=True)
        tell("export, Excel", timed(lambda: export(event, folder / "out")))
    print(f"memory at most               {memory():8.0f} MB")


def _walk_in(event: OpenEvent) -> None:
    people.add_walk_in(
        event, given_name="Soazig", family_name="Kerouredan", organisation="Ville de Brest"
    )


def _searches(event: OpenEvent, what: str) -> None:
    times = {words: timed(partial(people.search, event, words, 20)) for words in WORDS}
    most = max(times, key=lambda words: times[words])
    middle = percentile(list(times.values()), 0.5)
    print(f"{what:28} {middle:8.0f} ms p50, {times[most]:.0f} at most ({most})", flush=True)


def _scans(event: OpenEvent, codes: list[str], what: str) -> None:
    waits = []
    for code in codes:
        waits.append(timed(partial(check_in_code, event, code)))
        time.sleep(0.03)
    print(
        f"{what:28} {percentile(waits, 0.5):8.1f} ms p50, {percentile(waits, 0.99):.1f} p99,"
        f" {max(waits):.1f} at most",
        flush=True,
    )


def _collect(event: OpenEvent, codes: list[str]) -> None:
    """Collect the words as the care of an event does, a piece each second, while the desk scans."""
    pieces: list[float] = []

    def care() -> None:
        done = False
        while not done:
            start = time.perf_counter()
            done = event.warm_index()
            pieces.append((time.perf_counter() - start) * 1000)
            time.sleep(1)

    thread = threading.Thread(target=care)
    thread.start()
    _scans(event, codes, "passage meanwhile")
    thread.join()
    print(
        f"words collected              {sum(pieces):8.0f} ms in {len(pieces)} pieces,"
        f" {percentile(pieces, 0.5):.0f} p50, {max(pieces):.0f} at most",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""How long 500 badges take, how large their PDF gets, how memory grows, how soon a desk's badge is out.

Run ``python -m benchmarks badges``. With ``PRETIX_PYTHON`` naming a Python that has pretix installed, the
same badges go through its renderer in the same run.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from raict_desktop.domain.codes import make_code
from raict_desktop.paper.badges import BadgeContent
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.run import PageSetup, write_badges
from raict_desktop.paper.badges.sheets import SHEETS, SINGLE
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import logo_files, read_logos
from raict_desktop.paper.qr import qr_matrix

ROOT = Path(__file__).resolve().parent.parent
COUNT, MANY, OF_PRETIX, EACH_READ = 500, 10_000, 60, 40
LIMIT_S = 0.8
LIMIT_BYTES = 1_000_000
LIMIT_TIMES = 40
LIMIT_QUEUED_S = 0.3
FRAME_S = 1 / 30

GIVEN = ("Aminata", "Jean-Christophe", "Zoé", "Łukasz", "Ελένη", "Владимир", "Thị Hương", "Mehdi")
FAMILY = ("Diallo", "Le Goff", "N’Diaye", "Étienne-Dubois", "Ñúñez", "Şahin", "Иванов", "Ó Briain")
FUNCTIONS = ("Maire", "Directrice générale des services", "Chargé de coopération", "", "Élue")
PLACES = (
    "Ville de Lyon",
    "Région Bretagne",
    "Métropole de Dakar",
    "Commune de Saint-Affrique-Nord",
)
COUNTRIES = ("France", "Sénégal", "Burkina Faso", "Viêt Nam", "Pologne")
CATEGORIES = ("participant", "intervenant", "elu", "presse", "delegation")


def people(count: int) -> Iterator[BadgeContent]:
    """Invented people one by one, so that only the badges take memory."""
    choose = random.Random(20)
    for number in range(count):
        yield BadgeContent(
            given_name=choose.choice(GIVEN),
            family_name=f"{choose.choice(FAMILY)} {choose.choice(FAMILY)}"[
                : choose.randrange(6, 20)
            ],
            function=choose.choice(FUNCTIONS),
            organisation=f"{choose.choice(PLACES)} {number}",
            country=choose.choice(COUNTRIES),
            category=(category := choose.choice(CATEGORIES)).capitalize(),
            category_key=category,
            code=make_code("BC", choose.randrange),
            event_title="Rencontres AICT 2026",
        )


def badges() -> list[BadgeContent]:
    """The people of the timed run."""
    return list(people(COUNT))


def write(path: Path, count: int) -> tuple[float, float]:
    """Write so many badges; seconds on the clock and of the processor, loading of fonts included."""
    resources = ROOT / "resources"
    layout = read_layout(resources / "layouts" / "a6-conference.toml")
    content = list(people(count)) if count <= COUNT else people(count)
    qr_matrix.cache_clear()
    start, worked = time.perf_counter(), time.process_time()
    logos, _ = read_logos(logo_files(resources / "logos"))
    supplies = Supplies(FontFolder(resources / "fonts"), logos, flags=resources / "flags")
    write_badges(
        path, content, layout=layout, supplies=supplies, setup=PageSetup(SHEETS[layout.sheet])
    )
    return time.perf_counter() - start, time.process_time() - worked


def peak(count: int, folder: str) -> float:
    """Megabytes at the peak of a process of its own that writes so many badges."""
    program = (
        "import resource, sys; from pathlib import Path; from benchmarks.badges import write;"
        "write(Path(sys.argv[1]), int(sys.argv[2]));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", program, f"{folder}/m.pdf", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def read_back(folder: str) -> tuple[int, int]:
    """Codes read of badges of every ready layout, each dot black or white at three resolutions; how many."""
    import pypdfium2
    import zxingcpp

    resources = ROOT / "resources"
    supplies = Supplies(FontFolder(resources / "fonts"), flags=resources / "flags")
    read = asked = 0
    for path in sorted((resources / "layouts").glob("*.toml")):
        layout = read_layout(path)
        wanted = [badge.code for badge in people(EACH_READ)]
        file = Path(folder) / "read.pdf"
        write_badges(
            file, people(EACH_READ), layout=layout, supplies=supplies, setup=PageSetup(SINGLE)
        )
        with pypdfium2.PdfDocument(file) as document:
            for page, code in zip(document, wanted, strict=True):
                for dpi in (203, 300, 600):
                    grey = page.render(scale=dpi / 72, grayscale=True, no_smoothpath=True).to_pil()
                    picture = grey.point(lambda value: 255 if value > 127 else 0)
                    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
                    asked += 1
                    read += [result.text for result in found] == [code]
    return read, asked


def of_pretix(python: str, folder: str) -> float:
    """Seconds of the processor for a badge of pretix's renderer."""
    file = Path(folder) / "badges.json"
    file.write_text(json.dumps([asdict(badge) for badge in people(OF_PRETIX)]), "utf-8")
    program = str(Path(__file__).with_name("pretix_badges.py"))
    done = subprocess.run(
        [python, program, str(file)], cwd=folder, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return float(found["seconds"]) / int(found["badges"])


def at_the_desk(folder: str) -> tuple[float, float]:
    """Seconds until a badge is in its queue, and the longest pause of a loop of frames meanwhile."""
    from raict_desktop.paper.printing.profiles import Printer
    from raict_desktop.services.application import Application
    from raict_desktop.services.badges import Wanted
    from raict_desktop.services.people import add_walk_in, everybody
    from raict_desktop.services.print_queue import PrintQueue
    from raict_desktop.services.printers import PrinterBook
    from tests.spooler import FakeSpooler

    class Timed(FakeSpooler):
        """Notes when pages were taken, written as a PDF as for a real queue."""

        def submit(self, submission, fonts):  # type: ignore[no-untyped-def]
            from raict_desktop.paper.pdf import write_pages

            write_pages(Path(folder) / "one.pdf", submission.pages, fonts)
            taken.append(time.perf_counter())
            done.set()
            return "desk-1"

    taken: list[float] = []
    done = threading.Event()
    waits, pauses = [], []
    with Application() as application:
        event = application.new_event(
            Path(folder) / "d.raict", title="d", first_day=date(2026, 1, 1)
        )
        for number in range(20):
            add_walk_in(event, given_name="A", family_name=f"B{number}", organisation="C")
        book = PrinterBook()
        book.save(Printer("desk", "desk"))
        queue = PrintQueue(Timed(), book, event.outside.new_id)
        queue.warm_up()
        for number, person in enumerate(everybody(event)):
            done.clear()
            start = time.perf_counter()
            queue.add_badges(event, Wanted(ids=(person.id,)), "desk")
            longest, last = time.perf_counter() - start, time.perf_counter()
            while not done.is_set():
                time.sleep(0.002)
                now = time.perf_counter()
                longest, last = max(longest, now - last), now
            if number:  # the first one loads fonts and libraries
                waits.append(taken[-1] - start)
                pauses.append(longest)
        queue.close()
    return max(waits), max(pauses)


def main() -> int:
    """Print the figures; 1 when one is missed."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "badges.pdf"
        times = [write(path, COUNT) for _ in range(6)]
        size = path.stat().st_size
        clock, worked = (min(several) for several in zip(*times[1:], strict=True))
        print(f"{COUNT} badges, first in the process: {times[0][0]:.2f} s")
        print(f"{COUNT} badges, best of five more:    {clock:.2f} s (limit {LIMIT_S} s)")
        # On a machine shared with others the processor's time tells what an idle one would need.
        print(f"{COUNT} badges, of the processor:     {worked:.2f} s")
        print(f"file: {size / 1e6:.2f} MB (limit {LIMIT_BYTES / 1e6:.0f} MB)")
        missed += min(clock, worked) > LIMIT_S or size > LIMIT_BYTES
        few, many = peak(COUNT, folder), peak(MANY, folder)
        print(f"memory at the peak: {few:.0f} MB for {COUNT}, {many:.0f} MB for {MANY}")
        read, asked = read_back(folder)
        print(f"codes read back at 203, 300 and 600 dpi: {read} of {asked}")
        missed += read < asked
        queued, pause = at_the_desk(folder)
        print(
            f"a badge is in its queue {queued * 1000:.0f} ms after it was asked for (limit "
            f"{LIMIT_QUEUED_S * 1000:.0f}); longest pause of the desk {pause * 1000:.0f} ms "
            f"(a frame is {FRAME_S * 1000:.0f})"
        )
        missed += queued > LIMIT_QUEUED_S
        python = os.environ.get("PRETIX_PYTHON", "")
        if python:
            theirs, ours = of_pretix(python, folder), worked / COUNT
            print(
                f"processor: pretix {theirs * 1000:.0f} ms a badge, here {ours * 1000:.2f} ms: "
                f"{theirs / ours:.0f} times as fast (limit {LIMIT_TIMES})"
            )
            missed += theirs / ours < LIMIT_TIMES
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

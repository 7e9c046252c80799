"""Badges printed on a real print service, and what came out of it read back."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from raict_desktop import paths
from raict_desktop.domain.codes import make_code
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeContent, Layout
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.sheets import SHEETS as SHEETS_KNOWN
from raict_desktop.paper.badges.sheets import SINGLE, Sheet, sheet_pages
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import logo_files, read_logos
from raict_desktop.paper.primitives import Page
from raict_desktop.paper.printing import cups
from raict_desktop.paper.printing.profiles import Printer
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueState,
    Spooler,
    Submission,
)
from raict_desktop.services import badges, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.print_jobs import JobState
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.ui.qt_spooler import QtSpooler
from tests.builders import add_person
from tests.print_service import PrintService, print_service

RESOURCES = paths.resources()
FONTS = FontFolder(RESOURCES / "fonts")
READY = [layouts.ready_layout(name) for name in layouts.READY]
DPIS = (203, 300, 600)
EACH = 6
SHEETS = (("a6-conference", "a4-4"), ("a7-compact", "a4-8"), ("cr80-card", "avery-l7418"))


@pytest.fixture(scope="module")
def service() -> Iterator[PrintService]:
    with print_service() as running:
        running.add_queue("badges")
        running.add_queue("office")
        yield running


@pytest.fixture
def ready(service: PrintService) -> Iterator[PrintService]:
    yield service
    (service.out / "broken").unlink(missing_ok=True)
    service.command("cupsenable", "badges")
    service.command("cupsaccept", "badges")


def people(count: int, seed: int) -> list[BadgeContent]:
    choose = random.Random(seed)
    return [
        BadgeContent(
            given_name=choose.choice(("Aminata", "Jean-Christophe", "محمد", "小明")),
            family_name=choose.choice(("Diallo", "de La Rochefoucauld-Montmorency", "Ñúñez")),
            function="Maire",
            organisation="Ville de Lyon",
            country="Sénégal",
            category="Élu·e",
            category_key="elu",
            code=make_code("BC", choose.randrange),
            event_title="Rencontres AICT",
            country_code="SN",
        )
        for _ in range(count)
    ]


def ended(spooler: Spooler, queue: str, job: str) -> JobReport:
    """The job's end; the service is asked until it knows, some hundredths of a second."""
    for _ in range(20_000):
        report = spooler.job(queue, job)
        if report.outcome is not JobOutcome.WAITING:
            return report
    raise AssertionError("the job did not end")


def pages_of(layout: Layout, persons: list[BadgeContent]) -> list[Page]:
    logos, _ = read_logos(logo_files(RESOURCES / "logos"))
    supplies = Supplies(FONTS, logos, flags=RESOURCES / "flags")
    drawings = [draw_badge(layout, person, supplies) for person in persons]
    return list(sheet_pages(layout, drawings, SINGLE))


def dots(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """A page as the head of a thermal printer burns it: each dot black or white."""
    grey = page.render(scale=dpi / 72, grayscale=True, no_smoothpath=True, no_smoothtext=True)
    return grey.to_pil().point(lambda value: 255 if value > 127 else 0)


def code_of(picture: Image.Image) -> str:
    """The one code of a badge, empty when there is none or more."""
    read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return read[0].text if len(read) == 1 else ""


def codes(printed: bytes, dpi: int) -> list[str]:
    """The codes of a printed job, page by page; a page without one gives an empty text."""
    with pypdfium2.PdfDocument(io.BytesIO(printed)) as document:
        return [code_of(dots(page, dpi)) for page in document]


def codes_of_sheet(printed: bytes, dpi: int, sheet: Sheet) -> list[str]:
    """The codes of the badges on sheets, place by place; empty places are left out."""
    scale = dpi / 25.4
    found = []
    with pypdfium2.PdfDocument(io.BytesIO(printed)) as document:
        for page in document:
            picture = dots(page, dpi)
            for x, y in sheet.places:
                corner = (round(x * scale), round(y * scale))
                size = (round(sheet.badge_width * scale), round(sheet.badge_height * scale))
                found.append(
                    code_of(picture.crop((*corner, corner[0] + size[0], corner[1] + size[1])))
                )
    return [code for code in found if code]


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
def test_every_code_that_came_out_reads_back(ready: PrintService, layout: Layout) -> None:
    persons = people(EACH, seed=len(layout.name))
    spooler = cups.CupsSpooler()
    before = len(ready.came_out())
    job = spooler.submit(Submission("badges", "Badges", pages_of(layout, persons)), FONTS)
    assert ended(spooler, "badges", job).outcome is JobOutcome.DONE
    printed = ready.came_out()
    assert len(printed) == before + 1
    for dpi in DPIS:
        assert codes(printed[-1], dpi) == [person.code for person in persons]


@pytest.mark.parametrize(("name", "sheet_name"), SHEETS)
def test_every_code_on_whole_sheets_reads_back(
    ready: PrintService, name: str, sheet_name: str
) -> None:
    layout, sheet = layouts.ready_layout(name), SHEETS_KNOWN[sheet_name]
    persons = people(len(sheet.places) + 3, seed=31)
    supplies = Supplies(FONTS, flags=RESOURCES / "flags")
    drawings = [draw_badge(layout, person, supplies) for person in persons]
    pages = list(sheet_pages(layout, drawings, sheet))
    spooler = cups.CupsSpooler()
    job = spooler.submit(Submission("badges", "Badges", pages), FONTS)
    assert ended(spooler, "badges", job).outcome is JobOutcome.DONE
    for dpi in DPIS:
        read = codes_of_sheet(ready.came_out()[-1], dpi, sheet)
        assert read == [person.code for person in persons]


def test_qt_prints_the_same_codes_as_vectors(ready: PrintService, qapp: object) -> None:
    layout = READY[2]
    persons = people(3, seed=9)
    before = len(ready.came_out())
    spooler = QtSpooler()
    assert spooler.queue("nobody").state is QueueState.GONE
    if "badges" not in spooler.queues():
        pytest.fail("Qt does not know the print service's queue")
    spooler.submit(Submission("badges", "Badges", pages_of(layout, persons)), FONTS)
    number = f"badges-{before + 1}"
    assert ended(cups.CupsSpooler(), "badges", number).outcome is JobOutcome.DONE
    printed = ready.came_out()[-1]
    assert codes(printed, 203) == [person.code for person in persons]
    with pypdfium2.PdfDocument(io.BytesIO(printed)) as document:
        assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [62, 100]


def test_a_queue_and_a_job_in_trouble_say_so(ready: PrintService) -> None:
    spooler = cups.CupsSpooler()
    assert set(spooler.queues()) == {"badges", "office"}
    assert spooler.queue("badges").state is QueueState.READY
    assert spooler.queue("nobody").state is QueueState.GONE
    ready.command("cupsdisable", "badges")
    assert spooler.queue("badges").state is QueueState.STOPPED
    ready.command("cupsenable", "badges")
    ready.command("cupsreject", "-r", "hors service", "badges")
    report = spooler.queue("badges")
    assert (report.state, report.message) == (QueueState.REFUSING, "hors service")
    submission = Submission("badges", "x", pages_of(READY[0], people(1, 1)))
    with pytest.raises(UserError, match=r"paper\.not_taken"):
        spooler.submit(submission, FONTS)
    ready.command("cupsaccept", "badges")
    (ready.out / "broken").touch()
    job = spooler.submit(Submission("badges", "x", pages_of(READY[0], people(1, 1))), FONTS)
    assert ended(spooler, "badges", job) == JobReport(JobOutcome.FAILED, "no paper")
    assert spooler.job("badges", "badges-9999").outcome is JobOutcome.UNKNOWN


def test_a_job_waiting_in_its_queue_can_be_taken_back(ready: PrintService) -> None:
    spooler = cups.CupsSpooler()
    ready.command("cupsdisable", "badges")
    job = spooler.submit(Submission("badges", "x", pages_of(READY[0], people(1, 1))), FONTS)
    assert spooler.job("badges", job).outcome is JobOutcome.WAITING
    assert spooler.cancel("badges", job)
    assert ended(spooler, "badges", job).outcome is JobOutcome.CANCELLED
    assert spooler.cancel("badges", job)  # it is, already
    assert not spooler.cancel("badges", "badges-9999")  # nobody knows whether it came out


def test_without_a_print_service_nothing_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    spooler = cups.CupsSpooler()
    assert spooler.queues() == []
    assert not spooler.cancel("badges", "badges-1")
    assert spooler.queue("badges").state is QueueState.UNREACHABLE
    with pytest.raises(UserError, match=r"paper\.not_taken"):
        spooler.submit(Submission("badges", "x", pages_of(READY[0], people(1, 1))), FONTS)


def test_a_desk_prints_on_the_service_and_moves_to_another_printer(
    ready: PrintService, event: OpenEvent, tmp_path: Path
) -> None:
    book = PrinterBook()
    book.save(Printer("Accueil", "badges"))
    book.save(Printer("Bureau", "office"))
    queue = PrintQueue(cups.CupsSpooler(), book, event.outside.new_id, threaded=False)
    code = make_code(event.tag, random.Random(3).randrange)
    person = add_person(event, "Hélène", "Müller", code=code)
    (ready.out / "broken").touch()
    job = queue.add_badges(event, badges.Wanted(ids=(person,)), "Accueil")
    while queue.step():
        pass
    assert [(j.state, j.fault[0]) for j in queue.jobs()] == [(JobState.FAILED, "paper.job_failed")]
    assert not badges.is_printed(event, person)
    (ready.out / "broken").unlink()
    queue.retry(job.id, "Bureau")
    while queue.step():
        pass
    assert [j.state for j in queue.jobs()] == [JobState.DONE]
    assert badges.times_printed(event) == {person: 1}
    assert codes(ready.came_out()[-1], 300) == [code]

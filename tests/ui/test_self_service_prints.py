"""Self-service to its end: a scan at the guests' screen, the greeting, a badge out of a real print queue."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from raict_desktop.config import Settings
from raict_desktop.domain.checkin import Verdict
from raict_desktop.paper.printing.cups import CupsSpooler
from raict_desktop.paper.printing.profiles import Printer
from raict_desktop.services import badges, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.ui.app import build_window
from raict_desktop.ui.badge_printing import BadgePrinting
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.kiosk import BACK_MS
from raict_desktop.ui.main_window import MainWindow
from tests.builders import add_person
from tests.print_service import PrintService, print_service
from tests.ui.conftest import FakePrompts

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a print service of Linux"),
    pytest.mark.timeout(120),
]
SOON = 30_000


@pytest.fixture
def service() -> Iterator[PrintService]:
    with print_service() as running:
        running.add_queue("badges")
        yield running


@pytest.fixture
def window(
    qtbot: Any, context: Context, event: OpenEvent, prompts: FakePrompts, service: PrintService
) -> Iterator[MainWindow]:
    book = PrinterBook()
    book.save(Printer("Accueil", "badges"))
    store = SettingsStore(Settings(camera="", print_when="once", welcomed=True))
    queue = PrintQueue(CupsSpooler(), book, event.outside.new_id)
    printing = BadgePrinting(queue, store, prompts)  # type: ignore[arg-type]
    made = build_window(replace(context, settings_store=store, printing=printing), event)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    printing.close()


def codes_of(printed: bytes) -> list[str]:
    """The code of each page, as a camera reads it off a printer of 203 dots to the inch."""
    found = []
    opened: Any = pypdfium2.PdfDocument
    with opened(io.BytesIO(printed)) as document:
        for page in document:
            picture = page.render(scale=203 / 72, grayscale=True).to_pil()
            found += [read.text for read in zxingcpp.read_barcodes(picture)]
    return found


def scan(kiosk: Any, code: str) -> None:
    """A USB scanner types into whatever has the keys: here the guests' window."""
    assert kiosk.hasFocus()
    keys = [*((0, letter) for letter in code), (int(Qt.Key.Key_Return), "\r")]
    for key, text in keys:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(kiosk, event)


def verdict(kiosk: Any) -> str:
    return str(kiosk.result.verdict.value) if kiosk.result else ""


@pytest.fixture
def kiosk(qtbot: Any, window: MainWindow) -> Any:
    """The guests' window in self-service, with the keys."""
    page: Any = window.page("reception")
    # A busy machine must not look like a slow hand.
    page.station._wedge._detector._max_gap_s = 2.0
    qtbot.keyClick(window, Qt.Key.Key_F9)
    made: Any = window.desk.kiosk
    qtbot.waitUntil(made.isVisible)
    made.service.click()
    made.activateWindow()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_a_guest_scans_and_takes_the_badge(
    qtbot: Any, kiosk: Any, event: OpenEvent, service: PrintService
) -> None:
    person = add_person(event, "Hélène", "Müller", function="Maire", note="Allergie")
    code = people.get(event, person).code
    scan(kiosk, code)
    qtbot.waitUntil(lambda: kiosk.result is not None)
    assert verdict(kiosk) == Verdict.WELCOME
    said = kiosk.texts()
    assert "Votre badge s’imprime" in said
    assert "Hélène MÜLLER" in said
    assert not any("Allergie" in text for text in said)
    qtbot.waitUntil(lambda: len(service.came_out()) == 1, timeout=SOON)
    assert codes_of(service.came_out()[0]) == [code]
    qtbot.waitUntil(lambda: badges.times_printed(event) == {person: 1}, timeout=SOON)
    # Back for the next guest by itself.
    assert BACK_MS == 5000
    qtbot.waitUntil(lambda: kiosk.result is None, timeout=BACK_MS + 5000)
    assert kiosk.texts()[0] == "Présentez votre badge"
    # Once more: known, and no second badge.
    scan(kiosk, code)
    qtbot.waitUntil(lambda: kiosk.result is not None)
    assert verdict(kiosk) == Verdict.ALREADY_IN
    assert "Votre badge s’imprime" not in kiosk.texts()
    assert len(service.came_out()) == 1


def test_a_printer_in_trouble_stops_nobody(
    qtbot: Any, kiosk: Any, event: OpenEvent, service: PrintService
) -> None:
    """The badge waits in the list of jobs; the next guest is greeted all the same."""
    service.command("cupsdisable", "badges")
    guests = [add_person(event, "Awa", f"Diop{n}") for n in range(3)]
    for guest in guests:
        scan(kiosk, people.get(event, guest).code)
        qtbot.waitUntil(
            lambda guest=guest: (
                kiosk.result is not None
                and kiosk.result.person is not None
                and kiosk.result.person.id == guest
            )
        )
        assert verdict(kiosk) == Verdict.WELCOME
    assert service.came_out() == []
    service.command("cupsenable", "badges")
    qtbot.waitUntil(lambda: len(service.came_out()) == 3, timeout=SOON)
    wanted = [people.get(event, guest).code for guest in guests]
    assert sorted(c for job in service.came_out() for c in codes_of(job)) == sorted(wanted)

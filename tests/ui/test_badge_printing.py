"""The desk's printing: when a check-in prints, and the question before a second badge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from raict_desktop.config import Settings
from raict_desktop.paper.printing.profiles import Printer
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.ui.badge_printing import BadgePrinting
from raict_desktop.ui.context import SettingsStore
from tests.builders import add_person
from tests.spooler import FakeSpooler
from tests.ui.conftest import FakePrompts


class Store(SettingsStore):
    """Settings that are not written."""

    def write(self) -> None:
        """Keep them in memory."""


@pytest.fixture
def printing(
    desktop: QApplication, event: OpenEvent, prompts: FakePrompts
) -> Iterator[BadgePrinting]:
    book = PrinterBook()
    book.save(Printer("Accueil", "desk"))
    queue = PrintQueue(FakeSpooler(), book, event.outside.new_id, threaded=False)
    made = BadgePrinting(queue, Store(Settings()), prompts)  # type: ignore[arg-type]
    yield made
    made.close()


def policy(printing: BadgePrinting, when: str) -> None:
    printing._store.change(print_when=when)


@pytest.mark.parametrize(("when", "printed"), [("never", 0), ("once", 1), ("always", 2)])
def test_a_check_in_prints_as_the_desk_wants(
    printing: BadgePrinting, event: OpenEvent, when: str, printed: int
) -> None:
    person = add_person(event, "Hélène", "Müller")
    policy(printing, when)
    for _ in range(2):
        printing.on_checked_in(event, person)
        printing.queue.step()
    assert len(printing.queue.jobs()) == printed


def test_a_second_badge_is_asked_about_before_it_prints(
    printing: BadgePrinting, event: OpenEvent, prompts: FakePrompts
) -> None:
    person = add_person(event, "Hélène", "Müller")
    assert printing.reprint(None, event, person) is not None
    assert prompts.asked == []
    printing.queue.step()
    prompts.agree = False
    assert printing.reprint(None, event, person) is None
    assert "1 fois" in prompts.asked[-1]
    prompts.agree = True
    job = printing.reprint(None, event, person)
    assert job is not None
    assert job.reprint
    printing.queue.step()
    printing.reprint(None, event, person)
    assert "2 fois" in prompts.asked[-1]


def test_a_desk_without_a_printer_says_so_when_asked_and_is_quiet_otherwise(
    printing: BadgePrinting, event: OpenEvent, prompts: FakePrompts
) -> None:
    printing.book.remove("Accueil")
    person = add_person(event, "A", "B")
    policy(printing, "always")
    assert printing.on_checked_in(event, person) is None
    assert prompts.told == []
    assert printing.reprint(None, event, person) is None
    assert len(prompts.told) == 1


def test_changes_of_jobs_reach_the_window(
    printing: BadgePrinting, event: OpenEvent, qtbot: object
) -> None:
    person = add_person(event, "A", "B")
    with qtbot.waitSignal(printing.changed):  # type: ignore[attr-defined]
        printing.reprint(None, event, person)


def test_a_sign_that_no_font_draws_is_named_before_printing(
    printing: BadgePrinting, event: OpenEvent, prompts: FakePrompts
) -> None:
    person = add_person(event, "Zoé 😀", "Ly")
    prompts.agree = False
    assert printing.reprint(None, event, person) is None
    assert "Zoé 😀" in prompts.asked[-1]
    assert "« 😀 »" in prompts.asked[-1].replace("\u00a0", " ")
    assert printing.queue.jobs() == []
    prompts.agree = True
    assert printing.reprint(None, event, person) is not None

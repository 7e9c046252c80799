"""The badge page's panels: print, jobs, trays, printers, sheets, invitations."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from raict_desktop.config import Settings
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.printing.profiles import Printer
from raict_desktop.paper.printing.spool import JobOutcome, JobReport, QueueReport, QueueState
from raict_desktop.services import badges, layouts, people, trays
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.print_jobs import JobState
from raict_desktop.services.print_parts import print_part
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.ui.badge_printing import BadgePrinting
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import set_language
from raict_desktop.ui.pages.organiser.badges import PANELS, Badges
from raict_desktop.ui.pages.organiser.parts import coded_text
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import Field
from tests.builders import add_person
from tests.spooler import FakeSpooler
from tests.ui.conftest import FakePrompts, SynchronousTasks
from tests.ui.test_badge_printing import Store

PEOPLE = 7


@dataclass
class Room:
    """The page and what is around it."""

    page: Badges
    event: OpenEvent
    prompts: FakePrompts
    spooler: FakeSpooler
    printing: BadgePrinting

    def work(self) -> None:
        while self.printing.queue.step():
            pass


@pytest.fixture
def room(
    qtbot, desktop: object, application: Application, event: OpenEvent, prompts: FakePrompts
) -> Iterator[Room]:
    for number in range(PEOPLE):
        add_person(event, "Hélène", f"Müller {number}", email=f"h{number}@example.org")
    spooler, book = FakeSpooler(), PrinterBook()
    book.save(Printer("Bureau", "office"))
    queue = PrintQueue(spooler, book, event.outside.new_id, threaded=False)
    store = Store(Settings())
    printing = BadgePrinting(queue, store, prompts)  # type: ignore[arg-type]
    page = Badges(
        Context(application, store, prompts, SynchronousTasks(), printing=printing)  # type: ignore[arg-type]
    )
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.set_event(event)
    page.show()
    yield Room(page, event, prompts, spooler, printing)
    printing.close()


def test_a_whole_list_is_printed_and_watched(room: Room) -> None:
    panel = room.page.print_panel
    panel.order.set_key("organisation")
    panel.print.click()
    jobs = room.page.jobs
    assert room.page.panel() is jobs
    assert [job.state for job in jobs.model.jobs] == [JobState.WAITING]
    room.work()
    jobs.reload()
    assert [job.state for job in jobs.model.jobs] == [JobState.DONE]
    assert badges.times_printed(room.event).keys() == {
        person.id for person in badges.chosen_people(room.event, badges.Wanted())
    }
    # Seven badges on sheets of four leave one place: the next print begins there.
    room.page.show_panel("print")
    assert panel.preview.start == 3
    assert "Place 4" in panel.place.text()


def test_the_sheet_follows_its_printer_and_a_chosen_place_stays(room: Room) -> None:
    panel = room.page.print_panel
    panel.who.line.setText("Müller 1")
    panel.print.click()
    room.work()
    assert panel.preview.start == 1
    panel.preview.choose(3)
    panel.who.line.setText("Müller 2")
    panel.print.click()
    panel.who.line.setText("Müller 3")
    panel.print.click()
    room.work()
    starts = [pages[0].drawings[1].at for _, pages in room.spooler.printed]
    # The second began where it was told, the third where the second ended: on a new sheet.
    assert [(at.e, at.f) for at in starts] == [(0, 0), (105, 148), (0, 0)]


def test_printing_again_is_asked_about(room: Room) -> None:
    room.page.print_panel.print.click()
    room.work()
    room.prompts.agree = False
    room.page.print_panel.print.click()
    assert "7 badges ont déjà été imprimés" in room.prompts.asked[-1]
    assert len(room.printing.queue.jobs()) == 1


def test_a_failed_job_says_why_and_goes_on_elsewhere_in_one_click(room: Room) -> None:
    room.printing.book.save(Printer("Réserve", "desk"))
    room.spooler.states["office"] = QueueReport(QueueState.STOPPED, "plus de papier")
    room.page.print_panel.printer.set_key("Bureau")
    room.page.print_panel.print.click()
    room.work()
    jobs = room.page.jobs
    jobs.reload()
    assert "plus de papier" in jobs.detail.text()
    assert jobs.other.key() == "Réserve"
    jobs.elsewhere.click()
    room.work()
    jobs.reload()
    assert [job.state for job in jobs.model.jobs] == [JobState.DONE]
    assert [queue for queue, _ in room.spooler.printed] == ["desk"]
    jobs.tidy.click()
    jobs.reload()
    assert jobs.model.jobs == []


def test_the_first_free_place_is_chosen_by_mouse_and_keyboard(room: Room, tmp_path: Path) -> None:
    preview = room.page.print_panel.preview
    assert preview.sheet is not None
    box = preview._places()[2]
    QTest.mouseClick(preview, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert preview.start == 2
    QTest.keyClick(preview, Qt.Key.Key_Right)
    assert preview.start == 3
    room.prompts.save_file = str(tmp_path / "badges.pdf")
    room.page.print_panel.make.click()
    with pypdfium2.PdfDocument(tmp_path / "badges.pdf") as document:
        assert len(document) == 3
    assert preview.start == (3 + PEOPLE) % 4


def test_invitations_come_with_a_list_for_a_mail_merge(room: Room, tmp_path: Path) -> None:
    room.prompts.folder = str(tmp_path / "invitations")
    room.page.print_panel.invite.click()
    assert "7 invitations" in room.page.print_panel.notice.text()
    files = sorted(path.name for path in (tmp_path / "invitations").glob("*.pdf"))
    assert len(files) == PEOPLE
    text = (tmp_path / "invitations" / "publipostage.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [row["file"] for row in rows] == files


def test_badges_are_sorted_into_trays_and_printed_in_their_order(
    room: Room, tmp_path: Path
) -> None:
    room.page.show_panel("trays")
    panel = room.page.panels["trays"]
    panel.amount.setValue(5)
    panel.sort.click()
    assert [tray.name for tray in panel.standing] == ["A", "B"]
    everybody = list(badges.chosen_people(room.event, badges.Wanted()))
    place = trays.place_of(room.event, everybody[5].id)
    assert place is not None
    assert place.text == "B 6"
    for kind, button in (("separators", panel.separators), ("labels", panel.labels)):
        room.prompts.save_file = str(tmp_path / kind)
        button.click()
        with pypdfium2.PdfDocument(tmp_path / f"{kind}.pdf") as document:
            assert "Bac B" in "".join(p.get_textpage().get_text_range() for p in document)
    room.prompts.agree = False
    panel.sort.click()
    assert "changent" in room.prompts.asked[-1] or "change" in room.prompts.asked[-1]


def test_a_printer_is_set_up_tested_and_forgotten(room: Room) -> None:
    room.page.show_panel("printers")
    panel = room.page.panels["printers"]
    panel.which.set_key("")
    panel.name.line.setText("Accueil")
    panel.queue.set_key("desk")
    panel.model.set_key("brother-dk11202")
    panel.numbers["offset_x"].setValue(1.5)
    panel.numbers["scale_y"].setValue(1.002)
    panel.test.click()
    kept = room.printing.book.printer("Accueil")
    assert kept.calibration == Calibration(1.5, 0, 1, 1.002)
    room.work()
    ((queue, (page,)),) = room.spooler.printed
    assert (queue, page.width, page.height) == ("desk", 62, 100)
    panel.when.button("always").click()
    panel.desk_printer.set_key("Accueil")
    assert room.printing.printer() == "Accueil"
    panel.name.line.setText("")
    panel.save.click()
    assert "impossible" in panel.notice.text()
    assert [p.name for p in room.printing.book.printers()] == ["Accueil", "Bureau"]
    panel.which.set_key("Accueil")
    panel.remove.click()
    assert [p.name for p in room.printing.book.printers()] == ["Bureau"]


def test_an_own_sheet_is_measured_kept_and_offered(room: Room) -> None:
    room.page.show_panel("sheets")
    panel = room.page.panels["sheets"]
    panel.title.line.setText("Planche maison")
    for name, value in (("badge_width", 105), ("badge_height", 148), ("columns", 1), ("rows", 1)):
        panel.numbers[name].setValue(value)
    panel.save.click()
    assert "Planche maison" in panel.notice.text()
    assert layouts.sheet(room.event, "own-planche-maison").badge_width == 105
    room.page.show_panel("print")
    assert room.page.print_panel.sheet.findText("Planche maison") >= 0
    room.page.show_panel("sheets")
    panel.numbers["columns"].setValue(4)
    assert "impossible" in panel.notice.text() or "être ainsi" in panel.notice.text()
    panel.save.click()
    assert layouts.sheet(room.event, "own-planche-maison").columns == 1
    panel.remove.click()
    assert "own-planche-maison" not in layouts.sheets(room.event)


def test_every_panel_opens_in_both_languages_without_an_event_too(room: Room) -> None:
    from raict_desktop.ui import language

    for code in ("en", "fr"):
        language.set_language(code)
        room.page.retranslate()
        for name in PANELS:
            room.page.show_panel(name)
            room.page.grab()
    room.page.set_event(None)
    for name in PANELS:
        room.page.show_panel(name)
        room.page.grab()


@pytest.mark.parametrize("size", [(1024, 640), (1240, 640), (1700, 900)])
def test_no_field_is_squeezed_and_no_sentence_is_cut(room: Room, size: tuple[int, int]) -> None:
    room.page.resize(*size)
    for name in PANELS:
        room.page.show_panel(name)
        for _ in range(3):  # a layout asks its parent's, which asks its own
            QApplication.processEvents()
        panel = room.page.panels[name]
        for field in panel.findChildren(Field):
            if field.isVisible():
                assert field.height() >= field.sizeHint().height(), name
        for empty in panel.findChildren(EmptyState):
            if empty.isVisible():
                sentence = empty.sentence
                assert sentence.height() >= sentence.heightForWidth(sentence.width()), name


def test_sizes_in_a_remark_have_the_languages_mark(room: Room) -> None:
    facts = {"name": "Zoé Ly", "size": 6.7}
    assert "6,7" in coded_text("paper.text_small", facts)
    set_language("en")
    assert "6.7" in coded_text("paper.text_small", facts)
    set_language("fr")


def test_signs_that_no_font_draws_are_named_before_a_list_is_printed(room: Room) -> None:
    for number in range(9):
        add_person(room.event, f"Zoé {number} 😀", "Ly", function="𒀀")
    room.prompts.agree = False
    room.page.print_panel.print.click()
    asked = room.prompts.asked[-1]
    assert asked.count("aucune police") == 6
    assert {"😀", "𒀀"} <= set(asked)
    assert "12 autres cas" in asked
    assert room.printing.queue.jobs() == []
    room.prompts.agree = True
    room.page.print_panel.print.click()
    assert len(room.printing.queue.jobs()) == 1


def test_after_a_jam_the_rest_is_printed_and_what_came_out_counts(room: Room) -> None:
    room.spooler.outcome = JobReport(JobOutcome.FAILED, "media-jam")
    room.page.print_panel.print.click()
    room.work()
    jobs = room.page.jobs
    jobs.reload()
    assert jobs.part.isVisible()
    assert not jobs.last.isVisible()
    whose = badges.chosen_people(room.event, badges.Wanted())
    names = [(person.id, person.full_name) for person in whose]
    jobs.first.setValue(4)
    assert f"{names[3][1]} → {names[-1][1]}" in jobs.part_names.text()
    assert "Les 3 badges d’avant" in jobs.part_names.text()
    # A name corrected meanwhile changes the order of the list, not that of the paper.
    people.correct(room.event, names[0][0], {"family_name": "Zola"})
    room.spooler.outcome = JobReport(JobOutcome.DONE)
    jobs.part_print.click()
    room.work()
    jobs.reload()
    assert [(job.state, job.count) for job in jobs.model.jobs] == [(JobState.DONE, PEOPLE - 3)]
    assert badges.times_printed(room.event) == {person_id: 1 for person_id, _ in names}
    badges_drawn = sum(len(page.drawings) > 0 for page in room.spooler.printed[-1][1])
    assert badges_drawn == 1  # four badges on one sheet


def test_spoilt_badges_of_a_finished_job_are_printed_again(room: Room) -> None:
    room.page.print_panel.print.click()
    room.work()
    jobs = room.page.jobs
    jobs.reload()
    jobs.table.selectRow(0)
    ids = jobs.model.jobs[0].wanted.ids
    jobs.first.setValue(2)
    jobs.last.setValue(3)
    assert "→" in jobs.part_names.text()
    room.prompts.agree = False
    jobs.part_print.click()
    assert "2 badges ont déjà été imprimés" in room.prompts.asked[-1]
    assert len(room.printing.queue.jobs()) == 1
    room.prompts.agree = True
    jobs.part_print.click()
    room.work()
    times = badges.times_printed(room.event)
    assert [times[person_id] for person_id in ids] == [1, 2, 2, 1, 1, 1, 1]
    jobs.reload()
    jobs.table.selectRow(1)
    jobs.first.setValue(5)
    jobs.last.setValue(3)
    assert not jobs.part_print.isEnabled()


def test_a_part_keeps_the_order_of_its_paper_whatever_the_order_was(room: Room) -> None:
    panel = room.page.print_panel
    panel.order.set_key("organisation")
    panel.print.click()
    room.work()
    (job,) = room.printing.queue.jobs()
    part = print_part(room.event, room.printing.queue, job, 2, 4)
    room.work()
    (done,) = [found for found in room.printing.queue.jobs() if found.id == part.id]
    assert done.wanted is not None
    assert job.wanted is not None
    assert done.wanted.ids == job.wanted.ids[1:4]
    with pytest.raises(UserError, match="no_such_part"):
        print_part(room.event, room.printing.queue, job, 3, 99)


def test_nobody_to_print_is_said_before_anything_is_queued(room: Room) -> None:
    room.page.print_panel.who.line.setText("nobody of that name")
    room.page.print_panel.print.click()
    assert "Aucun badge à imprimer" in room.page.print_panel.notice.text()
    assert room.printing.queue.jobs() == []


def test_only_what_was_corrected_since_it_was_printed_comes_again(room: Room) -> None:
    panel = room.page.print_panel
    panel.print.click()
    room.work()
    ids = room.printing.queue.jobs()[0].wanted.ids
    room.page.show_panel("print")
    panel.corrected.setChecked(True)
    panel.count()
    assert panel.total.text().startswith("0 badge")
    people.correct(room.event, ids[2], {"family_name": "Mueller"})
    people.correct(room.event, ids[4], {"function": "Maire"})
    people.correct(room.event, ids[5], {"email": "new@example.org"})  # not on the badge
    late = add_person(room.event, "Zoé", "Ly")
    panel.count()
    assert panel.total.text() == "2 badges, 2 feuilles"  # one place is left on the sheet in use
    panel.missing_only.setChecked(True)
    panel.count()
    assert panel.total.text().startswith("3 badges")
    panel.print.click()
    assert "2 badges ont déjà été imprimés" in room.prompts.asked[-1]
    room.work()
    times = badges.times_printed(room.event)
    assert [times[person_id] for person_id in ids] == [1, 1, 2, 1, 2, 1, 1]
    assert times[late] == 1
    panel.count()
    assert panel.total.text().startswith("0 badge")


def test_how_many_badges_and_sheets_is_said_before_printing(room: Room) -> None:
    panel = room.page.print_panel
    panel.count()
    assert panel.total.text() == "7 badges, 2 feuilles"
    panel.preview.choose(3)
    panel.count()
    assert panel.total.text() == "7 badges, 3 feuilles"
    panel.who.line.setText("Müller 3")
    panel.count()
    assert panel.total.text() == "1 badge, 1 feuille"
    panel.sheet.set_key("single")
    panel.count()
    assert panel.total.text() == "1 badge"


def test_two_label_printers_share_a_list(room: Room) -> None:
    for name, queue in (("Étiquettes 1", "desk"), ("Étiquettes 2", "spare")):
        room.printing.book.save(Printer(name, queue, "brother-dk11202"))
    panel = room.page.print_panel
    room.page.show_panel("gallery")
    room.page.show_panel("print")
    panel.layout_choice.set_key("label-62x100")
    panel.printer.set_key("Étiquettes 1\nÉtiquettes 2")
    assert "Étiquettes 1 + Étiquettes 2" in panel.printer.currentText()
    panel.count()
    assert panel.total.text() == "7 badges"
    panel.print.click()
    room.work()
    assert [(queue, len(pages)) for queue, pages in room.spooler.printed] == [
        ("desk", 4), ("spare", 3),
    ]  # fmt: skip
    assert sorted(badges.times_printed(room.event).values()) == [1] * PEOPLE
    jobs = room.printing.queue.jobs()[::-1]
    whose = badges.chosen_people(room.event, badges.Wanted())
    assert [*jobs[0].wanted.ids, *jobs[1].wanted.ids] == [person.id for person in whose]


def test_a_roll_says_that_the_sheet_is_for_the_pdf(room: Room) -> None:
    room.printing.book.save(Printer("Étiquettes", "desk", "brother-dk11202"))
    panel = room.page.print_panel
    room.page.show_panel("gallery")
    room.page.show_panel("print")
    panel.printer.set_key("Étiquettes")
    panel.count()
    assert panel.total.text() == "7 badges"
    assert "PDF" in panel.place.text()
    panel.printer.set_key("Bureau")
    assert "Place 1" in panel.place.text()


def test_a_job_that_fails_comes_to_the_front_and_the_keyboard_stays_in_the_list(room: Room) -> None:
    room.page.print_panel.print.click()
    room.work()
    jobs = room.page.jobs
    jobs.reload()
    jobs.table.selectRow(0)
    room.spooler.outcome = JobReport(JobOutcome.FAILED, "media-jam")
    room.page.show_panel("print")
    assert room.page.print_panel.notice.text() == ""
    room.page.print_panel.print.click()
    room.work()
    jobs.reload()
    assert "media-jam" in jobs.detail.text()
    # Somebody looks at another one: it stays where they look.
    jobs.table.selectRow(1)
    jobs.reload()
    assert jobs.chosen() == jobs.model.jobs[1]
    jobs.table.selectRow(0)
    jobs.part_print.setFocus()
    jobs.part_print.click()
    assert jobs.table.hasFocus()


def test_four_distances_measured_on_the_test_page_set_the_printer(room: Room) -> None:
    room.page.show_panel("printers")
    panel = room.page.panels["printers"]
    panel.which.set_key("Bureau")
    assert [box.value() for box in panel.measures.values()] == [10, 10, 10, 10]
    # A printer that prints everything 1.5 mm too far right, 1 mm too high, and 1 % too small across.
    for name, value in (("left", 11.4), ("right", 10.6), ("top", 9.0), ("bottom", 11.0)):
        panel.measures[f"edge_{name}"].setValue(value)
    panel.calculate.click()
    kept = room.printing.book.printer("Bureau").calibration
    for at, paper in ((10, 10), (200, 200)):
        stretch, shift = 188 / 190, 11.4 - 188 / 190 * 10
        sent = kept.offset_x + kept.scale_x * at
        assert stretch * sent + shift == pytest.approx(paper, abs=0.03)
    assert (kept.offset_y, kept.scale_y) == (1, 1)
    assert "enregistrée" in panel.notice.text()
    # The page printed again is right: nothing is left to correct.
    assert [box.value() for box in panel.measures.values()] == [10, 10, 10, 10]
    panel.calculate.click()
    assert room.printing.book.printer("Bureau").calibration == kept
    panel.measures["edge_left"].setValue(40)
    panel.calculate.click()
    assert "impossible" in panel.notice.text()
    assert room.printing.book.printer("Bureau").calibration == kept

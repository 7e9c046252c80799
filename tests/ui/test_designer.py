"""The designer by mouse and keyboard: what is done is on the layout, undone, saved, and told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPushButton

from raict_desktop import paths
from raict_desktop.paper.badges import ElementKind, Face, Fold, Layout
from raict_desktop.services import badge_samples, event_pictures, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.integrity import check
from raict_desktop.ui import language
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.designer.fields import NumberBox
from raict_desktop.ui.pages.organiser.badges import Badges
from tests.builders import add_person
from tests.ui.conftest import FakePrompts

NAMES = 3
QR = 6
LEFT, CTRL, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Table:
    """The designer on the table, and what is around it."""

    badges: Badges
    event: OpenEvent
    prompts: FakePrompts

    @property
    def layout(self) -> Layout:
        assert self.badges.designer.history is not None
        return self.badges.designer.history.now

    def at(self, place: int, x: float = 0.5, y: float = 0.5) -> QPoint:
        """A point of an element on the canvas, by shares of its box."""
        e = self.layout.elements[place]
        canvas = self.badges.designer.canvas
        return canvas.to_screen(e.x + x * e.width, e.y + y * e.height).toPoint()

    def drag(self, start: QPoint, way: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        canvas = self.badges.designer.canvas
        QTest.mousePress(canvas, LEFT, NONE, start)
        QTest.mouseMove(canvas, start + way)
        canvas.mouseMoveEvent(_move(canvas, start + way, keys))
        QTest.mouseRelease(canvas, LEFT, NONE, start + way)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.badges.designer.canvas, key, keys)


def _move(canvas, point: QPoint, keys: Qt.KeyboardModifier):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    at = QPointF(point)
    return QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), LEFT, LEFT, keys)


@pytest.fixture
def table(qtbot, context: Context, event: OpenEvent, prompts: FakePrompts) -> Iterator[Table]:
    add_person(
        event, "Hélène", "Müller", organisation={"name": "Lyon", "kind": "commune", "country": "FR"}
    )
    add_person(event, "عبد", "الرحمن")
    badges = Badges(context)
    qtbot.addWidget(badges)
    badges.resize(1200, 800)
    badges.set_event(event)
    badges.show()
    badges.show_panel("gallery")
    badges.design("a6-conference")
    qtbot.waitExposed(badges)
    badges.designer.canvas.resize(700, 600)
    yield Table(badges, event, prompts)
    language.set_language("fr")


def test_an_element_is_moved_with_the_mouse_undone_and_redone(table: Table) -> None:
    before = table.layout
    table.drag(table.at(NAMES), QPoint(0, 60))
    after = table.layout
    assert after.elements[NAMES].y > before.elements[NAMES].y
    assert after.elements[NAMES].x == before.elements[NAMES].x
    assert table.badges.designer.canvas.selection == {NAMES}
    table.press(Qt.Key.Key_Z, CTRL)
    assert table.layout == before
    table.press(Qt.Key.Key_Y, CTRL)
    assert table.layout == after


def test_a_mirrored_badge_is_pulled_as_it_is_seen(table: Table) -> None:
    designer = table.badges.designer
    designer.sample_choice.set_key("arabic")
    canvas, before = designer.canvas, table.layout.elements[QR]
    assert canvas.turned
    # The code stands at the left of this badge and goes to the right, towards the layout's left.
    assert table.at(QR).x() < canvas.width() / 2
    free = Qt.KeyboardModifier.AltModifier
    table.drag(table.at(QR), QPoint(40, 0), free)
    moved = table.layout.elements[QR]
    assert (moved.x < before.x, moved.width) == (True, before.width)
    table.press(Qt.Key.Key_Right)
    assert table.layout.elements[QR].x < moved.x
    right, at = table.layout.elements[QR].right, table.at(QR, 0, 0)
    table.drag(at, QPoint(-20, 10), free)
    assert table.layout.elements[QR].width < before.width
    assert round(table.layout.elements[QR].right, 1) == round(right, 1)
    designer.canvas.select(set())
    designer.inspector._set_mirror(False)
    assert not canvas.turned
    table.press(Qt.Key.Key_Z, CTRL)
    assert canvas.turned


def test_a_corner_resizes_and_the_code_stays_square(table: Table) -> None:
    canvas = table.badges.designer.canvas
    QTest.mouseClick(canvas, LEFT, NONE, table.at(QR))
    table.drag(table.at(QR, 0, 0), QPoint(30, 10), Qt.KeyboardModifier.AltModifier)
    e = table.layout.elements[QR]
    assert e.kind is ElementKind.QR
    assert e.width == e.height < 37
    assert round(e.right, 1) == 101.6


def test_the_keyboard_selects_moves_copies_and_removes(table: Table) -> None:
    designer = table.badges.designer
    table.press(Qt.Key.Key_F6)
    assert designer.canvas.selection == {0}
    table.press(Qt.Key.Key_F6)
    x = table.layout.elements[1].x
    table.press(Qt.Key.Key_Right)
    table.press(Qt.Key.Key_Right, SHIFT)
    assert table.layout.elements[1].x == x + 5.5
    count = len(table.layout.elements)
    table.press(Qt.Key.Key_D, CTRL)
    assert len(table.layout.elements) == count + 1
    assert designer.canvas.selection == {count}
    table.press(Qt.Key.Key_Delete)
    assert len(table.layout.elements) == count
    table.press(Qt.Key.Key_A, CTRL)
    assert len(designer.canvas.selection) == count


def test_shift_click_takes_several_and_they_align(table: Table) -> None:
    canvas = table.badges.designer.canvas
    QTest.mouseClick(canvas, LEFT, NONE, table.at(NAMES))
    QTest.mouseClick(canvas, LEFT, SHIFT, table.at(QR))
    assert canvas.selection == {NAMES, QR}
    names = {
        b.accessibleName(): b for b in table.badges.designer.inspector.findChildren(QPushButton)
    }
    names["Aligner en bas"].click()
    elements = table.layout.elements
    assert elements[NAMES].bottom == pytest.approx(elements[QR].bottom)


def test_numbers_and_words_beside_the_canvas_change_the_layout(table: Table) -> None:
    designer = table.badges.designer
    width = next(
        box
        for box in designer.inspector.findChildren(NumberBox)
        if box.accessibleName() == "Largeur"
    )
    width.setValue(84)
    assert table.layout.width == 84
    title = designer.inspector.findChildren(QLineEdit)
    line = next(box for box in title if box.accessibleName() == "Nom (fr)")
    line.setText("À nous")
    line.editingFinished.emit()
    assert table.layout.title("fr") == "À nous"


def test_every_kind_of_element_can_be_added_and_drawn(table: Table) -> None:
    designer = table.badges.designer
    count = len(table.layout.elements)
    for kind in ElementKind:
        designer.add_element(kind, "text")
        designer.grab()
    assert [e.kind for e in table.layout.elements[count:]] == list(ElementKind)
    designer.canvas.select({count})
    designer.inspector._add_part()
    assert len(table.layout.elements[count].parts) == 2
    designer.inspector._remove_part()
    assert len(table.layout.elements[count].parts) == 1


def test_an_element_can_wait_for_chosen_workshops(table: Table) -> None:
    designer = table.badges.designer
    count = len(table.layout.elements)
    designer.add_element(ElementKind.WORDS, "text")
    designer.canvas.select({count})
    designer.inspector._set("when", "workshops")
    assert table.layout.elements[count].when == "workshops"
    designer.inspector._set("when", "")
    assert table.layout.elements[count].when == ""


def test_a_chosen_picture_is_copied_beside_the_event(table: Table, tmp_path: Path) -> None:
    source = tmp_path / "elsewhere" / "partner.png"
    source.parent.mkdir()
    shutil.copy(paths.resources() / "logos" / "1-rencontres-aict.png", source)
    table.prompts.open_file = str(source)
    table.badges.designer.add_element(ElementKind.PICTURE)
    assert table.layout.elements[-1].file == "partner.png"
    assert (event_pictures.picture_folder(table.event) / "partner.png").is_file()
    supplies = table.badges.designer.canvas.supplies
    assert supplies is not None
    assert supplies.picture("partner.png") is not None


def test_warnings_are_told_while_drawing(table: Table) -> None:
    designer = table.badges.designer
    assert designer.warning_lines() == []
    designer.canvas.select({QR})
    designer.inspector._set("width", 9)
    assert any("points à 300 ppp" in line for line in designer.warning_lines())
    designer.undo()
    designer.canvas.select({NAMES})
    designer.inspector._set("width", 20)
    assert any("imprimé petit" in line or "trop long" in line for line in designer.warning_lines())


def test_saving_journals_the_layout_and_leaving_asks(table: Table) -> None:
    designer = table.badges.designer
    designer.take(table.layout.with_element(0, table.layout.elements[1]))
    table.prompts.agree = False
    designer.leave()
    assert table.badges.panel() is None
    assert "abandonner" in table.prompts.asked[-1]
    table.press(Qt.Key.Key_S, CTRL)
    assert not designer.changed
    assert layouts.layout(table.event, "a6-conference") == table.layout
    designer.leave()
    gallery = table.badges.gallery
    assert table.badges.panel() is gallery
    gallery.choose("a6-conference")
    assert "modifié" in gallery.list.currentItem().text()
    table.prompts.agree = True
    gallery.reset()
    assert layouts.layout(table.event, "a6-conference") == layouts.ready_layout("a6-conference")
    assert check(table.event).ok


def test_the_gallery_copies_gives_and_takes_in(table: Table, tmp_path: Path) -> None:
    table.badges.designer.leave()
    gallery = table.badges.gallery
    assert gallery.list.count() == len(layouts.READY)
    gallery.choose("cr80-card")
    gallery.duplicate()
    assert gallery.chosen() == "cr80-card-2"
    table.prompts.save_file = str(tmp_path / "card")
    gallery.give()
    assert (tmp_path / "card.toml").read_text("utf-8").startswith('name = "cr80-card-2"')
    gallery.reset()
    assert gallery.list.count() == len(layouts.READY)
    table.prompts.open_file = str(tmp_path / "card.toml")
    gallery.take_in()
    assert gallery.chosen() == "cr80-card-2"
    (tmp_path / "card.toml").write_text("name = 1")
    gallery.take_in()
    assert "impossible" in gallery.notice.text()
    assert gallery.list.count() == len(layouts.READY) + 1


def test_the_other_side_and_folds_can_be_drawn(table: Table) -> None:
    designer = table.badges.designer
    designer.inspector._set_fold(str(Fold.QUARTER))
    designer.take(table.layout)
    designer._show()
    assert designer.face_choice.count() == 4
    designer.face_choice.set_key(str(Face.INSIDE_LEFT))
    assert designer.canvas.face is Face.INSIDE_LEFT
    designer.add_element(ElementKind.BOX)
    assert table.layout.elements[-1].face is Face.INSIDE_LEFT


def test_samples_are_the_lists_own_people_where_it_has_them(table: Table) -> None:
    found = {sample.key: sample for sample in badge_samples.samples(table.event, "fr")}
    assert tuple(found) == badge_samples.KEYS
    assert not found["arabic"].invented
    assert found["arabic"].content.given_name == "عبد"
    assert found["chinese"].invented
    assert not found["longest"].invented


def test_the_designer_speaks_both_languages(table: Table) -> None:
    language.set_language("en")
    table.badges.retranslate()
    table.badges.designer.canvas.select({NAMES})
    assert table.badges.designer.save.text() == "Save"
    table.badges.grab()


def test_zoom_keeps_to_its_limits_and_fits_again(table: Table) -> None:
    canvas = table.badges.designer.canvas
    fitted = canvas.scale
    for _ in range(60):
        canvas.zoom_by(1.25)
    assert canvas.scale == 24
    for _ in range(60):
        canvas.zoom_by(0.5)
    assert canvas.scale == 1
    canvas.zoom_to_fit()
    canvas.resize(700, 600)
    assert canvas.scale == pytest.approx(fitted, abs=0.5)


def test_every_editor_shows_its_whole_frame(table: Table) -> None:
    for place in range(len(table.layout.elements)):
        table.badges.designer.canvas.select({place})
        QApplication.processEvents()
        inspector = table.badges.designer.inspector
        for box in inspector.findChildren(QAbstractSpinBox) + inspector.findChildren(QComboBox):
            if box.isVisible():
                right = box.mapTo(inspector, box.rect().topRight()).x()
                assert right <= inspector.contentsRect().right() - 12

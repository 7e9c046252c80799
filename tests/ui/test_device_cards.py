"""The settings' cards of camera and scanner: chosen by name, following the plugs, tested in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from raict_desktop.config import Settings, load_settings
from raict_desktop.paper.qr import qr_matrix
from raict_desktop.scanning import cameras, serial_scanner
from raict_desktop.scanning.cameras import Camera
from raict_desktop.scanning.clips import write_clip
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.layouts import TEST_TEXT, garbled
from raict_desktop.scanning.serial_scanner import Port
from raict_desktop.ui import language
from raict_desktop.ui.camera_card import OTHER
from raict_desktop.ui.context import Context
from raict_desktop.ui.settings_page import SettingsPage

FIRST, SECOND = Camera(0, "Integrated Camera"), Camera(2, "HD Pro Webcam C920")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What is plugged in; change the lists to plug in and out."""
    there: dict[str, list[Any]] = {"cameras": [FIRST, SECOND], "ports": []}
    monkeypatch.setattr(cameras, "list_cameras", lambda: list(there["cameras"]))
    monkeypatch.setattr(serial_scanner, "list_ports", lambda: list(there["ports"]))
    return there


@pytest.fixture
def page(qtbot: Any, context: Context, plugged: dict[str, list[Any]]) -> Iterator[SettingsPage]:
    context.settings_store.settings = Settings(camera="camera:0")
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 1600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.shown()
    yield made
    made.hidden()


def choices(page: SettingsPage) -> list[str]:
    chooser = page.camera_card.chooser
    return [chooser.itemText(row) for row in range(chooser.count())]


def choose(page: SettingsPage, source: str) -> None:
    chooser = page.camera_card.chooser
    chooser.setCurrentIndex(chooser.findData(source))
    chooser.activated.emit(chooser.currentIndex())


def test_cameras_are_chosen_by_name(page: SettingsPage) -> None:
    # "camera:0" of an earlier version is the first camera by its name.
    assert page.camera_card.chooser.currentText() == "Integrated Camera"
    assert choices(page)[:2] == ["Integrated Camera", "HD Pro Webcam C920"]
    choose(page, SECOND.source)
    assert load_settings().camera == "camera:HD Pro Webcam C920"
    choose(page, "")
    assert load_settings().camera == ""


def test_the_list_follows_what_is_plugged_in(
    page: SettingsPage, plugged: dict[str, list[Any]]
) -> None:
    choose(page, SECOND.source)
    plugged["cameras"].remove(SECOND)
    page.camera_card.look()
    # The choice stays, and says that its camera is not there.
    assert page.camera_card.chooser.currentText() == "HD Pro Webcam C920 (débranchée)"
    assert load_settings().camera == SECOND.source
    plugged["cameras"].append(SECOND)
    page.camera_card.look()
    assert page.camera_card.chooser.currentText() == "HD Pro Webcam C920"
    plugged["cameras"].clear()
    choose(page, "")
    page.camera_card.look()
    assert choices(page) == ["Aucune caméra", "Une adresse ou une vidéo…"]


def test_an_address_or_a_video_is_typed(page: SettingsPage) -> None:
    card = page.camera_card
    assert card.other.isHidden()
    choose(page, OTHER)
    assert not card.other.isHidden()
    card.other.line.setText("http://192.168.1.20:8080/video")
    card.other.line.editingFinished.emit()
    assert load_settings().camera == "http://192.168.1.20:8080/video"
    card.retranslate()
    assert card.chooser.currentData() == OTHER
    assert card.other.text() == "http://192.168.1.20:8080/video"


def test_the_camera_test_tells_figures_and_a_result(
    qtbot: Any, page: SettingsPage, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.avi"
    write_clip(clip, [qr_matrix(TEST_TEXT)], held_s=4.0, gap_s=0.0)
    card, panel = page.camera_card, page.camera_card.panel
    choose(page, OTHER)
    card.other.line.setText(str(clip))
    card.other.line.editingFinished.emit()
    card.test.click()
    assert not panel.isHidden()

    def told() -> None:
        panel.show_figures()
        assert panel.result.text().startswith("✓ Tout va bien")

    qtbot.waitUntil(told, timeout=15_000)
    assert panel.values["size"].text() == "1280 × 720"
    assert panel.values["rate"].text().endswith("%")
    assert TEST_TEXT in panel.read.text()
    language.set_language("en")
    assert panel.result.text().startswith("✓ All is well")
    page.hidden()
    assert panel.isHidden()
    assert card.test.text() == "Test my camera"


def test_the_camera_test_says_what_is_missing(
    qtbot: Any, page: SettingsPage, tmp_path: Path
) -> None:
    panel = page.camera_card.panel
    page.camera_card.toggle_test()
    panel.start(str(tmp_path / "none.avi"))
    qtbot.waitUntil(lambda: "introuvable" in panel.view.caption(), timeout=10_000)
    panel.show_figures()
    assert panel.result.text() == "! Aucune image."
    panel.start("")
    panel.show_figures()
    assert "Aucune caméra" in panel.view.caption()


def test_the_light_is_changed_only_where_the_camera_can(
    page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = page.camera_card.panel
    page.camera_card.toggle_test()
    panel.show_figures()
    assert panel.lighter.isHidden()
    steps: list[int] = []
    monkeypatch.setattr(type(panel.feed), "adjustable", True)
    monkeypatch.setattr(panel.feed, "lighten", steps.append)
    panel.show_figures()
    panel.lighter.click()
    panel.darker.click()
    assert steps == [1, -1]


def test_the_test_code_is_saved_as_a_picture_that_reads(
    page: SettingsPage, prompts: Any, tmp_path: Path
) -> None:
    told: list[str] = []
    page.told.connect(told.append)
    prompts.save_file = str(tmp_path / "essai")
    page.camera_card.panel.save.click()
    image = QImage(str(tmp_path / "essai.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(
        image.height(), image.bytesPerLine()
    )
    (reading,) = Decoder().decode(np.ascontiguousarray(pixels[:, : image.width()]))
    assert reading.text == TEST_TEXT
    prompts.save_file = str(tmp_path / "no folder" / "essai.png")
    page.camera_card.panel.save.click()
    assert told == [
        "Le code d’essai est enregistré.",
        "Le code d’essai n’a pas pu être enregistré. Choisissez un autre dossier.",
    ]


def test_the_code_on_the_screen_is_readable(page: SettingsPage) -> None:
    page.scanner_card.toggle_test()
    image = page.scanner_card.code.grab().toImage()
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(
        image.height(), image.bytesPerLine()
    )
    (reading,) = Decoder().decode(np.ascontiguousarray(pixels[:, : image.width()]))
    assert reading.text == TEST_TEXT


def type_scan(text: str) -> None:
    for letter in text:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(QApplication.focusWidget() or QApplication.activeWindow(), event)
    end = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
    QApplication.sendEvent(QApplication.focusWidget() or QApplication.activeWindow(), end)


@pytest.mark.parametrize(
    ("came", "words", "kept"),
    [
        (TEST_TEXT, "s’accordent", "us"),
        (garbled(TEST_TEXT, "fr"), "AZERTY français", "fr"),
        (garbled(TEST_TEXT, "be"), "AZERTY belge", "be"),
        (garbled(TEST_TEXT, "de"), "QWERTZ allemand", "de"),
        (garbled(TEST_TEXT, "ch"), "QWERTZ suisse", "ch"),
        (TEST_TEXT.swapcase(), "Verr. Maj", "us"),
        ("TICKET-2026", "pas le code d’essai", ""),
    ],
)
def test_the_scanner_test_tells_the_layout_and_keeps_it(
    page: SettingsPage, came: str, words: str, kept: str
) -> None:
    card = page.scanner_card
    card.test.click()
    page.operator.line.setFocus()
    type_scan(came)
    assert words in card.answer.text()
    assert load_settings().scanner_layout == kept
    # Nothing of it leaks into the field that had the focus.
    assert page.operator.line.text() == ""
    card.test.click()
    assert card.panel.isHidden()


@pytest.mark.parametrize(
    ("ended_by", "words"),
    [("enter", "par Entrée"), ("tab", "par Tabulation"), ("other", "fonction"), ("", "rien après")],
)
def test_the_scanner_test_tells_how_codes_end(
    page: SettingsPage, ended_by: str, words: str
) -> None:
    card = page.scanner_card
    card.test.click()
    assert "Rien ne vient" in card.help.text()
    card._wedge.ended_by = ended_by
    card.take_typed(TEST_TEXT)
    assert words in card.help.text()
    card.test.click()
    card.test.click()
    assert "Rien ne vient" in card.help.text()


def test_a_test_just_opened_is_scrolled_into_sight(qtbot: Any, page: SettingsPage) -> None:
    page.resize(1000, 600)
    for card in (page.camera_card, page.scanner_card):
        card.test.click()

        def in_sight(panel: QWidget = card.panel) -> bool:
            top = panel.mapTo(page, panel.rect().topLeft()).y()
            return top >= 0 and top + min(panel.height(), 300) <= page.height()

        qtbot.waitUntil(in_sight)


def test_without_its_test_the_scanner_card_listens_to_nothing(page: SettingsPage) -> None:
    page.operator.line.setFocus()
    type_scan("TICKET-2026")
    assert page.operator.line.text() == "TICKET-2026"


def test_a_serial_scanner_is_chosen_and_tested(
    page: SettingsPage, plugged: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    card = page.scanner_card
    opened: list[str] = []
    monkeypatch.setattr(card._serial, "start", opened.append)
    plugged["ports"].append(Port("COM3", "DS2208"))
    card.look()
    card.chooser.setCurrentIndex(card.chooser.findData("COM3"))
    card.chooser.activated.emit(1)
    assert load_settings().serial_port == "COM3"
    card.test.click()
    assert opened == ["COM3"]
    card._serial.state_changed.emit("no_port")
    assert "ne répond pas" in card.answer.text()
    card._serial.coded.emit(TEST_TEXT)
    assert "série fonctionne" in card.answer.text()
    card._serial.coded.emit("autre")
    assert "pas le code d’essai" in card.answer.text()
    plugged["ports"].clear()
    card.look()
    assert card.chooser.currentText() == "COM3 (débranchée)"

"""The locked desk, the shift, mute, the guests' screen and the help, on the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from raict_desktop.config import Settings
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.lock import PinLock
from raict_desktop.ui import kiosk as kiosk_module
from raict_desktop.ui import language
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.kiosk import Kiosk, greeting, other_screen
from raict_desktop.ui.main_window import MainWindow
from tests.builders import Hands, add_person
from tests.ui.conftest import FakePrompts, SynchronousTasks

PIN = "482913"
CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def lock_path(tmp_path: Path) -> Path:
    return tmp_path / "lock.json"


@pytest.fixture
def guard(lock_path: Path, clock: Hands) -> Guard:
    return Guard(PinLock(lock_path, clock, PasswordHasher(1, 64, 1)))


@pytest.fixture
def window(
    qtbot: Any,
    context: Context,
    guard: Guard,
    event: OpenEvent,
    application: Application,
    prompts: FakePrompts,
) -> Iterator[MainWindow]:
    add_person(
        event, "Hélène", "Müller", email="helene@example.org", note="Allergie", function="Maire"
    )
    store = SettingsStore(
        Settings(camera="", station_name="Poste A", operator="Zoé", welcomed=True)
    )
    own = Context(application, store, prompts, SynchronousTasks(), guard=guard)  # type: ignore[arg-type]
    made = build_window(own, event)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def helene(event: OpenEvent) -> Any:
    return people.search(event, "helene")[0]


def lock(window: MainWindow, qtbot: Any) -> None:
    pin_lock = window.context.guard.pin_lock
    assert pin_lock is not None
    if not pin_lock.has_pin:
        pin_lock.choose(PIN)
    if window.isActiveWindow():
        qtbot.keyClick(window, KEY.Key_L, CTRL)
    else:
        window.desk.toggle_lock()
    assert window.context.guard.locked


def type_pin(window: MainWindow, qtbot: Any, pin: str = PIN) -> None:
    sheet = window.desk.pin_sheet
    assert sheet.isVisible()
    sheet.pin.line.setText(pin)
    qtbot.keyClick(sheet.pin.line, KEY.Key_Return)


def test_without_a_pin_the_settings_ask_for_one(qtbot: Any, window: MainWindow) -> None:
    """Not a grey line at the foot: the card is in sight, says why, and has the keys."""
    qtbot.keyClick(window, KEY.Key_L, CTRL)
    assert window.shown_page == "settings"
    # A second sentence at the foot of the window would still ask when the code is chosen long since.
    assert not window.message.text()
    card: Any = window.pages["settings"].lock_card  # type: ignore[attr-defined]
    qtbot.waitUntil(card.pin.line.hasFocus)
    assert "pas encore de code" in card.outcome.text()
    assert "six chiffres" in card.rules.text()
    qtbot.waitUntil(
        lambda: window.rect().contains(QRect(card.mapTo(window, QPoint(0, 0)), card.size()))
    )
    qtbot.keyClicks(card.pin.line, "12345")
    qtbot.keyClick(card.pin.line, KEY.Key_Return)
    assert card.again.line.hasFocus()
    qtbot.keyClicks(card.again.line, "12345")
    qtbot.keyClick(card.again.line, KEY.Key_Return)
    assert "6" in card.outcome.text()
    qtbot.keyClicks(card.pin.line, PIN)
    qtbot.keyClicks(card.again.line, PIN)
    qtbot.keyClick(card.again.line, KEY.Key_Return)
    card.lock.setFocus()
    qtbot.keyClick(card.lock, KEY.Key_Return)
    assert window.context.guard.locked
    assert window.shown_page == "reception"


def test_a_new_pin_is_typed_twice_or_seen(qtbot: Any, window: MainWindow) -> None:
    window.show_page("settings")
    card: Any = window.pages["settings"].lock_card  # type: ignore[attr-defined]
    lock = window.context.guard.pin_lock
    assert lock is not None
    card.pin.line.setText(PIN)
    card.again.line.setText("482914")
    card.choose()
    assert not lock.has_pin
    assert "pas le même" in card.again.fault.text()
    assert (card.pin.line.text(), card.again.line.text()) == (PIN, "")
    card.choose()
    assert not lock.has_pin
    assert card.pin.line.echoMode() is QLineEdit.EchoMode.Password
    card.show_digits.click()
    assert card.pin.line.echoMode() is QLineEdit.EchoMode.Normal
    assert card.again.isHidden()
    qtbot.keyClick(card.pin.line, KEY.Key_Return)
    assert lock.has_pin
    lock.check(PIN)


@pytest.mark.parametrize("key", ["Key_3", "Key_4", "Key_O"])
def test_a_locked_desk_asks_before_an_organisers_page(
    qtbot: Any, window: MainWindow, prompts: FakePrompts, key: str
) -> None:
    lock(window, qtbot)
    assert window.rail.buttons["organiser"].isHidden()
    qtbot.keyClick(window, getattr(KEY, key), CTRL)
    assert window.shown_page == "reception"
    assert prompts.asked == []
    type_pin(window, qtbot, "000000")
    assert "Encore 2 essais" in window.desk.pin_sheet.pin.fault.text()
    assert window.context.guard.locked
    type_pin(window, qtbot)
    assert not window.context.guard.locked
    assert window.shown_page != "reception" or prompts.asked


def test_a_locked_desk_goes_on_checking_in_under_the_sheet(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    lock(window, qtbot)
    qtbot.keyClick(window, KEY.Key_3, CTRL)
    page: Any = window.pages["reception"]
    page.station.take_code(helene(event).code)
    assert helene(event).present
    qtbot.keyClick(window.desk.pin_sheet.pin.line, KEY.Key_Escape)
    assert window.desk.pin_sheet.isHidden()


def test_a_pin_that_comes_as_fast_as_a_scan_is_no_scan(qtbot: Any, window: MainWindow) -> None:
    window.show_page("reception")
    lock(window, qtbot)
    qtbot.keyClick(window, KEY.Key_L, CTRL)
    line = window.desk.pin_sheet.pin.line
    qtbot.waitUntil(line.hasFocus)
    page: Any = window.pages["reception"]
    read: list[object] = []
    page.station.checked_in.connect(read.append)
    qtbot.keyClicks(line, PIN)
    qtbot.keyClick(line, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(read) or not window.context.guard.locked)
    assert read == []
    assert not window.context.guard.locked


def test_three_wrong_pins_wait_across_a_restart(
    qtbot: Any, window: MainWindow, lock_path: Path, clock: Hands
) -> None:
    lock(window, qtbot)
    qtbot.keyClick(window, KEY.Key_L, CTRL)
    for _ in range(3):
        type_pin(window, qtbot, "111111")
    type_pin(window, qtbot)
    assert "Attendez 30 secondes" in window.desk.pin_sheet.pin.fault.text()
    again = Guard(PinLock(lock_path, clock, PasswordHasher(1, 64, 1)))
    assert again.locked
    clock.forward(seconds=31)
    type_pin(window, qtbot)
    assert not window.context.guard.locked


def test_a_locked_sheet_hides_mail_and_asks_before_it_is_corrected(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    people.correct(event, helene(event).id, {"email": "secret@example.org", "function": "Adjointe"})
    lock(window, qtbot)
    page: Any = window.pages["reception"]
    page.open_person(helene(event).id)
    panel = page.panels._made["person"]
    assert not any("secret" in text for text in panel.history.texts())
    assert any("Adjointe" in text for text in panel.history.texts())
    assert panel.fields["email"].isHidden()
    assert panel.fields["phone"].isHidden()
    panel.fields["family_name"].line.setText("Muller")
    panel.save.click()
    assert helene(event).family_name == "Müller"
    type_pin(window, qtbot)
    assert helene(event).family_name == "Muller"
    assert window.context.guard.locked
    window.context.guard.unlock(PIN)
    assert not panel.fields["email"].isHidden()
    assert any("secret" in text for text in panel.history.texts())


def test_readmitting_asks_for_the_pin_on_a_locked_desk(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    people.correct(event, helene(event).id, {"status": "cancelled"})
    lock(window, qtbot)
    page: Any = window.pages["reception"]
    page.station.take_person(helene(event).id)
    qtbot.mouseClick(page.card.admit_button, Qt.MouseButton.LeftButton)
    assert not helene(event).present
    type_pin(window, qtbot)
    assert helene(event).present
    assert page.card.result.verdict is Verdict.WELCOME


def test_a_restart_stays_locked_and_opens_todays_event(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    lock(window, qtbot)
    window.use_event(None)
    assert window.shown_page == "welcome"
    welcome: Any = window.pages["welcome"]
    qtbot.mouseClick(welcome.new_button, Qt.MouseButton.LeftButton)
    assert welcome.form.isHidden()
    assert window.desk.pin_sheet.isVisible()


def test_a_locked_first_page_says_what_asks_for_the_code(
    qtbot: Any, application: Application, prompts: FakePrompts, guard: Guard, tmp_path: Path
) -> None:
    """Today's event comes first and is free; the rest bears a padlock."""
    recent = tmp_path / "jour.raict"
    recent.touch()
    assert guard.pin_lock is not None
    guard.pin_lock.choose(PIN)
    guard.lock()
    store = SettingsStore(Settings(camera="", welcomed=True, recent=(str(recent),)))
    own = Context(application, store, prompts, SynchronousTasks(), guard=guard)  # type: ignore[arg-type]
    made = build_window(own)
    qtbot.addWidget(made)
    made.resize(1024, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    page: Any = made.pages["welcome"]
    tiles = (page.open_button, page.join_button, page.new_button, page.demo_button)

    def rows_first() -> bool:
        [row] = page.recent_buttons
        return bool(
            row.mapTo(page, QPoint(0, 0)).y() < page.open_button.mapTo(page, QPoint(0, 0)).y()
        )

    qtbot.waitUntil(rows_first)
    assert page.recent_buttons[0].hasFocus()
    assert "verrouillé" in page.sentence.text()
    assert all("code" in tile.accessibleDescription() for tile in tiles)
    locked = page.new_button.grab().toImage()
    guard.unlock(PIN)
    qtbot.waitUntil(lambda: not rows_first())
    assert "verrouillé" not in page.sentence.text()
    assert not any(tile.accessibleDescription() for tile in tiles)
    assert page.new_button.grab().toImage() != locked
    made.close()


@pytest.mark.parametrize("with_event", [False, True])
def test_a_window_built_on_a_locked_desk_opens(
    qtbot: Any,
    context: Context,
    guard: Guard,
    lock_path: Path,
    clock: Hands,
    event: OpenEvent,
    *,
    with_event: bool,
) -> None:
    assert guard.pin_lock is not None
    guard.pin_lock.choose(PIN)
    guard.lock()
    again = Guard(PinLock(lock_path, clock, PasswordHasher(1, 64, 1)))
    own = Context(
        context.application,
        SettingsStore(Settings(camera="", welcomed=True)),
        context.prompts,
        context.tasks,
        guard=again,
    )
    made = build_window(own, event if with_event else None)
    qtbot.addWidget(made)
    assert again.locked
    assert made.shown_page == ("reception" if with_event else "welcome")


def test_the_shift_is_noted_on_passages(qtbot: Any, window: MainWindow, event: OpenEvent) -> None:
    assert window.header.desk.text() == "Poste A · Zoé"
    qtbot.mouseClick(window.header.desk, Qt.MouseButton.LeftButton)
    sheet = window.desk.shift_sheet
    sheet.operator.line.setText("Noé & Léa")
    qtbot.keyClick(sheet.operator.line, KEY.Key_Return)
    assert window.header.desk.text() == "Poste A · Noé && Léa"
    page: Any = window.pages["reception"]
    page.station.take_person(helene(event).id)
    from raict_desktop.services import history
    from raict_desktop.services.hub_sharing import station_name

    assert station_name(event, event.station) == "Poste A"
    assert history.of_person(event, helene(event).id)[0].operator == "Noé & Léa"


def test_mute(qtbot: Any, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_M, CTRL)
    assert not window.context.settings_store.settings.sound
    qtbot.mouseClick(window.header.mute, Qt.MouseButton.LeftButton)
    assert window.context.settings_store.settings.sound


@pytest.fixture
def kiosk(qtbot: Any, window: MainWindow) -> Kiosk:
    qtbot.keyClick(window, KEY.Key_F9)
    assert window.desk.kiosk is not None
    qtbot.waitUntil(window.desk.kiosk.isVisible)
    return window.desk.kiosk


def test_guests_see_two_languages_and_nothing_private(
    window: MainWindow, kiosk: Kiosk, event: OpenEvent
) -> None:
    assert kiosk.texts() == ["Présentez votre badge", "Please show your badge"]
    page: Any = window.pages["reception"]
    page.station.take_person(helene(event).id)
    said = " ".join(kiosk.texts())
    assert "Hélène MÜLLER" in said
    assert "Bienvenue" in said
    assert "Welcome" in said
    assert "example.org" not in said
    assert "Allergie" not in said
    assert "Hélène" in kiosk.accessibleName()
    kiosk._back.timeout.emit()
    assert kiosk.result is None


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [("cancelled", "", "adresser à l’accueil"), ("registered", "http://x", "adresser à l’accueil")],
)
def test_who_is_refused_is_not_named_to_guests(
    window: MainWindow, kiosk: Kiosk, event: OpenEvent, status: str, code: str, said: str
) -> None:
    people.correct(event, helene(event).id, {"status": status})
    page: Any = window.pages["reception"]
    if code:
        page.station.take_code(code)
    else:
        page.station.take_person(helene(event).id)
    assert said in kiosk.texts()[0]
    assert len(kiosk.texts()) == 2


def test_a_note_lets_guests_see_a_welcome_only(
    window: MainWindow, kiosk: Kiosk, event: OpenEvent
) -> None:
    people.correct(event, helene(event).id, {"note_level": "attention"})
    page: Any = window.pages["reception"]
    page.station.take_person(helene(event).id)
    assert page.card.result.reason is Reason.NOTE
    assert kiosk.texts()[0] == "Bienvenue"
    assert not any("Allergie" in text for text in kiosk.texts())


def test_self_service_asks_before_it_is_left_on_a_locked_desk(
    qtbot: Any, window: MainWindow, kiosk: Kiosk
) -> None:
    lock(window, qtbot)
    kiosk.begin_self_service()
    assert kiosk.bar.isHidden()
    qtbot.keyClick(kiosk, KEY.Key_Escape)
    assert kiosk.isVisible()
    assert kiosk.pin_sheet.isVisible()
    kiosk.close()
    assert kiosk.isVisible()
    kiosk.pin_sheet.pin.line.setText(PIN)
    qtbot.keyClick(kiosk.pin_sheet.pin.line, KEY.Key_Return)
    assert kiosk.isHidden()
    assert window.context.guard.locked


def test_one_screen_shows_the_guests_window_beside(kiosk: Kiosk) -> None:
    assert len(QApplication.screens()) == 1
    assert not kiosk.isFullScreen()
    assert kiosk.bar.isVisible()


class FakeScreen:
    """A screen as far as the guests' window looks at it."""

    def __init__(self, name: str, left: int) -> None:
        self._name, self._geometry = name, QRect(left, 0, 800, 800)

    def name(self) -> str:
        return self._name

    def geometry(self) -> QRect:
        return self._geometry


def test_two_screens_that_show_the_same_are_one(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = window.screen().geometry()
    twin, beside = FakeScreen("twin", mine.x()), FakeScreen("beside", mine.right() + 1)
    monkeypatch.setattr(kiosk_module.QGuiApplication, "screens", lambda: [twin])
    assert other_screen(window) is None
    monkeypatch.setattr(kiosk_module.QGuiApplication, "screens", lambda: [twin, beside])
    assert other_screen(window) is beside


def test_a_lost_screen_takes_self_service_away_and_brings_it_back(
    window: MainWindow, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk._guests_screen = "beside"
    kiosk.begin_self_service()
    kiosk._on_screen_removed(FakeScreen("another", 0))  # type: ignore[arg-type]
    assert kiosk.isVisible()
    kiosk._on_screen_removed(FakeScreen("beside", 0))  # type: ignore[arg-type]
    assert kiosk.isHidden()
    assert not kiosk.self_service
    assert "plus branché" in window.message.text()
    kiosk._on_screen_added(FakeScreen("beside", 0))  # type: ignore[arg-type]
    assert kiosk.isHidden(), "no screen beside the desk's yet"
    monkeypatch.setattr(kiosk_module, "other_screen", lambda _window: window.screen())
    kiosk._on_screen_added(FakeScreen("beside", 0))  # type: ignore[arg-type]
    assert kiosk.isVisible()
    assert kiosk.self_service
    kiosk.leave()
    kiosk._on_screen_added(FakeScreen("beside", 0))  # type: ignore[arg-type]
    assert kiosk.isHidden(), "what the volunteer put away stays away"


def test_self_service_says_that_the_badge_is_printed(
    window: MainWindow, kiosk: Kiosk, event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Any = window.pages["reception"]
    monkeypatch.setattr(page, "prints_badges", lambda: True)
    kiosk.begin_self_service()
    page.station.take_person(helene(event).id)
    assert "Votre badge s’imprime" in kiosk.texts()
    assert "Your badge is being printed" in kiosk.texts()
    page.station.take_person(helene(event).id)
    assert "Votre badge s’imprime" not in kiosk.texts(), "who was in has a badge"
    assert kiosk._back.interval() == 5000


@pytest.mark.parametrize("name", ["x" * 200, "Anne-Marie " * 15, "علي الحسن", "王小明"])
def test_long_and_foreign_names_keep_to_the_screen(
    window: MainWindow, kiosk: Kiosk, event: OpenEvent, name: str
) -> None:
    people.correct(event, helene(event).id, {"family_name": name[:200]})
    page: Any = window.pages["reception"]
    page.station.take_person(helene(event).id)
    height = kiosk.height()
    sizes = kiosk._sizes(kiosk.width() - 96, height - 300)
    assert all(size >= 16 for _, size, _ in sizes)
    kiosk.grab()


def test_the_greeting_is_in_the_shown_language_first(desktop: QApplication) -> None:
    language.set_language("en")
    assert greeting(None) == ("Please show your badge", "Présentez votre badge")


def test_another_event_takes_the_guests_screen_away(window: MainWindow, kiosk: Kiosk) -> None:
    window.use_event(None)
    assert window.desk.kiosk is None


def test_f9_without_an_event_says_so(qtbot: Any, window: MainWindow) -> None:
    window.use_event(None)
    window.desk.open_kiosk()
    assert window.desk.kiosk is None
    assert window.message.text()


def test_help_opens_at_the_page_and_is_searched_in_both_languages(
    qtbot: Any, window: MainWindow
) -> None:
    qtbot.keyClick(window, KEY.Key_F1)
    assert window.help.isVisible()
    assert window.help.topics.chosen() == "verdicts"
    assert "DÉJÀ ENREGISTRÉ" in window.help.text.toPlainText()
    window.help.words.setText("delegation")
    assert window.help.topics.chosen() == "delegations"
    window.help.words.setText("zzyzx")
    assert window.help.topics.count() == 0
    assert window.help.text.toPlainText() == language.tr("shell.help_nothing")
    window.help.words.setText("")
    language.set_language("en")
    qtbot.keyClick(window.help.words, KEY.Key_Down)
    assert "Type" in window.help.text.toPlainText() or window.help.text.toPlainText()
    qtbot.keyClick(window.help, KEY.Key_Escape)
    assert window.help.isHidden()

"""What guests see: a greeting in two languages on a second screen, or a kiosk they serve themselves at.

No note, no e-mail, no reason of a refusal is ever shown here: who is not let in is asked to see the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.ui import language, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pin_sheet import PinSheet
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.verdict_shape import shape_path
from raict_desktop.wording import LANGUAGES, say

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult
    from raict_desktop.ui.main_window import MainWindow

BACK_MS = 5000
LONG_NAME = 24
BAR_MS = 4000
"""On a full screen the bar of buttons comes with the mouse and goes again."""
_KNOWN = frozenset({Verdict.WELCOME, Verdict.ALREADY_IN})
_MARGIN, _BAR = 48, 64
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)


def other_screen(window: QWidget) -> QScreen | None:
    """A screen beside the one the window is on; None where there is one only, or two show the same."""
    mine = window.screen().geometry()
    others = (s for s in QGuiApplication.screens() if not s.geometry().intersects(mine))
    return next(others, None)


def greeting(result: CheckinResult | None, *, badge: bool = False) -> tuple[str, ...]:
    """What a guest is told: in the language on show first, then in the other.

    Args:
        result: of the last scan, None while the desk is ready.
        badge: whether their badge is being printed.
    """
    if result is None:
        key = "kiosk_ready"
    elif result.verdict is Verdict.WELCOME or result.recorded:
        key = "kiosk_welcome"
    else:
        key = "kiosk_already" if result.verdict is Verdict.ALREADY_IN else "kiosk_ask"
    first = current_language()
    order = (first, *(code for code in LANGUAGES if code != first))
    texts = [say(f"lock.{key}", code) for code in order]
    if badge and key == "kiosk_welcome":
        texts += [say("lock.kiosk_badge", code) for code in order]
    return tuple(texts)


class Kiosk(QWidget):
    """A window of its own; in self-service it fills the screen and asks before it is left."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._window = window
        self._event: OpenEvent | None = None
        self._page: Any = None
        self.result: CheckinResult | None = None
        self.self_service = False
        self._closing = False
        self._guests_screen = ""
        self._lost = self._served = False
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._on_screen_added)
            app.screenRemoved.connect(self._on_screen_removed)
        self._back = QTimer(self, singleShot=True, interval=BACK_MS)
        self._back.timeout.connect(self.show_ready)
        self.full, self.service = Button("", "ghost", "monitor"), Button("", "ghost", "user-check")
        self.close_button = Button("", "ghost", "x")
        self.bar = QWidget(self)
        # On its own ground: the colours of a greeting would swallow its words.
        self.bar.setAutoFillBackground(True)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.addStretch(1)
        for button in (self.full, self.service, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.full.clicked.connect(self.fill_screen)
        self.service.clicked.connect(self.begin_self_service)
        self.close_button.clicked.connect(self.leave)
        self.pin_sheet = PinSheet(self, window.context.guard, listens=False)
        self._bar_timer = QTimer(self, singleShot=True, interval=BAR_MS)
        self._bar_timer.timeout.connect(self._hide_bar)
        self.setMouseTracking(True)
        # A scanner's keys go to what has the focus: here that is the window itself.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(960, 600)
        language.notifier.changed.connect(self.retranslate)
        theme.notifier.changed.connect(self.update)
        self.retranslate()

    def follow(self, page: Any, event: OpenEvent) -> None:
        """Show what a reception page shows its volunteer, as far as guests may see it."""
        if self._page is not page:
            page.card.displayed.connect(self.show_result)
            self._page = page
        self._event = event
        self.show_ready()

    def open(self) -> None:
        """Fill the second screen, or stand beside the desk's window where there is one screen."""
        screen = other_screen(self._window)
        self._guests_screen, self._lost = (screen.name() if screen else ""), False
        # The volunteer goes on typing at the desk.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, screen is not None)
        if screen is not None:
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
            self.fill_screen()
            return
        self.show()
        self.setFocus()

    def _on_screen_removed(self, screen: QScreen) -> None:
        """The guests' screen was unplugged: never cover the volunteer's with it instead."""
        if screen.name() != self._guests_screen or not self.isVisible():
            return
        served = self.self_service
        self._put_away()
        self._lost, self._served, self._guests_screen = True, served, ""
        self._window.tell(lambda: tr("lock.kiosk_lost"))

    def _on_screen_added(self, _screen: QScreen) -> None:
        """A screen is there again: show the guests theirs, as it was."""
        if self._lost and not self.isVisible() and other_screen(self._window) is not None:
            self.open()
            if self._served:
                self.begin_self_service()
            self._window.tell(lambda: tr("lock.kiosk_back"))

    def fill_screen(self) -> None:
        """Take the whole screen."""
        self.bar.hide()
        self.showFullScreen()
        self.setFocus()

    def begin_self_service(self) -> None:
        """Let guests check themselves in at this screen."""
        self.self_service = True
        self.fill_screen()
        self.show_ready()

    def leave(self) -> None:
        """Put the window away; a locked desk asks for the PIN when guests serve themselves."""
        if self.self_service and self._window.context.guard.locked:
            self.pin_sheet.ask("kiosk", self._put_away, False)
        else:
            self._put_away()

    def _put_away(self) -> None:
        self.self_service = self._lost = False
        self.bar.show()
        self.showNormal()
        self.hide()
        self._window.activateWindow()

    def show_result(self, result: CheckinResult) -> None:
        """Greet, for five seconds."""
        if not self.isVisible():
            return
        self.result = result
        self._back.start()
        self._say()

    def show_ready(self) -> None:
        """Wait for the next guest."""
        self._back.stop()
        self.result = None
        self._say()

    def texts(self) -> list[str]:
        """Everything a guest reads."""
        badge = bool(self._page and self.self_service and self._page.prints_badges())
        texts = list(greeting(self.result, badge=badge))
        if self.result is None:
            return texts
        person = self.result.person
        if person is not None and (self.result.verdict in _KNOWN or self.result.recorded):
            name = person.full_name
            if len(name) > LONG_NAME and person.given_name:
                name = f"{person.given_name}\n{name[len(person.given_name) :].strip()}"
            texts[2:2] = [name, person.organisation]
        return [text for text in texts if text]

    def _say(self) -> None:
        self.setAccessibleName(". ".join(self.texts()).replace("\n", " "))
        self.update()

    def retranslate(self) -> None:
        """Read every text again."""
        self.setWindowTitle(tr("lock.kiosk_title"))
        self.full.setText(tr("lock.kiosk_full"))
        self.service.setText(tr("lock.kiosk_self"))
        self.close_button.setText(tr("lock.kiosk_leave"))
        self.pin_sheet.retranslate()
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the foot."""
        super().resizeEvent(event)
        self.bar.setGeometry(0, self.height() - _BAR, self.width(), _BAR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F9 leave, F11 fills the screen; no other key does anything."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F9):
            self.leave()
        elif event.key() == Qt.Key.Key_F11 and not self.self_service:
            self.fill_screen()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Give the keys back: a window manager may hand them to a new window, and the desk types on."""
        super().changeEvent(event)
        if event.type() != QEvent.Type.ActivationChange or not self.isActiveWindow():
            return
        if self._guests_screen and not self.self_service:
            QTimer.singleShot(0, self._window, self._window.activateWindow)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Offer the buttons to the volunteer, never to guests who serve themselves."""
        super().mouseMoveEvent(event)
        if not self.self_service:
            self.bar.show()
            self._bar_timer.start()

    def _hide_bar(self) -> None:
        if self.isFullScreen():
            self.bar.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross asks as Esc does."""
        if self._closing or not (self.self_service and self._window.context.guard.locked):
            event.accept()
            return
        event.ignore()
        self.leave()

    def close_for_good(self) -> None:
        """The desk's window closes: nobody is asked."""
        self._closing = True
        self._back.stop()
        if self._page is not None:
            self._page.card.displayed.disconnect(self.show_result)
            self._page = None
        self.close()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the shape and the words in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        verdict = self.result.verdict if self.result else None
        greeted = self.result is not None and (verdict is Verdict.WELCOME or self.result.recorded)
        t = theme.tokens()
        ground, ink = t.ground, t.text
        if greeted:
            ground, ink = (QColor(colour) for colour in COLOURS[Verdict.WELCOME])
        elif verdict is Verdict.ALREADY_IN:
            ground, ink = (QColor(colour) for colour in COLOURS[Verdict.ALREADY_IN])
        painter.fillRect(self.rect(), ground)
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN - _BAR)
        side = min(260.0, area.height() / 4)
        sizes = self._sizes(area.width(), area.height() - side - 32)
        total = side + 32 + sum(height for _, _, height in sizes)
        top = area.y() + max(0.0, (area.height() - total) / 2)
        box = QRectF(area.center().x() - side / 2, top, side, side)
        if self.result is None:
            drawn = icon("qr-code", t.accent, int(side))
            drawn.paint(painter, box.toRect())
        else:
            shown = Verdict.WELCOME if greeted else (verdict or Verdict.WELCOME)
            shown = shown if shown in _KNOWN else Verdict.PLEASE_CHECK
            self._paint_shape(painter, shown, box, ink)
        top += side + 32
        painter.setPen(ink)
        for text, size, height in sizes:
            painter.setFont(font(size, 700 if size >= 40 else 500))
            painter.drawText(QRectF(area.x(), top, area.width(), height), _CENTRE, text)
            top += height

    @staticmethod
    def _paint_shape(painter: QPainter, verdict: Verdict, box: QRectF, ink: QColor) -> None:
        outline, mark = shape_path(verdict, box)
        pen = QPen(ink, box.width() * 0.07)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(outline)
        painter.drawPath(mark)

    def _sizes(self, width: float, height: float) -> list[tuple[str, int, float]]:
        """Every text with the size at which all of them fit, and its height, in pixels."""
        texts = self.texts()
        named = len(texts) > 2
        largest = max(28, int(min(height / 4.5, width / 12)))
        for share in (1.0, 0.85, 0.7, 0.55, 0.4):
            found = []
            for place, text in enumerate(texts):
                first = place == 0 or (named and place == 2)
                size = max(16, int(largest * share * (1 if first else 0.5)))
                metrics = QFontMetricsF(font(size, 700))
                box = metrics.boundingRect(QRectF(0, 0, width, 10_000), _CENTRE, text)
                # A name without a blank cannot be broken: it counts as too tall where it is too wide.
                tall = box.height() if box.width() <= width else height
                # The greeting is one thing, who is greeted another.
                gap = 0.9 if named and place == 1 else 0.2
                found.append((text, size, tall + size * gap))
            if sum(tall for _, _, tall in found) <= height:
                break
        return found

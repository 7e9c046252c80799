"""Catches a USB scanner's keys whatever has the focus, so that no code leaks into a field."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from raict_desktop.domain import codes
from raict_desktop.scanning.wedge import WedgeAction, WedgeDetector, WedgeEvent, unscramble

_ENDS = frozenset({int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter), int(Qt.Key.Key_Tab)})
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
GAP_S = 0.05


class WedgeFilter(QObject):
    """An application event filter around the detector; typed characters are held, then replayed."""

    scanned = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, active: Callable[[], bool] = lambda: True
    ) -> None:
        """Listen for ``parent``, and only while ``active()`` says that its page is in front."""
        super().__init__(parent)
        self._active = active
        self._detector = WedgeDetector(max_gap_s=GAP_S)
        self._timer = QTimer(self, singleShot=True, interval=int(GAP_S * 1000) + 5)
        self._timer.timeout.connect(self._on_gap)
        self._replaying = self._on = False

    def start(self) -> None:
        """Begin to listen."""
        app = QApplication.instance()
        if app and not self._on:
            app.installEventFilter(self)
            self._on = True

    def stop(self) -> None:
        """Stop listening and give back what is held."""
        app = QApplication.instance()
        if app and self._on:
            app.removeEventFilter(self)
            self._on = False
        self._timer.stop()
        self._replay(self._detector.flush())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold, replay or take one key."""
        if self._replaying or event.type() != QEvent.Type.KeyPress:
            return False
        # A dialog or an open list has the keys to itself; so has another page.
        if QApplication.activeModalWidget() or not self._active():
            self._replay(self._detector.flush())
            return False
        # A key climbs from the focused widget to its parents: only its first stop counts.
        if watched is not QApplication.focusWidget() or not isinstance(event, QKeyEvent):
            return False
        end = event.key() in _ENDS
        if event.modifiers() & _COMMANDS or not (end or event.text().isprintable()):
            self._replay(self._detector.flush())
            return False
        if not end and not event.text():
            return False
        return self._obey(self._detector.feed("" if end else event.text(), time.monotonic(), end))

    def _obey(self, answer: WedgeEvent) -> bool:
        self._replay(answer.replay)
        if answer.action is WedgeAction.CODE:
            text = answer.text
            mended = unscramble(text)
            good = codes.is_own_code(text) or not codes.is_own_code(mended)
            self.scanned.emit(text if good else mended)
        elif answer.action is WedgeAction.HOLD:
            self._timer.start()
        return answer.action is not WedgeAction.PASS

    def _on_gap(self) -> None:
        self._obey(self._detector.poll(time.monotonic()))

    def _replay(self, text: str) -> None:
        target = QApplication.focusWidget()
        if not text or target is None:
            return
        self._replaying = True
        try:
            for letter in text:
                target = QApplication.focusWidget() or target
                key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(target, key)
        finally:
            self._replaying = False

"""Catches a USB scanner's keys whatever has the focus, so that no code leaks into a field."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from raict_desktop.scanning.wedge import WedgeAction, WedgeDetector, WedgeEvent

_ENDS = frozenset({int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter), int(Qt.Key.Key_Tab)})
_MODIFIERS = frozenset(
    int(key)
    for key in (
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Mode_switch,
        Qt.Key.Key_unknown,
    )
)
_END_NAMES = {
    int(Qt.Key.Key_Return): "enter",
    int(Qt.Key.Key_Enter): "enter",
    int(Qt.Key.Key_Tab): "tab",
}
_ALT_DIGITS = range(int(Qt.Key.Key_0), int(Qt.Key.Key_9) + 1)
_DEAD = range(int(Qt.Key.Key_Dead_Grave), int(Qt.Key.Key_Dead_Longsolidusoverlay) + 1)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
GAP_S = 0.05
# After a pause of the window its keys wait in the queue: they are heard before the gap is judged.
SETTLE_MS = 10


class WedgeFilter(QObject):
    """An application event filter around the detector; typed characters are held, then replayed."""

    scanned = Signal(str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        active: Callable[[], bool] = lambda: True,
        spoken: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        """Listen for ``parent``.

        Args:
            parent: what the filter lives with.
            active: whether its page is in front; the filter is deaf while not.
            spoken: whether a text that came as fast as a scan is a person's word all the same: keys
                that waited for a busy window come all at once.
        """
        super().__init__(parent)
        self._active, self._spoken = active, spoken
        self._detector = WedgeDetector(max_gap_s=GAP_S)
        self._timer = QTimer(self, singleShot=True, interval=int(GAP_S * 1000) + 5)
        self._timer.timeout.connect(self._on_gap)
        self._replaying = self._on = False
        self.ended_by = ""
        """What ended the last scan: ``enter``, ``tab``, ``other`` (an arrow, F12), or no key at all."""
        # The last key: when it was struck and heard (monotonic), and the system's stamp of it.
        self._struck = self._heard = self._stamp = 0.0

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
        kind = event.type()
        if self._replaying or kind not in (QEvent.Type.KeyPress, QEvent.Type.InputMethod):
            return False
        # A dialog or an open list has the keys to itself; so has another page.
        if QApplication.activeModalWidget() or not self._active():
            self._replay(self._detector.flush())
            return False
        # A key climbs from the focused widget to its parents: only its first stop counts.
        focused = QApplication.focusWidget()
        if watched is not (focused or QApplication.activeWindow()):
            return False
        if isinstance(event, QInputMethodEvent):
            return self._take_composed(event)
        if not isinstance(event, QKeyEvent):
            return False
        if self._take_key(event):
            return True
        return self._follow_focus(focused, event)

    def _follow_focus(self, before: QWidget | None, event: QKeyEvent) -> bool:
        """Give the key to the field that what was given back opened: it was typed there."""
        now = QApplication.focusWidget()
        if now is None or now is before:
            return False
        self._replaying = True
        try:
            QApplication.sendEvent(now, event.clone())
        finally:
            self._replaying = False
        return True

    def _take_composed(self, event: QInputMethodEvent) -> bool:
        """A letter that a dead key and another became; in the middle of a scan it is the scanner's."""
        now = time.monotonic()
        if not event.commitString() or not self._detector.scanning(now):
            return False
        return self._obey(self._detector.feed(event.commitString(), now, False))

    def _take_key(self, event: QKeyEvent) -> bool:
        key, text, now = event.key(), event.text(), self._moment(event)
        end = key in _ENDS
        scanning = self._detector.scanning(now)
        if key in _MODIFIERS or key in _DEAD:
            return False
        if event.isAutoRepeat() and not scanning:
            # A key held down repeats as fast as a scanner types.
            self._replay(self._detector.flush())
            return False
        modifiers = event.modifiers()
        third_level = bool(modifiers & _CONTROL and modifiers & _ALT) and text.isprintable()
        if modifiers & _ALT and not modifiers & _CONTROL and key in _ALT_DIGITS:
            # Alt and a number typed on the pad: the letter comes when Alt is let go.
            return scanning
        command = bool(modifiers & (_CONTROL | _ALT | _META)) and not third_level
        if scanning and not end and (command or not text.isprintable() or not text):
            # Separators inside a code come as Ctrl and a key; a last arrow or function key ends it.
            inside = len(text) == 1 and text not in "\r\n\t"
            return self._obey(
                self._detector.feed(text if inside else "", now, not inside), ended_by="other"
            )
        if command or not (end or text.isprintable()):
            self._replay(self._detector.flush())
            return False
        if not end and not text:
            return False
        if text == " " and not scanning:
            # No code begins with a blank: it presses the button or switches the tick in front.
            self._replay(self._detector.flush())
            return False
        ended_by = _END_NAMES.get(key, "")
        return self._obey(
            self._detector.feed("" if end else text, now, end), end=end, ended_by=ended_by
        )

    def _moment(self, event: QKeyEvent) -> float:
        """When the key was struck: the system stamps it then, however late a busy window hears of it."""
        stamp, heard = event.timestamp() / 1000, time.monotonic()
        if self._struck and stamp > self._stamp > 0:
            self._struck += stamp - self._stamp
        else:
            self._struck = (self._struck + heard - self._heard) if self._struck else heard
        self._stamp, self._heard = stamp, heard
        return self._struck

    def _obey(self, answer: WedgeEvent, *, end: bool = False, ended_by: str = "") -> bool:
        self._replay(answer.replay)
        if answer.action is WedgeAction.CODE:
            if self._spoken(answer.text):
                self._replay(answer.text)
                return not end
            self.ended_by = ended_by
            self.scanned.emit(answer.text)
        elif answer.action is WedgeAction.HOLD:
            self._timer.start()
        return answer.action is not WedgeAction.PASS

    def _on_gap(self) -> None:
        QTimer.singleShot(SETTLE_MS, self, self._settle)

    def _settle(self) -> None:
        if self._on and not self._timer.isActive():
            self._obey(self._detector.poll(self._struck + time.monotonic() - self._heard))

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

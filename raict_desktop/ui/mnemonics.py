"""Underlines the letters to press with Alt only while Alt is held, as the systems themselves do.

A screen full of underlined letters is noise to a volunteer; who works by keyboard presses Alt and sees them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class _Notifier(QObject):
    changed = Signal()


notifier = _Notifier()
_state = {"held": False}


def text_flag() -> Qt.TextFlag:
    """How ``drawText`` treats the "&" of a label just now."""
    return Qt.TextFlag.TextShowMnemonic if _state["held"] else Qt.TextFlag.TextHideMnemonic


def without_mark(text: str) -> str:
    """A label as it reads: no single "&", and one for each doubled one."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _hold(held: bool) -> None:
    if _state["held"] != held:
        _state["held"] = held
        notifier.changed.emit()


class AltKey(QObject):
    """Watches a top-level window for the Alt key; key events reach it unless something used them."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note what was pressed; nothing is taken away from anybody."""
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt:
                _hold(kind == QEvent.Type.KeyPress)
        elif kind in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            # Alt+Tab: the release goes to another program.
            _hold(False)
        return False

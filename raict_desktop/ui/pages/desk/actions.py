"""The row of actions at the foot of the desk: with its keys where there is room, else without, else icons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import tip

_GAP = 8
_LABELS = ("with keys", "plain", "none")


class ActionRow(QWidget):
    """Buttons side by side.

    Args:
        actions: by name of the action: its button, the catalogue's key of its label, its keys.
    """

    def __init__(self, actions: dict[str, tuple[Button, str, str]]) -> None:
        super().__init__()
        self._actions = actions
        self._counts: dict[str, int] = {}
        self._labels = _LABELS[0]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for button, _, _ in actions.values():
            button.setMinimumHeight(48)
            # A click leaves the keys where they were: the next Enter is the desk's, not this button's again.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.addStretch(1)
        self.retranslate()

    def set_count(self, name: str, count: int) -> None:
        """Show a number beside an action's label; none for 0."""
        self._counts[name] = count
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        for name, (button, key, keys) in self._actions.items():
            label = tr(key)
            count = self._counts.get(name, 0)
            text = f"{label} ({count})" if count else label
            written = {"with keys": f"{text}   {keys}", "plain": text}
            button.setText(written.get(self._labels, str(count) if count else ""))
            button.setToolTip(tip(f"{label} ({keys})"))
            button.setAccessibleName(text)
            button.updateGeometry()

    def _wanted(self) -> int:
        shown = [b for b, _, _ in self._actions.values() if not b.isHidden()]
        return sum(b.sizeHint().width() for b in shown) + _GAP * (len(shown) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys, then the labels out where they do not fit; the tool tips keep them."""
        super().resizeEvent(event)
        for labels in _LABELS:
            self._labels = labels
            self.retranslate()
            if self._wanted() <= self.width():
                return

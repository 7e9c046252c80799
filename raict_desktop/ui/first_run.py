"""The first run: which language, and what this computer is for, in the middle of the first page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.segmented import Segmented

ROLES = {"reception": "user-check", "session": "door-open", "organiser": "layout-dashboard"}
_ROLE_HEIGHT = 56


class FirstRun(QWidget):
    """Every choice holds at once and can be changed later.

    ``language`` stands wherever the page puts it: beside its title, for who does not read the rest.
    """

    language_chosen = Signal(str)
    role_chosen = Signal(str)

    def __init__(self, role: str) -> None:
        super().__init__()
        self.language = Segmented(("fr", "en"))
        self.caption, self.hint, self.next = PlainLabel(), PlainLabel(), PlainLabel()
        for label in (self.caption, self.next):
            label.setFont(font(13, 600))
        self.hint.setFont(font(13))
        self.hint.setWordWrap(True)
        self.roles = {name: Button("", "secondary", icon) for name, icon in ROLES.items()}
        self.role = role
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, button in self.roles.items():
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setMinimumHeight(_ROLE_HEIGHT)
            button.clicked.connect(lambda _checked=False, name=name: self._choose(name))
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.caption)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addSpacing(16)
        column.addWidget(self.next)
        self.language.chosen.connect(self.language_chosen)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def setVisible(self, visible: bool) -> None:
        """Show or hide the choice of the language with the rest."""
        super().setVisible(visible)
        self.language.setVisible(visible)

    def _dress(self) -> None:
        for label in (self.caption, self.hint, self.next):
            tint(label, "quiet")

    def _choose(self, name: str) -> None:
        self.role = name
        self.role_chosen.emit(name)
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.caption.setText(tr("first.role"))
        self.hint.setText(tr(f"first.hint_{self.role}"))
        self.next.setText(tr("first.next"))
        self.language.set_text("fr", "Français")
        self.language.set_text("en", "English")
        self.language.set_value(current_language())
        for name, button in self.roles.items():
            button.setText(tr(f"first.role_{name}"))
            button.setChecked(name == self.role)
            button.updateGeometry()

"""The first run: which language, what this computer is for, and the demonstration one click away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.segmented import Segmented

ROLES = {"reception": "user-check", "session": "door-open", "organiser": "layout-dashboard"}
_ROLE_HEIGHT = 56


class FirstRunCard(Card):
    """Every choice holds at once and can be changed later."""

    language_chosen = Signal(str)
    role_chosen = Signal(str)

    def __init__(self, role: str) -> None:
        super().__init__()
        self.heading, self.sentence = PlainLabel(), PlainLabel()
        self.heading.setFont(font(20, 600))
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        self.language = Segmented(("fr", "en"))
        self.caption, self.hint = PlainLabel(), PlainLabel()
        self.caption.setFont(font(13, 600))
        self.hint.setFont(font(13))
        self.hint.setWordWrap(True)
        self.roles = {name: Button("", "secondary", icon) for name, icon in ROLES.items()}
        self.role = role
        top, row = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.language)
        row.setSpacing(12)
        for name, button in self.roles.items():
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setMinimumHeight(_ROLE_HEIGHT)
            button.clicked.connect(lambda _checked=False, name=name: self._choose(name))
            row.addWidget(button, 1)
        column: QVBoxLayout = self.column
        column.setSpacing(12)
        column.addLayout(top)
        for part in (self.sentence, self.caption):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.hint)
        self.language.chosen.connect(self.language_chosen)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        for label in (self.caption, self.hint):
            tint(label, "quiet")

    def _choose(self, name: str) -> None:
        self.role = name
        self.role_chosen.emit(name)
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("first.heading"))
        self.sentence.setText(tr("first.sentence"))
        self.caption.setText(tr("first.role"))
        self.hint.setText(tr(f"first.hint_{self.role}"))
        self.language.set_text("fr", "Français")
        self.language.set_text("en", "English")
        self.language.set_value(current_language())
        for name, button in self.roles.items():
            button.setText(tr(f"first.role_{name}"))
            button.setChecked(name == self.role)
            button.updateGeometry()

"""Registers somebody who is not on the list, inside the window so that scanning goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.records import CATEGORIES
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.chooser import Chooser
from raict_desktop.ui.widgets.field import Field, tint
from raict_desktop.ui.widgets.label import PlainLabel

FIELDS = ("given_name", "family_name", "organisation", "function", "country")
MANDATORY = FIELDS[:3]


class WalkInPanel(QWidget):
    """A form; ``saved`` carries its values by field name."""

    saved = Signal(dict)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.category = Chooser()
        self._parts = {name: Field() for name in FIELDS}
        self._parts["category"] = Field(self.category)
        # The field dresses its editor as a plain one, in the order of creation: dress it last.
        self.category.dress()
        theme.notifier.changed.connect(self.category.dress)
        self.fields = {name: self._parts[name].line for name in FIELDS}
        self.title, self.hint = PlainLabel(), PlainLabel()
        self.title.setFont(font(20, 600))
        self.hint.setFont(font(13))
        self.hint.setWordWrap(True)
        self.save_button = Button("", "primary", "user-check")
        self.close_button = Button("", "ghost")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for name, row, column, span in (
            ("given_name", 0, 0, 1),
            ("family_name", 0, 1, 1),
            ("organisation", 1, 0, 2),
            ("function", 2, 0, 2),
            ("country", 3, 0, 1),
            ("category", 3, 1, 1),
        ):
            grid.addWidget(self._parts[name], row, column, 1, span)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.category.setMinimumContentsLength(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addLayout(grid)
        layout.addWidget(self.hint)
        layout.addLayout(buttons)
        layout.addStretch(1)
        for field in self.fields.values():
            field.returnPressed.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.closed)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def open(self, organisations: Sequence[str]) -> None:
        """Empty the form and complete organisations from those known."""
        for field in self.fields.values():
            field.clear()
        self._mark("")
        self.category.setCurrentIndex(0)
        completer = QCompleter(list(organisations), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.fields["organisation"].setCompleter(completer)
        self.show()
        self.fields["given_name"].setFocus()

    def retranslate(self) -> None:
        """Read every text again."""
        for name, part in self._parts.items():
            part.set_label(tr(f"desk.{name}"))
        self.title.setText(tr("desk.walk_in_title"))
        self.save_button.setText(tr("desk.save"))
        self.close_button.setText(tr("desk.cancel"))
        self._mark("")
        chosen = max(0, self.category.currentIndex())
        self.category.clear()
        for key in CATEGORIES:
            self.category.addItem(tr(f"desk.category_{key}"), key)
        self.category.setCurrentIndex(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key leaves the form for the page's own keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        event.accept()

    def say(self, text: str) -> None:
        """Say why nothing was saved."""
        self.hint.setText(text)
        tint(self.hint, "bad")

    def _mark(self, name: str) -> None:
        """Say which mandatory field is missing, or just that some are mandatory."""
        self.hint.setText(tr(f"desk.missing_{name}") if name else tr("desk.mandatory"))
        tint(self.hint, "bad" if name else "quiet")

    def _dress(self) -> None:
        tint(self.hint, "quiet")

    def _on_save(self) -> None:
        values = {name: field.text().strip() for name, field in self.fields.items()}
        for name in MANDATORY:
            if not values[name]:
                self._mark(name)
                self.fields[name].setFocus()
                return
        self.saved.emit({**values, "category": self.category.currentData()})

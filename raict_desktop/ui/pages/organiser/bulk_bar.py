"""Below the table while several people are chosen: one field, one value, for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from raict_desktop.domain.records import Status
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.models.people_model import category_text, column_title
from raict_desktop.ui.pages.organiser.parts import Choice, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import field_style

FIELDS = ("category", "status", "delegation", "organisation", "country", "function", "note")


class BulkBar(QWidget):
    """How many are chosen, and a change for all; ``wanted`` tells the field and the value."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[str, ...] = ()
        self.count = Words(13, 600)
        self.field, self.choice = Choice(), Choice()
        self.text = QLineEdit()
        self.text.setFont(font(13))
        self.text.setMinimumHeight(44)
        self.apply = Button(icon="check")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.count, 1)
        row.addWidget(self.field)
        row.addWidget(self.choice)
        row.addWidget(self.text)
        row.addWidget(self.apply)
        for widget in (self.field, self.choice, self.text):
            widget.setMinimumWidth(150)
        self.field.currentIndexChanged.connect(lambda _index: self._offer())
        self.apply.clicked.connect(self._ask)
        self.text.returnPressed.connect(self._ask)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()
        self.hide()

    def _dress(self) -> None:
        self.text.setStyleSheet(field_style())

    def show_count(self, count: int) -> None:
        """Stand there while two people or more are chosen."""
        self.count.setText(tr("people_table.chosen", count=count, shown=number(count)))
        self.setVisible(count > 1)

    def set_categories(self, categories: Sequence[str]) -> None:
        """Offer these categories."""
        self._categories = tuple(categories)
        self._offer()

    def _offer(self) -> None:
        field = self.field.key()
        options: dict[str, str] = {}
        if field == "category":
            options = {key: category_text(key) for key in self._categories}
        elif field == "status":
            options = {s.value: tr(f"organiser.status_{s.value}") for s in Status}
        self.choice.set_options(options)
        self.choice.setVisible(bool(options))
        self.text.setVisible(not options)

    def _ask(self) -> None:
        value = self.choice.key() if self.choice.isVisibleTo(self) else self.text.text()
        self.wanted.emit(self.field.key(), value)

    def retranslate(self) -> None:
        """Read every text again."""
        self.field.set_options({name: column_title(name) for name in FIELDS})
        self.field.setAccessibleName(tr("people_table.field"))
        self.choice.setAccessibleName(tr("people_table.value"))
        self.text.setAccessibleName(tr("people_table.value"))
        self.text.setPlaceholderText(tr("people_table.value"))
        self.apply.setText(tr("people_table.apply"))
        self.apply.updateGeometry()
        self._offer()

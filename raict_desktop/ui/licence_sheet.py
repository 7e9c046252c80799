"""Every part of the program with its terms, on a sheet inside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from raict_desktop.services.licences import licences
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.row_list import RowList
from raict_desktop.ui.widgets.sheet import Sheet
from raict_desktop.ui.widgets.table import scroll_style

if TYPE_CHECKING:
    from raict_desktop.services.licences import Licence

WIDTH, HEIGHT, LIST_WIDTH, ROW_HEIGHT = 960, 620, 260, 36
MARGIN = 48


class LicenceSheet(Sheet):
    """A list of parts and the text of the one chosen; Esc or a click beside it closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.AlignmentFlag.AlignCenter)
        self._parts: list[Licence] = []
        self.sentence, self.terms = PlainLabel(), PlainLabel()
        self.sentence.setFont(font(13))
        self.sentence.setWordWrap(True)
        self.terms.setFont(font(13, 600))
        self.parts, self.text = RowList(ROW_HEIGHT), QPlainTextEdit()
        self.parts.setFixedWidth(LIST_WIDTH)
        self.text.setReadOnly(True)
        self.text.setFont(font(13))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        # Tab leaves the text instead of being typed into it.
        self.text.setTabChangesFocus(True)
        self.done = Button(kind="primary")
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.parts)
        both.addWidget(self.text, 1)
        self.card.column.addWidget(self.sentence)
        self.card.column.addLayout(both, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.terms, 1)
        foot.addWidget(self.done)
        self.card.column.addLayout(foot)
        self.parts.currentRowChanged.connect(self._show)
        self.done.clicked.connect(self.put_away)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        t = theme.tokens()
        tint(self.sentence, "quiet")
        self.text.setStyleSheet(
            f"QPlainTextEdit{{background:transparent;color:{t.text.name()};}}{scroll_style()}"
        )

    def open(self) -> None:
        """Read the texts when they are first asked for, and show them."""
        if not self._parts:
            self._parts = licences()
            for part in self._parts:
                self.parts.add(part.name, f"{part.name} {part.version}".strip())
            self.parts.setCurrentRow(0)
        self._fit()
        self.open_over(self.parts)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._parts):
            part = self._parts[row]
            self.text.setPlainText(part.text)
            self.terms.setText(part.terms)

    def _fit(self) -> None:
        size = self._window.size()
        self.card.setFixedSize(
            min(WIDTH, size.width() - MARGIN), min(HEIGHT, size.height() - MARGIN)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep within a small window."""
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("about.licences"))
        self.sentence.setText(tr("about.licences_sentence"))
        self.parts.setAccessibleName(tr("about.licences"))
        self.text.setAccessibleName(tr("about.licence_text"))
        self.done.setText(tr("about.close"))

"""Help at the window's right side: opens at the page on show, is searched, needs no network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextBrowser, QWidget

from raict_desktop import paths
from raict_desktop.services import help as pages
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.row_list import RowList
from raict_desktop.ui.widgets.sheet import Sheet
from raict_desktop.ui.widgets.table import scroll_style

WIDTH, LIST_HEIGHT, ROW_HEIGHT = 560, 186, 36
LINE_PERCENT = 130
"""Height of a line of text, of the font's own."""
OPENS_AT = {
    "welcome": "start",
    "reception": "verdicts",
    "session": "door",
    "organiser": "start",
    "settings": "lock",
    "checklist": "scanners",
}
"""The help of each page of the window."""


def _give_air(document: QTextDocument) -> None:
    """Set the lines of a topic apart: Markdown brings paragraphs without any room between them."""
    document.setIndentWidth(20)
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setBottomMargin(12 if form.headingLevel() else 8)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(form)
        block = block.next()


class HelpSheet(Sheet):
    """Search, topics, text; ``card_wanted`` asks for the volunteers' card, ``keys_wanted`` for keys."""

    card_wanted = Signal()
    keys_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.AlignmentFlag.AlignRight)
        self.words, self.topics, self.text = QLineEdit(), RowList(ROW_HEIGHT), QTextBrowser()
        self.words.setMinimumHeight(44)
        self.words.setFont(font(15))
        self.words.setClearButtonEnabled(True)
        self.topics.setFixedHeight(LIST_HEIGHT)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setFont(font(15))
        self.text.setMinimumHeight(140)
        self.keys, self.volunteers = Button(icon="keyboard"), Button(icon="file-text")
        self.close_button = Button("", "ghost", "x")
        top, foot = QHBoxLayout(), QHBoxLayout()
        self.card.column.removeWidget(self.title)
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        foot.setSpacing(8)
        foot.addWidget(self.keys)
        foot.addWidget(self.volunteers)
        foot.addStretch(1)
        self.card.column.addLayout(top)
        for part in (self.words, self.topics):
            self.card.column.addWidget(part)
        self.card.column.addWidget(self.text, 1)
        self.card.column.addLayout(foot)
        self.words.textChanged.connect(self._search)
        self.words.installEventFilter(self)
        self.topics.currentRowChanged.connect(lambda _row: self._show())
        self.close_button.clicked.connect(self.put_away)
        self.keys.clicked.connect(self._keys)
        self.volunteers.clicked.connect(self.card_wanted)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        t = theme.tokens()
        self.words.setStyleSheet(field_style())
        self.text.setStyleSheet(
            f"QTextBrowser{{background:transparent;color:{t.text.name()};}}{scroll_style()}"
        )

    def open_at(self, page: str) -> None:
        """Show the help of a page of the window, or put it away when it is on show."""
        if self.isVisible():
            self.put_away()
            return
        self.words.clear()
        self._search("")
        self._choose(OPENS_AT.get(page, "start"))
        self._fit()
        self.open_over(self.words)

    def _choose(self, name: str) -> None:
        keys = self.topics.keys()
        self.topics.setCurrentRow(keys.index(name) if name in keys else 0)

    def _found(self, words: str) -> list[pages.Topic]:
        return pages.search(paths.resources() / "help" / current_language(), words)

    def _search(self, words: str) -> None:
        kept = self.topics.chosen()
        self.topics.clear()
        found = self._found(words)
        for topic in found:
            self.topics.add(topic.name, topic.title)
        self._choose(found[0].name if words and found else kept)
        self._show()

    def _show(self) -> None:
        chosen = self.topics.chosen()
        topic = next((t for t in self._found("") if t.name == chosen), None)
        if topic is None:
            self.text.setPlainText(tr("shell.help_nothing"))
        else:
            self.text.setMarkdown(f"## {topic.title}\n\n{topic.text}")
            _give_air(self.text.document())

    def _keys(self) -> None:
        self.put_away()
        self.keys_wanted.emit()

    def retranslate(self) -> None:
        """Read every text again, in the other language where it changed."""
        self.title.setText(tr("shell.help_title"))
        self.words.setPlaceholderText(tr("shell.help_search"))
        self.words.setAccessibleName(tr("shell.help_search"))
        self.topics.setAccessibleName(tr("shell.help_title"))
        self.keys.setText(tr("shell.keys_title"))
        self.volunteers.setText(tr("shell.help_card"))
        self.close_button.setAccessibleName(tr("shell.keys_close"))
        self.close_button.setToolTip(tr("shell.keys_close"))
        for button in (self.keys, self.volunteers):
            button.updateGeometry()
        self._search(self.words.text())

    def _fit(self) -> None:
        self.card.setFixedWidth(min(WIDTH, self._window.width() - 40))
        self.topics.setFixedHeight(min(LIST_HEIGHT, max(84, self._window.height() // 4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep within a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose a topic while the search keeps the focus."""
        if watched is self.words and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and event.type() == QEvent.Type.KeyPress and self.topics.count():
                row = self.topics.currentRow() + step
                self.topics.setCurrentRow(max(0, min(self.topics.count() - 1, row)))
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 closes as Esc does."""
        if event.key() == Qt.Key.Key_F1 and not event.modifiers():
            self.put_away()
            event.accept()
        else:
            super().keyPressEvent(event)

"""Find somebody by name: a field, and below it only the people asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from raict_desktop.domain import codes
from raict_desktop.domain.records import Person, Status
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.label import tip

STATE_ICONS = {"present": "circle-check", "cancelled": "circle-x"}
_STATE = Qt.ItemDataRole.UserRole + 1


class _PersonPainter(QStyledItemDelegate):
    """Two lines a person: the name, and what tells namesakes apart."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Make a row to hit with a finger."""
        return QSize(100, 56)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, name and facts."""
        colours = theme.tokens()
        name, _, facts = str(index.data()).partition("\n")
        box = QRectF(option.rect).adjusted(0, 1, 0, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent)
            painter.drawRoundedRect(box, 8, 8)
        box.adjust(12, 6, -12, -6)
        if not facts:
            painter.setPen(colours.quiet)
            painter.setFont(font(13))
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), name)
        else:
            state = str(index.data(_STATE) or "")
            name_box = QRectF(box)
            if state:
                # A shape and a word, so that a present namesake is not checked in for an absent one.
                side = 18
                at = QRectF(box.right() - side, box.top() + 1, side, side)
                ink = colours.on_accent if chosen else colours.quiet
                drawn = icon(STATE_ICONS[state], ink, side)
                drawn.paint(painter, at.toRect())
                name_box.setRight(at.left() - 8)
            _write(painter, name_box, name, 600, colours.on_accent if chosen else colours.text)
            box.setTop(box.top() + 23)
            _write(painter, box, facts, 0, colours.on_accent if chosen else colours.quiet)
        painter.restore()


def _write(painter: QPainter, box: QRectF, text: str, weight: int, ink: QColor) -> None:
    painter.setFont(font(15, weight) if weight else font(13))
    painter.setPen(ink)
    metrics = painter.fontMetrics()
    short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignTop), short)


class SearchBox(QWidget):
    """Field and results; the page does the looking up."""

    words_changed = Signal(str)
    person_chosen = Signal(str)
    code_typed = Signal(str)
    sheet_wanted = Signal(str)
    escaped = Signal()
    listing = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.results = QLineEdit(), QListWidget()
        self.field.setMinimumHeight(44)
        self.field.setFont(font(15))
        self.field.setClearButtonEnabled(True)
        self.results.setFont(font(15))
        self.results.setItemDelegate(_PersonPainter(self.results))
        self.results.setFrameShape(QListWidget.Shape.NoFrame)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.results, 1)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._on_return)
        self.results.itemClicked.connect(self._choose)
        self.field.installEventFilter(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.field.setPlaceholderText(tr("desk.search"))
        self.field.setAccessibleName(tr("desk.search_name"))
        self.results.setAccessibleName(tr("desk.found_name"))
        first = self.results.item(0)
        if first is not None and not self._person(first):
            first.setText(tr("desk.no_match"))

    def begin(self, text: str = "") -> None:
        """Take the focus, with what was already typed."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.field.setText(text)

    def show_people(self, people: Sequence[Person]) -> None:
        """List the people found; organisation and function tell namesakes apart."""
        self.results.clear()
        for person in people:
            facts = " · ".join(t for t in (person.organisation, person.function) if t)
            item = QListWidgetItem(f"{person.full_name}\n{facts}")
            if person.status is Status.CANCELLED:
                item.setData(_STATE, "cancelled")
            elif person.present:
                item.setData(_STATE, "present")
            item.setToolTip(tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            self.results.addItem(item)
        if not people:
            nobody = QListWidgetItem(tr("desk.no_match"))
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self.results.addItem(nobody)
        else:
            self.results.setCurrentRow(0)
        self.results.show()
        self.listing.emit(True)

    def chosen(self) -> str:
        """Id of the person in front, or empty."""
        return self._person(self.results.currentItem())

    def clear(self) -> None:
        """Empty field, no list."""
        self.field.clear()
        self._end_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the results while the field keeps the focus; Esc ends the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.results.count():
                row = self.results.currentRow() + step
                self.results.setCurrentRow(max(0, min(self.results.count() - 1, row)))
                return True
            if event.key() == Qt.Key.Key_F4 and self._person(self.results.currentItem()):
                self.sheet_wanted.emit(self._person(self.results.currentItem()))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                self.escaped.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_text(self, text: str) -> None:
        words = text.strip()
        if len(words) < 2:
            self._end_list()
        else:
            self.words_changed.emit(words)

    def _end_list(self) -> None:
        self.results.clear()
        if not self.results.isHidden():
            self.results.hide()
            self.listing.emit(False)

    def _on_return(self) -> None:
        text = self.field.text().strip()
        item = self.results.currentItem()
        if codes.is_own_code(text) or (codes.is_short_code(text) and not self._person(item)):
            self.clear()
            self.code_typed.emit(codes.typed(text))
        elif self._person(item):
            self._choose(item)
        elif any(letter.isdigit() for letter in text):
            # Ticket codes of other systems hold figures; a misspelt name is no scan.
            self.clear()
            self.code_typed.emit(text)

    @staticmethod
    def _person(item: QListWidgetItem | None) -> str:
        return str(item.data(Qt.ItemDataRole.UserRole) or "") if item else ""

    def _choose(self, item: QListWidgetItem | None) -> None:
        person = self._person(item)
        if person:
            self.clear()
            self.person_chosen.emit(person)

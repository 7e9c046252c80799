"""A short list of views with their counts, beside the table that shows the one chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.list_ground import paint_ground

_KEY = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_HEIGHT, _PADDING = 40, 12


class _Entry(QStyledItemDelegate):
    """Paints a name on the left and its count on the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one entry."""
        t = theme.tokens()
        box = QRect(option.rect).adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = paint_ground(painter, option, QRectF(box))
        inner = box.adjusted(_PADDING, 0, -_PADDING, 0)
        painter.setPen(t.text if chosen else t.quiet)
        painter.setFont(font(13, 600 if chosen else 500, tabular=True))
        count = str(index.data(_COUNT) or "")
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        width = inner.width() - painter.fontMetrics().horizontalAdvance(count) - 8
        text = painter.fontMetrics().elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, width
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for one height for all."""
        return QSize(120, _HEIGHT)


class IndexList(QListWidget):
    """Names with counts; ``chosen`` tells the key of the one a person opened."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, width: int = 220) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Entry(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListWidget{background:transparent;border:0;}")
        self.currentItemChanged.connect(self._tell)
        theme.notifier.changed.connect(self.viewport().update)

    def _tell(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_KEY)))

    def set_entries(self, entries: Mapping[str, tuple[str, str]]) -> None:
        """Offer other views, keeping the one that is open if it is still there."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for key, (text, count) in entries.items():
            item = QListWidgetItem(text)
            item.setData(_KEY, key)
            item.setData(_COUNT, count)
            item.setToolTip(tip(text))
            self.addItem(item)
        self.set_value(kept)
        self.blockSignals(False)

    def value(self) -> str:
        """The key of the open view, or empty."""
        item = self.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def set_value(self, key: str) -> None:
        """Open a view; the first one where there is none of this key."""
        rows = [row for row in range(self.count()) if self.item(row).data(_KEY) == key]
        if self.count():
            self.setCurrentRow(rows[0] if rows else 0)

"""Rows of people, cases or topics: one or two lines each, with a tick where one is asked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.list_ground import paint_ground
from raict_desktop.ui.widgets.table import scroll_style

ROW = 52
_KEY, _SECOND, _MARK = (Qt.ItemDataRole.UserRole + n for n in range(3))


class _RowPainter(QStyledItemDelegate):
    """A tick box or a mark, then two lines."""

    def __init__(self, parent: QListWidget, height: int) -> None:
        super().__init__(parent)
        self._height = height

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Make a row to hit with a finger."""
        return QSize(100, self._height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, tick and lines."""
        t = theme.tokens()
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, box)
        left = box.x() + 10
        mark = index.data(_MARK)
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if mark:
            icon(mark, t.good if mark == "check" else t.quiet, 20).paint(
                painter, int(left), int(box.center().y() - 10), 20, 20
            )
            left += 32
        elif state is not None:
            _tick(painter, left, box.center().y(), Qt.CheckState(state) == Qt.CheckState.Checked)
            left += 32
        second = str(index.data(_SECOND) or "")
        width = box.right() - left - 8
        top = box.y() + (5 if second else (box.height() - 22) / 2)
        _line(painter, QRectF(left, top, width, 22), str(index.data()), 15, enabled)
        if second:
            _line(painter, QRectF(left, top + 21, width, 20), second, 13, False)
        painter.restore()


def _tick(painter: QPainter, left: float, middle: float, ticked: bool) -> None:
    t = theme.tokens()
    box = QRectF(left, middle - 10, 20, 20).adjusted(1, 1, -1, -1)
    painter.setPen(QPen(t.accent if ticked else t.quiet, 1.5))
    painter.setBrush(t.accent if ticked else t.surface)
    painter.drawRoundedRect(box, 5, 5)
    if ticked:
        icon("check", t.on_accent, 16).paint(painter, int(left) + 2, int(middle) - 8, 16, 16)


def _line(painter: QPainter, box: QRectF, text: str, size: int, strong: bool) -> None:
    t = theme.tokens()
    painter.setFont(font(size, 500 if size > 13 else 400))
    painter.setPen(t.text if strong else t.quiet)
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), short)


class RowList(QListWidget):
    """Rows by key; a click anywhere on a row, or the space bar, switches its tick."""

    def __init__(self, height: int = ROW) -> None:
        super().__init__()
        self.setItemDelegate(_RowPainter(self, height))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet("QListWidget{background:transparent;border:none}" + scroll_style())
        self.viewport().update()

    def add(
        self,
        key: str,
        first: str,
        second: str = "",
        *,
        ticked: bool | None = None,
        mark: str = "",
        enabled: bool = True,
    ) -> None:
        """Add a row.

        Args:
            key: what ``chosen`` and ``ticked`` give back.
            first: the name.
            second: what tells it apart.
            ticked: whether its box is ticked; None for a row without a box.
            mark: icon in place of a box.
            enabled: whether the row stands out and can be ticked.
        """
        item = QListWidgetItem(first)
        item.setData(_KEY, key)
        item.setData(_SECOND, second)
        item.setData(_MARK, mark)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{first}. {second}")
        item.setToolTip(tip(f"{first}\n{second}" if second else first))
        if ticked is not None:
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
        flags = Qt.ItemFlag.ItemIsSelectable
        if enabled:
            flags |= Qt.ItemFlag.ItemIsEnabled
        item.setFlags(flags)
        self.addItem(item)

    def chosen(self) -> str:
        """Key of the row in front, or empty."""
        item = self.currentItem()
        return str(item.data(_KEY)) if item else ""

    def ticked(self) -> list[str]:
        """Keys of the ticked rows, from the top."""
        rows = (self.item(row) for row in range(self.count()))
        return [
            str(item.data(_KEY))
            for item in rows
            if item.data(Qt.ItemDataRole.CheckStateRole) is not None
            and item.checkState() == Qt.CheckState.Checked
        ]

    def keys(self) -> list[str]:
        """Keys of every row, from the top."""
        return [str(self.item(row).data(_KEY)) for row in range(self.count())]

    def _switch(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        if item.data(Qt.ItemDataRole.CheckStateRole) is not None:
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Switch the tick of the row clicked."""
        super().mouseReleaseEvent(event)
        self._switch(self.itemAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches, arrows move; Enter and letters are the panel's."""
        # Letters come back from the scanner's filter with their text only.
        if event.key() == Qt.Key.Key_Space or event.text() == " ":
            self._switch(self.currentItem())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new palette."""
        super().changeEvent(event)
        self.viewport().update()

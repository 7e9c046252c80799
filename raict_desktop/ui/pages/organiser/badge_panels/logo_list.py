"""The partners' logos one below the other: dragged, moved with the keyboard, dropped as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from raict_desktop.paper.pictures import Logo
from raict_desktop.paper.primitives import Placed, Primitive
from raict_desktop.services.partner_logos import PartnerLogo
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.paper_painter import PaperPainter
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.list_ground import paint_ground

PICTURE = QSize(132, 48)
_SHARPNESS = 2
_SECOND, _LACKS = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class _LogoRow(QStyledItemDelegate):
    """Paints the place of a logo in the row, the picture, its name and what is to be known of it."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Ask for a row to hit with a finger."""
        return QSize(240, PICTURE.height() + 16)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one logo."""
        t = theme.tokens()
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, box)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font(13, 500, tabular=True))
        painter.setPen(t.quiet)
        place = QRectF(box.x() + 12, box.y(), 24, box.height())
        painter.drawText(place, middle, number(index.row() + 1))
        picture = QPointF(place.right() + 4, box.y() + (box.height() - PICTURE.height()) / 2)
        painter.drawPixmap(picture, index.data(Qt.ItemDataRole.DecorationRole))
        left = picture.x() + PICTURE.width() + 16
        room = QRectF(left, box.center().y() - 22, max(0.0, box.right() - left - 12), 22)
        for role, size, colour in (
            (Qt.ItemDataRole.DisplayRole, 15, t.text),
            (_SECOND, 13, t.bad if index.data(_LACKS) else t.quiet),
        ):
            painter.setFont(font(size, 500 if size == 15 else 400))
            painter.setPen(colour)
            elide = Qt.TextElideMode.ElideMiddle
            words = painter.fontMetrics().elidedText(
                str(index.data(role)), elide, int(room.width())
            )
            painter.drawText(room, middle, words)
            room.translate(0, 22)
        painter.restore()


class LogoList(QListWidget):
    """The logos one below the other; dragged, or moved with Alt and the arrows."""

    pushed = Signal(int)
    removed = Signal()
    dropped = Signal(list)
    sorted_anew = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_LogoRow(self))
        self.setMinimumHeight(140)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def names(self) -> list[str]:
        """The names of the logos as they stand in the list."""
        return [str(self.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow move the chosen logo, Delete takes it out."""
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pushed.emit(way)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put a logo elsewhere in the list, or take files in."""
        if event.mimeData().hasUrls():
            self.dropped.emit(files_of(event))
            event.acceptProposedAction()
            return
        before = self.names()
        super().dropEvent(event)
        if sorted(self.names()) == sorted(before) and self.names() != before:
            self.sorted_anew.emit(self.names())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files as well."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files anywhere in the list."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)


def files_of(event: QDropEvent) -> list[Path]:
    """The files that are dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def logo_item(logo: PartnerLogo, painter: PaperPainter) -> QListWidgetItem:
    """The row of a logo."""
    if logo.logo is None:
        words = tr("badges.logo_unreadable")
    elif logo.size == (0, 0):
        words = tr("badges.logo_drawing")
    else:
        width, height = (number(side) for side in logo.size)
        words = tr("badges.logo_pixels", width=width, height=height)
    item = QListWidgetItem(logo.name)
    item.setData(Qt.ItemDataRole.DecorationRole, _thumbnail(logo.logo, painter))
    item.setData(Qt.ItemDataRole.UserRole, logo.name)
    item.setData(_SECOND, words)
    item.setData(_LACKS, logo.logo is None)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{logo.name}, {words}")
    item.setToolTip(tip(f"{logo.name} · {words}"))
    return item


def _thumbnail(logo: Logo | None, painter: PaperPainter) -> QPixmap:
    """The picture on paper's white, in the thumbnails' size."""
    ground = QPixmap(PICTURE * _SHARPNESS)
    ground.fill(Qt.GlobalColor.transparent)
    brush = QPainter(ground)
    brush.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    box = QRectF(0.5, 0.5, ground.width() - 1, ground.height() - 1)
    brush.setPen(QPen(theme.tokens().line, 1))
    brush.setBrush(QColor("white"))
    brush.drawRoundedRect(box, 10, 10)
    if logo is not None:
        room = (12.0, 10.0, ground.width() - 24.0, ground.height() - 20.0)
        drawn: tuple[Primitive, ...] = (logo.within(*room, "centre", "middle"),)
        painter.paint(brush, Placed(drawn))
    brush.end()
    ground.setDevicePixelRatio(_SHARPNESS)
    return ground

"""Rows of text of which some ask for a decision, made in the row itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from raict_desktop.ui import theme
from raict_desktop.ui.icons import icon
from raict_desktop.ui.pages.organiser.parts import Choice
from raict_desktop.ui.widgets.field import field_style

_Index = QModelIndex | QPersistentModelIndex
_ARROW = 16


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row.

    Attributes:
        texts: its cells; a decision adds one more.
        identity: what the decision is about.
        options: words by key, empty where nothing is to decide.
        key: the decision now.
    """

    texts: tuple[str, ...]
    identity: Any = None
    options: Mapping[str, str] | None = None
    key: str = ""


class DecisionModel(QAbstractTableModel):
    """Rows under titles; ``decided`` tells the identity of a row and the key chosen."""

    decided = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self.rows: list[DecisionRow] = []

    def show_rows(self, titles: Sequence[str], rows: Sequence[DecisionRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._titles, self.rows = tuple(titles), list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Rows on show."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column a title."""
        return 0 if parent.isValid() else len(self._titles)

    def is_decision(self, index: _Index) -> bool:
        """Whether a cell asks for a decision."""
        last = index.column() == len(self._titles) - 1
        return index.isValid() and last and self.rows[index.row()].options is not None

    def options_of(self, index: _Index) -> Mapping[str, str] | None:
        """Words by key where a cell asks for a decision."""
        return self.rows[index.row()].options if self.is_decision(index) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, or the key of a decision for its editor."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole and self.is_decision(index):
            return row.key
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if self.is_decision(index):
            return (row.options or {}).get(row.key, "")
        return row.texts[index.column()] if index.column() < len(row.texts) else ""

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a decision."""
        if role != Qt.ItemDataRole.EditRole or not self.is_decision(index):
            return False
        row = self.rows[index.row()]
        if str(value) == row.key:
            return False
        self.rows[index.row()] = replace(row, key=str(value))
        self.dataChanged.emit(index, index)
        self.decided.emit(row.identity, str(value))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Decisions can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_decision(index) else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Title of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._titles[section] if 0 <= section < len(self._titles) else None


def _options(index: _Index) -> Mapping[str, str] | None:
    """What may be chosen in a cell of a model that has ``options_of``."""
    ask = getattr(index.model(), "options_of", None)
    found: Mapping[str, str] | None = ask(index) if ask is not None else None
    return found


class DecisionDelegate(QStyledItemDelegate):
    """Lets a decision be taken from a list that opens in its cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the text and, where there is something to decide, an arrow."""
        if _options(index) is None:
            super().paint(painter, option, index)
            return
        # The text ends before the arrow; what marks a chosen row goes on below it.
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        box = QRect(option.rect)
        option.rect.setRight(box.right() - _ARROW - 8)
        super().paint(painter, option, index)
        option.rect = box
        top = box.top() + (box.height() - _ARROW) // 2
        t = theme.tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        drawn = icon("chevron-down", t.on_accent if chosen else t.quiet, _ARROW)
        drawn.paint(painter, box.right() - _ARROW - 6, top, _ARROW, _ARROW)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        """Open the list of options, or a line to type in."""
        options = _options(index)
        if options is None:
            line = QLineEdit(parent)
            line.setStyleSheet(field_style())
            return line
        choice = Choice()
        choice.setParent(parent)
        choice.set_options(options)
        choice.activated.connect(lambda _index: self._settle(choice))
        return choice

    def _settle(self, choice: Choice) -> None:
        self.commitData.emit(choice)
        self.closeEditor.emit(choice)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the decision now, and the others at once."""
        if isinstance(editor, Choice):
            editor.set_key(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.showPopup()
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Keep the decision."""
        if isinstance(editor, Choice):
            model.setData(index, editor.key(), Qt.ItemDataRole.EditRole)
        else:
            super().setModelData(editor, model, index)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Room for the text."""
        return super().sizeHint(option, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the editor while its list is open, although it takes the focus."""
        leaving = event.type() == QEvent.Type.FocusOut
        if leaving and isinstance(watched, Choice) and watched.view().isVisible():
            return False
        return super().eventFilter(watched, event)

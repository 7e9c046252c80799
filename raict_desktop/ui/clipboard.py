"""Rows of a table as a spreadsheet takes and gives them: texts with tabs between, lines between rows."""

from __future__ import annotations

import csv
import io

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

MOST_ROWS = 20_000
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def copy_rows(table: QTableView) -> int:
    """Put the chosen rows, with the titles, on the clipboard; gives how many.

    A text that a spreadsheet would calculate gets an apostrophe in front, as in exported files.
    """
    model = table.model()
    columns = [
        table.horizontalHeader().logicalIndex(place)
        for place in range(model.columnCount())
        if not table.isColumnHidden(table.horizontalHeader().logicalIndex(place))
    ]
    rows = sorted({index.row() for index in table.selectionModel().selectedRows()})[:MOST_ROWS]
    if not rows:
        return 0
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    horizontal = Qt.Orientation.Horizontal
    writer.writerow([str(model.headerData(column, horizontal) or "") for column in columns])
    for row in rows:
        writer.writerow([_inert(str(model.index(row, c).data() or "")) for c in columns])
    QGuiApplication.clipboard().setText(text.getvalue())
    return len(rows)


def pasted_rows() -> list[list[str]]:
    """What a spreadsheet put on the clipboard, row by row; nothing where there is no text."""
    text = QGuiApplication.clipboard().text().replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return []
    return [row for row in csv.reader(io.StringIO(text), delimiter="\t") if row][:MOST_ROWS]


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text

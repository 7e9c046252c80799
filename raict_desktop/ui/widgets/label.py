"""A label that shows names as typed, never as markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label of plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def tip(text: str) -> str:
    """A tool tip that shows ``text`` as it stands: Qt would draw a name such as ``<img src=…>``."""
    return f"<qt>{escape(text)}</qt>" if "<" in text else text

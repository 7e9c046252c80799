"""A field with its label above and its fault below."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.label import PlainLabel


def tint(label: PlainLabel, colour: str) -> None:
    """Paint a label in the token ``colour`` of the theme on show."""
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, getattr(theme.tokens(), colour))
    label.setPalette(palette)


def field_style() -> str:
    """Style sheet of line edits, date edits and combo boxes in the theme on show."""
    t = theme.tokens()
    return (
        "QDateEdit::drop-down{border:none;width:32px;}"
        "QLineEdit,QDateEdit,QComboBox{"
        f"background:{t.surface.name()};color:{t.text.name()};"
        f"border:1px solid {t.line.name()};border-radius:8px;padding:0 11px;}}"
        "QLineEdit:focus,QDateEdit:focus,QComboBox:focus{"
        f"border:2px solid {t.accent.name()};padding:0 10px;}}"
    )


def popup_style() -> str:
    """Style sheet of the list that completes what is typed, in the theme on show."""
    t = theme.tokens()
    return (
        f"QListView{{background:{t.raised.name()};color:{t.text.name()};"
        f"border:1px solid {t.line.name()};padding:4px;outline:0;}}"
        "QListView::item{padding:8px;border-radius:6px;}"
        f"QListView::item:selected{{background:{t.accent.name()};color:{t.on_accent.name()};}}"
    )


class Field(QWidget):
    """A labelled editor; ``editor`` is the line edit unless another is given."""

    def __init__(self, editor: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.editor = editor or self.line
        self.label = PlainLabel()
        self.fault = PlainLabel()
        self.label.setFont(font(13, 600))
        self.label.setBuddy(self.editor)
        self.fault.setFont(font(13))
        self.fault.setWordWrap(True)
        self.fault.hide()
        self.editor.setFont(font(15))
        self.editor.setFixedHeight(44)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.label, self.editor, self.fault):
            column.addWidget(widget)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.editor.setStyleSheet(field_style())
        tint(self.label, "quiet")
        tint(self.fault, "bad")

    def set_label(self, text: str) -> None:
        """Name the field, for screen readers too."""
        self.label.setText(text)
        self.editor.setAccessibleName(text)

    def set_fault(self, text: str) -> None:
        """Say what is wrong with the value; empty takes it away."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def text(self) -> str:
        """Return the typed text without blanks around it."""
        return self.line.text().strip()

"""Small editors of the designer's side panel: numbers with units, choices, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from raict_desktop.ui import language, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.pages.organiser.parts import Choice, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.label import tip

HEIGHT = 34
ICON_SIDE = 36


def number_style() -> str:
    """Style sheet of number boxes: as other fields, without the small arrows.

    The inner line stays bare; a border or height of its own would hide the number.
    """
    t = theme.tokens()
    return (
        f"QDoubleSpinBox{{background:{t.surface.name()};color:{t.text.name()};"
        f"border:1px solid {t.line.name()};border-radius:8px;}}"
        f"QDoubleSpinBox:focus{{border:2px solid {t.accent.name()};}}"
        "QAbstractSpinBox::up-button,QAbstractSpinBox::down-button{width:0;border:0;}"
        f"QLineEdit{{border:0;background:transparent;color:{t.text.name()};}}"
    )


class NumberBox(QDoubleSpinBox):
    """A number with its unit; told when it is settled, not at every key."""

    def __init__(
        self, least: float, most: float, step: float = 0.5, unit: str = " mm", decimals: int = 2
    ) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setDecimals(decimals)
        self.setSuffix(unit)
        self.setKeyboardTracking(False)
        self.setFixedHeight(HEIGHT)
        self.setFont(font(13, tabular=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.notifier.changed.connect(self._dress)
        language.notifier.changed.connect(self._speak)
        self.lineEdit().setTextMargins(7, 0, 0, 0)
        self._dress()
        self._speak()

    def _dress(self) -> None:
        super().setStyleSheet(number_style())

    def _speak(self) -> None:
        """Write numbers with the comma or point of the language."""
        self.setLocale(QLocale(language.current_language()))

    def setStyleSheet(self, _style: str) -> None:
        """Keep the look of numbers inside a labelled field too."""
        self._dress()

    def textFromValue(self, value: float) -> str:
        """Write no more decimals than the number has."""
        text = f"{value:.{self.decimals()}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", self.locale().decimalPoint())


class IconButton(Button):
    """A square button of an icon, named for screen readers and in its tooltip."""

    def __init__(self, icon: str, name: str = "") -> None:
        super().__init__("", "ghost", icon)
        self.setMinimumHeight(ICON_SIDE)
        self.setFixedSize(ICON_SIDE, ICON_SIDE)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setToolTip(tip(name))
        self.setAccessibleName(name)


class Form(QWidget):
    """Labels on the left, editors on the right, in one calm grid."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)

    def heading(self, words: str) -> None:
        """A heading over the rows that follow."""
        label = Words(13, 600)
        label.setText(words)
        label.setContentsMargins(0, 8, 0, 0)
        self.grid.addWidget(label, self.grid.rowCount(), 0, 1, 4)

    def row(self, *pairs: tuple[str, QWidget]) -> None:
        """A row of one or two labelled editors."""
        at = self.grid.rowCount()
        for column, (words, editor) in enumerate(pairs):
            label = Words(13, 400, "quiet")
            label.setWordWrap(False)
            label.setText(words)
            label.setBuddy(editor)
            editor.setAccessibleName(words)
            self.grid.addWidget(label, at, 2 * column)
            span = 3 if len(pairs) == 1 else 1
            self.grid.addWidget(editor, at, 2 * column + 1, 1, span)

    def whole(self, editor: QWidget) -> None:
        """An editor over the whole width."""
        self.grid.addWidget(editor, self.grid.rowCount(), 0, 1, 4)

    def number(
        self,
        value: float,
        limits: tuple[float, float],
        changed: Callable[[float], None],
        step: float = 0.5,
        unit: str = " mm",
    ) -> NumberBox:
        """A number box that tells its value."""
        box = NumberBox(*limits, step, unit)
        box.setValue(value)
        box.valueChanged.connect(changed)
        return box

    def choice(
        self, value: str, options: Mapping[str, str], changed: Callable[[str], None]
    ) -> Choice:
        """A choice that tells its key."""
        box = Choice()
        box.setFixedHeight(HEIGHT)
        box.set_options(options)
        box.set_key(value)
        box.setMinimumContentsLength(4)
        box.currentIndexChanged.connect(lambda _index: changed(box.key()))
        return box

    def words(self, value: str, changed: Callable[[str], None]) -> QLineEdit:
        """A line of words that tells them when it is left."""
        line = QLineEdit(value)
        line.setFixedHeight(HEIGHT)
        line.setFont(font(13))
        line.setStyleSheet(field_style())
        line.editingFinished.connect(lambda: changed(line.text()))
        return line

    def tick(self, words: str, value: bool, changed: Callable[[bool], None]) -> CheckBox:
        """A box to tick."""
        box = CheckBox()
        box.setFont(font(13))
        box.setText(words)
        box.setChecked(value)
        box.toggled.connect(changed)
        return box

"""What the organiser's pages share: their frame, their labels, and faults put into words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import decimal, tr
from raict_desktop.ui.widgets.field import field_style, tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.table import scroll_style

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

T = TypeVar("T")
_log = logging.getLogger(__name__)


def coded_text(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a fault's code; the code itself where no sentence is shipped."""
    try:
        said = {name: decimal(v) if isinstance(v, float) else v for name, v in facts.items()}
        # A system that gives no reason leaves no empty brackets behind.
        return tr(f"errors_{code}", **said).replace(" ()", "")
    except KeyError:
        return code


def fault_text(fault: Exception) -> str:
    """What to tell a person about a failed task."""
    if isinstance(fault, UserError):
        return coded_text(fault.code, fault.facts)
    # The sentence for people stays calm; what really happened is for the log.
    _log.error("task failed", exc_info=fault)
    return tr("organiser.unexpected")


class Words(PlainLabel):
    """A wrapped label that keeps its colour through a change of theme."""

    def __init__(self, size: int = 13, weight: int = 400, colour: str = "text") -> None:
        super().__init__()
        self._colour = colour
        self.setFont(font(size, weight))
        self.setWordWrap(True)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def set_colour(self, colour: str) -> None:
        """Use another token of the theme."""
        self._colour = colour
        self._dress()

    def _dress(self) -> None:
        tint(self, self._colour)


def box_style() -> str:
    """Style sheet of date and number boxes: as other fields, without the small arrows.

    The inner line stays bare; a border or height of its own would hide the text.
    """
    t = theme.tokens()
    return (
        f"QDateTimeEdit,QSpinBox{{background:{t.surface.name()};color:{t.text.name()};"
        f"border:1px solid {t.line.name()};border-radius:8px;min-height:42px;"
        "}"
        f"QDateTimeEdit:focus,QSpinBox:focus{{border:2px solid {t.accent.name()};"
        "min-height:40px;}"
        "QAbstractSpinBox::up-button,QAbstractSpinBox::down-button{width:0;border:0;}"
        f"QLineEdit{{border:0;background:transparent;color:{t.text.name()};}}"
    )


def tick_style() -> str:
    """Style sheet of radio buttons and tick boxes, visible on light and dark."""
    t = theme.tokens()
    return (
        "QRadioButton,QCheckBox{spacing:10px;border:2px solid transparent;border-radius:6px;}"
        f"QRadioButton:focus,QCheckBox:focus{{border-color:{t.accent.name()};}}"
        "QRadioButton::indicator,QCheckBox::indicator{width:14px;height:14px;"
        f"border:2px solid {t.quiet.name()};background:{t.surface.name()};}}"
        "QRadioButton::indicator{border-radius:9px;}QCheckBox::indicator{border-radius:4px;}"
        "QRadioButton::indicator:checked,QCheckBox::indicator:checked{"
        f"background:{t.accent.name()};}}"
    )


class Choice(QComboBox):
    """A list of keys shown as words; the chosen key outlives a change of language."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(field_style())

    def setStyleSheet(self, style: str) -> None:
        """Take the look of fields, without the raised arrow the system would add."""
        super().setStyleSheet(style + "QComboBox::drop-down{border:0;width:24px;}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then an arrow from the program's own icons."""
        super().paintEvent(event)
        painter = QPainter(self)
        top = (self.height() - 16) // 2
        icon("chevron-down", theme.tokens().quiet, 16).paint(
            painter, self.width() - 26, top, 16, 16
        )

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window."""
        return QSize(110, 44)

    def set_options(self, options: Mapping[str, str]) -> None:
        """Offer words by key, keeping the key chosen before when it is still there."""
        kept = self.key()
        self.blockSignals(True)
        self.clear()
        for key, text in options.items():
            self.addItem(text, key)
        self.set_key(kept)
        self.blockSignals(False)

    def key(self) -> str:
        """The chosen key."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Choose a key; an unknown one chooses the first."""
        self.setCurrentIndex(max(0, self.findData(key)))


class _Area(QScrollArea):
    """A scroll area whose bar follows the theme."""

    def __init__(self) -> None:
        super().__init__()
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalScrollBar().setStyleSheet(scroll_style())


FORM_WIDTH = 912
"""Of a form's card with the gap beside it: longer lines are hard to read."""


def scrolled(inner: QWidget, widest: int = 0) -> QScrollArea:
    """``inner`` in an area that scrolls downwards only, for low windows; no wider than ``widest``."""
    area = _Area()
    if widest:
        # In a row of its own: the area would measure wrapped texts at its own width, and too low.
        inner.setMaximumWidth(widest)
        row = QHBoxLayout(whole := QWidget())
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        inner = whole
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area


class Section(QWidget):
    """One of the organiser's pages, with a line for what went well or wrong."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.open_event: OpenEvent | None = None
        self.notice = Words(13, 500)
        self.notice.hide()

    def column(self, margin: int = 0) -> QVBoxLayout:
        """The page's own layout."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(16)
        return layout

    def say(self, text: str, colour: str = "text") -> None:
        """Show a notice; empty takes it away."""
        self.notice.setText(text)
        self.notice.set_colour(colour)
        self.notice.setVisible(bool(text))

    def fail(self, fault: Exception) -> None:
        """Say why a task failed."""
        self.say(fault_text(fault), "bad")

    def attempt(self, job: Callable[[], T]) -> T | None:
        """Run a quick job; its fault becomes a notice and None comes back."""
        self.say("")
        try:
            return job()
        except UserError as fault:
            self.fail(fault)
            return None

    def run_task(
        self,
        job: Callable[[OpenEvent], T],
        done: Callable[[T], None],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """Run a long job on the event; its answer is dropped if another event is open by then."""
        event = self.open_event
        if event is None:
            return

        def answer(value: Any) -> None:
            ended()
            if self.open_event is event:
                done(value)

        def fault(problem: Exception) -> None:
            ended()
            if self.open_event is event:
                self.fail(problem)

        self.context.tasks.run(lambda: job(event), answer, fault)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event, or none."""
        self.open_event = event
        self.say("")

    def retranslate(self) -> None:
        """Read every text again."""

    def shown(self) -> None:
        """The section came to the front."""

    def show_changes(self, changes: Changes) -> None:
        """Reload what changed."""

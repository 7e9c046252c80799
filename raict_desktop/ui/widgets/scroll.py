"""A scroll area with a slim bar in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from raict_desktop.ui import theme


def bar_style() -> str:
    """Write the style sheet of scroll bars in the theme on show."""
    t = theme.tokens()
    return (
        "QScrollBar:vertical{background:transparent;width:10px;margin:2px;}"
        "QScrollBar:horizontal{background:transparent;height:10px;margin:2px;}"
        f"QScrollBar::handle{{background:{t.line.name()};border-radius:3px;}}"
        "QScrollBar::handle:vertical{min-height:32px;}"
        "QScrollBar::handle:horizontal{min-width:32px;}"
        f"QScrollBar::handle:hover{{background:{t.quiet.name()};}}"
        "QScrollBar::add-line,QScrollBar::sub-line{height:0;width:0;}"
        "QScrollBar::add-page,QScrollBar::sub-page{background:transparent;}"
    )


class ScrollArea(QScrollArea):
    """Scrolls ``inner`` up and down; its width follows the window."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(inner)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalScrollBar().setStyleSheet(bar_style())


MARGIN = 24


def _around(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def reveal_part(widget: QWidget, part: QRect) -> None:
    """Scroll the page that holds ``widget`` so that ``part`` of it (in its own pixels) is seen."""
    area = _around(widget)
    inner = area.widget() if area is not None else None
    if area is not None and inner is not None and inner.isAncestorOf(widget):
        middle = widget.mapTo(inner, part.center())
        area.ensureVisible(middle.x(), middle.y(), 0, part.height())


def reveal(widget: QWidget) -> None:
    """Scroll so that what was just opened is seen, once it has its place; its top if it is too tall."""

    def scroll() -> None:
        above = _around(widget)
        inner = above.widget() if above is not None else None
        if above is None or inner is None or not widget.isVisible():
            return
        top = widget.mapTo(inner, widget.rect().topLeft()).y() - MARGIN
        bottom = top + widget.height() + 2 * MARGIN
        bar, page = above.verticalScrollBar(), above.viewport().height()
        if bottom > bar.value() + page:
            bar.setValue(min(top, bottom - page))

    QTimer.singleShot(0, widget, scroll)

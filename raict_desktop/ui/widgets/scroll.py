"""A scroll area with a slim bar in the theme's colours."""

from __future__ import annotations

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

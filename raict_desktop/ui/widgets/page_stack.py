"""The pages one above the other; on a small screen a page that needs more room is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.widgets.scroll import bar_style


class PageStack(QStackedWidget):
    """Shows one page; asks for the room of that page alone, and only while the screen is small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = False
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def set_small(self, small: bool) -> None:
        """Whether the window is smaller than pages are made for."""
        self._small = small
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """The least size of the page in front."""
        page = self.currentWidget()
        return page.minimumSizeHint() if self._small and page is not None else QSize(0, 0)


class PageScroll(QScrollArea):
    """Scrolls a stack of pages where the one in front does not fit."""

    def __init__(self, stack: PageStack) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(stack)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Any size will do."""
        return QSize(0, 0)

    def _dress(self) -> None:
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setStyleSheet(bar_style())

"""The one look of tables: no grid, a header that stays, calm rows, a clear selection."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font

ROW_HEIGHT = 38


class Table(QTableView):
    """A table of whole rows, one of which may be selected."""

    def __init__(self, parent: QWidget | None = None, *, sortable: bool = False) -> None:
        super().__init__(parent)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFont(font(13, tabular=True))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFont(font(13, 600))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setFixedHeight(40)
        header.setSectionsClickable(sortable)
        if sortable:
            header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def set_widths(self, widths: tuple[int, ...], stretch: int) -> None:
        """Give columns their widths in pixels; column ``stretch`` takes what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            if column == stretch:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                header.resizeSection(column, width)

    def _dress(self) -> None:
        t = theme.tokens()
        self.setStyleSheet(
            f"QTableView{{background:{t.surface.name()};color:{t.text.name()};outline:0;"
            f"selection-background-color:{t.accent.name()};"
            f"selection-color:{t.on_accent.name()};border:2px solid transparent;"
            "border-radius:8px;}"
            f"QTableView:focus{{border-color:{t.accent.name()};}}"
            "QTableView::item{padding:0 8px;border:0;}"
            f"QHeaderView{{background:{t.surface.name()};border:0;}}"
            f"QHeaderView::section{{background:{t.surface.name()};color:{t.quiet.name()};"
            f"border:0;border-bottom:1px solid {t.line.name()};padding:0 8px;}}"
        )

"""The one look of tables: no grid, a header that stays, calm rows, a clear selection."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font

ROW_HEIGHT = 38


def scroll_style() -> str:
    """Style sheet of slim scroll bars in the theme on show."""
    t = theme.tokens()
    return (
        "QScrollBar:vertical{background:transparent;width:10px;margin:0;}"
        f"QScrollBar::handle:vertical{{background:{t.line.name()};border-radius:4px;"
        "min-height:32px;margin:1px;}"
        f"QScrollBar::handle:vertical:hover{{background:{t.quiet.name()};}}"
        "QScrollBar:horizontal{background:transparent;height:10px;margin:0;}"
        f"QScrollBar::handle:horizontal{{background:{t.line.name()};border-radius:4px;"
        "min-width:32px;margin:1px;}"
        f"QScrollBar::handle:horizontal:hover{{background:{t.quiet.name()};}}"
        "QScrollBar::add-line,QScrollBar::sub-line{height:0;width:0;}"
        "QScrollBar::add-page,QScrollBar::sub-page{background:transparent;}"
    )


class Table(QTableView):
    """A table of whole rows, one of which may be selected."""

    def __init__(
        self, parent: QWidget | None = None, *, sortable: bool = False, scrolling: bool = False
    ) -> None:
        super().__init__(parent)
        self._scrolling = scrolling
        self._stretch = 0
        self._widths: tuple[int, ...] = ()
        self._spare: tuple[int, ...] = ()
        self._share = False
        if not scrolling:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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

    def set_widths(
        self,
        widths: tuple[int, ...],
        stretch: int,
        spare: tuple[int, ...] = (),
        *,
        share: bool = False,
    ) -> None:
        """Give columns their widths in pixels; column ``stretch`` takes what is left.

        With ``share`` the others first grow by up to a half, out of half of the room left over.

        Columns of ``spare`` are left out, first one first, where the table is too narrow for all; a
        table that scrolls sideways shows every column, none narrower than it needs.
        """
        self._widths, self._spare, self._stretch = widths, spare, stretch
        self._share = share
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            if column == stretch and not self._scrolling:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                # A table that shows several views had another column stretched before.
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(column, width)
        self._fill_width()

    def _fill_width(self) -> None:
        """Share out the room that is left over; where the table scrolls, nobody else does."""
        if not self._widths or not (self._scrolling or self._share):
            return
        header, all_of_it = self.horizontalHeader(), self.viewport().width()
        others = sum(self._widths) - self._widths[self._stretch]
        if self._share and others:
            room = max(0, all_of_it - sum(self._widths))
            growth = 1 + min(0.5, room / 2 / others)
            for column, width in enumerate(self._widths):
                if column != self._stretch:
                    header.resizeSection(column, int(width * growth))
            others = int(others * growth)
        if self._scrolling:
            room = max(self._widths[self._stretch], all_of_it - others)
            header.resizeSection(self._stretch, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit rather than scroll sideways."""
        super().resizeEvent(event)
        self._fill_width()
        needed = sum(self._widths)
        for column in self._spare:
            narrow = needed > self.viewport().width()
            if self.isColumnHidden(column) != narrow:
                self.setColumnHidden(column, narrow)
            needed -= self._widths[column] if narrow else 0

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
            f"border:0;border-bottom:1px solid {t.line.name()};padding:0 8px;}}" + scroll_style()
        )

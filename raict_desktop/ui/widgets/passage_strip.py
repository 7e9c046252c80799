"""The last five passages, each with its time, its mark and a way to undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from raict_desktop.domain.checkin import Verdict
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel, tip
from raict_desktop.ui.widgets.verdict_mark import VerdictMark

if TYPE_CHECKING:
    from raict_desktop.services.checkin import PassageLine

ROW, TITLE = 44, 20
MARKS = {
    "welcome": "✓",
    "already_in": "↻",
    "please_check": "!",
    "not_allowed": "✕",
    "unknown_code": "?",
}


def _quiet(label: PlainLabel) -> PlainLabel:
    colours = label.palette()
    colours.setColor(QPalette.ColorRole.WindowText, theme.tokens().quiet)
    label.setPalette(colours)
    return label


def _verdict_of(line: PassageLine) -> Verdict:
    """The verdict of a passage; a journal may bring one that this program does not know."""
    if not line.verdict:
        return Verdict.WELCOME
    known = (verdict for verdict in Verdict if verdict.value == line.verdict)
    return next(known, Verdict.PLEASE_CHECK)


def _initials(given_name: str) -> str:
    """``M.-A. J.`` for Marie-Antoinette Joséphine."""
    names = (
        "-".join(f"{part[0]}." for part in name.split("-") if part) for name in given_name.split()
    )
    return " ".join(name for name in names if name)


class _ShortLabel(PlainLabel):
    """A name; where it does not fit, ``shorter`` in its place, then an ellipsis. The tool tip has it whole."""

    clicked = Signal()

    def __init__(self, text: str, shorter: str) -> None:
        super().__init__(text)
        self._whole, self._shorter = text, shorter
        self.setFont(font(15))
        self.setMinimumWidth(40)
        self.setToolTip(tip(text))
        self.setAccessibleName(text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the person's sheet."""
        super().mouseReleaseEvent(event)
        self.clicked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write what fits into the new width: the surname tells more than the given name."""
        super().resizeEvent(event)
        metrics, width = self.fontMetrics(), self.width()
        whole = metrics.horizontalAdvance(self._whole) <= width
        text = self._whole if whole else self._shorter
        self.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))


class PassageStrip(QWidget):
    """Rows of passages, newest first."""

    undo_requested = Signal(str)
    person_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        # As many rows as fit are shown, so that nothing is cut in a low window.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(ROW + TITLE)
        self._lines: tuple[PassageLine, ...] = ()
        self._made: dict[PassageLine, QWidget] = {}
        self._local: Callable[[datetime], datetime] = lambda moment: moment
        theme.notifier.changed.connect(self._make_anew)

    def show_lines(
        self, lines: Sequence[PassageLine], local: Callable[[datetime], datetime]
    ) -> None:
        """Replace the rows; ``local`` turns UTC into the event's time."""
        self._local = local
        self._fill(lines)

    def retranslate(self) -> None:
        """Read every text again."""
        self._make_anew()

    def _make_anew(self) -> None:
        self._made.clear()
        self._fill(self._lines)

    def _fill(self, lines: Sequence[PassageLine]) -> None:
        """Put the rows in their order.

        A passage moves its row down rather than having all five made anew: what is made in the
        turn of a verdict delays the painting of it.
        """
        moved, self._lines = self._lines != tuple(lines), tuple(lines)
        kept = {line: self._made[line] for line in self._lines if line in self._made}
        self._made = {line: kept.get(line) or self._row(line) for line in self._lines}
        staying = set(kept.values())
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in staying:
                old.hide()
                old.deleteLater()
        title = PlainLabel(tr("desk.passages"))
        title.setFont(font(13, 600))
        self._rows.addWidget(_quiet(title))
        for row in self._made.values():
            self._rows.addWidget(row)
            if moved:
                # A row that went down from under the pointer would keep the look of the one pointed at.
                for button in row.findChildren(Button):
                    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
                    button.update()
        if not self._lines:
            nobody = PlainLabel(tr("desk.nobody_yet"))
            nobody.setWordWrap(True)
            nobody.setFont(font(13))
            self._rows.addWidget(_quiet(nobody))
        self._rows.addStretch(1)
        self._show_what_fits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the rows there is room for."""
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        fitting = max(1, (self.height() - TITLE) // ROW)
        for place, row in enumerate(self._made.values()):
            row.setVisible(place < fitting)

    def _row(self, line: PassageLine) -> QWidget:
        row = QWidget()
        row.setFixedHeight(ROW)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        name = line.person.full_name if line.person else tr("desk.nobody")
        if line.people:
            name = tr("desk.group_line", name=line.group, count=line.people)
        at = PlainLabel(time_text(self._local(line.at)))
        at.setFont(font(13, 500, tabular=True))
        at.setFixedWidth(44)
        layout.addWidget(_quiet(at))
        mark = VerdictMark(_verdict_of(line), faded=line.annulled)
        layout.addWidget(mark)
        layout.addSpacing(4)
        shorter = name
        if line.person and not line.people:
            surname = name[len(line.person.given_name) :].strip()
            shorter = f"{_initials(line.person.given_name)} {surname}".strip()
        before = f"{tr('desk.annulled')}\u00a0· " if line.annulled else ""
        who = _ShortLabel(before + name, before + shorter)
        layout.addWidget(_quiet(who) if line.annulled else who, 1)
        if line.person and not line.people:
            person_id = line.person.id
            who.setCursor(Qt.CursorShape.PointingHandCursor)
            who.clicked.connect(lambda: self.person_chosen.emit(person_id))
        if not line.annulled and line.kind.value in ("entry", "exit", "headcount"):
            button = Button("", "ghost", "undo-2")
            button.setToolTip(tr("desk.undo_of", name=name))
            button.setAccessibleName(tr("desk.undo_of", name=name))
            entry = line.entry_id
            button.clicked.connect(lambda: self.undo_requested.emit(entry))
            layout.addWidget(button)
        return row

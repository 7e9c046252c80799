"""The card of the settings page about the program itself: what it is, its terms, a copy on a stick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop import __version__, paths
from raict_desktop.domain.errors import UserError
from raict_desktop.services.portable import Stick, make_portable
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import drawing
from raict_desktop.ui.language import tr
from raict_desktop.ui.licence_sheet import LicenceSheet
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

ICON = 72


class ApplicationMark(QWidget):
    """The program's icon, sharp on every screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(ICON, ICON)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the drawing at the screen's own resolution."""
        file = paths.resources() / "icons" / "app" / "raict-desktop.svg"
        QPainter(self).drawPixmap(0, 0, drawing(file, ICON, self.devicePixelRatioF()))


class AboutCard(Card):
    """Name, version, terms; ``told`` says what became of a copy on a stick."""

    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._event: OpenEvent | None = None
        self._sheet: LicenceSheet | None = None
        self.heading, self.name = PlainLabel(), PlainLabel()
        self.sentence, self.terms, self.stick_hint = PlainLabel(), PlainLabel(), PlainLabel()
        self.heading.setFont(font(20, 600))
        self.name.setFont(font(15, 600))
        for label in (self.sentence, self.terms, self.stick_hint):
            label.setFont(font(13))
            label.setWordWrap(True)
        self.licences, self.stick = Button(icon="file-text"), Button(icon="save")
        top, words, actions = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        words.setSpacing(4)
        for label in (self.name, self.sentence, self.terms):
            words.addWidget(label)
        top.setSpacing(16)
        top.addWidget(ApplicationMark(), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        actions.setSpacing(12)
        actions.addWidget(self.licences)
        actions.addWidget(self.stick)
        actions.addStretch(1)
        self.column.addWidget(self.heading)
        self.column.addLayout(top)
        self.column.addSpacing(8)
        self.column.addWidget(self.stick_hint)
        self.column.addLayout(actions)
        self.licences.clicked.connect(self.show_licences)
        self.stick.clicked.connect(self.put_on_stick)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        for label in (self.sentence, self.terms, self.stick_hint):
            tint(label, "quiet")

    def set_event(self, event: OpenEvent | None) -> None:
        """Offer another event for the stick."""
        self._event = event

    def show_licences(self) -> None:
        """Open the sheet with every part's terms."""
        if self._sheet is None:
            self._sheet = LicenceSheet(self.window())
        self._sheet.open()

    def put_on_stick(self) -> None:
        """Ask for the stick and copy program and event there, without holding up the window."""
        chosen = self._context.prompts.choose_folder(self, tr("about.stick"))
        if not chosen:
            return
        event = self._event.path if self._event is not None else None

        def job() -> Stick:
            return make_portable(Path(chosen), event)

        self.stick.setEnabled(False)
        self.told.emit(tr("about.stick_under_way"))
        self._context.tasks.run(job, self._on_stick, self._on_stick_failed)

    def _on_stick(self, made: Stick) -> None:
        self.stick.setEnabled(True)
        self.told.emit(tr("portable.made", path=made.program))

    def _on_stick_failed(self, fault: Exception) -> None:
        self.stick.setEnabled(True)
        self.told.emit("")
        if not isinstance(fault, UserError):
            raise fault
        self._context.prompts.tell(self, tr("about.stick"), fault_text(fault))

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("about.heading"))
        self.name.setText(tr("about.name", version=__version__))
        self.sentence.setText(tr("about.sentence"))
        self.terms.setText(tr("about.terms"))
        portable = paths.portable_folder() is not None
        self.stick_hint.setText(tr("about.portable" if portable else "about.stick_hint"))
        self.licences.setText(tr("about.licences"))
        self.stick.setText(tr("about.stick"))
        for button in (self.licences, self.stick):
            button.updateGeometry()
        if self._sheet is not None:
            self._sheet.retranslate()

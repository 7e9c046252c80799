"""The choices of this computer, and the check that the open file is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.ui import theme
from raict_desktop.ui.about_card import AboutCard
from raict_desktop.ui.backup_card import BackupCard
from raict_desktop.ui.camera_card import CameraCard
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.lock_card import LockCard
from raict_desktop.ui.page import Page
from raict_desktop.ui.scanner_card import ScannerCard
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field, tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.scroll import ScrollArea
from raict_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.integrity import IntegrityResult

WIDTH = 720
PROBLEMS_SHOWN = 12


class SettingsPage(Page):
    """Every change holds at once and is kept."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    told = Signal(str)
    restore_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.language = Segmented(("fr", "en"))
        self.theme = Segmented(("system", "light", "dark"))
        self.operator = Field()
        self.sound = CheckBox()
        self.camera_card, self.scanner_card = CameraCard(context), ScannerCard(context)
        self.lock_card = LockCard(context.guard)
        self.check = Button(icon="shield-check")
        self.file, self.outcome = PlainLabel(), PlainLabel()
        self._headings = {name: PlainLabel() for name in ("appearance", "desk", "file")}
        self.backups = BackupCard(context)
        self.about = AboutCard(context)
        self._result: IntegrityResult | None = None
        self._captions = {name: PlainLabel() for name in ("language", "theme")}
        self._build()
        self.language.chosen.connect(self.language_chosen)
        self.theme.chosen.connect(self.theme_chosen)
        self.operator.line.editingFinished.connect(self._keep_operator)
        for card in (self.camera_card, self.scanner_card):
            card.told.connect(self.told)
        self.sound.toggled.connect(lambda on: self._keep(sound=on))
        self.check.clicked.connect(self.start_check)
        self.backups.restore_wanted.connect(self.restore_wanted)
        self.backups.told.connect(self.told)
        self.about.told.connect(self.told)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        cards = {name: Card() for name in self._headings}
        for name, card in cards.items():
            self._headings[name].setFont(font(20, 600))
            card.column.addWidget(self._headings[name])
        for name, chooser in (("language", self.language), ("theme", self.theme)):
            self._captions[name].setFont(font(13, 600))
            cards["appearance"].column.addWidget(self._captions[name])
            cards["appearance"].column.addWidget(chooser)
        for hint in (self.file, self.outcome):
            hint.setFont(font(13))
            hint.setWordWrap(True)
        desk = cards["desk"].column
        desk.addWidget(self.operator)
        desk.addWidget(self.sound)
        whole_file = cards["file"].column
        whole_file.addWidget(self.file)
        whole_file.addWidget(self.check, 0, Qt.AlignmentFlag.AlignLeft)
        whole_file.addWidget(self.outcome)
        body, middle = QWidget(), QWidget()
        body.setMaximumWidth(WIDTH)
        column, centre = QVBoxLayout(body), QHBoxLayout(middle)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        for card in (
            cards["appearance"],
            cards["desk"],
            self.lock_card,
            self.camera_card,
            self.scanner_card,
            cards["file"],
        ):
            column.addWidget(card)
        column.addWidget(self.backups)
        column.addWidget(self.about)
        column.addStretch(1)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addStretch(1)
        centre.addWidget(body, 100)
        centre.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(middle))

    def _dress(self) -> None:
        for label in (*self._captions.values(), self.file):
            tint(label, "quiet")
        self._show_outcome()

    def _keep(self, **values: Any) -> None:
        try:
            self.context.settings_store.change(**values)
        except OSError:
            self.told.emit(tr("settings.not_kept"))

    def _keep_operator(self) -> None:
        self._keep(operator=self.operator.text())
        if self.open_event is not None:
            self.open_event.operator = self.operator.text()

    def set_event(self, event: OpenEvent | None) -> None:
        """Speak of another file."""
        super().set_event(event)
        self._result = None
        self.backups.set_event(event)
        self.about.set_event(event)
        self.retranslate()

    def start_check(self) -> None:
        """Check the open file without holding up the window."""
        event = self.open_event
        if event is None:
            return

        def job() -> IntegrityResult:
            from raict_desktop.services import integrity

            return integrity.check(event)

        self.check.setEnabled(False)
        self._tell_outcome(tr("settings.checking"))
        self.context.tasks.run(job, self._on_checked, self._on_check_failed)

    def _on_checked(self, result: IntegrityResult) -> None:
        self.check.setEnabled(self.open_event is not None)
        self._result = result
        self._show_outcome()

    def _on_check_failed(self, fault: Exception) -> None:
        self.check.setEnabled(self.open_event is not None)
        self._tell_outcome("")
        if not isinstance(fault, UserError):
            raise fault
        self.context.prompts.tell(self, tr("settings.check"), fault_text(fault))

    def _tell_outcome(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))

    def _show_outcome(self) -> None:
        result = self._result
        if result is None:
            self._tell_outcome("")
            return
        tint(self.outcome, "good" if result.ok else "bad")
        if result.ok:
            self._tell_outcome("✓ " + tr("settings.whole", entries=number(result.entries)))
            return
        found = [fault_text(UserError(code, **facts)) for code, facts in result.problems]
        lines = [tr("settings.not_whole", count=len(found)), *found[:PROBLEMS_SHOWN]]
        self._tell_outcome("\n".join(lines))

    def retranslate(self) -> None:
        """Read every text and value again."""
        settings = self.context.settings_store.settings
        self.lock_card.retranslate()
        self.about.retranslate()
        for name, heading in self._headings.items():
            heading.setText(tr(f"settings.{name}"))
        for name, caption in self._captions.items():
            caption.setText(tr(f"settings.{name}"))
        for key in ("fr", "en"):
            self.language.set_text(key, tr(f"settings.language_{key}"))
        for key in ("system", "light", "dark"):
            self.theme.set_text(key, tr(f"settings.theme_{key}"))
        self.language.set_value(settings.language)
        self.theme.set_value(settings.theme)
        self.operator.set_label(tr("settings.operator"))
        if not self.operator.line.hasFocus():
            self.operator.line.setText(settings.operator)
        self.sound.blockSignals(True)
        self.sound.setChecked(settings.sound)
        self.sound.blockSignals(False)
        self.sound.setText(tr("settings.sound"))
        self.check.setText(tr("settings.check"))
        self.check.setEnabled(self.open_event is not None)
        event = self.open_event
        self.file.setText(str(event.path) if event else tr("settings.no_event"))
        self._show_outcome()
        for card in (self.backups, self.camera_card, self.scanner_card):
            card.retranslate()

    def shown(self) -> None:
        """Values may have changed elsewhere."""
        self.backups.look()
        self.retranslate()
        self.camera_card.begin()
        self.scanner_card.begin()

    def hidden(self) -> None:
        """The camera and the scanner are another page's now."""
        self.camera_card.end()
        self.scanner_card.end()

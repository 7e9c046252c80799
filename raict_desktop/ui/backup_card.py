"""The card of the settings page about backups: the last one, the second place, one more, one back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from raict_desktop.domain.errors import UserError
from raict_desktop.services.diagnostics import disk_is_encrypted
from raict_desktop.services.sealing import SUFFIX, check_passphrase, sealed_backup
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.backup_files import Backup
    from raict_desktop.services.backups import BackupResult


class BackupCard(Card):
    """Tells ``restore_wanted`` when a person wants a backup back."""

    restore_wanted = Signal()
    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._event: OpenEvent | None = None
        self._last: Backup | None = None
        self._disk, self._disk_asked = "", False
        self.heading, self.explain, self.last = PlainLabel(), PlainLabel(), PlainLabel()
        self.second_caption, self.second = PlainLabel(), PlainLabel()
        self.heading.setFont(font(20, 600))
        self.paper_caption, self.paper_hint = PlainLabel(), PlainLabel()
        for label in (self.second_caption, self.paper_caption):
            label.setFont(font(13, 600))
        for label in (self.explain, self.last, self.second, self.paper_hint):
            label.setFont(font(13))
            label.setWordWrap(True)
        self.now = Button(icon="save")
        self.restore = Button(icon="history")
        self.choose, self.remove = Button(icon="folder-open"), Button(kind="ghost")
        self.sealed = Button(icon="shield-check")
        self.paper = Button(icon="printer")
        self.diagnostics = Button(kind="ghost", icon="file-text")
        self.disk = PlainLabel()
        self.disk.setFont(font(13))
        self.disk.setWordWrap(True)
        actions, place, away, report, paper = (QHBoxLayout() for _ in range(5))
        for row, buttons in (
            (actions, (self.now, self.restore)),
            (place, (self.choose, self.remove)),
            (away, (self.sealed,)),
            (report, (self.diagnostics,)),
            (paper, (self.paper,)),
        ):
            row.setSpacing(12)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
        for label in (self.heading, self.explain, self.last):
            self.column.addWidget(label)
        self.column.addLayout(actions)
        self.column.addSpacing(8)
        self.column.addWidget(self.second_caption)
        self.column.addWidget(self.second)
        self.column.addLayout(place)
        self.column.addSpacing(8)
        self.column.addWidget(self.paper_caption)
        self.column.addWidget(self.paper_hint)
        self.column.addLayout(paper)
        self.column.addSpacing(8)
        self.column.addWidget(self.disk)
        for row in (away, report):
            self.column.addLayout(row)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.now.clicked.connect(self.back_up)
        self.restore.clicked.connect(self.restore_wanted)
        self.choose.clicked.connect(self.choose_place)
        self.remove.clicked.connect(lambda: self._keep(""))
        self.sealed.clicked.connect(self.back_up_sealed)
        self.diagnostics.clicked.connect(self.write_diagnostics)
        self.paper.clicked.connect(self.write_paper)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        for label in (
            *(self.explain, self.last, self.second, self.second_caption),
            *(self.paper_hint, self.paper_caption),
        ):
            tint(label, "quiet")
        tint(self.disk, "warn" if self._disk == "open" else "quiet")

    def _local(self, at: datetime) -> datetime:
        return self._event.local(at) if self._event is not None else at.astimezone()

    @property
    def _place(self) -> Path | None:
        chosen = self._context.settings_store.settings.second_place
        return Path(chosen) if chosen else None

    def set_event(self, event: OpenEvent | None) -> None:
        """Speak of another event."""
        self._event = event
        self._last = None
        self.retranslate()

    def look(self) -> None:
        """See which backup is the last one now."""
        from raict_desktop.services.backup_files import listed

        self._look_at_disk()
        if self._event is not None:
            found = listed([self._event.backup_folder])
            self._last = found[0] if found else None
        self.retranslate()

    def back_up(self) -> None:
        """Back up without holding up the window."""
        event, place = self._event, self._place
        if event is None:
            return

        def job() -> BackupResult:
            from raict_desktop.services.backups import back_up

            return back_up(event, second_place=place)

        self.now.setEnabled(False)
        self.last.setText(tr("safety.backing_up"))
        self._context.tasks.run(job, self._on_backed_up, self._on_failed)

    def _on_backed_up(self, made: BackupResult) -> None:
        self._last = made.backup
        self.retranslate()
        if made.second_fault is not None:
            self.told.emit(fault_text(made.second_fault))
        else:
            self.told.emit(tr("safety.backed_up", at=time_text(self._local(made.backup.at))))

    def _on_failed(self, fault: Exception) -> None:
        self.retranslate()
        if not isinstance(fault, UserError):
            raise fault
        self._context.prompts.tell(self, tr("safety.heading"), fault_text(fault))

    def back_up_sealed(self) -> None:
        """Ask for a passphrase and a place, and write an encrypted backup there."""
        event, prompts, title = self._event, self._context.prompts, tr("safety.sealed_title")
        if event is None:
            return
        typed = prompts.ask_passphrase(self, title, tr("safety.sealed_ask"))
        if not typed:
            return
        try:
            passphrase = check_passphrase(typed)
            if prompts.ask_passphrase(self, title, tr("safety.passphrase_again")) != typed:
                raise UserError("sealed.not_the_same")
        except UserError as fault:
            prompts.tell(self, title, fault_text(fault))
            return
        chosen = prompts.choose_save_file(self, title, tr("safety.sealed_filter"))
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix != SUFFIX:
            target = target.with_name(target.name + SUFFIX)
        self._context.tasks.run(
            lambda: sealed_backup(event, target, passphrase),
            lambda _entries: self.told.emit(tr("safety.sealed_done", name=target.name)),
            self._on_failed,
        )

    def write_paper(self) -> None:
        """Ask where and write everybody on paper."""
        from raict_desktop.ui.paper_list import save_paper_list

        if self._event is not None:
            save_paper_list(self, self._context, self._event, self.told.emit)

    def write_diagnostics(self) -> None:
        """Ask for a place and write a file for whoever mends the program."""
        from raict_desktop import log
        from raict_desktop.config import harmless_settings

        event, prompts, title = self._event, self._context.prompts, tr("safety.diagnostics")
        chosen = prompts.choose_save_file(self, without_mark(title), tr("safety.zip_filter"))
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix != ".zip":
            target = target.with_name(target.name + ".zip")

        def job() -> Path:
            from raict_desktop.services.diagnostics import write_diagnostics

            return write_diagnostics(target, event, harmless_settings(), log.log_files())

        self._context.tasks.run(
            job,
            lambda written: self.told.emit(tr("safety.diagnostics_done", name=written.name)),
            self._on_failed,
        )

    def _look_at_disk(self) -> None:
        if self._event is None or self._disk_asked:
            return
        self._disk_asked, path = True, self._event.path
        self._context.tasks.run(lambda: disk_is_encrypted(path), self._on_disk, self._on_failed)

    def _on_disk(self, encrypted: bool | None) -> None:
        known = {True: "encrypted", False: "open", None: "unknown"}
        self._disk = known[encrypted]
        self.retranslate()

    def choose_place(self) -> None:
        """Ask for a folder on another disk."""
        chosen = self._context.prompts.choose_folder(self, tr("safety.second_place"))
        if chosen:
            self._keep(chosen)

    def _keep(self, folder: str) -> None:
        try:
            self._context.settings_store.change(second_place=folder)
        except OSError:
            self.told.emit(tr("settings.not_kept"))
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("safety.heading"))
        self.explain.setText(tr("safety.explain"))
        if self._event is None:
            self.last.setText(tr("settings.no_event"))
        elif self._last is None:
            self.last.setText(tr("safety.no_backup"))
        else:
            local = self._local(self._last.at)
            at = f"{local:%d/%m/%Y}, {time_text(local)}"
            self.last.setText(tr("safety.last_backup", at=at))
        place = self._place
        self.second_caption.setText(tr("safety.second_place"))
        self.second.setText(str(place) if place else tr("safety.second_none"))
        self.now.setText(tr("safety.back_up_now"))
        self.now.setEnabled(self._event is not None)
        self.restore.setText(tr("safety.restore"))
        self.choose.setText(tr("safety.second_choose"))
        self.remove.setText(tr("safety.second_remove"))
        self.remove.setVisible(place is not None)
        self.sealed.setText(tr("safety.sealed_backup"))
        self.sealed.setEnabled(self._event is not None)
        self.diagnostics.setText(tr("safety.diagnostics"))
        self.paper_caption.setText(tr("safety.paper_title"))
        self.paper_hint.setText(tr("safety.paper_hint"))
        self.paper.setText(tr("safety.paper_write"))
        self.paper.setEnabled(self._event is not None)
        self.disk.setText(tr(f"safety.disk_{self._disk}") if self._disk else "")
        self.disk.setVisible(bool(self._disk))
        tint(self.disk, "warn" if self._disk == "open" else "quiet")
        for button in (
            *(self.now, self.restore, self.choose, self.remove),
            *(self.sealed, self.diagnostics, self.paper),
        ):
            button.updateGeometry()

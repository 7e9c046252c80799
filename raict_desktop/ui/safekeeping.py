"""Keeps the open event safe while the desk works, and puts a backup back when it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import current_language, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.backup_files import Backup
    from raict_desktop.services.backups import RestoreResult
    from raict_desktop.services.care import Care
    from raict_desktop.services.recovery import Recovery
    from raict_desktop.ui.restore_dialog import RestoreDialog

MENDABLE = frozenset(
    {"storage.damaged", "storage.not_an_event", "storage.not_found", "storage.disk_error"}
    | {"storage.foreign_schema"}
)
"""Faults of opening for which a backup is the way out."""


class Window(Protocol):
    """What the main window offers here."""

    open_event: OpenEvent | None

    def use_event(self, event: OpenEvent | None) -> None:
        """Show an event, or none, and close the former."""

    def open_file(self, path: Path) -> None:
        """Open an event file."""

    def tell(self, words: str | Callable[[], str]) -> None:
        """Say something at the foot."""


class Safekeeping(QObject):
    """The care of the open event, and the dialog that restores a backup."""

    # The care works on its own thread: the signal brings its words over here.
    _noticed = Signal(str, object)

    def __init__(self, context: Context, window: Window) -> None:
        super().__init__()
        self._context = context
        self._window = window
        self._care: Care | None = None
        self.dialog: RestoreDialog | None = None
        self._noticed.connect(self._on_noticed)

    @property
    def second_place(self) -> Path | None:
        """The chosen folder on another disk."""
        chosen = self._context.settings_store.settings.second_place
        return Path(chosen) if chosen else None

    def begin(self, event: OpenEvent) -> None:
        """Care for an event from now on."""
        self.end()
        if event.notice == "storage.lines_missing":
            self._recover(event)
        if not self._context.watchful:
            return
        from raict_desktop.services.care import Care

        def paper(folder: Path) -> None:
            from raict_desktop.services.contact_list import write_list_beside

            write_list_beside(event, folder, current_language())

        self._care = Care(event, self._noticed.emit, lambda: self.second_place, paper=paper)
        self._care.start()

    def _recover(self, event: OpenEvent) -> None:
        """Look for the missing lines, then say what came of it: too grave for a line at the foot."""
        lost = fault_text(UserError(event.notice, **event.notice_facts))
        place = self.second_place

        def job() -> Recovery:
            from raict_desktop.services.recovery import recover

            return recover(event, place)

        def done(recovery: Recovery) -> None:
            key = "safety.all_found" if not recovery.missing else "safety.some_missing"
            words = tr(key, count=recovery.found) if recovery.found else lost
            self._context.prompts.tell(self._parent(), tr("shell.app"), words)

        def failed(_fault: Exception) -> None:
            self._context.prompts.tell(self._parent(), tr("shell.app"), lost)

        self._context.tasks.run(job, done, failed)

    def end(self) -> None:
        """Back up what changed and let go of the event; before it is closed."""
        if self._care is not None:
            self._care.stop()
            self._care = None

    def _on_noticed(self, code: str, facts: Mapping[str, object]) -> None:
        self._window.tell(lambda: fault_text(UserError(code, **facts)))

    def offer(self, path: Path, fault: UserError) -> bool:
        """Offer a backup in place of a file that cannot be opened; says whether there was one."""
        if fault.code not in MENDABLE:
            return False
        found = self._found(path)
        if found:
            self.choose(path, found, fault_text(fault))
        return bool(found)

    def _found(self, path: Path) -> list[Backup]:
        from raict_desktop.services.backups import backups_for

        return backups_for(path, self._context.application.backups, self.second_place)

    def choose(
        self, path: Path | None, found: list[Backup] | None = None, reason: str = ""
    ) -> None:
        """Let a person choose a backup.

        Args:
            path: the event file to replace; asked for when left out.
            found: its backups; looked for when left out.
            reason: why this is asked.
        """
        from raict_desktop.ui.restore_dialog import RestoreDialog

        if found is None:
            found = self._found(path) if path is not None else []
        application, event = self._context.application, self._window.open_event
        zone = event.zone if event is not None else None
        dialog = RestoreDialog(
            found, application.backups, self._context.prompts, reason, zone, self._parent()
        )
        dialog.chosen.connect(lambda backup: self._put_back(backup, path))
        self.dialog = dialog
        dialog.open()

    def _parent(self) -> QWidget | None:
        return self._window if isinstance(self._window, QWidget) else None

    def _put_back(self, backup: Path, path: Path | None) -> None:
        if path is None:
            prompts, kinds = self._context.prompts, tr("welcome.file_filter")
            from raict_desktop.services.backup_files import event_name

            # The chooser would begin where the backup was found: on the stick, which goes home again.
            chosen = prompts.choose_save_file(
                None, tr("safety.restore_where"), kinds, event_name(backup)
            )
            if not chosen:
                return
            path = Path(chosen)
        from raict_desktop.services.sealing import is_sealed

        passphrase = ""
        if is_sealed(backup):
            title, words = tr("safety.sealed_title"), tr("safety.sealed_open")
            passphrase = self._context.prompts.ask_passphrase(self._parent(), title, words)
            if not passphrase:
                return
        target = path
        event = self._window.open_event
        if event is not None and event.path.resolve() == target.resolve():
            self._window.use_event(None)
        self._window.tell(lambda: tr("safety.restoring"))

        def job() -> RestoreResult:
            from raict_desktop.services.backups import restore
            from raict_desktop.services.sealing import unsealed

            if not passphrase:
                return restore(backup, target)
            with unsealed(backup, passphrase) as plain:
                return restore(plain, target)

        self._context.tasks.run(job, self._on_restored, self._on_failed)

    def _on_restored(self, result: RestoreResult) -> None:
        self._window.open_file(result.path)
        words = tr("safety.restored", count=result.entries, path=result.path.name)
        event = self._window.open_event
        if result.more and event is not None:
            from raict_desktop.services.recovery import take_back

            taken = take_back(event, result.more)
            key = "safety.taken_back" if result.damaged is not None else "safety.taken_in"
            words += " " + tr(key, count=taken) if taken else ""
        if result.aside is not None:
            words += " " + tr("safety.set_aside", path=result.aside.name)
        self._window.tell(words)

    def _on_failed(self, fault: Exception) -> None:
        if not isinstance(fault, UserError):
            raise fault
        self._window.tell("")
        self._context.prompts.tell(None, tr("safety.restore_title"), fault_text(fault))

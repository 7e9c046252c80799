"""What a person may ask for: a file with everything about them, and its erasure."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Person
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.personal_data import Erasure, erase, write_about
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button


class PersonRights(QWidget):
    """Two buttons; ``erased`` tells that the sheet shows somebody who is no longer there."""

    erased = Signal(str)
    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._event: OpenEvent | None = None
        self._person: Person | None = None
        self.write = Button(kind="ghost", icon="download")
        self.erase = Button(kind="ghost", icon="trash-2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.write)
        column.addWidget(self.erase)
        self.write.clicked.connect(lambda: context.guard.allow("correct", self.write_data))
        self.erase.clicked.connect(lambda: context.guard.allow("correct", self.erase_data))

    def show_person(self, event: OpenEvent | None, person: Person | None) -> None:
        """Speak of somebody else."""
        self._event, self._person = event, person
        writable = event is not None and not event.read_only
        self.write.setEnabled(person is not None)
        self.erase.setEnabled(person is not None and writable)

    def write_data(self) -> None:
        """Ask for a place and write everything about the person there."""
        event, person = self._event, self._person
        if event is None or person is None:
            return
        title = tr("safety.person_data_title")
        chosen = self._context.prompts.choose_save_file(self, title, tr("safety.json_filter"))
        if not chosen:
            return
        target = Path(chosen)
        if target.suffix != ".json":
            target = target.with_name(target.name + ".json")
        self._context.tasks.run(
            lambda: write_about(event, person.id, target),
            lambda path: self.told.emit(tr("safety.person_data_done", name=path.name)),
            self._failed,
        )

    def erase_data(self) -> None:
        """Ask once more, then erase for good."""
        event, person = self._event, self._person
        if event is None or person is None:
            return
        words = tr("safety.erase_confirm", name=person.full_name)
        if not self._context.prompts.confirm(self, tr("safety.erase_title"), words):
            return
        place = self._context.settings_store.settings.second_place

        def done(erasure: Erasure) -> None:
            told = [tr("safety.erased", count=erasure.backups)]
            told += [tr("safety.erased_not_here", path=p.name) for p in erasure.still_elsewhere]
            self.erased.emit(" ".join(told))

        self._context.tasks.run(
            lambda: erase(event, person.id, second_place=Path(place) if place else None),
            done,
            self._failed,
        )

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, UserError):
            raise fault
        self._context.prompts.tell(self, tr("safety.rights"), fault_text(fault))

    def retranslate(self) -> None:
        """Read every text again."""
        self.write.setText(tr("safety.person_data"))
        self.erase.setText(tr("safety.erase"))

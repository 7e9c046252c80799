"""Somebody comes in another's place: two names, one key."""

from __future__ import annotations

from PySide6.QtCore import Signal

from raict_desktop.domain.records import Person
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.desk.panel import DeskPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import PlainLabel

FIELDS = ("given_name", "family_name", "function")


class SubstitutePanel(DeskPanel):
    """``saved`` carries the id of who stays away, and the newcomer's values by field."""

    saved = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__("desk.substitute")
        self._person: Person | None = None
        self.who = PlainLabel()
        self.who.setFont(font(15))
        self.who.setWordWrap(True)
        self.fields = {name: Field() for name in FIELDS}
        self.save_button = Button("", "primary", "user-check")
        self.column.addWidget(self.who)
        for field in self.fields.values():
            self.column.addWidget(field)
            field.line.returnPressed.connect(self._save)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.save_button)
        self.column.addStretch(1)
        self.save_button.clicked.connect(self._save)
        self.retranslate()

    def show_person(self, person: Person) -> None:
        """Ask who comes in this person's place."""
        self._person = person
        for field in self.fields.values():
            field.line.clear()
        self.retranslate()
        self.fields["given_name"].line.setFocus()

    def _save(self) -> None:
        if self._person is None:
            return
        values = {name: field.text() for name, field in self.fields.items()}
        for name in FIELDS[:2]:
            if not values[name]:
                self.say(tr(f"desk.missing_{name}"))
                self.fields[name].line.setFocus()
                return
        self.saved.emit(self._person.id, values)

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        for name, field in self.fields.items():
            field.set_label(tr(f"desk.{name}"))
        self.save_button.setText(tr("desk.substitute_save"))
        self.say(tr("desk.substitute_hint"), "quiet")
        if self._person is not None:
            place = " · ".join(t for t in (self._person.full_name, self._person.organisation) if t)
            self.who.setText(tr("desk.substitute_of", name=place))

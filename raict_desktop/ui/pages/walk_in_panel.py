"""Registers somebody who is not on the list, inside the window so that scanning goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.records import CATEGORIES, Organisation, Person, Status
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.chooser import Chooser
from raict_desktop.ui.widgets.field import Field, popup_style, tint
from raict_desktop.ui.widgets.label import PlainLabel, tip
from raict_desktop.ui.widgets.row_list import ROW, RowList

FIELDS = ("given_name", "family_name", "organisation", "function", "country")
MANDATORY = FIELDS[:3]
TYPING_MS = 200
LEAST_NAME = 136
"""Least width of given name and surname (pixels): on a small screen, with the card still to be read."""


class WalkInPanel(QWidget):
    """A form; ``saved`` carries its values by field name.

    While names are typed, people of a like name already on the list are shown; Enter then has to be
    pressed twice. ``known_chosen`` carries the id of one of them who is to be checked in instead.
    """

    saved = Signal(dict)
    names_changed = Signal(str, str)
    known_chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.category = Chooser()
        self._parts = {name: Field() for name in FIELDS}
        self._parts["category"] = Field(self.category)
        # The field dresses its editor as a plain one, in the order of creation: dress it last.
        self.category.dress()
        theme.notifier.changed.connect(self.category.dress)
        self.fields = {name: self._parts[name].line for name in FIELDS}
        self.title, self.hint = PlainLabel(), PlainLabel()
        self.title.setFont(font(20, 600))
        self.hint.setFont(font(13))
        self.hint.setWordWrap(True)
        self.known_title, self.known = PlainLabel(), RowList()
        self.known_title.setFont(font(13, 600))
        self.known_title.setWordWrap(True)
        self.known.itemActivated.connect(lambda _item: self._take_known())
        self.known.itemClicked.connect(lambda _item: self._take_known())
        self._warned = False
        self._countries_of: dict[str, str] = {}
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._tell_names)
        self.save_button = Button("", "primary", "user-check")
        self.close_button = Button("", "ghost", "x")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for name, row, column, span in (
            ("given_name", 0, 0, 1),
            ("family_name", 0, 1, 1),
            ("organisation", 1, 0, 2),
            ("function", 2, 0, 2),
        ):
            grid.addWidget(self._parts[name], row, column, 1, span)
        last = QHBoxLayout()
        last.setSpacing(12)
        last.addWidget(self._parts["country"], 2)
        last.addWidget(self._parts["category"], 3)
        grid.addLayout(last, 3, 0, 1, 2)
        for name in FIELDS[:2]:
            self._parts[name].setMinimumWidth(LEAST_NAME)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.category.setMinimumContentsLength(6)
        # As on every other panel; beside the save button it would make the form wider than it need be.
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(grid)
        layout.addWidget(self.known_title)
        layout.addWidget(self.known)
        layout.addWidget(self.hint)
        layout.addWidget(self.save_button)
        layout.addStretch(1)
        for field in self.fields.values():
            field.returnPressed.connect(self._on_save)
            field.setMaxLength(500)
        for name in FIELDS[:2]:
            self.fields[name].textChanged.connect(lambda _text: self._typing.start())
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.closed)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def open(
        self, organisations: Sequence[Organisation], countries: Sequence[str], typed: str = ""
    ) -> None:
        """Empty the form and complete organisations and countries from those known.

        Args:
            organisations: those known; choosing one fills its country in.
            countries: names of every country.
            typed: what was searched in vain: the surname, or given name and surname.
        """
        for field in self.fields.values():
            field.clear()
        given, _, family = typed.strip().rpartition(" ")
        self.fields["given_name"].setText(given)
        self.fields["family_name"].setText(family if not any(map(str.isdigit, typed)) else "")
        self._mark("")
        self.show_known(())
        self.category.setCurrentIndex(0)
        self.know(organisations)
        self._complete("country", countries)
        self.show()
        self.fields["given_name"].setFocus()
        self._tell_names()

    def know(self, organisations: Sequence[Organisation]) -> None:
        """Complete from these organisations; those of a long list are read once the form is open."""
        self._countries_of = {o.name: o.country for o in organisations if o.country}
        self._complete("organisation", [o.name for o in organisations])

    def _complete(self, name: str, words: Sequence[str]) -> None:
        completer = QCompleter(list(words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setFont(font(15))
            popup.setStyleSheet(popup_style())
        former = self.fields[name].completer()
        self.fields[name].setCompleter(completer)
        if former is not None:
            former.deleteLater()
        if name == "organisation":
            completer.activated.connect(self._fill_country)

    def _fill_country(self, organisation: str) -> None:
        code = self._countries_of.get(organisation, "")
        if code and not self.fields["country"].text():
            self.fields["country"].setText(code)

    def _tell_names(self) -> None:
        self._typing.stop()
        self.names_changed.emit(*(self.fields[name].text() for name in FIELDS[:2]))

    def show_known(self, people: Sequence[Person]) -> None:
        """Show who on the list has a like name."""
        before, self._warned = self.known.keys(), False
        self.known.clear()
        for person in people:
            state = "cancelled" if person.status is Status.CANCELLED else ""
            state = state or ("present" if person.present else "")
            words = [tr(f"desk.member_{state}")] if state else []
            facts = " · ".join(t for t in (*words, person.organisation, person.function) if t)
            self.known.add(person.id, person.full_name, facts)
        self.known.setFixedHeight(ROW * min(3, len(people)) + 2)
        self.known.setVisible(bool(people))
        self.known_title.setVisible(bool(people))
        if people and before != self.known.keys():
            self._mark("")

    def _take_known(self) -> None:
        if self.known.chosen():
            self.known_chosen.emit(self.known.chosen())

    def retranslate(self) -> None:
        """Read every text again."""
        for name, part in self._parts.items():
            part.set_label(tr(f"desk.{name}"))
        self.title.setText(tr("desk.walk_in_title"))
        self.known_title.setText(tr("desk.known_title"))
        self.known.setAccessibleName(tr("desk.known_title"))
        self.save_button.setText(tr("desk.save"))
        self.close_button.setAccessibleName(tr("desk.cancel"))
        self.close_button.setToolTip(tip(f"{tr('desk.cancel')} (Esc)"))
        self._mark("")
        chosen = max(0, self.category.currentIndex())
        self.category.clear()
        for key in CATEGORIES:
            self.category.addItem(tr(f"desk.category_{key}"), key)
        self.category.setCurrentIndex(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key leaves the form for the page's own keys."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and self.known.hasFocus():
            self._take_known()
        event.accept()

    def say(self, text: str) -> None:
        """Say why nothing was saved."""
        self.hint.setText(text)
        tint(self.hint, "bad")

    def _mark(self, name: str) -> None:
        """Say which mandatory field is missing, or just that some are mandatory."""
        self.hint.setText(tr(f"desk.missing_{name}") if name else tr("desk.mandatory"))
        tint(self.hint, "bad" if name else "quiet")

    def _dress(self) -> None:
        tint(self.hint, "quiet")

    def _on_save(self) -> None:
        values = {name: field.text().strip() for name, field in self.fields.items()}
        for name in MANDATORY:
            if not values[name]:
                self._mark(name)
                self.fields[name].setFocus()
                return
        if self._typing.isActive():
            self._tell_names()
        if self.known.count() and not self._warned:
            self._warned = True
            self.say(tr("desk.known_hint"))
            return
        self.saved.emit({**values, "category": self.category.currentData()})

"""The people behind a figure, over the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.domain.records import Person
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.models.people_model import category_text, presence_text
from raict_desktop.ui.models.rows_model import RowsModel
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.sheet import Sheet
from raict_desktop.ui.widgets.table import Table

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

_WIDTHS = (210, 280, 150, 140, 120)


class PeopleSheet(Sheet):
    """A title, how many, and the list; Esc puts it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.count = Words(13, 400, "quiet")
        self.model, self.table = RowsModel(self), Table()
        self.table.setModel(self.model)
        self.table.setMinimumSize(820, 380)
        self.close_button = Button(icon="x")
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.close_button)
        self.card.column.addLayout(row)
        self.card.column.addWidget(self.table, 1)
        self.close_button.clicked.connect(self.put_away)

    def show_people(self, event: OpenEvent, title: str, people: Sequence[Person]) -> None:
        """Open over the window."""
        self.title.setText(title)
        self.close_button.setText(tr("dayend.close"))
        self.count.setText(tr("organiser.people", count=len(people), shown=number(len(people))))
        titles = ("name", "organisation", "country", "category", "present")
        self.model.show_rows(
            [tr(f"dayend.column_{name}") for name in titles],
            [
                (
                    person.full_name,
                    person.organisation,
                    event.countries.name(person.country, current_language())
                    if person.country
                    else "",
                    category_text(person.category),
                    presence_text(person),
                )
                for person in people
            ],
        )
        self.table.set_widths(_WIDTHS, 1, (2, 4))
        self.table.setAccessibleName(title)
        self.open_over(self.table)

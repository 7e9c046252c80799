"""Which columns the files about people get: folded away until somebody wants fewer than all."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.services.day_tables import CONTACTS, PERSON_COLUMNS
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.check_box import CheckBox


class ColumnTicks(QWidget):
    """A button that says how many are chosen and unfolds a box for each.

    E-mail and phone have no box of their own here: one for both stands above, as they go into
    everything that is written or into nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.unfold = Button(icon="list-checks")
        self.hint = Words(13, 400, "quiet")
        self.boxes = {name: CheckBox() for name in PERSON_COLUMNS if name not in CONTACTS}
        self._contacts = False
        self._panel = QWidget()
        grid = QGridLayout(self._panel)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        rows = (len(self.boxes) + 1) // 2
        for place, box in enumerate(self.boxes.values()):
            box.setFont(font(13))
            box.setChecked(True)
            box.toggled.connect(self._told)
            grid.addWidget(box, place % rows, place // rows)
        self._panel.hide()
        self.hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.unfold)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addWidget(self._panel)
        self.unfold.clicked.connect(self._turn)
        self.retranslate()

    def chosen(self) -> tuple[str, ...] | None:
        """The columns ticked, with e-mail and phone if those are; None for all of them."""
        ticked = {name for name, box in self.boxes.items() if box.isChecked()}
        if len(ticked) == len(self.boxes):
            return None
        wanted = ticked | (CONTACTS if self._contacts else frozenset())
        return tuple(name for name in PERSON_COLUMNS if name in wanted)

    def set_contacts(self, wanted: bool) -> None:
        """Say whether e-mail and phone are among the columns."""
        self._contacts = wanted
        self._told()

    def _turn(self) -> None:
        show = self._panel.isHidden()
        self._panel.setVisible(show)
        self.hint.setVisible(show)
        self._told()

    def _told(self) -> None:
        count = sum(box.isChecked() for box in self.boxes.values())
        everything = count == len(self.boxes)
        count += len(CONTACTS) if self._contacts else 0
        words = tr("dayend.all_columns")
        if not everything:
            words = tr("dayend.some_columns", count=count, shown=number(count))
        self.unfold.setText(words)

    def retranslate(self) -> None:
        """Read every text again."""
        self.hint.setText(tr("dayend.columns_hint"))
        for name, box in self.boxes.items():
            words = tr(f"day_files.column_{name}")
            box.setText(words[:1].upper() + words[1:])
        self._told()

"""The day's end: the figures once more, and the files that outlive the program."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from raict_desktop.services import day_end
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.report import Report, report
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.dashboard import percent
from raict_desktop.ui.pages.organiser.parts import Section, Words, scrolled, tick_style
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card

PROFILES = ("excel", "exchange")
FIGURES = (
    "registered",
    "participants",
    "walk_ins",
    "show_rate",
    "french_local_authorities",
    "countries",
    "countries_without_france",
    "foreign_delegations",
    "embassies",
    "foreign_share",
)
RATES = frozenset({"show_rate", "foreign_share"})


class DayEnd(Section):
    """Figures on one side, export on the other."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.folder: Path | None = None
        self._report: Report | None = None
        self.heading, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.figures_title = Words(20, 600)
        self.profiles = {name: QRadioButton() for name in PROFILES}
        self.profiles["excel"].setChecked(True)
        self.export = Button(kind="primary", icon="download")
        self.open_folder = Button(icon="folder-open")
        self.open_folder.hide()
        self.files = Words(13, 400, "quiet")
        self.names = {name: Words(13, 400, "quiet") for name in FIGURES}
        self.values = {name: Words(15, 600) for name in FIGURES}
        self._build()
        self.export.clicked.connect(self.choose_folder)
        self.open_folder.clicked.connect(self.show_folder)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        for button in self.profiles.values():
            button.setStyleSheet(tick_style())

    def _build(self) -> None:
        inner = QWidget()
        body = QHBoxLayout(inner)
        body.setContentsMargins(0, 0, 12, 0)
        body.setSpacing(16)
        files, figures = Card(), Card()
        files.column.setSpacing(12)
        files.column.addWidget(self.heading)
        files.column.addWidget(self.hint)
        for button in self.profiles.values():
            button.setFont(font(13))
            button.setMinimumHeight(36)
            files.column.addWidget(button)
        row = QVBoxLayout()
        row.addWidget(self.export)
        row.addWidget(self.open_folder)
        files.column.addLayout(row)
        files.column.addWidget(self.notice)
        files.column.addWidget(self.files)
        files.column.addStretch(1)
        figures.column.addWidget(self.figures_title)
        grid = QGridLayout()
        grid.setVerticalSpacing(12)
        for place, name in enumerate(FIGURES):
            value = self.values[name]
            value.setWordWrap(False)
            value.setFont(font(15, 600, tabular=True))
            grid.addWidget(self.names[name], place, 0)
            grid.addWidget(value, place, 1)
        grid.setColumnStretch(0, 1)
        figures.column.addLayout(grid)
        figures.column.addStretch(1)
        body.addWidget(files, 1)
        body.addWidget(figures, 1)
        self.column().addWidget(scrolled(inner))

    def profile(self) -> str:
        """The chosen profile."""
        return next(name for name, button in self.profiles.items() if button.isChecked())

    def choose_folder(self) -> None:
        """Ask for a folder and write the files."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_folder(self, tr("organiser.export_title"))
        if not chosen:
            return
        self.say(tr("organiser.writing"))
        self.export.setEnabled(False)
        self.run_task(
            partial(day_end.export, directory=Path(chosen), profile=self.profile()),
            partial(self._written, Path(chosen)),
            self._ended,
        )

    def _ended(self) -> None:
        self.export.setEnabled(self.open_event is not None)

    def _written(self, folder: Path, files: tuple[Path, ...]) -> None:
        self.folder = folder
        total = len(files)
        self.say(tr("organiser.exported", count=total, shown=number(total)), "good")
        self.files.setText("\n".join(file.name for file in files))
        self.open_folder.show()

    def show_folder(self) -> None:
        """Open the folder of the files."""
        if self.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def shown(self) -> None:
        """Read the figures."""
        self.run_task(report, self._show)

    def _show(self, found: Report) -> None:
        self._report = found
        self.retranslate()

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        super().set_event(event)
        self._report = None
        self.files.setText("")
        self.open_folder.hide()
        self._ended()
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("organiser.export_heading"))
        self.hint.setText(tr("organiser.export_hint"))
        self.figures_title.setText(tr("organiser.figures"))
        self.export.setText(tr("organiser.export"))
        self.open_folder.setText(tr("organiser.open_folder"))
        for name, button in self.profiles.items():
            button.setText(tr(f"organiser.profile_{name}"))
        for name in FIGURES:
            words = tr(f"organiser.report_{name}")
            value = getattr(self._report, name) if self._report else None
            shown = "–" if value is None else (percent if name in RATES else number)(value)
            self.names[name].setText(words)
            self.values[name].setText(shown)
            self.values[name].setAccessibleName(f"{words} {shown}")

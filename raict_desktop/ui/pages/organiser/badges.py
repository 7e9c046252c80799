"""Badges for everybody or for some, as one PDF to print."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from raict_desktop.paper.badges import BadgeRun
from raict_desktop.paper.badges.sheets import SHEETS
from raict_desktop.services import badges, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, coded_text, scrolled
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import Field

PROBLEMS_SHOWN = 50


def _option_text(area: str, name: str) -> str:
    try:
        return tr(f"organiser.{area}_{name.replace('-', '_')}")
    except KeyError:
        return name


class Badges(Section):
    """Choices on top, one button, then what came out."""

    drawn = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.heading, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.layout_choice, self.sheet = Choice(), Choice()
        self.layout_field, self.sheet_field = Field(self.layout_choice), Field(self.sheet)
        self.who = Field()
        self.make = Button(kind="primary", icon="id-card")
        self.open_folder = Button(icon="folder-open")
        self.open_folder.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.problems = Words(13, 400, "quiet")
        self.made: Path | None = None
        self._build()
        self.make.clicked.connect(self.choose_place)
        self.open_folder.clicked.connect(self.show_folder)
        # Progress is told on the worker's thread; the signal brings it to the window's.
        self.drawn.connect(self._told)
        self.retranslate()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        card = Card()
        card.setMaximumWidth(760)
        card.column.setSpacing(16)
        choices = QHBoxLayout()
        choices.setSpacing(16)
        choices.addWidget(self.layout_field)
        choices.addWidget(self.sheet_field)
        buttons = QHBoxLayout()
        buttons.addWidget(self.make)
        buttons.addWidget(self.open_folder)
        buttons.addStretch(1)
        card.column.addWidget(self.heading)
        card.column.addWidget(self.hint)
        card.column.addLayout(choices)
        card.column.addWidget(self.who)
        card.column.addLayout(buttons)
        for widget in (self.progress, self.notice, self.problems):
            card.column.addWidget(widget)
        column.addWidget(card)
        column.addStretch(1)
        self.column().addWidget(scrolled(inner))

    def choose_place(self) -> None:
        """Ask where the PDF goes and draw it."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_save_file(
            self, tr("organiser.badges_title"), tr("organiser.pdf_files")
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        self.say("")
        self.problems.setText("")
        self.open_folder.hide()
        self.make.setEnabled(False)
        self.progress.show()
        self.run_task(
            partial(
                badges.write_badges,
                path=path,
                layout=self.layout_choice.key(),
                sheet=self.sheet.key(),
                who=self.who.text(),
                language=current_language(),
                progress=self.drawn.emit,
            ),
            partial(self._made, path),
            self._ended,
        )

    def _told(self, count: int) -> None:
        if self.progress.isVisible():
            self.say(tr("organiser.badges_drawn", count=count, shown=number(count)))

    def _ended(self) -> None:
        self.make.setEnabled(self.open_event is not None)
        self.progress.hide()

    def _made(self, path: Path, run: BadgeRun) -> None:
        self.made = path
        self.open_folder.show()
        self.say(
            tr(
                "organiser.badges_done",
                badges=number(run.badges),
                pages=number(run.pages),
                file=path.name,
            ),
            "good",
        )
        told = [
            f"{problem.name} · {coded_text(problem.code_, problem.facts)}"
            for problem in run.problems[:PROBLEMS_SHOWN]
        ]
        if len(run.problems) > len(told):
            told.append(tr("organiser.more_problems", count=len(run.problems) - len(told)))
        self.problems.setText("\n".join(told))

    def show_folder(self) -> None:
        """Open the folder of the PDF."""
        if self.made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.made.parent)))

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        super().set_event(event)
        self.problems.setText("")
        self.open_folder.hide()
        self._ended()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("organiser.badges_heading"))
        self.hint.setText(tr("organiser.badges_hint"))
        self.layout_field.set_label(tr("organiser.badge_layout"))
        self.sheet_field.set_label(tr("organiser.badge_sheet"))
        self.who.set_label(tr("organiser.badge_who"))
        self.who.line.setPlaceholderText(tr("organiser.badge_everybody"))
        self.layout_choice.set_options(
            {name: layouts.ready_layout(name).title(current_language()) for name in layouts.READY}
        )
        self.sheet.set_options({n: s.title or _option_text("sheet", n) for n, s in SHEETS.items()})
        self.make.setText(tr("organiser.make_badges"))
        self.open_folder.setText(tr("organiser.open_folder"))

"""The organiser's figures while the day runs, beginning with the sentence for the press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.records import Person
from raict_desktop.services.anonymise import retention
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.counting import people_behind
from raict_desktop.services.report import Report, outline
from raict_desktop.services.world import world_map
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, number, time_text, tr
from raict_desktop.ui.models.people_model import category_text
from raict_desktop.ui.pages.organiser.parts import Section, Words, scrolled
from raict_desktop.ui.pages.organiser.people_sheet import PeopleSheet
from raict_desktop.ui.widgets.bar_row import INSET, BarRow
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.country_map import CountryMap
from raict_desktop.ui.widgets.figure_tile import FigureTile
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.plot import ColumnPlot
from raict_desktop.wording import percent

REFRESH_MS = 500
_PAUSE = 4
"""How many times what a reading took passes at least until the next one."""
BEHIND = {
    "participants": "participants",
    "authorities": "french_local_authorities",
    "countries": "countries",
    "delegations": "foreign_delegations",
    "embassies": "embassies",
    "share": "foreign_share",
}
"""Which people stand behind each tile."""
_OTHER = {"fr": "en", "en": "fr"}
FIGURES = ("participants", "authorities", "countries", "delegations", "embassies", "share")


class Dashboard(Section):
    """Sentence, six figures, arrivals, sessions; reads them at most twice a second."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._report: Report | None = None
        self._busy = False
        self._begun = 0.0
        self._again = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REFRESH_MS)
        self.timer.timeout.connect(self.refresh)
        self.sentence = Words(20, 600)
        self.sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.other_sentence, self.small = Words(13, 400, "quiet"), Words(13, 400, "quiet")
        self.copy = Button(kind="ghost", icon="copy")
        self.copy.clicked.connect(self.copy_sentence)
        self.tiles = {name: FigureTile() for name in FIGURES}
        self.arrivals_title, self.sessions_title = Words(15, 600), Words(15, 600)
        self.no_sessions = Words(13, 400, "quiet")
        self.plot = ColumnPlot()
        self.bars: list[BarRow] = []
        self.categories_title, self.countries_title = Words(15, 600), Words(15, 600)
        self.map = CountryMap()
        self._opens: dict[BarRow, tuple[str, str]] = {}
        self.category_bars: list[BarRow] = []
        self.sheet: PeopleSheet | None = None
        self._build()
        self.retranslate()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        press = Card(margin=20)
        press.column.addWidget(self.sentence)
        press.column.addWidget(self.other_sentence)
        line = QHBoxLayout()
        line.addWidget(self.small, 1)
        line.addWidget(self.copy)
        press.column.addLayout(line)
        column.addWidget(press)
        column.addWidget(self.notice)
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, (name, tile) in enumerate(self.tiles.items()):
            grid.addWidget(tile, 0, place)
            grid.setColumnStretch(place, 1)
            tile.make_opening()
            tile.opened.connect(partial(self.open_people, BEHIND[name], name))
        column.addLayout(grid)
        lower = QGridLayout()
        lower.setSpacing(16)
        arrivals, sessions = Card(margin=20), Card(margin=20)
        arrivals.column.addWidget(self.arrivals_title)
        arrivals.column.addWidget(self.plot, 1)
        sessions.column.addWidget(self.sessions_title)
        sessions.column.addWidget(self.no_sessions)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(8)
        sessions.column.addLayout(self._bars)
        sessions.column.addStretch(1)
        categories = Card(margin=20)
        categories.column.addWidget(self.categories_title)
        self._category_bars = QVBoxLayout()
        self._category_bars.setSpacing(8)
        categories.column.addLayout(self._category_bars)
        categories.column.addStretch(1)
        countries = Card(margin=20)
        countries.column.setSpacing(12)
        countries.column.addWidget(self.countries_title)
        countries.column.addWidget(self.map)
        for card, above in (
            (sessions, (self.sessions_title, self.no_sessions)),
            (categories, (self.categories_title,)),
        ):
            # Rows keep room for their focus ring; their text stands in line with the other cards'.
            card.column.setContentsMargins(20 - INSET, 20, 20 - INSET, 20)
            for words in above:
                words.setContentsMargins(INSET, 0, INSET, 0)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(arrivals, 1)
        left.addWidget(countries)
        left.addWidget(categories)
        lower.addLayout(left, 0, 0)
        lower.addWidget(sessions, 0, 1)
        lower.setColumnStretch(0, 1)
        lower.setColumnStretch(1, 1)
        column.addLayout(lower, 1)
        self.column().addWidget(scrolled(inner))

    def copy_sentence(self) -> None:
        """Put the sentence for the press, in both languages, where another program can paste it."""
        if self._report is not None:
            told = self._report.sentence
            other = _OTHER[current_language()]
            QGuiApplication.clipboard().setText(f"{told[current_language()]}\n{told[other]}")
            self.say(tr("dayend.copied"), "good")

    def open_people(self, figure: str, name: str) -> None:
        """Show the people behind a figure over the window."""
        self._open(partial(people_behind, figure=figure), tr(f"organiser.figure_{name}", count=2))

    def open_bar(self, bar: BarRow) -> None:
        """Show who came to a session, or everybody registered of a category."""
        figure, key = self._opens[bar]
        find = partial(people_behind, figure=figure, session_id=key)
        if figure == "registered":
            find = partial(people_behind, figure=figure, category=key)
        self._open(find, bar.title)

    def _open(self, find: Callable[[OpenEvent], list[Person]], title: str) -> None:
        event = self.open_event
        if event is not None:
            shown = title[:1].upper() + title[1:]
            self.run_task(find, lambda found: self._sheet().show_people(event, shown, found))

    def _new_bar(self, rows: QVBoxLayout) -> BarRow:
        bar = BarRow()
        rows.addWidget(bar)
        bar.opened.connect(partial(self.open_bar, bar))
        return bar

    def _sheet(self) -> PeopleSheet:
        if self.sheet is None:
            self.sheet = PeopleSheet(self.window())
        return self.sheet

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's figures."""
        if self.sheet is not None:
            self.sheet.put_away()
        super().set_event(event)
        self._report = None
        self.retranslate()
        self.refresh()

    def shown(self) -> None:
        """Read the figures anew."""
        self.refresh()

    def show_changes(self, changes: Changes) -> None:
        """Read again soon; changes that come meanwhile share one reading."""
        if changes.topics and self.isVisible() and not self.timer.isActive():
            self.timer.start()

    def refresh(self) -> None:
        """Read the figures away from the window's thread, one reading at a time."""
        if self.open_event is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy, self._begun = True, monotonic()
        self.run_task(outline, self._show, self._ended)

    def _ended(self) -> None:
        self._busy = False
        # What takes long (a million people) leaves the desk more time than it takes.
        self.timer.setInterval(max(REFRESH_MS, round(_PAUSE * 1000 * (monotonic() - self._begun))))
        if self._again:
            self._again = False
            self.timer.start()

    def _show(self, found: Report) -> None:
        self._report = found
        self.retranslate()

    def _remind(self) -> None:
        """Say when names were to be erased by now."""
        self.say("")
        if self.open_event is not None:
            until, overdue = retention(self.open_event)
            if overdue:
                self.say(tr("dayend.retention_over", day=f"{until:%d/%m/%Y}"), "warn")

    def retranslate(self) -> None:
        """Write every figure again in the language on show."""
        found = self._report
        if found is not None:
            self._remind()
        self.arrivals_title.setText(tr("organiser.arrivals"))
        self.sessions_title.setText(tr("organiser.sessions"))
        self.sentence.setText(
            found.sentence[current_language()] if found else tr("organiser.no_figures")
        )
        self.other_sentence.setText(found.sentence[_OTHER[current_language()]] if found else "")
        self.other_sentence.setVisible(found is not None)
        self.copy.setText(tr("dayend.copy_sentence"))
        self.copy.setVisible(found is not None)
        self.small.setText(
            tr(
                "organiser.small_figures",
                registered=number(found.registered),
                rate=percent(found.show_rate, current_language()),
                walk_ins=number(found.walk_ins),
            )
            if found
            else ""
        )
        shown = {
            "participants": number(found.participants) if found else "–",
            "authorities": number(found.french_local_authorities) if found else "–",
            "countries": number(found.countries) if found else "–",
            "delegations": number(found.foreign_delegations) if found else "–",
            "embassies": number(found.embassies) if found else "–",
            "share": percent(found.foreign_share, current_language()) if found else "–",
        }
        for name, tile in self.tiles.items():
            count = getattr(found, BEHIND[name]) if found else 2
            tile.show_figure(shown[name], tr(f"organiser.figure_{name}", count=count))
        self.categories_title.setText(tr("dayend.categories"))
        self._show_arrivals(found)
        self._show_sessions(found)
        self._show_categories(found)
        self._show_countries(found)
        for tile in self.tiles.values():
            tile.setToolTip(tr("dayend.behind"))

    def _show_arrivals(self, found: Report | None) -> None:
        event = self.open_event
        values = (
            [(time_text(event.local(slot.start)), slot.count) for slot in found.arrivals]
            if found and event
            else []
        )
        marks = [(place, tr("report.plenary")) for place in found.plenaries] if found else []
        self.plot.show_values(values, tr("organiser.arrivals"), tr("organiser.no_arrivals"), marks)

    def _show_sessions(self, found: Report | None) -> None:
        lines = found.sessions if found else ()
        while len(self.bars) < len(lines):
            self.bars.append(self._new_bar(self._bars))
        for bar in self.bars[len(lines) :]:
            bar.hide()
        for bar, line in zip(self.bars, lines, strict=False):
            limit = line.capacity or line.registered
            key = "organiser.bar_capacity" if line.capacity else "organiser.bar_registered"
            if line.capacity and line.present >= line.capacity:
                key = "dayend.bar_full"
            words = tr(key, present=number(line.present), limit=number(limit))
            full = bool(line.capacity)
            bar.show_bar(line.title, line.present, limit, words, full_warns=full)
            self._opens[bar] = ("present", line.id)
            bar.show()
        self.no_sessions.setText(tr("organiser.no_sessions"))
        self.no_sessions.setVisible(not lines)

    def _show_countries(self, found: Report | None) -> None:
        event = self.open_event
        self.countries_title.setText(tr("dayend.countries"))
        codes = [line.key for line in found.by_country] if found and event else []
        names = [event.countries.name(code, current_language()) for code in codes] if event else []
        said = ", ".join(names) or tr("organiser.no_arrivals")
        self.map.show_countries(
            world_map(), codes, f"{tr('dayend.countries')}. {said}", tr("organiser.no_arrivals")
        )
        self.map.setToolTip(tip(", ".join(names)))

    def _show_categories(self, found: Report | None) -> None:
        lines = [c for c in found.by_category if c.registered] if found else []
        while len(self.category_bars) < len(lines):
            self.category_bars.append(self._new_bar(self._category_bars))
        for bar in self.category_bars[len(lines) :]:
            bar.hide()
        for bar, line in zip(self.category_bars, lines, strict=False):
            words = tr(
                "organiser.bar_registered",
                present=number(line.present),
                limit=number(line.registered),
            )
            title = category_text(line.category)
            bar.show_bar(title, line.present, line.registered, words, full_warns=False)
            self._opens[bar] = ("registered", line.category)
            bar.show()

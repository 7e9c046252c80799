"""The first page: open an event, make one, join one of the network, or try the demonstration."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.first_run import FirstRun
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.widgets.action_tile import ActionTile, FileRow
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.date_field import DateField
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import PlainLabel, tip
from raict_desktop.ui.widgets.scroll import ScrollArea

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.ui.join_form import JoinForm

WIDTH = 720
TILES_WIDE = 2
RECENT_SHOWN = 5
MOST_DAYS = 31


@cache
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def demo_folder() -> Path:
    """Where demonstration events are made."""
    return paths.user_folder("data") / "demo"


class _Facts(TypedDict):
    """What a new event is."""

    title: str
    first_day: date
    days: int
    venue: str
    timezone: str


class NewEventForm(Card):
    """What must be known of an event before its list can come in."""

    submitted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = PlainLabel()
        self.heading.setFont(font(20, 600))
        self.day_edit = DateField(QDate.currentDate())
        self.title, self.venue, self.timezone = Field(), Field(), Field()
        self.day, self.days = Field(self.day_edit), Field()
        self.days.line.setText("1")
        self.days.line.setValidator(QIntValidator(1, MOST_DAYS, self))
        self.timezone.line.setText("Europe/Paris")
        self.earlier: Path | None = None
        self.from_button, self.from_name = Button(icon="repeat"), PlainLabel()
        self.from_name.setWordWrap(True)
        self.make, self.cancel = Button(kind="primary", icon="file-plus"), Button(kind="ghost")
        dates, actions = QHBoxLayout(), QHBoxLayout()
        dates.setSpacing(16)
        dates.addWidget(self.day, 2)
        dates.addWidget(self.days, 1)
        dates.addWidget(self.timezone, 2)
        origin = QHBoxLayout()
        origin.setSpacing(12)
        origin.addWidget(self.from_button)
        origin.addWidget(self.from_name, 1)
        actions.addStretch(1)
        actions.addWidget(self.cancel)
        actions.addWidget(self.make)
        self.column.setSpacing(16)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.title)
        self.column.addWidget(self.venue)
        self.column.addLayout(dates)
        self.column.addLayout(origin)
        self.column.addLayout(actions)
        self.make.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.cancelled)
        self.title.line.returnPressed.connect(self._submit)

    def begin_like(self, earlier: Path | None) -> None:
        """Take an earlier event's programme, layouts, organisations and mappings over."""
        self.earlier = earlier
        self.from_name.setText(
            tr("welcome.from_chosen", name=earlier.stem) if earlier else tr("welcome.from_hint")
        )

    def first_day(self) -> date:
        """Return the day chosen."""
        chosen = self.day_edit.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _submit(self) -> None:
        self.title.set_fault("" if self.title.text() else tr("welcome.title_missing"))
        known = self.timezone.text() in _timezones()
        self.timezone.set_fault("" if known else tr("welcome.timezone_unknown"))
        possible = self.days.line.hasAcceptableInput()
        self.days.set_fault("" if possible else tr("welcome.days_impossible", most=MOST_DAYS))
        if self.title.text() and known and possible:
            self.submitted.emit()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("welcome.new"))
        for name in ("title", "venue", "day", "days", "timezone"):
            field: Field = getattr(self, name)
            field.set_label(tr(f"welcome.{name}"))
        self.day_edit.setDisplayFormat(tr("welcome.day_format"))
        self.from_button.setText(tr("welcome.from"))
        self.from_button.updateGeometry()
        self.begin_like(self.earlier)
        self.make.setText(tr("welcome.make"))
        self.cancel.setText(tr("welcome.cancel"))


class WelcomePage(Page):
    """Tells ``file_chosen`` with a path, or ``event_made`` with a new open event."""

    file_chosen = Signal(Path)
    event_made = Signal(object)
    restore_wanted = Signal()
    told = Signal(str)
    language_chosen = Signal(str)
    role_chosen = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        settings = context.settings_store.settings
        self.first = FirstRun(settings.role)
        self.first.setHidden(settings.welcomed or bool(settings.recent))
        self.first.language_chosen.connect(self.language_chosen)
        self.first.role_chosen.connect(self.role_chosen)
        self.demo_folder = demo_folder()
        self.title, self.sentence, self.recents = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(font(28, 700))
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        self.recents.setFont(font(13, 600))
        self.open_button = ActionTile("folder-open", primary=True)
        self.new_button = ActionTile("file-plus")
        self.join_button = ActionTile("wifi")
        self.demo_button = ActionTile("sparkles")
        self.restore_button = Button(kind="ghost", icon="shield-check")
        self.form = NewEventForm()
        self.form.hide()
        self.join_form: JoinForm | None = None
        self.recent_buttons: list[FileRow] = []
        self._build()
        self.open_button.clicked.connect(lambda: context.guard.leave(self._choose))
        self.new_button.clicked.connect(lambda: context.guard.leave(self.show_form))
        self.join_button.clicked.connect(lambda: context.guard.leave(self.show_join))
        self.demo_button.clicked.connect(lambda: context.guard.leave(self.make_demo))
        self.restore_button.clicked.connect(self.restore_wanted)
        context.guard.changed.connect(self._show_lock)
        self.form.submitted.connect(self._make)
        self.form.from_button.clicked.connect(self._choose_earlier)
        self.form.cancelled.connect(self.hide_form)
        self.retranslate()

    def _build(self) -> None:
        self._choices, body = QWidget(), QWidget()
        choices, inner = QVBoxLayout(self._choices), QVBoxLayout(body)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(16)
        actions = QGridLayout()
        actions.setSpacing(12)
        tiles = (self.open_button, self.join_button, self.new_button, self.demo_button)
        for place, tile in enumerate(tiles):
            actions.addWidget(tile, place // TILES_WIDE, place % TILES_WIDE)
            actions.setColumnStretch(place % TILES_WIDE, 1)
        self._recent_column = QVBoxLayout()
        self._recent_column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.first.language)
        self._recent_box = QWidget()
        recent = QVBoxLayout(self._recent_box)
        recent.setContentsMargins(0, 8, 0, 8)
        recent.setSpacing(12)
        recent.addWidget(self.recents)
        recent.addLayout(self._recent_column)
        choices.addLayout(head)
        choices.addWidget(self.sentence)
        choices.addWidget(self.first)
        choices.addLayout(actions)
        choices.addWidget(self._recent_box)
        choices.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignLeft)
        body.setMaximumWidth(WIDTH)
        inner.setContentsMargins(24, 24, 24, 24)
        inner.addStretch(1)
        inner.addWidget(self._choices)
        inner.addWidget(self.form)
        self._inner = inner
        inner.addStretch(2)
        middle = QWidget()
        centre = QHBoxLayout(middle)
        centre.addStretch(1)
        centre.addWidget(body, 100)
        centre.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(middle))

    def shown(self) -> None:
        """Offer the recent events that are still there."""
        if self.context.settings_store.settings.welcomed:
            self.first.hide()
        self._list_recent()
        self._show_lock()
        if not self._choices.isHidden():
            self._focus()

    def _list_recent(self) -> None:
        focused = any(button.hasFocus() for button in self.recent_buttons)
        for button in self.recent_buttons:
            self._recent_column.removeWidget(button)
            button.hide()  # until it is deleted it would be painted over the new ones
            button.deleteLater()
        names = self.context.settings_store.settings.recent
        there = [Path(name) for name in names if Path(name).is_file()][:RECENT_SHOWN]
        self.recent_buttons = []
        for path in there:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
            button = FileRow(
                path.stem, str(path.parent), f"{written:%d/%m/%Y} {time_text(written)}"
            )
            button.setToolTip(tip(str(path)))
            button.clicked.connect(lambda _checked=False, path=path: self.file_chosen.emit(path))
            self._recent_column.addWidget(button)
            self.recent_buttons.append(button)
        self._recent_box.setVisible(bool(there))
        if focused and self.recent_buttons:
            self.recent_buttons[0].setFocus()

    def _show_lock(self) -> None:
        """On a locked desk only today's event is free: it comes first, and the rest says what it asks."""
        locked = self.context.guard.locked
        for tile in (self.open_button, self.join_button, self.new_button, self.demo_button):
            tile.set_locked(locked, tr("welcome.asks_code") if locked else "")
        self.restore_button.set_icon_name("lock" if locked else "shield-check")
        self.restore_button.setAccessibleDescription(tr("welcome.asks_code") if locked else "")
        column = self._choices.layout()
        if isinstance(column, QVBoxLayout):
            column.removeWidget(self._recent_box)
            place = (
                column.indexOf(self.first) + 1 if locked else column.indexOf(self.restore_button)
            )
            column.insertWidget(place, self._recent_box)
        first = self.first.isVisibleTo(self._choices)
        sentence = "first.sentence" if first else "welcome.sentence"
        self.sentence.setText(tr("welcome.locked" if locked else sentence))

    def _focus(self) -> None:
        if self.context.guard.locked and self.recent_buttons:
            self.recent_buttons[0].setFocus()
        else:
            self.open_button.setFocus()

    def show_form(self) -> None:
        """Ask what the new event is."""
        self.hide_form()
        self._choices.hide()
        self.form.show()
        self.form.title.line.setFocus()

    def show_join(self) -> None:
        """Ask for the card of a hub that has the event."""
        if self.join_form is None:
            # With cameras and the network: not while the window opens.
            from raict_desktop.ui.join_form import JoinForm

            self.join_form = JoinForm(self.context)
            self._inner.insertWidget(self._inner.indexOf(self.form) + 1, self.join_form)
            self.join_form.joined.connect(self._on_joined)
            self.join_form.file_wanted.connect(self.file_chosen)
            self.join_form.cancelled.connect(self.hide_form)
        self.form.hide()
        self._choices.hide()
        self.join_form.show()
        self.join_form.start()

    def _on_joined(self, event: OpenEvent, said: str) -> None:
        self.event_made.emit(event)
        self.told.emit(said)

    def hide_form(self) -> None:
        """Back to the choices."""
        self.form.begin_like(None)
        self.form.hide()
        if self.join_form is not None:
            self.join_form.leave()
            self.join_form.hide()
        self._choices.show()
        if self.isVisible():
            self._focus()

    def _choose(self) -> None:
        prompts = self.context.prompts
        chosen = prompts.choose_open_file(self, tr("welcome.open"), tr("welcome.file_filter"))
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def _choose_earlier(self) -> None:
        prompts = self.context.prompts
        chosen = prompts.choose_open_file(self, tr("welcome.from"), tr("welcome.file_filter"))
        self.form.begin_like(Path(chosen) if chosen else None)

    def _make(self) -> None:
        prompts, form = self.context.prompts, self.form
        chosen = prompts.choose_save_file(self, tr("welcome.save_as"), tr("welcome.file_filter"))
        if not chosen:
            return
        facts: _Facts = {
            "title": form.title.text(),
            "first_day": form.first_day(),
            "days": int(form.days.text()),
            "venue": form.venue.text(),
            "timezone": form.timezone.text(),
        }
        application = self.context.application
        try:
            if form.earlier is None:
                event = application.new_event(Path(chosen), **facts)
            else:
                from raict_desktop.services.next_event import new_event_from

                event = new_event_from(application, form.earlier, Path(chosen), **facts)
        except UserError as fault:
            prompts.tell(self, tr("welcome.new"), fault_text(fault))
            return
        self.hide_form()
        self.event_made.emit(event)

    def make_demo(self) -> None:
        """Make the demonstration event beside the window, then open it."""
        now = self.context.application.outside.clock()
        folder = self.demo_folder / f"{now:%Y%m%d-%H%M%S}"

        def job() -> Path:
            from raict_desktop.services.demo import make_demo

            folder.mkdir(parents=True, exist_ok=True)
            return make_demo(folder, now.astimezone().date())

        self.demo_button.setEnabled(False)
        self.told.emit(tr("welcome.demo_under_way"))
        self.context.tasks.run(job, self._on_demo, self._on_demo_failed)

    def _on_demo(self, path: Path) -> None:
        self.demo_button.setEnabled(True)
        self.told.emit("")
        self.file_chosen.emit(path)

    def _on_demo_failed(self, fault: Exception) -> None:
        self.demo_button.setEnabled(True)
        self.told.emit("")
        if not isinstance(fault, UserError):
            raise fault
        self.context.prompts.tell(self, tr("welcome.demo"), fault_text(fault))

    def set_event(self, event: OpenEvent | None) -> None:
        """Put the form away: a page about choosing shows no event of its own."""
        super().set_event(event)
        self.hide_form()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("welcome.heading"))
        self.recents.setText(tr("welcome.recent"))
        tiles = {"open": self.open_button, "new": self.new_button, "demo": self.demo_button}
        for name, tile in tiles.items():
            tile.set_words(tr(f"welcome.{name}"), tr(f"welcome.{name}_hint"))
        self.join_button.set_words(tr("join.tile"), tr("join.tile_hint"))
        self.restore_button.setText(tr("safety.restore"))
        self.restore_button.updateGeometry()
        self._list_recent()
        self._show_lock()
        self.first.retranslate()
        self.form.retranslate()
        if self.join_form is not None:
            self.join_form.retranslate()

"""The event's entrance: one big verdict, and beside it every way to find somebody."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import MAIN_DOOR, Person
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.pages.desk.actions import ActionRow
from raict_desktop.ui.pages.desk.desk_badges import DeskBadges
from raict_desktop.ui.pages.desk.desk_panels import DeskPanels
from raict_desktop.ui.pages.desk.facts import expected_with, facts_of
from raict_desktop.ui.pages.scan_station import ScanStation
from raict_desktop.ui.pages.walk_in_panel import WalkInPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.camera_view import CameraView
from raict_desktop.ui.widgets.field import field_style, tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.passage_strip import PassageStrip
from raict_desktop.ui.widgets.scroll import ScrollArea
from raict_desktop.ui.widgets.search_box import SearchBox
from raict_desktop.ui.widgets.table import scroll_style
from raict_desktop.ui.widgets.verdict_card import VerdictCard

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult
    from raict_desktop.services.groups import GroupResult

SHOWN_TOPICS = frozenset(Topic) - {Topic.EVENT}
NOTICE_MS = 12000
UNDO_LOOKS_AT = 100
"""How many lines back an undo looks for a passage that stands, past refusals and undone ones."""
SIDE_SHARE, SIDE_LEAST, SIDE_MOST = 0.28, 256, 480
SIDE_SHARE_AT_A_DOOR = 0.33
NARROW, MARGINS = 1000, (24, 16)
"""Below this width of the page (pixels) its margins are the smaller ones: the verdict's word needs them."""
LEAST_VIEW, BESIDE_VIEW = 110, 510
LEAST_CARD = 240
LOW, LEAST_LOW_SIDE, LEAST_LOW_VIEW = 560, 220, 72
"""A window lower than this is a laptop's at 200 %: everything moves together."""
PAINT_MS = 15
"""The card is painted first: the sound, the last passages and the badge follow a moment later."""


class ReceptionPage(Page):
    """Scan, search, undo, walk-in, delegations, the help desk."""

    compact = False
    checks_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.card, self.view = VerdictCard(compact=self.compact), CameraView()
        self.search, self.strip = SearchBox(), PassageStrip()
        self.walk_in, self.station = WalkInPanel(), ScanStation(self)
        self.walk_in.hide()
        self.walk_in_button = Button("", "primary", "user-plus")
        self.undo_button = Button("", "secondary", "undo-2")
        self.group_button = Button("", "secondary", "users")
        self.park_button = Button("", "secondary", "life-buoy")
        self.reprint_button = Button("", "secondary", "printer")
        self.cases_button = Button("", "ghost", "life-buoy")
        # The same in a low window, where the column has no room for it.
        self.waiting_button = Button("", "ghost", "life-buoy")
        for button in (self.cases_button, self.waiting_button):
            button.hide()
        self.checks_button = Button("", "ghost", "clipboard-check")
        self.checks_button.clicked.connect(self.checks_wanted)
        self.checks_button.hide()
        self.awake = context.awake
        self._last: CheckinResult | None = None
        self._cases, self._opened = 0, True
        self.badges = DeskBadges(self)
        self._unheard = False
        self.notice = PlainLabel()
        self.notice.setFont(font(15, 500))
        self.notice.setWordWrap(True)
        self._notice_timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._notice_timer.timeout.connect(lambda: self.say(""))
        self._painted_timer = QTimer(self, singleShot=True, interval=PAINT_MS)
        self._painted_timer.timeout.connect(self._after_paint)
        self._side = QWidget()
        self._build()
        self._connect()
        for keys, slot in (("Ctrl+F", self.search.begin), ("Ctrl+Z", self.undo_last)):
            QShortcut(QKeySequence(keys), self, slot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for before, after in pairwise(self.tab_order()):
            self.setTabOrder(before, after)
        self.dress()
        self.retranslate()
        self._enable()

    def _connect(self) -> None:
        self.station.hand_taken = lambda: self._panel_open() or bool(self.search.field.text())
        self.station.checked_in.connect(self.on_checked_in)
        self.station.failed.connect(self._on_not_recorded)
        self.station.frame_arrived.connect(self.view.show_frame)
        self.station.state_changed.connect(self.view.show_state)
        self.station.scanner_changed.connect(self._on_scanner)
        self.search.words_changed.connect(self._on_words)
        self.search.person_chosen.connect(self._on_person)
        self.search.code_typed.connect(self._on_code)
        self.search.escaped.connect(self.setFocus)
        self.search.listing.connect(self._on_listing)
        self.card.admit_requested.connect(self._on_admit)
        self.card.readmit_requested.connect(self._on_readmit)
        self.card.displayed.connect(self._on_displayed)
        self.strip.undo_requested.connect(self.undo)
        self.walk_in.saved.connect(self._on_walk_in)
        self.walk_in.names_changed.connect(self._on_names)
        self.walk_in.known_chosen.connect(self._on_known)
        self.walk_in.closed.connect(self.close_panel)
        self.walk_in_button.clicked.connect(self.open_walk_in)
        self.undo_button.clicked.connect(self.undo_last)
        self.strip.person_chosen.connect(self.open_person)
        self.search.sheet_wanted.connect(self.open_person)
        for button in (self.cases_button, self.waiting_button):
            button.clicked.connect(self.panels.open_help_desk)
        theme.notifier.changed.connect(self.dress)

    def _build(self) -> None:
        self._column = column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        column.addWidget(self.search)
        column.addWidget(self.strip, 1)
        column.addWidget(self.cases_button)
        column.addWidget(self.checks_button)
        column.addWidget(self.walk_in, 1)
        self.panels = DeskPanels(self, column)
        top, left, actions = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._top = top
        left.setSpacing(12)
        actions.setSpacing(12)
        self.build_left(left)
        left.addWidget(self.card, 1)
        top.addLayout(left, 1)
        # A form that is taller than a low window is scrolled, with the verdict still in sight.
        self._beside = ScrollArea(self._side)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right = QVBoxLayout()
        right.addWidget(self._beside, 1)
        top.addLayout(right)
        self.build_actions(actions)
        self._page = page = QVBoxLayout(self)
        page.setSpacing(16 if self.compact else 8)
        page.addLayout(top, 1)
        if not self.compact:
            # Beside the card rather than below it: the card's height belongs to the verdict.
            right.addWidget(self.notice)
            self.notice.hide()
        page.addLayout(actions)

    def build_left(self, left: QVBoxLayout) -> None:
        """Place for what a door shows above its card."""

    def build_actions(self, actions: QHBoxLayout) -> None:
        """Fill the row at the foot."""
        self.actions_row = ActionRow(
            {
                "walk_in": (self.walk_in_button, "desk.walk_in", "Ctrl+N"),
                "group": (self.group_button, "desk.group", "Ctrl+D"),
                "park": (self.park_button, "desk.park", "F8"),
                "reprint": (self.reprint_button, "desk.reprint", "Ctrl+P"),
                "undo": (self.undo_button, "desk.undo_last", "Ctrl+Z"),
                "cases": (self.waiting_button, "desk.help_desk", "Shift+F8"),
            }
        )
        actions.addWidget(self.actions_row, 1)
        for button, slot in (
            (self.group_button, self.open_group),
            (self.park_button, self.park),
            (self.reprint_button, self.reprint),
        ):
            button.clicked.connect(slot)
        for keys, action in (
            ("Ctrl+N", self.open_walk_in),
            ("Ctrl+D", self.open_group),
            ("F8", self.park),
            ("Shift+F8", self.panels.open_help_desk),
            ("Ctrl+P", self.reprint),
            ("F4", self.open_sheet),
        ):
            QShortcut(QKeySequence(keys), self, action)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Name the controls in the order the Tab key takes."""
        row = (self.walk_in_button, self.group_button, self.park_button, self.reprint_button)
        return (self.search.field, *row, self.undo_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the right column its share, and the camera its 16:9."""
        super().resizeEvent(event)
        self.give_room()

    def is_low(self) -> bool:
        """Whether the window is a laptop's at 200 %; a page that is scrolled is taller than that."""
        return self.window().height() < LOW

    def give_room(self) -> None:
        """Share the page between verdict and right column."""
        low, shown = self.is_low(), self._panel_open()
        margin = 10 if low else MARGINS[self.width() < NARROW]
        foot = margin if low or self.compact else 12
        self._page.setContentsMargins(margin, margin, margin, foot)
        self._page.setSpacing(6 if low else (16 if self.compact else 12))
        self._top.setSpacing(margin)
        self._column.setSpacing(8 if low else 16)
        share = SIDE_SHARE_AT_A_DOOR if self.compact else SIDE_SHARE
        least = LEAST_LOW_SIDE if low else SIDE_LEAST
        width = max(least, min(SIDE_MOST, round(self.width() * share)))
        tall = max(LEAST_VIEW, width * 9 // 16)
        if not self.compact:
            # In a low window the camera gives way, so that five passages and the cases stay whole.
            tall = max(LEAST_VIEW, min(tall, self.height() - BESIDE_VIEW))
            self.actions_row.setHidden(low and shown)
            self._offer_more()
        self.view.setFixedHeight(LEAST_LOW_VIEW if low else tall)
        if shown:
            # A form has the width it needs, as long as the verdict can still be read.
            most = min(SIDE_MOST, self.width() - LEAST_CARD)
            width = max(width, min(most, self._side.minimumSizeHint().width() + 12))
        # A label that is longer than the column would push what stands below it out of sight.
        width = max(width, min(SIDE_MOST, self._side.minimumSizeHint().width()))
        self._beside.setFixedWidth(width)
        if not self.compact:
            self.notice.setFixedWidth(width)

    def _offer_more(self) -> None:
        """The help desk and the checks before opening, where nothing else needs the room."""
        if self.compact:
            return
        room = not self.strip.isHidden() and not self.is_low()
        self.cases_button.setVisible(self._cases > 0 and room)
        self.waiting_button.setVisible(self._cases > 0 and self.is_low() and not self._panel_open())
        self.actions_row.set_count("cases", self._cases)
        self.checks_button.setVisible(not self._opened and room)

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.search.field.setStyleSheet(field_style())
        plain = "QListWidget{background:transparent;border:none}"
        self.search.results.setStyleSheet(plain + scroll_style())
        tint(self.notice, "bad")

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event, or on none."""
        super().set_event(event)
        self.station.open_event, self.station.checkpoint = event, MAIN_DOOR
        self.close_panel(focus=False)
        self.panels.set_event(event)
        self._last = None
        self.search.clear()
        self.card.clear()
        self.say("")
        self._enable()
        self.reload()

    def _enable(self) -> None:
        for part in (
            self.search,
            self.walk_in_button,
            self.group_button,
            self.park_button,
            self.reprint_button,
            self.undo_button,
        ):
            part.setEnabled(self.open_event is not None)

    def reload(self) -> None:
        """Show the last passages again."""
        event = self.open_event
        if event is None:
            self.strip.show_lines((), lambda moment: moment)
            return
        from raict_desktop.services import checkin

        lines = checkin.last_passages(event, checkpoint=self.station.checkpoint)
        self.strip.show_lines(lines, event.local)
        # Before the first passage the desk is not open yet: the checks are one click away.
        self._opened = bool(lines) or self.compact
        self._count_cases()

    def _count_cases(self) -> None:
        if self.compact or self.open_event is None:
            return
        from raict_desktop.services import cases

        count = cases.waiting_count(self.open_event)
        self.cases_button.setText(tr("desk.cases_waiting", count=count))
        self._cases = count
        self._offer_more()
        self.panels.reload()

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Something changed somewhere; what this page did itself is on show already."""
        if changes.topics & SHOWN_TOPICS and origin not in (self, self.station):
            self.reload()

    def shown(self) -> None:
        """Begin to scan."""
        # A demo event brings a clip that stands in where the computer has no camera.
        clip = self.open_event.path.with_name("clip.avi") if self.open_event else None
        stand_in = str(clip) if clip is not None and clip.is_file() else ""
        settings = self.context.settings_store.settings
        self.station.start(
            settings.camera,
            stand_in=stand_in,
            second_opinion=settings.second_opinion,
            serial_port=settings.serial_port,
            scanner_layout=settings.scanner_layout,
        )
        self.awake.begin()
        self.setFocus()

    def hidden(self) -> None:
        """Stop scanning."""
        self.awake.end()
        self.station.stop()

    def retranslate(self) -> None:
        """Read every text again."""
        self.say("")
        for part in (self.card, self.view, self.search, self.strip, self.walk_in, self.panels):
            part.retranslate()
        self.checks_button.setText(tr("shell.key_checklist"))
        if self.compact:
            self.undo_button.setText(f"{tr('desk.undo_last')}   Ctrl+Z")
        else:
            self.actions_row.retranslate()
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Just typing starts a search; Esc goes back to scanning.

        What a scanner types never comes here: the wedge filter has taken it before.
        """
        if event.key() == Qt.Key.Key_Escape:
            self.search.clear()
            self.close_panel()
            self.card.dismiss()
        elif event.text().isalnum() and self.search.isEnabled() and not self._panel_open():
            self.search.begin(self.search.field.text() + event.text())
        else:
            super().keyPressEvent(event)

    def _panel_open(self) -> bool:
        return not self.walk_in.isHidden() or bool(self.panels.shown)

    def make_room(self) -> None:
        """Put camera, search, strip and panels away, for the panel that opens."""
        self.search.clear()
        self.walk_in.hide()
        self.panels.hide()
        for part in (self.view, self.search, self.strip, self.cases_button, self.checks_button):
            part.hide()

    def open_walk_in(self) -> None:
        """Open the form in the right column."""
        event = self.open_event
        if event is None:
            return
        from raict_desktop.services import people, people_reading

        typed = self.search.field.text()
        self.make_room()
        countries = event.countries.every_name(current_language())
        if people_reading.is_long(event):
            # Whoever waits at the desk is not kept waiting by a hundred thousand organisations.
            self.walk_in.open((), countries, typed)
            self.context.tasks.run(
                partial(people.organisations, event), self.walk_in.know, lambda _fault: None
            )
        else:
            self.walk_in.open(people.organisations(event), countries, typed)
        self.give_room()

    def open_group(self) -> None:
        """Show the delegation of who is at hand."""
        person = self._person_at_hand()
        if person is None:
            self.say(tr("desk.nobody_at_hand"), "quiet")
        else:
            self.panels.open_group(person)

    def open_sheet(self) -> None:
        """Show the sheet of who is at hand."""
        person = self._person_at_hand()
        if person is None:
            self.say(tr("desk.nobody_at_hand"), "quiet")
        else:
            self.open_person(person.id)

    def open_person(self, person_id: str) -> None:
        """Show somebody's sheet."""
        if self.open_event is not None and not self.compact:
            self.panels.open_person(person_id)

    def park(self) -> None:
        """Send who is on the card, or what was searched in vain, to the help desk."""
        words, chosen = self.search.field.text().strip(), self.search.chosen()
        result = self.card.result or (None if words else self._last)
        if self.open_event is None:
            return
        if chosen:
            # Somebody was found: it is they who need the help desk, not the words.
            self.panels.park_person(chosen)
            return
        if result is None and not words:
            self.say(tr("desk.nobody_at_hand"), "quiet")
            return
        self.panels.park(result, words)
        self.card.dismiss()

    def _person_at_hand(self) -> Person | None:
        """Who was found or is on a panel; else who is on the card, or was last."""
        in_front = self.search.chosen() or self.panels.person_in_front()
        if in_front and self.open_event is not None:
            from raict_desktop.services import people

            return people.get(self.open_event, in_front)
        result = self.card.result or self._last
        return result.person if result else None

    def close_panel(self, *, focus: bool = True) -> None:
        """Back to the camera."""
        self.walk_in.hide()
        self.panels.hide()
        for part in (self.view, self.search, self.strip):
            part.show()
        self._offer_more()
        self.give_room()
        if focus:
            self.setFocus()

    def undo_last(self) -> None:
        """Undo the newest passage that stands."""
        from raict_desktop.services import checkin

        event = self.open_event
        if event is None:
            return
        lines = checkin.last_passages(
            event, checkpoint=self.station.checkpoint, limit=UNDO_LOOKS_AT
        )
        for line in lines:
            if not line.annulled and line.kind.value in ("entry", "exit", "headcount"):
                self.undo(line.entry_id)
                return
        self.say(tr("desk.nothing_to_undo"), "quiet")

    def undo(self, entry_id: str) -> None:
        """Undo one passage."""
        from raict_desktop.services import checkin

        if self.open_event is None:
            return
        try:
            done = checkin.undo(self.open_event, entry_id, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        if not done:
            # Another desk, or a second key, was quicker.
            self.say(tr("desk.nothing_to_undo"), "quiet")
            self.reload()
            return
        self.card.dismiss()
        self.say(tr("desk.undone"), "quiet")
        self.setFocus()
        self.reload()

    def say(self, text: str, colour: str = "bad") -> None:
        """Show a sentence at the foot for some seconds, never in the way of the next scan."""
        self.notice.setText(text)
        if not self.compact:
            self.notice.setVisible(bool(text))
        tint(self.notice, colour)
        if text:
            self._notice_timer.start()

    def _on_not_recorded(self, fault: Exception) -> None:
        """A passage is not on the disk: nobody may take the former card for this person's."""
        self.card.clear()
        self.context.sounds.play("please_check")
        self.say_fault(fault)

    def say_fault(self, fault: Exception) -> None:
        """Say what went wrong; what is no fault for people goes on to the program's own report."""
        sentence = tr("desk.fault")
        if isinstance(fault, UserError):
            area, _, name = fault.code.partition(".")
            try:
                sentence = tr(f"errors_{area}.{name}", **fault.facts)
            except KeyError:
                # A fault without its sentence still must not stop the desk.
                sentence = f"{sentence} ({fault.code})"
        self.say(sentence)
        if not isinstance(fault, UserError):
            raise fault

    def _on_scanner(self, state: str) -> None:
        if state not in ("starting", "running"):
            self.say(tr(f"scanning.scanner_{state}"))

    def _on_listing(self, listed: bool) -> None:
        room = not listed and not self._panel_open()
        self.view.setVisible(room)
        self.strip.setVisible(room)

    def _on_words(self, words: str) -> None:
        if self.open_event is not None:
            from raict_desktop.services import people

            self.search.show_people(people.search(self.open_event, words, limit=20))

    def _on_person(self, person_id: str) -> None:
        self.setFocus()
        self.station.take_person(person_id)

    def _on_code(self, text: str) -> None:
        self.setFocus()
        self.station.take_code(text)

    def _on_names(self, given_name: str, family_name: str) -> None:
        if self.open_event is not None:
            from raict_desktop.services import people

            found = people.likely_duplicates(self.open_event, given_name, family_name)
            self.walk_in.show_known(found)

    def _on_known(self, person_id: str) -> None:
        self.close_panel()
        self.station.take_person(person_id)

    def _on_walk_in(self, values: dict[str, str]) -> None:
        from raict_desktop.services import people

        if self.open_event is None:
            return
        try:
            result = people.add_walk_in(
                self.open_event,
                given_name=values["given_name"],
                family_name=values["family_name"],
                organisation=values["organisation"],
                function=values["function"],
                country=values["country"],
                category=values["category"],
                origin=self,
            )
        except UserError as fault:
            # The form stays open with what was typed.
            self.say_fault(fault)
            self.walk_in.say(self.notice.text())
            return
        self.panels.registered()
        self.close_panel()
        if not isinstance(result, Person):
            self.on_checked_in(result)

    def _on_admit(self) -> None:
        result = self.card.result
        self.setFocus()
        if result and result.person:
            self.station.take_person(result.person.id, override=True)

    def _on_readmit(self) -> None:
        result = self.card.result
        self.setFocus()
        if result and result.person:
            self.panels.readmit(result.person)

    def on_checked_in(self, result: CheckinResult) -> None:
        """Show what a check-in answered."""
        event = self.open_event
        if event is None:
            return
        self.say("")
        facts = facts_of(
            event,
            result,
            at_entrance=self.station.checkpoint == MAIN_DOOR,
            with_badge=not self.compact,
        )
        self._last = result
        self._painted_timer.start()
        if result.recorded and not self.compact:
            self.badges.add((result,))
        self.card.show_result(facts)
        if self.compact:
            # A room's count belongs to its verdict; the entrance's last passages can wait for it.
            self.reload()

    def _on_displayed(self, result: CheckinResult) -> None:
        self._unheard = True
        self._painted_timer.start()
        # Only what one key may do: to re-admit somebody is a decision, not a reflex.
        if self.card.can_admit() and not self._panel_open() and not self.search.field.text():
            self.card.admit_button.setFocus()
        if not self.compact:
            expected = expected_with(self.open_event, result.person) if self.open_event else 0
            self.actions_row.set_count("group", expected)

    def _after_paint(self) -> None:
        self._play()
        if not self.compact:
            self.reload()
        self.badges.print_waiting()

    def _play(self) -> None:
        result = self.card.result
        if result is None or not self._unheard:
            return
        self._unheard = False
        person = result.person
        greeted = result.verdict is Verdict.WELCOME and person is not None and person.protocol
        name = "protocol" if greeted and not self.compact else result.verdict.value
        self.context.sounds.play(name)

    def show_group(self, done: GroupResult) -> None:
        """Say what became of a group; somebody who needs the desk is shown on the card."""
        count = len(done.admitted) + done.companions
        self.badges.add(done.admitted)
        self._painted_timer.start()
        self.say(tr("desk.group_admitted", count=count, name=done.name), "good")
        self.reload()
        if done.stopped:
            self.on_checked_in(done.stopped[0])
            self.say(tr("desk.group_stopped", count=len(done.stopped)), "warn")
        elif done.admitted:
            self.context.sounds.play("welcome")
        self.actions_row.set_count("group", 0)

    def reprint(self) -> None:
        """Print the badge of who is at hand once more."""
        person = self._person_at_hand()
        if person is None:
            self.say(tr("desk.nobody_at_hand"), "quiet")
            return
        self.badges.print_again(person)

    def prints_badges(self) -> bool:
        """Whether a badge is printed when somebody checks in."""
        return self.badges.at_check_in()

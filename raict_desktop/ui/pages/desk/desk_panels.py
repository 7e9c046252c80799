"""What opens beside the camera, made when first wanted, and what each panel's answers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from raict_desktop.domain.cases import CaseOutcome, CaseReason
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Person, Status
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.desk.group_panel import GroupPanel
from raict_desktop.ui.pages.desk.help_desk import HelpDeskPanel
from raict_desktop.ui.pages.desk.park_panel import ParkPanel
from raict_desktop.ui.pages.desk.substitute_panel import SubstitutePanel

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.cases import CaseLine
    from raict_desktop.services.checkin import CheckinResult
    from raict_desktop.ui.pages.organiser.person_panel import PersonPanel
    from raict_desktop.ui.pages.reception import ReceptionPage

_ANY_WIDTH = 16_777_215
GUESSED = {
    Reason.CANCELLED: CaseReason.CANCELLED,
    Reason.REPLACED: CaseReason.CANCELLED,
    Reason.NOTE: CaseReason.NOTE,
    Reason.CALL: CaseReason.NOTE,
}


def guessed_reason(result: CheckinResult | None) -> CaseReason:
    """Why somebody is parked, as far as the verdict tells."""
    if result is None:
        return CaseReason.NOT_FOUND
    if result.verdict is Verdict.UNKNOWN_CODE:
        return CaseReason.UNKNOWN_CODE
    return GUESSED.get(result.reason, CaseReason.OTHER)


class DeskPanels(QObject):
    """The panels of one reception page."""

    def __init__(self, page: ReceptionPage, column: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._column = page, column
        self._made: dict[str, QWidget] = {}
        self._case: CaseLine | None = None
        self._parked = ("", "", "")
        self._case_id = ""

    @property
    def shown(self) -> str:
        """Name of the panel on show, or empty."""
        return next((name for name, panel in self._made.items() if not panel.isHidden()), "")

    def person_in_front(self) -> str:
        """Id of the person a panel on show is about, or empty."""
        panel: Any = self._made.get(self.shown)
        if self.shown == "person":
            return panel.person.id if panel.person else ""
        if self.shown == "group":
            return str(panel.members.chosen())
        return str(panel.person_in_front()) if self.shown == "help_desk" else ""

    def _panel(self, name: str) -> QWidget:
        if name not in self._made:
            made: Any = {
                "group": GroupPanel,
                "park": ParkPanel,
                "help_desk": HelpDeskPanel,
                "substitute": SubstitutePanel,
                "person": self._make_person,
            }[name]()
            made.hide()
            made.closed.connect(self._page.close_panel)
            self._join(name, made)
            self._column.addWidget(made, 1)
            self._made[name] = made
        return self._made[name]

    def _make_person(self) -> PersonPanel:
        from raict_desktop.ui.pages.organiser.person_panel import PersonPanel

        made = PersonPanel(self._page.context)
        made.set_event(self._page.open_event)
        made.setMaximumWidth(_ANY_WIDTH)
        made.substitute.show()
        made.substitute_wanted.connect(self.open_substitute)
        return made

    def _join(self, name: str, made: Any) -> None:
        if name == "group":
            made.admitted.connect(self._admit_group)
            made.opened.connect(self.open_person)
        elif name == "park":
            made.changed.connect(self._park_again)
            made.reason_changed.connect(self._write_again)
        elif name == "help_desk":
            made.wanted.connect(self._on_case)
        elif name == "substitute":
            made.saved.connect(self._substitute)

    def _open(self, name: str) -> Any:
        panel = self._panel(name)
        self._page.make_room()
        panel.show()
        self._page.give_room()
        return panel

    def hide(self) -> None:
        """Put every panel away."""
        self._case = None
        for panel in self._made.values():
            panel.hide()

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        person: Any = self._made.get("person")
        if person is not None:
            person.set_event(event)

    def retranslate(self) -> None:
        """Read every text again."""
        panels: list[Any] = list(self._made.values())
        for panel in panels:
            panel.retranslate()

    def reload(self) -> None:
        """The cases changed."""
        if self.shown == "help_desk":
            self.open_help_desk()

    def open_group(self, person: Person) -> None:
        """Show the people somebody comes with."""
        from raict_desktop.services import groups

        event = self._page.open_event
        if event is not None:
            group = groups.group_of(event, person)
            self._open("group").show_group(event, group)

    def _admit_group(self, name: str, ids: list[str], companions: int) -> None:
        from raict_desktop.services import groups

        event = self._page.open_event
        if event is None:
            return
        try:
            done = groups.admit(event, name, ids, companions=companions, origin=self._page)
        except UserError as fault:
            self._page.say_fault(fault)
            return
        self._page.close_panel()
        self._page.show_group(done)

    def park(self, result: CheckinResult | None, words: str) -> None:
        """Send who is on the card to the help desk, at once; the reason may be changed after."""
        person = result.person if result else None
        code = result.code if result and not person else ""
        self._parked = (person.id if person else "", code, words if not result else "")
        case = self._write_case(guessed_reason(result), self._parked[2])
        if case:
            who = person.full_name if person else code or words
            self._case_id = case
            self._open("park").show_case(who, guessed_reason(result))
            self._page.say("")  # the panel says it

    def park_person(self, person_id: str) -> None:
        """Send somebody found by search to the help desk, at once."""
        from raict_desktop.services import people

        event = self._page.open_event
        if event is None:
            return
        person = people.get(event, person_id)
        cancelled = person.status is Status.CANCELLED
        reason = CaseReason.CANCELLED if cancelled else CaseReason.OTHER
        self._parked = (person_id, "", "")
        case = self._write_case(reason, "")
        if case:
            self._case_id = case
            self._open("park").show_case(person.full_name, reason)
            self._page.say("")

    def _write_case(self, reason: CaseReason, note: str) -> str:
        from raict_desktop.services import cases

        event = self._page.open_event
        if event is None:
            return ""
        person_id, code, _ = self._parked
        try:
            case = cases.park(
                event,
                person_id=person_id,
                code=code,
                reason=reason,
                note=note,
                origin=self._page,
            )
        except UserError as fault:
            self._page.say_fault(fault)
            return ""
        self._page.say(tr("desk.parked_said", reason=tr(f"cases.reason_{reason.value}")), "quiet")
        self._page.reload()
        return case

    def _park_again(self, reason: str, note: str) -> None:
        if self._write_again(reason, note):
            self._page.close_panel()

    def _write_again(self, reason: str, note: str = "") -> bool:
        """Let the case just parked stand with another reason; whether it does."""
        from raict_desktop.services import checkin

        event = self._page.open_event
        if event is None:
            return False
        words = " · ".join(text for text in (self._parked[2], note) if text)
        former = self._case_id
        case = self._write_case(CaseReason(reason), words)
        if case and case != former:
            self._case_id = case
            checkin.undo(event, former, origin=self._page)
            self._page.reload()
        return bool(case)

    def open_help_desk(self) -> None:
        """List who waits."""
        from raict_desktop.services import cases

        event = self._page.open_event
        if event is not None:
            panel = self._open("help_desk")
            panel.show_cases(event, cases.listed(event))
            panel.cases.setFocus()

    def _on_case(self, action: str, line: CaseLine) -> None:
        person, page = line.person, self._page
        if action == "admit" and person is not None:
            if person.status is Status.CANCELLED:
                page.context.guard.allow("readmit", lambda: self._readmit(person, line))
            else:
                page.station.take_person(person.id, override=True)
                self._resolve(line, CaseOutcome.ADMITTED)
        elif action == "register":
            page.open_walk_in()
            self._case = line
        elif action == "substitute" and person is not None:
            self.open_substitute(person)
            self._case = line
        elif action == "sheet" and person is not None:
            self.open_person(person.id)
        elif action == "send_away":
            self._resolve(line, CaseOutcome.SENT_AWAY)
        elif action == "close":
            self._resolve(line, CaseOutcome.CLOSED)

    def _readmit(self, person: Person, line: CaseLine | None) -> None:
        from raict_desktop.services import substitution

        event = self._page.open_event
        if event is None:
            return
        try:
            result = substitution.readmit(event, person.id, origin=self._page)
        except UserError as fault:
            self._page.say_fault(fault)
            return
        self._page.on_checked_in(result)
        if line is not None:
            self._resolve(line, CaseOutcome.ADMITTED)

    def readmit(self, person: Person) -> None:
        """Let a cancelled registration stand again, by the organiser's word."""
        self._page.context.guard.allow("readmit", lambda: self._readmit(person, None))

    def _resolve(self, line: CaseLine, outcome: CaseOutcome) -> None:
        from raict_desktop.services import cases

        if self._page.open_event is not None:
            cases.resolve(self._page.open_event, line.case.id, outcome, origin=self._page)
            self._page.reload()

    def registered(self) -> None:
        """A walk-in was registered: the case it came from is resolved."""
        if self._case is not None:
            self._resolve(self._case, CaseOutcome.REGISTERED)
            self._case = None

    def open_substitute(self, person: Person) -> None:
        """Ask who comes in somebody's place."""
        self._open("substitute").show_person(person)

    def _substitute(self, person_id: str, values: dict[str, str]) -> None:
        from raict_desktop.services import substitution

        event, panel = self._page.open_event, self._panel("substitute")
        if event is None:
            return
        try:
            result = substitution.substitute(
                event,
                person_id,
                given_name=values["given_name"],
                family_name=values["family_name"],
                function=values["function"],
                origin=self._page,
            )
        except UserError as fault:
            # The form stays open with what was typed.
            self._page.say_fault(fault)
            if isinstance(panel, SubstitutePanel):
                panel.say(self._page.notice.text())
            return
        case = self._case
        self._page.close_panel()
        self._page.on_checked_in(result)
        if case is not None:
            self._resolve(case, CaseOutcome.SUBSTITUTED)

    def open_person(self, person_id: str) -> None:
        """Show somebody's sheet."""
        from raict_desktop.services import people

        event = self._page.open_event
        if event is None:
            return
        try:
            person = people.get(event, person_id)
        except UserError as fault:
            self._page.say_fault(fault)
            return
        panel = self._open("person")
        panel.show_person(person)
        # Tab goes into the sheet, and Enter presses none of the page's buttons meanwhile.
        panel.setFocus()

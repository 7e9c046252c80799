"""The desk's badges: printed when somebody came in, and again when the volunteer asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raict_desktop.domain.records import Person
from raict_desktop.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from raict_desktop.services.checkin import CheckinResult
    from raict_desktop.ui.pages.reception import ReceptionPage


class DeskBadges:
    """What one reception page prints; nothing here waits for a printer."""

    def __init__(self, page: ReceptionPage) -> None:
        self._page = page
        self._waiting: list[CheckinResult] = []

    def add(self, results: Iterable[CheckinResult]) -> None:
        """Note who came in; their badges are printed once the card was painted."""
        self._waiting += results

    def print_waiting(self) -> None:
        """Hand the badges of who came in to the printer, after their cards were painted."""
        event, printing = self._page.open_event, self._page.context.printing
        results, self._waiting = self._waiting, []
        if event is None:
            return
        for result in results:
            person = result.person
            if person is not None and printing.on_checked_in(event, person.id) is not None:
                self._page.card.add_badge(person.id, tr("verdict.badge_printing"))

    def print_again(self, person: Person) -> None:
        """Print somebody's badge because the volunteer asked."""
        page = self._page
        printing, event = page.context.printing, page.open_event
        if event is None or not printing.printer():
            page.say(tr("desk.no_printing"))
            return
        if printing.reprint(page, event, person.id) is not None:
            page.say(tr("desk.badge_under_way", name=person.full_name), "quiet")
            page.card.add_badge(person.id, tr("verdict.badge_printing"))

    def at_check_in(self) -> bool:
        """Whether a badge is printed when somebody checks in."""
        printing = self._page.context.printing
        wanted = self._page.context.settings_store.settings.print_when != "never"
        return wanted and bool(printing.printer())

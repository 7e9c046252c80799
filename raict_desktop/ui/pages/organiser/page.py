"""The organiser's page of the window: tabs over one section for each task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from raict_desktop.domain.changes import Changes
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.pages.organiser.badges import Badges
from raict_desktop.ui.pages.organiser.board import LiveBoard
from raict_desktop.ui.pages.organiser.dashboard import Dashboard
from raict_desktop.ui.pages.organiser.day_end import DayEnd
from raict_desktop.ui.pages.organiser.import_page import ImportPage
from raict_desktop.ui.pages.organiser.merge_page import MergePage
from raict_desktop.ui.pages.organiser.organisations import Organisations
from raict_desktop.ui.pages.organiser.participants import Participants
from raict_desktop.ui.pages.organiser.parts import Section
from raict_desktop.ui.pages.organiser.programme.page import Programme
from raict_desktop.ui.pages.organiser.stations import Stations
from raict_desktop.ui.widgets.section_tabs import SectionTabs

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent


class OrganiserPage(Page):
    """Tabs and sections; ``show_section`` opens one by name."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.participants, self.merge = Participants(context), MergePage(context)
        self.sections: dict[str, Section] = {
            "dashboard": Dashboard(context),
            "board": LiveBoard(context),
            "participants": self.participants,
            "organisations": Organisations(context),
            "programme": Programme(context),
            "badges": Badges(context),
            "import": ImportPage(context),
            "stations": Stations(context),
            "merge": self.merge,
            "day_end": DayEnd(context),
        }
        self.tabs = SectionTabs()
        self.stack = QStackedWidget()
        for section in self.sections.values():
            self.tabs.addTab("")
            self.stack.addWidget(section)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(16)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.participants.import_wanted.connect(lambda: self.show_section("import"))
        self.merge.stations_wanted.connect(lambda: self.show_section("stations"))
        self.retranslate()

    def show_section(self, name: str) -> None:
        """Open a section: a key of ``sections``."""
        self.tabs.setCurrentIndex(list(self.sections).index(name))

    def section(self) -> Section:
        """The section in front."""
        return list(self.sections.values())[self.stack.currentIndex()]

    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.section().shown()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event in every section."""
        super().set_event(event)
        for section in self.sections.values():
            section.set_event(event)

    def shown(self) -> None:
        """Refresh the section in front."""
        self.section().shown()

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Pass changes on; a panel that made one has reloaded, its neighbours have not."""
        for section in self.sections.values():
            if section is not origin:
                section.show_changes(changes)

    def retranslate(self) -> None:
        """Read every text again."""
        for place, name in enumerate(self.sections):
            self.tabs.setTabText(place, tr(f"organiser.tab_{name}"))
        self.tabs.setAccessibleName(tr("organiser.tabs"))
        for section in self.sections.values():
            section.retranslate()

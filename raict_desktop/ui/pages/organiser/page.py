"""The organiser's page of the window: tabs over one section for each task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from raict_desktop.domain.changes import Changes
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.pages.organiser.parts import Section
from raict_desktop.ui.pages.organiser.sections import SECTION_MAKERS
from raict_desktop.ui.widgets.section_tabs import SectionTabs

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

SECTIONS = tuple(SECTION_MAKERS)
"""Names of the sections, in the order of the tabs."""


class OrganiserPage(Page):
    """Tabs and sections, each made when it is first wanted; ``show_section`` opens one by name."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._made: dict[str, Section] = {}
        self.tabs = SectionTabs()
        for _name in SECTIONS:
            self.tabs.addTab("")
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(16)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.section(SECTIONS[0])
        self.tabs.currentChanged.connect(self._turn)
        self.retranslate()

    def section(self, name: str) -> Section:
        """A section by its name, one of ``SECTIONS``."""
        if name not in self._made:
            made: Any = SECTION_MAKERS[name](self.context)
            if name == "participants":
                made.import_wanted.connect(lambda: self.show_section("import"))
            elif name == "merge":
                made.stations_wanted.connect(lambda: self.show_section("stations"))
            made.set_event(self.open_event)
            self._made[name] = made
            self.stack.addWidget(made)
        return self._made[name]

    def show_section(self, name: str) -> None:
        """Open a section, one of ``SECTIONS``."""
        self.tabs.setCurrentIndex(SECTIONS.index(name))

    def front(self) -> Section:
        """The section in front."""
        return self.section(SECTIONS[self.tabs.currentIndex()])

    def _turn(self, _place: int) -> None:
        front = self.front()
        self.stack.setCurrentWidget(front)
        front.shown()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event in every section."""
        super().set_event(event)
        for section in self._made.values():
            section.set_event(event)

    def shown(self) -> None:
        """Refresh the section in front."""
        self.front().shown()

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Pass changes on; a panel that made one has reloaded, its neighbours have not."""
        for section in self._made.values():
            if section is not origin:
                section.show_changes(changes)

    def retranslate(self) -> None:
        """Read every text again."""
        for place, name in enumerate(SECTIONS):
            self.tabs.setTabText(place, tr(f"organiser.tab_{name}"))
        self.tabs.setAccessibleName(tr("organiser.tabs"))
        for section in self._made.values():
            section.retranslate()

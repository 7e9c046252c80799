"""The organiser's badges: print, layouts and their designer, logos, jobs, trays, printers, sheets."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.services import layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.designer.designer import Designer
from raict_desktop.ui.pages.organiser.badge_panels.gallery import Gallery
from raict_desktop.ui.pages.organiser.badge_panels.jobs_panel import JobsPanel
from raict_desktop.ui.pages.organiser.badge_panels.logos_panel import LogosPanel
from raict_desktop.ui.pages.organiser.badge_panels.print_panel import PrintPanel
from raict_desktop.ui.pages.organiser.badge_panels.printers_panel import PrintersPanel
from raict_desktop.ui.pages.organiser.badge_panels.sheets_panel import SheetsPanel
from raict_desktop.ui.pages.organiser.badge_panels.trays_panel import TraysPanel
from raict_desktop.ui.pages.organiser.parts import Section
from raict_desktop.ui.widgets.segmented import Segmented

PANELS = ("print", "gallery", "logos", "jobs", "trays", "printers", "sheets")


class Badges(Section):
    """One panel at a time; the designer takes the whole page while it is open."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.print_panel, self.gallery, self.jobs = (
            PrintPanel(context),
            Gallery(context),
            JobsPanel(context),
        )
        self.panels: dict[str, Section] = {
            "print": self.print_panel,
            "gallery": self.gallery,
            "logos": LogosPanel(context),
            "jobs": self.jobs,
            "trays": TraysPanel(context),
            "printers": PrintersPanel(context),
            "sheets": SheetsPanel(context),
        }
        self.bar, self.stack, self.designer = Segmented(PANELS), QStackedWidget(), Designer(context)
        for panel in self.panels.values():
            self.stack.addWidget(panel)
        self.stack.addWidget(self.designer)
        column = self.column()
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.set_value("print")
        self.bar.chosen.connect(self.show_panel)
        self.gallery.design_wanted.connect(self.design)
        self.designer.left.connect(lambda: self.show_panel("gallery"))
        self.print_panel.queued.connect(lambda: self.show_panel("jobs"))
        self.retranslate()

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front: one of ``PANELS``."""
        self.bar.show()
        self.bar.set_value(name)
        self.stack.setCurrentWidget(self.panels[name])
        self.panels[name].shown()

    def panel(self) -> Section | None:
        """The panel in front, None while the designer is."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Section) else None

    def design(self, name: str) -> None:
        """Open the designer on a layout."""
        if self.open_event is None:
            return
        self.designer.open(self.open_event, layouts.layout(self.open_event, name))
        self.bar.hide()
        self.stack.setCurrentWidget(self.designer)
        self.designer.canvas.setFocus()

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        super().set_event(event)
        if self.panel() is None:
            self.show_panel("gallery")
        for panel in self.panels.values():
            panel.set_event(event)

    def shown(self) -> None:
        """Refresh the panel in front."""
        panel = self.panel()
        if panel is not None:
            panel.shown()

    def show_changes(self, changes: Changes) -> None:
        """Pass changes on."""
        for panel in self.panels.values():
            panel.show_changes(changes)

    def retranslate(self) -> None:
        """Read every text again."""
        for name in PANELS:
            self.bar.set_text(name, tr(f"badges.panel_{name}"))
        for panel in self.panels.values():
            panel.retranslate()
        self.designer.retranslate()

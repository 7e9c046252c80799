"""The frame of every page: when it is shown, which event it shows, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.ui import language
from raict_desktop.ui.context import Context

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent


class Page(QWidget):
    """A page of the window; ``open_event`` is None until one is open."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.open_event: OpenEvent | None = None
        language.notifier.changed.connect(self.retranslate)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event, or none."""
        self.open_event = event

    def retranslate(self) -> None:
        """Read every text again in the current language."""

    def shown(self) -> None:
        """The page came to the front."""

    def hidden(self) -> None:
        """The page went to the back."""

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Reload what ``changes`` names, unless this page was the origin."""

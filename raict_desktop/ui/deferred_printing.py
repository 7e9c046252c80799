"""Printing that is made when an event is first open: what draws badges takes long to load, the window not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from raict_desktop.services.application import OpenEvent
    from raict_desktop.ui.badge_printing import BadgePrinting
    from raict_desktop.ui.context import Printing


class DeferredPrinting:
    """Stands in for the desk's printing until somebody needs it.

    Args:
        make: makes it.
    """

    def __init__(self, make: Callable[[], BadgePrinting]) -> None:
        self._make = make

    @cached_property
    def made(self) -> BadgePrinting:
        """The desk's printing."""
        return self._make()

    def printer(self) -> str:
        """See ``Printing``."""
        return self.made.printer()

    def on_checked_in(self, event: OpenEvent, person_id: str) -> object | None:
        """See ``Printing``."""
        return self.made.on_checked_in(event, person_id)

    def reprint(self, parent: QWidget | None, event: OpenEvent, person_id: str) -> object | None:
        """See ``Printing``."""
        return self.made.reprint(parent, event, person_id)

    def set_event(self, former: OpenEvent | None, event: OpenEvent | None) -> None:
        """Tell of another event; without any, nothing needs to be printed yet."""
        if event is not None or "made" in vars(self):
            self.made.set_event(former, event)

    def close(self) -> None:
        """End the jobs' thread where there is one."""
        if "made" in vars(self):
            self.made.close()


def desk_printing(printing: Printing) -> BadgePrinting | None:
    """The desk's own printing, None in a window without printers."""
    from raict_desktop.ui.badge_printing import BadgePrinting

    found = printing.made if isinstance(printing, DeferredPrinting) else printing
    return found if isinstance(found, BadgePrinting) else None

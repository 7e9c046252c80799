"""Who may do what while the desk is locked: an organiser's function asks for the PIN first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from raict_desktop.services.lock import PinLock

VOLUNTEER_PAGES = frozenset({"reception", "session", "checklist"})
"""Pages of the window that a locked desk shows."""


class Guard(QObject):
    """Lets an action through, or asks for the PIN.

    ``asked`` carries what for, the action, and whether the locked mode is left with it.

    Args:
        lock: the computer's lock; without one nothing is ever locked.
    """

    changed = Signal()
    asked = Signal(str, object, bool)

    def __init__(self, lock: PinLock | None = None) -> None:
        super().__init__()
        self.pin_lock = lock

    @property
    def locked(self) -> bool:
        """Whether the desk is locked now."""
        return self.pin_lock is not None and self.pin_lock.locked

    def allow(self, what: str, then: Callable[[], None]) -> None:
        """Do something an organiser may: at once, or after the right PIN.

        Args:
            what: key of ``lock.for_…``, said to who is asked for the PIN.
            then: what to do.
        """
        if self.locked:
            self.asked.emit(what, then, False)
        else:
            then()

    def leave(self, then: Callable[[], None]) -> None:
        """Leave the locked mode after the right PIN, and do something."""
        if self.locked:
            self.asked.emit("leave", then, True)
        else:
            then()

    def check(self, pin: str) -> None:
        """Compare a PIN.

        Raises:
            UserError: it is wrong, or it is too early for a try.
        """
        if self.pin_lock is not None:
            self.pin_lock.check(pin)

    def lock(self) -> None:
        """Lock the desk.

        Raises:
            UserError: no PIN was chosen.
        """
        if self.pin_lock is not None:
            self.pin_lock.lock()
            self.changed.emit()

    def unlock(self, pin: str) -> None:
        """Leave the locked mode.

        Raises:
            UserError: the PIN is wrong, or it is too early for a try.
        """
        if self.pin_lock is not None:
            self.pin_lock.unlock(pin)
            self.changed.emit()

"""The open event's link to other stations, brought over to the window's thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from raict_desktop.config import hubs_folder
from raict_desktop.domain.changes import Changes

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.hub_sharing import HubSharing, Neighbour
    from raict_desktop.sharing.link import LinkNews


class Network(QObject):
    """Begins and ends with the open event; ``changed`` tells of the link and of neighbours."""

    changed = Signal()
    _delivered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._event: OpenEvent | None = None
        self._sharing: HubSharing | None = None
        self.role = ""
        self.claims = False
        self._delivered.connect(self._on_delivered)

    def begin(self, event: OpenEvent) -> None:
        """Link up if this computer knows the event's hub; never waits for it."""
        from raict_desktop.services.hub_sharing import HubSharing

        self.end()
        self._event = event
        self._sharing = HubSharing(
            event,
            hubs_folder(),
            deliver=lambda changes: self._delivered.emit(event, changes),
            told=self.changed.emit,
            role=lambda: self.role,
        )
        self._sharing.start()
        self._sharing.claim_first(self.claims)
        self.changed.emit()

    def end(self) -> None:
        """Let go of the event, within the link's bounded time."""
        sharing, self._sharing, self._event = self._sharing, None, None
        if sharing is not None:
            sharing.stop()
        self.changed.emit()

    def _on_delivered(self, event: OpenEvent, changes: Changes) -> None:
        if event is self._event:
            event.tell(changes, self._sharing)

    def join(self, line: str) -> None:
        """Pair by a line and link up.

        Raises:
            UserError: the line cannot be used.
        """
        if self._sharing is not None:
            self._sharing.join(line)
            self._sharing.claim_first(self.claims)
            self.changed.emit()

    def leave(self) -> None:
        """Forget the hub; nothing is erased."""
        if self._sharing is not None:
            self._sharing.leave()

    def ask_first(self, wanted: bool) -> None:
        """Whether the hub is asked, for at most 150 ms, before somebody is let in."""
        self.claims = wanted
        if self._sharing is not None:
            self._sharing.claim_first(wanted)

    @property
    def paired(self) -> bool:
        """Whether the open event meets others at a hub."""
        return self._sharing is not None and self._sharing.paired

    @property
    def news(self) -> LinkNews | None:
        """How the link is, or None without one."""
        return self._sharing.news if self._sharing else None

    def neighbours(self) -> list[Neighbour]:
        """Stations heard of since the link began."""
        return self._sharing.neighbours() if self._sharing else []

    def here(self) -> list[Neighbour]:
        """Stations that are connected now."""
        now = time.monotonic()
        return [neighbour for neighbour in self.neighbours() if neighbour.here(now)]

"""The open event's links to other stations, by a hub or a folder, brought over to the window's thread."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from raict_desktop.config import hubs_folder
from raict_desktop.domain.changes import Changes

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.hub_sharing import HubSharing
    from raict_desktop.services.linked import Linked, Neighbour
    from raict_desktop.sharing.link import LinkNews


class Network(QObject):
    """Begins and ends with the open event; ``changed`` tells of the links and of neighbours."""

    changed = Signal()
    _delivered = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._event: OpenEvent | None = None
        self._sharing: HubSharing | None = None
        self._folder_link: Linked | None = None
        self.folder: Path | None = None
        self.role = ""
        self.claims = False
        self._delivered.connect(self._on_delivered)

    def begin(self, event: OpenEvent, folder: Path | None = None) -> None:
        """Link up if this computer knows the event's hub, or shares a folder; never waits for either."""
        from raict_desktop.services.hub_sharing import HubSharing

        self.end()
        self._event = event
        self._sharing = HubSharing(
            event,
            hubs_folder(),
            deliver=lambda changes: self._delivered.emit(event, changes, "hub"),
            told=self.changed.emit,
            role=lambda: self.role,
        )
        self._sharing.start()
        self._sharing.claim_first(self.claims)
        if folder is not None:
            self.share(folder)
        self.changed.emit()

    def end(self) -> None:
        """Let go of the event, within the links' bounded time."""
        self._end_folder()
        sharing, self._sharing, self._event = self._sharing, None, None
        if sharing is not None:
            sharing.stop()
        self.changed.emit()

    def _on_delivered(self, event: OpenEvent, changes: Changes, way: str) -> None:
        """Tell the screens; what came by one way is carried on by the other."""
        if event is self._event:
            event.tell(changes, self._sharing if way == "hub" else self._folder_link)

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

    def share(self, folder: Path) -> None:
        """Meet the others in a folder too, from now on."""
        from raict_desktop.services.folder_sharing import linked_folder

        event = self._event
        if event is None or event.read_only:
            return
        self._end_folder()
        self.folder = folder
        self._folder_link = linked_folder(
            event,
            folder,
            deliver=lambda changes: self._delivered.emit(event, changes, "folder"),
            told=self.changed.emit,
            role=lambda: self.role,
        )
        self._folder_link.start()
        self.changed.emit()

    def unshare(self) -> None:
        """Meet nobody in a folder any more; what is there stays."""
        self._end_folder()
        self.changed.emit()

    def _end_folder(self) -> None:
        link, self._folder_link, self.folder = self._folder_link, None, None
        if link is not None:
            link.stop()

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
    def folder_news(self) -> LinkNews | None:
        """How the link to the shared folder is, or None without one."""
        return self._folder_link.news if self._folder_link else None

    @property
    def hub_news(self) -> LinkNews | None:
        """How the link to the hub is, or None without one."""
        return self._sharing.news if self._sharing else None

    @property
    def news(self) -> LinkNews | None:
        """How this station is linked: by the hub, where there is one, else by the folder."""
        return self.hub_news or self.folder_news

    def neighbours(self) -> list[Neighbour]:
        """Stations heard of since the links began, each once, as heard of last."""
        found: dict[str, Neighbour] = {}
        by_folder = self._folder_link.neighbours() if self._folder_link else []
        by_hub = self._sharing.neighbours() if self._sharing else []
        for neighbour in (*by_folder, *by_hub):
            before = found.get(neighbour.station)
            if before is None or before.heard <= neighbour.heard:
                found[neighbour.station] = neighbour
        return sorted(found.values(), key=lambda n: (n.name, n.station))

    def here(self) -> list[Neighbour]:
        """Stations that are connected now."""
        now = time.monotonic()
        return [neighbour for neighbour in self.neighbours() if neighbour.here(now)]

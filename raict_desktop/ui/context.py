"""What every page is given, so that none reaches for globals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from raict_desktop.config import Settings, load_settings, save_settings
from raict_desktop.ui.awake import Awake
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.network import Network
from raict_desktop.ui.sounds import Sounds

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from raict_desktop.services.application import Application, OpenEvent
    from raict_desktop.ui.prompts import Prompts


class Tasks(Protocol):
    """The shape of ``ui.tasks``, which tests replace by one that runs at once."""

    def run(
        self,
        job: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``job``, then ``done`` or ``failed``."""


class SettingsStore:
    """The settings now in force, written at every change."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()
        self._writing = Lock()

    def put(self, **values: Any) -> None:
        """Replace some settings; ``write`` is to follow."""
        self.settings = replace(self.settings, **values)

    def write(self) -> None:
        """Write the settings of this moment; from any thread.

        Raises:
            OSError: when the folder cannot be written.
        """
        with self._writing:
            save_settings(self.settings)

    def change(self, **values: Any) -> Settings:
        """Replace some settings and write them all at once."""
        self.put(**values)
        self.write()
        return self.settings


class Printing(Protocol):
    """What pages ask of ``ui.badge_printing``; each call only adds a job and returns at once."""

    def printer(self) -> str:
        """Name of the printer that the desk prints on, empty when there is none."""

    def on_checked_in(self, event: OpenEvent, person_id: str) -> object | None:
        """Queue a badge where the desk's policy says so; after a welcome or a walk-in."""

    def reprint(self, parent: QWidget | None, event: OpenEvent, person_id: str) -> object | None:
        """Queue a badge because somebody asked, once they confirmed one printed already."""

    def set_event(self, former: OpenEvent | None, event: OpenEvent | None) -> None:
        """Another event is open."""


class NoPrinting:
    """Prints nothing: for windows without printers, in tests and demonstrations."""

    def printer(self) -> str:
        """See ``Printing``."""
        return ""

    def on_checked_in(self, event: OpenEvent, person_id: str) -> None:
        """See ``Printing``."""

    def reprint(self, parent: QWidget | None, event: OpenEvent, person_id: str) -> None:
        """See ``Printing``."""

    def set_event(self, former: OpenEvent | None, event: OpenEvent | None) -> None:
        """See ``Printing``."""


@dataclass(frozen=True, slots=True)
class Context:
    """The parts a page works with; ``watchful`` has the open event cared for on a thread."""

    application: Application
    settings_store: SettingsStore
    prompts: Prompts
    tasks: Tasks
    watchful: bool = False
    sounds: Sounds = field(default_factory=lambda: Sounds(lambda: False, ()))
    guard: Guard = field(default_factory=Guard)
    awake: Awake = field(default_factory=lambda: Awake([]))
    printing: Printing = field(default_factory=NoPrinting)
    network: Network = field(default_factory=Network)

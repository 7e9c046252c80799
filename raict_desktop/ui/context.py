"""What every page is given, so that none reaches for globals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from raict_desktop.config import Settings, load_settings, save_settings
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.sounds import Sounds

if TYPE_CHECKING:
    from raict_desktop.services.application import Application
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

    def change(self, **values: Any) -> Settings:
        """Replace some settings and write them all."""
        self.settings = replace(self.settings, **values)
        save_settings(self.settings)
        return self.settings


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

"""Whether an event file is whole: the file, the chain of the journal, the tables derived from it."""

from __future__ import annotations

from dataclasses import dataclass

from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import integrity


@dataclass(frozen=True, slots=True)
class IntegrityResult:
    """``problems`` are codes with their facts, such as ``("storage.gap", {...})``."""

    ok: bool
    problems: tuple[tuple[str, dict[str, object]], ...]
    entries: int


def check(event: OpenEvent) -> IntegrityResult:
    """Check everything; reads only."""
    problems = tuple(integrity.examine(event.file))
    return IntegrityResult(not problems, problems, event.entry_count())

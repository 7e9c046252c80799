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


def check(event: OpenEvent, *, derivations: bool = True) -> IntegrityResult:
    """Check everything; reads only, and holds nobody up.

    Args:
        event: the open event.
        derivations: also derive every table anew, which takes the longest.
    """
    problems = tuple(integrity.examine(event.file, derivations=derivations))
    return IntegrityResult(not problems, problems, event.entry_count())

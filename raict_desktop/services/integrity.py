"""Whether an event file is whole: the file, the chain of the journal, the tables derived from it."""

from __future__ import annotations

from dataclasses import dataclass

from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import integrity, journal


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


def repair(event: OpenEvent) -> IntegrityResult:
    """Check, and derive the tables anew where they alone are wrong; says what is still wrong then.

    With a fault in the file or the journal nothing is touched: the tables may be the better witness.

    Raises:
        UnsafeFileError: the event is open for reading only.
    """
    found = check(event)
    if [code for code, _ in found.problems] != ["storage.derivation_differs"]:
        return found
    journal.rebuild(event.file)
    return check(event)

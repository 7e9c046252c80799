"""How a reader tells what it could not use without giving up the rest of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that a person should look at.

    Attributes:
        row: line of the file, counted from 1 as an editor counts; 0 for the file as a whole.
        column: title of the column as the file writes it, or empty.
        code: stable name; the sentence stands under ``errors_exchange``.
        facts: values named in that sentence.

    """

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class ProblemLog:
    """The problems of one file; the first ``MAX_KEPT`` are kept, all are counted."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, name: str, **facts: object) -> None:
        """Note a problem; ``name`` is its code without the room."""
        self.count += 1
        if len(self.kept) < MAX_KEPT:
            self.kept.append(Problem(row, column, f"exchange.{name}", facts))

"""How a reader tells what it could not use without giving up the rest of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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

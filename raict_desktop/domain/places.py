"""The order of a session's list: marks that sort as text, with room for another between any two.

Somebody enrolled stands where the mark of their enrolment puts them. To move somebody up is to write
down another mark; a mark never depends on what other stations know, so merged journals agree.
"""

from __future__ import annotations

_LOW, _HIGH, _MIDDLE = "!", "~", "P"
LONGEST = 500
"""Characters of a mark; beyond that a stranger's journal is playing."""


def is_place(value: object) -> bool:
    """Whether something is a mark: printable ASCII that leaves room before it."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        return False
    return all(_LOW <= letter <= _HIGH for letter in value) and not value.endswith(_LOW)


def between(before: str, after: str) -> str:
    """A mark that sorts behind ``before`` and ahead of ``after``; empty ``before`` is the beginning.

    Raises:
        ValueError: there is nothing between them.
    """
    if before >= after:
        raise ValueError("the marks are not in order")
    shared = 0
    while shared < len(before) and before[shared] == after[shared]:
        shared += 1
    head, rest = before[:shared], after[shared:]
    if shared < len(before):
        low, high = ord(before[shared]), ord(rest[0])
        if high - low > 1:
            return head + chr((low + high) // 2)
        return before + _MIDDLE
    # ``after`` goes on where ``before`` ends.
    zeros = len(rest) - len(rest.lstrip(_LOW))
    head, first = head + rest[:zeros], ord(rest[zeros])
    if first - ord(_LOW) > 1:
        return head + chr((ord(_LOW) + first) // 2)
    return head + _LOW + _MIDDLE

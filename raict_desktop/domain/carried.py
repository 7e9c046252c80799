"""Entries on their way between stations: raw, not yet believed, and how they are believed.

A carrier (another event file, a journal file, a shared folder, later a hub) hands over the very
values that were hashed. An entry proves itself by its hash; its personal values prove themselves by
the salted digest that the hash covers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from raict_desktop.domain.journal import Kind, Source, entry_hash, personal_digest


@dataclass(frozen=True, slots=True)
class Carried:
    """One entry as its station wrote it; the names are those of the journal's columns.

    Attributes:
        facts: the canonical JSON text.
        personal: the canonical JSON text of the personal values, or None where they do not come
            along (erased, or there are none).
    """

    id: str
    station: str
    counter: int
    at_ms: int
    offset_minutes: int
    kind: str
    subject: str
    checkpoint: str
    verdict: str
    reason: str
    source: str
    operator: str
    batch: str
    facts: str
    digest: str
    previous: str
    hash: str
    personal: str | None = None

    @property
    def columns(self) -> tuple[Any, ...]:
        """The values of the journal's columns, personal values aside."""
        found: tuple[Any, ...] = _columns(self)
        return found


FIELDS = tuple(field.name for field in fields(Carried))
_columns = attrgetter(*FIELDS[:-1])
_WHOLE_NUMBERS = frozenset({"counter", "at_ms", "offset_minutes"})
_KINDS = frozenset(Kind)
_SOURCES = frozenset(Source)
_LAST_MS = 253_370_764_800_000
"""The year 9999: no calendar here goes further."""


def from_mapping(values: Mapping[str, Any]) -> Carried | None:
    """An entry from what a carrier holds, or None when a value is missing or of another type."""
    taken = {name: values.get(name) for name in FIELDS}
    for name, value in taken.items():
        if name in _WHOLE_NUMBERS:
            if type(value) is not int or abs(value) >= 1 << 53:
                return None
        elif not isinstance(value, str) and not (name == "personal" and value is None):
            return None
    return Carried(**taken)  # type: ignore[arg-type]


def is_whole(entry: Carried) -> bool:
    """Whether an entry is what its station hashed, of a kind that this program knows."""
    if entry.kind not in _KINDS or entry.source not in _SOURCES or entry.counter < 1:
        return False
    if not 0 <= entry.at_ms <= _LAST_MS:
        return False
    try:
        if not isinstance(json.loads(entry.facts), dict):
            return False
    except (ValueError, RecursionError):
        return False
    try:
        return _hash(entry) == entry.hash
    except UnicodeEncodeError:  # lone surrogates that no station could have written
        return False


def _hash(entry: Carried) -> str:
    return entry_hash(
        id=entry.id,
        station=entry.station,
        counter=entry.counter,
        at_ms=entry.at_ms,
        offset=entry.offset_minutes,
        kind=entry.kind,
        subject=entry.subject,
        checkpoint=entry.checkpoint,
        verdict=entry.verdict,
        reason=entry.reason,
        source=entry.source,
        operator=entry.operator,
        batch=entry.batch,
        facts_text=entry.facts,
        digest=entry.digest,
        previous=entry.previous,
    )


def values_fit(entry: Carried, salt: str) -> bool:
    """Whether the personal values that come along are those the entry was made with."""
    if entry.personal is None:
        return True
    try:
        return personal_digest(salt, entry.personal) == entry.digest
    except UnicodeEncodeError:
        return False


def in_order(entries: Iterable[Carried]) -> list[Carried]:
    """Station by station, each by its own counter: the order in which chains are verified."""
    return sorted(entries, key=lambda entry: (entry.station, entry.counter))

"""What a journal entry is, how its hash is made, and which values of it are personal.

Personal values stand beside the journal; an entry holds a salted digest of them, so that erasing the
values leaves every hash of the chain as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Kind(StrEnum):
    """What an entry says happened."""

    EVENT_SET = "event_set"
    ORGANISATION_SET = "organisation_set"
    PERSON_ADDED = "person_added"
    PERSON_CORRECTED = "person_corrected"
    ENROLLED = "enrolled"
    UNENROLLED = "unenrolled"
    SESSION_SET = "session_set"
    SESSION_REMOVED = "session_removed"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    PERSON_REMOVED = "person_removed"
    ORGANISATION_MERGED = "organisation_merged"
    ORGANISATION_REMOVED = "organisation_removed"
    PREPARED = "prepared"
    ENTRY = "entry"
    EXIT = "exit"
    REFUSED = "refused"
    HEADCOUNT = "headcount"
    MOVED = "moved"
    ANNULLED = "annulled"
    OPTION_SET = "option_set"
    HONOURED = "honoured"
    BADGE_PRINTED = "badge_printed"
    LAYOUT_SET = "layout_set"
    LAYOUT_REMOVED = "layout_removed"
    SHEET_SET = "sheet_set"
    SHEET_REMOVED = "sheet_removed"
    PICTURE_SET = "picture_set"
    PICTURE_REMOVED = "picture_removed"
    TRAY_FILLED = "tray_filled"
    CASE_OPENED = "case_opened"
    CASE_RESOLVED = "case_resolved"
    LINES_MISSING = "lines_missing"
    ANONYMISED = "anonymised"
    PERSON_ERASED = "person_erased"
    CLOCK_CORRECTED = "clock_corrected"
    STATION_NAMED = "station_named"
    OPERATOR_NAMED = "operator_named"
    COUNTING_SET = "counting_set"
    EXPORTED = "exported"


LAST_WRITER = frozenset(
    {
        Kind.EVENT_SET,
        Kind.ORGANISATION_SET,
        Kind.PERSON_CORRECTED,
        Kind.ENROLLED,
        Kind.UNENROLLED,
        Kind.SESSION_SET,
        Kind.SESSION_REMOVED,
        Kind.ORGANISATION_MERGED,
        Kind.PREPARED,
        Kind.OPTION_SET,
        Kind.HONOURED,
        Kind.LAYOUT_SET,
        Kind.LAYOUT_REMOVED,
        Kind.SHEET_SET,
        Kind.SHEET_REMOVED,
        Kind.PICTURE_SET,
        Kind.PICTURE_REMOVED,
        Kind.TRAY_FILLED,
        Kind.CLOCK_CORRECTED,
        Kind.STATION_NAMED,
        Kind.OPERATOR_NAMED,
        Kind.COUNTING_SET,
    }
)
"""Kinds of which the newest says what is: an entry made in knowledge of another must not seem older."""

PERSONAL_FIELDS = frozenset(
    {
        "code",
        "civility",
        "given_name",
        "family_name",
        "function",
        "email",
        "phone",
        "external_id",
        "note",
        "protocol_contact",
    }
)
"""Fields of a person that anonymising erases; the others (category, organisation…) carry the figures."""


class Source(StrEnum):
    """How a thing came in."""

    CAMERA = "camera"
    SCANNER = "scanner"
    TYPED = "typed"
    SEARCH = "search"
    GROUP = "group"
    PICTURE = "picture"
    IMPORT = "import"
    SCREEN = "screen"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before the journal gives it its id, station, counter and hashes.

    Attributes:
        subject: id of the person, organisation, session, operator or annulled entry it is about.
        facts: values that are not personal, JSON-ready.
        personal: values that anonymising erases, JSON-ready.
    """

    kind: Kind
    subject: str = ""
    checkpoint: str = ""
    verdict: str = ""
    reason: str = ""
    source: Source = Source.SCREEN
    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the journal.

    ``at`` is UTC with millisecond precision; ``offset`` the local offset in minutes; ``digest`` is
    empty when there are no personal values; ``previous`` is the station's previous hash. ``operator`` is
    the name where it is known here; what was hashed is an id (``storage.operators``).
    """

    id: str
    station: str
    counter: int
    at: datetime
    offset: int
    kind: Kind
    subject: str
    checkpoint: str
    verdict: str
    reason: str
    source: Source
    operator: str
    batch: str
    facts: Mapping[str, Any]
    digest: str
    previous: str
    hash: str

    @property
    def order(self) -> tuple[datetime, str, int]:
        """The one order of entries on every station."""
        return (self.at, self.station, self.counter)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PARTS = json.JSONEncoder(ensure_ascii=False)
"""The texts that a hash covers, one after the other; made once, a list needs it at every entry."""


def canonical(value: Mapping[str, Any]) -> str:
    """JSON text with sorted keys and no blanks: the form that is hashed and stored."""
    return _ENCODER.encode(value)


def personal_digest(salt: str, personal_text: str) -> str:
    """Salted SHA-256 (hex) of the canonical personal values."""
    return sha256(f"{salt}\n{personal_text}".encode()).hexdigest()


def entry_hash(
    *,
    id: str,  # noqa: A002 - the field's own name
    station: str,
    counter: int,
    at_ms: int,
    offset: int,
    kind: str,
    subject: str,
    checkpoint: str,
    verdict: str,
    reason: str,
    source: str,
    operator: str,
    batch: str,
    facts_text: str,
    digest: str,
    previous: str,
) -> str:
    """SHA-256 (hex) over every stored value of an entry and the hash before it."""
    parts = [
        id,
        station,
        str(counter),
        str(at_ms),
        str(offset),
        kind,
        subject,
        checkpoint,
        verdict,
        reason,
        source,
        operator,
        batch,
        facts_text,
        digest,
        previous,
    ]
    return sha256(_PARTS.encode(parts).encode()).hexdigest()

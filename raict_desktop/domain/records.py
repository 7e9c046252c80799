"""The plain records every room of the program speaks about: people, organisations, sessions, event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from raict_desktop.domain.names import in_capitals


class Status(StrEnum):
    """Whether a registration stands."""

    REGISTERED = "registered"
    CANCELLED = "cancelled"


class NoteLevel(StrEnum):
    """How much a person's note asks of the desk.

    ``info`` is shown with the verdict; ``attention`` lets in and asks to read it; ``call`` lets in
    only after somebody was called.
    """

    INFO = "info"
    ATTENTION = "attention"
    CALL = "call"


class SessionKind(StrEnum):
    """Kinds of session of the programme."""

    PLENARY = "plenary"
    WORKSHOP = "workshop"
    MICRO_WORKSHOP = "micro-workshop"
    QUIZ = "quiz"
    CEREMONY = "ceremony"
    OTHER = "other"


class Admission(StrEnum):
    """Who may enter a session: everybody, everybody with a warning, only the enrolled."""

    OPEN = "open"
    WARN = "warn"
    REQUIRED = "required"


class WhenFull(StrEnum):
    """What happens at a session's door once its capacity is reached."""

    WARN = "warn"
    REFUSE = "refuse"


class OrganisationKind(StrEnum):
    """Kinds of organisation; the first six, in France, are the local authorities of the report."""

    COMMUNE = "commune"
    EPCI = "epci"
    METROPOLE = "metropole"
    DEPARTEMENT = "departement"
    REGION = "region"
    SPECIAL_STATUS = "statut_particulier"
    EMBASSY = "ambassade"
    FOREIGN_DELEGATION = "delegation_etrangere"
    STATE = "etat"
    ASSOCIATION = "association"
    COMPANY = "entreprise"
    PRESS = "presse"
    INTERNATIONAL = "organisation_internationale"
    UNIVERSITY = "universite"
    OTHER = "autre"


LOCAL_AUTHORITY_KINDS = frozenset(
    {
        OrganisationKind.COMMUNE,
        OrganisationKind.EPCI,
        OrganisationKind.METROPOLE,
        OrganisationKind.DEPARTEMENT,
        OrganisationKind.REGION,
        OrganisationKind.SPECIAL_STATUS,
    }
)

CATEGORIES = (
    "participant",
    "intervenant",
    "elu",
    "delegation",
    "ambassade",
    "partenaire",
    "exposant",
    "presse",
    "accompagnant",
    "organisation",
    "benevole",
    "fournisseur",
)
"""Category keys in the order screens list them; an imported list may bring others."""

STAFF_CATEGORIES = frozenset({"organisation", "benevole", "fournisseur"})
"""Categories that the report does not count as participants (event.md, counting rules)."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the organiser says of the event.

    ``first_day`` and ``days`` are local calendar days in ``timezone`` (an IANA name).
    """

    id: str
    title: str
    first_day: date
    days: int = 1
    venue: str = ""
    timezone: str = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; ``country`` is an ISO 3166-1 alpha-2 code or empty."""

    id: str
    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    country: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A registered person or a walk-in, with the organisation's facts joined in.

    ``enrolled`` holds session ids; ``present`` tells of an entry at the main door that stands.
    ``protocol_rank`` is the number the organiser typed, 0 for none, and ``protocol_contact`` who is
    told of the arrival. ``replaces`` and ``replaced_by`` are ids of people: somebody came in
    another's place.
    """

    id: str
    code: str
    given_name: str
    family_name: str
    civility: str = ""
    function: str = ""
    organisation_id: str = ""
    organisation: str = ""
    organisation_kind: OrganisationKind = OrganisationKind.OTHER
    country: str = ""
    category: str = "participant"
    delegation: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""
    note: str = ""
    status: Status = Status.REGISTERED
    walk_in: bool = False
    enrolled: tuple[str, ...] = ()
    present: bool = False
    note_level: NoteLevel = NoteLevel.INFO
    protocol_rank: int = 0
    protocol_contact: str = ""
    head_of_delegation: bool = False
    replaces: str = ""
    replaced_by: str = ""

    @property
    def protocol(self) -> bool:
        """Whether this is a protocol guest: somebody is told when they arrive."""
        return self.protocol_rank > 0 or bool(self.protocol_contact)

    @property
    def full_name(self) -> str:
        """Given name as typed, surname in capitals but for its particles: the form shown on screens."""
        return f"{self.given_name} {in_capitals(self.family_name)}".strip()


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the programme; ``capacity`` is the venue's declared figure, None when there is none.

    ``start`` and ``end`` are aware datetimes in UTC.

    Attributes:
        quota: how many people may enrol; who comes after them waits. None for no limit.
        languages: ISO 639-1 codes, such as ``fr``.
        speakers: names as the programme prints them.
        cancelled: it does not take place; what was counted there stays.
    """

    id: str
    title: str
    kind: SessionKind
    room: str
    start: datetime
    end: datetime
    capacity: int | None = None
    admission: Admission = Admission.OPEN
    when_full: WhenFull = WhenFull.WARN
    exits: bool = False
    quota: int | None = None
    languages: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    cancelled: bool = False


MAIN_DOOR = ""
"""Checkpoint of the event's entrance; every other checkpoint is a session's id."""

"""The figures of the post-event report, by the counting rules of the event, as pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from raict_desktop.domain.records import (
    LOCAL_AUTHORITY_KINDS,
    STAFF_CATEGORIES,
    OrganisationKind,
    Person,
    Status,
)

SLOT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers of the press sentence and what stands beside them."""

    registered: int
    participants: int
    walk_ins: int
    show_rate: float
    french_local_authorities: int
    countries: int
    countries_without_france: int
    foreign_delegations: int
    embassies: int
    foreign_share: float


@dataclass(frozen=True, slots=True)
class ArrivalSlot:
    """People who came first to the main door in the quarter of an hour from ``start`` (UTC)."""

    start: datetime
    count: int


def headline(people: Iterable[Person]) -> Headline:
    """Count.

    Participants are people with an entry at the main door, team, volunteers and suppliers left out.
    Local authorities, countries, delegations and embassies count organisations of people present.
    Registered people and the show rate leave walk-ins and cancelled registrations out.
    """
    registered = came = participants = walk_ins = foreign = 0
    countries: set[str] = set()
    authorities: set[str] = set()
    embassies: set[str] = set()
    # Somebody listed without their delegation belongs to the one of their organisation.
    of_organisation: dict[str, str] = {}
    named: set[str] = set()
    unnamed: set[str] = set()
    for p in people:
        walk_ins += p.walk_in
        if p.delegation:
            of_organisation[p.organisation_id] = p.delegation
        if p.status is Status.REGISTERED and not p.walk_in:
            registered += 1
            came += p.present
        if not p.present or p.category in STAFF_CATEGORIES:
            continue
        participants += 1
        if p.country:
            countries.add(p.country)
        if p.organisation_kind in LOCAL_AUTHORITY_KINDS and p.country == "FR":
            authorities.add(p.organisation_id)
        if p.organisation_kind is OrganisationKind.EMBASSY:
            embassies.add(p.organisation_id)
        if p.country not in ("", "FR"):
            foreign += 1
            if p.delegation:
                named.add(p.delegation)
            elif p.organisation_kind is OrganisationKind.FOREIGN_DELEGATION:
                unnamed.add(p.organisation_id)
    named |= {of_organisation.get(organisation, organisation) for organisation in unnamed}
    return Headline(
        registered=registered,
        participants=participants,
        walk_ins=walk_ins,
        show_rate=came / registered if registered else 0.0,
        french_local_authorities=len(authorities),
        countries=len(countries),
        countries_without_france=len(countries - {"FR"}),
        foreign_delegations=len(named),
        embassies=len(embassies),
        foreign_share=foreign / participants if participants else 0.0,
    )


def arrivals(first_entries: Iterable[datetime]) -> tuple[ArrivalSlot, ...]:
    """First arrivals by quarter of an hour, empty quarters between included."""
    counts: dict[datetime, int] = {}
    for at in first_entries:
        start = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        counts[start] = counts.get(start, 0) + 1
    if not counts:
        return ()
    slot, last = min(counts), max(counts)
    found: list[ArrivalSlot] = []
    while slot <= last:
        # Nights between the days of an event would be hundreds of empty quarters.
        if slot in counts or any(slot - 4 * SLOT <= s <= slot + 4 * SLOT for s in counts):
            found.append(ArrivalSlot(slot, counts.get(slot, 0)))
        slot += SLOT
    return tuple(found)


def more_than(number: int) -> tuple[bool, int]:
    """(True, N) for "more than N", N floored to 10 below 100 and to 50 above; else (False, number).

    Only where the number is strictly greater than its floor.
    """
    floor = number // 10 * 10 if number < 100 else number // 50 * 50
    return (True, floor) if 0 < floor < number else (False, number)


def _thousands(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def _french(number: int, single: str, plural: str) -> str:
    more, shown = more_than(number)
    noun = single if shown in (0, 1) else plural
    text = f"{_thousands(shown, chr(0x202F))} {noun}"
    return f"plus de {text} ({_thousands(number, chr(0x202F))})" if more else text


def _english(number: int, single: str, plural: str) -> str:
    more, shown = more_than(number)
    noun = single if shown == 1 else plural
    text = f"{_thousands(shown, ',')} {noun}"
    return f"more than {text} ({_thousands(number, ',')})" if more else text


def sentence(figures: Headline) -> dict[str, str]:
    """The press sentence in French and English, each rounded figure with the exact one beside it."""
    f = figures
    share = round(f.foreign_share * 100)
    fr = _french
    en = _english
    french = ", ".join(
        (
            fr(f.participants, "participant·e", "participant·es")
            + ", dont "
            + fr(
                f.french_local_authorities,
                "collectivité territoriale française",
                "collectivités territoriales françaises",
            ),
            fr(f.countries, "pays représenté", "pays représentés"),
            fr(f.foreign_delegations, "délégation étrangère", "délégations étrangères"),
            fr(f.embassies, "ambassade", "ambassades"),
        )
    )
    english = ", ".join(
        (
            en(f.participants, "participant", "participants")
            + ", of which "
            + en(f.french_local_authorities, "French local authority", "French local authorities"),
            en(f.countries, "country represented", "countries represented"),
            en(f.foreign_delegations, "foreign delegation", "foreign delegations"),
            en(f.embassies, "embassy", "embassies"),
        )
    )
    return {
        "fr": f"{french[0].upper()}{french[1:]} ; {share} % de participant·es de l’étranger.",
        "en": f"{english[0].upper()}{english[1:]}; {share}% of participants from abroad.",
    }

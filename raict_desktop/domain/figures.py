"""The figures of the post-event report, by the counting rules of the event, as pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What the organiser ticked, printed beside the figures.

    Attributes:
        left_out: categories that are no participants (team, volunteers, suppliers).
        with_france: whether the sentence counts France among the countries.
    """

    left_out: frozenset[str] = STAFF_CATEGORIES
    with_france: bool = True


FIGURES = (
    "registered",
    "participants",
    "walk_ins",
    "show_rate",
    "french_local_authorities",
    "countries",
    "countries_without_france",
    "foreign_delegations",
    "embassies",
    "foreign_share",
)
"""Names of the figures, in the order they are told."""


def counts(figure: str, person: Person, rules: CountingRules) -> bool:
    """Whether a person stands behind a figure: the list that the figure opens.

    Args:
        figure: one of ``FIGURES``, or ``absent``.
        person: with the organisation's facts.
        rules: what was ticked.
    """
    if figure in ("registered", "show_rate", "absent"):
        expected = person.status is Status.REGISTERED and not person.walk_in
        if figure == "registered":
            return expected
        return expected and person.present is (figure == "show_rate")
    if figure == "walk_ins":
        return person.walk_in
    if not person.present or person.category in rules.left_out:
        return False
    if figure == "participants":
        return True
    if figure == "countries":
        return person.country != ""
    if figure == "french_local_authorities":
        return person.country == "FR" and person.organisation_kind in LOCAL_AUTHORITY_KINDS
    if figure == "embassies":
        return person.organisation_kind is OrganisationKind.EMBASSY
    foreign = person.country not in ("", "FR")
    if figure == "foreign_delegations":
        kind = person.organisation_kind is OrganisationKind.FOREIGN_DELEGATION
        return foreign and (person.delegation != "" or kind)
    if figure in ("countries_without_france", "foreign_share"):
        return foreign
    raise ValueError(figure)


class Delegations:
    """Names delegations while people pass: one listed without theirs belongs to their organisation's."""

    def __init__(self) -> None:
        self._of_organisation: dict[str, str] = {}
        self._named: dict[str, int] = {}
        self._unnamed: dict[str, int] = {}
        self._titles: dict[str, str] = {}

    def see(self, person: Person, *, counted: bool) -> None:
        """Note a person; ``counted`` when they stand behind the figure."""
        if person.delegation:
            self.belongs(person.organisation_id, person.delegation)
        if counted:
            self.count(person.organisation_id, person.organisation, person.delegation, 1)

    def belongs(self, organisation_id: str, delegation: str) -> None:
        """Note that somebody of an organisation is of a delegation."""
        self._of_organisation[organisation_id] = delegation

    def count(self, organisation_id: str, title: str, delegation: str, people: int) -> None:
        """Note people of an organisation who stand behind the figure, of one delegation or none."""
        if delegation:
            self._named[delegation] = self._named.get(delegation, 0) + people
        else:
            self._unnamed[organisation_id] = self._unnamed.get(organisation_id, 0) + people
            self._titles[organisation_id] = title

    def present(self) -> dict[str, int]:
        """How many people of each delegation came; an unnamed one goes by its organisation."""
        found = dict(self._named)
        for key, number in self._unnamed.items():
            # Two organisations of one name are two delegations: the id keeps them apart.
            name = self._of_organisation.get(key)
            title = name or self._titles[key]
            if name is None and title in found:
                title = f"{title} ({key[-4:]})"
            found[title] = found.get(title, 0) + number
        return found


def headline(people: Iterable[Person], rules: CountingRules | None = None) -> Headline:
    """Count, one person at a time; the report lets the database add the same up.

    Participants are people with an entry at the main door, team, volunteers and suppliers left out.
    Local authorities, countries, delegations and embassies count organisations of people present.
    Registered people and the show rate leave walk-ins and cancelled registrations out.
    """
    rules = rules or CountingRules()
    registered = came = participants = walk_ins = foreign = 0
    countries: set[str] = set()
    authorities: set[str] = set()
    embassies: set[str] = set()
    delegations = Delegations()
    for p in people:
        walk_ins += p.walk_in
        registered += counts("registered", p, rules)
        came += counts("show_rate", p, rules)
        if not counts("participants", p, rules):
            delegations.see(p, counted=False)
            continue
        participants += 1
        foreign += counts("foreign_share", p, rules)
        if p.country:
            countries.add(p.country)
        if counts("french_local_authorities", p, rules):
            authorities.add(p.organisation_id)
        if counts("embassies", p, rules):
            embassies.add(p.organisation_id)
        delegations.see(p, counted=counts("foreign_delegations", p, rules))
    return Headline(
        registered=registered,
        participants=participants,
        walk_ins=walk_ins,
        show_rate=came / registered if registered else 0.0,
        french_local_authorities=len(authorities),
        countries=len(countries),
        countries_without_france=len(countries - {"FR"}),
        foreign_delegations=len(delegations.present()),
        embassies=len(embassies),
        foreign_share=foreign / participants if participants else 0.0,
    )


def arrivals(first_entries: Iterable[datetime]) -> tuple[ArrivalSlot, ...]:
    """First arrivals by quarter of an hour, empty quarters between included."""
    counts: dict[datetime, int] = {}
    for at in first_entries:
        start = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        counts[start] = counts.get(start, 0) + 1
    return arrival_slots(counts)


def arrival_slots(counts: Mapping[datetime, int]) -> tuple[ArrivalSlot, ...]:
    """The quarters of an hour of some first arrivals by quarter, empty ones between included."""
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


def sentence(figures: Headline, rules: CountingRules | None = None) -> dict[str, str]:
    """The press sentence in French and English, each rounded figure with the exact one beside it."""
    f = figures
    with_france = rules is None or rules.with_france
    countries = f.countries if with_france else f.countries_without_france
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
            fr(
                countries,
                "pays représenté" + ("" if with_france else " hors France"),
                "pays représentés" + ("" if with_france else " hors France"),
            ),
            fr(f.foreign_delegations, "délégation étrangère", "délégations étrangères"),
            fr(f.embassies, "ambassade", "ambassades"),
        )
    )
    english = ", ".join(
        (
            en(f.participants, "participant", "participants")
            + ", of which "
            + en(f.french_local_authorities, "French local authority", "French local authorities"),
            en(
                countries,
                "country represented" + ("" if with_france else " besides France"),
                "countries represented" + ("" if with_france else " besides France"),
            ),
            en(f.foreign_delegations, "foreign delegation", "foreign delegations"),
            en(f.embassies, "embassy", "embassies"),
        )
    )
    return {
        "fr": f"{french[0].upper()}{french[1:]} ; {share} % de participant·es de l’étranger.",
        "en": f"{english[0].upper()}{english[1:]}; {share}% of participants from abroad.",
    }

"""The figures that the database adds up are those of looking at one person after the other."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.figures import CountingRules, arrivals, counts, headline
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import OrganisationKind, Person
from raict_desktop.services import anonymise, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.board import board
from raict_desktop.services.counting import rules, set_rules
from raict_desktop.services.report import GroupLine, Report, report
from raict_desktop.storage import queries
from tests.builders import World

NAMES = ("Lyon", "Dakar", "Dakar", "Gand", "Ambassade", "Région Bretagne", "Nulle part")
KINDS = ("commune", "delegation_etrangere", "ambassade", "region", "autre", "presse")
COUNTRIES = ("FR", "SN", "BE", "")
CATEGORIES = ("participant", "elu", "benevole", "organisation", "presse", "du shop")


def fill(event: OpenEvent, world: World, seed: int) -> None:
    """People of every sort, some with organisations and delegations of one name, some here."""
    chance = random.Random(seed)
    organisations = [event.outside.new_id() for _ in range(12)]
    drafts = [
        Draft(
            Kind.ORGANISATION_SET,
            one,
            facts={
                "name": chance.choice(NAMES),
                "kind": chance.choice(KINDS),
                "country": chance.choice(COUNTRIES),
            },
        )
        for one in organisations
    ]
    ids = [event.outside.new_id() for _ in range(90)]
    for number, person_id in enumerate(ids):
        facts = {
            "organisation_id": chance.choice([*organisations, "", "nobody-knows-it"]),
            "category": chance.choice(CATEGORIES),
            "status": chance.choice(("registered", "registered", "cancelled")),
            "walk_in": int(chance.random() < 0.2),
            "delegation": chance.choice(("", "", "Dakar", "Sénégal", "Gand")),
        }
        personal = {"given_name": f"G{number}", "family_name": chance.choice("ABCDEFGH")}
        drafts.append(Draft(Kind.PERSON_ADDED, person_id, facts=facts, personal=personal))
    event.write(drafts, Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS))
    # Somebody whom another station has not told of yet comes in as well.
    strangers = [event.outside.new_id()] if seed % 2 else []
    passages = []
    for person_id in (*chance.sample(ids, 60), *strangers):
        world.clock.forward(seconds=chance.randint(1, 900))
        entry = Draft(Kind.ENTRY, person_id, verdict="welcome")
        passages += event.write([entry], Changes.of(Topic.PASSAGES))
    undone = [Draft(Kind.ANNULLED, one.id) for one in chance.sample(passages, 6)]
    event.write(undone, Changes.of(Topic.PASSAGES))


def groups(everybody: list[Person], key: str) -> tuple[GroupLine, ...]:
    lines: dict[str, list[Person]] = defaultdict(list)
    for person in everybody:
        lines[str(getattr(person, key))].append(person)
    found = (
        GroupLine(name, len({p.organisation_id for p in them} - {""}), len(them))
        for name, them in lines.items()
    )
    return tuple(sorted(found, key=lambda line: (-line.people, line.key)))


def delegations(everybody: list[Person], ticked: CountingRules) -> dict[str, tuple[str, int]]:
    """Country and people of each delegation, as the counting rules tell it, in order of surname."""
    of_organisation = {p.organisation_id: p.delegation for p in everybody if p.delegation}
    counted = [p for p in everybody if counts("foreign_delegations", p, ticked)]
    country = {p.delegation or p.organisation: p.country for p in counted}
    found = Counter(p.delegation for p in counted if p.delegation)
    unnamed: dict[str, list[Person]] = defaultdict(list)
    for person in counted:
        if not person.delegation:
            unnamed[person.organisation_id].append(person)
    for key, them in unnamed.items():
        name = of_organisation.get(key)
        title = name or them[0].organisation
        if name is None and title in found:
            title = f"{title} ({key[-4:]})"
        found[title] += len(them)
    return {name: (country.get(name, ""), number) for name, number in found.items()}


@pytest.mark.parametrize("seed", range(12))
def test_the_report_is_that_of_looking_at_everybody(
    event: OpenEvent, world: World, seed: int
) -> None:
    fill(event, world, seed)
    if seed % 3 == 0:
        set_rules(event, CountingRules(frozenset({"elu", "presse"}), with_france=False))
    ticked = rules(event)
    found = report(event)
    everybody = people.everybody(event)
    _same_headline(found, everybody, ticked)
    here = [p for p in everybody if counts("participants", p, ticked)]
    assert found.by_kind == groups(here, "organisation_kind")
    assert found.by_country == groups([p for p in here if p.country], "country")
    told = {line.name: (line.country, line.people) for line in found.delegations}
    assert told == delegations(everybody, ticked)
    embassies = Counter(
        (p.organisation, p.country, p.organisation_id)
        for p in here
        if p.organisation_kind is OrganisationKind.EMBASSY
    )
    assert sorted((line.name, line.country, line.people) for line in found.embassy_list) == sorted(
        (name, country, number) for (name, country, _), number in embassies.items()
    )
    french = [p for p in here if counts("french_local_authorities", p, ticked)]
    assert sum(line.people for line in found.by_region) == len(french)
    assert sum(line.organisations for line in found.by_region) == len(
        {p.organisation_id for p in french}
    )
    assert {
        line.category: (line.registered, line.present, line.walk_ins) for line in found.by_category
    } == {
        category: (
            sum(counts("registered", p, ticked) for p in them),
            sum(counts("show_rate", p, ticked) for p in them),
            sum(p.walk_in and p.present for p in them),
        )
        for category in {p.category for p in everybody}
        for them in [[p for p in everybody if p.category == category]]
    }
    assert {
        name: found.quality[name]
        for name in ("without_organisation", "without_country", "kind_unknown")
    } == {
        "without_organisation": sum(not p.organisation_id for p in here),
        "without_country": sum(not p.country for p in here),
        "kind_unknown": sum(
            bool(p.organisation_id) and p.organisation_kind == "autre" for p in here
        ),
    }
    with event.file.reading() as db:
        first = {
            row.person_id: row.first
            for row in queries.presences(db)
            if row.checkpoint == "" and row.first is not None
        }
    assert found.arrivals == arrivals(first[p.id] for p in here)
    staff = CountingRules().left_out
    day = {event.local(slot.start).date() for slot in board(event).arrivals}
    assert len(day) <= 1
    assert [
        slot
        for slot in arrivals(
            first[p.id] for p in everybody if p.present and p.category not in staff
        )
        if event.local(slot.start).date() in day
    ] == list(board(event).arrivals)


def _same_headline(found: Report, everybody: list[Person], ticked: CountingRules) -> None:
    expected = headline(everybody, ticked)
    for name in expected.__slots__:
        assert getattr(found, name) == pytest.approx(getattr(expected, name)), name


@pytest.mark.parametrize("seed", range(4))
def test_what_anonymising_would_do_is_counted_rightly(
    event: OpenEvent, world: World, seed: int
) -> None:
    fill(event, world, seed)
    world.clock.forward(hours=1)
    everybody = people.everybody(event)
    sizes = Counter(
        (p.category, p.country) for p in everybody if counts("participants", p, rules(event))
    )
    seen = anonymise.outlook(event)
    assert seen.people == len(everybody)
    assert seen.small_groups == sum(size < anonymise.SMALL for size in sizes.values())
    assert not seen.exported
    event.write([Draft(Kind.EXPORTED)], Changes.of(Topic.EVENT))
    assert anonymise.outlook(event).exported
    world.clock.forward(minutes=1)
    event.write([Draft(Kind.BADGE_PRINTED, everybody[0].id)], Changes.of(Topic.PEOPLE))
    assert not anonymise.outlook(event).exported

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.figures import arrivals, headline, more_than, sentence
from raict_desktop.domain.records import OrganisationKind, Person

NINE = datetime(2021, 6, 29, 9, 7, tzinfo=UTC)


def somebody(number: int, **values: object) -> Person:
    facts: dict[str, object] = {"id": f"p{number}", "code": "", "present": True}
    facts.update(values)
    return Person(given_name="A", family_name="B", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, (False, 0)),
        (7, (False, 7)),
        (10, (False, 10)),
        (11, (True, 10)),
        (99, (True, 90)),
        (100, (False, 100)),
        (130, (True, 100)),
        (500, (False, 500)),
        (511, (True, 500)),
        (551, (True, 550)),
    ],
)
def test_more_than(number: int, told: tuple[bool, int]) -> None:
    assert more_than(number) == told


def test_a_delegation_is_counted_once_however_its_members_are_listed() -> None:
    kind = OrganisationKind.FOREIGN_DELEGATION
    facts = {"organisation_id": "dakar", "organisation_kind": kind, "country": "SN"}
    people = [somebody(1, delegation="Dakar", **facts), somebody(2, **facts)]
    assert headline(people).foreign_delegations == 1
    assert headline([somebody(2, **facts)]).foreign_delegations == 1
    assert headline([somebody(1, delegation="Paris", country="FR")]).foreign_delegations == 0


def test_nobody_yet() -> None:
    figures = headline([])
    assert (figures.show_rate, figures.foreign_share, figures.participants) == (0, 0, 0)
    assert sentence(figures)["fr"].startswith("0 participant·e,")


def test_sentence_has_exact_numbers_beside_the_rounded() -> None:
    people = [
        somebody(n, organisation_id=f"o{n % 130}", organisation_kind=OrganisationKind.COMMUNE,
                 country="FR")
        for n in range(511)
    ]  # fmt: skip
    told = sentence(headline(people))
    assert told["fr"].startswith(
        "Plus de 500 participant·es (511), dont plus de 100 collectivités territoriales "
        "françaises (130)"
    )
    assert told["en"].startswith("More than 500 participants (511), of which more than 100 French")


@given(st.lists(st.integers(0, 60 * 48)))
def test_every_arrival_is_in_one_slot(minutes: list[int]) -> None:
    slots = arrivals([NINE + timedelta(minutes=m) for m in minutes])
    assert sum(slot.count for slot in slots) == len(minutes)
    assert all(slot.start.minute % 15 == 0 for slot in slots)
    assert [slot.start for slot in slots] == sorted({slot.start for slot in slots})

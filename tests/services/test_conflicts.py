"""What stations say differently is shown, settled by an entry, and the settlement travels."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.conflicts import choose_value, conflicts, join
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from tests.laptops import Laptop, laptops


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two desks, the second with a clock a day ahead, that say different things."""
    one, other = laptops(tmp_path, ("one", "other"))
    other.world.clock.forward(days=1)
    for desk, function, given in ((one, "Maire", "Anaïs"), (other, "Adjointe", "Anais")):
        with desk.open() as event:
            person = people.everybody(event)[0]
            people.correct(event, person.id, {"function": function})
            check_in_person(event, people.everybody(event)[1].id)
            people.add_walk_in(
                event, given_name=given, family_name="Lefèvre", organisation="Presse"
            )
        desk.world.seed += 50
    return one, other


def test_a_choice_wins_over_a_clock_that_ran_ahead_and_travels(
    pair: tuple[Laptop, Laptop],
) -> None:
    one, other = pair
    with one.open() as event:
        merge(event, [other.path])
        (case,) = conflicts(event).differing
        assert [value for value, _, _ in case.values] == ["Maire", "Adjointe"]
        assert case.person.function == "Adjointe"
        choose_value(event, case.person.id, "function", "Maire")
        assert people.get(event, case.person.id).function == "Maire"
        assert conflicts(event).differing == ()
        known = fingerprint(event)
    with other.open() as event:
        merge(event, [one.path])
        assert people.get(event, case.person.id).function == "Maire"
        assert conflicts(event).differing == ()
        assert fingerprint(event) == known


def test_a_person_registered_twice_becomes_one(pair: tuple[Laptop, Laptop]) -> None:
    one, other = pair
    with one.open() as event:
        merge(event, [other.path])
        (twins,) = conflicts(event).added_twice
        assert {twins.kept.given_name, twins.dropped.given_name} == {"Anaïs", "Anais"}
        before = sum(p.present for p in people.everybody(event))
        join(event, twins.kept.id, twins.dropped.id)
        assert sum(p.present for p in people.everybody(event)) == before - 1
        assert conflicts(event).added_twice == ()
        assert check(event).ok
        with pytest.raises(UserError, match="same_person"):
            join(event, twins.kept.id, twins.kept.id)
        with pytest.raises(UserError, match="unknown_field"):
            choose_value(event, twins.kept.id, "code", "X")


def test_a_person_at_two_desks_counts_once_and_is_shown(tmp_path: Path) -> None:
    one, other = laptops(tmp_path, ("one", "other"))
    for desk in (one, other):
        with desk.open() as event:
            check_in_person(event, people.everybody(event)[1].id)
        desk.world.seed += 50
        other.world.clock.forward(minutes=3)
    with one.open() as event:
        merge(event, [other.path])
        (twice,) = conflicts(event).seen_twice
        assert [at for _, at in twice.entries] == sorted(at for _, at in twice.entries)
        assert twice.entries[1][1] - twice.entries[0][1] == timedelta(minutes=3)
        assert sum(p.present for p in people.everybody(event)) == 1

"""What the window asks at every passage costs the same in a file of any size, and is counted rightly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.crowd import fill
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import badge_samples, badges, large_list, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person, last_passages, undo
from raict_desktop.services.counting import rules
from raict_desktop.services.import_history import imports
from raict_desktop.services.people import PeopleQuery
from tests.builders import World, add_person, make_event

QUESTIONS: dict[str, Callable[[OpenEvent], object]] = {
    "expected and present": people.head_count,
    "entries": OpenEvent.entry_count,
    "when the list came": OpenEvent.last_import,
    "categories": people.categories,
    "everybody": lambda event: people.count(event, PeopleQuery()),
    "one category": lambda event: people.count(event, PeopleQuery(category="presse")),
    "who is here": lambda event: people.count(event, PeopleQuery(presence="present")),
    "last passages": lambda event: last_passages(event, limit=5),
    "last passages at the main door": lambda event: last_passages(event, checkpoint="", limit=5),
    "counting rules": rules,
    "codes of another program": people.brings_its_own_codes,
    "lists that came": imports,
}


def steps(event: OpenEvent, ask: Callable[[OpenEvent], object]) -> int:
    """How many times the database took 20 steps to answer."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    event.file.connection.set_progress_handler(step, 20)
    try:
        ask(event)
    finally:
        event.file.connection.set_progress_handler(None, 0)
    return count


@pytest.fixture(scope="module")
def two_sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], dict[str, int]]:
    """The steps of every question at a hundred people and at two thousand, a tenth of them here."""
    found = []
    for number in (100, 2000):
        world = World()
        with world.application() as application:
            event = make_event(application, tmp_path_factory.mktemp("day"))
            fill(event, number)
            event.write([Draft(Kind.IMPORTED, facts={"file": "a"})], Changes.of(Topic.PEOPLE))
            for person in people.page(event, PeopleQuery(), 0, number // 10):
                world.clock.forward(seconds=9)
                check_in_person(event, person.id)
            found.append({name: steps(event, ask) for name, ask in QUESTIONS.items()})
    return found[0], found[1]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_costs_the_same_among_more_people(
    two_sizes: tuple[dict[str, int], dict[str, int]], name: str
) -> None:
    few, many = two_sizes
    assert many[name] <= few[name] + 10


@settings(max_examples=20, deadline=None)
@given(
    todo=st.lists(
        st.tuples(
            st.sampled_from(
                ("come", "back", "cancel", "again", "category", "add", "walk_in", "gone")
            ),
            st.integers(0, 5),
        ),
        max_size=25,
    )
)
def test_the_totals_are_those_of_the_people(
    todo: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = World()
    with world.application() as application:
        event = make_event(application, tmp_path_factory.mktemp("day"))
        ids = [add_person(event, f"G{n}", f"F{n}") for n in range(6)]
        passed: list[str] = []
        for what, number in todo:
            world.clock.forward(seconds=30)
            _do(event, what, ids[number], passed)
        with event.file.reading() as db:
            counted = db.execute("SELECT * FROM people_totals ORDER BY 1, 2, 3, 4").fetchall()
            there = db.execute(
                "SELECT category, status, walk_in, present, count(*) FROM people "
                "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
            ).fetchall()
        assert counted == there


def _do(event: OpenEvent, what: str, person_id: str, passed: list[str]) -> None:
    if what == "come":
        # As another station writes it, of somebody taken out of the list as well.
        entry = Draft(Kind.ENTRY, person_id, verdict="welcome")
        passed += [written.id for written in event.write([entry], Changes.of(Topic.PASSAGES))]
    elif what == "back" and passed:
        undo(event, passed.pop())
    elif what == "add":
        add_person(event, "Neu", "Neu", category="presse")
    elif what == "walk_in":
        people.add_walk_in(event, given_name="A", family_name="B", organisation="C")
    elif what == "gone":
        event.write([Draft(Kind.PERSON_REMOVED, person_id)], Changes.of(Topic.PEOPLE))
    elif what in ("cancel", "again", "category"):
        fields = {
            "cancel": {"status": "cancelled"},
            "again": {"status": "registered"},
            "category": {"category": "elu"},
        }[what]
        event.write(
            [Draft(Kind.PERSON_CORRECTED, person_id, facts=fields)], Changes.of(Topic.PEOPLE)
        )


def test_samples_of_a_long_list_are_taken_from_its_beginning(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        add_person(event, f"G{number}", f"F{number}")
    monkeypatch.setattr(large_list, "LARGE", 3)
    monkeypatch.setattr(people, "everybody", lambda _event: pytest.fail("everybody was read"))
    found = {one.key: one for one in badge_samples.samples(event, "fr")}
    assert (found["first"].content.family_name, found["first"].invented) == ("F0", False)
    assert found["arabic"].invented


@pytest.mark.parametrize("order", ["name", "organisation", "protocol"])
def test_badges_are_counted_as_they_are_chosen(event: OpenEvent, order: str) -> None:
    ids = [
        add_person(event, f"G{n}", f"F{n}", status="cancelled" if n % 4 == 3 else "registered")
        for n in range(8)
    ]
    event.write([Draft(Kind.BADGE_PRINTED, ids[0])], Changes.of(Topic.PEOPLE))
    counted = []
    for wanted in (
        badges.Wanted(order=order),
        badges.Wanted(order=order, who="F1"),
        badges.Wanted(order=order, ids=(ids[0], ids[3], ids[4])),
        badges.Wanted(order=order, missing_only=True),
        badges.Wanted(order=order, corrected=True),
    ):
        counted.append(badges.chosen_count(event, wanted))
        assert counted[-1] == len(list(badges.chosen_people(event, wanted)))
    assert counted == [6, 1, 2, 5, 0]


@pytest.mark.parametrize(("order", "sort"), [("name", "family_name"), ("organisation",) * 2])
def test_badges_read_a_few_at_a_time_keep_their_order(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, order: str, sort: str
) -> None:
    for n in (3, 1, 4, 0, 6, 5, 2):
        add_person(event, f"G{n}", f"F{n}", organisation=f"Ville {n % 3}")
    whole = [one.id for one in people.page(event, PeopleQuery(sort=sort), 0, 100)]
    monkeypatch.setattr(badges, "AT_ONCE", 3)
    assert [p.id for p in badges.chosen_people(event, badges.Wanted(order=order))] == whole

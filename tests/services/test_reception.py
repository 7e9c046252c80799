"""What a desk does besides scanning: notes, groups, substitution, the help desk, undo, duplicates."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from raict_desktop.domain.cases import CaseOutcome, CaseReason, fold_cases
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.codes import make_code
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Kind
from raict_desktop.domain.records import NoteLevel, Person, Status
from raict_desktop.services import cases, groups, history, integrity, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import (
    CheckinResult,
    check_in_code,
    check_in_person,
    last_passages,
    undo,
)
from raict_desktop.services.substitution import readmit, substitute
from raict_desktop.storage import queries, rooms
from tests.builders import World, add_person, add_session, enrol

DAKAR = {"name": "Ville de Dakar", "kind": "delegation_etrangere", "country": "SN"}


def delegates(event: OpenEvent, count: int = 12) -> list[str]:
    return [add_person(event, f"G{n}", f"F{n:02}", delegation="Dakar") for n in range(count)]


def sound(event: OpenEvent) -> bool:
    return integrity.check(event).ok


@pytest.mark.parametrize("letters", [6, 7, 13, 19])
def test_the_beginning_of_a_code_finds_its_person(event: OpenEvent, letters: int) -> None:
    person_id = add_person(event, "A", "B")
    code = people.get(event, person_id).code
    assert check_in_code(event, code[:letters].lower()).person == people.get(event, person_id)


def test_a_beginning_that_two_people_share_says_so(event: OpenEvent) -> None:
    start = make_code(event.tag, event.outside.below)[:9]
    for n in range(2):
        add_person(event, "A", str(n), code=f"{start}{'BC'[n]}FGHJKLNPRS")
    result = check_in_code(event, start[:6])
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN_CODE, Reason.AMBIGUOUS)
    assert check_in_code(event, start + "B").verdict is Verdict.WELCOME
    assert check_in_code(event, start[:5]).reason is Reason.UNKNOWN


def test_a_code_that_two_people_have_says_so(event: OpenEvent) -> None:
    for n in range(2):
        add_person(event, "A", str(n), code="TICKET 1")
    assert check_in_code(event, "TICKET 1").reason is Reason.AMBIGUOUS


def test_a_ticket_code_is_typed_in_either_case(event: OpenEvent) -> None:
    add_person(event, "A", "B", code="TCK-0042")
    add_person(event, "C", "D", code="aZ-9")
    assert check_in_code(event, " tck-0042 ").verdict is Verdict.WELCOME
    assert check_in_code(event, "aZ-9").verdict is Verdict.WELCOME
    assert check_in_code(event, "AZ-9").verdict is Verdict.UNKNOWN_CODE


def test_a_ticket_code_that_fits_two_people_in_either_case_says_so(event: OpenEvent) -> None:
    add_person(event, "A", "B", code="TCK-0042")
    add_person(event, "C", "D", code="tck-0042")
    assert check_in_code(event, "Tck-0042").reason is Reason.AMBIGUOUS
    assert check_in_code(event, "tck-0042").verdict is Verdict.WELCOME


@pytest.mark.parametrize(
    ("level", "verdict", "reason", "comes_in"),
    [
        (NoteLevel.INFO, Verdict.WELCOME, Reason.NONE, True),
        (NoteLevel.ATTENTION, Verdict.PLEASE_CHECK, Reason.NOTE, True),
        (NoteLevel.CALL, Verdict.PLEASE_CHECK, Reason.CALL, False),
    ],
)
def test_notes(
    event: OpenEvent, level: NoteLevel, verdict: Verdict, reason: Reason, comes_in: bool
) -> None:
    person_id = add_person(event, "A", "B")
    people.correct(event, person_id, {"note": "Fauteuil roulant", "note_level": level.value})
    result = check_in_person(event, person_id)
    assert (result.verdict, result.reason, result.recorded) == (verdict, reason, comes_in)
    assert people.get(event, person_id).present is comes_in
    room = add_session(event)
    assert check_in_person(event, person_id, checkpoint=room.id).verdict is Verdict.WELCOME
    if not comes_in:
        assert check_in_person(event, person_id, override=True).reason is Reason.ADMITTED


def test_an_empty_note_asks_for_nobody(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    people.correct(event, person_id, {"note_level": "call"})
    assert check_in_person(event, person_id).verdict is Verdict.WELCOME
    with pytest.raises(UserError, match="unknown_field"):
        people.correct(event, person_id, {"note_level": "loud"})


def test_protocol_rank_is_a_number(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    person = people.correct(
        event, person_id, {"protocol_rank": "007", "protocol_contact": "Mme Ly, 06 01"}
    )
    assert (person.protocol_rank, person.protocol) == (7, True)
    for wrong in ("-1", "10000", "first", "1.5", "٣", "9" * 40):
        with pytest.raises(UserError, match="bad_rank"):
            people.correct(event, person_id, {"protocol_rank": wrong})
    cleared = people.correct(event, person_id, {"protocol_rank": "", "protocol_contact": ""})
    assert not cleared.protocol
    assert sound(event)


def test_a_delegation_comes_in_as_one_action_and_is_undone_as_one(event: OpenEvent) -> None:
    ids = delegates(event)
    people.correct(event, ids[3], {"status": "cancelled"})
    check_in_person(event, ids[0])
    group = groups.group_of(event, people.get(event, ids[5]))
    assert (group.name, len(group.members)) == ("Dakar", 12)
    done = groups.admit(event, group.name, ids, companions=2)
    assert (len(done.admitted), len(done.stopped), done.companions) == (10, 1, 2)
    with event.file.reading() as db:
        counts = rooms.tally(db, "")
    assert (counts.present, counts.headcount) == (11, 2)
    lines = last_passages(event, checkpoint="")
    assert [(line.people, line.group) for line in lines if line.people] == [(12, "Dakar")]
    assert undo(event, done.entry_id)
    assert not undo(event, done.entry_id)
    assert [person.present for person in groups.delegation(event, "Dakar").members].count(True) == 1
    with event.file.reading() as db:
        assert rooms.tally(db, "").headcount == 0
    assert last_passages(event, checkpoint="")[1].annulled or last_passages(event)[0].annulled
    assert sound(event)


def test_one_of_a_group_is_taken_back_alone(event: OpenEvent) -> None:
    ids = delegates(event, 3)
    done = groups.admit(event, "Dakar", ids)
    assert undo(event, done.results[0].entry_id, alone=True)
    assert [people.get(event, person_id).present for person_id in ids] == [False, True, True]
    assert last_passages(event)[0].people == 2
    assert undo(event, done.entry_id)
    assert not any(people.get(event, person_id).present for person_id in ids)


def test_large_groups_do_not_hide_the_passages_before_them(event: OpenEvent) -> None:
    first = [add_person(event, "Seul", f"S{n}") for n in range(3)]
    for person_id in first:
        check_in_person(event, person_id)
    for name in ("a", "b"):
        groups.admit(
            event, name, [add_person(event, name, f"F{n}", delegation=name) for n in range(40)]
        )
    lines = last_passages(event)
    assert [line.people for line in lines] == [40, 40, 0, 0, 0]
    assert len(last_passages(event, limit=2)) == 2


def test_companions_alone_may_follow_their_delegation(event: OpenEvent) -> None:
    delegates(event, 1)
    done = groups.admit(event, "Dakar", [], companions=4)
    assert last_passages(event, checkpoint="")[0].people == 4
    assert undo(event, done.entry_id)
    for ticked, companions in (([], 0), ([], -1), ([], 100)):
        with pytest.raises(UserError, match=r"nobody_ticked|bad_companions"):
            groups.admit(event, "Dakar", ticked, companions=companions)
    with pytest.raises(UserError, match="no_such_person"):
        groups.admit(event, "Dakar", ["nobody"])
    with pytest.raises(UserError, match="no_such_delegation"):
        groups.delegation(event, "Atlantide")


def test_without_a_delegation_the_organisation_is_the_group(event: OpenEvent) -> None:
    first = add_person(event, "A", "Z", organisation=DAKAR)
    organisation = people.get(event, first).organisation_id
    second = add_person(event, "B", "Y", organisation_id=organisation)
    group = groups.group_of(event, people.get(event, second))
    assert (group.name, len(group.members)) == ("Ville de Dakar", 2)
    alone = people.get(event, add_person(event, "C", "X"))
    assert groups.group_of(event, alone).members == (alone,)


def test_the_head_of_delegation_stands_first_and_is_one(event: OpenEvent) -> None:
    ids = delegates(event, 4)
    people.correct(event, ids[2], {"protocol_rank": "1"})
    groups.set_head(event, people.get(event, ids[3]))
    assert [p.id for p in groups.delegation(event, "Dakar").members][:2] == [ids[3], ids[2]]
    groups.set_head(event, people.get(event, ids[1]))
    heads = [p.id for p in groups.delegation(event, "Dakar").members if p.head_of_delegation]
    assert heads == [ids[1]]


def test_substitution_traces_both_and_ends_the_first_badge(event: OpenEvent) -> None:
    room = add_session(event)
    absent = add_person(event, "Awa", "Diop", organisation=DAKAR, delegation="Dakar")
    enrol(event, absent, room)
    result = substitute(event, absent, given_name="Omar", family_name="Sy", function="Adjoint")
    assert result.verdict is Verdict.WELCOME
    newcomer, gone = result.person, people.get(event, absent)
    assert newcomer is not None
    assert (newcomer.organisation, newcomer.delegation) == ("Ville de Dakar", "Dakar")
    assert (newcomer.enrolled, newcomer.replaces) == ((room.id,), absent)
    assert (gone.status, gone.replaced_by, gone.enrolled) == (Status.CANCELLED, newcomer.id, ())
    assert newcomer.code != gone.code
    old = check_in_code(event, gone.code)
    assert (old.verdict, old.reason) == (Verdict.NOT_ALLOWED, Reason.REPLACED)
    assert programme.state(event, room.id).registered == 1
    with pytest.raises(UserError, match="replaced_before"):
        substitute(event, absent, given_name="X", family_name="Y")
    assert readmit(event, absent).verdict is Verdict.WELCOME
    assert people.get(event, absent).replaced_by == ""
    assert sound(event)


def test_nobody_takes_the_place_of_somebody_who_is_there(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    with pytest.raises(UserError, match="missing_field"):
        substitute(event, person_id, given_name="", family_name="Y")
    with pytest.raises(UserError, match="not_cancelled"):
        readmit(event, person_id)
    check_in_person(event, person_id)
    with pytest.raises(UserError, match="replaced_is_present"):
        substitute(event, person_id, given_name="X", family_name="Y")
    assert len(people.everybody(event)) == 1


def test_a_case_is_parked_resolved_and_taken_back(event: OpenEvent, world: World) -> None:
    person_id = add_person(event, "A", "B")
    event.operator = "Zoé"
    known = cases.park(event, person_id=person_id, reason=CaseReason.CANCELLED, note=" payé ? ")
    world.clock.forward(minutes=1)
    unknown = cases.park(event, code="x\u202e" + "y" * 90, reason=CaseReason.UNKNOWN_CODE)
    first, second = cases.listed(event)
    assert (first.person and first.person.id, first.note, first.case.operator) == (
        person_id,
        "payé ?",
        "Zoé",
    )
    assert (second.person, len(second.code), "\u202e" in second.code) == (None, 40, False)
    assert cases.resolve(event, known, CaseOutcome.ADMITTED)
    assert not cases.resolve(event, known, CaseOutcome.CLOSED)
    assert cases.waiting_count(event) == 1
    assert undo(event, unknown)
    assert (cases.listed(event), not cases.resolve(event, unknown, CaseOutcome.CLOSED)) == (
        [],
        True,
    )
    assert [line.case.outcome for line in cases.listed(event, waiting=False)] == ["admitted"]
    with pytest.raises(UserError, match="no_such_person"):
        cases.park(event, person_id="nobody")
    with pytest.raises(UserError, match="too_long"):
        cases.park(event, note="x" * 10_000)
    assert sound(event)


def test_cases_fold_the_same_in_any_order(event: OpenEvent, world: World) -> None:
    for n in range(6):
        case = cases.park(event, code=str(n))
        world.clock.forward(seconds=1)
        if n % 2:
            cases.resolve(event, case, CaseOutcome.CLOSED)
    with event.file.reading() as db:
        entries = queries.case_entries(db)
    # Another station resolved the same case later, and otherwise: the first one counts.
    late = next(e for e in entries if e.kind is Kind.CASE_RESOLVED)
    entries.append(replace(late, id="other", station="z", reason="admitted"))
    expected = fold_cases(entries, frozenset())
    chance = random.Random(4)
    for _ in range(20):
        chance.shuffle(entries)
        assert fold_cases(entries, frozenset()) == expected
    assert [case.outcome for case in expected] == [None, "closed"] * 3
    assert fold_cases(entries, frozenset({late.id}))[1].outcome == "admitted"


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Hélène", "Müller"),
        ("helene", "muller"),
        ("Helene", "Muler"),
        ("MÜLLER", "Hélène"),
    ],
)
def test_likely_duplicates(event: OpenEvent, given: str, family: str) -> None:
    wanted = add_person(event, "Hélène", "Müller")
    add_person(event, "Hélène", "Martin")
    add_person(event, "Hans", "Müller")
    assert [p.id for p in people.likely_duplicates(event, given, family)] == [wanted]


def test_other_people_are_no_duplicates(event: OpenEvent) -> None:
    add_person(event, "Hélène", "Müller")
    for given, family in (("Mamadou", "Ba"), ("H", "M"), ("", ""), ("x" * 10_000, "y")):
        assert people.likely_duplicates(event, given, family) == []


def test_history_tells_everything_about_a_person(event: OpenEvent, world: World) -> None:
    person_id = add_person(event, "Awa", "Diop", organisation=DAKAR)
    event.operator = "Zoé"
    world.clock.forward(minutes=1)
    people.correct(event, person_id, {"family_name": "Diopp", "organisation": "Ville de Thiès"})
    world.clock.forward(minutes=1)
    entry = check_in_person(event, person_id).entry_id
    assert undo(event, entry, alone=True)
    passage, correction, added = history.of_person(event, person_id)
    assert (passage.kind, passage.annulled, passage.undoable) == (Kind.ENTRY, True, False)
    assert {(c.field, c.before, c.after) for c in correction.changes} == {
        ("family_name", "Diop", "Diopp"),
        ("organisation", "Ville de Dakar", "Ville de Thiès"),
    }
    assert (correction.operator, added.kind) == ("Zoé", Kind.PERSON_ADDED)


def test_history_is_whole_however_long_the_journal(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    check_in_person(event, person_id)
    for n in range(1_100):
        check_in_code(event, f"nobody {n}")
    kinds = [line.kind for line in history.of_person(event, person_id)]
    assert kinds == [Kind.ENTRY, Kind.PERSON_ADDED]


@pytest.mark.parametrize(
    "name",
    [
        "<img src=file:///etc/passwd>",
        "a\u202eb",
        "'; DROP TABLE people",
        "Null",
        "👩‍🚀",
        "علي",
        "王",
    ],
)
def test_strange_names_are_kept_as_text(event: OpenEvent, name: str) -> None:
    result = people.add_walk_in(event, given_name=name, family_name="B", organisation=name)
    assert isinstance(result, CheckinResult)
    assert isinstance(result.person, Person)
    assert "\u202e" not in result.person.given_name
    assert sound(event)

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.checkin import Policy, Reason, Verdict, decide
from raict_desktop.domain.presence import Direction, Passage, presence
from raict_desktop.domain.records import Admission, Person, Session, SessionKind, Status, WhenFull

NOW = datetime(2021, 6, 29, 9, 0, tzinfo=UTC)
PERSON = Person("p", "CODE", "Hélène", "Müller", enrolled=("s",))


def session(**values: object) -> Session:
    facts: dict[str, object] = {
        "id": "s",
        "title": "Atelier",
        "kind": SessionKind.WORKSHOP,
        "room": "1",
        "start": NOW,
        "end": NOW + timedelta(hours=1),
    }
    facts.update(values)
    return Session(**facts)  # type: ignore[arg-type]


def passage(direction: str, minutes: float, counter: int = 1) -> Passage:
    at = NOW + timedelta(minutes=minutes)
    return Passage(f"e{counter}", "p", "", Direction(direction), at, "a", counter)


def test_nobody() -> None:
    for reason in (Reason.UNKNOWN, Reason.OTHER_EVENT, Reason.NOT_A_BADGE):
        decision = decide(None, [], None, Policy(unknown_reason=reason), NOW)
        assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN_CODE, reason)
        assert decision.recorded is None


def test_main_door_admits_once_a_day() -> None:
    assert decide(PERSON, [], None, Policy(), NOW).verdict is Verdict.WELCOME
    today = decide(PERSON, [passage("entry", -30)], None, Policy(), NOW)
    assert (today.verdict, today.since) == (Verdict.ALREADY_IN, NOW - timedelta(minutes=30))
    yesterday = decide(PERSON, [passage("entry", -24 * 60)], None, Policy(), NOW)
    assert (yesterday.verdict, yesterday.reason) == (Verdict.WELCOME, Reason.RE_ENTRY)


def test_the_day_is_the_events_day() -> None:
    """23:30 UTC on the 28th is already the 29th in Paris."""
    late = Passage("e", "p", "", Direction.ENTRY, datetime(2021, 6, 28, 23, 30, tzinfo=UTC), "a", 1)
    assert decide(PERSON, [late], None, Policy(), NOW).verdict is Verdict.ALREADY_IN
    utc = Policy(timezone="UTC")
    assert decide(PERSON, [late], None, utc, NOW).verdict is Verdict.WELCOME


@pytest.mark.parametrize(
    ("admission", "verdict", "reason", "despite"),
    [
        (Admission.OPEN, Verdict.WELCOME, Reason.NONE, Reason.NONE),
        (Admission.WARN, Verdict.PLEASE_CHECK, Reason.ADMITTED, Reason.NOT_ENROLLED),
        (Admission.REQUIRED, Verdict.NOT_ALLOWED, Reason.ADMITTED, Reason.NOT_ENROLLED),
    ],
)
def test_somebody_not_enrolled(
    admission: Admission, verdict: Verdict, reason: Reason, despite: Reason
) -> None:
    stranger = Person("p", "CODE", "A", "B")
    room = session(admission=admission)
    assert decide(stranger, [], room, Policy(), NOW).verdict is verdict
    admitted = decide(stranger, [], room, Policy(override=True), NOW)
    assert (admitted.verdict, admitted.reason) == (Verdict.WELCOME, reason)
    assert admitted.despite is despite


@pytest.mark.parametrize(
    ("when_full", "verdict"),
    [(WhenFull.WARN, Verdict.PLEASE_CHECK), (WhenFull.REFUSE, Verdict.NOT_ALLOWED)],
)
def test_full(when_full: WhenFull, verdict: Verdict) -> None:
    room = session(capacity=10, when_full=when_full)
    assert decide(PERSON, [], room, Policy(occupancy=9), NOW).verdict is Verdict.WELCOME
    full = decide(PERSON, [], room, Policy(occupancy=10), NOW)
    assert (full.verdict, full.reason) == (verdict, Reason.FULL)
    admitted = decide(PERSON, [], room, Policy(occupancy=10, override=True), NOW)
    assert admitted.recorded
    assert admitted.despite is Reason.FULL
    needless = decide(PERSON, [], room, Policy(occupancy=9, override=True), NOW)
    assert (needless.reason, needless.despite) == (Reason.NONE, Reason.NONE)


def test_going_out_and_back() -> None:
    room = session(exits=True)
    inside = [passage("entry", -20)]
    out = Policy(Direction.EXIT)
    assert decide(PERSON, inside, room, out, NOW).reason is Reason.LEFT
    outside = [*inside, passage("exit", -10, 2)]
    assert decide(PERSON, outside, room, out, NOW).verdict is Verdict.PLEASE_CHECK
    assert decide(PERSON, outside, room, Policy(), NOW).reason is Reason.RE_ENTRY


HISTORIES = st.lists(
    st.tuples(st.sampled_from(["entry", "exit"]), st.integers(-600, 0)), max_size=6
).map(lambda steps: [passage(d, m, i + 1) for i, (d, m) in enumerate(steps)])


@given(
    history=HISTORIES,
    status=st.sampled_from(list(Status)),
    enrolled=st.booleans(),
    at_session=st.booleans(),
    admission=st.sampled_from(list(Admission)),
    when_full=st.sampled_from(list(WhenFull)),
    exits=st.booleans(),
    capacity=st.none() | st.integers(1, 3),
    occupancy=st.integers(0, 4),
    direction=st.sampled_from(list(Direction)),
    override=st.booleans(),
)
def test_precedence_holds_everywhere(
    history: list[Passage],
    status: Status,
    enrolled: bool,
    at_session: bool,
    admission: Admission,
    when_full: WhenFull,
    exits: bool,
    capacity: int | None,
    occupancy: int,
    direction: Direction,
    override: bool,
) -> None:
    room = None
    if at_session:
        room = session(admission=admission, when_full=when_full, exits=exits, capacity=capacity)
    person = Person("p", "C", "A", "B", status=status, enrolled=("s",) if enrolled else ())
    policy = Policy(direction, occupancy, override=override)
    decision = decide(person, history, room, policy, NOW)
    # Somebody passes exactly when welcomed, and in the direction asked.
    assert (decision.recorded is not None) == (decision.verdict is Verdict.WELCOME)
    assert decision.recorded in (None, direction)
    if status is Status.CANCELLED:
        assert decision.reason is Reason.CANCELLED
        return
    if direction is Direction.EXIT:
        assert (decision.reason is Reason.LEFT) == presence(history).inside
        return
    refused = room is not None and not enrolled and not override
    if refused and admission is Admission.REQUIRED:
        assert (decision.verdict, decision.reason) == (Verdict.NOT_ALLOWED, Reason.NOT_ENROLLED)
    elif room is not None and presence(history).inside:
        assert decision.verdict is Verdict.ALREADY_IN
        assert decision.since is not None
    elif refused and admission is Admission.WARN:
        assert (decision.verdict, decision.reason) == (Verdict.PLEASE_CHECK, Reason.NOT_ENROLLED)
    elif room is not None and capacity is not None and occupancy >= capacity and not override:
        assert decision.reason is Reason.FULL


@given(HISTORIES, st.randoms())
def test_presence_does_not_depend_on_the_order_of_arrival(
    history: list[Passage], chance: object
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert presence(shuffled) == presence(history)

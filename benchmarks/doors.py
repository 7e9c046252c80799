"""Rooms at 5 000 people and 20 sessions: a passage to the painted count, a day replayed, the board.

Run ``python -m benchmarks.doors [passages] [folder]``. The day is replayed twice: through the rules alone
(decision, stays and counts of every room), and through the event file with a durable commit for each
passage. The folder chooses the disk.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.crowd import fill, new_event, percentile
from raict_desktop.domain.checkin import Policy, decide
from raict_desktop.domain.occupancy import occupancy
from raict_desktop.domain.presence import Direction, Passage, Stay, at_door, stays
from raict_desktop.domain.records import Person, Session, SessionKind
from raict_desktop.services import board, people, programme
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import check_in_person

PEOPLE, SESSIONS, PASSAGES = 5_000, 20, 5_000
PAINTED_MS, RULES_S, BOARD_MS = 100.0, 2.0, 500.0
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Step = tuple[str, Session, datetime]


def sessions(event: OpenEvent) -> list[Session]:
    """Five rooms, four sessions in each, one after the other."""
    found = []
    for number in range(SESSIONS):
        start = START + timedelta(minutes=90 * (number // 5))
        session = Session(
            "",
            f"Atelier {number + 1}",
            SessionKind.WORKSHOP,
            f"Salle {number % 5 + 1}",
            start,
            start + timedelta(minutes=75),
            300,
        )
        found.append(programme.save_session(event, session))
    return found


def day(ids: list[str], listed: list[Session], count: int) -> list[Step]:
    """Passages in order of time: everybody goes to one session of each row, some change rooms."""
    chance = random.Random(5)
    steps: list[Step] = []
    while len(steps) < count:
        session = chance.choice(listed)
        at = session.start + timedelta(seconds=chance.randint(-600, 2400))
        steps.append((chance.choice(ids), session, at))
    return sorted(steps, key=lambda step: step[2])


def replay_rules(steps: list[Step], listed: list[Session]) -> float:
    """Decide every passage and count its room; then every room once more from all the stays."""
    begun = time.perf_counter()
    ends = {session.id: session.end for session in listed}
    passed: dict[str, list[Passage]] = {}
    inside = dict.fromkeys(ends, 0)
    for number, (person_id, session, at) in enumerate(steps):
        theirs = passed.setdefault(person_id, [])
        person = Person(person_id, "", "", "", enrolled=(session.id,))
        policy = Policy(occupancy=inside[session.id])
        if decide(person, at_door(theirs, session.id), session, policy, at).recorded:
            theirs.append(
                Passage(f"{number}", person_id, session.id, Direction.ENTRY, at, "a", number)
            )
            inside[session.id] += 1
    rooms: dict[str, list[Stay]] = {}
    for theirs in passed.values():
        for stay in stays(theirs, ends):
            rooms.setdefault(stay.checkpoint, []).append(stay)
    for session in listed:
        found = rooms.get(session.id, [])
        occupancy(found, (), session.end, len({stay.person_id for stay in found}))
    return time.perf_counter() - begun


def replay_file(event: OpenEvent, steps: list[Step]) -> list[float]:
    times = []
    for person_id, session, at in steps:
        begun = time.perf_counter()
        check_in_person(event, person_id, checkpoint=session.id, now=at)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def paint(event: OpenEvent, ids: list[str], moment: list[datetime]) -> list[float]:
    """From a found person to the count on the screen, in the fullest room."""
    from types import SimpleNamespace
    from typing import Any

    from raict_desktop.config import Settings
    from raict_desktop.ui.app import create_application
    from raict_desktop.ui.awake import Awake
    from raict_desktop.ui.network import Network
    from raict_desktop.ui.pages.door import DoorPage

    create_application()
    context: Any = SimpleNamespace(
        settings_store=SimpleNamespace(settings=Settings(camera="", sound=False)),
        application=None,
        awake=Awake([]),
        network=Network(),
    )
    page = DoorPage(context)
    page.resize(1260, 700)
    page.set_event(event)
    fullest = max(programme.states(event), key=lambda state: state.present)
    moment[0] = fullest.session.start + timedelta(minutes=41)
    for row in range(page.chooser.count()):
        if page.chooser.itemData(row).id == fullest.session.id:
            page.chooser.setCurrentIndex(row)
    page.show()
    times = []
    for person_id in ids[:60]:
        moment[0] += timedelta(seconds=1)
        begun = time.perf_counter()
        page.station.take_person(person_id, override=True)
        page.count.repaint()
        page.card.repaint()
        times.append((time.perf_counter() - begun) * 1000)
    page.set_event(None)
    return times


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    parent = sys.argv[2] if len(sys.argv) > 2 else None
    moment = [START + timedelta(hours=5)]
    with (
        tempfile.TemporaryDirectory(dir=parent) as name,
        Application(Outside(clock=lambda: moment[0])) as application,
    ):
        event = new_event(application, Path(name) / "day.raict")
        fill(event, PEOPLE)
        ids = [person.id for person in people.everybody(event)]
        listed = sessions(event)
        steps = day(ids, listed, count)
        rules = min(replay_rules(steps, listed) for _ in range(3))
        print(f"{count} passages through the rules: {rules:.2f} s (goal {RULES_S} s)")
        filed = replay_file(event, steps)
        print(
            f"{count} passages through the event file: {sum(filed) / 1000:.2f} s, "
            f"p50 {percentile(filed, 0.5):.1f} ms, p99 {percentile(filed, 0.99):.1f} ms"
        )
        boards = []
        for _ in range(10):
            begun = time.perf_counter()
            board.board(event, START + timedelta(minutes=40))
            boards.append((time.perf_counter() - begun) * 1000)
        print(f"live board read: p50 {percentile(boards, 0.5):.0f} ms (goal {BOARD_MS:.0f} ms)")
        painted = paint(event, ids, moment)
        print(
            f"passage to the painted count: p50 {percentile(painted, 0.5):.1f} ms, "
            f"p99 {percentile(painted, 0.99):.1f} ms (goal {PAINTED_MS:.0f} ms)"
        )
    missed = rules > RULES_S or percentile(painted, 0.99) > PAINTED_MS
    return int(missed or percentile(boards, 0.5) > BOARD_MS)


if __name__ == "__main__":
    sys.exit(main())

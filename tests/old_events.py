"""Event files as older versions of the program left them, kept so that opening them stays tested.

``python -m tests.old_events`` writes ``tests/files/events/schema_N.raict`` for the newest migration N,
as the program now makes it. Files of earlier numbers are never made again.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Session
from raict_desktop.paper.badges.sheets import SHEETS
from raict_desktop.services import layouts, people, programme, trays
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person, undo
from tests.builders import World, add_person, add_session, enrol, make_event

FOLDER = Path(__file__).parent / "files" / "events"
PEOPLE = 14
PRESENT = 8


def newest_migration() -> int:
    """The number of the last migration."""
    return max(int(file.name[:4]) for file in paths.migrations().glob("*.sql"))


def old_file(number: int) -> Path:
    """The event file that the program of this migration left."""
    return FOLDER / f"schema_{number}.raict"


def fill(event: OpenEvent, world: World) -> None:
    """A short day in which every kind of entry happens."""
    event.operator = "Anne-Volontaire"
    room = add_session(event, "Atelier 1", capacity=5, exits=True)
    dropped = add_session(event, "Atelier 2")
    ids = [_registered(event, number) for number in range(PEOPLE - 1)]
    event.write([Draft(Kind.IMPORTED, facts={"file": "list.csv"})], Changes.of(Topic.PEOPLE))
    for person_id in ids[:5]:
        enrol(event, person_id, room)
    event.write([Draft(Kind.UNENROLLED, ids[4], room.id)], Changes.of(Topic.PEOPLE))
    mistaken = check_in_person(event, ids[10], checkpoint=dropped.id)
    programme.move(event, dropped.id, room.id)
    undo(event, mistaken.entry_id)
    programme.remove_session(event, dropped.id)
    programme.choose(event, "door_checks_in", "no")
    honour = Draft(Kind.HONOURED, ids[6], room.id, facts={"role": "laureate", "rank": 1})
    event.write([honour], Changes.of(Topic.PEOPLE))
    for person_id in ids[:8]:
        world.clock.forward(seconds=9)
        check_in_person(event, person_id)
    undone = check_in_person(event, ids[0], checkpoint=room.id)
    undo(event, undone.entry_id)
    world.clock.forward(minutes=90)
    _workshop(event, world, ids, room)
    people.correct(event, ids[1], {"family_name": "Corrigée", "organisation": "Ville de Lyon"})
    people.correct(event, ids[9], {"status": "cancelled"})
    check_in_code(event, "https://example.org/not-a-badge")
    undo(event, check_in_person(event, ids[8]).entry_id)
    people.add_walk_in(
        event, given_name="Zoé", family_name="D’Avril", organisation="Presse", check_in=False
    )
    event.write([Draft(Kind.BADGE_PRINTED, ids[2])], Changes.of(Topic.PEOPLE))
    _paper(event, world, ids)
    _list_work(event, ids)


def _paper(event: OpenEvent, world: World, ids: list[str]) -> None:
    """A layout and a sheet of the event, one of each taken out again, and trays filled twice."""
    layouts.duplicate_layout(event, "a6-conference")
    dropped = layouts.duplicate_layout(event, "cr80-card")
    world.clock.forward(seconds=1)
    layouts.remove_layout(event, dropped.name)
    layouts.save_sheet(event, replace(SHEETS["herma-9012"], name="own"))
    layouts.save_sheet(event, replace(SHEETS["herma-9012"], name="gone"))
    world.clock.forward(seconds=1)
    layouts.remove_sheet(event, "gone")
    everybody = [people.get(event, person_id) for person_id in ids]
    trays.fill_trays(event, everybody, 5)
    world.clock.forward(seconds=1)
    trays.fill_trays(event, everybody[::-1][2:], 6)


def _registered(event: OpenEvent, number: int) -> str:
    return add_person(
        event,
        f"Élodie {number}",
        f"Nguyễn-{number}",
        email=f"person{number}@example.org",
        organisation={"name": f"Ville {number}", "kind": "commune", "country": "FR"},
    )


def _list_work(event: OpenEvent, ids: list[str]) -> None:
    """An import undone, one of its people present and kept; organisations merged in a circle."""
    gone = [add_person(event, "Retiré", f"Nom {n}", code=f"T-{n}") for n in range(2)]
    drafts = [Draft(Kind.PERSON_REMOVED, person_id) for person_id in (*gone, ids[7])]
    event.write(drafts, Changes.of(Topic.PEOPLE))
    named = [people.get(event, ids[n]).organisation_id for n in (3, 4, 5)]
    merges = [
        Draft(Kind.ORGANISATION_MERGED, one, facts={"into": other})
        for one, other in zip(named, (*named[1:], named[0]), strict=True)
    ]
    event.write([*merges, Draft(Kind.ORGANISATION_REMOVED, named[0])], Changes.of(Topic.PEOPLE))
    event.write([Draft(Kind.PREPARED, "filter/a", facts={"value": {"words": "x"}})], Changes())
    event.write([Draft(Kind.IMPORT_UNDONE, "batch")], Changes.of(Topic.PEOPLE))


def _workshop(event: OpenEvent, world: World, ids: list[str], room: Session) -> None:
    from raict_desktop.domain.presence import Direction

    for person_id in ids[:3]:
        world.clock.forward(seconds=5)
        check_in_person(event, person_id, checkpoint=room.id)
    world.clock.forward(minutes=20)
    check_in_person(event, ids[0], checkpoint=room.id, direction=Direction.EXIT)
    programme.change_headcount(event, room.id, 2)
    programme.recount(event, room.id, 4)


def main() -> None:
    """Write the file of the newest migration."""
    target = old_file(newest_migration())
    if target.exists():
        sys.exit(f"{target.name} is there already and stays as it is")
    world = World(seed=2021)
    with tempfile.TemporaryDirectory() as folder:
        with world.application() as application:
            event = make_event(application, Path(folder))
            fill(event, world)
        FOLDER.mkdir(parents=True, exist_ok=True)
        target.write_bytes((Path(folder) / "day.raict").read_bytes())
    print(target)


if __name__ == "__main__":
    main()

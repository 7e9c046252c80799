"""Several laptops at work on copies of one event, for tests of merging and sharing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person, undo
from tests.builders import World, add_person, add_session, enrol, make_event

LYON = {"name": "Ville de Lyon", "kind": "commune", "country": "FR"}


@dataclass
class Laptop:
    """One station: its world and its event file."""

    world: World
    path: Path

    @contextmanager
    def open(self) -> Iterator[OpenEvent]:
        with self.world.application() as application:
            yield application.open_event(self.path)


def prepared(folder: Path, people_count: int = 12, seed: int = 1) -> Path:
    """The event as it is copied onto every laptop in the morning."""
    folder.mkdir(parents=True, exist_ok=True)
    with World(seed=seed).application() as application:
        event = make_event(application, folder)
        room = add_session(event, "Quiz", capacity=8, exits=True)
        for number in range(people_count):
            person = add_person(event, f"Given{number}", f"Family{number}", organisation=LYON)
            if number % 2:
                enrol(event, person, room)
        return event.path


def laptops(
    folder: Path, names: Sequence[str], people_count: int = 12, seed: int = 1
) -> list[Laptop]:
    """Laptops with a copy each; every one becomes a station of its own when it opens it."""
    source = prepared(folder / "prepared", people_count, seed)
    made: list[Laptop] = []
    for number, name in enumerate(names):
        path = folder / name / "day.raict"
        path.parent.mkdir()
        shutil.copy(source, path)
        made.append(Laptop(World(machine=name, seed=100 + number), path))
    return made


def work(laptop: Laptop, number: int) -> None:
    """A little of everything that happens at one desk, overlapping with what others do."""
    with laptop.open() as event:
        event.operator = f"At the desk {number // 2}"  # two desks know the same person
        clock = laptop.world.clock
        clock.forward(minutes=10 + number)
        everybody = people.everybody(event)
        (room,) = programme.sessions(event)
        for person in everybody[number : number + 5]:
            clock.forward(seconds=11)
            check_in_person(event, person.id)
            check_in_person(event, person.id, checkpoint=room.id, override=True)
        undo(event, check_in_person(event, everybody[number + 6].id).entry_id)
        check_in_code(event, f"TICKET-{number}")
        people.correct(event, everybody[0].id, {"function": f"seen at desk {number}"})
        people.add_walk_in(
            event, given_name="Zoé", family_name=f"Roux {number}", organisation="Presse"
        )
        programme.change_headcount(event, room.id, number + 1)

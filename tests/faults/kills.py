"""Kills the program with SIGKILL in the middle of its work, again and again, and looks at what is left.

``python -m tests.faults.kills FOLDER OPERATION ROUNDS SEED`` forks a child for each round, kills it at
a random moment, and opens the file anew. It prints one line of JSON; run by ``test_kills.py``.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from raict_desktop.services import people
from raict_desktop.services.anonymise import anonymise
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backup_files import choose, listed
from raict_desktop.services.backups import back_up, backups_for, restore
from raict_desktop.services.checkin import check_in_person, undo
from raict_desktop.services.day_end import export
from raict_desktop.services.increments import made_whole
from raict_desktop.services.integrity import check
from raict_desktop.services.registrations import import_list
from raict_desktop.storage.backup import examine_copy
from tests.builders import World, add_person, make_event
from tests.old_events import PEOPLE, old_file

ROWS = 120
Say = Callable[[str], None]


def new_world(seed: int) -> World:
    """A world of other chance, a little later, so that no identifier comes twice."""
    world = World(seed=seed)
    world.clock.forward(minutes=6 * (seed % 100_000))
    return world


def scan(folder: Path, application: Application, world: World, say: Say) -> None:
    event = application.open_event(folder / "day.raict")
    everybody = [person.id for person in people.everybody(event)]
    chance = random.Random(world.seed)
    while True:
        result = check_in_person(event, chance.choice(everybody))
        say(result.entry_id)
        if chance.random() < 0.1:
            undo(event, result.entry_id)
        if chance.random() < 0.05:
            event.file.checkpoint()


def import_people(folder: Path, application: Application, world: World, say: Say) -> None:
    event = application.open_event(folder / "day.raict")
    source = folder / "list.csv"
    rows = [f"Ada{world.seed},Personne{n}-{world.seed},Ville {n}" for n in range(ROWS)]
    source.write_text("\n".join(["given_name,family_name,organisation", *rows]), "utf-8")
    say("ready")
    import_list(event, source)


def make_backups(folder: Path, application: Application, world: World, say: Say) -> None:
    event = application.open_event(folder / "day.raict")
    made = back_up(event)
    while True:
        say(f"backup:{made.backup.path}")
        add_person(event, "A", "B")
        world.clock.forward(minutes=5)
        made = back_up(event, base=made.base)  # the whole event once an hour


def make_exports(folder: Path, application: Application, world: World, say: Say) -> None:
    event = application.open_event(folder / "day.raict")
    say("ready")  # on a busy machine no export may be done before the kill
    while True:
        export(event, folder / "export", profile="exchange")
        say("exported")


def open_and_close(folder: Path, application: Application, world: World, say: Say) -> None:
    while True:
        event = application.open_event(folder / "day.raict")
        say("opened")
        event.close()


def migrate(folder: Path, application: Application, world: World, say: Say) -> None:
    say("ready")
    application.open_event(folder / "day.raict")


def purge(folder: Path, application: Application, world: World, say: Say) -> None:
    event = application.open_event(folder / "day.raict")
    say("ready")
    anonymise(event, force=True)
    say("purged")


def put_back(folder: Path, application: Application, world: World, say: Say) -> None:
    path = folder / "day.raict"
    found = backups_for(path, application.backups)
    while True:
        restore(choose(found, None).path, path)
        say("restored")
        for aside in folder.glob("day.raict-set-aside-*"):
            shutil.rmtree(aside)


OPERATIONS = {
    "scan": scan,
    "import": import_people,
    "backup": make_backups,
    "export": make_exports,
    "open": open_and_close,
    "migrate": migrate,
    "restore": put_back,
    "purge": purge,
}


def prepare(folder: Path) -> None:
    with Application(World().application().outside, folder / "backups") as application:
        event = make_event(application, folder)
        for number in range(30):
            add_person(event, f"A{number}", f"B{number}")
        shutil.copy(back_up(event).backup.path, folder / "prepared.raict")


def round_of(folder: Path, operation: str, seed: int) -> list[str]:
    """Let a child work and kill it; gives back what it acknowledged."""
    if operation == "migrate":
        for file in folder.glob("day.raict*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        shutil.copy(old_file(1), folder / "day.raict")
    if operation == "purge":
        for file in folder.glob("day.raict*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        shutil.copy(folder / "prepared.raict", folder / "day.raict")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            world = new_world(seed)
            outside = world.application().outside
            application = Application(outside, folder / "backups")
            OPERATIONS[operation](folder, application, world, lambda text: _write(writing, text))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    chance = random.Random(seed)
    wanted = chance.randint(0, 25)
    early = chance.random() < 0.2
    data = b""
    while data.count(b"\n") <= wanted:
        # A busy machine must not have every child killed before it promised anything.
        patience = chance.uniform(0.001, 0.06) if data or early else 60.0
        ready, _, _ = select.select([reading], [], [], patience)
        if not ready and chance.random() < 0.5:
            break
        if ready:
            block = os.read(reading, 65536)
            if not block:
                break
            data += block
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while block := os.read(reading, 65536):
        data += block
    os.close(reading)
    return [line.decode() for line in data.splitlines()]


def _write(handle: int, text: str) -> None:
    os.write(handle, text.encode() + b"\n")


def look_after(folder: Path, operation: str, acknowledged: list[str], seed: int) -> None:
    """Open what is left as a person would, and hold it to what was promised.

    Raises:
        AssertionError: something is missing or broken.
    """
    path = folder / "day.raict"
    with Application(new_world(seed).application().outside, folder / "backups") as application:
        if operation == "restore" and not path.exists():
            restore(choose(backups_for(path, application.backups), None).path, path)
        event = application.open_event(path)
        assert event.notice in ("", "storage.upgraded"), event.notice
        problems = check(event).problems
        assert problems == (), problems
        _hold(event, operation, acknowledged)
    for made in listed([event.backup_folder]):
        if operation == "backup":
            with made_whole(made.path, folder) as copy:
                examine_copy(copy)


def _hold(event: OpenEvent, operation: str, acknowledged: list[str]) -> None:
    if operation == "scan":
        rows = event.file.connection.execute("SELECT id FROM journal").fetchall()
        missing = set(acknowledged) - {row[0] for row in rows}
        assert not missing, missing
    elif operation == "import":
        counts: dict[str, int] = {}
        for person in people.everybody(event):
            if person.given_name.startswith("Ada"):
                counts[person.given_name] = counts.get(person.given_name, 0) + 1
        assert set(counts.values()) <= {ROWS}, counts
    elif operation == "purge":
        named = sum(bool(person.family_name) for person in people.everybody(event))
        assert named in (0, 30), named
        done = event.file.connection.execute(
            "SELECT count(*) FROM journal WHERE kind = 'anonymised'"
        ).fetchone()[0]
        assert done == (named == 0)
        assert done or "purged" not in acknowledged
    elif operation == "migrate":
        assert len(people.everybody(event)) == PEOPLE


def main() -> None:
    folder, operation, rounds, seed = Path(sys.argv[1]), *sys.argv[2:]
    prepare(folder)
    promised = 0
    for number in range(int(rounds)):
        own = int(seed) * 1000 + number * 2 + 1
        acknowledged = round_of(folder, operation, own)
        promised += len(acknowledged)
        look_after(folder, operation, acknowledged, own + 1)
    print(json.dumps({"kills": int(rounds), "promised": promised}))


if __name__ == "__main__":
    main()

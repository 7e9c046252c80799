"""Whatever moment the power goes at, every passage that was acknowledged is in the file.

The same cuts must lose passages when the disk is not waited for, else they would prove nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person, undo
from raict_desktop.services.integrity import check
from raict_desktop.storage import connection as connections
from raict_desktop.storage.second_witness import note_path
from tests.builders import World, add_person, make_event
from tests.faults import amount
from tests.faults.power import Disk, use_disk

PEOPLE = 40


@dataclass(frozen=True)
class Cut:
    """The files as found afterwards, and the entries that had been acknowledged."""

    files: dict[str, bytes]
    acknowledged: tuple[str, ...]


def day_with_cuts(folder: Path, cuts: int, synchronous: str, seed: int) -> list[Cut]:
    """A day at the desk on the simulated disk, cut at random moments."""
    world = World(seed=seed)
    with world.application() as application:
        event = make_event(application, folder)
        ids = [add_person(event, f"A{n}", f"B{n}") for n in range(PEOPLE)]
    chance = random.Random(seed)
    name = f"cut{seed}{synchronous}"
    acknowledged: list[str] = []
    found: list[Cut] = []
    share = 1.0
    note = note_path(folder / "day.raict")

    def on_write() -> None:
        if len(found) < cuts and chance.random() < share:
            files = disk.cut(chance)
            files[note.name] = note.read_bytes()
            found.append(Cut(files, tuple(acknowledged)))

    disk = Disk(name, on_write)
    share = 0.1  # a passage is some fifteen writes: cuts fall over a whole morning
    with pytest.MonkeyPatch.context() as patch, world.application() as application:
        use_disk(patch, name, synchronous)
        event = application.open_event(folder / "day.raict")
        while len(found) < cuts:
            world.clock.forward(seconds=7)
            _one_gesture(event, chance, ids, acknowledged)
        # The connection is left as a dead machine leaves it.
        event.file.connection.close()
    disk.unregister()
    return found


def _one_gesture(
    event: OpenEvent, chance: random.Random, ids: list[str], acknowledged: list[str]
) -> None:
    what = chance.random()
    if what < 0.05:
        event.file.checkpoint()
    elif what < 0.15 and acknowledged:
        undo(event, chance.choice(acknowledged))
    else:
        acknowledged.append(check_in_person(event, chance.choice(ids)).entry_id)


@contextmanager
def power_back(cut: Cut, folder: Path, seed: int) -> Iterator[OpenEvent]:
    """The file opened anew, by the program as it is."""
    folder.mkdir()
    for name, content in cut.files.items():
        (folder / name).write_bytes(content)
    world = World(seed=seed)
    world.clock.forward(days=1)
    with world.application() as application:
        yield application.open_event(folder / "day.raict")


def lost(event: OpenEvent, cut: Cut) -> list[str]:
    rows = event.file.connection.execute("SELECT id FROM journal").fetchall()
    known = {row[0] for row in rows}
    return [entry for entry in cut.acknowledged if entry not in known]


@pytest.mark.parametrize("seed", range(amount(1, 6)))
def test_no_acknowledged_passage_is_lost_in_a_power_cut(tmp_path: Path, seed: int) -> None:
    cuts = day_with_cuts(tmp_path, 50, "FULL", seed)
    assert sum(len(cut.acknowledged) for cut in cuts) > 100
    for number, cut in enumerate(cuts):
        with power_back(cut, tmp_path / f"cut{number}", seed=1000 + number) as event:
            assert lost(event, cut) == []
            assert event.notice == ""
            assert check(event).problems == ()


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_same_cuts_lose_passages_when_the_disk_is_not_waited_for(
    tmp_path: Path, synchronous: str
) -> None:
    """And the note beside the file tells of it, where the file still opens."""
    losing = noticed = 0
    cuts = day_with_cuts(tmp_path, 20, synchronous, seed=3)
    for number, cut in enumerate(cuts):
        try:
            with power_back(cut, tmp_path / f"cut{number}", seed=2000 + number) as event:
                if lost(event, cut):
                    losing += 1
                    noticed += event.notice == "storage.lines_missing"
        except UserError:
            losing, noticed = losing + 1, noticed + 1
    assert losing >= 5
    assert noticed == losing


def test_the_program_waits_for_the_disk(tmp_path: Path) -> None:
    with World().application() as application:
        event = make_event(application, tmp_path)
        assert event.file.connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        event.file.connection.execute("PRAGMA synchronous = OFF")
        connections.settle(event.file.connection, read_only=False)
        assert event.file.connection.execute("PRAGMA synchronous").fetchone()[0] == 2

"""The checks before opening find what is wrong, each by itself."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services import backups, checklist, computer
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checklist import State
from raict_desktop.services.computer import Power, linux_power, mac_power
from tests.builders import World, add_person


def supply(folder: Path, name: str, **lines: str) -> None:
    (folder / name).mkdir()
    for key, text in lines.items():
        (folder / name / key).write_text(text + "\n")


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, Power(None)),
        ({"AC": {"type": "Mains", "online": "1"}}, Power(True)),
        (
            {
                "AC": {"type": "Mains", "online": "0"},
                "BAT0": {"type": "Battery", "capacity": "41", "status": "Discharging"},
            },
            Power(False, 41),
        ),
        (
            {"BAT0": {"type": "Battery", "capacity": "80", "status": "Charging"}},
            Power(True, 80),
        ),
        # A wireless mouse has a battery too.
        ({"mouse": {"type": "Battery", "capacity": "9", "scope": "Device"}}, Power(None)),
        ({"BAT0": {"type": "Battery", "capacity": "nonsense"}}, Power(None)),
    ],
)
def test_linux_power(tmp_path: Path, supplies: dict[str, dict[str, str]], expected: Power) -> None:
    for name, lines in supplies.items():
        supply(tmp_path, name, **lines)
    assert linux_power(tmp_path) == expected


def test_mac_power() -> None:
    battery = "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t57%; discharging; 3:10"
    assert mac_power(battery) == Power(False, 57)
    assert mac_power("Now drawing from 'AC Power'\n") == Power(True)
    assert mac_power("") == Power()


@pytest.mark.parametrize(
    ("power", "state"),
    [
        (Power(True), State.GOOD),
        (Power(None), State.ASK),
        (Power(False, 80), State.WARN),
        (Power(False, 12), State.BAD),
        (Power(False), State.WARN),
    ],
)
def test_power(monkeypatch: pytest.MonkeyPatch, power: Power, state: State) -> None:
    monkeypatch.setattr(computer, "power", lambda: power)
    assert checklist.the_power().state is state


def test_the_list(event: OpenEvent, world: World) -> None:
    assert checklist.the_list(event).state is State.BAD
    add_person(event, "A", "B")
    assert checklist.the_list(event).key == "list_by_hand"
    event.write([Draft(Kind.IMPORTED, source=Source.IMPORT)], Changes())
    fresh = checklist.the_list(event)
    assert (fresh.state, fresh.facts["count"], f"{fresh.facts['at']:%H:%M}") == (
        State.GOOD,
        1,
        "08:30",
    )
    world.clock.forward(hours=25)
    assert checklist.the_list(event).key == "list_old"


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (None, State.WARN),
        (50_000_000, State.BAD),
        (500_000_000, State.WARN),
        (9_000_000_000, State.GOOD),
    ],
)
def test_the_disk(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, free: int | None, state: State
) -> None:
    monkeypatch.setattr(computer, "free_bytes", lambda _folder: free)
    assert checklist.the_disk(event).state is state


def test_free_bytes_of_a_folder_that_is_gone(tmp_path: Path) -> None:
    assert computer.free_bytes(tmp_path / "gone") is None
    assert (computer.free_bytes(tmp_path) or 0) > 0


def test_the_clock(event: OpenEvent, world: World) -> None:
    assert checklist.the_clock(event).state is State.GOOD
    world.clock.now = datetime(2021, 6, 30, 6, 30, tzinfo=UTC)
    assert checklist.the_clock(event).key == "clock_other_day"
    add_person(event, "A", "B")
    world.clock.now = datetime(2021, 6, 29, 6, 30, tzinfo=UTC)
    assert checklist.the_clock(event).key == "clock_behind"


def test_the_backup(event: OpenEvent, tmp_path: Path) -> None:
    assert checklist.the_backup(event, None).key == "backup_none"
    backups.back_up(event)
    assert checklist.the_backup(event, None).key == "backup_one_place"
    second = tmp_path / "stick"
    assert checklist.the_backup(event, second).key == "backup_place_gone"
    second.mkdir()
    assert checklist.the_backup(event, second).state is State.GOOD


@pytest.mark.skipif(os.name == "nt", reason="rights of folders")
def test_a_second_place_that_cannot_be_written(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert checklist.the_backup(event, tmp_path).key == "backup_place_gone"

"""What strangers put on a stick or say on the network costs nothing and changes nothing."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.folder_sharing import FolderSharing
from raict_desktop.services.linked import read_heartbeat
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing import folder as shared_folder
from raict_desktop.sharing.folder import forget_journals
from raict_desktop.sharing.link import Link, LinkNews
from raict_desktop.sharing.seam import Heads, Packet, Transport
from tests.laptops import laptops


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[OpenEvent]]:
    with ExitStack() as stack:
        yield [stack.enter_context(laptop.open()) for laptop in laptops(tmp_path, ["a", "b"])]


@pytest.fixture
def place(tmp_path: Path, desks: list[OpenEvent]) -> Path:
    """The event's own folder on the stick, with the first desk's journal in it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    check_in_person(desks[0], people.everybody(desks[0])[0].id)
    FolderSharing(desks[0], stick).exchange()
    return stick / f"raict-{desks[0].file.event_id}"


def test_a_line_that_never_ends_does_not_fill_the_memory(
    desks: list[OpenEvent], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder, "MAX_LINE", 10_000)
    monkeypatch.setattr(shared_folder, "_MOST_PASSED_OVER", 10_000)
    monkeypatch.setattr(shared_folder, "_CHUNK", 5_000)
    header = next(place.glob("*.jsonl")).read_bytes().splitlines(keepends=True)[0]
    with (place / "zeros.jsonl").open("wb") as stream:
        stream.write(header)
        stream.truncate(300_000_000)
    longest = 0
    taken = shared_folder._entry

    def watched(line: bytes) -> object:
        nonlocal longest
        longest = max(longest, len(line))
        return taken(line)

    monkeypatch.setattr(shared_folder, "_entry", watched)
    FolderSharing(desks[1], place.parent).exchange()
    assert longest <= 10_001
    assert people.everybody(desks[1])[0].present


def test_what_follows_a_line_that_is_too_long_is_taken(
    desks: list[OpenEvent], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder, "MAX_LINE", 10_000)
    own = next(place.glob("*.jsonl"))
    lines = own.read_bytes().splitlines(keepends=True)
    own.write_bytes(lines[0] + b"x" * 50_000 + b"\n" + b"".join(lines[1:]))
    FolderSharing(desks[1], place.parent).exchange()
    assert people.everybody(desks[1])[0].present
    assert fingerprint(desks[0]) == fingerprint(desks[1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_and_links_are_left_alone(
    desks: list[OpenEvent], place: Path, tmp_path: Path
) -> None:
    os.mkfifo(place / "pipe.jsonl")
    os.mkfifo(place / "pipe.pulse")
    mine = tmp_path / "mine.txt"
    mine.write_text("precious\n")
    (place / f"{desks[1].station}.jsonl").symlink_to(mine)
    sharing = FolderSharing(desks[1], place.parent)
    with pytest.raises(UserError, match="folder_gone"):
        sharing.exchange()
    assert mine.read_text() == "precious\n"
    (place / f"{desks[1].station}.jsonl").unlink()
    assert sharing.exchange().received > 0
    assert place / "pipe.jsonl" in forget_journals(place, {})


@pytest.mark.parametrize(
    "at", ["NaN", "Infinity", "-Infinity", "1e308", "1" + "0" * 400, '"1e999"', "[]", "null"]
)
def test_a_heartbeat_from_no_time_at_all_is_passed_over(at: str) -> None:
    said = f'{{"event": "e", "station": "s", "name": "n", "role": "r", "at": {at}}}'
    assert read_heartbeat(said, "e") is None


def test_a_clock_that_is_a_day_off_is_only_told() -> None:
    said = json.dumps(
        {"event": "e", "station": "s", "name": "n", "role": "r", "at": time.time() - 86_400}
    )
    heard = read_heartbeat(said, "e")
    assert heard is not None
    assert heard[3] == pytest.approx(-86_400, abs=60)


class Unwritable:
    """A replica whose disk takes nothing more."""

    def __init__(self, code: str) -> None:
        self._code = code

    def heads(self) -> Heads:
        raise UnsafeFileError(self._code, path="day.raict")

    def after(self, _station: str, _counter: int, _limit: int) -> list[Packet]:
        return []

    def absorb(self, _packets: object) -> int:
        return 0


class Silent:
    """A transport that only lets itself be asked."""

    def clock_offset(self) -> float:
        return 0.0

    def heads(self) -> Heads:
        return {}

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("storage.disk_full", "sharing.disk_full"),
        ("storage.reserve_used", "sharing.disk_full"),
        ("storage.file_gone", "sharing.cannot_keep"),
    ],
)
def test_a_disk_that_takes_nothing_is_called_by_its_name(code: str, told: str) -> None:
    said: list[LinkNews] = []

    def connect() -> Transport:
        return cast(Transport, Silent())

    link = Link(Unwritable(code), connect, told=said.append, chance=lambda: 1.0)
    assert link._connected() == told

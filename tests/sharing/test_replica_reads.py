"""A live link looks its heads up only where an entry does not follow on; nothing may be missed by that."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.merge import fingerprint
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.seam import GapError, Packet
from tests.laptops import Laptop, laptops


def packets(laptop: Laptop, count: int) -> tuple[str, list[Packet]]:
    """What a station's own entries look like on their way."""
    with laptop.open() as event:
        for number in range(count):
            check_in_code(event, f"TICKET-{number}")
        replica = EventReplica(event, lambda _changes: None)
        try:
            return fingerprint(event), list(replica.after(event.station, 0, 100))
        finally:
            replica.close()


def replica_of(event: OpenEvent) -> EventReplica:
    return EventReplica(event, lambda _changes: None)


def test_entries_that_follow_on_are_taken_without_asking_for_the_heads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    _, sent = packets(first, 4)
    with second.open() as event:
        replica = replica_of(event)
        try:
            replica.heads()
            monkeypatch.setattr(EventReplica, "heads", lambda _self: pytest.fail("asked"))
            assert [replica.absorb([packet]) for packet in sent] == [1, 1, 1, 1]
            assert replica.absorb(sent) == 0
        finally:
            replica.close()


def test_what_came_another_way_meanwhile_does_not_make_a_gap(tmp_path: Path) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    told, sent = packets(first, 4)
    with second.open() as event:
        by_hub, by_folder = replica_of(event), replica_of(event)
        try:
            by_hub.heads()
            assert by_folder.absorb(sent[:3]) == 3
            # The hub's link has not looked since, and is given the fourth: no gap, and nothing twice.
            assert by_hub.absorb(sent[3:]) == 1
            assert by_hub.absorb(sent) == 0
            assert by_folder.absorb(sent) == 0
            assert fingerprint(event) == told
        finally:
            by_hub.close()
            by_folder.close()


def test_entries_held_already_are_known_though_nobody_asked_for_the_heads(tmp_path: Path) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    _, sent = packets(first, 3)
    with second.open() as event:
        earlier = replica_of(event)
        earlier.absorb(sent)
        earlier.close()
        count = event.entry_count()
        fresh = replica_of(event)
        try:
            assert fresh.absorb(sent) == 0
            assert event.entry_count() == count
            assert fresh.heads()[sent[0].station] == 3
        finally:
            fresh.close()


def test_a_gap_is_still_one(tmp_path: Path) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    _, sent = packets(first, 3)
    with second.open() as event:
        replica = replica_of(event)
        try:
            with pytest.raises(GapError):
                replica.absorb(sent[1:])
            assert replica.absorb(sent) == 3
        finally:
            replica.close()


def test_an_altered_entry_is_told_once_it_is_refused(tmp_path: Path) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    _, sent = packets(first, 2)
    altered = Packet(
        sent[0].station, 1, sent[0].hash, sent[0].line.replace('"refused"', '"entry"', 1)
    )
    assert altered.line != sent[0].line
    with second.open() as event:
        replica = replica_of(event)
        try:
            replica.absorb([altered])
            assert [problem.code for problem in replica.problems()] == ["merge.altered"]
        finally:
            replica.close()

"""A replica after faults, merges and anonymising: nothing is believed to be here that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from raict_desktop.exchange.journal_lines import parse_entry
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.merge import merge
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.postgres import PostgresHub
from raict_desktop.sharing.protocol import push_missing
from raict_desktop.sharing.seam import Packet
from raict_desktop.storage import union
from tests.laptops import laptops

Replicas = Callable[[OpenEvent], EventReplica]


@pytest.fixture
def replica_of() -> Iterator[Replicas]:
    made: list[EventReplica] = []

    def replica(event: OpenEvent) -> EventReplica:
        made.append(EventReplica(event, lambda _changes: None))
        return made[-1]

    yield replica
    for one in made:
        one.close()


def everything(replica: EventReplica) -> list[Packet]:
    return [p for station in sorted(replica.heads()) for p in replica.after(station, 0, 10**6)]


def test_what_a_fault_rolled_back_is_taken_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replica_of: Replicas
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        check_in_person(theirs, people.everybody(theirs)[0].id)
        packets = everything(replica_of(theirs))
        replica = replica_of(ours)

        def full_disk(*_: object) -> None:
            raise OSError("disk full")

        with monkeypatch.context() as broken:
            broken.setattr(union, "_project", full_disk)
            with pytest.raises(OSError, match="disk full"):
                replica.absorb(packets)
        assert replica.absorb(packets) > 0
        assert people.everybody(ours)[0].present


def test_what_a_merge_brought_in_is_offered_to_the_hub(
    tmp_path: Path, replica_of: Replicas
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with second.open() as theirs:
        check_in_person(theirs, people.everybody(theirs)[0].id)
        station = theirs.station
    with first.open() as ours:
        replica = replica_of(ours)
        assert station not in replica.heads()
        merge(ours, [second.path])
        assert replica.heads()[station] >= 1


def test_names_do_not_come_back_after_anonymising(tmp_path: Path, replica_of: Replicas) -> None:
    from raict_desktop.domain.changes import Changes
    from raict_desktop.domain.journal import Draft, Kind

    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        replica = replica_of(ours)
        with ours.file.writing() as db:
            ours.append([Draft(Kind.ANONYMISED)])
            db.execute("DELETE FROM personal_values")
        ours.tell(Changes(), None)
        check_in_code(ours, "STRANGER")
        people.add_walk_in(theirs, given_name="Zoé", family_name="Latecomer", organisation="Presse")
        replica.absorb(everything(replica_of(theirs)))
        assert "Latecomer" not in {person.family_name for person in people.everybody(ours)}
        merge(ours, [second.path])
        assert "Latecomer" not in {person.family_name for person in people.everybody(ours)}


def test_a_hole_is_not_counted_until_it_is_filled(tmp_path: Path, replica_of: Replicas) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        for person in people.everybody(theirs)[:3]:
            check_in_person(theirs, person.id)
        station = theirs.station
        source = replica_of(theirs)
        lines = list(source.after(station, 0, 10))
        carried = [parse_entry(packet.line.encode()) for packet in lines]
        replica = replica_of(ours)
        assert station not in replica.heads()
        joining = union.Joining(ours.file.connection, ours.file.salt)
        with ours.file.writing():  # a stick brought what follows the hole
            joining.take(ours.file, [entry for entry in carried[:1] + carried[2:] if entry])
        assert replica.heads()[station] == 1
        assert replica.absorb(lines[1:2]) == 1
        assert replica.heads()[station] == 3
        assert not replica.problems()
        replica.close()


def test_an_altered_entry_is_left_out_told_and_not_given_on(
    tmp_path: Path, replica_of: Replicas
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        for person in people.everybody(theirs)[:3]:
            check_in_person(theirs, person.id)
        station = theirs.station
        good, bad, last = replica_of(theirs).after(station, 0, 3)
        replica = replica_of(ours)
        altered = Packet(station, 2, bad.hash, bad.line.replace('"welcome"', '"wElcome"'))
        assert altered.line != bad.line
        replica.absorb([good, altered, last])
        assert [problem.code for problem in replica.problems()] == ["merge.altered"]
        given: list[int] = []

        class Taker(PostgresHub):
            def __init__(self) -> None: ...

            def push(self, packets: Sequence[Packet]) -> None:
                given.extend(packet.counter for packet in packets)

        push_missing(replica, Taker(), {**replica.heads(), station: 0}, batch=1)
        assert given == [1]

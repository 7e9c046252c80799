"""A replica after faults, merges and anonymising: nothing is believed to be here that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.services import people
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.merge import merge
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.seam import Packet
from raict_desktop.storage import union
from tests.laptops import laptops


def everything(replica: EventReplica) -> list[Packet]:
    return [p for station in sorted(replica.heads()) for p in replica.after(station, 0, 10**6)]


def test_what_a_fault_rolled_back_is_taken_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        check_in_person(theirs, people.everybody(theirs)[0].id)
        packets = everything(EventReplica(theirs, lambda _changes: None))
        replica = EventReplica(ours, lambda _changes: None)

        def full_disk(*_: object) -> None:
            raise OSError("disk full")

        with monkeypatch.context() as broken:
            broken.setattr(union, "_project", full_disk)
            with pytest.raises(OSError, match="disk full"):
                replica.absorb(packets)
        assert replica.absorb(packets) > 0
        assert people.everybody(ours)[0].present


def test_what_a_merge_brought_in_is_offered_to_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    with second.open() as theirs:
        check_in_person(theirs, people.everybody(theirs)[0].id)
        station = theirs.station
    with first.open() as ours:
        replica = EventReplica(ours, lambda _changes: None)
        assert station not in replica.heads()
        merge(ours, [second.path])
        monkeypatch.setattr("raict_desktop.services.replica.LOOK_S", 0.0)
        assert replica.heads()[station] >= 1


def test_names_do_not_come_back_after_anonymising(tmp_path: Path) -> None:
    from raict_desktop.domain.changes import Changes
    from raict_desktop.domain.journal import Draft, Kind

    first, second = laptops(tmp_path, ["a", "b"])
    with first.open() as ours, second.open() as theirs:
        replica = EventReplica(ours, lambda _changes: None)
        with ours.file.writing() as db:
            ours.append([Draft(Kind.ANONYMISED)])
            db.execute("DELETE FROM personal_values")
        ours.tell(Changes(), None)
        check_in_code(ours, "STRANGER")
        people.add_walk_in(theirs, given_name="Zoé", family_name="Latecomer", organisation="Presse")
        replica.absorb(everything(EventReplica(theirs, lambda _changes: None)))
        assert "Latecomer" not in {person.family_name for person in people.everybody(ours)}
        merge(ours, [second.path])
        assert "Latecomer" not in {person.family_name for person in people.everybody(ours)}

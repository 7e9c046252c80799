"""Stations meet in a folder: what one records the others learn, whatever happens to the folder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.folder_sharing import FolderSharing, linked_folder
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from raict_desktop.sharing.link import LinkState, Pace
from raict_desktop.storage import union
from tests.laptops import laptops

NAMES = ("A", "B", "C")


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[OpenEvent]]:
    with ExitStack() as stack:
        yield [stack.enter_context(laptop.open()) for laptop in laptops(tmp_path, NAMES)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shared"
    made.mkdir()
    return made


def admit(event: OpenEvent, number: int) -> None:
    check_in_person(event, people.everybody(event)[number].id)


def rounds(sharing: list[FolderSharing], times: int = 2) -> None:
    for _ in range(times):
        for each in sharing:
            each.exchange()


def test_everybody_learns_what_each_recorded(desks: list[OpenEvent], folder: Path) -> None:
    sharing = [FolderSharing(event, folder) for event in desks]
    for number, event in enumerate(desks):
        admit(event, number)
    rounds(sharing)
    assert len({fingerprint(event) for event in desks}) == 1
    admit(desks[0], 5)
    told: list[object] = []
    desks[2].subscribe(lambda changes, _origin: told.append(changes))
    assert sharing[0].exchange().sent == 1
    assert sharing[2].exchange().received == 1
    assert people.everybody(desks[2])[5].present
    assert len(told) == 1
    assert sharing[2].exchange() == sharing[2].exchange()  # nothing new, nothing written
    assert check(desks[2]).ok


def test_a_station_s_file_is_written_by_itself_only(desks: list[OpenEvent], folder: Path) -> None:
    sharing = [FolderSharing(event, folder) for event in desks]
    admit(desks[0], 0)
    rounds(sharing)
    (place,) = folder.iterdir()
    assert {f.stem for f in place.glob("*.jsonl")} >= {desks[0].station}
    assert all(f.stat().st_mode & 0o077 == 0 for f in place.glob("*.jsonl"))


def test_a_station_forwards_what_it_heard_elsewhere(desks: list[OpenEvent], folder: Path) -> None:
    a, b, c = desks
    admit(c, 3)
    merge(b, [c.path])  # by a stick, not by the folder
    sharing = [FolderSharing(b, folder), FolderSharing(a, folder)]
    rounds(sharing)
    assert people.everybody(a)[3].present


@pytest.mark.parametrize("case", ["torn", "shrunk", "emptied", "noise", "conflict copy"])
def test_whatever_happens_to_the_folder_they_agree_again(
    desks: list[OpenEvent], folder: Path, case: str
) -> None:
    sharing = [FolderSharing(event, folder) for event in desks]
    for number, event in enumerate(desks):
        admit(event, number)
    rounds(sharing)
    (place,) = folder.iterdir()
    own = place / f"{desks[0].station}.jsonl"
    whole = own.read_bytes()
    if case == "torn":  # the stick was pulled in the middle of a line
        own.write_bytes(whole[:-25])
    elif case == "shrunk":
        own.write_bytes(whole.splitlines(keepends=True)[0])
    elif case == "emptied":
        shutil.rmtree(place)
    elif case == "noise":
        (place / "noise.jsonl").write_bytes(b"\x00\xff not a journal\n" * 3)
    else:
        (place / f"{desks[0].station}.sync-conflict.jsonl").write_bytes(whole)
    # A new visitor knows only what the folder says; restarted stations ask it anew.
    sharing = [FolderSharing(event, folder) for event in desks]
    for number, event in enumerate(desks):
        admit(event, 6 + number)
    rounds(sharing, 3)
    assert len({fingerprint(event) for event in desks}) == 1
    assert sum(p.present for p in people.everybody(desks[1])) == 6
    assert all(check(event).ok for event in desks)


def test_a_folder_emptied_while_they_work_is_filled_again(
    desks: list[OpenEvent], folder: Path
) -> None:
    sharing = [FolderSharing(event, folder) for event in desks]
    admit(desks[0], 0)
    rounds(sharing)
    (place,) = folder.iterdir()
    shutil.rmtree(place)
    admit(desks[0], 1)
    rounds(sharing)
    assert people.everybody(desks[2])[1].present
    assert len(list(place.glob("*.jsonl"))) >= 1


def test_what_could_not_be_kept_is_read_again(
    desks: list[OpenEvent], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk full here while the folder's news come in: they come in when there is room again."""
    a, b = (FolderSharing(event, folder) for event in desks[:2])
    rounds([a, b])
    admit(desks[1], 4)
    b.exchange()

    def full_disk(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(union, "_project", full_disk)
        with pytest.raises(OSError, match="No space"):
            a.exchange()
    assert not people.everybody(desks[0])[4].present
    assert a.exchange().received == 1
    assert people.everybody(desks[0])[4].present
    assert check(desks[0]).ok


def test_what_came_in_is_told_by_name(desks: list[OpenEvent], folder: Path) -> None:
    """Another desk's passage makes the screens read one person again, not the whole event."""
    a, b = (FolderSharing(event, folder) for event in desks[:2])
    rounds([a, b])
    told: list[Changes] = []
    desks[0].subscribe(lambda changes, _origin: told.append(changes))
    person = people.everybody(desks[1])[4].id
    admit(desks[1], 4)
    rounds([b, a], 1)
    ((ids, topics),) = [(changes.ids, changes.topics) for changes in told]
    assert ids == {person}
    assert Topic.EVENT not in topics


def test_a_half_written_line_waits(desks: list[OpenEvent], folder: Path) -> None:
    a, b, _ = desks
    first, second = FolderSharing(a, folder), FolderSharing(b, folder)
    rounds([first, second])
    admit(a, 0)
    first.exchange()
    own = next(folder.iterdir()) / f"{a.station}.jsonl"
    whole = own.read_bytes()
    own.write_bytes(whole[:-10])
    assert second.exchange().received == 0
    own.write_bytes(whole)
    assert second.exchange().received == 1


def test_another_event_s_folder_does_not_mix(
    desks: list[OpenEvent], folder: Path, tmp_path: Path
) -> None:
    (other,) = laptops(tmp_path / "other", ("X",), seed=77)
    with other.open() as stranger:
        FolderSharing(stranger, folder).exchange()
        strangers = next(folder.iterdir())
        mine = FolderSharing(desks[0], folder)
        mine.exchange()
        before = fingerprint(desks[0])
        # Somebody copies the stranger's file among ours: it says itself whose it is.
        (ours,) = [place for place in folder.iterdir() if place != strangers]
        for file in strangers.glob("*.jsonl"):
            shutil.copy(file, ours)
        assert mine.exchange().received == 0
        assert fingerprint(desks[0]) == before


def test_a_folder_that_is_gone_is_told_and_caught_up(
    desks: list[OpenEvent], tmp_path: Path
) -> None:
    place = tmp_path / "stick"
    sharing = [FolderSharing(event, place) for event in desks[:2]]
    admit(desks[0], 0)
    with pytest.raises(UserError, match="folder_gone"):
        sharing[0].exchange()
    place.mkdir()
    rounds(sharing)
    assert people.everybody(desks[1])[0].present


QUICK = Pace(anti_entropy=1.0, heartbeat=0.2, first_wait=0.02, longest_wait=0.2, stuck=5.0)


class Linking:
    """A desk linked to a folder, and what it heard."""

    def __init__(self, event: OpenEvent, folder: Path) -> None:
        self._heard = threading.Condition()
        self.link = linked_folder(
            event,
            folder,
            deliver=lambda changes: self._tell(lambda: event.tell(changes, self)),
            told=lambda: self._tell(lambda: None),
            pace=QUICK,
        )
        self.link.start(origin=self)

    def _tell(self, act: Callable[[], None]) -> None:
        with self._heard:
            act()
            self._heard.notify_all()

    def wait_until(self, what: Callable[[], bool]) -> bool:
        with self._heard:
            return self._heard.wait_for(what, 30)


def test_the_same_link_drives_a_folder(
    desks: list[OpenEvent], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("raict_desktop.sharing.folder.LOOK_S", 0.01)
    admit(desks[0], 0)
    first, second = Linking(desks[0], folder), Linking(desks[1], folder)
    try:
        for linking in (first, second):
            assert linking.wait_until(lambda at=linking: at.link.news.state is LinkState.LIVE)  # type: ignore[misc]
        assert second.wait_until(lambda: people.everybody(desks[1])[0].present)
        admit(desks[1], 1)
        assert first.wait_until(lambda: people.everybody(desks[0])[1].present)
        assert second.wait_until(
            lambda: [n.station for n in second.link.neighbours()] == [desks[0].station]
        )
        (neighbour,) = second.link.neighbours()
        assert abs(neighbour.clock) < 5
        shutil.rmtree(folder)
        assert first.wait_until(lambda: first.link.news.code == "sharing.folder_gone")
        admit(desks[0], 2)
        folder.mkdir()
        assert second.wait_until(lambda: people.everybody(desks[1])[2].present)
        assert len({fingerprint(event) for event in desks[:2]}) == 1
    finally:
        assert first.link.stop()
        assert second.link.stop()


def test_the_link_goes_on_alone(desks: list[OpenEvent], tmp_path: Path) -> None:
    linking = Linking(desks[0], tmp_path / "gone")
    assert linking.wait_until(lambda: linking.link.news.code == "sharing.folder_gone")
    assert linking.link.news.state is LinkState.ALONE
    assert linking.link.stop()


def test_an_altered_line_is_told_and_holds_nothing_up(desks: list[OpenEvent], folder: Path) -> None:
    a, b, _ = desks
    first, second = FolderSharing(a, folder), FolderSharing(b, folder)
    for number in range(4):
        admit(a, number)
    first.exchange()
    own = next(folder.iterdir()) / f"{a.station}.jsonl"
    lines = own.read_bytes().splitlines(keepends=True)
    struck = next(
        n for n, line in enumerate(lines) if b'"entry"' in line and b'"counter":2' in line
    )
    lines[struck] = lines[struck].replace(b'"welcome"', b'"wElcome"')
    own.write_bytes(b"".join(lines))
    done = second.exchange()
    assert "merge.altered" in {problem.code for problem in done.problems}
    assert sum(person.present for person in people.everybody(b)) == 3
    # Its own station still has the right line, and gives it again once it asks the folder anew.
    assert FolderSharing(a, folder).exchange().sent > 0
    FolderSharing(b, folder).exchange()
    assert sum(person.present for person in people.everybody(b)) == 4
    size = own.stat().st_size
    rounds([first, FolderSharing(a, folder), second])
    assert own.stat().st_size == size

"""The desk goes on while long work is under way beside it: nothing of it holds the file.

Each work is stopped in its middle and a passage is made meanwhile; a work that held the file's lock or
a transaction would keep the passage waiting until it ends, which it does not before the passage is done.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from raict_desktop.services import badges, contact_list, day_end, increments, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge
from raict_desktop.services.registrations import import_list
from raict_desktop.storage import backup, integrity, queries
from tests.builders import World, add_person

PATIENCE = 60.0
Pause = Callable[[], None]
Work = Callable[[OpenEvent, Path, pytest.MonkeyPatch, Pause], Callable[[], object]]


def paused(patch: pytest.MonkeyPatch, place: object, name: str, pause: Pause) -> None:
    """Have a function wait before it works."""
    true: Callable[..., Any] = getattr(place, name)

    def waiting(*values: Any, **named: Any) -> Any:
        pause()
        return true(*values, **named)

    patch.setattr(place, name, waiting)


def whole_backup(
    event: OpenEvent, _folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    paused(patch, backup, "_quick_check", pause)
    return lambda: back_up(event)


def an_increment(
    event: OpenEvent, _folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    base = back_up(event).base
    paused(patch, increments, "_believe", pause)
    return lambda: back_up(event, base=base)


def an_examination(
    event: OpenEvent, _folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    paused(patch, integrity, "verify", pause)
    return lambda: check(event)


def an_export(
    event: OpenEvent, folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    paused(patch, day_end, "write_tables", pause)
    return lambda: day_end.export(event, folder / "out")


def a_list_on_paper(
    event: OpenEvent, folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    paused(patch, contact_list, "write_people_list", pause)
    return lambda: contact_list.write_paper_list(event, folder / "list.pdf")


def badges_by_organisation(
    event: OpenEvent, _folder: Path, patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    paused(patch, queries, "people_ids", pause)
    return lambda: list(badges.chosen_people(event, badges.Wanted(order="organisation")))


def an_import(
    event: OpenEvent, folder: Path, _patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    source = folder / "list.csv"
    source.write_text("Prénom;Nom\n" + "".join(f"Ada {n};Curie\n" for n in range(300)), "utf-8")
    return lambda: import_list(event, source, progress=lambda _progress: pause())


def a_merge(
    event: OpenEvent, folder: Path, _patch: pytest.MonkeyPatch, pause: Pause
) -> Callable[[], object]:
    other = folder / "other.raict"
    shutil.copy(back_up(event, folder / "b").backup.path, other)
    with World(machine="other", seed=7).application() as application:
        theirs = application.open_event(other)
        for number in range(500):  # more than one transaction
            add_person(theirs, "Ada", f"Curie {number}")
    return lambda: merge(event, [other], progress=lambda _count: pause())


@pytest.mark.parametrize(
    "work",
    [
        whole_backup,
        an_increment,
        an_examination,
        an_export,
        a_list_on_paper,
        badges_by_organisation,
        an_import,
        a_merge,
    ],
)
def test_a_passage_waits_for_nothing(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Work
) -> None:
    person_id = add_person(event, "Awa", "Diop")
    started, go = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def pause() -> None:
        if not started.is_set():
            started.set()
            assert go.wait(PATIENCE)

    job = work(event, tmp_path, monkeypatch, pause)

    def run(what: Callable[[], object]) -> None:
        try:
            what()
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    beside = threading.Thread(target=run, args=(job,))
    beside.start()
    assert started.wait(PATIENCE)
    desk = threading.Thread(target=run, args=(lambda: check_in_person(event, person_id),))
    desk.start()
    desk.join(PATIENCE / 2)
    waited = desk.is_alive()
    go.set()
    beside.join(PATIENCE)
    desk.join(PATIENCE)
    assert faults == []
    assert not waited, "the desk had to wait"
    assert people.get(event, person_id).present
    assert check(event).problems == ()

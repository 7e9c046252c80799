"""A list is accepted as one and written in pieces: nobody waits for it, and no kill leaves a part of it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from raict_desktop.domain.checkin import Verdict
from raict_desktop.services import people
from raict_desktop.services.anonymise import anonymise
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.import_history import imports, undo_import
from raict_desktop.services.integrity import check
from raict_desktop.services.registrations import Progress, Step, import_list
from raict_desktop.storage import journal, projections, waiting
from raict_desktop.storage.event_file import EventFile
from tests.builders import World, add_person, make_event

ROWS = 900
HEAD = "Prénom;Nom;Courriel;Fonction;Organisation;Ateliers\n"
_CHILD = """
import sys
from pathlib import Path
from raict_desktop.services.application import Application
from raict_desktop.services.import_history import imports, undo_import
from raict_desktop.services.registrations import import_list
from raict_desktop.storage import waiting

waiting._MOST_AT_ONCE = waiting._MOST_BESIDE_THE_DESK = 1  # a transaction for each piece
writings = []

def wait(_written):
    writings.append(1)
    if len(writings) == int(sys.argv[3]):
        print("here", flush=True)
        sys.stdin.read()  # the test kills us here

real = waiting.finish
waiting.finish = lambda file, ids, _progress=None: real(file, ids, wait)
with Application() as application:
    event = application.open_event(Path(sys.argv[1]))
    if sys.argv[2] == "undo":
        undo_import(event, imports(event)[0].batch)
    else:
        import_list(event, Path(sys.argv[2]))
"""


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_MOST_AT_ONCE", 1)
    monkeypatch.setattr(waiting, "_MOST_BESIDE_THE_DESK", 1)


def listed(folder: Path, function: str = "Maire", rows: int = ROWS) -> Path:
    path = folder / "list.csv"
    lines = (
        f"P{n};N{n};p{n}@example.org;{function};Ville {n % 7};Atelier 1\n" for n in range(rows)
    )
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def while_written(
    monkeypatch: pytest.MonkeyPatch, event: OpenEvent, work: Callable[[], None]
) -> list[int]:
    """Have something done on another thread once a first piece is written; says how often."""
    done: list[int] = []
    real = waiting.finish

    def finish(file: EventFile, ids: Callable[[], Iterator[str]], _progress: object = None) -> None:
        def between(written: int) -> None:
            if not done:
                done.append(written)
                desk = threading.Thread(target=work)
                desk.start()
                desk.join(30)  # it would wait for ever if the import held the writer
                assert not desk.is_alive()

        real(file, ids, between)

    monkeypatch.setattr(waiting, "finish", finish)
    return done


def left(event: OpenEvent) -> tuple[int, ...]:
    with event.file.reading() as db:
        return tuple(
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("waiting_entries", "accepted_batch")
        )


def killed(event_path: Path, what: str, pieces: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(event_path), what, str(pieces)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        os.kill(child.pid, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to send")
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_killed_while_it_is_written_a_list_is_finished(tmp_path: Path, pieces: int) -> None:
    with Application() as application:
        path = make_event(application, tmp_path).path
    killed(path, str(listed(tmp_path)), pieces)
    with Application() as application:
        event = application.open_event(path)
        assert left(event) == (0, 0)
        (record,) = imports(event)
        assert (record.new, record.rows) == (ROWS, ROWS)
        assert len(people.everybody(event)) == ROWS
        assert check(event).problems == ()
        # And it is taken back as a whole, although a program that died wrote the first of it.
        assert undo_import(event, record.batch).removed == ROWS
        assert people.everybody(event) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to send")
def test_killed_while_it_is_taken_back_a_list_is_gone(tmp_path: Path) -> None:
    with Application() as application:
        event = make_event(application, tmp_path)
        import_list(event, listed(tmp_path))
        path = event.path
    killed(path, "undo", 2)
    with Application() as application:
        event = application.open_event(path)
        assert (left(event), people.everybody(event)) == ((0, 0), [])
        assert imports(event)[0].undone
        assert check(event).problems == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to send")
def test_a_file_copied_half_way_is_finished_there_too(tmp_path: Path) -> None:
    """Both copies have the whole list, can take it back, and can be merged."""
    with Application() as application:
        path = make_event(application, tmp_path).path
    killed(path, str(listed(tmp_path)), 2)
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for file in tmp_path.glob("day.raict*"):
        shutil.copy(file, copy / file.name)
    with Application() as application:
        here, there = application.open_event(path), application.open_event(copy / "day.raict")
        assert here.station != there.station
        for event in (here, there):
            assert len(people.everybody(event)) == ROWS
            assert check(event).problems == ()
        ids = {p.id for p in people.everybody(here)}
        assert ids == {p.id for p in people.everybody(there)}
        assert undo_import(there, imports(there)[0].batch).removed == ROWS
        assert people.everybody(there) == []


def test_the_desk_comes_in_between_two_pieces(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    guest = add_person(event, "Ana", "Roy")
    verdicts: list[Verdict] = []
    done = while_written(
        monkeypatch, event, lambda: verdicts.append(check_in_person(event, guest).verdict)
    )
    result = import_list(event, listed(tmp_path))
    assert verdicts == [Verdict.WELCOME]
    assert done[0] < ROWS
    assert (left(event), check(event).problems) == ((0, 0), ())
    assert undo_import(event, result.batch).removed == ROWS
    assert [p.id for p in people.everybody(event)] == [guest]


def test_a_correction_made_while_a_list_is_written_stays(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    import_list(event, listed(tmp_path))
    everybody = {p.given_name: p.id for p in people.everybody(event)}
    # One whose new function is written already, one whose is not.
    chosen = [everybody["P0"], everybody[f"P{ROWS - 1}"]]

    def correct() -> None:
        for one in chosen:
            people.correct(event, one, {"function": "Députée"})

    assert while_written(monkeypatch, event, correct) == []
    import_list(event, listed(tmp_path, "Adjointe"))
    functions = [people.get(event, one).function for one in chosen]
    assert functions == ["Députée", "Députée"]
    assert people.get(event, everybody["P5"]).function == "Adjointe"
    tables = ("people", "organisations", "enrolments")
    with event.file.reading() as db:
        before = {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}
    assert set(tables) <= set(projections.TABLES)
    journal.rebuild(event.file)
    with event.file.reading() as db:
        after = {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}
    assert after == before


def test_names_are_erased_from_what_waits(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    done = while_written(monkeypatch, event, lambda: None)
    monkeypatch.setattr(waiting, "finish", lambda *_args: None)
    import_list(event, listed(tmp_path))  # accepted; as if the program stood still from here on
    monkeypatch.undo()
    assert (done, left(event)[1]) == ([], 1)
    anonymise(event, force=True)
    assert left(event) == (0, 0)
    everybody = people.everybody(event)
    assert len(everybody) == ROWS
    assert not any(p.given_name or p.family_name or p.email for p in everybody)
    assert check(event).ok


def test_a_list_is_not_stopped_once_it_is_accepted(
    event: OpenEvent, tmp_path: Path, small_pieces: None
) -> None:
    steps: list[Step] = []

    def progress(now: Progress) -> None:
        steps.append(now.step)

    result = import_list(
        event, listed(tmp_path), progress=progress, stop=lambda: Step.WRITING in steps
    )
    assert (result.new, len(people.everybody(event))) == (ROWS, ROWS)
    assert steps == sorted(steps, key=lambda step: step.value)


def test_what_was_never_accepted_is_forgotten(event: OpenEvent, world: World) -> None:
    path = event.path
    with event.file.writing() as db:
        waiting.lay_aside(db, world.application().outside.new_id(), [b"x" * 1000])
    event.close()
    with Application() as application:
        again = application.open_event(path)
        assert (left(again), people.everybody(again)) == ((0, 0), [])


@pytest.mark.parametrize(
    "body",
    [b"no piece", waiting.packed([])[:-3], zlib.compress(b"a\x1fb"), zlib.compress(b"\x1f" * 7)],
)
def test_a_strangers_piece_does_not_keep_an_event_shut(
    event: OpenEvent, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    with event.file.writing() as db:
        moment = event.moment(batch=event.outside.new_id())
        waiting.lay_aside(db, moment.batch, [body])
        waiting.accept(event.file, moment)
    event.close()
    with caplog.at_level(logging.ERROR), Application() as application:
        again = application.open_event(event.path)
        assert left(again) == (0, 0)
    assert "means nothing" in caplog.text
    caplog.clear()

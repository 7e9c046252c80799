"""The union of journals: any order, any number of times, the same truth; what is bad is named."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import entry_hash
from raict_desktop.exchange.sealed import is_sealed
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import restore
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import MergeResult, fingerprint, merge, write_journal
from raict_desktop.services.report import report
from tests.builders import World, add_person, make_event
from tests.laptops import Laptop, laptops, prepared, work

NAMES = ("A", "B", "C", "D", "E")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> list[Laptop]:
    """Five laptops after a day's work; tests copy before they merge."""
    made = laptops(tmp_path_factory.mktemp("day"), NAMES)
    for number, laptop in enumerate(made):
        work(laptop, number)
    return made


def copied(laptop: Laptop, folder: Path) -> Laptop:
    """A second laptop that begins where this one stands, as a station of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(laptop.path, folder / "day.raict")
    return Laptop(World(machine=str(folder), seed=7), folder / "day.raict")


def csv_bytes(event: OpenEvent, folder: Path) -> dict[str, bytes]:
    export(event, folder, profile="exchange")
    return {file.name: file.read_bytes() for file in folder.glob("*.csv")}


@pytest.mark.timeout(400)  # 120 orders, five files each and once more, all written as CSV
def test_every_order_and_twice_gives_one_truth(
    day: list[Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Durability is not the question here, and 840 files would wait for the disk.
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    seen: set[str] = set()
    files: dict[str, bytes] = {}
    base = prepared(tmp_path / "base")
    application = World(machine="office", seed=5).application()
    for number, order in enumerate(itertools.permutations(day)):
        # A station that recorded nothing: its file is the one that was copied in the morning.
        target = Path(shutil.copy(base, tmp_path / f"{number}.raict"))
        with application:
            event = application.open_event(target)
            for laptop in order:
                assert merge(event, [laptop.path]).problems == ()
            again = merge(event, [laptop.path for laptop in order])
            assert (again.merged, again.problems) == (0, ())
            files = files or csv_bytes(event, tmp_path / "csv")
            assert csv_bytes(event, tmp_path / "csv") == files
            if number % 40 == 0:
                assert check(event).ok
            seen.add(fingerprint(event))
        for file in tmp_path.glob(f"{number}.raict*"):
            file.unlink()
    assert len(seen) == 1
    assert len(files) == 7


def test_laptops_that_took_each_other_in_know_the_same(day: list[Laptop], tmp_path: Path) -> None:
    ours = [copied(laptop, tmp_path / name) for laptop, name in zip(day, NAMES, strict=True)]
    hashes: list[str] = []
    figures: list[object] = []
    for mine in ours:
        with mine.open() as event:
            merge(
                event,
                [other.path for other in day if other.path.parent.name != mine.path.parent.name],
            )
            assert check(event).ok
            hashes.append(fingerprint(event))
            figures.append(report(event))
    assert len(set(hashes)) == 1
    assert all(found == figures[0] for found in figures)


def test_the_figures_count_people_not_desks(day: list[Laptop], tmp_path: Path) -> None:
    office = copied(day[0], tmp_path / "office")
    with office.open() as event:
        result = merge(event, [laptop.path for laptop in day])
        assert result.merged > 0
        figures = report(event)
    # Given0…Given8 passed at one or more desks, five walk-ins; a desk's undo takes back its own line.
    assert (figures.participants, figures.walk_ins) == (14, 5)
    (quiz,) = figures.sessions
    assert quiz.headcount == 15
    assert quiz.present == 9 + 15


def test_a_journal_file_carries_the_same_as_the_event_file(
    day: list[Laptop], tmp_path: Path
) -> None:
    one, other = copied(day[0], tmp_path / "one"), copied(day[0], tmp_path / "other")
    with day[1].open() as event:
        write_journal(event, tmp_path / "b.jsonl")
    with one.open() as event:
        merge(event, [tmp_path / "b.jsonl"])
        by_journal = fingerprint(event)
    with other.open() as event:
        result = merge(event, [day[1].path])
        assert fingerprint(event) == by_journal
    assert [line.files for line in result.stations if line.new] == [("day.raict",)]


def test_the_table_of_stations(day: list[Laptop], tmp_path: Path) -> None:
    office = copied(day[0], tmp_path / "office")
    with office.open() as event:
        before = event.entry_count()
        look = merge(event, [day[1].path], preview=True)
        assert event.entry_count() == before
        done = merge(event, [day[1].path])
        assert event.entry_count() == before + done.merged
    assert look == done
    (new,) = [line for line in done.stations if line.new]
    assert (new.passages, new.here) == (14, False)
    assert new.first is not None
    assert new.last is not None
    assert new.first < new.last


def lines_of(laptop: Laptop, path: Path) -> list[str]:
    with laptop.open() as event:
        write_journal(event, path)
    return path.read_text("utf-8").splitlines(keepends=True)


def own_lines(lines: list[str]) -> list[int]:
    """Places of the lines of the station that wrote last."""
    entries = [json.loads(line) for line in lines[1:]]
    stations = {e["station"] for e in entries if e["kind"] == "refused"}
    return [n for n, e in enumerate(entries, 1) if e["station"] in stations]


def codes(result: MergeResult) -> list[str]:
    return [problem.code for problem in result.problems]


@pytest.mark.parametrize("case", ["text", "altered", "dropped", "cut"])
def test_a_bad_line_is_named_and_the_good_ones_are_taken(
    day: list[Laptop], tmp_path: Path, case: str
) -> None:
    office = copied(day[0], tmp_path / "office")
    file = tmp_path / "b.jsonl"
    lines = lines_of(day[1], file)
    bad = own_lines(lines)[3]
    if case == "text":
        lines[bad] = "not an entry\n"
        expected = ["merge.broken_line", "merge.gap"]
    elif case == "altered":
        value = json.loads(lines[bad])
        value["at_ms"] += 1
        lines[bad] = json.dumps(value) + "\n"
        expected = ["merge.altered", "merge.gap"]
    elif case == "dropped":
        del lines[bad]
        expected = ["merge.gap"]
    else:
        lines[-1] = lines[-1][:40]
        expected = ["merge.broken_line"]
    file.write_text("".join(lines), "utf-8")
    with office.open() as event:
        result = merge(event, [file])
        assert codes(result) == expected
        assert result.merged == len(own_lines(lines_of(day[1], tmp_path / "whole.jsonl"))) - 1
        # The whole file completes what was missing, and then nothing is left to say.
        completed = merge(event, [tmp_path / "whole.jsonl"])
        assert (completed.merged, codes(completed)) == (1, [])
        assert check(event).ok
        merged = fingerprint(event)
    straight = copied(day[0], tmp_path / "straight")
    with straight.open() as event:
        merge(event, [day[1].path])
        assert fingerprint(event) == merged


def test_altered_personal_values_are_left_and_come_with_a_good_copy(
    day: list[Laptop], tmp_path: Path
) -> None:
    office = copied(day[0], tmp_path / "office")
    file = tmp_path / "b.jsonl"
    lines = lines_of(day[1], file)
    place = next(n for n in own_lines(lines) if '"person_added"' in lines[n])
    lines[place] = lines[place].replace("Zoé", "Eve")
    file.write_text("".join(lines), "utf-8")
    with office.open() as event:
        assert codes(merge(event, [file])) == ["merge.values_altered"]
        assert not any(p.given_name == "Eve" for p in people.everybody(event))
        assert codes(merge(event, [day[1].path])) == []
        assert people.search(event, "roux 1")
        assert check(event).ok


def test_two_machines_under_one_identity_are_told(day: list[Laptop], tmp_path: Path) -> None:
    with day[1].open() as event:
        write_journal(event, tmp_path / "b.jsonl")
        station = event.station
    # The copy goes on under the same identity, as no sound program would let it.
    fork = json.loads((tmp_path / "b.jsonl").read_text("utf-8").splitlines()[-1])
    assert fork["station"] == station
    fork["operator"] = "somebody else"
    fork["hash"] = entry_hash(
        **{
            k: v
            for k, v in fork.items()
            if k not in ("hash", "personal", "facts", "offset_minutes")
        },
        facts_text=fork["facts"],
        offset=fork["offset_minutes"],
    )
    head = (tmp_path / "b.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "fork.jsonl").write_text(head + "\n" + json.dumps(fork) + "\n", "utf-8")
    office = copied(day[0], tmp_path / "office")
    with office.open() as event:
        merge(event, [day[1].path])
        before = fingerprint(event)
        assert codes(merge(event, [tmp_path / "fork.jsonl"])) == ["merge.forked"]
        assert fingerprint(event) == before


def test_what_is_not_of_this_event_is_refused(day: list[Laptop], tmp_path: Path) -> None:
    with World(seed=999).application() as application:
        stranger = make_event(application, tmp_path, "stranger")
        add_person(stranger, "A", "B")
        write_journal(stranger, tmp_path / "stranger.jsonl")
    (tmp_path / "list.csv").write_text("Nom;Prénom\n", "utf-8")
    (tmp_path / "empty").mkdir()
    for name, code in (
        ("stranger.raict", "merge.other_event"),
        ("stranger.jsonl", "merge.other_event"),
        ("list.csv", "merge.not_a_journal"),
        ("empty", "merge.empty_folder"),
        ("gone", "merge.not_found"),
    ):
        with day[0].open() as event, pytest.raises(UserError) as told:
            merge(event, [tmp_path / name])
        assert told.value.code == code
    with day[0].open() as event:
        with pytest.raises(UserError, match="same_file"):
            merge(event, [event.path])
        # One bad file does not stop the others.
        result = merge(event, [tmp_path / "list.csv", day[1].path], preview=True)
        assert codes(result) == ["merge.not_a_journal"]
        assert result.merged > 0


def test_a_newer_program_s_file_is_refused(day: list[Laptop], tmp_path: Path) -> None:
    newer = tmp_path / "newer.raict"
    shutil.copy(day[1].path, newer)
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    with day[0].open() as event, pytest.raises(UserError, match="newer"):
        merge(event, [newer])


def outcome(event: OpenEvent, path: Path) -> list[str]:
    """What is told about a file, refused or taken in part."""
    try:
        return codes(merge(event, [path]))
    except UserError as fault:
        return [fault.code]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_half_copied_file_gives_what_it_has(
    day: list[Laptop], tmp_path: Path, share: float
) -> None:
    whole = day[1].path.read_bytes()
    half = tmp_path / "half.raict"
    half.write_bytes(whole[: int(len(whole) * share)])
    office = copied(day[0], tmp_path / "office")
    with office.open() as event:
        before = fingerprint(event)
        found = outcome(event, half)
        taken = fingerprint(event)
        if found and not any(
            code in ("merge.half_readable", "merge.gap", "merge.broken_rows") for code in found
        ):
            assert taken == before
        merge(event, [day[1].path])
        if not found:  # nothing that a merge reads was cut off: then nothing may be missing
            assert fingerprint(event) == taken
        assert check(event).ok


@pytest.mark.parametrize("by_link", [False, True])
def test_a_file_with_its_log_still_beside_it(
    day: list[Laptop], tmp_path: Path, by_link: bool
) -> None:
    """Copied from a laptop where the program still runs; the log stands beside the file, not its link."""
    late = copied(day[1], tmp_path / "late")
    with late.open() as event:
        person = add_person(event, "Late", "Comer")
        check_in_person(event, person)
        stick = tmp_path / "stick"
        stick.mkdir()
        for file in late.path.parent.glob("day.raict*"):
            shutil.copy(file, stick)
    listed = sorted(stick.iterdir())
    office = copied(day[0], tmp_path / "office")
    with office.open() as event:
        if by_link:
            (tmp_path / "link.raict").symlink_to(stick / "day.raict")
        merge(event, [tmp_path / "link.raict" if by_link else stick])
        assert people.search(event, "late comer")[0].present
    assert sorted(stick.iterdir()) == listed  # nothing was left on the stick


def test_a_read_only_event_takes_nothing_in(day: list[Laptop], tmp_path: Path) -> None:
    office = copied(day[0], tmp_path / "office")
    with closing(sqlite3.connect(office.path)) as db:
        db.execute("PRAGMA user_version = 99")
    with office.open() as event, pytest.raises(UserError, match="newer_file"):
        merge(event, [day[1].path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_a_pipe_is_not_waited_for(day: list[Laptop], tmp_path: Path) -> None:
    """Nobody writes into it: reading it would never end."""
    pipe = tmp_path / "pipe.raict"
    os.mkfifo(pipe)
    assert not is_sealed(pipe)
    with day[0].open() as event:
        with pytest.raises(UserError, match=r"merge\.not_found"):
            merge(event, [pipe])
        with pytest.raises(UserError, match=r"storage\.not_found"):
            restore(pipe, tmp_path / "other.raict")

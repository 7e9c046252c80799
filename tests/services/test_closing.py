"""The end: everything written and verified, names gone for good, a list when the venue closes."""

from __future__ import annotations

import csv
import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest

from raict_desktop.domain.codes import is_own_code
from raict_desktop.domain.errors import UserError
from raict_desktop.services import closing, contact_list, people
from raict_desktop.services.anonymise import anonymise, keep_for, outlook, retention
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up, backups_of
from raict_desktop.services.care import Care
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.closing import finish_day
from raict_desktop.services.contact_list import (
    write_contact_list,
    write_list_beside,
    write_paper_list,
)
from raict_desktop.services.folder_sharing import FolderSharing
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge
from raict_desktop.services.report import report
from raict_desktop.services.report_files import write_report_pdf, write_report_workbook
from raict_desktop.services.trays import fill_trays
from raict_desktop.storage.event_file import Connection, EventFile
from tests.builders import World, add_person, add_session, enrol

NAMES = [f"Zébulon-Nuñez{n:03}" for n in range(60)]


@pytest.fixture
def day(event: OpenEvent, world: World) -> OpenEvent:
    room = add_session(event, "Quiz")
    for number, name in enumerate(NAMES):
        organisation = {"name": f"Ville {number % 7}", "kind": "commune", "country": "FR"}
        person = add_person(
            event,
            f"Prénom{number}",
            name,
            organisation=organisation,
            email=f"mail{number}@example.org",
            note="allergique aux noix",
            external_id=f"REF-{number:05}",
        )
        enrol(event, person, room)
        if number % 3:
            world.clock.forward(seconds=7)
            check_in_person(event, person)
    people.correct(event, person, {"family_name": "Zébulon-Corrigé"})
    check_in_code(event, "SECRET-TICKET-1")
    return event


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def test_the_day_ends_in_one_action(day: OpenEvent, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    steps: list[str] = []
    done = finish_day(day, tmp_path / "results", [stick], progress=steps.append)
    assert steps == list(closing.STEPS)
    assert (done.sound, done.problems, len(done.copies)) == (True, (), 1)
    names = {file.name for file in done.files}
    assert {"excel/participants.csv", "echange/journal.jsonl", "bilan.pdf", "bilan.xlsx"} <= names
    assert sum(name.startswith("sauvegarde/") for name in names) == 1
    for folder in (done.folder, *done.copies):
        for file in done.files:
            content = (folder / file.name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file.sha256
        sums = (folder / closing.SUMS).read_text("utf-8").splitlines()
        assert len(sums) == len(done.files)
    assert not list(tmp_path.rglob("*.part"))
    assert done.folder.stat().st_mode & 0o077 == 0
    # E-mail and phone were not ticked; the journal for other stations and the backup hold everything.
    assert b"mail7@" not in (done.folder / "echange/participants.csv").read_bytes()
    assert b"mail7@" in (done.folder / "echange/journal.jsonl").read_bytes()
    # Twice in a minute: nothing is written over.
    again = finish_day(day, tmp_path / "results")
    assert again.folder != done.folder


def test_another_station_takes_the_day_in_from_the_folder(
    day: OpenEvent, world: World, tmp_path: Path
) -> None:
    done = finish_day(day, tmp_path / "results")
    (backup,) = (done.folder / "sauvegarde").glob("*.raict")
    copy = tmp_path / "other.raict"
    shutil.copy(backup, copy)
    world.machine, world.seed = "other", 9
    with world.application() as application:
        other = application.open_event(copy)
        assert merge(other, [done.folder / "echange"]).problems == ()


@pytest.mark.parametrize("case", ["gone", "file", "full"])
def test_a_stick_that_fails_is_told_and_the_rest_stands(
    day: OpenEvent, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    if case == "file":
        stick.write_text("not a folder")
    elif case == "full":
        stick.mkdir()

        def full(*_args: object, **_named: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(shutil, "copytree", full)
    done = finish_day(day, tmp_path / "results", [stick])
    assert [problem.code for problem in done.problems] == [
        "exchange.disk_full" if case == "full" else "closing.place_gone"
    ]
    assert (done.copies, len(done.files) > 15) == ((), True)
    assert not stick.is_dir() or not list(stick.iterdir())


def test_a_first_place_that_cannot_be_written_leaves_nothing(
    day: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot_write"):
        finish_day(day, tmp_path / "file")

    def broken(*_args: object, **_named: object) -> None:
        raise UserError("exchange.disk_full", path="x")

    monkeypatch.setattr(closing, "write_report_pdf", broken)
    with pytest.raises(UserError, match="disk_full"):
        finish_day(day, tmp_path / "results")
    assert list((tmp_path / "results").iterdir()) == []
    assert not outlook(day).exported


def test_names_are_gone_from_every_file_and_figures_stay(day: OpenEvent, tmp_path: Path) -> None:
    figures = report(day)
    back_up(day)
    back_up(day, second_place=_made(tmp_path / "second"))
    with pytest.raises(UserError, match="not_exported"):
        anonymise(day)
    assert people.search(day, "zebulon")
    finish_day(day, _made(tmp_path.parent / f"{tmp_path.name}-archive"))
    seen = outlook(day, tmp_path / "second")
    assert (seen.people, seen.exported, seen.done) == (60, True, False)
    assert seen.backups >= 2
    done = anonymise(day, certificate=tmp_path / "certificat.pdf", second_place=tmp_path / "second")
    assert (done.people, done.unchanged, done.still_elsewhere) == (60, True, ())
    assert backups_of(day, tmp_path / "second") == []
    places = [tmp_path, day.backup_folder]
    files = [f for place in places for f in place.rglob("*") if f.is_file()]
    assert len(files) >= 3
    for file in files:
        content = file.read_bytes()
        for word in (*NAMES[:50], "Corrigé", "mail7@", "allergique", "REF-00012", "SECRET-TICKET"):
            for encoded in (word.encode(), word.upper().encode(), word.encode("utf-16-le")):
                assert encoded not in content, (file.name, word)
    assert report(day).participants == figures.participants
    assert report(day).sessions == figures.sessions
    assert check(day).ok
    certificate = text_of(tmp_path / "certificat.pdf")
    assert "Certificat d’anonymisation" in certificate
    assert "60 personnes" in certificate
    with pytest.raises(UserError, match="done_already"):
        anonymise(day)
    assert people.search(day, "zebulon") == []


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def test_a_merge_brings_no_name_back(day: OpenEvent, world: World, tmp_path: Path) -> None:
    other = tmp_path / "other.raict"
    back_up(day, tmp_path / "b")
    (backup,) = (tmp_path / "b").glob("*.raict")
    shutil.copy(backup, other)
    anonymise(day, force=True)
    world.machine, world.seed = "other", 9
    with world.application() as application:
        late = application.open_event(other)
        check_in_person(late, add_person(late, "Late", "Comer-Nobody"))
    merge(day, [other])
    assert report(day).participants == 41
    assert not any(p.family_name for p in people.everybody(day))
    assert check(day).ok


def test_files_that_still_hold_names_are_named(day: OpenEvent, tmp_path: Path) -> None:
    done = finish_day(day, tmp_path / "results")
    left = anonymise(day).still_elsewhere
    assert done.folder / "excel" / "participants.csv" in left
    assert (done.folder / "excel" / "participants.csv").exists()


def test_what_is_compressed_is_searched_too(day: OpenEvent, tmp_path: Path) -> None:
    write_report_workbook(day, tmp_path / "classeur.xlsx")
    write_paper_list(day, tmp_path / "liste.pdf")
    write_report_pdf(day, tmp_path / "bilan.pdf")
    left = anonymise(day, certificate=tmp_path / "certificat.pdf", force=True).still_elsewhere
    assert {path.name for path in left} == {"classeur.xlsx", "liste.pdf"}


def test_no_copy_that_the_program_made_is_forgotten(
    day: OpenEvent, world: World, tmp_path: Path
) -> None:
    """Former files set aside, an older format kept, unfinished writings, journals carried elsewhere."""
    back_up(day, tmp_path / "b")
    (backup,) = (tmp_path / "b").glob("*.raict")
    second, shared = _made(tmp_path / "second"), _made(tmp_path / "shared")
    FolderSharing(day, second).exchange()
    FolderSharing(day, shared).exchange()
    (journal,) = shared.rglob("*.jsonl")
    others = shutil.copy(journal, journal.with_name("another-station.jsonl"))
    aside = _made(tmp_path / f"{day.path.name}-set-aside-1")
    for copy in (aside / "day.raict", tmp_path / "day (format 3).raict", tmp_path / ".out-ab.part"):
        shutil.copy(backup, copy)
    shutil.copytree(tmp_path / "b", tmp_path / ".results.part")
    shutil.rmtree(tmp_path / "b")
    done = anonymise(day, second_place=second, shared_folder=shared, force=True)
    assert set(done.still_elsewhere) == {Path(others)}
    holding = [
        f for f in tmp_path.rglob("*") if f.is_file() and NAMES[3].encode() in f.read_bytes()
    ]
    assert holding == [Path(others)]
    # The journal is written there anew, without the names.
    assert FolderSharing(day, second).exchange().sent > 100
    assert NAMES[3].encode() not in next(second.rglob("*.jsonl")).read_bytes()


def test_small_groups_are_told(day: OpenEvent) -> None:
    assert outlook(day).small_groups == 0
    organisation = {"name": "Ambassade du Japon", "kind": "ambassade", "country": "JP"}
    check_in_person(day, add_person(day, "A", "B", organisation=organisation))
    assert outlook(day).small_groups == 1


def test_the_reminder_when_names_were_kept_long_enough(event: OpenEvent, world: World) -> None:
    add_person(event, "A", "Somebody")
    until, overdue = retention(event)
    assert ((until - event.info.first_day).days, overdue) == (90, False)
    keep_for(event, 10)
    world.clock.forward(days=11)
    assert retention(event)[1]
    anonymise(event, force=True)
    assert not retention(event)[1]
    with pytest.raises(UserError, match="bad_retention"):
        keep_for(event, 0)


def test_whom_to_reach_when_the_day_is_cancelled(day: OpenEvent, tmp_path: Path) -> None:
    people.correct(day, people.everybody(day)[0].id, {"phone": "0612345678"})
    table, paper = write_contact_list(day, tmp_path / "out")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert len(rows) == 60
    assert sum(row["Présence"] == "oui" for row in rows) == 40
    assert rows[0]["Téléphone"] == "'0612345678"
    text = text_of(paper)
    assert "0612345678" in text
    assert "Personnes inscrites : 60, présentes : 40." in text
    assert all(name.upper() in text for name in NAMES[:59])


def test_an_address_is_read_to_its_end(event: OpenEvent, tmp_path: Path) -> None:
    """In two lines where one is too short: a list to reach people by is no place for an ellipsis."""
    email = (
        "secretariat.general.cooperation.internationale@collectivite-de-longue-route.example.org"
    )
    add_person(event, "Zoé", "Roux", email=email, function="x" * 300)
    _table, paper = write_contact_list(event, tmp_path / "out")
    assert email in text_of(paper).replace(" ", "")
    assert "…" not in text_of(paper)


def test_a_list_on_paper_holds_every_script(event: OpenEvent, tmp_path: Path) -> None:
    for given, family in (("伟", "王"), ("محمد", "علي"), ("Zoé", "d’Almeida"), ("", "Ly")):
        add_person(event, given, family)
    assert write_paper_list(event, tmp_path / "liste.pdf") == 1
    assert "d’ALMEIDA Zoé" in text_of(tmp_path / "liste.pdf")


def test_the_list_on_paper_has_codes_trays_and_boxes(day: OpenEvent, tmp_path: Path) -> None:
    """What a desk without a computer needs: the letters to look for, the tray, who is still awaited."""
    everybody = people.everybody(day)
    target = tmp_path / "liste.pdf"
    write_paper_list(day, target)
    text = text_of(target)
    assert "Bac" not in text
    own = next(p for p in everybody if is_own_code(p.code))
    assert own.code[:6] in text
    assert own.code not in text
    assert text.count("[") == 20
    assert text.count("présent·e") == 40
    fill_trays(day, everybody, 20)
    write_paper_list(day, target)
    text = text_of(target)
    assert "Bac" in text
    assert "C 60" in text


def test_the_stick_gets_the_list_with_a_whole_backup_and_loses_it_with_the_names(
    day: OpenEvent, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    care = Care(
        day,
        lambda code, _facts: pytest.fail(code),
        lambda: stick,
        paper=lambda folder: write_list_beside(day, folder),
    )
    check_in_person(day, next(p.id for p in people.everybody(day) if not p.present))
    care.turn()
    (paper,) = stick.rglob("*.pdf")
    assert paper.stat().st_mode & 0o777 == 0o600
    assert "présentes : 41" in text_of(paper)
    anonymise(day, second_place=stick, force=True)
    assert not list(stick.rglob("*.pdf"))


def test_a_crowd_gets_no_list_by_itself(
    day: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_list, "MOST_BESIDE", 59)
    assert write_list_beside(day, tmp_path) is None
    assert not list(tmp_path.glob("*.pdf"))


def test_nobody_writes_with_the_salt_that_anonymising_replaced(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(event, "Ana", "Roy")
    real, fits = EventFile.writing, list[bool]()

    def look(file: EventFile) -> None:
        if file.lock.acquire(blocking=False):  # as a desk on another thread would
            (salt,) = file.connection.execute("SELECT salt FROM event_file").fetchone()
            fits.append(salt == file.salt)
            file.lock.release()

    @contextmanager
    def writing(file: EventFile, **options: bool) -> Iterator[Connection]:
        with real(file, **options) as db:
            yield db
        desk = threading.Thread(target=look, args=(file,))
        desk.start()
        desk.join()

    monkeypatch.setattr(EventFile, "writing", writing)
    anonymise(event, force=True)
    add_person(event, "", "")
    assert fits
    assert all(fits)

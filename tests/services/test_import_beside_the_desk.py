"""A list is taken in while the desk works: nobody waits for it, and neither undoes the other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft
from raict_desktop.services import import_history, people
from raict_desktop.services.anonymise import anonymise
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.list_results import ImportChoices
from raict_desktop.services.list_spool import Spool
from raict_desktop.services.registrations import Progress, import_list
from raict_desktop.storage import journal, projections
from raict_desktop.storage.union import is_anonymised
from tests.builders import add_person, add_session

HEAD = "Prénom;Nom;Courriel;Fonction;Organisation;Ateliers\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = "".join(
        f"P{n};N{n};p{n}@example.org;Maire;Ville {n % 7};Atelier 1\n" for n in range(1200)
    )
    file = tmp_path / "list.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    return file


def test_a_scan_does_not_wait_for_the_comparison(event: OpenEvent, path: Path) -> None:
    guest = add_person(event, "Ana", "Roy")
    verdicts: list[Verdict] = []

    def scan() -> None:
        verdicts.append(check_in_person(event, guest).verdict)

    def meanwhile(now: Progress) -> None:
        if not verdicts and not now.writing:
            desk = threading.Thread(target=scan)
            desk.start()
            desk.join(30)  # it would wait for ever if the import held the writer

    result = import_list(event, path, progress=meanwhile)
    assert verdicts == [Verdict.WELCOME]
    assert result.new == 1200
    assert people.get(event, guest).present


def test_a_correction_made_meanwhile_stays(event: OpenEvent, path: Path) -> None:
    import_list(event, path)
    someone = next(p for p in people.everybody(event) if p.given_name == "P900")
    path.write_text(path.read_text("utf-8").replace("Maire", "Adjointe"), encoding="utf-8")
    done: list[int] = []

    def meanwhile(now: Progress) -> None:
        if now.done == 1000 and not now.writing and not done:
            done.append(now.done)  # this row was compared already
            people.correct(event, someone.id, {"function": "Députée"})

    result = import_list(event, path, progress=meanwhile)
    assert people.get(event, someone.id).function == "Députée"
    assert (result.changed, result.conflicts) == (1199, 1)


def test_an_event_anonymised_meanwhile_takes_no_names_in(event: OpenEvent, path: Path) -> None:
    done: list[int] = []

    def meanwhile(now: Progress) -> None:
        if now.done == 1000 and not now.writing and not done:
            done.append(now.done)
            anonymise(event, force=True)

    with pytest.raises(UserError) as refused:
        import_list(event, path, progress=meanwhile)
    assert refused.value.code == "services.import_stopped"
    assert done
    assert people.everybody(event) == []
    with event.file.reading() as db:
        assert is_anonymised(db)
    assert check(event).ok


def test_a_desk_that_never_rests_waits_in_the_end(event: OpenEvent, path: Path) -> None:
    comparisons: list[int] = []

    def meanwhile(now: Progress) -> None:
        if now.done == 1000 and not now.writing:
            comparisons.append(now.done)
            if not event.file.connection.in_transaction:
                people.add_walk_in(
                    event, given_name=f"W{len(comparisons)}", family_name="Su", organisation="Y"
                )

    assert import_list(event, path, progress=meanwhile).new == 1200
    assert len(people.everybody(event)) == 1200 + len(comparisons) - 1
    assert check(event).problems == ()


def test_who_comes_in_meanwhile_is_not_cancelled(event: OpenEvent, path: Path) -> None:
    import_list(event, path)
    late, gone = (
        next(p for p in people.everybody(event) if p.given_name == name) for name in ("P5", "P6")
    )
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("P5;", "P6;"))]
    path.write_text("".join(kept), encoding="utf-8")

    def meanwhile(now: Progress) -> None:
        if now.done == 1000 and not now.writing:
            check_in_person(event, late.id)

    choices = ImportChoices(cancel_missing=True)
    assert import_list(event, path, choices=choices, progress=meanwhile).cancelled == 1
    assert people.get(event, late.id).status == "registered"
    assert people.get(event, gone.id).status == "cancelled"


def test_the_tables_are_those_of_the_journal(event: OpenEvent, path: Path) -> None:
    """Rows written by the hundred are the rows that the journal gives one by one."""
    add_session(event)
    event.operator = "Zoé"
    import_list(event, path)
    tables = (*("people", "organisations", "enrolments", "sessions", "operators", "people_totals"),)
    assert set(tables) <= set(projections.TABLES)

    def rows() -> dict[str, list[object]]:
        with event.file.reading() as db:
            return {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables}

    before = rows()
    assert [len(before[t]) for t in tables] == [1200, 7, 1200, 1, 1, 1]
    journal.rebuild(event.file)
    assert rows() == before
    assert check(event).problems == ()


@pytest.mark.parametrize("scans", [1, 100])
def test_who_comes_in_while_an_import_is_taken_back_stays(
    event: OpenEvent, path: Path, monkeypatch: pytest.MonkeyPatch, scans: int
) -> None:
    result = import_list(event, path)
    waiting = [person.id for person in people.everybody(event)][:scans]
    came: list[str] = []

    class Watched(Spool):
        """A spool in whose chunks somebody comes in at the desk."""

        def add(self, drafts: Sequence[Draft]) -> None:
            super().add(drafts)
            # The last attempt lets nobody write: its thread may not be waited for.
            if waiting and not event.file.connection.in_transaction:
                desk = threading.Thread(target=scan)
                desk.start()
                desk.join(30)  # it would wait for ever if the undo held the writer

    def scan() -> None:
        guest = waiting.pop()
        assert check_in_person(event, guest).verdict is Verdict.WELCOME
        came.append(guest)

    monkeypatch.setattr(import_history, "Spool", Watched)
    done = import_history.undo_import(event, result.batch)
    assert came
    assert (done.removed, done.kept) == (1200 - len(came), len(came))
    assert {p.id for p in people.everybody(event)} == set(came)
    assert check(event).problems == ()

"""The files of the day say what happened, in words that a spreadsheet shows as they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Kind, Source
from raict_desktop.domain.records import Admission
from raict_desktop.exchange import day_files
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person, undo
from raict_desktop.services.closing import finish_day
from raict_desktop.services.day_end import export
from raict_desktop.services.day_tables import PERSON_COLUMNS
from raict_desktop.services.report import report
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.wording import catalogue
from tests.builders import World, add_person, add_session, enrol

LYON = {"name": "Ville de Lyon", "kind": "commune", "country": "FR"}


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """A file of either profile as rows by title."""
    text = (folder / f"{name}.csv").read_text("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def test_changes_name_their_person_and_every_field(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    person_id = add_person(event, "Helene", "Muler", organisation=LYON)
    people.correct(event, person_id, {"family_name": "Müller", "category": "elu"})
    world.clock.forward(minutes=1)
    passage = check_in_person(event, person_id)
    undo(event, passage.entry_id)
    export(event, tmp_path, profile="exchange")
    corrected, undone = read(tmp_path, "modifications")[-2:]
    assert (corrected["kind"], corrected["fields"]) == ("person_corrected", "category family_name")
    assert (undone["kind"], undone["given_name"], undone["family_name"]) == (
        "annulled",
        "Helene",
        "Müller",
    )
    export(event, tmp_path, profile="excel")
    corrected, undone = read(tmp_path, "modifications")[-2:]
    assert (corrected["nature"], corrected["champs"]) == ("correction", "catégorie, nom")
    assert (undone["nature"], undone["nom"]) == ("annulation d’un passage", "Müller")


def test_an_undo_at_a_session_names_the_session(event: OpenEvent, tmp_path: Path) -> None:
    room = add_session(event, "Quiz")
    person_id = add_person(event, "A", "B")
    undo(event, check_in_person(event, person_id, checkpoint=room.id).entry_id)
    export(event, tmp_path, profile="exchange")
    assert read(tmp_path, "modifications")[-1]["session"] == "Quiz"


def test_an_unknown_code_stands_in_the_passages(event: OpenEvent, tmp_path: Path) -> None:
    check_in_code(event, "TICKET-4711")
    export(event, tmp_path, profile="exchange")
    (row,) = read(tmp_path, "passages")
    assert (row["code"], row["verdict"], row["given_name"]) == ("TICKET-4711", "unknown_code", "")


def test_people_without_a_badge_stand_in_the_files(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    room = add_session(event, "Quiz", capacity=40, exits=True)
    ids = [add_person(event, f"G{n}", f"F{n}") for n in range(3)]
    enrol(event, ids[0], room)
    for person_id in ids[:2]:
        world.clock.forward(minutes=1)
        check_in_person(event, person_id, checkpoint=room.id)
    programme.change_headcount(event, room.id, 5)
    world.clock.forward(minutes=1)
    programme.change_headcount(event, room.id, -2)
    export(event, tmp_path, profile="exchange")
    counted = [r for r in read(tmp_path, "passages") if r["direction"] == "headcount"]
    assert [(r["session"], r["change"]) for r in counted] == [("Quiz", "5"), ("Quiz", "-2")]
    figures = {
        r["figure"]: r["value"]
        for r in read(tmp_path, "synthese")
        if r["detail"].startswith("Quiz")
    }
    assert figures == {
        "session_registered": "1",
        "session_present": "5",
        "session_headcount": "3",
        "session_peak": "7",
        "session_capacity": "40",
        "session_admitted": "0",
    }


def test_summary_in_french_words(event: OpenEvent, tmp_path: Path) -> None:
    add_session(event, "Quiz", capacity=40)
    check_in_person(event, add_person(event, "A", "B", organisation=LYON))
    export(event, tmp_path, profile="excel")
    rows = {(r["chiffre"], r["détail"]): r["valeur"] for r in read(tmp_path, "synthese")}
    assert rows["participants", ""] == "1"
    assert rows["séance\u00a0: jauge", "Quiz (29/06/2021 10:30)"] == "40"
    assert rows["arrivées par quart d’heure", "29/06/2021 08:30"] == "1"
    assert not any("_" in figure for figure, _ in rows)


@pytest.mark.parametrize("text", ["0612345678", "06 12 34 56 78", "+33 6 12", "12E5", "1" * 16])
def test_a_spreadsheet_does_not_shorten_what_only_looks_like_a_number(
    event: OpenEvent, tmp_path: Path, text: str
) -> None:
    add_person(event, "A", "B", external_id=text)
    export(event, tmp_path, profile="excel")
    assert read(tmp_path, "participants")[0]["référence"] == f"'{text}"
    export(event, tmp_path, profile="exchange")
    assert read(tmp_path, "participants")[0]["external_id"] == text


def test_contacts_leave_only_when_ticked(event: OpenEvent, tmp_path: Path) -> None:
    add_person(event, "A", "B", email="a@example.org")
    export(event, tmp_path, profile="excel")
    assert "courriel" not in read(tmp_path, "participants")[0]
    export(event, tmp_path, profile="excel", contacts=True)
    assert read(tmp_path, "absents")[0]["courriel"] == "a@example.org"
    export(event, tmp_path, profile="exchange")
    assert list(read(tmp_path, "participants")[0]) == list(PERSON_COLUMNS)


def test_excel_has_a_french_word_for_everything_that_can_stand_there() -> None:
    words = catalogue("fr")
    for group, keys in (
        ("kind", Kind),
        ("source", Source),
        ("verdict", Verdict),
        ("reason", [reason for reason in Reason if reason]),
    ):
        for key in keys:
            assert f"day_files.{group}_{key.value}" in words, (group, key)


def test_chosen_columns(event: OpenEvent, tmp_path: Path) -> None:
    add_person(event, "A", "B")
    export(event, tmp_path, columns=["family_name", "given_name", "email"], profile="exchange")
    assert read(tmp_path, "participants") == [{"given_name": "A", "family_name": "B", "email": ""}]
    with pytest.raises(UserError, match="unknown_column"):
        export(event, tmp_path / "none", columns=["shoe_size"])
    assert not (tmp_path / "none").exists()


def test_an_export_sees_one_moment_and_holds_nobody_up(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    with snapshot(event.file) as db:
        check_in_person(event, person_id)
        assert db.execute("SELECT present FROM people").fetchone() == (0,)
    assert report(event).participants == 1


def test_a_refusal_is_told_in_words_of_the_profile(event: OpenEvent, tmp_path: Path) -> None:
    room = add_session(event, admission=Admission.REQUIRED)
    check_in_person(event, add_person(event, "A", "B"), checkpoint=room.id)
    export(event, tmp_path, profile="excel")
    (row,) = read(tmp_path, "passages")
    assert (row["sens"], row["verdict"], row["raison"]) == (
        "refus",
        "refusé",
        "non inscrit à la séance",
    )


def test_writing_tells_its_lines_and_stops_without_a_trace(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_files, "_TOLD", 2)
    for number in range(6):
        add_person(event, f"G{number}", f"F{number}")
    told: list[int] = []
    export(event, tmp_path / "out", progress=told.append)
    assert told == sorted(told)
    assert told[-1] >= 12
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    add_person(event, "Late", "Late")
    with pytest.raises(UserError) as fault:
        export(event, tmp_path / "out", progress=told.append, stop=lambda: len(told) > 8)
    assert fault.value.code == "day_files.stopped"
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("after", [0, 7])
def test_the_day_s_end_stops_without_a_trace(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(day_files, "_TOLD", 2)
    for number in range(6):
        add_person(event, f"G{number}", f"F{number}")
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > after

    with pytest.raises(UserError) as fault:
        finish_day(event, tmp_path / "out", stop=stop)
    assert fault.value.code == "day_files.stopped"
    assert list((tmp_path / "out").iterdir()) == []

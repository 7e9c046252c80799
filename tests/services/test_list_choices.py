"""What a person decides after a preview: mapping, workshops, likely duplicates, conflicts, undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.import_history import imports, undo_import
from raict_desktop.services.integrity import check
from raict_desktop.services.list_results import ImportChoices, ImportResult
from raict_desktop.services.registrations import import_list, inspect
from tests.builders import World, add_session, enrol

HEAD = "Prénom;Nom;Courriel;Organisation;Fonction;Ateliers\n"
ANA = "Ana;Roy;ana@example.org;Ville de Lyon;Maire;\n"
LEO = "Léo;Ba;leo@example.org;Ville de Nice;Agent;Atelier 1\n"


def take(
    event: OpenEvent, tmp_path: Path, text: str, *, preview: bool = False, **choices: object
) -> ImportResult:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    wanted = ImportChoices(**choices)  # type: ignore[arg-type]
    return import_list(event, file, preview=preview, choices=wanted)


def person(event: OpenEvent, given: str) -> people.Person:
    return next(p for p in people.everybody(event) if p.given_name == given)


def test_a_preview_tells_every_field_and_writes_nothing(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, HEAD + ANA)
    before = event.entry_count()
    result = take(event, tmp_path, HEAD + ANA.replace("Maire", "Adjointe") + LEO, preview=True)
    assert event.entry_count() == before
    (changed,) = result.differences.changed
    (field,) = changed.fields
    assert (changed.row, field.field, field.before, field.after) == (
        2,
        "function",
        "Maire",
        "Adjointe",
    )
    assert [new.name for new in result.differences.new] == ["Léo Ba"]


def test_a_field_that_desk_and_list_changed_is_told_and_kept(
    event: OpenEvent, tmp_path: Path
) -> None:
    take(event, tmp_path, HEAD + ANA)
    people.correct(event, person(event, "Ana").id, {"function": "Députée"})
    same = take(event, tmp_path, HEAD + ANA)
    assert (same.changed, same.conflicts) == (0, 0)
    newer = HEAD + ANA.replace("Maire", "Adjointe")
    result = take(event, tmp_path, newer)
    (conflict,) = result.differences.conflicts
    assert (conflict.desk, conflict.listed) == ("Députée", "Adjointe")
    assert person(event, "Ana").function == "Députée"
    wins = frozenset([(person(event, "Ana").id, "function")])
    take(event, tmp_path, newer, from_list=wins)
    assert person(event, "Ana").function == "Adjointe"


def test_what_was_typed_for_a_walk_in_stays(event: OpenEvent, tmp_path: Path) -> None:
    people.add_walk_in(
        event,
        given_name="Ana",
        family_name="Roy",
        organisation="Ville de Lyon",
        email="ana@example.org",
        function="Députée",
    )
    result = take(event, tmp_path, HEAD + ANA.replace(";Maire;", ";Maire;Atelier 1"))
    assert (result.new, result.conflicts, len(people.everybody(event))) == (0, 1, 1)
    (conflict,) = result.differences.conflicts
    assert (conflict.desk, conflict.listed) == ("Députée", "Maire")
    ana = person(event, "Ana")
    assert (ana.function, ana.walk_in, ana.present) == ("Députée", True, True)


def test_a_field_that_only_the_desk_filled_is_told_when_a_list_brings_it(
    event: OpenEvent, tmp_path: Path
) -> None:
    take(event, tmp_path, HEAD + ANA)
    people.correct(event, person(event, "Ana").id, {"phone": "0601020304"})
    newer = HEAD.replace("Fonction", "Téléphone") + ANA.replace("Maire", "0699")
    result = take(event, tmp_path, newer)
    assert [(c.field, c.desk, c.listed) for c in result.differences.conflicts] == [
        ("phone", "0601020304", "0699")
    ]
    assert person(event, "Ana").phone == "0601020304"


def test_a_changed_choice_of_workshops_tells_what_is_left_and_joined(
    event: OpenEvent, tmp_path: Path
) -> None:
    for title in ("Atelier 1", "Atelier 2", "Atelier 3"):
        add_session(event, title)
    take(event, tmp_path, HEAD + LEO.replace("Atelier 1", "Atelier 1;").replace(";\n", "\n"))
    newer = HEAD + LEO.replace("Atelier 1", '"Atelier 2 | Atelier 3"')
    result = take(event, tmp_path, newer, preview=True)
    (change,) = result.differences.changed
    (field,) = change.fields
    assert (field.field, field.before, field.after) == (
        "workshops",
        "Atelier 1",
        "Atelier 2, Atelier 3",
    )


def test_a_likely_duplicate_waits_for_a_decision(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, HEAD + ANA)
    known = person(event, "Ana")
    other = HEAD + "Ana;Roy;ana.roy@example.org;Mairie de Lyon;;\n"
    result = take(event, tmp_path, other, preview=True)
    (twin,) = result.differences.twins
    assert (result.new, twin.row, twin.person_id) == (1, 2, known.id)
    assert take(event, tmp_path, other, preview=True, rows={2: "leave"}).left_out == 1
    merged = take(event, tmp_path, other, rows={2: known.id})
    assert (merged.new, merged.changed) == (0, 1)
    assert person(event, "Ana").email == "ana.roy@example.org"


def test_a_shared_address_never_merges_a_delegation(event: OpenEvent, tmp_path: Path) -> None:
    rows = "".join(
        f"{given};Ba;secretariat@example.org;Ville de Dakar;;\n"
        for given in ("Ama", "Oumar", "Awa")
    )
    take(event, tmp_path, HEAD + rows)
    again = take(event, tmp_path, HEAD + rows)
    assert (len(people.everybody(event)), again.unchanged) == (3, 3)


def test_people_who_are_no_longer_listed(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, HEAD + ANA + LEO + "Zoé;Ly;zoe@example.org;X;;\n")
    check_in_person(event, person(event, "Zoé").id)
    people.add_walk_in(event, given_name="Bob", family_name="Su", organisation="Y")
    kept = take(event, tmp_path, HEAD + ANA)
    assert (kept.missing, kept.cancelled) == (2, 0)
    done = take(event, tmp_path, HEAD + ANA, cancel_missing=True)
    assert (done.missing, done.cancelled) == (2, 1)
    states = {p.given_name: p.status for p in people.everybody(event)}
    assert states == {
        "Ana": "registered",
        "Léo": "cancelled",
        "Zoé": "registered",
        "Bob": "registered",
    }


def test_people_a_list_brings_are_on_it(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, HEAD + ANA + LEO)
    text = HEAD + ANA + "Zoé;Ly;zoe@example.org;X;;\n"
    seen = take(event, tmp_path, text, preview=True, cancel_missing=True)
    done = take(event, tmp_path, text, cancel_missing=True)
    assert (seen.missing, seen.cancelled) == (done.missing, done.cancelled) == (1, 1)
    states = {p.given_name: p.status for p in people.everybody(event)}
    assert states == {"Ana": "registered", "Léo": "cancelled", "Zoé": "registered"}


def test_a_mapping_is_kept_for_lists_of_the_same_shape(event: OpenEvent, tmp_path: Path) -> None:
    text = "Prénom;Nom;Mystère\nAna;Roy;Ville de Lyon\n"
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    assert [c.field for c in inspect(event, file).columns] == ["given_name", "family_name", ""]
    columns = (("given_name", ""), ("family_name", ""), ("organisation", ""))
    take(event, tmp_path, text, columns=columns)
    assert person(event, "Ana").organisation == "Ville de Lyon"
    other = tmp_path / "other.csv"
    other.write_text(text.replace("Ana", "Léo"), encoding="utf-8")
    assert inspect(event, other).columns[2].field == "organisation"
    import_list(event, other)
    assert person(event, "Léo").organisation == "Ville de Lyon"


def test_workshops_that_the_programme_lacks(event: OpenEvent, tmp_path: Path) -> None:
    room = add_session(event, "Quelle mobilisation de la jeunesse sur les enjeux climat ?")
    text = HEAD + "".join(
        f"P{n};N{n};p{n}@example.org;X;;{title}\n"
        for n, title in enumerate(
            (
                "Quelle mobilisation de la jeunesse sur les enjeux climat",
                "Atelier 7 : Quelle mobilisation de la jeunese sur les enjeux climat?",
                "Quelle mobilisation de la jeun",
                "Mobilisation jeunesse et climat",
                "Cuisine",
            )
        )
    )
    result = take(event, tmp_path, text, preview=True)
    unknown = {w.title: w for w in result.differences.workshops}
    assert set(unknown) == {"Mobilisation jeunesse et climat", "Cuisine"}
    answers = {"Mobilisation jeunesse et climat": room.id, "Cuisine": "new"}
    done = take(event, tmp_path, text, workshops=answers)
    assert done.unknown_workshops == ()
    titles = {s.id: s.title for s in programme.sessions(event)}
    enrolled = [titles[p.enrolled[0]] for p in people.everybody(event)]
    assert enrolled == [room.title] * 4 + ["Cuisine"]
    again = take(event, tmp_path, text, workshops=answers)
    assert (again.changed, len(programme.sessions(event))) == (0, 2)


def test_an_undone_import_leaves_what_the_desk_did(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    room = add_session(event)
    take(event, tmp_path, HEAD + ANA)
    newer = ANA.replace("Maire", "Adjointe").replace("Roy;", "Roy-Petit;")
    newer = newer.replace("Roy-Petit;ana@example.org", "Roy;ana@example.org")
    world.clock.forward(minutes=5)
    second = take(event, tmp_path, HEAD + newer + LEO + "Zoé;Ly;zoe@example.org;Ville de Metz;;\n")
    check_in_person(event, person(event, "Léo").id)
    people.correct(event, person(event, "Ana").id, {"phone": "01"})
    done = undo_import(event, second.batch)
    assert (done.removed, done.kept, done.restored) == (1, 1, 1)
    assert {p.given_name for p in people.everybody(event)} == {"Ana", "Léo"}
    ana = person(event, "Ana")
    assert (ana.function, ana.phone) == ("Maire", "01")
    assert person(event, "Léo").present
    assert programme.state(event, room.id).registered == 0
    assert "Ville de Metz" not in people.organisation_names(event)
    assert [record.undone for record in imports(event)] == [True, False]
    with pytest.raises(UserError, match="no_such_import"):
        undo_import(event, second.batch)
    assert check(event).problems == ()
    again = take(event, tmp_path, HEAD + newer + LEO + "Zoé;Ly;zoe@example.org;Ville de Metz;;\n")
    assert (again.new, again.changed) == (1, 2)


def test_undo_gives_enrolments_back(event: OpenEvent, tmp_path: Path) -> None:
    room = add_session(event)
    take(event, tmp_path, HEAD + ANA)
    enrol(event, person(event, "Ana").id, room)
    second = take(event, tmp_path, HEAD + ANA)
    assert person(event, "Ana").enrolled == ()
    undo_import(event, second.batch)
    assert person(event, "Ana").enrolled == (room.id,)


def test_an_organisation_settled_by_hand_stays(event: OpenEvent, tmp_path: Path) -> None:
    text = "Prénom;Nom;Organisation;Type d’organisation\nAna;Roy;Lyon;association\n"
    take(event, tmp_path, text)
    people.correct(event, person(event, "Ana").id, {"organisation_kind": "commune"})
    take(event, tmp_path, text)
    assert person(event, "Ana").organisation_kind == "commune"


def test_a_typing_error_is_noticed(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, HEAD + "Hélène;Zimmermann;h@example.org;X;;\n")
    result = take(event, tmp_path, HEAD + "Helene;Zimmerman;;Y;;\n", preview=True)
    assert [twin.known for twin in result.differences.twins] == ["Hélène ZIMMERMANN · X"]


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("Manger, bouger", ["Manger, bouger"]),
        ("Cuisine, danse", ["Cuisine", "danse"]),
        ("L’eau, l’air, la terre, danse", ["L’eau, l’air, la terre", "danse"]),
        ("Danse, Cuisine", ["Cuisine", "danse"]),
    ],
)
def test_commas_are_settled_by_the_programme(
    event: OpenEvent, tmp_path: Path, cell: str, titles: list[str]
) -> None:
    for title in ("Manger, bouger", "Cuisine", "danse", "L’eau, l’air, la terre"):
        add_session(event, title)
    result = take(event, tmp_path, HEAD + f"Ana;Roy;ana@example.org;;;{cell}\n")
    assert result.unknown_workshops == ()
    by_id = {s.id: s.title for s in programme.sessions(event)}
    assert sorted(by_id[one] for one in person(event, "Ana").enrolled) == titles


def test_a_title_with_a_comma_stays_whole_before_there_is_a_programme(
    event: OpenEvent, tmp_path: Path
) -> None:
    text = HEAD + "Ana;Roy;ana@example.org;;;Manger, bouger\n"
    assert take(event, tmp_path, text, preview=True).unknown_workshops == ("Manger, bouger",)

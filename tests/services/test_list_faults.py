"""Lists that once harmed the event: each fault found is a test here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from raict_desktop.cli import cli
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.services import people, programme, programme_import
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.day_end import export
from raict_desktop.services.list_results import ImportResult
from raict_desktop.services.registrations import import_list
from tests.builders import add_person, add_session, enrol

HEAD = "Prénom;Nom;Organisation;Pays;Courriel;Statut;Catégorie\n"


def take(event: OpenEvent, tmp_path: Path, text: str) -> ImportResult:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return import_list(event, file)


def take_programme(event: OpenEvent, tmp_path: Path, text: str) -> programme.ProgrammeResult:
    file = tmp_path / "programme.csv"
    file.write_text("title;start;end\n" + text, encoding="utf-8")
    return programme_import.import_programme(event, file)


def codes_of(result: ImportResult | programme.ProgrammeResult) -> list[tuple[int, str]]:
    return [(p.row, p.code.removeprefix("exchange.")) for p in result.problems]


def test_sessions_of_one_title_on_two_days_stay_two(event: OpenEvent, tmp_path: Path) -> None:
    first = "Quiz;2021-06-29T09:00;2021-06-29T10:00\n"
    second = "Quiz;2021-06-30T09:00;2021-06-30T10:00\n"
    take_programme(event, tmp_path, first)
    assert take_programme(event, tmp_path, second).new == 1
    assert len(programme.sessions(event)) == 2
    moved = take_programme(event, tmp_path, "Quiz;2021-06-29T11:00;2021-06-29T12:00\n")
    assert (moved.new, moved.changed) == (0, 1)
    starts = [event.local(s.start).isoformat()[:16] for s in programme.sessions(event)]
    assert starts == ["2021-06-29T11:00", "2021-06-30T09:00"]
    both = take_programme(event, tmp_path, first + "Quiz;2021-06-29T14:00;2021-06-29T15:00\n")
    assert (both.new, both.changed) == (2, 0)


def test_a_session_twice_in_one_file(event: OpenEvent, tmp_path: Path) -> None:
    row = "Quiz;2021-06-29T09:00;2021-06-29T10:00\n"
    result = take_programme(event, tmp_path, row + row)
    assert (result.new, codes_of(result)) == (1, [(3, "doubled_session")])


@pytest.mark.parametrize(
    ("time", "code"),
    [("2021-03-28T02:30", "skipped_time"), ("2021-10-31T02:30", "twice_time")],
)
def test_times_that_the_clocks_make_doubtful(
    event: OpenEvent, tmp_path: Path, time: str, code: str
) -> None:
    end = time.replace("02:30", "04:00")
    result = take_programme(event, tmp_path, f"Nuit;{time};{end}\n")
    assert (result.new, codes_of(result)) == (0, [(2, code)])
    told = take_programme(event, tmp_path, f"Nuit;{time}+02:00;{end}\n")
    assert (told.new, told.problems) == (1, ())


def test_enrolments_in_sessions_that_share_a_title(event: OpenEvent, tmp_path: Path) -> None:
    early = add_session(event, "Genre", start=datetime(2021, 6, 29, 7, 30, tzinfo=UTC))
    late = add_session(
        event,
        "Genre",
        start=datetime(2021, 6, 30, 7, 30, tzinfo=UTC),
        end=datetime(2021, 6, 30, 8, 30, tzinfo=UTC),
    )
    head = "Prénom;Nom;Ateliers\n"
    result = take(event, tmp_path, head + "A;B;Genre\nC;D;Genre @ 2021-06-30T09:30\n")
    assert codes_of(result) == [(2, "several_starts")]
    assert "2021-06-29T09:30, 2021-06-30T09:30" in str(result.problems[0].facts["starts"])
    enrolled = {p.given_name: p.enrolled for p in people.everybody(event)}
    assert enrolled == {"A": (), "C": (late.id,)}
    export(event, tmp_path / "out", profile="exchange")
    back = import_list(event, tmp_path / "out" / "participants.csv")
    assert (back.changed, back.problems) == (0, ())
    assert programme.find(event, "Genre @ 2021-06-29").id == early.id
    assert programme.find(event, "genre", datetime(2021, 6, 30, 7, 0, tzinfo=UTC)).id == late.id
    with pytest.raises(UserError) as raised:
        programme.find(event, "genre")
    assert "2021-06-30T09:30" in str(raised.value.facts["starts"])


def test_empty_cells_of_a_newer_list_erase_neither_category_nor_status(
    event: OpenEvent, tmp_path: Path
) -> None:
    take(event, tmp_path, HEAD + "A;B;C;France;a@example.org;Annulé;Élu\n")
    again = take(event, tmp_path, HEAD + "A;B;C;France;a@example.org;;\n")
    (person,) = people.everybody(event)
    assert (again.changed, person.status, person.category) == (0, "cancelled", "elu")


def test_one_code_for_two_people(event: OpenEvent, tmp_path: Path) -> None:
    text = "Prénom;Nom;Numéro de billet\nAna;Roy;T-1\nLéo;Roy;T-1\nAna;Roy;T-1\n"
    result = take(event, tmp_path, text)
    assert codes_of(result) == [(3, "doubled_code"), (4, "doubled_row")]
    codes = {p.given_name: p.code for p in people.everybody(event)}
    assert codes["Ana"] == "T-1"
    assert codes["Léo"] not in ("", "T-1")


def test_a_code_given_to_two_known_people(event: OpenEvent, tmp_path: Path) -> None:
    add_person(event, "Ana", "Roy", email="a@example.org")
    add_person(event, "Léo", "Roy", email="l@example.org")
    text = "Prénom;Nom;Courriel;Numéro de billet\nAna;Roy;a@example.org;T-1\nLéo;Roy;l@example.org;T-1\n"
    take(event, tmp_path, text)
    assert [p.code for p in people.everybody(event)].count("T-1") == 1


def test_own_codes_in_small_letters(event: OpenEvent, tmp_path: Path) -> None:
    code = event.new_code()
    add_person(event, "Ana", "Roy", code=code)
    result = take(event, tmp_path, f"Prénom;Nom;Code\nAnaïs;Roy;{code.lower()}\n")
    assert (result.new, result.changed) == (0, 1)
    assert check_in_code(event, code).verdict is Verdict.WELCOME


def test_codes_that_no_scanner_could_give(event: OpenEvent, tmp_path: Path) -> None:
    result = take(event, tmp_path, f"Prénom;Nom;Numéro de billet\nAna;Roy;{'9' * 513}\n")
    assert codes_of(result) == [(2, "bad_code")]
    assert people.everybody(event)[0].code.startswith(event.tag)


def test_a_list_that_adds_a_reference_column(event: OpenEvent, tmp_path: Path) -> None:
    take(event, tmp_path, "Prénom;Nom;Courriel;Organisation\nA;B;a@example.org;C\nD;E;;C\n")
    text = "Prénom;Nom;Courriel;Organisation;Référence\nA;B;a@example.org;C;r1\nD;E;;C;r2\n"
    result = take(event, tmp_path, text)
    assert (result.new, result.changed) == (0, 2)
    assert sorted(p.external_id for p in people.everybody(event)) == ["r1", "r2"]
    assert take(event, tmp_path, text.replace("r1", "r9")).new == 1


def test_a_row_without_country_stays_with_its_organisation(
    event: OpenEvent, tmp_path: Path
) -> None:
    both = "A;B;Valence;France;a@example.org;;\nC;D;Valence;Espagne;c@example.org;;\n"
    take(event, tmp_path, HEAD + both)
    result = take(event, tmp_path, HEAD + both.replace("Espagne", "").replace("France", ""))
    assert (result.changed, len(people.organisation_names(event))) == (0, 2)
    take(event, tmp_path, HEAD + "E;F;Ville de Thiès;;e@example.org;;\n")
    take(event, tmp_path, HEAD + "E;F;Ville de Thiès;Sénégal;e@example.org;;\n")
    (person,) = [p for p in people.everybody(event) if p.given_name == "E"]
    assert person.country == "SN"
    assert people.organisation_names(event).count("Ville de Thiès") == 1


def test_a_bad_file_among_several(event: OpenEvent, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_bytes(b"%PDF-1.7 no list")
    good.write_text(HEAD + "A;B;C;France;a@example.org;;\n", encoding="utf-8")
    path = str(event.path)
    event.close()
    arguments = ["import", path, str(bad), str(tmp_path / "none.csv"), str(good)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert "good.csv : 1 ligne" in done.output.replace("\u00a0", " ")


def test_enrolled_people_are_exported_by_plain_titles(event: OpenEvent, tmp_path: Path) -> None:
    session = add_session(event, "Seul titre")
    enrol(event, add_person(event, "A", "B"), session)
    export(event, tmp_path, profile="exchange")
    assert "Seul titre," in (tmp_path / "participants.csv").read_text("utf-8")

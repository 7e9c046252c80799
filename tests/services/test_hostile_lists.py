"""Broken and hostile lists get one precise refusal, and the event stays as it was."""

from __future__ import annotations

import random
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.import_history import imports, undo_import
from raict_desktop.services.integrity import check
from raict_desktop.services.registrations import Progress, import_list
from tests.builders import add_session
from tests.exchange import hostile_lists
from tests.exchange.hostile_lists import REFUSED
from tests.exchange.platform_lists import write_xlsx


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused_with_a_reason(event: OpenEvent, tmp_path: Path, name: str) -> None:
    make, code = REFUSED[name]
    before = event.entry_count()
    with pytest.raises(UserError) as raised:
        import_list(event, make(tmp_path / name))
    assert raised.value.code == f"exchange.{code}"
    assert event.entry_count() == before


def test_a_reader_that_stumbles_is_a_damaged_workbook(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """As the bindings to Rust raise it."""

    def stumble(_path: Path) -> None:
        raise PanicException

    path = write_xlsx(tmp_path / "list.xlsx", [["Prénom", "Nom"], ["Anne", "Dupont"]])
    monkeypatch.setattr("python_calamine.load_workbook", stumble)
    with pytest.raises(UserError, match="damaged_spreadsheet"):
        import_list(event, path)


def test_a_part_with_an_impossible_name_is_a_damaged_workbook(
    event: OpenEvent, tmp_path: Path
) -> None:
    """Found by fuzzing: a name said to be UTF-8 that is not."""
    path = tmp_path / "list.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("xl/é.xml", "<a/>")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xfc\xfc"))
    with pytest.raises(UserError, match="damaged_spreadsheet"):
        import_list(event, path)


def test_a_csv_called_xlsx_is_read_by_its_content(event: OpenEvent, tmp_path: Path) -> None:
    assert import_list(event, hostile_lists.renamed_csv(tmp_path / "list.xlsx")).new == 1


def test_an_ods_list_with_the_usual_empty_rest(event: OpenEvent, tmp_path: Path) -> None:
    cell = hostile_lists.ods_cell
    rest = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = "".join(
        f"<table:table-row>{cell(a)}{cell(b)}{rest}</table:table-row>"
        for a, b in (("Prénom", "Nom"), ("Anne", "Dupont"), ("Zoé", "Roy"))
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = hostile_lists.repeated_ods(tmp_path / "list.ods", rows + empty)
    assert import_list(event, path).new == 2


def codes_of(event: OpenEvent, path: Path) -> list[tuple[int, str]]:
    result = import_list(event, path)
    return [(p.row, p.code.removeprefix("exchange.")) for p in result.problems]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"A;B\x00;a@example.org", "odd_characters"),
        (b"A;Andr\xe9;a@example.org", "odd_characters"),
        ("A;B\u202e;a@example.org".encode(), "hidden_characters"),
        (b"A;B\x07;a@example.org", "hidden_characters"),
        (b"A;B;nobody", "bad_email"),
        (b"A;B", "missing_cells"),
        (b"A;" + b"n" * 201 + b";a@example.org", "cut"),
        (b";;a@example.org", "no_name"),
    ],
)
def test_one_bad_row_is_told_and_the_others_come(
    event: OpenEvent, tmp_path: Path, row: bytes, code: str
) -> None:
    path = tmp_path / "list.csv"
    sound = "Zoé;Œuvray;zoe@example.org".encode()
    path.write_bytes("Prénom;Nom;Courriel\n".encode() + sound + b"\n" + row + b"\n")
    assert (3, code) in codes_of(event, path)
    names = {p.family_name for p in people.everybody(event)}
    assert "Œuvray" in names
    assert len(names) == (1 if code == "no_name" else 2)
    assert {"André"} >= {n for n in names if n.startswith("Andr")}
    assert not any(c in n for n in names for c in "\0\x07\u202e")


def test_a_byte_that_windows_does_not_know(event: OpenEvent, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Prénom;Nom\nAndré;Ba\nRenée;Ly".encode("cp1252") + b"\x81\n")
    assert (3, "odd_characters") in codes_of(event, path)
    assert {p.given_name for p in people.everybody(event)} == {"André", "Renée"}


@pytest.mark.parametrize(
    "name", ["<img src=x>", "<h1>", "Null", "'; DROP TABLE people", "💥", "=1+1"]
)
def test_names_that_look_like_something_else(event: OpenEvent, tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f'Prénom;Nom\nA;"{name}"\n', encoding="utf-8")
    import_list(event, path)
    assert people.everybody(event)[0].family_name == name


@pytest.mark.parametrize("writing", [False, True])
def test_a_stopped_import_leaves_the_event_as_it_was(
    event: OpenEvent, tmp_path: Path, writing: bool
) -> None:
    path = tmp_path / "list.csv"
    rows = "\n".join(f"A{n};B{n}" for n in range(1600))
    path.write_text(f"Prénom;Nom\n{rows}\n", encoding="utf-8")
    before = event.entry_count()
    told: list[Progress] = []

    def stop() -> bool:
        return bool(told) and told[-1].writing == writing and told[-1].done >= 1000

    with pytest.raises(UserError, match="import_stopped"):
        import_list(event, path, progress=told.append, stop=stop)
    assert (event.entry_count(), people.everybody(event), imports(event)) == (before, [], [])
    assert check(event).problems == ()


ROWS = [
    ("Zoé", "Œuvray", "zoe@example.org", "Ville de Lyon", "Atelier 1"),
    ("Aminata", "N'Diaye", "aminata@example.org", 'Ville "de"; Dakar, x', ""),
    ("Łukasz", "d’Almeida", "", "", "Atelier 1"),
]
TITLES = ("Prénom", "Nom", "Courriel", "Organisation", "Ateliers")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(range(5)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    delimiter=st.sampled_from([";", ",", "\t", "sep=|"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
)
def test_any_dialect_encoding_and_order_gives_the_same_people(
    event: OpenEvent,
    tmp_path: Path,
    order: list[int],
    encoding: str,
    delimiter: str,
    newline: str,
    quoted: bool,
) -> None:
    import csv
    import io

    if not people.everybody(event) and not event.last_import():
        add_session(event)
    text = io.StringIO(newline="")
    if delimiter.startswith("sep"):
        text.write(delimiter + newline)
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter[-1], lineterminator=newline, quoting=quoting)
    for row in (TITLES, *ROWS):
        writer.writerow([row[i] for i in order])
    path = tmp_path / f"list-{random.Random(repr(order)).random()}.csv"
    content = text.getvalue().replace("Ł", "L") if encoding == "cp1252" else text.getvalue()
    path.write_bytes(content.encode(encoding))
    batch = import_list(event, path).batch
    found = {
        (p.given_name.replace("Ł", "L"), p.family_name, p.email, p.organisation, len(p.enrolled))
        for p in people.everybody(event)
    }
    wanted = {(r[0].replace("Ł", "L"), *r[1:4], int(bool(r[4]))) for r in ROWS}
    undo_import(event, batch)
    assert found == wanted

"""Lists of every make come in; the program's own come back without difference."""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.day_files import Table, write_tables
from raict_desktop.exchange.problems import Problem, ProblemLog
from raict_desktop.exchange.registrations import RegistrationRow, open_list, split_name
from raict_desktop.services.day_tables import PERSON_COLUMNS, title_of

FIELDS = list(PERSON_COLUMNS)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co"]), max_size=12)
NASTY = st.one_of(TEXT, st.sampled_from(["=1+1", "'=1", "''-2", "+33 6", "@x", "\tq", '"', "a;b"]))


class Read(NamedTuple):
    """A list read whole."""

    source: str
    rows: list[RegistrationRow]
    problems: list[Problem]
    row_count: int
    left_out: int


def read_list(path: Path) -> Read:
    found = open_list(path)
    log = ProblemLog()
    rows = list(found.rows(log))
    people = [row for row in rows if row is not None]
    return Read(found.source, people, log.kept, found.row_count, len(rows) - len(people))


def listed(tmp_path: Path, content: str | bytes) -> Read:
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_list(path)


@pytest.mark.parametrize("profile", ["exchange", "excel"])
@given(
    texts=st.lists(NASTY, min_size=13, max_size=13),
    walk_in=st.booleans(),
    status=st.sampled_from(["registered", "cancelled"]),
    workshops=st.sampled_from([(), ("L'ODD 17, Sens; décryptages",), ("A, b", "=C")]),
)
def test_own_files_come_back(
    profile: str, texts: list[str], walk_in: bool, status: str, workshops: tuple[str, ...]
) -> None:
    row = ("c1", *texts, status, walk_in, " | ".join(workshops), True, None)
    titles = tuple(title_of(column, profile) for column in PERSON_COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_tables(Path(folder), profile, [Table("participants", titles, [row])])
        found = read_list(path)
    assert not found.problems
    (person,) = found.rows
    assert [getattr(person, name) for name in FIELDS[:14]] == list(row[:14])
    assert (person.status, person.walk_in, person.workshops) == (status, walk_in, workshops)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "PRÉNOM; nom ;Courriel\r\nZoé;Œuvray;zoe@example.org\r\n".replace(";", delimiter)
    (row,) = listed(tmp_path, text.encode(encoding)).rows
    assert (row.given_name, row.family_name, row.email) == ("Zoé", "Œuvray", "zoe@example.org")
    assert row.row == 2
    assert row.phone is None


def test_sep_line(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, "sep=|\r\nPrénom|Nom\r\nA|B\r\n").rows
    assert (row.given_name, row.family_name, row.row) == ("A", "B", 3)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", None),
        (b"\xef\xbb\xbf", "empty", None),
        (b" \r\n\r\n", "empty", None),
        ("Prénom;Nom\r\n".encode(), "header_only", None),
        (b"Animal;Couleur\r\nchat;noir\r\n", "no_name_column", None),
        (b"PK\x03\x04rest", "damaged_spreadsheet", None),
        (b"%PDF-1.7 rest", "is_pdf", None),
        (b"\x89PNG\r\n\x1a\n rest", "is_picture", None),
        (b"SQLite format 3\0rest", "is_database", None),
        (bytes(range(256)) * 9, "not_text", None),
        (b"\xff\xfe\x00", "not_text", None),
        (b'prenom;nom\nA;B\nC;"D\nE;F\n', "open_quote", 3),
        (b'prenom;nom\nA;B\nC;"D\nE;"F"\n', "open_quote", 3),
        (b"prenom;nom\nA;" + b"x" * 200_001, "huge_cell", 2),
        (b"prenom;nom\nA" + b";" * 300, "too_many_columns", 2),
    ],
)
def test_bad_files_are_told(tmp_path: Path, content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(UserError) as raised:
        listed(tmp_path, content)
    assert raised.value.code == f"exchange.{code}"
    assert raised.value.facts.get("line") == line


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not_found"):
        read_list(tmp_path / "none.csv")
    with pytest.raises(UserError, match="is_folder"):
        read_list(tmp_path)


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(UserError):
        listed(Path(folder), content)


def test_helloasso(tmp_path: Path) -> None:
    text = (
        "Référence commande;Statut de la commande;Nom participant;Prénom participant;Nom payeur;"
        "Prénom payeur;Email payeur;Billet;Numéro de billet;Tarif;Atelier climat;"
        "Montant Atelier climat\n"
        "1;Validé;Diop;Awa;Roy;Luc;luc@example.org;x;77;Élu;Oui;0,00\n"
        "2;En attente;B;A;B;A;b@example.org;x;78;Élu;;\n"
        "3;Remboursé;D;C;B;A;b@example.org;x;79;Élu;Non;\n"
    )
    found = listed(tmp_path, text)
    assert (found.source, found.row_count, found.left_out) == ("helloasso", 3, 1)
    first, last = found.rows
    assert (first.given_name, first.family_name, first.code) == ("Awa", "Diop", "77")
    assert (first.category, first.status) == ("elu", "registered")
    assert first.workshops == ("Atelier climat",)
    assert (last.status, last.workshops) == ("cancelled", ())
    assert [p.code for p in found.problems] == ["exchange.left_out"]


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (
            "Order ID,Attendee first name,Attendee last name,Attendee email,Buyer first name",
            "eventbrite",
        ),
        (
            "N° de commande,Prénom du participant,Nom de famille du participant,"
            "Courriel du participant,Prénom de l'acheteur",
            "eventbrite",
        ),
    ],
)
def test_participant_beats_buyer(tmp_path: Path, header: str, source: str) -> None:
    found = listed(tmp_path, header + "\n9,Ana,Silva,ana@example.org,Paul\n")
    (row,) = found.rows
    assert found.source == source
    assert (row.given_name, row.family_name, row.email) == ("Ana", "Silva", "ana@example.org")


def test_pretix_options_and_whole_name(tmp_path: Path) -> None:
    text = (
        "Order code,Attendee name,Secret,Vos ateliers – Jumeau climatique,Vos ateliers – Genre\n"
        "A,Anne DE LA TOUR,s3,Yes,No\n"
    )
    (row,) = listed(tmp_path, text).rows
    assert (row.given_name, row.family_name, row.code) == ("Anne", "DE LA TOUR", "s3")
    assert row.workshops == ("Jumeau climatique",)


def test_framaforms_three_title_rows(tmp_path: Path) -> None:
    text = (
        "Numéro de série\tSID\t\t\t\t\n\t\tPrénom\tNom\tAteliers\t\n\t\t\t\tClimat\tJeunesse\n"
        "1\t2\tZoé\tRoy\t\tX\n"
    )
    (row,) = listed(tmp_path, text.encode("utf-16")).rows
    assert (row.given_name, row.family_name, row.workshops) == ("Zoé", "Roy", ("Jeunesse",))


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("A, b | C", ("A, b", "C")),
        ("A, b; C", ("A, b", "C")),
        ("A, B", ("A", "B")),
        ("A, b", ("A, b",)),
        ("a, b", ("a", "b")),
        ("", ()),
    ],
)
def test_workshops_in_one_cell(tmp_path: Path, cell: str, titles: tuple[str, ...]) -> None:
    (row,) = listed(tmp_path, f"Prénom\tNom\tAteliers\nA\tB\t{cell}\n").rows
    assert row.workshops == titles


def test_rows_with_problems(tmp_path: Path) -> None:
    text = "prenom;nom;statut;note\nA;B;bizarre;\n;;valide;x\nC;D;valide;" + "n" * 1001 + ";z\n"
    found = listed(tmp_path, text)
    codes = [(p.row, p.code.removeprefix("exchange.")) for p in found.problems]
    assert codes == [(2, "unknown_status"), (3, "no_name"), (4, "surplus_cells"), (4, "cut")]
    assert [row.row for row in found.rows] == [2, 4]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("DUPONT, Anne", ("Anne", "DUPONT")),
        ("DUPONT Anne", ("Anne", "DUPONT")),
        ("Anne Dupont", ("Anne", "Dupont")),
        ("ANNE DUPONT", ("ANNE", "DUPONT")),
        ("", ("", "")),
    ],
)
def test_split_name(whole: str, parts: tuple[str, str]) -> None:
    assert split_name(whole) == parts


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("word/document.xml", "<a/>"),
        ("ppt/presentation.xml", "<a/>"),
        ("mimetype", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_a_text_is_told_apart_from_a_workbook(tmp_path: Path, part: str, text: str) -> None:
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, text)
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(UserError) as raised:
        open_list(file)
    assert raised.value.code == "exchange.is_document"

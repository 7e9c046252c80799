"""The country file is complete, and what lists contain is understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop import paths
from raict_desktop.matching.countries import Countries

FILE = Path(__file__).parents[2] / "resources" / "countries.csv"
COUNTRIES = Countries.load(FILE)


def test_all_of_iso_and_kosovo() -> None:
    assert len(COUNTRIES.codes) == 250
    assert "XK" in COUNTRIES.codes
    assert not {"EU", "UN", "ZZ"} & set(COUNTRIES.codes)


@pytest.mark.parametrize("code", COUNTRIES.codes)
def test_every_country_is_found_by_its_own_names(code: str) -> None:
    for text in (code, code.lower(), COUNTRIES.name(code, "fr"), COUNTRIES.name(code, "en")):
        assert COUNTRIES.code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RDC", "CD"),
        ("République démocratique du Congo", "CD"),
        ("Congo Brazzaville", "CG"),
        ("Cote d'ivoire", "CI"),
        ("CÔTE D’IVOIRE", "CI"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("FRA", "FR"),
        ("deu", "DE"),
        ("Palestine", "PS"),
        ("Viêt Nam", "VN"),
        ("Vietnam", "VN"),
        ("Burkina", "BF"),
        ("Macedonia", "MK"),
        ("le Sénégal", "SN"),
        ("République du Mali", "ML"),
        ("Republic of Korea", "KR"),
        ("St Lucia", "LC"),
        ("Trinidad & Tobago", "TT"),
        ("DE", "DE"),
        ("LA", "LA"),
        ("Atlantis", ""),
        ("", ""),
        ("de la", ""),
    ],
)
def test_spellings_of_lists(text: str, code: str) -> None:
    assert COUNTRIES.code(text) == code


def test_names() -> None:
    assert COUNTRIES.name("ci", "fr") == "Côte d’Ivoire"
    assert COUNTRIES.name("DE", "en") == "Germany"
    assert COUNTRIES.name("QQ", "fr") == "QQ"
    assert COUNTRIES.name("", "en") == ""


def test_a_file_saved_by_a_french_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "countries.csv"
    path.write_bytes(
        "\ufeffcode;alpha3;fr;en;aliases\r\nBJ;BEN;Bénin;Benin;Dahomey|Danxomè\r\n".encode()
    )
    countries = Countries.load(path)
    assert countries.code("danxome") == "BJ"
    assert countries.name("BJ", "fr") == "Bénin"


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert COUNTRIES.code(text) in ("", *COUNTRIES.codes)


def test_an_organisers_own_names_and_aliases_win(tmp_path: Path) -> None:
    shipped = Countries.load(paths.resources() / "countries.csv")
    own = tmp_path / "countries.csv"
    own.write_text("code;fr;aliases\nCZ;Tchéquie;Bohême|Pays de Brno\nXY;;\nnonsense;;\n", "utf-8")
    known = shipped.with_own(own)
    assert (known.code("bohême"), known.code("PAYS DE BRNO"), known.code("France")) == (
        "CZ",
        "CZ",
        "FR",
    )
    assert known.name("CZ", "fr") == "Tchéquie"
    assert known.name("CZ", "en") == shipped.name("CZ", "en")
    own.write_bytes(b"\xff\xfe\x00 broken")
    assert shipped.with_own(own).code("Bohême") == ""
    assert shipped.with_own(tmp_path / "none.csv") is shipped

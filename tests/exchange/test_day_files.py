"""Files of the day: formats, harmless cells, whole files only, private."""

from __future__ import annotations

import csv
import errno
import os
import tempfile
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.day_files import Table, write_tables
from raict_desktop.exchange.spelling import alive, inert

ROW = (1.5, True, None, date(2021, 6, 29), datetime(2021, 6, 29, 8, 5, 9, tzinfo=UTC), "é;", 3)
ROOT = Path(__file__).parents[2]


def test_both_profiles(tmp_path: Path) -> None:
    table = Table("t", ("a", "b", "c", "d", "e", "f", "g"), [ROW])
    (path,) = write_tables(tmp_path, "excel", [table])
    assert path.read_bytes().decode() == (
        '\ufeffa;b;c;d;e;f;g\r\n1,5;oui;;29/06/2021;29/06/2021 08:05:09;"é;";3\r\n'
    )
    (path,) = write_tables(tmp_path, "exchange", [table])
    assert path.read_bytes().decode() == (
        "a,b,c,d,e,f,g\n1.5,yes,,2021-06-29,2021-06-29T08:05:09+00:00,é;,3\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


@example(" \r")
@settings(deadline=None)
@given(st.text(max_size=10) | st.from_regex(r"\A['\s]*[=+\-@＝＋－＠\t\r].*\Z"))
def test_no_cell_calculates_and_all_come_back(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_tables(Path(folder), "excel", [Table("t", ("a", "b"), [(text, "x")])])
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cell = list(csv.reader(stream, delimiter=";"))[1][0]
    assert not cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r"))
    if "\0" not in text:
        assert alive(cell) == text


def test_apostrophes_are_kept() -> None:
    assert [inert(text) for text in ("'t", "'=1", "=1", " -1")] == ["'t", "''=1", "'=1", "' -1"]
    assert alive("'t Hart") == "'t Hart"


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "cannot_write")]
)
def test_a_failed_writing_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    (tmp_path / "t.csv").write_text("former")

    def broken(handle: int) -> None:
        raise OSError(number, "broken")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(UserError) as raised:
        write_tables(tmp_path, "exchange", [Table("t", ("a",), [("x",)])])
    assert raised.value.code == f"exchange.{code}"
    assert raised.value.facts == {"path": str(tmp_path / "t.csv")}
    assert [p.read_text() for p in tmp_path.iterdir()] == ["former"]


def test_missing_folder_and_profile(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot_write"):
        write_tables(tmp_path / "none", "excel", [Table("t", ("a",), [])])
    with pytest.raises(UserError, match="unknown_profile"):
        write_tables(tmp_path, "odt", [])


def test_sentences_in_both_languages() -> None:
    texts = [
        tomllib.loads(
            (ROOT / "resources/translations" / language / "errors_exchange.toml").read_text("utf-8")
        )
        for language in ("fr", "en")
    ]
    assert texts[0].keys() == texts[1].keys()
    assert {"doubled_row", "unknown_country", "unknown_kind"} <= texts[0].keys()

"""Programmes as typed become sessions; a wrong row is told and the others stay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Admission, SessionKind, WhenFull
from raict_desktop.exchange.programme import ProgrammeList, read_programme

HEAD = "title;kind;room;start;end;capacity;policy;exits;full\n"


def read(tmp_path: Path, text: str) -> ProgrammeList:
    path = tmp_path / "programme.csv"
    path.write_text(text, encoding="utf-8")
    return read_programme(path, "Europe/Paris")


def test_english(tmp_path: Path) -> None:
    row = "Quiz;micro-workshop;A;2021-06-29T09:30;2021-06-29T09:50+02:00;40;required;yes;refuse\n"
    found = read(tmp_path, HEAD + row)
    (session,) = found.sessions
    assert not found.problems
    assert session.id == ""
    assert session.start == datetime(2021, 6, 29, 7, 30, tzinfo=UTC)
    assert session.end == datetime(2021, 6, 29, 7, 50, tzinfo=UTC)
    assert (session.kind, session.capacity) == (SessionKind.MICRO_WORKSHOP, 40)
    assert (session.admission, session.when_full) == (Admission.REQUIRED, WhenFull.REFUSE)
    assert session.exits is True


def test_french_with_a_day_column(tmp_path: Path) -> None:
    text = "Titre;Nature;Salle;Jour;Début;Fin;Jauge;Accès;Sorties\n"
    found = read(tmp_path, text + "Ouverture;Plénière;Forum;29/06/2021;9h;10h30;;ouvert;non\n")
    (session,) = found.sessions
    assert not found.problems
    assert session.end == datetime(2021, 6, 29, 8, 30, tzinfo=UTC)
    assert (session.kind, session.capacity) == (SessionKind.PLENARY, None)


def test_wrong_rows(tmp_path: Path) -> None:
    times = "29/06/2021 09:00;29/06/2021 10:00"
    rows = [
        f";workshop;;{times};;;;",
        "B;workshop;;soon;29/06/2021 10:00;;;;",
        "C;workshop;;29/06/2021 10:00;29/06/2021 09:00;;;;",
        f"D;fête;;{times};0;parfois;bof;",
        "E;workshop;;31/02/2021 10:00;31/02/2021 25:00;;;;",
    ]
    found = read(tmp_path, HEAD + "\n".join(rows))
    assert [session.title for session in found.sessions] == ["D"]
    codes = [problem.code.removeprefix("exchange.") for problem in found.problems]
    assert sorted(codes) == sorted(
        [
            "no_title",
            "bad_time",
            "end_before_start",
            "unknown_word",
            "bad_capacity",
            "unknown_word",
            "not_yes_or_no",
            "bad_time",
            "bad_time",
        ]
    )


def test_whole_files_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="missing_column"):
        read(tmp_path, "title;start\nA;B\n")
    with pytest.raises(UserError, match="header_only"):
        read(tmp_path, HEAD)
    with pytest.raises(UserError, match="unknown_timezone"):
        read_programme(tmp_path / "programme.csv", "Mars/Base")

"""The commands about rooms, as a script uses them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from raict_desktop.cli import cli
from raict_desktop.services import people
from raict_desktop.services.application import Application

PROGRAMME = """title,kind,room,start,end,capacity,policy,exits
Climat,workshop,A,2021-06-29T09:00,2021-06-29T10:00,10,open,yes
Eau,workshop,B,2021-06-29T09:00,2021-06-29T10:00,10,open,no
Remise,ceremony,C,2021-06-29T17:00,2021-06-29T18:00,,open,no
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "day.raict"
    with Application() as application:
        event = application.new_event(file, title="Rencontres", first_day=date(2021, 6, 29))
        for name in ("Un", "Deux"):
            people.add_walk_in(
                event, given_name="G", family_name=name, organisation="Lyon", check_in=False
            )
    (tmp_path / "programme.csv").write_text(PROGRAMME, "utf-8")
    assert run("programme", str(file), str(tmp_path / "programme.csv")).exit_code == 0
    return str(file)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def rows(*words: str) -> list[dict[str, object]]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def codes(path: str) -> list[str]:
    return [str(row["code"]) for row in rows("people", path)]


def test_counts_moves_and_their_undo(path: str) -> None:
    for minute, code in enumerate(codes(path)):
        time = f"2021-06-29T09:0{minute}"
        run("scan", path, f"code:{code}", "--at", "Climat", "--time", time)
    at = ("--time", "2021-06-29T09:30")
    assert [row["inside"] for row in rows("rooms", path, *at)] == [2, 0, 0]
    moved = rows("move", path, "--from", "Climat", "--to", "Eau", "--since", "2021-06-29T09:01")
    assert moved[0]["moved"] == 1
    assert [row["inside"] for row in rows("rooms", path, *at)] == [1, 1, 0]
    back = rows("move", path, "--from", "Climat", "--to", "Eau", "--undo")
    assert (back[0]["moved"], back[0]["undone"]) == (1, True)
    (room,) = rows("rooms", path, "--at", "Climat", "--time", "2021-06-29T10:00")
    assert (room["inside"], room["attendance"], room["left"]) == (0, 2, {"presumed": 2})


def test_headcounts(path: str) -> None:
    assert rows("headcount", path, "+3", "--at", "Climat")[0]["inside"] == 3
    assert rows("headcount", path, "=7", "--at", "Climat")[0]["inside"] == 7
    assert rows("headcount", path, "-2", "--at", "Climat")[0]["inside"] == 5


def test_papers(path: str, tmp_path: Path) -> None:
    code = codes(path)[0]
    run("scan", path, f"code:{code}", "--at", "Climat", "--time", "2021-06-29T09:00")
    sheet, proof = str(tmp_path / "sheet.pdf"), str(tmp_path / "proof.pdf")
    assert run("attendance", path, "-o", sheet, "--at", "Climat", "--after").exit_code == 0
    assert run("attendance", path, "-o", sheet, "--half", "afternoon").exit_code == 0
    assert run("certificates", path, "-o", proof, "--signatory", "Zoé").exit_code == 0
    assert Path(proof).read_bytes().startswith(b"%PDF")
    row = rows("honour", path, code, "--at", "Remise", "--as", "laureate", "--rank", "3")[0]
    assert (row["rank"], row["role"], row["code"]) == (3, "laureate", code)
    listed = str(tmp_path / "honoured.pdf")
    assert run("honour", path, "--at", "Remise", "-o", listed).exit_code == 0
    assert rows("honour", path, code, "--at", "Remise", "--remove") == []


@pytest.mark.parametrize(
    "words",
    [
        ("headcount", "many", "--at", "Climat"),
        ("attendance", "-o", "x.pdf"),
        ("move", "--from", "Climat", "--to", "Climat"),
        ("move", "--from", "Climat", "--to", "Eau"),
        ("rooms", "--at", "Nulle part"),
        ("rooms", "--time", "demain"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(path: str, words: tuple[str, ...]) -> None:
    with Application() as application:
        before = application.open_event(Path(path)).entry_count()
    result = run(words[0], path, *words[1:])
    assert result.exception is not None
    with Application() as application:
        assert application.open_event(Path(path)).entry_count() == before


def test_enrolments_and_who_waits(path: str, tmp_path: Path) -> None:
    (tmp_path / "quota.csv").write_text(
        "title,start,end,quota\nClimat,2021-06-29T09:00,2021-06-29T10:00,1\n", "utf-8"
    )
    assert run("programme", path, str(tmp_path / "quota.csv")).exit_code == 0
    one, two = codes(path)
    at = ("--at", "Climat")
    (done,) = rows("enrol", path, one, two, *at)
    assert (done["changed"], done["waiting"]) == (2, [two])
    listed = rows("enrol", path, *at)
    assert [(row["code"], row["waiting"]) for row in listed] == [(one, 0), (two, 1)]
    assert rows("enrol", path, two, *at, "--do", "up") == [{"waiting": 1}]
    (done,) = rows("enrol", path, two, *at, "--do", "give-place")
    assert (done["promoted"], done["quota"]) == ([two], 2)
    (done,) = rows("enrol", path, one, *at, "--do", "remove")
    assert (done["changed"], done["promoted"]) == (1, [])
    refused = run("enrol", path, one, "--do", "first", *at)
    assert "not_waiting" in str(refused.exception)
    written = run("enrol", path, *at, "-o", str(tmp_path / "list.pdf"))
    assert (written.exit_code, (tmp_path / "list.pdf").exists()) == (0, True)

"""The commands that end a day, as a script uses them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from raict_desktop.cli import cli
from raict_desktop.services import people
from raict_desktop.services.application import Application


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "event" / "day.raict"
    file.parent.mkdir()
    with Application() as application:
        event = application.new_event(file, title="Rencontres", first_day=date(2021, 6, 29))
        for name in ("Un", "Deux"):
            people.add_walk_in(
                event, given_name="G", family_name=name, organisation="Lyon", check_in=True
            )
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_a_stick_that_is_missing_is_told_and_fails_the_command(path: Path, tmp_path: Path) -> None:
    stick, gone = tmp_path / "stick", tmp_path / "gone"
    stick.mkdir()
    result = run("finish", path, "-o", tmp_path / "out", "--also", gone, "--also", stick)
    assert result.exit_code == 2
    assert str(gone) in result.stderr
    (folder,) = (tmp_path / "out").iterdir()
    assert (folder / "bilan.pdf").exists()
    assert (stick / folder.name / "bilan.pdf").read_bytes() == (folder / "bilan.pdf").read_bytes()
    told = run("finish", path, "-o", tmp_path / "out", "--also", gone, "--json")
    assert told.exit_code == 2
    answer = json.loads(told.stdout)
    assert [problem["code"] for problem in answer["problems"]] == ["closing.place_gone"]
    assert answer["sound"] is True
    assert run("finish", path, "-o", tmp_path / "out", "--also", stick).exit_code == 0


def test_what_stations_say_differently_is_listed_and_settled(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk.raict"
    shutil.copy(path, copy)
    for file, function in ((path, "Maire"), (copy, "Adjointe")):
        with Application() as application:
            event = application.open_event(file)
            person = next(p for p in people.everybody(event) if p.family_name == "Un")
            people.correct(event, person.id, {"function": function})
            people.add_walk_in(
                event, given_name="Zoé", family_name="Roux", organisation="Nantes", check_in=True
            )
    run("merge", path, copy)
    found = [json.loads(line) for line in run("conflicts", path, "--json").stdout.splitlines()]
    assert [line["kind"] for line in found] == ["added_twice", "differing"]
    pair, differing = found
    assert [value["value"] for value in differing["values"]] == ["Maire", "Adjointe"]
    words = run("conflicts", path).stdout
    assert "Zoé ROUX" in words or "Zoé Roux" in words
    assert "Maire" in words
    run("correct", path, differing["person"]["code"], "function=Maire")
    result = run("join", path, pair["kept"]["code"], pair["dropped"]["code"])
    assert pair["kept"]["code"] in result.stdout
    left = [
        json.loads(line)["kind"] for line in run("conflicts", path, "--json").stdout.splitlines()
    ]
    assert "added_twice" not in left


def test_the_day_until_which_names_are_kept(path: Path) -> None:
    assert json.loads(run("retention", path, "--json").stdout)["until"] == "2021-09-27"
    run("retention", path, "--until", "2021-08-01")
    answer = json.loads(run("retention", path, "--json").stdout)
    assert answer == {"until": "2021-08-01", "over": True, "anonymised": False}
    assert "10/07/2021" in run("retention", path, "--days", "11").stdout
    for words in (
        ("--days", "0"),
        ("--until", "2021-06-29"),
        ("--days", "5", "--until", "2022-01-01"),
    ):
        assert run("retention", path, *words).exit_code != 0
    assert json.loads(run("retention", path, "--json").stdout)["until"] == "2021-07-10"


def test_a_file_that_cannot_be_merged_fails_the_command_and_the_others_come_in(
    path: Path, tmp_path: Path
) -> None:
    copy, other = tmp_path / "desk.raict", tmp_path / "other.raict"
    shutil.copy(path, copy)
    with Application() as application:
        event = application.open_event(copy)
        people.add_walk_in(
            event, given_name="G", family_name="Trois", organisation="Lyon", check_in=True
        )
        application.close()
    with Application() as application:
        application.new_event(other, title="Autre", first_day=date(2021, 6, 29))
    result = run("merge", path, copy, other, tmp_path / "missing.raict", "--json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert answer["merged"] > 0
    assert [p["code"] for p in answer["problems"]] == ["merge.other_event", "merge.not_found"]
    assert run("merge", path, copy).exit_code == 0

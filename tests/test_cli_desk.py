"""The desk's commands, run as a volunteer's script would run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from raict_desktop.cli import cli
from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from tests.builders import World, add_person, make_event


@pytest.fixture
def day(tmp_path: Path) -> Path:
    with World().application() as application:
        event = make_event(application, tmp_path)
        for n in range(3):
            add_person(event, "Awa", f"Diop{n}", delegation="Dakar")
    return tmp_path / "day.raict"


def run(*words: str) -> Any:
    done = CliRunner().invoke(cli, list(words), standalone_mode=False)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def objects(*words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*words, "--json").stdout.splitlines()]


def everybody(day: Path) -> list[dict[str, Any]]:
    return objects("people", str(day))


def test_walk_in_correct_undo(day: Path) -> None:
    (result,) = objects("walk-in", str(day), "Zoé", "Ly", "Ville de Lyon", "--country", "France")
    assert result["verdict"] == "welcome"
    code = result["person"]["code"][:6]
    (corrected,) = objects("correct", str(day), code, "family_name=Lý", "note_level=attention")
    assert corrected["family_name"] == "Lý"
    assert "Annulé" in run("undo", str(day), code).stdout
    with pytest.raises(UserError, match="nothing_to_undo"):
        run("undo", str(day), code)
    with pytest.raises(UserError, match="nobody_has_code"):
        run("undo", str(day), "nobody")
    with pytest.raises(UserError, match="unknown_field"):
        run("correct", str(day), code, "family_name")
    again = run("walk-in", str(day), "zoe", "ly", "Ville de Lyon", "--no-check-in")
    assert "Déjà dans la liste" in again.stderr


def test_a_category_nobody_knows_is_refused(day: Path) -> None:
    """A slip at the desk must not make a category of its own in the report."""
    names = ("Omar", "Sy", "Ville de Pikine")
    with pytest.raises(UserError, match="unknown_category") as fault:
        run("walk-in", str(day), *names, "--category", "zorglub")
    assert "benevole" in fault.value.facts["known"]
    assert len(everybody(day)) == 3
    (result,) = objects("walk-in", str(day), *names, "--category", "Bénévole")
    assert result["person"]["category"] == "benevole"
    code = result["person"]["code"][:6]
    with pytest.raises(UserError, match="unknown_category"):
        run("correct", str(day), code, "category=zorglub")
    (corrected,) = objects("correct", str(day), code, "category=presse")
    assert corrected["category"] == "presse"


def test_delegation(day: Path) -> None:
    assert len(objects("delegation", str(day), "Dakar")) == 3
    (done,) = objects("delegation", str(day), "Dakar", "--admit", "--companions", "2")
    assert (done["admitted"], done["companions"]) == (3, 2)
    assert "présent·e" in run("delegation", str(day), "Dakar").stdout
    with pytest.raises(UserError, match="no_such_delegation"):
        run("delegation", str(day), "Atlantide")


def test_substitute_and_readmit(day: Path) -> None:
    code = everybody(day)[0]["code"]
    (result,) = objects("substitute", str(day), code, "Omar", "Sy")
    assert result["person"]["delegation"] == "Dakar"
    (refused,) = objects("scan", str(day), f"code:{code}")
    assert (refused["verdict"], refused["reason"]) == ("not_allowed", "replaced")
    (back,) = objects("readmit", str(day), code)
    assert back["verdict"] == "welcome"


def test_cases(day: Path) -> None:
    code = everybody(day)[0]["code"]
    (parked,) = objects("park", str(day), code, "--reason", "wrong_details", "--note", "nom")
    objects("park", str(day), "unheard of")
    listed = objects("cases", str(day))
    assert [(c["reason"], c["code"], c["note"]) for c in listed] == [
        ("wrong_details", "", "nom"),
        ("other", "unheard of", ""),
    ]
    assert "Données à corriger" in run("cases", str(day)).stdout
    assert "réglé" in run("cases", str(day), "--resolve", parked["id"]).stdout
    with pytest.raises(UserError, match="no_such_case"):
        run("cases", str(day), "--resolve", parked["id"])
    assert len(objects("cases", str(day))) == 1
    assert len(objects("cases", str(day), "--all")) == 2


def test_times_of_replays_are_kept(day: Path) -> None:
    run("walk-in", str(day), "A", "B", "C", "--time", "2021-06-29T08:52")
    with Application() as application:
        event: OpenEvent = application.open_event(day)
        assert any(person.present for person in people.everybody(event))

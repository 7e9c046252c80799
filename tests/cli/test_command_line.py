"""Faults of a command line: a sentence in the user's language and the documented exit code."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest

from raict_desktop.cli import cli, main
from raict_desktop.cli.help_words import AREA, every_command, option_keys
from raict_desktop.services.application import OpenEvent
from raict_desktop.wording import catalogue


def run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of one command."""
    monkeypatch.setattr(sys, "argv", ["raict-desktop", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    code = stop.value.code
    assert isinstance(code, int)
    return code


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        (["import"], "Il manque", "is missing"),
        (["scan", "x", "--foo"], "n’existe pas", "There is no option"),
        (["scan", "x", "--jso"], "Proches", "Close to it"),
        (["export", "x", "-o"], "Il faut une valeur", "needs a value"),
        (["export", "x", "-o", "d", "--profile", "pdf"], "excel, exchange", "excel, exchange"),
        (["new", "x", "--title", "t", "--date", "2026"], "attend une date", "takes a date"),
        (
            ["new", "x", "--title", "t", "--date", "2026-01-01", "--days", "x"],
            "attend un nombre",
            "takes a number",
        ),
        (["no-such-file.raict"], "n’existe pas", "does not exist"),
        (["seach", "day.raict", "ly"], "Vouliez-vous dire\u00a0: search", "Did you mean: search"),
        (["walkin"], "walk-in", "walk-in"),
        (["zorglub"], "ni commande ni fichier", "no command and no event file"),
        (["day.raict", "scan"], "raict-desktop scan day.raict", "raict-desktop scan day.raict"),
        (["day.raict", "and", "more"], "ne prend rien d’autre", "takes nothing else"),
    ],
)
def test_a_slip_is_answered_in_words(
    words: list[str],
    french: str,
    english: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language, expected in (("fr", french), ("en", english)):
        monkeypatch.setenv("RAICT_LANGUAGE", language)
        assert run(*words, monkeypatch=monkeypatch) == 2
        printed = capsys.readouterr()
        assert expected in printed.err
        assert printed.out == ""


@pytest.mark.parametrize("time", ["0001-01-01T00:00", "9999-12-31T23:59", "soon"])
def test_an_impossible_time_is_refused_and_nothing_is_recorded(
    event: OpenEvent,
    time: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = event.entry_count()
    code = run("scan", str(event.path), "code:abc", "--time", time, monkeypatch=monkeypatch)
    assert code == 2
    assert "heure ISO" in capsys.readouterr().err
    assert event.entry_count() == before


def test_a_window_without_a_display_says_so(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux sessions name their display in the environment")
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "raict_desktop"],
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Aucun écran" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_cannot_be_written_is_told(event: OpenEvent) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "raict_desktop", "report", str(event.path)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("Le système a refusé")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_every_command_and_option_has_its_help_in_the_catalogue() -> None:
    """Both languages have the same keys (tests/test_wording.py), so one language stands for both."""
    known = catalogue("fr")
    missing = []
    for name, command in every_command(cli):
        if f"{AREA}.{name}" not in known:
            missing.append(f"{AREA}.{name}")
        options = [
            p for p in command.get_params(click.Context(command)) if isinstance(p, click.Option)
        ]
        missing += [
            option_keys(name, option)[0]
            for option in options
            if not any(key in known for key in option_keys(name, option))
        ]
    assert missing == [], "add these to resources/translations/{fr,en}/help_commands.toml"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            (
                "Usage\u00a0:",
                "obligatoire",
                "[par défaut\u00a0: Europe/Paris]",
                "Montre cette aide",
            ),
        ),
        ("en", ("Usage:", "required", "[default: Europe/Paris]", "Show this help")),
    ],
)
def test_help_speaks_the_users_language(
    language: str,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("RAICT_LANGUAGE", language)
    assert run("new", "--help", monkeypatch=monkeypatch) == 0
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_help_has_examples_that_are_understood(language: str) -> None:
    words = catalogue(language)
    for name, command in every_command(cli):
        if command.hidden or isinstance(command, click.Group):
            continue
        prefix = f"raict-desktop {name.replace('hub_', 'hub ').replace('_', '-')} "
        lines = [line.strip() for line in words[f"{AREA}.{name}"].splitlines()]
        examples = [line for line in lines if f"{line} ".startswith(prefix)]
        assert examples, name
        for example in examples:
            told = shlex.split(re.split(r" [<>] ", f"{example} ".removeprefix(prefix))[0])
            command.make_context(name, told)  # a usage error is raised


def test_a_folder_is_called_one_and_a_newer_file_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAICT_LANGUAGE", "en")
    file = tmp_path / "day.raict"
    words = ("new", str(file), "--title", "T", "--date", "2026-06-29")
    assert run(*words, monkeypatch=monkeypatch) == 0
    assert run("scan", str(tmp_path), "code:X", monkeypatch=monkeypatch) == 2
    assert "is a folder" in capsys.readouterr().err
    assert run("import", str(file), str(tmp_path), monkeypatch=monkeypatch) == 2
    assert "is a folder" in capsys.readouterr().err
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 999")
    assert run("scan", str(file), "code:X", monkeypatch=monkeypatch) == 3
    assert capsys.readouterr().err.count("was made by") == 1

"""The terms of every part are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from raict_desktop import __version__, paths
from raict_desktop.cli.group import cli
from raict_desktop.services.licences import licences

ROOT = Path(__file__).resolve().parents[2]


def test_the_programs_own_licence_comes_first_and_is_the_repositorys() -> None:
    own = licences()[0]
    assert (own.name, own.version) == ("RAICT Desktop", __version__)
    assert own.text == (ROOT / "LICENSE").read_text("utf-8")


def test_every_part_has_a_text() -> None:
    parts = {part.name.casefold(): part for part in licences()}
    assert {"numpy", "pillow", "lucide", "inter-ofl", "qt-and-pyside"} <= set(parts)
    assert parts["numpy"].terms.startswith("BSD-3-Clause")
    assert "Redistribution" in parts["numpy"].text
    # The wheels of Qt bring no text along: it stands in resources/licences.
    silent = {name for name, part in parts.items() if not part.text}
    assert silent <= {"pyside6_essentials", "shiboken6"}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in parts["lgpl-3.0"].text


def test_no_tool_of_developers_is_named() -> None:
    assert not {"pytest", "mypy", "hypothesis"} & {part.name.casefold() for part in licences()}


def test_every_bundled_font_has_its_licence() -> None:
    fonts = {file.name.split("-")[0] for file in (paths.resources() / "fonts").glob("*.ttf")}
    texts = {file.stem for file in (paths.resources() / "licences").glob("*.txt")}
    wanted = {
        "Inter": "inter-OFL",
        "NotoSans": "noto-sans-OFL",
    }
    for font in fonts:
        script = font.removeprefix("NotoSans").lower()
        assert wanted.get(font, f"noto-sans-{script}-OFL") in texts, font


def test_the_command_lists_them_and_shows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    listed = run(cli, ["licences"])
    assert listed.exit_code == 0
    assert listed.output.startswith("RAICT Desktop")
    shown = run(cli, ["licences", "Lucide"])
    assert "ISC License" in shown.output
    assert run(cli, ["licences", "nothing of ours"]).exit_code != 0

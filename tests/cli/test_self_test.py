"""The self-test passes on a whole program, names what is broken, and leaves the user's settings alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtGui import QColor, QImage

from raict_desktop import paths
from raict_desktop.cli import self_test as command
from raict_desktop.cli.group import cli
from raict_desktop.scanning import pictures
from raict_desktop.services import self_test
from raict_desktop.services.self_test import StepResult, tried, try_services
from raict_desktop.ui.main_window import PAGE_MAKERS
from raict_desktop.ui.self_test import LEAST_COLOURS, colours


def test_the_whole_program_passes_and_touches_no_setting(tmp_path: Path) -> None:
    kept = tmp_path / "Été à l’accueil"
    done = subprocess.run(
        [sys.executable, "-m", "raict_desktop", "--self-test"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"RAICT_SELF_TEST_DIR": str(kept)},
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines[-1] == "Tout fonctionne."
    assert [line for line in lines[1:-1] if not line.startswith("✓")] == []
    names = {picture.stem.split("-")[0] for picture in (kept / "screens").glob("*.png")}
    assert names == set(PAGE_MAKERS)
    assert not (tmp_path / "config").exists()


def test_a_step_that_fails_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "read_codes", lambda _path: [])
    results = {step.name: step for step in try_services(tmp_path)}
    assert "no code was read" in results["scan"].fault
    assert "cannot be read" in results["badge"].fault
    assert not results["export"].fault
    assert not results["check"].fault


def test_an_empty_resource_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.svg").touch()
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    assert "broken.svg is empty" in tried("resources", self_test.read_resources).fault


def test_a_failed_step_gives_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [StepResult("demo", {"path": "x"}), StepResult("pages", {}, "ImportError: no plugin")]
    monkeypatch.setattr(command, "_steps", lambda _folder: iter(steps))
    done = CliRunner().invoke(cli, ["--self-test"])
    assert done.exit_code == 1
    assert "✗" in done.output
    assert "pages : ImportError: no plugin" in done.output.replace("\u00a0", " ")
    assert "1 étape a échoué" in done.output


def test_a_blank_page_has_too_few_colours() -> None:
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    assert colours(blank) == 1 < LEAST_COLOURS

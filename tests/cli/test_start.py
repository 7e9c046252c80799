"""Starting on a computer where something is missing: told in words, with the way out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from raict_desktop import cli, paths
from raict_desktop.cli import alerts
from raict_desktop.cli.alerts import missing_part


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown: list[str] = []
    monkeypatch.setattr(alerts, "_show_box", shown.append)
    monkeypatch.setattr(sys, "argv", ["raict-desktop"])
    return shown


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("libGL.so.1: cannot open shared object file", "sudo apt install libgl1 libegl1"),
        ("libxcb-cursor.so.0: cannot open shared object", "sudo apt install libxcb-cursor0"),
        ("libodd.so.9: cannot open shared object file", "libodd.so.9"),
        ("DLL load failed while importing cv2", "raict-desktop --self-test"),
    ],
)
def test_a_missing_library_is_named_with_its_package(message: str, words: str) -> None:
    for language in ("fr", "en"):
        assert words in missing_part(ImportError(message), language)


def test_a_missing_library_ends_the_start_in_words(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(cli.cli, "main", lambda **_: fails())
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    assert "libegl1" in capsys.readouterr().err
    assert "libegl1" in boxes[0], "nobody reads standard error after a double click"


def test_an_installation_without_its_files_is_told_in_both_languages(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paths.data_root.cache_clear()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "raict_desktop" / "paths.py"))
    with pytest.raises(SystemExit) as stop:
        cli.main()
    paths.data_root.cache_clear()
    assert stop.value.code == 1
    assert "installez-la de nouveau" in boxes[0]
    assert "install it again" in boxes[0]


def test_a_command_in_a_script_shows_no_box(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["raict-desktop", "report", "x.raict"])
    alerts.alert("…")
    assert boxes == []
    monkeypatch.setattr(sys, "argv", ["raict-desktop", "day.raict"])
    alerts.alert("…")
    assert boxes == ["…"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is a matter of Linux")
def test_a_display_that_does_not_answer_is_told() -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    done = subprocess.run(
        [sys.executable, "-m", "raict_desktop"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment | {"DISPLAY": ":9876"},
    )
    assert done.returncode == 2
    assert "L’écran «\u00a0:9876\u00a0» ne répond pas" in done.stderr

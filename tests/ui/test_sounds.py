"""Sounds are played by whatever the system has, never waited for, never missed."""

from __future__ import annotations

import stat
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from raict_desktop import paths
from raict_desktop.domain.checkin import Verdict
from raict_desktop.ui.sounds import NAMES, Sounds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="winsound plays there")


@pytest.fixture
def player(tmp_path: Path) -> tuple[str, Path]:
    """A program that notes what it was asked to play, and where it notes it."""
    heard, program = tmp_path / "heard", tmp_path / "player"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{heard}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program), heard


def test_every_verdict_has_a_sound_of_its_own() -> None:
    assert set(NAMES) == {verdict.value for verdict in Verdict} | {"protocol"}
    seen = set()
    for name in NAMES:
        with wave.open(str(paths.resources() / "sounds" / f"{name}.wav")) as file:
            assert 0.1 < file.getnframes() / file.getframerate() < 1.0
            seen.add(file.readframes(file.getnframes()))
    assert len(seen) == len(NAMES)


def test_a_sound_is_played_without_waiting(qtbot: Any, player: tuple[str, Path]) -> None:
    program, heard = player
    sounds = Sounds(lambda: True, [program])
    sounds.play("welcome")
    qtbot.waitUntil(heard.exists)
    qtbot.waitUntil(lambda: "welcome.wav" in heard.read_text())
    qtbot.waitUntil(lambda: sounds.works() is True)
    sounds.close()


def test_mute_is_silent_but_a_test_is_heard(qtbot: Any, player: tuple[str, Path]) -> None:
    program, heard = player
    sounds = Sounds(lambda: False, [program])
    sounds.play("welcome")
    assert sounds.works() is None
    sounds.play_anyway("welcome")
    qtbot.waitUntil(heard.exists)
    sounds.close()


def test_without_a_player_it_beeps() -> None:
    beeps: list[bool] = []
    sounds = Sounds(lambda: True, ["/no/such/player"], lambda: beeps.append(True))
    sounds.play("welcome")
    sounds.play("not_allowed")
    sounds.close()
    assert len(beeps) == 2


def test_a_player_without_a_loudspeaker_gives_way(qtbot: Any, player: tuple[str, Path]) -> None:
    program, heard = player
    sounds = Sounds(lambda: True, ["/bin/false", program])
    sounds.play("welcome")
    qtbot.waitUntil(lambda: sounds.works() is False)
    sounds.play("already_in")
    qtbot.waitUntil(heard.exists)
    qtbot.waitUntil(lambda: "already_in.wav" in heard.read_text())
    sounds.close()


def test_a_new_sound_stops_the_former(qtbot: Any, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    sounds = Sounds(lambda: True, [str(slow)])
    for name in NAMES:
        sounds.play(name)
    sounds.close()
    assert sounds.works() is None

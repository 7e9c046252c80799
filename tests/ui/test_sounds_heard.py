"""The sounds come out of the loudspeaker: what a sound server was given is compared with the files."""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from raict_desktop import paths
from raict_desktop.domain.checkin import Verdict
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.reception import ReceptionPage
from raict_desktop.ui.sounds import NAMES, Sounds
from tests.builders import add_person
from tests.sound_service import RATE, Samples, SoundService, likeness, sound_service, trimmed

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a sound server of Linux"),
    pytest.mark.timeout(120),
]
SAME, OTHER = 0.9, 0.5
"""The server makes another rate of a sound and back and hardly loses any of it; no two are alike."""


@pytest.fixture(scope="module")
def server() -> Iterator[SoundService]:
    with sound_service() as service:
        yield service


def file_of(name: str) -> Samples:
    with wave.open(str(paths.resources() / "sounds" / f"{name}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        played = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return trimmed(played.astype(np.float64) / 32768)


def loudness(sound: Samples) -> float:
    return float(np.sqrt(np.mean(sound**2))) if sound.size else 0.0


def assert_is(heard: Samples, name: str) -> None:
    wanted = file_of(name)
    assert abs(len(heard) - len(wanted)) < RATE * 0.06, "its length"
    assert loudness(heard) == pytest.approx(loudness(wanted), rel=0.15)
    alike = {other: likeness(heard, file_of(other)) for other in NAMES}
    assert alike.pop(name) >= SAME
    assert max(alike.values()) < OTHER, alike


def test_the_files_are_told_apart() -> None:
    sounds = {name: file_of(name) for name in NAMES}
    for name, sound in sounds.items():
        assert loudness(sound) > 0.05
        others = [likeness(sound, sounds[other]) for other in NAMES if other != name]
        assert max(others) < OTHER


def test_every_verdict_is_heard(
    qtbot: Any, context: Context, event: OpenEvent, server: SoundService
) -> None:
    """A real passage of each kind, through the page and the program's own player."""
    sounds = Sounds(lambda: True)
    page = ReceptionPage(replace(context, sounds=sounds))
    qtbot.addWidget(page)
    page.set_event(event)
    page.show()
    qtbot.waitExposed(page)
    plain = add_person(event, "Hélène", "Müller")
    noted = add_person(event, "Awa", "Diop")
    people.correct(event, noted, {"note": "Fauteuil", "note_level": "attention"})
    gone = add_person(event, "Luc", "Petit", status="cancelled")
    guest = add_person(event, "Ada", "Roy", protocol_rank=1)
    shown = (
        ("welcome", people.get(event, plain).code),
        ("already_in", people.get(event, plain).code),
        ("please_check", people.get(event, noted).code),
        ("not_allowed", people.get(event, gone).code),
        ("unknown_code", "TICKET00042"),
        ("protocol", people.get(event, guest).code),
    )
    for name, code in shown:
        heard = server.record(partial(page.station.take_code, code), lambda: sounds.works() is True)
        assert_is(heard, name)
        sounds.close()
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.WELCOME


def test_a_quieter_loudspeaker_is_quieter(server: SoundService) -> None:
    sounds = Sounds(lambda: True)
    try:
        server.command("set-sink-volume", "desk", "50%")
        heard = server.record(lambda: sounds.play("welcome"), lambda: sounds.works() is True)
        assert 0 < loudness(heard) < loudness(file_of("welcome")) / 2
    finally:
        server.command("set-sink-volume", "desk", "100%")
        sounds.close()


def test_mute_sends_nothing_and_a_test_is_heard_all_the_same(server: SoundService) -> None:
    sounds = Sounds(lambda: False)
    assert server.record(lambda: sounds.play("welcome"), lambda: True).size == 0
    heard = server.record(lambda: sounds.play_anyway("welcome"), lambda: sounds.works() is True)
    assert_is(heard, "welcome")
    sounds.close()


def test_without_a_loudspeaker_it_beeps_and_says_so(
    qtbot: Any, server: SoundService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is gone: each player ends with an error, and the system's bell is left."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{server.heard.parent}/nowhere")
    beeps: list[bool] = []
    sounds = Sounds(lambda: True, ["paplay"], lambda: beeps.append(True))
    sounds.play("welcome")
    qtbot.waitUntil(lambda: sounds.works() is False, timeout=20_000)
    sounds.play("already_in")
    assert beeps
    sounds.close()

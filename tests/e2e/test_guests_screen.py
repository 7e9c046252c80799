"""The guests' window on a real second screen: it goes there by itself, and never covers the desk.

``RAICT_KEEP_PICTURES=1`` keeps a picture of both screens in ``docs/guide/images``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from raict_desktop.config import Settings, save_settings
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.services import people
from raict_desktop.services.application import Application
from tests.builders import add_person
from tests.e2e.screen import WIDTH, Screen, missing, wait_for

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs an X server"),
    pytest.mark.timeout(240),
]
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
GUESTS = 1280
"""Width of the second screen."""
DESK_SPOT, GUEST_SPOT = (900, 130), (WIDTH + 40, 40)
GROUND, WELCOME = "#F6F7F9", COLOURS[Verdict.WELCOME][0]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    assert missing() == [], "install them with packaging/set_up.sh"
    (tmp_path / "screen").mkdir()
    with Application() as application:
        today = datetime.now(UTC).date()
        event = application.new_event(
            tmp_path / "day.raict", title="12es Rencontres", first_day=today
        )
        note = {"note": "Badge retenu : prévenir Mme Ly", "note_level": "attention"}
        person = add_person(event, "Hélène", "Müller", function="Maire")
        people.correct(event, person, note)
        code = people.get(event, person).code
    (tmp_path / "code").write_text(code, encoding="ascii")
    settings = Settings(language="fr", theme="light", camera="", sound=False, welcomed=True)
    save_settings(settings, tmp_path / "config" / "raict-desktop" / "settings.json")
    made = Screen(tmp_path / "screen", WIDTH + GUESTS)
    try:
        made.set_monitor("desk", 0, WIDTH, "screen")
        made.set_monitor("guests", WIDTH, GUESTS)
        made.open_program(tmp_path / "day.raict", tmp_path)
        wait_for(lambda: made.colour(*DESK_SPOT) == "#FFFFFF", "the desk is ready")
        yield made
    finally:
        made.close()


def shows(screen: Screen, desk: str, guests: str | None, what: str) -> None:
    def both() -> bool:
        right = screen.colour(*GUEST_SPOT)
        return screen.colour(*DESK_SPOT) == desk and (
            right == guests if guests else right not in (GROUND, WELCOME)
        )

    wait_for(both, what)


def test_the_guests_window_keeps_to_its_screen(screen: Screen, tmp_path: Path) -> None:
    code = (tmp_path / "code").read_text("ascii")
    screen.press("F9")
    shows(screen, "#FFFFFF", GROUND, "the guests' window fills the second screen by itself")
    for _ in range(6):
        screen.scan(code)
        try:
            wait_for(lambda: screen.colour(*GUEST_SPOT) == WELCOME, "guests are greeted", 6.0)
            break
        except AssertionError:
            # A busy computer may deliver the scan as slowly as a hand types: then once more.
            screen.press("Escape", "Escape")
    check = COLOURS[Verdict.PLEASE_CHECK][0]
    wait_for(lambda: screen.colour(*DESK_SPOT) == check, "the desk has the keys and shows the note")
    if os.environ.get("RAICT_KEEP_PICTURES"):
        picture = screen.still_picture()
        half = picture.resize((picture.width // 2, picture.height // 2))
        half.quantize(64).save(PICTURES / "guests-screen.png", optimize=True)
    wait_for(lambda: screen.colour(*GUEST_SPOT) == GROUND, "back after five seconds")
    screen.press("Escape", "Escape")
    shows(screen, "#FFFFFF", GROUND, "the desk has the keys: Esc is for its card")
    screen.unplug("guests")
    shows(screen, "#FFFFFF", None, "without its screen the window is put away")
    screen.set_monitor("guests", WIDTH, GUESTS)
    shows(screen, "#FFFFFF", GROUND, "it comes back with its screen")
    screen.press("F9")
    shows(screen, "#FFFFFF", None, "F9 puts it away")

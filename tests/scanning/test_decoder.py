"""The live decoder keeps to its budget and follows a badge without losing sight of the rest."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from raict_desktop.domain.codes import check_letter
from raict_desktop.scanning import decoder as module
from raict_desktop.scanning import repairs
from raict_desktop.scanning.budget import PATIENCE, Budget
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.reading import Reading
from raict_desktop.scanning.repairs import EVERY_FRAME, Repair
from tests.scanning.frames import CODE, empty, scene


class Clock:
    """Goes on when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_step_that_does_not_fit_waits_but_not_for_ever() -> None:
    clock = Clock()
    budget = Budget(0.03, clock)
    budget.begin()
    with budget.step("dear"):
        clock.now += 0.05
    allowed = []
    for _ in range(2 * (PATIENCE + 1)):
        budget.begin()
        clock.now += 0.01
        allowed.append(budget.allows("dear"))
    assert allowed == ([False] * PATIENCE + [True]) * 2
    assert budget.slow("dear")
    assert budget.allows("never measured")


def test_a_step_that_got_cheaper_is_allowed_again() -> None:
    clock = Clock()
    budget = Budget(0.03, clock)
    for seconds in (0.1, *[0.001] * 15):
        budget.begin()
        with budget.step("s"):
            clock.now += seconds
    assert budget.allows("s")
    assert not budget.slow("s")


def test_a_slow_machine_leaves_the_repairs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, asked = Clock(), []

    def whole(*_: object, **__: object) -> tuple[list[object], list[object]]:
        clock.now += 0.2
        return [], []

    monkeypatch.setattr(module, "read_codes_in", whole)
    monkeypatch.setattr(module, "repaired", lambda _gray, repair, **_: asked.append(repair) or [])
    live = Decoder(clock=clock)
    in_frames = []
    for _ in range(4 * (PATIENCE + 1)):
        before = len(asked)
        live.decode(empty())
        in_frames.append(len(asked) - before)
    # One repair at most in a frame, and each of them sooner or later.
    assert max(in_frames) == 1
    assert in_frames[:PATIENCE] == [0] * PATIENCE
    assert set(EVERY_FRAME) < set(asked)
    quick = Decoder(clock=Clock())
    asked.clear()
    for _ in range(6):
        quick.decode(empty())
    assert len(asked) == 6 * (len(EVERY_FRAME) + 1)


def test_a_slow_machine_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    real = module.read_codes_in

    def slow(*args: object, **options: object) -> object:
        clock.now += 0.2
        return real(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_codes_in", slow)
    live = Decoder(clock=clock)
    live.decode(empty())
    for _ in range(4):
        (reading,) = live.decode(scene(box=6))
        assert reading.text == CODE
        assert reading.centre == pytest.approx((320, 240), abs=4)


def test_a_badge_held_is_followed_and_another_is_seen_soon() -> None:
    live = Decoder()
    frame = np.hstack([empty(), scene(), empty()])
    for shift in range(0, 40, 8):
        moved = np.roll(frame, shift, axis=1)
        assert [reading.text for reading in live.decode(moved)] == [CODE]
    both = np.hstack([scene("LEFT"), scene(), empty()])
    seen = [{reading.text for reading in live.decode(both)} for _ in range(3)]
    assert {"LEFT", CODE} in seen


def test_a_frame_that_is_hard_to_read_is_read_within_a_turn_of_all_repairs() -> None:
    dark = cv2.GaussianBlur(scene(box=3), (0, 0), 1.2).astype(float) * np.linspace(0.08, 0.5, 640)
    grain = np.random.default_rng(2)
    live = Decoder(budget_s=float("inf"))
    found = []
    for _ in range(8):
        noisy = (dark + grain.normal(0, 3, dark.shape)).clip(0, 255).astype(np.uint8)
        found += [reading.text for reading in live.decode(noisy)]
    assert set(found) == {CODE}


FALSE = Reading("6374", ((300.0, 200.0), (340.0, 200.0), (340.0, 240.0), (300.0, 240.0)))


def repair_reads(monkeypatch: pytest.MonkeyPatch, text: str, names: set[str]) -> None:
    """Let some repairs, and nothing else, read a text."""
    reading = Reading(text, FALSE.corners)

    def read(_gray: np.ndarray, repair: Repair, **_: object) -> list[Reading]:
        return [reading] if repair.name in names else []

    for place in (module, repairs):
        monkeypatch.setattr(place, "repaired", read)


def test_what_one_repair_alone_reads_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    repair_reads(monkeypatch, "6374", {EVERY_FRAME[0].name})
    live = Decoder()
    assert live.decode(empty()) == []
    # The same text again, in another frame, is no accident any more.
    assert [reading.text for reading in live.decode(empty())] == ["6374"]


def test_what_two_repairs_read_is_believed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    repair_reads(monkeypatch, "6374", {repair.name for repair in EVERY_FRAME[:2]})
    assert [reading.text for reading in Decoder().decode(empty())] == ["6374"]


def test_our_codes_are_believed_for_their_check_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    own = CODE[:19] + check_letter(CODE[:19])
    wrong = own[:-1] + ("B" if own[-1] != "B" else "C")
    repair_reads(monkeypatch, own, {EVERY_FRAME[0].name})
    assert [reading.text for reading in Decoder().decode(empty())] == [own]
    repair_reads(monkeypatch, wrong, {EVERY_FRAME[0].name})
    assert Decoder().decode(empty()) == []


def test_a_doubt_is_forgotten_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    repair_reads(monkeypatch, "6374", {EVERY_FRAME[0].name})
    live = Decoder()
    assert live.decode(empty()) == []
    repair_reads(monkeypatch, "6374", set())
    for _ in range(module.DOUBT_FRAMES):
        assert live.decode(empty()) == []
    repair_reads(monkeypatch, "6374", {EVERY_FRAME[0].name})
    assert live.decode(empty()) == []

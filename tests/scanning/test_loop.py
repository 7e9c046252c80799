"""The capture loop's states, retries and stops, with sources made for it and a clock in hand."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.loop import BACK_OFF_S, STATES, STILL_S, CaptureLoop
from raict_desktop.wording import LANGUAGES, catalogue
from tests.scanning.frames import CODE, Rig, empty, scene


def test_a_badge_a_gap_and_the_hint() -> None:
    rig = Rig([scene(), *[empty()] * 60, scene("OTHER"), empty()]).run()
    assert [code for _, code in rig.codes] == [CODE, "OTHER"]
    assert rig.states[:4] == ["starting", "running", "no_code_hint", "running"]
    # The hint comes four seconds after the last code, no sooner.
    assert rig.states.count("no_code_hint") == 1


@pytest.mark.parametrize(
    ("frame", "state"),
    [
        (np.zeros((480, 640, 3), np.uint8), "dark"),
        (np.full((480, 640, 3), 40, np.uint8), "covered"),
        (empty(35), "dim"),
        (np.full((480, 640, 3), 255, np.uint8), "bright"),
        (empty(), "no_code_hint"),
    ],
)
def test_why_nothing_is_read_is_told(frame: np.ndarray, state: str) -> None:
    rig = Rig([*[frame] * 60, scene(), empty()]).run()
    assert rig.states[0] == "starting"
    assert state in rig.states
    assert rig.states.index("running") < rig.states.index(state)
    # A badge ends the complaint.
    assert rig.states[rig.states.index(state) + 1 :][0] == "running"
    assert [code for _, code in rig.codes] == [CODE]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("no_camera", "no_camera"),
        ("camera_busy", "busy"),
        ("camera_refused", "refused"),
        ("url_failed", "unreachable"),
    ],
)
def test_a_camera_that_does_not_open_is_told_and_tried_again(code: str, state: str) -> None:
    rig = Rig([scene(), empty()])
    tries = []

    def opener(text: str) -> Rig:
        tries.append(text)
        if len(tries) <= 6:
            raise UserError(f"scanning.{code}", number=0)
        return rig.open(text)

    rig.run(opener=opener)
    assert rig.states[:2] == ["starting", state]
    assert rig.waits[:6] == [*BACK_OFF_S[1:], 5.0, 5.0, 5.0]
    assert [found for _, found in rig.codes] == [CODE]
    assert "running" in rig.states


def test_a_camera_unplugged_is_lost_and_comes_back() -> None:
    gone = [None] * 10
    rig = Rig([scene(), *gone, UserError("scanning.no_camera", number=0), empty(), scene("OTHER")])
    rig.run()
    assert rig.states[:4] == ["starting", "running", "lost", "no_camera"]
    assert "running" in rig.states[4:]
    assert [code for _, code in rig.codes] == [CODE, "OTHER"]
    # Frames came before it was lost: the first retry is the soonest.
    assert BACK_OFF_S[0] in rig.waits
    assert rig.opened == rig.closed


def test_some_missing_frames_are_no_loss() -> None:
    rig = Rig([scene(), *[None] * 9, scene("OTHER")]).run()
    assert [code for _, code in rig.codes] == [CODE, "OTHER"]
    assert rig.states[:2] == ["starting", "running"]


@pytest.mark.expects_log
def test_a_driver_that_raises_is_lost_and_tried_again() -> None:
    rig = Rig([scene(), RuntimeError("driver"), scene("OTHER"), empty()]).run()
    assert rig.states[:3] == ["starting", "running", "lost"]
    assert [code for _, code in rig.codes] == [CODE, "OTHER"]
    assert [type(fault) for fault in rig.faults] == [RuntimeError]


def test_torn_frames_do_not_end_scanning() -> None:
    torn = scene()[:, :, None].repeat(3, 2)
    torn[200:] = (0, 255, 0)
    strip = np.zeros((480, 1), np.uint8)
    rig = Rig([torn, strip, np.zeros((1, 640, 3), np.uint8), scene(), empty()]).run()
    assert [code for _, code in rig.codes] == [CODE]
    assert rig.faults == []


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        ("none.avi", None, "missing"),
        ("bad.avi", b"RIFF", "unreadable"),
        ("x.png", b"", "unreadable"),
    ],
)
def test_a_recording_that_cannot_be_played_is_told(
    tmp_path: Path, name: str, content: bytes | None, state: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    states: list[str] = []
    told = threading.Event()

    def on_state(_run: int, new: str) -> None:
        states.append(new)
        if new == state:
            told.set()

    loop = CaptureLoop(
        str(file),
        run=1,
        on_frame=lambda *_: None,
        on_code=lambda *_: None,
        on_state=on_state,
        loop_clip=True,
    )
    loop.start()
    assert told.wait(10), states
    assert loop.stop()
    assert states == ["starting", state]


def test_a_picture_played_again_and_again_does_not_spin() -> None:
    class Picture:
        live, fps, name = False, 0.0, "picture"

        def __init__(self) -> None:
            self.frames = [scene()]

        def read(self) -> np.ndarray | None:
            return self.frames.pop() if self.frames else None

        def close(self) -> None: ...

    waits: list[float] = []
    enough = threading.Event()

    def wait(stop: threading.Event, seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 5:
            enough.set()
            return stop.wait(20)
        return stop.is_set()

    opened: list[str] = []

    def opener(text: str) -> Picture:
        opened.append(text)
        return Picture()

    loop = CaptureLoop(
        "picture.png",
        run=1,
        on_frame=lambda *_: None,
        on_code=lambda *_: None,
        on_state=lambda *_: None,
        loop_clip=True,
        wait=wait,
        opener=opener,
    )
    loop.start()
    assert enough.wait(20)
    assert loop.stop()
    assert waits == [STILL_S] * 5
    assert len(opened) == 5


def test_a_stuck_driver_does_not_hold_up_the_stop_and_is_waited_for() -> None:
    reading, release, order = threading.Event(), threading.Event(), []

    class Stuck:
        live, fps, name = True, 0.0, "stuck"

        def read(self) -> None:
            reading.set()
            release.wait(20)

        def close(self) -> None:
            order.append("closed")

    states: list[str] = []
    quiet = {"on_frame": lambda *_: None, "on_code": lambda *_: None}
    first = CaptureLoop(
        "camera:0", run=1, on_state=lambda _, s: states.append(s), opener=lambda _: Stuck(), **quiet
    )
    first.start()
    assert reading.wait(10)
    assert first.stop(0.05) is False
    opened = threading.Event()

    def opener(_text: str) -> Rig:
        order.append("opened")
        opened.set()
        return Rig([])

    second = CaptureLoop(
        "camera:0", run=2, on_state=lambda *_: None, opener=opener, after=first, **quiet
    )
    second.start()
    release.set()
    assert opened.wait(10)
    assert second.stop()
    # The device was given back before the next run took it, and the old run told nothing more.
    assert order[:2] == ["closed", "opened"]
    assert states == ["starting"]


def test_two_codes_in_view_give_the_nearest_to_the_centre() -> None:
    near, far = scene("NEAR", box=4), scene("FAR", box=4)
    both = np.hstack([far, near, far[:, 320:]])[:, 200:1400]
    only_far = both.copy()
    only_far[:, 440:1080] = 200
    # The nearer code is missed for two frames: the other one must not slip in.
    rig = Rig([both, only_far, only_far, *[both] * 5], step=0.033).run()
    assert [code for _, code in rig.codes] == ["NEAR"]


def test_a_second_badge_is_accepted_within_300_ms() -> None:
    rig = Rig([*[scene()] * 30, *[scene("OTHER")] * 30], step=1 / 30).run()
    (first, _), (second, code) = rig.codes
    assert code == "OTHER"
    assert second - first <= 30 / 30 + 0.3


def test_previews_are_mirrored_outlined_and_small() -> None:
    left = np.full((720, 1280), 200, np.uint8)
    left[100:580, 0:640] = scene()
    rig = Rig([left] * 4).run()
    last = rig.previews[-1]
    assert last.picture.shape[1] == 960
    assert last.size == (1280, 720)
    assert all(x > 480 for x, _ in last.outlines[0])


def test_a_colour_frame_with_alpha_is_shown() -> None:
    rig = Rig([np.dstack([scene()] * 4)] * 2).run()
    assert rig.previews[0].picture.shape[2] == 3
    assert [code for _, code in rig.codes] == [CODE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_sentence(language: str) -> None:
    sentences = catalogue(language)
    assert [state for state in STATES if f"scanning.state_{state}" not in sentences] == ["running"]

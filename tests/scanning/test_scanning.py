"""The scanning layer without Qt, devices or sleeps."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.loop import CaptureLoop
from raict_desktop.scanning.pictures import read_codes
from raict_desktop.scanning.sources import open_source
from raict_desktop.scanning.steadiness import Steadiness
from raict_desktop.scanning.wedge import MAX_LENGTH, WedgeAction, WedgeDetector
from tests.scanning.frames import CODE, scene


@pytest.mark.parametrize("angle", [0, 30, 90, 200])
def test_reads_rotated(angle: float) -> None:
    assert [r.text for r in Decoder().decode(scene(angle=angle))] == [CODE]


def test_reads_blur_inverted_and_nothing() -> None:
    decoder = Decoder()
    assert decoder.decode(cv2.GaussianBlur(scene(), (0, 0), 1.5))
    assert decoder.decode(255 - scene())
    assert decoder.decode(np.zeros((480, 640, 3), np.uint8)) == []
    assert decoder.decode(np.zeros((2, 2), np.uint8)) == []


def test_nearest_to_the_centre_comes_first(tmp_path: Path) -> None:
    both = np.hstack([scene("FAR")[:, 100:500], scene("NEAR"), scene("FAR2")[:, 100:300]])
    assert Decoder().decode(both)[0].text == "NEAR"
    file = tmp_path / "Bœuf été.png"
    Image.fromarray(both).save(file)
    assert {"NEAR", "FAR"} <= set(read_codes(file))


def test_faults_of_sources(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG nothing")
    for text, code in (
        ("camera:99", "no_camera"),
        (str(broken), "not_a_picture"),
        (str(tmp_path / "none.png"), "source_not_found"),
        ("http://127.0.0.1:9/x", "url_failed"),
    ):
        with pytest.raises(UserError) as fault:
            open_source(text)
        assert fault.value.code == f"scanning.{code}"


@pytest.mark.expects_log
def test_clip_and_loop(tmp_path: Path) -> None:
    file = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 30, (640, 480))
    for text in (CODE, "OTHER"):
        for _ in range(4):
            writer.write(cv2.cvtColor(scene(text), cv2.COLOR_GRAY2BGR))
    writer.release()
    assert read_codes(file) == [CODE, "OTHER"]
    done, codes = threading.Event(), []

    def take(run: int, text: str) -> None:
        codes.append((run, text))
        if len(codes) == 2:
            done.set()
        raise ValueError

    loop = CaptureLoop(
        str(file),
        run=7,
        on_frame=lambda *_: None,
        on_code=take,
        on_state=lambda *_: None,
        loop_clip=True,
    )
    loop.start()
    assert done.wait(10)
    assert loop.stop()
    assert codes == [(7, CODE), (7, "OTHER")]


def test_steadiness() -> None:
    steady = Steadiness()
    assert steady.accept("A", 0)
    assert not steady.accept("A", 2.9)
    assert steady.accept("B", 3.0)
    assert not steady.accept("A", 4.3)
    assert steady.accept("A", 5.9)


@given(st.lists(st.floats(0, 1.4), max_size=60))
def test_a_held_code_is_one_passage(gaps: list[float]) -> None:
    steady, now, count = Steadiness(), 0.0, 0
    for gap in [0.0, *gaps]:
        now += gap
        count += steady.accept("A", now)
    assert count == 1


@given(st.lists(st.tuples(st.characters(codec="ascii"), st.floats(0, 0.3), st.booleans())))
def test_wedge_loses_no_key(keys: list[tuple[str, float, bool]]) -> None:
    wedge, now, out = WedgeDetector(), 0.0, ""
    for key, gap, end in keys:
        now += gap
        event = wedge.feed(key, now, end)
        out += event.replay + event.text
    out += wedge.flush()
    assert out == "".join(key for key, _, end in keys if not end)


def test_wedge_scan_typing_and_no_terminator() -> None:
    wedge = WedgeDetector()
    for i, key in enumerate(CODE):
        assert wedge.feed(key, i * 0.01, False).action is WedgeAction.HOLD
    event = wedge.feed("\r", 0.21, True)
    assert (event.action, event.text) == (WedgeAction.CODE, CODE)
    wedge.feed("a", 1.0, False)
    assert wedge.poll(1.06).replay == "a"


def test_two_ends_of_one_scan_are_one() -> None:
    wedge = WedgeDetector()
    for i, key in enumerate(CODE):
        wedge.feed(key, i * 0.01, False)
    assert wedge.scanning(0.2)
    assert wedge.feed("", 0.20, True).action is WedgeAction.CODE
    # The second end of "CR LF" reaches no button; Enter pressed later does.
    assert wedge.feed("", 0.21, True).action is WedgeAction.HOLD
    assert wedge.feed("", 0.60, True).action is WedgeAction.PASS


def test_a_very_long_scan_is_cut_and_nothing_of_it_is_typed() -> None:
    wedge, now = WedgeDetector(), 0.0
    for number in range(5_000):
        now += 0.005
        event = wedge.feed(chr(65 + number % 26), now, False)
        assert (event.action, event.replay) == (WedgeAction.HOLD, "")
    event = wedge.feed("", now + 0.005, True)
    assert event.action is WedgeAction.CODE
    assert len(event.text) == MAX_LENGTH

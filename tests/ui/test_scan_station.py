"""The station brings every reader to one check-in, and hands its settings on to them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.journal import Source
from raict_desktop.paper.qr import qr_matrix
from raict_desktop.scanning import loop as loops
from raict_desktop.scanning.clips import write_clip
from raict_desktop.services import checkin, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.device_feeds import CameraFeed
from raict_desktop.ui.pages.scan_station import ScanStation


@pytest.fixture
def station(qtbot: Any, desktop: Any) -> Iterator[ScanStation]:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    made = ScanStation(page)
    yield made
    made.stop()


def someone(event: OpenEvent) -> str:
    people.add_walk_in(
        event, given_name="Hélène", family_name="Müller", organisation="Lyon", check_in=False
    )
    return people.everybody(event)[0].code


def test_settings_reach_the_capture_loop(
    station: ScanStation, event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, dict[str, Any]]] = []

    class Loop:
        def __init__(self, source: str, **options: Any) -> None:
            started.append((source, options))

        def start(self) -> None: ...

        def stop(self, _timeout: float) -> bool:
            return True

    monkeypatch.setattr(loops, "CaptureLoop", Loop)
    station.start("camera:0", second_opinion=True)
    assert started[-1][0] == "camera:0"
    assert started[-1][1]["second_opinion"] is True
    assert started[-1][1]["tickets"] is False
    station.open_event = event
    code = someone(event)
    station.start("camera:0")
    assert started[-1][1]["second_opinion"] is False
    assert started[-1][1]["tickets"] is False, code
    monkeypatch.setattr(people, "brings_its_own_codes", lambda _event: True)
    station.start("camera:0")
    assert started[-1][1]["tickets"] is True


def test_a_clip_stands_in_for_a_camera_that_is_not_there(
    qtbot: Any, station: ScanStation, event: OpenEvent, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.avi"
    station.open_event = event
    write_clip(clip, [qr_matrix(someone(event))], held_s=1.0, gap_s=0.2)
    states: list[str] = []
    station.state_changed.connect(states.append)
    with qtbot.waitSignals([station.checked_in, station.frame_arrived], timeout=15_000):
        station.start("camera:97", stand_in=str(clip))
    assert "no_camera" not in states
    (line,) = checkin.last_passages(event)
    assert line.person is not None
    assert line.person.family_name == "Müller"


def test_guests_of_the_demo_wait_while_a_form_is_filled_in(
    station: ScanStation, event: OpenEvent
) -> None:
    """A real camera reads on: whoever holds a badge before it is there."""
    station.open_event = event
    code, taken = someone(event), [True]
    station.hand_taken = lambda: taken[0]
    station._has_stood_in = True
    station._camera.coded.emit(code)
    assert checkin.last_passages(event) == []
    taken[0] = False
    station._camera.coded.emit(code)
    assert len(checkin.last_passages(event)) == 1
    station._has_stood_in, taken[0] = False, True
    station._camera.coded.emit(code)
    assert len(checkin.last_passages(event)) == 2, "already in"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_serial_scanner_checks_in(qtbot: Any, station: ScanStation, event: OpenEvent) -> None:
    station.open_event = event
    code = someone(event)
    ours, theirs = os.openpty()
    told: list[str] = []
    station.scanner_changed.connect(told.append)
    try:
        station.start("", serial_port=os.ttyname(theirs))
        qtbot.waitUntil(lambda: "running" in told, timeout=10_000)
        with qtbot.waitSignal(station.checked_in, timeout=10_000):
            os.write(ours, code.encode() + b"\n")
    finally:
        station.stop()
        os.close(ours)
        os.close(theirs)


def test_a_garbled_scan_uses_the_layout_a_test_told(
    station: ScanStation, event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, Source]] = []

    def check(_event: OpenEvent, text: str, **options: Any) -> None:
        asked.append((text, options["layout"], options["source"]))

    monkeypatch.setattr(checkin, "check_in_code", check)
    station.open_event = event
    station.start("", scanner_layout="fr")
    station._wedge.scanned.emit("TICKET")
    station._serial.coded.emit("TICKET")
    station.take_code("TICKET")
    assert asked == [
        ("TICKET", "fr", Source.SCANNER),
        ("TICKET", "", Source.SCANNER),
        ("TICKET", "", Source.TYPED),
    ]


def test_a_stuck_camera_does_not_hold_the_window(
    qtbot: Any, desktop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    reading, release = threading.Event(), threading.Event()

    class Stuck:
        live, fps, name = True, 0.0, "stuck"

        def read(self) -> None:
            reading.set()
            release.wait(30)

        def close(self) -> None: ...

    feed = CameraFeed()
    feed.start("camera:0", opener=lambda _text: Stuck())
    assert reading.wait(10)
    begun = time.monotonic()
    feed.stop()
    assert time.monotonic() - begun < 2.0
    former = feed._former
    assert former is not None
    feed.start("camera:0", opener=lambda _text: Stuck())
    assert former is not None
    release.set()
    assert former.join(10)
    feed.stop()


def test_a_window_that_is_late_gets_the_newest_frame_only(qtbot: Any, desktop: Any) -> None:
    feed = CameraFeed()
    shown: list[object] = []
    feed.frame_arrived.connect(shown.append)
    for number in range(50):
        feed._keep_frame(feed._run, number)
    qtbot.waitUntil(lambda: bool(shown), timeout=5_000)
    assert shown == [49]
    feed._keep_frame(feed._run, "late")
    feed._run += 1
    feed._keep_frame(feed._run, "new")
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=5_000)
    assert shown == [49, "new"]

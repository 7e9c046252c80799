"""Serial scanners, on a pseudo-terminal that stands in for the USB port and on ports that fail."""

from __future__ import annotations

import errno
import os
import queue
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.scanning import serial_scanner
from raict_desktop.scanning.serial_scanner import (
    BACK_OFF_S,
    LONGEST,
    STATES,
    CodeSplitter,
    SerialScanner,
    list_ports,
)
from raict_desktop.wording import LANGUAGES, catalogue


class Wire:
    """A port whose bytes come when the test sends them."""

    def __init__(self) -> None:
        self.sent: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
        self.closed = threading.Event()

    def read(self, _size: int) -> bytes:
        try:
            item = self.sent.get(timeout=0.02)
        except queue.Empty:
            return b""
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.closed.set()


class Heard:
    """What a scanner told."""

    def __init__(self) -> None:
        self.codes: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.states: list[str] = []
        self.told = threading.Condition()

    def on_code(self, _run: int, text: str) -> None:
        self.codes.put(text)

    def on_state(self, _run: int, state: str) -> None:
        with self.told:
            self.states.append(state)
            self.told.notify_all()

    def wait_for(self, states: list[str]) -> None:
        with self.told:
            assert self.told.wait_for(lambda: self.states[: len(states)] == states, 10), self.states


@pytest.mark.parametrize(
    ("reads", "codes"),
    [
        ([b"ABC\r\n", b"DEF\r"], ["ABC", "DEF"]),
        ([b"AB", b"C\r\nD", b"EF\n"], ["ABC", "DEF"]),
        ([b"ABC", b""], ["ABC"]),  # no suffix: the pause ends it
        ([b"\x02ABC\x03\x02DEF\x03"], ["ABC", "DEF"]),
        ([b"ABC\tDEF\t"], ["ABC", "DEF"]),
        ([b"\r\n\r\n", b"", b"  \r"], []),
        (["Hélène\r".encode(), "Müller\r".encode("latin-1")], ["Hélène", "Müller"]),
        ([b"0101\x1d21A\r"], ["0101\x1d21A"]),
    ],
)
def test_codes_end_where_the_scanner_ends_them(reads: list[bytes], codes: list[str]) -> None:
    splitter = CodeSplitter()
    assert [code for data in reads for code in splitter.feed(data)] == codes


@given(st.lists(st.binary(max_size=300), max_size=60))
def test_whatever_comes_is_cut_and_never_grows(reads: list[bytes]) -> None:
    splitter = CodeSplitter()
    for data in reads:
        assert all(len(code) <= LONGEST + 300 for code in splitter.feed(data))
    for _ in range(100):
        splitter.feed(b"x" * 300)
    assert sum(map(len, splitter.feed(b""))) <= LONGEST


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_real_port_is_read(heard: Heard) -> None:
    ours, theirs = os.openpty()
    scanner = SerialScanner(
        os.ttyname(theirs), run=3, on_code=heard.on_code, on_state=heard.on_state
    )
    scanner.start()
    try:
        heard.wait_for(["starting", "running"])
        os.write(ours, b"BCDFGHJKLNPRSTVXYBCD\n")
        assert heard.codes.get(timeout=10) == "BCDFGHJKLNPRSTVXYBCD"
        os.write(ours, b"TICKET-42")
        assert heard.codes.get(timeout=10) == "TICKET-42"
    finally:
        assert scanner.stop()
        os.close(ours)
        os.close(theirs)


def test_an_unplugged_scanner_is_lost_and_comes_back(heard: Heard) -> None:
    wires = [Wire(), Wire()]
    opened: Iterator[Wire] = iter(wires)
    scanner = SerialScanner(
        "COM3",
        run=1,
        on_code=heard.on_code,
        on_state=heard.on_state,
        opener=lambda _device: next(opened),
        wait=lambda stop, _seconds: stop.is_set(),
    )
    scanner.start()
    wires[0].sent.put(b"FIRST\r")
    assert heard.codes.get(timeout=10) == "FIRST"
    wires[0].sent.put(OSError(errno.EIO, "gone"))
    heard.wait_for(["starting", "running", "lost", "running"])
    wires[1].sent.put(b"SECOND\r")
    assert heard.codes.get(timeout=10) == "SECOND"
    assert scanner.stop()
    assert all(wire.closed.is_set() for wire in wires)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (OSError(errno.ENOENT, "no such file"), "no_port"),
        (OSError(errno.EACCES, "no"), "refused"),
        (OSError(errno.EBUSY, "busy"), "busy"),
        (OSError("could not open port 'COM3': PermissionError(13)"), "refused"),
        (OSError("Could not exclusively lock port"), "busy"),
        (ValueError("no such protocol"), "no_port"),
    ],
)
def test_a_port_that_does_not_open_is_told_and_tried_again(
    heard: Heard, fault: Exception, state: str
) -> None:
    wire, waits = Wire(), []

    def opener(_device: str) -> Wire:
        if len(waits) < 5:
            raise fault
        return wire

    def wait(stop: threading.Event, seconds: float) -> bool:
        waits.append(seconds)
        return stop.is_set()

    scanner = SerialScanner(
        "COM3", run=1, on_code=heard.on_code, on_state=heard.on_state, opener=opener, wait=wait
    )
    scanner.start()
    heard.wait_for(["starting", state, "running"])
    assert scanner.stop()
    assert waits[:5] == [*BACK_OFF_S, BACK_OFF_S[-1]]


@pytest.mark.expects_log
def test_a_listener_that_fails_does_not_end_scanning() -> None:
    wire, codes = Wire(), queue.SimpleQueue()

    def on_code(_run: int, text: str) -> None:
        codes.put(text)
        raise RuntimeError

    scanner = SerialScanner(
        "COM3", run=1, on_code=on_code, on_state=lambda *_: None, opener=lambda _: wire
    )
    scanner.start()
    for text in ("FIRST", "SECOND"):
        wire.sent.put(text.encode() + b"\r")
        assert codes.get(timeout=10) == text
    assert scanner.stop()


def test_only_usb_ports_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Found:
        def __init__(self, device: str, product: str | None, vid: int | None) -> None:
            self.device, self.product, self.vid = device, product, vid
            self.description = "n/a"

        def __lt__(self, other: Found) -> bool:
            return self.device < other.device

    class Listing:
        @staticmethod
        def comports() -> list[Found]:
            return [
                Found("/dev/ttyS0", None, None),
                Found("/dev/ttyACM1", None, 1),
                Found("/dev/ttyACM0", "DS2208", 1),
            ]

    monkeypatch.setattr(serial_scanner, "import_module", lambda _name: Listing)
    assert [(port.device, port.name) for port in list_ports()] == [
        ("/dev/ttyACM0", "DS2208"),
        ("/dev/ttyACM1", "n/a"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_sentence(language: str) -> None:
    missing = [s for s in STATES if f"scanning.scanner_{s}" not in catalogue(language)]
    assert missing == ["starting", "running"]

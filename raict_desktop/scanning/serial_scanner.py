"""Scanners on a serial port (USB-COM): codes come as lines, without the keyboard's traps."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from raict_desktop.scanning.reading import text_of

log = logging.getLogger(__name__)
BAUD = 9600
GAP_S = 0.05
LONGEST = 4096
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
STATES = ("starting", "running", "no_port", "busy", "refused", "lost")
# Ends of a code, and the marks some scanners put around it (STX, ETX, EOT).
_ENDS = re.compile(rb"[\r\n\t\x02\x03\x04]")


class Line(Protocol):
    """An open serial port, as pyserial has it."""

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none when the time is out."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...


@dataclass(frozen=True)
class Port:
    """A serial port: the device that opens it and what its maker calls it."""

    device: str
    name: str


def list_ports() -> list[Port]:
    """USB serial ports plugged in now; may take a moment: not for the window's thread."""
    listing: Any = import_module("serial.tools.list_ports")
    return [
        Port(str(port.device), str(port.product or port.description or port.device))
        for port in sorted(listing.comports())
        # Built-in ports (no USB maker's number) are never scanners, and computers show many.
        if port.vid is not None
    ]


def open_port(device: str) -> Line:
    """Open a port whose reads give up after GAP_S.

    Raises:
        OSError: it is absent, busy or refused.
    """
    serial: Any = import_module("serial")
    opened: Line = serial.serial_for_url(device, baudrate=BAUD, timeout=GAP_S)
    return opened


class CodeSplitter:
    """Cuts a stream of bytes into codes: at a line's end, or at a pause where none is sent."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[str]:
        """Take what came in one read, nothing after a pause; give the codes that ended."""
        if not data:
            rest, self._held = self._held, b""
            return [text_of(rest)] if rest.strip() else []
        *whole, self._held = _ENDS.split(self._held + data)
        # A stuck line must not fill the memory.
        self._held = self._held[:LONGEST]
        return [text_of(code) for code in whole if code.strip()]


class SerialScanner:
    """Reads one port in a thread, and opens it again when it goes away.

    Args:
        device: ``COM3``, ``/dev/ttyACM0``, or another name that pyserial opens.
        run: number handed to each callback, so that late calls of an old run can be dropped.
        on_code: ``(run, text)``.
        on_state: ``(run, state)``, one of ``STATES``.
        opener: replaces ``open_port`` in tests.
        wait: ``wait(event, seconds)`` -> whether the event was set; replaced in tests.

    Callbacks run on the thread of the scanner.

    """

    def __init__(
        self,
        device: str,
        *,
        run: int,
        on_code: Callable[[int, str], None],
        on_state: Callable[[int, str], None],
        opener: Callable[[str], Line] = open_port,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._device = device
        self._run = run
        self._on_code, self._on_state = on_code, on_state
        self._opener, self._wait = opener, wait
        self._stop = threading.Event()
        self._state = ""
        self._thread = threading.Thread(target=self._work, name=f"serial-{run}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> bool:
        """Ask the thread to end and wait at most ``timeout`` seconds; True when it ended."""
        self._stop.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _tell(self, state: str) -> None:
        if state != self._state and not self._stop.is_set():
            self._state = state
            self._on_state(self._run, state)

    def _work(self) -> None:
        self._tell("starting")
        attempt = 0
        while not self._stop.is_set():
            try:
                line = self._opener(self._device)
            except (OSError, ValueError) as fault:
                self._tell(_state_of(fault))
            else:
                attempt = 0
                self._tell("running")
                try:
                    self._listen(line)
                except (OSError, TypeError) as fault:
                    # pyserial raises a TypeError when its port is closed under it.
                    log.info("serial scanner: %s", type(fault).__name__)
                    self._tell("lost")
                finally:
                    line.close()
            if self._wait(self._stop, BACK_OFF_S[min(attempt, len(BACK_OFF_S) - 1)]):
                break
            attempt += 1

    def _listen(self, line: Line) -> None:
        splitter = CodeSplitter()
        while not self._stop.is_set():
            for code in splitter.feed(line.read(256)):
                if self._stop.is_set():
                    return
                try:
                    self._on_code(self._run, code)
                except Exception as fault:  # noqa: BLE001  a broken listener must not end scanning
                    log.warning("serial scanner's listener: %s", type(fault).__name__)


def _state_of(fault: Exception) -> str:
    """Why a port did not open; pyserial wraps the system's error in one of its own."""
    import errno

    number = getattr(fault, "errno", None)
    words = str(fault)
    if number in (errno.EACCES, errno.EPERM) or "PermissionError" in words:
        return "refused"
    if number == errno.EBUSY or "exclusively lock" in words:
        return "busy"
    return "no_port"

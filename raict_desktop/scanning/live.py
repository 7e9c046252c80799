"""Codes from a live source as they are held up, one passage each, for the command line."""

from __future__ import annotations

import queue
from collections.abc import Iterator

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.loop import CaptureLoop
from raict_desktop.scanning.serial_scanner import SerialScanner
from raict_desktop.scanning.sources import open_source


def codes_of(source_text: str) -> Iterator[str]:
    """Yield each code once per passage until the source ends or the caller stops.

    Raises:
        UserError: the source cannot be opened.
    """
    open_source(source_text).close()  # a missing camera is told at once, not retried for ever
    found: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def on_state(_run: int, state: str) -> None:
        if state == "ended":
            found.put(None)

    loop = CaptureLoop(
        source_text,
        run=1,
        on_frame=lambda _run, _preview: None,
        on_code=lambda _run, text: found.put(text),
        on_state=on_state,
    )
    loop.start()
    try:
        while (text := found.get()) is not None:
            yield text
    finally:
        loop.stop()


def codes_of_port(device: str) -> Iterator[str]:
    """Yield each code of a serial scanner until the caller stops; it is opened again when lost.

    Raises:
        UserError: ``scanning.no_port``, ``scanning.port_busy``, ``scanning.port_refused`` when the
            port cannot be opened at first.
    """
    found: queue.SimpleQueue[str | UserError] = queue.SimpleQueue()
    opened = False

    def on_state(_run: int, state: str) -> None:
        nonlocal opened
        opened = opened or state == "running"
        if not opened and state in _CLOSED:
            found.put(UserError(_CLOSED[state], name=device[:60]))

    scanner = SerialScanner(
        device, run=1, on_code=lambda _run, text: found.put(text), on_state=on_state
    )
    scanner.start()
    try:
        while True:
            item = found.get()
            if isinstance(item, UserError):
                raise item
            yield item
    finally:
        scanner.stop()


_CLOSED = {
    "no_port": "scanning.no_port",
    "busy": "scanning.port_busy",
    "refused": "scanning.port_refused",
}

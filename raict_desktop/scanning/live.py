"""Codes from a live source as they are held up, one passage each, for the command line."""

from __future__ import annotations

import queue
from collections.abc import Iterator

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.loop import CaptureLoop
from raict_desktop.scanning.sources import open_source


def codes_of(source_text: str) -> Iterator[str]:
    """Yield each code once per passage until the source ends or the caller stops.

    Raises:
        UserError: the source cannot be opened.
    """
    open_source(source_text).close()  # a missing camera is told at once, not retried for ever
    found: queue.SimpleQueue[str | UserError | None] = queue.SimpleQueue()

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
        while (item := found.get()) is not None:
            if isinstance(item, UserError):
                raise item
            yield item
    finally:
        loop.stop()

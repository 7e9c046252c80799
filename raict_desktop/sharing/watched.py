"""One connection as the link sees it: how long its present step lasts, and what it showed of the hub.

A step that hangs is cut by the link's watch. What the hub is known to hold lives exactly as long as
the connection: after the next connect the hub is asked again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from raict_desktop.sharing.seam import Heads, News, Packet, Transport


class Watched:
    """Passes every call on; ``listen`` is waiting on purpose and does not count as a step."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.known: dict[str, int] = {}
        self._begun: float | None = None

    def busy_for(self) -> float:
        """Seconds since the step under way began; 0 between steps."""
        begun = self._begun
        return 0.0 if begun is None else time.monotonic() - begun

    @contextmanager
    def _step(self) -> Iterator[Transport]:
        self._begun = time.monotonic()
        try:
            yield self.inner
        finally:
            self._begun = None

    def heads(self) -> Heads:
        """What the other side holds."""
        with self._step() as inner:
            self.known = dict(inner.heads())
            return self.known

    def push(self, packets: Sequence[Packet]) -> None:
        """Hand entries over."""
        with self._step() as inner:
            inner.push(packets)
        self._note(packets)

    def pull(self, cursor: Heads, limit: int) -> Sequence[Packet]:
        """Take entries beyond the cursor."""
        with self._step() as inner:
            packets = inner.pull(cursor, limit)
        self._note(packets)
        return packets

    def hash_at(self, station: str, counter: int) -> str:
        """What the other side holds there."""
        with self._step() as inner:
            return inner.hash_at(station, counter)

    def _note(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            self.known[packet.station] = max(packet.counter, self.known.get(packet.station, 0))

    def listen(self, seconds: float) -> News:
        """Wait for news."""
        news = self.inner.listen(seconds)
        self._note(news.entries)
        return news

    def wake(self) -> None:
        """End a wait."""
        self.inner.wake()

    def beat(self, text: str) -> None:
        """Say that this station is there."""
        with self._step() as inner:
            inner.beat(text)

    def clock_offset(self) -> float:
        """Seconds the other side's clock is ahead."""
        with self._step() as inner:
            return inner.clock_offset()

    def cut(self) -> None:
        """End what hangs."""
        self.inner.cut()

    def close(self) -> None:
        """Let go."""
        self.inner.close()

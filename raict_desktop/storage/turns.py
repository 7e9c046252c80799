"""Whose turn it is with the event file: a lock that tells whether somebody waits for it."""

from __future__ import annotations

import time
from threading import Lock, RLock
from types import TracebackType

_LOOK_S = 0.0005
_LONGEST_S = 0.05
_LATELY_S = 10.0


class Turns:
    """A lock that a thread may take several times, like ``RLock``.

    Long work is done in pieces between which others come in: who gives the lock back and takes it again
    at once would, most of the time, be the one who gets it.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._counting = Lock()
        self._waiting = 0
        self._wanted_at = -_LATELY_S

    def acquire(self, *, blocking: bool = True) -> bool:
        """Take the lock; says whether it was taken, which only ``blocking=False`` may deny."""
        if self._lock.acquire(blocking=False):
            return True
        if not blocking:
            return False
        self._count(1)
        try:
            return self._lock.acquire()
        finally:
            self._count(-1)

    def release(self) -> None:
        """Give the lock back, once for each time it was taken."""
        self._lock.release()

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more
            self._wanted_at = time.monotonic()

    @property
    def wanted(self) -> bool:
        """Whether another thread waits for the lock."""
        return self._waiting > 0

    @property
    def wanted_lately(self) -> bool:
        """Whether another thread had to wait within the last ten seconds: the desk is at work."""
        return time.monotonic() - self._wanted_at < _LATELY_S

    def give_way(self) -> None:
        """Let those who wait come first; not to be called with the lock held.

        Returns after a twentieth of a second at the latest: a crowd at the lock must not keep long work
        from ever ending.
        """
        until = time.monotonic() + _LONGEST_S
        while self.wanted and time.monotonic() < until:
            time.sleep(_LOOK_S)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

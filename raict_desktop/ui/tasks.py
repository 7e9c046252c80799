"""Long work away from the window's thread, its answer back on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

T = TypeVar("T")


class _Answer(QObject):
    ready = Signal(object, object)

    def __init__(self, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._done, self._failed = done, failed
        self.ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _deliver(self, value: object, fault: Exception | None) -> None:
        _waiting.discard(self)
        if fault is None:
            self._done(value)
        else:
            self._failed(fault)


_waiting: set[_Answer] = set()
LAST_MS = 10_000
"""How long the end of the program waits for work under way."""


class _Job(QRunnable):
    def __init__(self, job: Callable[[], object], answer: _Answer) -> None:
        super().__init__()
        self._job, self._answer = job, answer

    def run(self) -> None:
        try:
            value = self._job()
        except Exception as fault:  # noqa: BLE001 - handed to the caller's `failed`
            self._answer.ready.emit(None, fault)
        else:
            self._answer.ready.emit(value, None)


def finish(milliseconds: int = LAST_MS) -> bool:
    """Wait for work under way and drop its answers: whom they are for is about to go.

    Args:
        milliseconds: how long to wait at most.

    Returns:
        Whether everything ended in that time.
    """
    ended = QThreadPool.globalInstance().waitForDone(milliseconds)
    for answer in tuple(_waiting):
        answer.ready.disconnect()
    _waiting.clear()
    return ended


def run(
    job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
) -> None:
    """Run ``job`` on the thread pool, then ``done`` or ``failed`` on the window's thread."""
    answer = _Answer(done, failed)
    _waiting.add(answer)
    QThreadPool.globalInstance().start(_Job(job, answer))

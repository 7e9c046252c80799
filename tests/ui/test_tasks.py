"""Work beside the window: its answer comes back on the window's thread, and none after the end."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from raict_desktop.ui import tasks


def refuse(fault: Exception) -> None:
    raise fault


def test_answers_come_back_on_the_window_thread(qtbot: Any) -> None:
    heard: list[tuple[object, int]] = []
    tasks.run(threading.get_ident, lambda who: heard.append((who, threading.get_ident())), refuse)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0][0] != threading.get_ident()
    assert heard[0][1] == threading.get_ident()


def test_a_fault_is_handed_over(qtbot: Any) -> None:
    faults: list[Exception] = []

    def job() -> None:
        raise ValueError("x")

    tasks.run(job, lambda _: pytest.fail("no value"), faults.append)
    qtbot.waitUntil(lambda: bool(faults))
    assert isinstance(faults[0], ValueError)


def test_nobody_hears_of_work_after_the_end(qtbot: Any) -> None:
    going, ended, heard = threading.Event(), threading.Event(), []

    def job() -> bool:
        going.set()
        return ended.wait(5)

    tasks.run(job, heard.append, refuse)
    assert going.wait(5)
    assert not tasks.finish(10)
    ended.set()
    assert tasks.finish()
    qtbot.wait(1)
    assert heard == []

"""The window never stands still: no passage keeps its thread at work for a fifth of a second.

Measured in the thread's own time, so that a busy machine makes no difference; waiting for the disk is
measured by ``python -m benchmarks.endurance``.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from benchmarks.crowd import fill
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context

PEOPLE, PASSAGES, MOST = 2000, 60, 0.2


@pytest.mark.parametrize("page", ["reception", "session", "organiser"])
def test_no_passage_holds_the_window_up(
    qtbot: QtBot, qapp: QApplication, context: Context, event: OpenEvent, page: str, tmp_path: Path
) -> None:
    codes = fill(event, PEOPLE)
    window = build_window(replace(context, watchful=True), event)
    qtbot.addWidget(window)
    window.show()
    window.show_page(page)
    qapp.processEvents()
    gc.collect()
    slices = []
    for code in codes[:PASSAGES]:
        start = time.thread_time()
        check_in_code(event, code)
        qapp.processEvents()
        slices.append(time.thread_time() - start)
    window.close()
    assert max(slices) < MOST

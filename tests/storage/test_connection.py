"""Which files this program has open through SQLite: counted rightly from every thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from raict_desktop.storage import connection
from raict_desktop.storage.connection import hold, let_go

FILE = (-1, -1)


class _Interrupted(dict[tuple[int, int], int]):
    """Another thread comes in between the look at the count and the writing of it."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__({FILE: 1})
        self.other = threading.Thread(target=meanwhile)

    def __setitem__(self, file: tuple[int, int], count: int) -> None:
        if not self.other.ident:
            self.other.start()
            self.other.join(0.3)  # ends before, or waits for its turn
        super().__setitem__(file, count)


@pytest.mark.parametrize(("change", "left"), [(hold, 3), (let_go, 2)])
def test_files_held_are_counted_from_every_thread(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[tuple[int, int]], None], left: int
) -> None:
    """A count that goes astray would open a held file beside SQLite, and drop its locks."""
    held = _Interrupted(lambda: hold(FILE))
    if change is let_go:
        dict.__setitem__(held, FILE, 2)
    monkeypatch.setattr(connection, "_held", held)
    change(FILE)
    held.other.join(10)
    assert held == {FILE: left}

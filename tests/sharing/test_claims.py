"""Asking the hub who came first, when the hub misbehaves: the desk decides alone and waits for nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from raict_desktop.services.hub_sharing import _Claims
from raict_desktop.sharing import postgres
from raict_desktop.sharing.pairing import Pairing

HERE, THERE = "a" * 36, "b" * 36


class Hub:
    """A hub that answers, fails in a way nobody thought of, or hangs until it is let go."""

    made = 0
    closed = 0
    fault: Exception | None = None
    answer = THERE
    hanging: threading.Event | None = None

    def __init__(self, _pairing: Pairing) -> None:
        type(self).made += 1

    def claim(self, _checkpoint: str, _person: str, _station: str) -> str:
        if self.hanging is not None:
            self.hanging.wait(60)
        if self.fault is not None:
            raise self.fault
        return self.answer

    def cut(self) -> None:
        """A line that hangs in the network is cut; one that hangs elsewhere goes on."""

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    class Fresh(Hub):
        pass

    monkeypatch.setattr(postgres, "PostgresHub", Fresh)
    yield Fresh
    if Fresh.hanging is not None:
        Fresh.hanging.set()


def claims() -> _Claims:
    return _Claims(Pairing("h", 1, "d", "u", "p", "e" * 36), lambda: HERE)


def settled(asked: _Claims) -> None:
    """Wait for the answer that was not quick enough."""
    if asked._under_way is not None:
        asked._under_way.exception(30)


def test_any_fault_of_the_hub_leaves_the_decision_here(hub: type[Hub]) -> None:
    asked = claims()
    asked.rival("", "warm")
    settled(asked)
    hub.fault = KeyError("column of a newer hub")
    assert asked.rival("", "person") == ""
    settled(asked)
    assert (hub.made, hub.closed) == (1, 1)  # not asked again over a line that may be broken
    hub.fault = None
    asked.rival("", "person")
    settled(asked)
    assert hub.made == 2
    assert asked.rival("", "person") == THERE
    asked.close()


def test_closing_does_not_wait_for_a_hub_that_hangs(hub: type[Hub]) -> None:
    hub.hanging = threading.Event()
    asked = claims()
    assert asked.rival("", "person") == ""
    asked.close()  # a test that hangs here is the fault
    assert not asked._under_way.done()  # type: ignore[union-attr]
    hub.hanging.set()
    asked._pool.shutdown(wait=True)
    assert hub.closed == 1

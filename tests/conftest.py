"""What every test gets: an offscreen Qt, its own settings, a small event, and no unexpected log line."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

from raict_desktop.services.application import Application, OpenEvent
from tests.builders import World, make_event

# How long an example takes says more about the machine than about the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's settings; sentences come in French."""
    monkeypatch.setenv("RAICT_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("RAICT_LANGUAGE", "fr")


@pytest.fixture(autouse=True)
def no_unexpected_log_line(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A warning or error in the log fails the test unless it is marked ``expects_log``."""
    yield
    if request.node.get_closest_marker("expects_log") is None:
        lines = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
        assert lines == []


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def application(world: World) -> Iterator[Application]:
    with world.application() as made:
        yield made


@pytest.fixture
def event(application: Application, tmp_path: Path) -> OpenEvent:
    return make_event(application, tmp_path)

"""A hub of the suite's own: one server for all tests of a worker, one event a test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from raict_desktop import paths
from raict_desktop.sharing.hub_setup import make_hub
from raict_desktop.sharing.pairing import Pairing
from tests.sharing.hub_server import HubServer

SCRIPTS = paths.hub_scripts()


@pytest.fixture(scope="session")
def shared_server() -> Iterator[HubServer]:
    server = HubServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def event_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def pairing(shared_server: HubServer, event_id: str) -> Pairing:
    """An entrance to the shared server for a fresh event."""
    return make_hub(shared_server.url, SCRIPTS, event_id, "Rencontres")


@pytest.fixture(scope="session")
def fragile_server() -> Iterator[HubServer]:
    made = HubServer()
    made.start()
    yield made
    made.close()


@pytest.fixture
def server(fragile_server: HubServer) -> HubServer:
    """A server that a test may kill, stop or wipe, as long as it runs again at the end."""
    fragile_server.wait_ready()
    return fragile_server


@pytest.fixture
def scripts() -> Path:
    return SCRIPTS

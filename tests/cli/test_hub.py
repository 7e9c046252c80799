"""The hub's commands on a real server, as an organiser and a volunteer type them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_command_line import run
from tests.sharing.hub_server import HubServer


@pytest.fixture(scope="module")
def server() -> Iterator[HubServer]:
    made = HubServer()
    made.start()
    yield made
    made.close()


def test_an_event_is_shared_taken_elsewhere_and_left(
    server: HubServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def done(*words: object, code: int = 0) -> str:
        assert run(*(str(word) for word in words), monkeypatch=monkeypatch) == code
        return capsys.readouterr().out.strip()

    first, second, card = (tmp_path / name for name in ("a.raict", "b.raict", "card.pdf"))
    done("new", first, "--title", "Rencontres", "--date", "2026-06-29")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{server.url}\n"))
    line = done("hub", "init", "-", first, "-o", card)
    assert line.startswith("raict-hub:")
    assert done("read", card) == line
    done("hub", "join", line, second, code=2)
    assert not second.exists()
    done("hub", "join", line, first)
    done("hub", "join", line, second)
    done("scan", second, "code:hello")
    assert done("name", second, "Accueil 2") == "Accueil 2"
    assert json.loads(done("hub", "sync", second, "--json")) == {"pushed": 2, "pulled": 0}
    assert json.loads(done("hub", "sync", first, "--json")) == {"pushed": 0, "pulled": 2}
    done("check", first)
    done("hub", "leave", first)
    done("hub", "leave", first, code=2)
    done("hub", "sync", first, code=2)
    assert "4" not in done("hub", "join", "nonsense", first, code=2)
    assert "3" in done("hub", "erase", server.url, first)
    done("hub", "sync", second, code=2)

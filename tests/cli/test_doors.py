"""`scan` and `read` as scripts and scanners on standard input use them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from raict_desktop.cli import main
from raict_desktop.services.application import OpenEvent
from tests.builders import add_person
from tests.scanning.frames import scene


def run(monkeypatch: pytest.MonkeyPatch, *words: str, given: bytes = b"") -> int:
    monkeypatch.setattr(sys, "argv", ["raict-desktop", *words])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def answers(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    event: OpenEvent,
    given: bytes,
) -> list[dict[str, str]]:
    event.close()  # one program at a time writes to an event
    assert run(monkeypatch, "scan", str(event.path), "-", "--json", given=given) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_has_its_answer_even_a_blank_one(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_person(event, "Hélène", "Müller", code="TICKET-2026")
    given = b"\xef\xbb\xbfTICKET-2026\r\n\r\n  \n\xff\xfe\x00\x1b[2J\nTICKET-2026"
    verdicts = [(a["verdict"], a["reason"]) for a in answers(monkeypatch, capsys, event, given)]
    assert verdicts == [
        ("welcome", ""),
        ("unknown_code", "not_a_badge"),
        ("unknown_code", "not_a_badge"),
        ("unknown_code", "not_a_badge"),
        ("already_in", "already_in"),
    ]


@pytest.mark.parametrize(
    "came",
    [
        "TICKET)éàé-",  # a US scanner on a French desk
        "TICKETß2026",  # on a German one
        "ticket-2026",  # with Caps Lock
        "]Q1TICKET-2026",
        "\\000026TICKET-2026",
    ],
)
def test_a_foreign_ticket_garbled_by_the_keyboard_is_known(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], came: str
) -> None:
    add_person(event, "Hélène", "Müller", code="TICKET-2026")
    (answer,) = answers(monkeypatch, capsys, event, came.encode())
    assert answer["verdict"] == "welcome"
    assert answer["code"] == "TICKET-2026"


def test_read_tells_each_file_and_goes_on_after_a_bad_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.fromarray(scene("HELLO")).save(good)
    bad.write_bytes(b"nothing")
    assert run(monkeypatch, "read", "--json", str(bad), str(good)) == 2
    told = capsys.readouterr()
    assert json.loads(told.out) == {"file": str(good), "codes": ["HELLO"]}
    assert "bad.png" in told.err

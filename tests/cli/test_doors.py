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


def test_read_prints_nothing_that_a_terminal_obeys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "code.png"
    Image.fromarray(scene("\x1b[2JBEGIN:VCARD\r\nN:Müller", box=4)).save(file)
    assert run(monkeypatch, "read", str(file)) == 0
    assert capsys.readouterr().out == "\\x1b[2JBEGIN:VCARD\\r\\nN:Müller\n"


def test_devices_names_the_source_of_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from raict_desktop.scanning import cameras, serial_scanner

    listed = [cameras.Camera(2, "HD Pro Webcam C920")]
    monkeypatch.setattr(cameras, "list_cameras", lambda: listed)
    ports = [serial_scanner.Port("/dev/ttyACM0", "DS2208")]
    monkeypatch.setattr(serial_scanner, "list_ports", lambda: ports)
    assert run(monkeypatch, "devices", "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [device["source"] for device in found] == [
        "camera:HD Pro Webcam C920",
        "serial:/dev/ttyACM0",
    ]
    listed.clear()
    ports.clear()
    assert run(monkeypatch, "devices") == 0
    assert "douchette" in capsys.readouterr().err


def test_a_camera_test_of_nothing_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "test-camera", str(tmp_path / "none.avi"), "--json") == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["findings"] == ["no_picture"]
    assert "introuvable" in told.err


def test_a_serial_port_that_is_not_there_is_told(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event.close()
    assert run(monkeypatch, "scan", str(event.path), "serial:/dev/none") == 2
    assert "/dev/none" in capsys.readouterr().err

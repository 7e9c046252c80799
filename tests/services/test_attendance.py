"""Attendance sheets, certificates and honours: what stands on the paper is what the journal says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import SessionKind
from raict_desktop.services import attendance
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from tests.builders import World, add_person, add_session, enrol


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return "\n".join(pages).replace("\u00a0", " ").replace("\r\n", "\n")


def test_a_sheet_to_sign_on(event: OpenEvent, tmp_path: Path) -> None:
    session = add_session(event, "Atelier climat", quota=2, speakers=("Aïssatou Diallo",))
    town = {"name": "Ville de Łódź", "kind": "commune", "country": "PL"}
    for number in range(3):
        person_id = add_person(event, f"Hélène {number}", "Müller", organisation=town)
        enrol(event, person_id, session)
    add_person(event, "Pas", "Inscrit")
    out = tmp_path / "sheet.pdf"
    assert attendance.write_attendance(event, out, session.id, after=False) == 1
    text = words(out)
    assert "Feuille d’émargement" in text
    assert "Atelier climat" in text
    assert "Aïssatou Diallo" in text
    assert text.count("MÜLLER") == 2  # the third waits
    assert "Ville de Łódź" in text
    assert "INSCRIT" not in text


def test_a_record_of_presence(event: OpenEvent, world: World, tmp_path: Path) -> None:
    session = add_session(event, exits=True)
    other = add_session(event, "Autre")
    scanned, deduced, presumed = (add_person(event, name, "X") for name in ("Ana", "Bo", "Cy"))
    world.clock.now = session.start
    for person_id in (scanned, deduced, presumed):
        check_in_person(event, person_id, checkpoint=session.id)
    world.clock.forward(minutes=32, seconds=40)
    check_in_person(event, scanned, checkpoint=session.id, direction=Direction.EXIT)
    check_in_person(event, deduced, checkpoint=other.id)
    world.clock.now = session.end + timedelta(minutes=1)
    lines = {line.person.given_name: line for line in attendance.of_session(event, session.id)}
    spent = {name: int(line.inside.total_seconds() // 60) for name, line in lines.items()}
    assert spent == {"Ana": 32, "Bo": 32, "Cy": 60}
    out = tmp_path / "record.pdf"
    attendance.write_attendance(event, out, session.id, after=True)
    text = words(out)
    assert "badge à 10 h 30 – 11 h 02" in text
    assert "– 11 h 02 (déduite)" in text
    assert "– 11 h 30 (présumée)" in text
    attendance.write_attendance(event, out, session.id, after=True, language="en")
    assert "badge at 10:30 – 11:30 (presumed)" in words(out)


def test_half_days(event: OpenEvent, world: World, tmp_path: Path) -> None:
    early, late = add_person(event, "Tôt", "Matin"), add_person(event, "Tard", "Midi")
    check_in_person(event, early)
    world.clock.forward(hours=6)
    check_in_person(event, late)
    out = tmp_path / "half.pdf"
    for half, present, absent in (("morning", "MATIN", "MIDI"), ("afternoon", "MIDI", "MATIN")):
        attendance.write_half_day(event, out, 1, half, after=True)
        assert present in words(out)
        assert absent not in words(out)
    attendance.write_half_day(event, out, 1, "morning", after=False, blank=60)
    assert "MATIN" in words(out)
    assert "1 / 4" in words(out)  # 62 lines, 20 a page
    for day, half in ((2, "morning"), (0, "morning"), (1, "night")):
        with pytest.raises(UserError, match="no_such_half_day"):
            attendance.write_half_day(event, out, day, half, after=True)


def test_certificates(event: OpenEvent, world: World, tmp_path: Path) -> None:
    session = add_session(event, "Climat")
    came = add_person(event, "Hélène", "Müller", function="Maire")
    add_person(event, "Absent", "Tout")
    world.clock.now = session.start + timedelta(minutes=2)
    check_in_person(event, came)
    check_in_person(event, came, checkpoint=session.id)
    world.clock.now = session.end
    out = tmp_path / "certificates.pdf"
    count = attendance.certificates(event, out, signatory="Zoé Blanc", place="Paris")
    assert count == 1
    text = words(out)
    assert "Attestation de présence" in text
    assert "Hélène MÜLLER, Maire," in text
    assert "58 min" in text
    assert "Fait à Paris, le 29 juin 2021" in text
    assert "Zoé Blanc" in text
    attendance.certificates(event, out, language="en")
    assert "Certificate of attendance" in words(out)
    before = out.read_bytes()
    with pytest.raises(UserError, match="nobody_to_certify"):
        attendance.certificates(event, out, [])
    assert out.read_bytes() == before


def test_honours_in_protocol_order(event: OpenEvent, tmp_path: Path) -> None:
    gala = add_session(event, "Cérémonie", kind=SessionKind.CEREMONY)
    ids = [add_person(event, f"G{n}", name) for n, name in enumerate(("Un", "Deux", "Trois"))]
    attendance.honour(event, gala.id, ids[0], "laureate")
    attendance.honour(event, gala.id, ids[1], "honoured_president", 2)
    attendance.honour(event, gala.id, ids[2], "honoured_president", 1)
    names = [mark.person.family_name for mark in attendance.honoured(event, gala.id)]
    assert names == ["Trois", "Deux", "Un"]
    out = tmp_path / "honoured.pdf"
    attendance.write_honoured(event, out, gala.id)
    text = words(out)
    assert text.index("TROIS") < text.index("DEUX") < text.index("G0 UN")
    attendance.honour(event, gala.id, ids[1], "")
    assert len(attendance.honoured(event)) == 2
    plain = add_session(event)
    for session_id, role, rank, code in (
        (gala.id, "king", 0, "unknown_role"),
        (gala.id, "laureate", -1, "bad_rank"),
        (plain.id, "laureate", 0, "no_ceremony"),
        ("nowhere", "laureate", 0, "no_such_session"),
    ):
        with pytest.raises(UserError, match=code):
            attendance.honour(event, session_id, ids[0], role, rank)
    with pytest.raises(UserError, match="nobody_honoured"):
        attendance.write_honoured(event, out, plain.id)

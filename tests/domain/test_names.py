"""Surnames in capitals, their particles as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.names import in_capitals
from raict_desktop.domain.records import Person


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Müller", "MÜLLER"),
        ("de La Tour", "de LA TOUR"),
        ("de la Tour", "de la TOUR"),
        ("De La Tour", "DE LA TOUR"),
        ("d'Almeida", "d'ALMEIDA"),
        ("d\u2019Almeida", "d\u2019ALMEIDA"),
        ("D'Almeida", "D'ALMEIDA"),
        ("N'Diaye", "N'DIAYE"),
        ("van den Berg", "van den BERG"),
        ("Le Goff", "LE GOFF"),
        ("Dupont de Nemours", "DUPONT DE NEMOURS"),
        ("dupont", "DUPONT"),
        ("de la tour", "DE LA TOUR"),
        ("d'almeida", "D'ALMEIDA"),
        ("de", "DE"),
        ("", ""),
        ("منصور", "منصور"),
    ],
)
def test_particles_stay_as_typed(typed: str, shown: str) -> None:
    assert in_capitals(typed) == shown
    assert Person("id", "CODE", "Anne", typed).full_name == f"Anne {shown}".strip()


@given(st.text(max_size=40))
def test_nothing_is_added_or_lost(typed: str) -> None:
    assert in_capitals(typed).upper() == typed.upper()

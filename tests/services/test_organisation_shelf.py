"""Organisations put aside come back as they were, changes and all."""

from __future__ import annotations

import pytest

from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.services import organisation_shelf
from raict_desktop.services.organisation_shelf import OrganisationShelf


def test_a_change_made_in_place_outlasts_being_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation_shelf, "_AT_HAND", 3)
    shelf, known = OrganisationShelf(), dict[str, list[Organisation]]()
    for turn in range(3):
        for number in range(40):
            name = f"ville « {number} »"
            found = shelf.get(name)
            assert found == known.get(name)
            same = shelf.put(name, []) if found is None else found
            same.append(Organisation(f"{turn}-{number}", name, OrganisationKind.COMMUNE, "FR"))
            known[name] = list(same)
    assert shelf.get("ville") is None
    assert {name: shelf.get(name) for name in known} == known

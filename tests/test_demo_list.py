"""The demo list is what its script makes, holds what the guide says, and leads to nobody real."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from raict_desktop import paths
from raict_desktop.domain.records import (
    CATEGORIES,
    LOCAL_AUTHORITY_KINDS,
    Admission,
    OrganisationKind,
    SessionKind,
)
from raict_desktop.matching.countries import Countries
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "resources" / "demo"
RESERVED = re.compile(r"[a-z0-9.-]+@(?:[a-z0-9-]+\.)*example\.(?:org|com)")
KIND = "Type d’organisation"
Line = dict[str, str]


@pytest.fixture(scope="module")
def people() -> list[Line]:
    with (DEMO / "participants.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def programme() -> list[Line]:
    with (DEMO / "programme.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.load(paths.resources() / "countries.csv")


def test_script_makes_the_same_bytes(tmp_path: Path) -> None:
    script = ROOT / "packaging" / "make_demo_event.py"
    spec = importlib.util.spec_from_file_location("make_demo_event", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    for name in ("programme.csv", "participants.csv"):
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_list_has_the_shape_of_a_french_export() -> None:
    raw = (DEMO / "participants.csv").read_bytes()
    assert raw.startswith("\ufeffCivilité;".encode())
    assert raw.count(b"\r\n") == raw.count(b"\n") == 741


def test_counts(people: list[Line], countries: Countries) -> None:
    assert len(people) == 740
    codes = {countries.code(line["Pays"]) for line in people}
    assert "" not in codes
    assert len(codes) == 34
    assert len({line["Organisation"] for line in people if line[KIND] == "ambassade"}) == 18
    assert {line["Catégorie"] for line in people} <= set(CATEGORIES)
    assert {line[KIND] for line in people} <= set(OrganisationKind)


def test_some_registrations_are_cancelled(people: list[Line]) -> None:
    statuses = Counter(line["Statut"] for line in people)
    assert set(statuses) == {"Validé", "Annulé"}
    assert 0.03 < statuses["Annulé"] / len(people) < 0.06


def test_french_local_authorities_of_every_kind(people: list[Line], countries: Countries) -> None:
    kinds = {
        organisation_key(line["Organisation"]): line[KIND]
        for line in people
        if line[KIND] in LOCAL_AUTHORITY_KINDS and countries.code(line["Pays"]) == "FR"
    }
    assert len(kinds) >= 125
    assert set(kinds.values()) == set(LOCAL_AUTHORITY_KINDS)


def test_foreign_delegations_hold_several_people(people: list[Line], countries: Countries) -> None:
    foreign = Counter(
        line["Délégation"]
        for line in people
        if line["Délégation"] and countries.code(line["Pays"]) != "FR"
    )
    assert len(foreign) == 15
    assert min(foreign.values()) >= 4


def test_mails_lead_nowhere_and_some_are_shared(people: list[Line]) -> None:
    mails = Counter(line["Courriel"] for line in people if line["Courriel"])
    assert [mail for mail in mails if not RESERVED.fullmatch(mail)] == []
    shared = {mail for mail, count in mails.items() if count > 1}
    assert len(shared) >= 8
    assert all(mail.startswith("secretariat") for mail in shared)


def test_namesakes_are_told_apart_by_organisation(people: list[Line]) -> None:
    names = Counter((line["Prénom"], line["Nom"]) for line in people)
    assert sum(count > 1 for count in names.values()) >= 5
    whole = Counter((line["Prénom"], line["Nom"], line["Organisation"]) for line in people)
    assert set(whole.values()) == {1}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("\u0370", "\u03ff"),  # Greek
        ("\u0400", "\u04ff"),  # Cyrillic
        ("\u0600", "\u06ff"),  # Arabic
        ("\u4e00", "\u9fff"),  # Chinese
        ("\u1e00", "\u1eff"),  # Vietnamese letters
    ],
)
def test_scripts(people: list[Line], first: str, last: str) -> None:
    assert any(first <= c <= last for line in people for c in line["Prénom"] + line["Nom"])


@pytest.mark.parametrize(
    "name", ["Müller", "N'Diaye", "d'Almeida", "Łukasz", "O'Connor", "José María", "Ly", "Ba"]
)
def test_names_that_searching_must_find(people: list[Line], name: str) -> None:
    found = [line["Prénom"].replace("’", "'") for line in people]
    found += [line["Nom"].replace("’", "'") for line in people]
    assert name in found


def test_programme_of_the_day(programme: list[Line]) -> None:
    kinds = Counter(line["kind"] for line in programme)
    assert kinds[SessionKind.WORKSHOP] == 9
    assert kinds[SessionKind.MICRO_WORKSHOP] == 6
    assert kinds[SessionKind.QUIZ] == 1
    assert kinds[SessionKind.PLENARY] >= 1
    assert kinds[SessionKind.CEREMONY] >= 1
    assert {line["policy"] for line in programme} == set(Admission)
    assert {line["exits"] for line in programme} == {"yes", "no"}
    assert all(line["start"] < line["end"] for line in programme)


def test_rooms_hold_one_session_at_a_time(programme: list[Line]) -> None:
    for one in programme:
        for other in programme:
            if one is not other and one["room"] == other["room"]:
                assert one["end"] <= other["start"] or other["end"] <= one["start"]


def test_choices_are_of_the_programme_and_never_overlap(
    people: list[Line], programme: list[Line]
) -> None:
    starts = {fold(line["title"]): line["start"] for line in programme}
    for line in people:
        chosen = [title for title in line["Ateliers"].split(" | ") if title]
        times = [starts[fold(title)] for title in chosen]
        assert len(set(times)) == len(times)

"""A volunteer finds the person, however the name was typed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.records import Person
from raict_desktop.matching.search import PersonIndex
from tests.matching.people import make_people

NAMES = {"FR": "France France", "SN": "Sénégal Senegal", "ML": "Mali Mali", "MZ": "Mozambique"}


def country_names(code: str) -> str:
    return NAMES.get(code, "")


PEOPLE = {person.id: person for person in make_people(740)}
INDEX = PersonIndex(country_names)
INDEX.replace(PEOPLE.values())
MULLER = {"muller", "muller-homonym"}
NDIAYE = {"ndiaye", "ndiaye-joined"}


def own_index(*people: Person) -> PersonIndex:
    index = PersonIndex(country_names)
    index.replace(people)
    return index


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("helene muler", MULLER),
        ("muller helene", MULLER),
        ("MÜLLER, Hélène", MULLER),
        ("helene mullre", MULLER),
        ("ndiaye", NDIAYE),
        ("n diaye", NDIAYE),
        ("n'diaye", NDIAYE),
        ("d almeida", {"almeida"}),
        ("dalmeida", {"almeida"}),
        ("almeida", {"almeida"}),
        ("lukasz", {"lukasz"}),
        ("Łukasz", {"lukasz"}),
        ("oconnor", {"oconnor"}),
        ("o connor", {"oconnor"}),
        ("jose maria", {"jose-maria"}),
        ("maria jose alvarez", {"jose-maria"}),
        ("jeanpierre", {"jean-pierre"}),
        ("aebischer", {"jean-pierre"}),
        ("delatour", {"delatour"}),
        ("de la tour", {"delatour"}),
        ("oeuvrard", {"oeuvrard"}),
        ("solene ouvrard", {"oeuvrard"}),
    ],
)
def test_in_the_top_three(words: str, wanted: set[str]) -> None:
    assert wanted <= set(INDEX.search(words, 3))


@pytest.mark.parametrize(("words", "first"), [("ly", "ly"), ("Ba", "ba"), ("bâ", "ba")])
def test_short_surnames_come_first(words: str, first: str) -> None:
    assert INDEX.search(words)[0] == first


@pytest.mark.parametrize("words", ["vile de lion", "ville de lyon", "lyon ville"])
def test_organisation_with_two_slips(words: str) -> None:
    found = INDEX.search(words, 3)
    assert [PEOPLE[i].organisation for i in found] == ["Ville de Lyon"] * 3


def test_country_code_and_mail() -> None:
    assert all(PEOPLE[i].country == "MZ" for i in INDEX.search("mozambique", 5))
    wanted = PEOPLE["lukasz"]
    assert INDEX.search(wanted.code)[0] == "lukasz"
    assert INDEX.search(f"{wanted.code[:4]} {wanted.code[4:8].lower()}")[0] == "lukasz"
    assert INDEX.search(wanted.email)[0] == "lukasz"


def test_delegation() -> None:
    guest = Person("a", "C", "Ada", "Zed", delegation="Délégation de Saint-Louis")
    assert own_index(guest, Person("b", "D", "Bo", "Yo")).search("saint louis") == ["a"]


def test_names_written_apart_or_together() -> None:
    index = own_index(Person("a", "C", "Ann", "MacDonald"), Person("b", "D", "Li", "Van Damme"))
    assert index.search("mac donald") == ["a"]
    assert index.search("vandamme") == ["b"]


def test_names_of_particles_only() -> None:
    index = own_index(Person("a", "C", "Thi", "Lê"), Person("b", "D", "Jo", "Le Goff"))
    assert index.search("le")[0] == "a"
    assert set(index.search("le")) == {"a", "b"}


def test_nothing_below_two_letters() -> None:
    for words in ("", " ", "l", "'", "é"):
        assert INDEX.search(words) == []
    assert INDEX.search("ly", 0) == []


def test_one_word_too_many_still_finds() -> None:
    assert set(INDEX.search("helene muller xylophone", 2)) == MULLER


def test_update_replaces_the_former_values() -> None:
    before = Person("a", "CODE", "Ada", "Zimmer", organisation="Ville de Nantes")
    index = own_index(before)
    index.update(replace(before, family_name="Quenot", code="OTHER"))
    index.update(Person("b", "D", "Bob", "Zidane"))
    assert index.search("zimmer") == []
    assert index.search("quenot") == ["a"]
    assert index.search("code") == []
    assert index.search("zidane") == ["b"]
    index.replace([before])
    assert index.search("zidane") == []
    assert index.search("zimmer") == ["a"]


@given(st.text(max_size=60), st.integers(1, 30))
def test_any_words_are_answered(words: str, limit: int) -> None:
    found = INDEX.search(words, limit)
    assert len(found) == len(set(found)) <= limit
    assert set(found) <= set(PEOPLE)


@given(st.sampled_from(sorted(PEOPLE)))
def test_everybody_is_found_by_name_whatever_the_order(person_id: str) -> None:
    person = PEOPLE[person_id]
    same = {
        other.id
        for other in PEOPLE.values()
        if (other.given_name, other.family_name) == (person.given_name, person.family_name)
    }
    for words in (
        f"{person.given_name} {person.family_name}",
        f"{person.family_name} {person.given_name}",
    ):
        assert set(INDEX.search(words, 3)) & same


def test_numpy_is_not_loaded() -> None:
    code = "import sys, raict_desktop.matching.search as s; s.PersonIndex(str).search('muller');"
    check = "raise SystemExit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code + check], check=False).returncode == 0

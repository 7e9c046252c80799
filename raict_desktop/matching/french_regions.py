"""In which of today's French regions a local authority is, told from its name; nothing is guessed.

Departments and regions say it themselves, towns and intermunicipal bodies by a table of places
(``packaging/make_french_places.py``). A name that several places of a size bear says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from raict_desktop.matching.folding import fold
from raict_desktop.matching.french_territories import DEPARTMENTS, department, department_number
from raict_desktop.matching.organisations import organisation_key

REGIONS: Mapping[str, str] = {
    "Auvergne-Rhône-Alpes": "01 03 07 15 26 38 42 43 63 69 73 74",
    "Bourgogne-Franche-Comté": "21 25 39 58 70 71 89 90",
    "Bretagne": "22 29 35 56",
    "Centre-Val de Loire": "18 28 36 37 41 45",
    "Corse": "2a 2b",
    "Grand Est": "08 10 51 52 54 55 57 67 68 88",
    "Guadeloupe": "971",
    "Guyane": "973",
    "Hauts-de-France": "02 59 60 62 80",
    "Île-de-France": "75 77 78 91 92 93 94 95",
    "La Réunion": "974",
    "Martinique": "972",
    "Mayotte": "976",
    "Normandie": "14 27 50 61 76",
    "Nouvelle-Aquitaine": "16 17 19 23 24 33 40 47 64 79 86 87",
    "Occitanie": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "Pays de la Loire": "44 49 53 72 85",
    "Provence-Alpes-Côte d’Azur": "04 05 06 13 83 84",
}
"""Today's regions and the numbers of their departments."""
OVERSEAS = "Outre-mer"
"""Collectivities that are in no region: French Polynesia, New Caledonia and others."""
_OF_DEPARTMENT = {number: name for name, numbers in REGIONS.items() for number in numbers.split()}
_ALIASES = {
    "region sud": "Provence-Alpes-Côte d’Azur",
    "paca": "Provence-Alpes-Côte d’Azur",
    "reunion": "La Réunion",
    "centre": "Centre-Val de Loire",
    "alsace": "Grand Est",
    "collectivite europeenne d alsace": "Grand Est",
    "metropole du grand paris": "Île-de-France",
}
_BY_NAME = {fold(name): name for name in REGIONS} | _ALIASES
_OVERSEAS = re.compile(
    r"\b(?:polynesie francaise|nouvelle caledonie|wallis et futuna|saint pierre et miquelon"
    r"|saint barthelemy|collectivite de saint martin|terres australes)\b"
)
_SPECIAL = re.compile(
    r"(?:collectivite(?: territoriale| unique)*|assemblee|departement region)"
    r"(?: de la| de l| du| des| de| d)? (?P<place>.+)"
)
_COUNCIL = re.compile(r"(?:departement|region) (?P<place>.+)")
_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)\s*$")
_COUNTRYSIDE = re.compile(r"^(?:grand|pays)(?: de| d| du)? ")
_JOINT = re.compile(
    r"^(?:(?:communaute d agglomeration|communaute de communes|communaute urbaine|communaute"
    r"|agglomeration|agglo|ca|cc|cu|eurometropole|metropole|grand lyon la metropole"
    r"|etablissement public territorial|ept)(?: de la| de l| du| des| de| d)? )?(?P<place>.+?)"
    r"(?: (?:metropole|agglomeration|agglo|communaute urbaine|communaute))*$"
)


def joint_key(name: str) -> str:
    """The part of an intermunicipal body's name that tells it from others.

    "CA du Grand Angoulême", "Grand Angoulême Agglomération" and "Communauté d'agglomération du Grand
    Angoulême" give the same; "Nantes Métropole" and "Métropole de Nantes" do too.
    """
    found = _JOINT.match(fold(name))
    return found["place"] if found else ""


class FrenchPlaces:
    """Towns and intermunicipal bodies by name.

    Args:
        towns: ``organisation_key`` of a town's name to the number of its department.
        joint: ``joint_key`` of an intermunicipal body's name to that of its largest town.
    """

    def __init__(self, towns: Mapping[str, str], joint: Mapping[str, str]) -> None:
        self._towns = towns
        self._joint = joint

    @classmethod
    def from_file(cls, path: Path) -> FrenchPlaces:
        """Read lines of ``t;key;department`` (towns) and ``j;key;department`` (joint bodies)."""
        kinds: dict[str, dict[str, str]] = {"t": {}, "j": {}}
        for line in path.read_text("utf-8").splitlines():
            kind, key, number = line.split(";")
            kinds[kind][key] = number
        return cls(kinds["t"], kinds["j"])

    def region(self, name: str) -> str:
        """The region of a local authority, ``OVERSEAS``, or empty where its name does not tell."""
        brackets = _IN_BRACKETS.search(name)
        if brackets:
            # "Saint-Denis (974)", "Saint-Denis (La Réunion)": what stands there is meant to tell.
            within = brackets[1]
            found = OVERSEAS if _OVERSEAS.search(fold(within)) else _territory(within)
            if found:
                return found
            name = name[: brackets.start()].strip()
        if _OVERSEAS.search(fold(name)):
            return OVERSEAS
        return _territory(name) or self._place(name)

    def _place(self, name: str) -> str:
        number = self._towns.get(organisation_key(name))
        if not number:
            key = joint_key(name)
            # "Communauté d'agglomération de Blois" goes by a poetic name in the official code.
            number = self._joint.get(key) or self._towns.get(_COUNTRYSIDE.sub("", key))
        return _OF_DEPARTMENT.get(number or "", "")


def _territory(name: str) -> str:
    """The region that a region's or department's own name means, with or without its council."""
    folded = fold(name)
    if folded in _OF_DEPARTMENT:
        return _OF_DEPARTMENT[folded]
    council = _COUNCIL.fullmatch(organisation_key(name))
    special = _SPECIAL.fullmatch(folded)
    place = (council and council["place"]) or (special and special["place"]) or folded
    if folded in _BY_NAME or place in _BY_NAME:
        return _BY_NAME.get(folded) or _BY_NAME[place]
    named = DEPARTMENTS.get(place, "") if council or special else ""
    return _OF_DEPARTMENT.get(department_number(named or department(name)), "")

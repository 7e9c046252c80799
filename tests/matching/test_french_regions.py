"""The region of a French local authority, told from its name or not at all."""

from __future__ import annotations

import pytest

from raict_desktop import paths
from raict_desktop.matching.french_regions import OVERSEAS, REGIONS, FrenchPlaces
from raict_desktop.matching.french_territories import DEPARTMENTS, department_number


@pytest.fixture(scope="module")
def places() -> FrenchPlaces:
    return FrenchPlaces.from_file(paths.resources() / "french_places.csv")


def test_every_department_is_in_one_region() -> None:
    listed = [number for numbers in REGIONS.values() for number in numbers.split()]
    assert sorted(listed) == sorted(department_number(name) for name in DEPARTMENTS.values())
    assert len(REGIONS) == 18


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Ville de Lyon", "Auvergne-Rhône-Alpes"),
        ("Métropole de Lyon", "Auvergne-Rhône-Alpes"),
        ("Mairie du Mans", "Pays de la Loire"),
        ("Nantes Métropole", "Pays de la Loire"),
        ("Eurométropole de Strasbourg", "Grand Est"),
        ("Collectivité européenne d’Alsace", "Grand Est"),
        ("Conseil départemental du Cher", "Centre-Val de Loire"),
        ("Département de la Loire", "Auvergne-Rhône-Alpes"),
        ("CD 44", "Pays de la Loire"),
        ("Loire-Atlantique", "Pays de la Loire"),
        ("Région Sud", "Provence-Alpes-Côte d’Azur"),
        ("Conseil régional d’Île-de-France", "Île-de-France"),
        ("Ville de Paris", "Île-de-France"),
        ("Est Ensemble", "Île-de-France"),
        ("Communauté d’agglomération de Blois", "Centre-Val de Loire"),
        ("Communauté d’agglomération du Pays de Dreux", "Centre-Val de Loire"),
        ("Collectivité de Corse", "Corse"),
        ("Ville d’Ajaccio", "Corse"),
        ("Collectivité territoriale de Guyane", "Guyane"),
        ("Département de Mayotte", "Mayotte"),
        ("Polynésie française", OVERSEAS),
        ("Province Sud (Nouvelle-Calédonie)", OVERSEAS),
        # Two large towns bear the name: nothing is guessed, and what stands in brackets decides.
        ("Ville de Saint-Denis", ""),
        ("Ville de Saint-Denis (La Réunion)", "La Réunion"),
        ("Saint-Denis (93)", "Île-de-France"),
        ("Syndicat des eaux", ""),
        ("", ""),
    ],
)
def test_the_name_tells_the_region(places: FrenchPlaces, name: str, region: str) -> None:
    assert places.region(name) == region

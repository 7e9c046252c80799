"""One organisation has one key, and its name tells its kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.records import OrganisationKind as Kind
from raict_desktop.matching.organisations import organisation_key, propose_kind


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Ville de Lyon", "Mairie de Lyon", "LYON", "commune de  Lyon", "Mairie Lyon"), "lyon"),
        (("Ville d’Avignon", "Avignon"), "avignon"),
        (("Ville du Mans", "Le Mans"), "le mans"),
        (("Ville des Abymes", "Les Abymes"), "les abymes"),
        (("Commune de La Rochelle", "La Rochelle"), "la rochelle"),
        (("City of Accra", "Accra"), "accra"),
        (
            ("Conseil départemental de la Gironde", "Département de la Gironde"),
            "departement gironde",
        ),
        (("Conseil régional de Bretagne", "Région Bretagne"), "region bretagne"),
        (("Métropole de Lyon",), "metropole de lyon"),
        (("Mairie",), "mairie"),
        (("Région",), "region"),
        (("",), ""),
    ],
)
def test_spellings_share_a_key(names: tuple[str, ...], key: str) -> None:
    assert {organisation_key(name) for name in names} == {key}


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Ville de Lyon", "FR", Kind.COMMUNE),
        ("Mairie du 13e arrondissement", "", Kind.COMMUNE),
        ("Ville de Fort-de-France", "MQ", Kind.COMMUNE),
        ("CA du Pays Basque", "FR", Kind.EPCI),
        ("Communauté d’agglomération Paris-Saclay", "FR", Kind.EPCI),
        ("Communauté de communes du Pays de Gex", "FR", Kind.EPCI),
        ("Communauté urbaine Angers Loire Métropole", "FR", Kind.EPCI),
        ("Nantes Métropole", "FR", Kind.METROPOLE),
        ("Ville et Eurométropole de Strasbourg", "FR", Kind.METROPOLE),
        ("Conseil départemental de la Gironde", "FR", Kind.DEPARTEMENT),
        ("Département du Rhône", "FR", Kind.DEPARTEMENT),
        ("Région Bretagne", "FR", Kind.REGION),
        ("Conseil régional d’Occitanie", "FR", Kind.REGION),
        ("Collectivité de Corse", "FR", Kind.SPECIAL_STATUS),
        ("Collectivité européenne d'Alsace", "FR", Kind.SPECIAL_STATUS),
        ("Ville de Paris", "FR", Kind.SPECIAL_STATUS),
        ("Gouvernement de la Polynésie française", "PF", Kind.SPECIAL_STATUS),
        ("Ambassade du Mali en France", "ML", Kind.EMBASSY),
        ("Embassy of Japan", "JP", Kind.EMBASSY),
        ("Ministère de l’Europe et des Affaires étrangères", "FR", Kind.STATE),
        ("Préfecture de région", "FR", Kind.STATE),
        ("DAECT", "", Kind.STATE),
        ("Agence française de développement", "FR", Kind.STATE),
        ("Cités Unies France", "FR", Kind.ASSOCIATION),
        ("Association des municipalités du Mali", "ML", Kind.ASSOCIATION),
        ("Le Journal des maires", "FR", Kind.PRESS),
        ("Radio France internationale", "FR", Kind.PRESS),
        ("Université de Lyon", "FR", Kind.UNIVERSITY),
        ("Département de géographie, Université de Nantes", "FR", Kind.UNIVERSITY),
        ("UNESCO", "", Kind.INTERNATIONAL),
        ("CGLU Afrique", "MA", Kind.INTERNATIONAL),
        ("PLATFORMA", "BE", Kind.INTERNATIONAL),
        ("Union européenne", "BE", Kind.INTERNATIONAL),
        ("Dupont & Fils SARL", "FR", Kind.COMPANY),
        ("Ville de Dakar", "SN", Kind.FOREIGN_DELEGATION),
        ("City of Accra", "", Kind.FOREIGN_DELEGATION),
        ("Conseil régional de Fatick", "SN", Kind.FOREIGN_DELEGATION),
        ("Communauté urbaine de Douala", "CM", Kind.FOREIGN_DELEGATION),
        ("Ayuntamiento de Madrid", "ES", Kind.FOREIGN_DELEGATION),
        ("Un monde meilleur", "FR", Kind.OTHER),
        ("Lyon", "FR", Kind.OTHER),
        ("", "", Kind.OTHER),
    ],
)
def test_kind_from_name(name: str, country: str, kind: Kind) -> None:
    assert propose_kind(name, country) is kind


@given(st.text(), st.sampled_from(["", "FR", "SN", "fr", "??"]))
def test_any_name_is_answered(name: str, country: str) -> None:
    assert isinstance(propose_kind(name, country), Kind)
    assert isinstance(organisation_key(name), str)

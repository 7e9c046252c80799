"""A list of people of a likely size and mix, the same on every run."""

from __future__ import annotations

import random

from raict_desktop.domain.records import Person

GIVEN = [
    "Marie",
    "Jean",
    "Pierre",
    "Sophie",
    "Luc",
    "Anne",
    "Paul",
    "Claire",
    "Moussa",
    "Fatou",
    "Awa",
    "Ibrahima",
    "Aminata",
    "Ousmane",
    "Léa",
    "Hugo",
    "Camille",
    "Thomas",
    "Julie",
    "Nicolas",
    "Hélène",
    "François",
    "Élodie",
    "Chloé",
    "Mohamed",
    "Karim",
    "Nadia",
    "Yasmine",
    "Giulia",
    "Marco",
    "Ana",
    "João",
    "Miguel",
    "Carmen",
    "José",
    "Maria",
    "Anna",
    "Peter",
    "Hans",
    "Greta",
    "Léon",
    "Lydie",
    "Bastien",
    "Noël",
    "Inès",
]
FAMILY = [
    "Martin",
    "Bernard",
    "Dubois",
    "Thomas",
    "Robert",
    "Richard",
    "Petit",
    "Durand",
    "Leroy",
    "Moreau",
    "Simon",
    "Laurent",
    "Lefebvre",
    "Michel",
    "Garcia",
    "David",
    "Bertrand",
    "Roux",
    "Vincent",
    "Fournier",
    "Morel",
    "Girard",
    "André",
    "Mercier",
    "Dupont",
    "Lambert",
    "Bonnet",
    "François",
    "Martinez",
    "Traoré",
    "Diallo",
    "Diarra",
    "Keita",
    "Cissé",
    "Sow",
    "Fall",
    "Diop",
    "Sarr",
    "Koné",
    "Ouattara",
    "Muller",
    "Mulot",
    "Dieye",
    "Lyonnet",
    "Bayle",
    "Balde",
    "Lopez",
    "Silva",
    "Santos",
    "Rossi",
    "Ferrari",
    "Weber",
    "Schmidt",
    "Nguyen",
]
ORGANISATIONS = (
    ("Ville de Nantes", "FR"),
    ("Ville de Lille", "FR"),
    ("Ville de Marseille", "FR"),
    ("Région Bretagne", "FR"),
    ("Conseil départemental de la Gironde", "FR"),
    ("Métropole de Dijon", "FR"),
    ("Communauté d’agglomération du Pays Basque", "FR"),
    ("Ville de Dakar", "SN"),
    ("Commune de Bamako", "ML"),
    ("Ambassade du Bénin", "BJ"),
    ("Cités Unies France", "FR"),
    ("Agence française de développement", "FR"),
    ("City of Accra", "GH"),
    ("Cidade de Maputo", "MZ"),
)
SPECIAL = (
    ("muller", "Hélène", "Müller"),
    ("muller-homonym", "Hélène", "Müller"),
    ("ndiaye", "Awa", "N’Diaye"),
    ("ndiaye-joined", "Moussa", "Ndiaye"),
    ("almeida", "Rui", "d’Almeida"),
    ("lukasz", "Łukasz", "Kowalski"),
    ("ly", "Amadou", "Ly"),
    ("ba", "Mariama", "Bâ"),
    ("oconnor", "Sinéad", "O’Connor"),
    ("jose-maria", "José María", "Álvarez"),
    ("jean-pierre", "Jean-Pierre", "Æbischer"),
    ("delatour", "Inès", "de La Tour"),
    ("oeuvrard", "Solène", "Œuvrard"),
)
LETTERS = "BCDFGHJKLNPRSTVXY"


def made_up_names(count: int, rng: random.Random) -> list[str]:
    """Surnames of two to four syllables, so that a big list has a big vocabulary."""
    syllables = [a + b for a in "bdfglmnprstvkc" for b in ("a", "e", "i", "o", "ou", "an", "er")]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))).title() for _ in range(count)]


def make_people(count: int, *, seed: int = 7, surnames: int = 0) -> list[Person]:
    """``count`` people: the special ones, four of Lyon, and a crowd.

    Args:
        count: at least 20.
        seed: of the crowd.
        surnames: how many made-up surnames to mix into the crowd.
    """
    rng = random.Random(seed)
    family = [*FAMILY, *made_up_names(surnames, rng)]
    places = [f"Ville de {name}" for name in made_up_names(surnames // 10, rng)]
    organisations = [*ORGANISATIONS, *((name, "FR") for name in places)]

    def person(key: str, given: str, surname: str, organisation: tuple[str, str]) -> Person:
        return Person(
            id=key,
            code="LY" + "".join(rng.choices(LETTERS, k=18)),
            given_name=given,
            family_name=surname,
            organisation=organisation[0],
            country=organisation[1],
            email=f"{given}.{surname}{rng.randint(1, 99)}@example.org".lower().replace(" ", ""),
        )

    made = [person(*special, rng.choice(ORGANISATIONS)) for special in SPECIAL]
    lyon = ("Ville de Lyon", "FR")
    made += [person(f"lyon-{n}", GIVEN[n], FAMILY[n], lyon) for n in range(4)]
    while len(made) < count:
        number = len(made)
        made.append(
            person(f"p{number}", rng.choice(GIVEN), rng.choice(family), rng.choice(organisations))
        )
    rng.shuffle(made)
    return made

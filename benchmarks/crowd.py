"""Invented people in any number, as a CSV list or straight in an event's journal."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services.application import Application, OpenEvent

BATCH = 5000
GIVEN = (
    "Aminata Jean-Christophe Zoé Łukasz Ελένη Владимир Hương Mehdi Fatou Anne-Laure Ibrahima Chloé "
    "Moussa Élodie Baptiste Nour Oumar Sébastien Lalao Rasoa Yann Inès Kofi Margaux Théo Awa"
).split()
SYLLABLES = (
    "ba be bou cha da di dou fa gau gui ka ko la le lo ma mi mo na ne nou pa ra ri ro sa se sou ta "
    "te ti tra va vi za"
).split()
ENDINGS = ("", "", "nd", "rt", "s", "ux", "y", "lle", "ne")
PLACES = ("Ville de", "Région", "Métropole de", "Commune de", "Département de", "Association")
COUNTRIES = ("FR", "SN", "BF", "VN", "PL", "MA", "MG", "DE")
CATEGORIES = ("participant", "participant", "participant", "intervenant", "elu", "presse")


def family_name(chance: random.Random) -> str:
    """A pronounceable invented name; several tens of thousands of them exist."""
    syllables = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
    return (syllables + chance.choice(ENDINGS)).capitalize()


def names(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """The same ``count`` given and family names at every run."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice(GIVEN), family_name(chance)


def new_event(application: Application, path: Path) -> OpenEvent:
    return application.new_event(path, title="Rencontres", first_day=date(2026, 11, 24))


def fill(event: OpenEvent, count: int, seed: int = 7) -> list[str]:
    """Put people in the journal, a few thousand a transaction, and give back their codes.

    Quicker than the importer, which would first read a file of 100 000 rows; the journal and the
    tables end up the same.
    """
    chance = random.Random(seed + 1)
    organisations = [event.outside.new_id() for _ in range(max(20, count // 8))]
    drafts = [
        Draft(
            Kind.ORGANISATION_SET,
            organisation,
            facts={
                "name": f"{chance.choice(PLACES)} {family_name(chance)} {number}",
                "kind": "commune",
                "country": chance.choice(COUNTRIES),
            },
        )
        for number, organisation in enumerate(organisations)
    ]
    codes: list[str] = []
    for given, family in names(count, seed):
        codes.append(event.new_code())
        drafts.append(
            Draft(
                Kind.PERSON_ADDED,
                event.outside.new_id(),
                source=Source.IMPORT,
                facts={
                    "organisation_id": chance.choice(organisations),
                    "category": chance.choice(CATEGORIES),
                    "status": "registered",
                    "walk_in": 0,
                },
                personal={
                    "given_name": given,
                    "family_name": family,
                    "code": codes[-1],
                    "email": f"p{len(codes)}@example.org",
                },
            )
        )
        if len(drafts) >= BATCH:
            event.write(drafts, Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS))
            drafts = []
    if drafts:
        event.write(drafts, Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS))
    return codes


def write_csv(path: Path, count: int, seed: int = 7) -> None:
    """A registration list as the ticketing service would give it."""
    chance = random.Random(seed + 2)
    head = "Prénom;Nom;Fonction;Organisation;Type d’organisation;Pays;Catégorie;Courriel;Statut"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        rows = csv.writer(stream, delimiter=";")
        rows.writerow(head.split(";"))
        for number, (given, family) in enumerate(names(count, seed)):
            place = f"Ville de {family_name(chance)}" if number % 3 else "Ville de Lyon"
            mail = f"p{number}@example.org"
            rows.writerow(
                (given, family, "Maire", place, "commune", "France", "participant", mail, "Validé")
            )


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0..1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

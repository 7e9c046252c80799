"""What each column of a registration list holds, told by its title and by what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from raict_desktop.exchange.spelling import fold

FIELDS = (
    "full_name",
    "given_name",
    "family_name",
    "civility",
    "function",
    "organisation",
    "organisation_kind",
    "country",
    "delegation",
    "category",
    "email",
    "phone",
    "status",
    "code",
    "external_id",
    "note",
    "walk_in",
    "workshops",
    "workshop",
    "ticket",
    "order",
    "paid",
    "buyer_given_name",
    "buyer_family_name",
    "buyer_full_name",
    "buyer_email",
)
"""What a column may hold, in the order screens offer it. ``workshops``: titles in the cells;
``workshop``: a tick for the workshop that the title names; ``ticket``: the kind of ticket, which may be
a workshop's; an empty field: not used."""

_TITLES: dict[str, str] = {
    "code": "code|ticket code|code billet|numero de billet|no de billet|n de billet|barcode|"
    "barcode number|code barre|code barres|code a barres|numero de code barres|"
    "numero du code barres|secret|ticket secret|public id|id public|"
    "uid",
    "civility": "civility|civilite|civ|title prefix|salutation",
    "given_name": "given name|first name|firstname|prenom participant|prenom du participant|"
    "attendee first name|attendee name given name|nom du participant prenom|prenom|prenoms|forename",
    "family_name": "family name|last name|lastname|surname|last name or surname|"
    "nom du participant nom de famille|nom de famille du participant|nom participant|"
    "nom du participant|attendee last name|attendee name family name|nom de famille|nom",
    "full_name": "full name|nom complet|nom et prenom|prenom et nom|nom prenom|prenom nom|"
    "nom prenoms|attendee name|name|votre nom",
    "function": "function|fonction|position|job title|poste|titre du poste|intitule du poste|job|"
    "role|votre fonction",
    "organisation": "organisation|organization|organisme|structure|collectivite|company|societe|"
    "entreprise|affiliation|institution|votre organisation|votre structure|etablissement|"
    "nom de l organisation|nom de la structure|nom de la collectivite|raison sociale",
    "organisation_kind": "organisation kind|organization kind|type d organisation|"
    "type de structure|type de collectivite|nature de la structure|organisation type",
    "country": "country|pays|pays de residence|country of residence|votre pays|country region",
    "category": "category|categorie|profil|attendee category|type de participant|"
    "categorie de participant|vous etes",
    "ticket": "product|produit|product name|nom du produit|ticket type|type de billet|item|tarif|"
    "rate name|price tier|ticket name|nom du billet|billet|ticket",
    "delegation": "delegation|nom de la delegation|delegation name",
    "email": "email|e mail|mail|courriel|adresse e mail|adresse email|adresse mail|mel|"
    "adresse courriel|adresse electronique|email address|e mail address|email participant|"
    "email du participant|courriel du participant|adresse e mail du participant|attendee email|"
    "e mail du participant|votre e mail|votre adresse e mail|votre courriel",
    "phone": "phone|telephone|tel|phone number|numero de telephone|mobile|portable|"
    "telephone portable|attendee phone|telephone mobile",
    "external_id": "external id|reference|attendee id|attendee|numero de participant|"
    "registration id|id|id participant|webform serial|numero de serie",
    "note": "note|notes|remarque|remarques|commentaire|commentaires|comment|comments",
    "status": "status|statut|attendee status|registration state|etat|etat de l inscription|"
    "statut du participant|registration status|statut de la commande|order status",
    "walk_in": "walk in|inscription sur place|sur place",
    "workshops": "workshops|workshop|ateliers|atelier|enrolled|sessions|seances|choix d atelier|"
    "choix des ateliers|choix de l atelier|vos ateliers|choix d ateliers|inscriptions aux ateliers|"
    "ateliers choisis|workshop choice|workshop choices|selected workshops",
    "order": "order code|code de commande|numero de commande|n de commande|order id|order|"
    "reference commande|reference de la commande|commande|order number|order ref",
    "paid": "paye|paid",
    "buyer_given_name": "prenom acheteur|prenom payeur|prenom de l acheteur|buyer first name|"
    "prenom du payeur",
    "buyer_family_name": "nom acheteur|nom payeur|nom de l acheteur|nom de famille de l acheteur|"
    "buyer last name|nom du payeur",
    "buyer_full_name": "acheteur|payeur|buyer|buyer name|invoice address name|customer",
    "buyer_email": "email payeur|email acheteur|courriel de l acheteur|email de l acheteur|"
    "e mail de l acheteur|e mail acheteur|buyer email|adresse e mail de l acheteur|email du payeur",
}
RANKS: dict[str, dict[str, int]] = {
    field: {title: rank for rank, title in enumerate(titles.split("|"))}
    for field, titles in _TITLES.items()
}
_KNOWN = frozenset(title for ranks in RANKS.values() for title in ranks)

# Titles of home-made forms: a question rather than a name. Only where nothing better is there.
_QUESTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(rf"\b(?:{pattern})\b"))
    for field, pattern in (
        ("email", r"e ?mails?|courriel|mel|adresse electronique"),
        ("phone", r"telephone|tel|portable|mobile|phone"),
        ("full_name", r"noms? (?:et )?prenoms?|prenoms? (?:et )?noms?|full name|nom complet"),
        ("given_name", r"prenoms?|first name|given name|forename"),
        (
            "organisation_kind",
            r"type (?:de |d )(?:structure|organisation|organisme|collectivite|institution)"
            r"|nature de (?:la|votre) (?:structure|collectivite)",
        ),
        (
            "organisation",
            r"organisme|organisation|organization|structure|collectivite|employeur|institution"
            r"|company|societe|etablissement|affiliation|association",
        ),
        ("family_name", r"nom|last name|surname|family name"),
        ("function", r"fonction|poste|job title|position|titre professionnel"),
        ("country", r"pays|country"),
        ("civility", r"civilite"),
        ("delegation", r"delegation"),
        ("status", r"statut de l inscription|statut d inscription"),
    )
)
_MAX_QUESTION = 80
_OF_OTHERS = re.compile(
    r"\b(?:acheteur|payeur|buyer|facturation|invoice|billing|accompagnant|conjoint|atelier|ateliers"
    r"|workshop|workshops|session|seance|fichier|newsletter|accept\w*|autoris\w*|consent\w*|arrivee"
    r"|depart|urgence|emergency|order|commande|confirm\w*)\b"
)
OWN_EXCHANGE = frozenset({"code", "given_name", "family_name", "external_id", "organisation_kind"})
OWN_EXCEL = frozenset({"code", "prénom", "nom", "référence", "type d'organisation"})

_SOURCES: tuple[tuple[str, frozenset[str]], ...] = (
    ("helloasso", frozenset({"reference commande", "statut de la commande"})),
    ("helloasso", frozenset({"reference de la commande", "statut de la commande"})),
    ("billetweb", frozenset({"nom acheteur", "commande"})),
    ("eventbrite", frozenset({"n de commande", "prenom du participant"})),
    ("weezevent", frozenset({"numero de commande", "prenom participant"})),
    ("eventbrite", frozenset({"order", "attendee status"})),
    ("eventbrite", frozenset({"order id", "attendee first name"})),
    ("eventbrite", frozenset({"order", "attendee"})),
    ("pretix", frozenset({"order code", "attendee name"})),
    ("pretix", frozenset({"code de commande", "nom du participant"})),
    ("indico", frozenset({"affiliation", "email address"})),
    ("indico", frozenset({"registration state", "first name"})),
    ("alfio", frozenset({"full name", "event", "category"})),
    ("hievents", frozenset({"public id", "first name"})),
    ("hievents", frozenset({"public id", "prenom"})),
    ("hievents", frozenset({"id public", "prenom"})),
    ("hievents", frozenset({"nom du produit", "prenom"})),
    ("framaforms", frozenset({"webform serial"})),
    ("framaforms", frozenset({"numero de serie", "sid"})),
    ("google_forms", frozenset({"horodateur"})),
    ("google_forms", frozenset({"timestamp"})),
    ("eventmaker", frozenset({"uid", "prenom"})),
    ("weezevent", frozenset({"barcode", "prenom"})),
    ("weezevent", frozenset({"rate name", "first name"})),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        title: as the file writes it, on one line.
        option: second title of form exports (a choice of a question), else empty.
        field: one of ``FIELDS``, or empty where the column is not used.
        workshop: for ``field == "workshop"`` the title of the workshop that is ticked.
        sample: some of the texts that stand in it.
    """

    title: str
    option: str = ""
    field: str = ""
    workshop: str = ""
    sample: tuple[str, ...] = ()


def is_known(title: str) -> bool:
    """Whether a registration list's title says which field it holds."""
    return fold(title) in _KNOWN


def source_of(titles: tuple[str, ...]) -> str:
    """Name the platform of a list: ``raict…`` for own files, ``list`` if unknown."""
    plain = set(titles)
    if plain >= OWN_EXCHANGE:
        return "raict"
    if plain >= OWN_EXCEL:
        return "raict_excel"
    folded = {fold(title) for title in titles}
    return next((source for source, needed in _SOURCES if needed <= folded), "list")


def assign(titles: tuple[str, ...], looks_like_email: frozenset[int]) -> dict[str, int]:
    """For each field the column that holds it best.

    Args:
        titles: of every column.
        looks_like_email: columns whose texts are e-mail addresses.
    """
    folded = [fold(title) for title in titles]
    chosen: dict[str, int] = {}
    for field, ranks in RANKS.items():
        known = [(ranks[title], i) for i, title in enumerate(folded) if title in ranks]
        if known:
            chosen[field] = min(known)[1]
    _by_questions(chosen, folded, looks_like_email)
    whole = "given_name" not in chosen and "full_name" not in chosen
    if whole and "family_name" in chosen:
        chosen["full_name"] = chosen.pop("family_name")  # a lone "Nom" holds the whole name
    if "full_name" in chosen and ("given_name" in chosen or "family_name" in chosen):
        chosen.pop("full_name")
    return chosen


def _by_questions(
    chosen: dict[str, int], folded: list[str], looks_like_email: frozenset[int]
) -> None:
    used = set(chosen.values())
    free = [
        i
        for i, title in enumerate(folded)
        if i not in used and title and len(title) <= _MAX_QUESTION and not _OF_OTHERS.search(title)
    ]
    named = "full_name" in chosen or "family_name" in chosen
    for field, pattern in _QUESTIONS:
        if field in chosen or (field in ("full_name", "family_name") and named):
            continue
        if field == "given_name" and "full_name" in chosen:
            continue
        for i in free:
            if i in used or not pattern.search(folded[i]):
                continue
            if field == "email" and i not in looks_like_email:
                continue
            chosen[field] = i
            used.add(i)
            break
    if "email" not in chosen:
        rest = [i for i in sorted(looks_like_email - used) if not _OF_OTHERS.search(folded[i])]
        if rest:
            chosen["email"] = rest[0]

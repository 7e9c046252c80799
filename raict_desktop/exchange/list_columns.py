"""Column titles of the registration platforms, best first: participants before buyers."""

from __future__ import annotations

from raict_desktop.exchange.spelling import fold

_TITLES: dict[str, str] = {
    "code": "code|ticket code|code billet|numero de billet|no de billet|n de billet|barcode|"
    "barcode number|code barre|code barres|code a barres|secret|ticket secret|public id|uid",
    "civility": "civility|civilite|civ|title prefix|salutation",
    "given_name": "given name|first name|firstname|prenom|prenom participant|prenom du participant|"
    "attendee first name|attendee name given name|prenoms|forename|"
    "prenom acheteur|prenom payeur|prenom de l acheteur|buyer first name",
    "family_name": "family name|last name|lastname|surname|last name or surname|nom de famille|"
    "nom participant|nom du participant|nom de famille du participant|attendee last name|"
    "attendee name family name|nom|nom acheteur|nom payeur|nom de l acheteur|"
    "nom de famille de l acheteur|buyer last name",
    "full_name": "full name|nom complet|nom et prenom|prenom et nom|nom prenom|prenom nom|"
    "attendee name|name|votre nom",
    "function": "function|fonction|position|job title|poste|titre du poste|job|role|votre fonction",
    "organisation": "organisation|organization|organisme|structure|collectivite|company|societe|"
    "entreprise|affiliation|institution|raison sociale|votre organisation|votre structure|"
    "etablissement",
    "organisation_kind": "organisation kind|organization kind|type d organisation|"
    "type de structure|type de collectivite|nature de la structure|organisation type",
    "country": "country|pays|pays de residence|country of residence|votre pays",
    "category": "category|categorie|profil|ticket type|type de billet|rate name|tarif|product|"
    "product name|nom du produit|price tier|attendee category",
    "delegation": "delegation|nom de la delegation|delegation name",
    "email": "email|e mail|mail|courriel|adresse e mail|adresse email|adresse mail|"
    "adresse courriel|adresse electronique|email address|e mail address|email participant|"
    "email du participant|courriel du participant|attendee email|"
    "email payeur|email acheteur|courriel de l acheteur|email de l acheteur|buyer email",
    "phone": "phone|telephone|tel|phone number|numero de telephone|mobile|portable|"
    "telephone portable|attendee phone",
    "external_id": "external id|reference|attendee id|attendee|numero de participant|"
    "registration id|id",
    "note": "note|notes|remarque|remarques|commentaire|commentaires|comment|comments",
    "status": "status|statut|attendee status|registration state|etat|etat de l inscription|"
    "statut de la commande|statut du participant|registration status|order status",
    "walk_in": "walk in|inscription sur place|sur place",
    "workshops": "workshops|workshop|ateliers|atelier|enrolled|sessions|seances|choix d atelier|"
    "choix des ateliers|choix de l atelier|vos ateliers|choix d ateliers|inscriptions aux ateliers|"
    "ateliers choisis|workshop choice|workshop choices|selected workshops",
}
RANKS: dict[str, dict[str, int]] = {
    field: {title: rank for rank, title in enumerate(titles.split("|"))}
    for field, titles in _TITLES.items()
}
BUYER_WORDS = ("acheteur", "payeur", "buyer")
OWN_EXCHANGE = frozenset({"code", "given_name", "family_name", "external_id", "organisation_kind"})
OWN_EXCEL = frozenset({"code", "prénom", "nom", "référence", "type d'organisation"})

_SOURCES: tuple[tuple[str, frozenset[str]], ...] = (
    ("helloasso", frozenset({"reference commande", "statut de la commande"})),
    ("billetweb", frozenset({"nom acheteur", "commande"})),
    ("weezevent", frozenset({"numero de commande", "prenom participant"})),
    ("eventbrite", frozenset({"order", "attendee status"})),
    ("eventbrite", frozenset({"order id", "attendee first name"})),
    ("eventbrite", frozenset({"n de commande", "prenom du participant"})),
    ("eventbrite", frozenset({"order", "attendee"})),
    ("pretix", frozenset({"order code", "attendee name"})),
    ("indico", frozenset({"affiliation", "email address"})),
    ("alfio", frozenset({"full name", "event", "category"})),
    ("hievents", frozenset({"public id", "first name"})),
    ("hievents", frozenset({"public id", "prenom"})),
    ("google_forms", frozenset({"horodateur"})),
    ("google_forms", frozenset({"timestamp", "email address"})),
    ("framaforms", frozenset({"webform serial"})),
    ("framaforms", frozenset({"numero de serie", "sid"})),
    ("eventmaker", frozenset({"uid", "prenom"})),
)


def is_known(title: str) -> bool:
    """Whether a registration list's title says which field it holds."""
    folded = fold(title)
    return any(folded in ranks for ranks in RANKS.values())


def source_of(titles: tuple[str, ...]) -> str:
    """Name the platform of a list: ``raict…`` for own files, ``list`` if unknown."""
    plain = set(titles)
    if plain >= OWN_EXCHANGE:
        return "raict"
    if plain >= OWN_EXCEL:
        return "raict_excel"
    folded = {fold(title) for title in titles}
    return next((source for source, needed in _SOURCES if needed <= folded), "list")


def assign(titles: tuple[str, ...]) -> dict[str, int]:
    """For each field the column that holds it best."""
    folded = [fold(title) for title in titles]
    chosen: dict[str, int] = {}
    for field, ranks in RANKS.items():
        known = [(ranks[title], i) for i, title in enumerate(folded) if title in ranks]
        if known:
            chosen[field] = min(known)[1]
    if "given_name" not in chosen and "full_name" not in chosen and "family_name" in chosen:
        chosen["full_name"] = chosen.pop("family_name")  # a lone "Nom" holds the whole name
    if "full_name" in chosen:
        _participant_over_buyer(chosen, folded)
    return chosen


def _participant_over_buyer(chosen: dict[str, int], folded: list[str]) -> None:
    """Let a whole participant's name beat a buyer's name in two columns."""
    parts = [name for name in ("given_name", "family_name") if name in chosen]
    own = [n for n in parts if not any(word in folded[chosen[n]] for word in BUYER_WORDS)]
    if own:
        chosen.pop("full_name")
    else:
        for name in parts:
            del chosen[name]

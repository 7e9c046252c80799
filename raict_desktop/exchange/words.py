"""Words that platforms and people put into cells, and the one word the program uses for each."""

from __future__ import annotations

from raict_desktop.domain.records import OrganisationKind
from raict_desktop.exchange.spelling import fold

_REGISTERED = frozenset(
    [
        "",
        "registered",
        "inscrit",
        "inscrite",
        "inscrit e",
        "valide",
        "validee",
        "validated",
        "attending",
        "checked in",
        "confirmed",
        "confirme",
        "confirmee",
        "complete",
        "completed",
        "active",
        "actif",
        "paid",
        "paye",
        "payee",
        "accepted",
        "accepte",
        "acceptee",
        "approved",
        "ok",
        "oui",
        "yes",
        "present",
        "presente",
        "enregistre",
        "enregistree",
        "acquired",
        "to be paid",
        "participera",
        "participe",
        "inscription validee",
        "inscription confirmee",
        "free",
    ]
)
_CANCELLED = frozenset(
    [
        "cancelled",
        "canceled",
        "annule",
        "annulee",
        "annulation",
        "refunded",
        "rembourse",
        "remboursee",
        "deleted",
        "supprime",
        "supprimee",
        "not attending",
        "transferred",
        "transfere",
        "withdrawn",
        "desinscrit",
        "desinscrite",
        "retire",
        "ne participe pas",
        "desiste",
        "released",
        "ne participera pas",
        "inscription annulee",
        "annule par l organisateur",
    ]
)
_WAITING = frozenset(
    [
        "pending",
        "en attente",
        "waiting",
        "waiting list",
        "liste d attente",
        "abandonne",
        "abandonnee",
        "abandoned",
        "refuse",
        "refusee",
        "rejected",
        "declined",
        "expired",
        "expire",
        "expiree",
        "draft",
        "brouillon",
        "invited",
        "invite",
        "failed",
        "contested",
        "conteste",
        "awaiting payment",
        "en attente de paiement",
        "reserved",
        "awaiting offline payment",
        "en cours",
        "paiement en attente",
        "unpaid",
    ]
)
_CATEGORIES = {
    "participante": "participant",
    "participants": "participant",
    "attendee": "participant",
    "intervenante": "intervenant",
    "speaker": "intervenant",
    "elue": "elu",
    "elu e": "elu",
    "elected official": "elu",
    "embassy": "ambassade",
    "partner": "partenaire",
    "exhibitor": "exposant",
    "exposante": "exposant",
    "press": "presse",
    "accompanying person": "accompagnant",
    "accompagnante": "accompagnant",
    "organiser": "organisation",
    "organizer": "organisation",
    "organisateur": "organisation",
    "team": "organisation",
    "equipe": "organisation",
    "volunteer": "benevole",
    "supplier": "fournisseur",
}
_OWN_CATEGORIES = frozenset(
    [
        "participant",
        "intervenant",
        "elu",
        "delegation",
        "ambassade",
        "partenaire",
        "exposant",
        "presse",
        "accompagnant",
        "organisation",
        "benevole",
        "fournisseur",
    ]
)


def status_of(word: str) -> str | None:
    """Tell ``registered``, ``cancelled``, ``waiting`` (no place held yet) or None (unknown)."""
    folded = fold(word)
    if folded in _REGISTERED:
        return "registered"
    if folded in _CANCELLED:
        return "cancelled"
    return "waiting" if folded in _WAITING else None


def category_of(word: str) -> str:
    """Give the program's key of a category, or the word as typed where it has none."""
    folded = fold(word)
    return folded if folded in _OWN_CATEGORIES else _CATEGORIES.get(folded, word)


_KINDS = {fold(kind): kind.value for kind in OrganisationKind} | {
    "commune ville": "commune",
    "ville": "commune",
    "mairie": "commune",
    "intercommunalite": "epci",
    "communaute d agglomeration": "epci",
    "communaute de communes": "epci",
    "conseil departemental": "departement",
    "conseil regional": "region",
    "embassy": "ambassade",
    "ministere": "etat",
    "ministere etat": "etat",
    "services de l etat": "etat",
    "ong": "association",
    "company": "entreprise",
    "societe": "entreprise",
    "press": "presse",
    "media": "presse",
    "university": "universite",
    "international organisation": "organisation_internationale",
    "other": "autre",
}


def organisation_kind_of(word: str) -> str | None:
    """Tell the kind of organisation (a value of ``OrganisationKind``), or None for an unknown word."""
    return _KINDS.get(fold(word))

"""Words of status, category and yes or no as lists write them in French and English."""

from __future__ import annotations

from raict_desktop.domain.records import CATEGORIES, Status
from raict_desktop.exchange.titles import squash

PENDING = "pending"


def _keys(text: str) -> frozenset[str]:
    return frozenset(squash(word) for word in text.split("|"))


_REGISTERED = _keys(
    "validé|validée|validated|valid|valide|attending|paid|payé|payée|registered|inscrit|inscrite"
    "|confirmed|confirmé|confirmée|complete|completed|checked in|approved|active|actif|ok|accepté"
    "|acceptée|accepted|free|gratuit|acquired|présent|présente|yes|oui|approuvé|approuvée"
    "|enregistré|enregistrée|going|participe|processed|terminée|terminé|to print|actived"
)
_CANCELLED = _keys(
    "annulé|annulée|cancelled|canceled|cancel|refunded|remboursé|remboursée|deleted|supprimé"
    "|supprimée|not attending|ne participe pas|transferred|transféré|transférée|rejected|rejeté"
    "|rejetée|refusé|refusée|withdrawn|retiré|retirée|abandonné|abandonnée|expired|expiré|expirée"
    "|declined|décliné|contesté|contestée|void|invalid|invalidated|released|waitlist|waiting list"
    "|waitlisted|liste d'attente|en liste d'attente|on waiting list|draft|brouillon|désinscrit"
    "|désinscrite|désisté|désistée|désistement|cancellation|annulation|chargeback|excusé|excusée"
)
_PENDING = _keys(
    "pending|en attente|awaiting payment|to be paid|unpaid|non payé|non payée|reserved|en cours"
    "|offline payment|awaiting offline payment|à confirmer|en attente de paiement|pending approval"
)
_YES = _keys("yes|oui|true|vrai|1|x|o|y")
_NO = _keys("no|non|false|faux|0|n")

_CATEGORY_WORDS = {
    "participant": "participante|participants|attendee|attendees|congressiste",
    "intervenant": "intervenante|speaker|orateur|oratrice|panelist|intervenants",
    "elu": "élu|élue|élus|elected official|elected|élus locaux|élu local|élue locale",
    "delegation": "délégation étrangère|foreign delegation|délégué|déléguée|delegate",
    "ambassade": "embassy|ambassadeur|ambassadrice|ambassador|corps diplomatique|diplomat",
    "partenaire": "partner|partners|partenaires|sponsor",
    "exposant": "exposante|exhibitor|exposants|exhibitors",
    "presse": "press|media|média|médias|journaliste|journalist",
    "accompagnant": "accompagnante|accompanying person|accompagnateur|accompagnatrice",
    "organisation": "organisateur|organisatrice|organizer|organiser|staff|équipe|team|organization"
    "|équipe d'organisation",
    "benevole": "bénévoles|volunteer|volunteers",
    "fournisseur": "supplier|prestataire|fournisseurs|contractor",
}
_CATEGORIES = {key: key for key in CATEGORIES} | {
    squash(word): key for key, text in _CATEGORY_WORDS.items() for word in text.split("|")
}


def read_status(text: str) -> str:
    """``registered``, ``cancelled``, ``pending``, or empty for a word that is not known."""
    key = squash(text)
    if not key or key in _REGISTERED:
        return Status.REGISTERED.value
    if key in _CANCELLED:
        return Status.CANCELLED.value
    return PENDING if key in _PENDING else ""


def read_category(text: str) -> str:
    """The program's own key for a category, or empty when the word is another."""
    return _CATEGORIES.get(squash(text), "")


def read_yes_no(text: str) -> bool | None:
    """Yes or no in French or English; None for blank or anything else."""
    key = squash(text)
    if key in _YES:
        return True
    return False if key in _NO else None

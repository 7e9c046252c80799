"""What an organisation's name says: when two names mean one body, and what kind of body it is.

The press release counts distinct local authorities, so "Ville de Lyon", "Mairie de Lyon" and "Lyon"
must not count three times, and a kind proposed from the name spares the organiser hours of ticking.
"""

from __future__ import annotations

import re

from raict_desktop.domain.records import OrganisationKind
from raict_desktop.matching.folding import fold
from raict_desktop.matching.french_territories import territory_kind

_FRENCH = frozenset(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"])
# After these words come the place's own name; "du" and "des" swallow the article of "Le Mans".
_TOWN_WORDS = (
    r"(?:ville|mairie|commune|municipalite|hotel de ville|conseil municipal|commune nouvelle"
    r"|city|city hall|town|town hall|municipality|city council)"
)
_TOWN = re.compile(rf"{_TOWN_WORDS} (?:(?P<article>du|des)|de|d|of|of the) (?P<place>.+)")
_TOWN_BARE = re.compile(r"(?:mairie|municipalite) (?P<place>.+)")
_ARTICLES = {"du": "le ", "des": "les "}
_COUNCILS = (
    (
        re.compile(r"(?:conseil departemental|conseil general|departement)\b ?(?P<rest>.*)"),
        "departement",
    ),
    (re.compile(r"(?:conseil regional|region)\b ?(?P<rest>.*)"), "region"),
)
_LINKING = re.compile(r"(?:(?:de la|de l|du|des|de|d) )?(?P<place>.+)")


def organisation_key(name: str) -> str:
    """Give the key that the usual spellings of one organisation share.

    "Ville de Lyon", "Mairie de Lyon" and "LYON" give "lyon"; "Ville du Mans" gives "le mans";
    "Conseil départemental de la Gironde" and "Département de la Gironde" both give
    "departement gironde".

    Args:
        name: the name as typed.
    """
    folded = fold(name)
    for pattern, word in _COUNCILS:
        council = pattern.fullmatch(folded)
        if council:
            place = _LINKING.fullmatch(council["rest"])
            return f"{word} {place['place']}" if place else word
    town = _TOWN.fullmatch(folded)
    if town:
        return _ARTICLES.get(town["article"], "") + town["place"]
    bare = _TOWN_BARE.fullmatch(folded)
    return bare["place"] if bare else folded


def _words(pattern: str) -> re.Pattern[str]:
    """Match any of these words or phrases, anywhere."""
    return re.compile(rf"\b(?:{pattern})\b")


def _first(pattern: str) -> re.Pattern[str]:
    """Match names that begin with one of these words or phrases."""
    return re.compile(rf"^(?:{pattern})\b")


_EMBASSY = _words("ambassade|embassy|embajada|embaixada|ambasciata|botschaft|high commission")
_TOWN_FIRST = _first("ville|commune|mairie|municipalite|hotel de ville|conseil municipal")
_PARIS = _first(r"(?:ville|mairie|commune|conseil) de paris$|paris$")
_METROPOLE = _words("metropole|eurometropole|grand lyon")
_UNIVERSITY = _words(
    "universite|university|universidad|universidade|universita|universitat|ecole|school|faculte|iut"
    "|sciences po|lycee|cnrs|cirad|inrae|inalco|laboratoire"
    "|institut(?! (?:francais|de france|national de la statistique))"
)
_SPECIAL = _first(
    "collectivite|assemblee de corse|assemblee de guyane|assemblee de martinique|corse"
    "|(?:gouvernement de la |assemblee de la |assemblee de |territoire de la |pays de la )?"
    "(?:polynesie francaise|nouvelle caledonie)"
    "|(?:territoire des iles )?wallis et futuna|saint pierre et miquelon|saint barthelemy"
    "|territoires? d outre mer|departement region de mayotte|terres australes"
    "|congres de la nouvelle"
    "|province (?:sud|nord|des iles)"
)
_EPCI = _first(
    "ca|cc|cu|cda|cdc|epci|ept|communaute d agglomeration|communaute de communes|communaute urbaine"
    "|communaute agglomeration|communautes? de communes|agglomeration|agglo|intercommunalite"
    "|etablissement public de cooperation|etablissement public territorial|plaine commune"
    "|est ensemble|syndicat d agglomeration|communaute intercommunale|territoire de la cote ouest"
)
_EPCI_ANYWHERE = _words(
    "communaute d agglomeration|communaute de communes|communaute urbaine|agglomeration|agglo|epci"
)
_DEPARTEMENT = _first(r"conseil departemental|conseil general|departement|cd ?\d{2,3}")
_REGION = _first("region|conseil regional")
_ASSOCIATION = _words(
    "association|associations|asso|ong|ngo|cites unies|federation|fondation|foundation|reseau"
    "|network|collectif|comite de jumelage|comite|secours|croix rouge|amis|solidarite|solidarites"
    "|afccre|amf|adf|arf|france urbaine|villes de france|regions de france|departements de france"
    "|intercommunalites de france|petites villes de france|maires ruraux|maires de|assemblee des"
    "|humanitaire|benevoles|mouvement|gret|ccfd|sans frontieres|coordination sud|france volontaires"
)
_PRESS = _words(
    "presse|press|journal|journaux|journaliste|radio|television|tele|tv|magazine|gazette|quotidien"
    "|hebdo|hebdomadaire|media|medias|afp|rfi|tv5|tv5monde|france 24|france info|redaction|reuters"
    "|news|courrier des maires|jeune afrique|ouest france"
)
_INTERNATIONAL = _words(
    "onu|nations unies|united nations|unesco|pnud|undp|unicef|cglu|uclg|platforma|union europeenne"
    "|european union|commission europeenne|european commission|parlement europeen"
    "|european parliament"
    "|conseil de l europe|council of europe|comite europeen des regions|committee of the regions"
    "|un habitat|un women|onusida|pnue|unep|oif|francophonie|aimf|banque mondiale|world bank|ocde"
    "|oecd|ccre|cemr|oms|fao|union africaine|african union|uemoa|cedeao|ecowas|iclei|c40|oim|hcr"
    "|banque africaine de developpement|croissant rouge international"
)
_INTERNATIONAL_ALONE = frozenset(["un", "ue", "eu", "who", "ua", "g7", "oms"])
_STATE = _words(
    "ministere|ministry|ministerio|prefecture|sous prefecture|prefet|daect|agence francaise|afd"
    "|meae|assemblee nationale|senat|senate|elysee|premier ministre|ademe|anct|expertise france"
    "|business france|campus france|secretariat d etat|caisse des depots|banque des territoires"
    "|cnfpt|gouvernement|government|presidence de la republique|direction generale|consulat"
    "|consulate|agence de l eau|agences de l eau|institut francais|ofb|parlement|parliament"
    "|delegation pour l action exterieure|agence nationale"
)
_COMPANY = re.compile(
    r"^(?:sa|sas|sarl|sasu|eurl|scop|scic|societe|groupe|cabinet|entreprise|sem|spl)\b"
    r"|\b(?:sa|sas|sarl|sasu|eurl|scop|scic|gmbh|ltd|limited|inc|llc|plc|spa|srl|bv|corp|sl"
    r"|consulting|consultants|company|conseil et ingenierie|ingenierie|edf|engie|suez|veolia)$"
    r"|\b(?:sarl|sasu|eurl|consulting|gmbh)\b"
)
_FOREIGN_LOCAL = _words(
    "ville|villes|city|cities|commune|communes|communal|municipality|municipalite|municipalites"
    "|municipal|municipio|ayuntamiento|alcaldia|prefeitura|comune|citta|gemeinde|stadt|landkreis"
    "|kommune|gemeente|mairie|maire|mayor|region|regional|regionale|regions|province|provincia"
    "|provincial|county|council|conseil|departement|departemental|departamento|governorate"
    "|gouvernorat|wilaya|district|canton|land|voivodeship|metropolitan|metropole|communaute"
    "|collectivite|collectivites|cercle|town|borough|delegation|governor|oblast|diputacion"
    "|generalitat|junta|intendencia"
)
_FOREIGN_WORDS_ALONE = _first(
    "city of|city hall|city council|town of|municipality|municipio|ayuntamiento|alcaldia|prefeitura"
    "|comune di|stadt|gemeente|county of"
)


def _french_authority(folded: str) -> OrganisationKind | None:
    """Tell the kind of a French local authority whose name begins as such names do."""
    if _PARIS.search(folded) or _SPECIAL.search(folded):
        return OrganisationKind.SPECIAL_STATUS
    if _EPCI.search(folded):
        return OrganisationKind.EPCI
    if _TOWN_FIRST.search(folded):
        joint = _METROPOLE.search(folded)
        return OrganisationKind.METROPOLE if joint else OrganisationKind.COMMUNE
    if _DEPARTEMENT.search(folded):
        return OrganisationKind.DEPARTEMENT
    if _REGION.search(folded):
        return OrganisationKind.REGION
    return None


# In this order: a name that fits two kinds goes to the more telling one.
_BY_WORDS = (
    (_INTERNATIONAL, OrganisationKind.INTERNATIONAL),
    (_ASSOCIATION, OrganisationKind.ASSOCIATION),
    (_PRESS, OrganisationKind.PRESS),
    (_STATE, OrganisationKind.STATE),
)


def _by_words(folded: str) -> OrganisationKind | None:
    if folded in _INTERNATIONAL_ALONE:
        return OrganisationKind.INTERNATIONAL
    return next((kind for pattern, kind in _BY_WORDS if pattern.search(folded)), None)


def _last_resort(folded: str, french: bool) -> OrganisationKind:
    """Kinds told by words that other kinds use as well."""
    if french and _EPCI_ANYWHERE.search(folded):
        return OrganisationKind.EPCI
    if french and _METROPOLE.search(folded):
        return OrganisationKind.METROPOLE
    if _COMPANY.search(folded):
        return OrganisationKind.COMPANY
    if not french and _FOREIGN_LOCAL.search(folded):
        return OrganisationKind.FOREIGN_DELEGATION
    return OrganisationKind.OTHER


def propose_kind(name: str, country: str) -> OrganisationKind:
    """Propose what kind of organisation a name speaks of; the organiser corrects it where needed.

    Args:
        name: the name as typed.
        country: ISO 3166-1 alpha-2 code, or empty when unknown (then taken as France, unless the
            name begins with a foreign word for a local authority).
    """
    folded = fold(name)
    french = country.upper() in _FRENCH or (not country and not _FOREIGN_WORDS_ALONE.search(folded))
    if not folded:
        return OrganisationKind.OTHER
    if _EMBASSY.search(folded):
        return OrganisationKind.EMBASSY
    town = _TOWN_FIRST.search(folded)
    if _UNIVERSITY.search(folded) and not town:
        return OrganisationKind.UNIVERSITY
    if country.upper() == "JP" and folded.endswith("prefecture"):
        return OrganisationKind.FOREIGN_DELEGATION
    if french:
        first = _french_authority(folded)
    elif town:
        first = OrganisationKind.FOREIGN_DELEGATION
    else:
        first = None
    territory = territory_kind(name) if french else None
    return first or territory or _by_words(folded) or _last_resort(folded, french)

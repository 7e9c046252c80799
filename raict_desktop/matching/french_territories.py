"""The French departments and regions by name and number, for organisations that write nothing more."""

from __future__ import annotations

import re

from raict_desktop.domain.records import OrganisationKind
from raict_desktop.matching.folding import fold

_DEPARTMENTS = (
    "01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|"
    "07 Ardèche|08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|13 Bouches-du-Rhône|14 Calvados|"
    "15 Cantal|16 Charente|17 Charente-Maritime|18 Cher|19 Corrèze|2A Corse-du-Sud|2B Haute-Corse|"
    "21 Côte-d’Or|22 Côtes-d’Armor|23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure-et-Loir|"
    "29 Finistère|30 Gard|31 Haute-Garonne|32 Gers|33 Gironde|34 Hérault|35 Ille-et-Vilaine|36 Indre|"
    "37 Indre-et-Loire|38 Isère|39 Jura|40 Landes|41 Loir-et-Cher|42 Loire|43 Haute-Loire|"
    "44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|48 Lozère|49 Maine-et-Loire|50 Manche|"
    "51 Marne|52 Haute-Marne|53 Mayenne|54 Meurthe-et-Moselle|55 Meuse|56 Morbihan|57 Moselle|"
    "58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|63 Puy-de-Dôme|64 Pyrénées-Atlantiques|"
    "65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|68 Haut-Rhin|69 Rhône|70 Haute-Saône|"
    "71 Saône-et-Loire|72 Sarthe|73 Savoie|74 Haute-Savoie|75 Paris|76 Seine-Maritime|"
    "77 Seine-et-Marne|78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn|82 Tarn-et-Garonne|83 Var|"
    "84 Vaucluse|85 Vendée|86 Vienne|87 Haute-Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort|"
    "91 Essonne|92 Hauts-de-Seine|93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d’Oise|971 Guadeloupe|"
    "972 Martinique|973 Guyane|974 La Réunion|976 Mayotte"
)
_REGIONS = (
    "Auvergne-Rhône-Alpes|Bourgogne-Franche-Comté|Bretagne|Centre-Val de Loire|Corse|Grand Est|"
    "Hauts-de-France|Île-de-France|Normandie|Nouvelle-Aquitaine|Occitanie|Pays de la Loire|"
    "Provence-Alpes-Côte d’Azur|Région Sud|Sud|PACA|Alsace|Aquitaine|Auvergne|Basse-Normandie|"
    "Bourgogne|Centre|Champagne-Ardenne|Franche-Comté|Haute-Normandie|Languedoc-Roussillon|Limousin|"
    "Lorraine|Midi-Pyrénées|Nord-Pas-de-Calais|Picardie|Poitou-Charentes|Rhône-Alpes"
)
_NAMES = {
    entry.partition(" ")[0].lower(): entry.partition(" ")[2] for entry in _DEPARTMENTS.split("|")
}
DEPARTMENTS = {fold(name): name for name in _NAMES.values()}
"""Folded name to name."""
_NUMBERS = {name: number for number, name in _NAMES.items()}
REGIONS = {fold(name): name for name in _REGIONS.split("|")}
"""Folded name of today's regions and those before 2016 to name."""
# Names that a town, a country or a place bears as well say nothing alone.
_AMBIGUOUS = frozenset(
    fold(name)
    for name in ("Paris", "Mayenne", "Vienne", "Nord", "Sud", "Centre", "Manche", "Orne", "Marne")
)
_NUMBERED = re.compile(
    r"(?:cd|conseil departemental|conseil general|departement)(?: du| de l| de la| des| de)? ?"
    r"(?P<number>\d{2,3}|2[ab])"
)
_ABBREVIATED = re.compile(r"(?:cd|cg) (?:du |de la |de l |des |de |d )?(?P<name>.+)")


def territory_kind(name: str) -> OrganisationKind | None:
    """Tell that a bare name is a department's or a region's: "Loire-Atlantique", "CD 44", "Bretagne"."""
    folded = fold(name)
    if department(name):
        return OrganisationKind.DEPARTEMENT
    if folded in REGIONS and folded not in _AMBIGUOUS and folded != "corse":
        return OrganisationKind.REGION
    return None


def department_number(name: str) -> str:
    """The number of a department by its name as ``department`` gives it: "44", "2a", "974"."""
    return _NUMBERS.get(name, "")


def department(name: str) -> str:
    """The department that "CD 44", "CD de la Gironde" or "Loire-Atlantique" means, or empty."""
    folded = fold(name)
    numbered = _NUMBERED.fullmatch(folded)
    if numbered:
        return _NAMES.get(numbered["number"], "")
    if folded in DEPARTMENTS:
        return "" if folded in _AMBIGUOUS else DEPARTMENTS[folded]
    short = _ABBREVIATED.fullmatch(folded)
    return DEPARTMENTS.get(short["name"], "") if short else ""

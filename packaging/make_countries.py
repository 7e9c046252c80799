"""Write resources/countries.csv once from CLDR, so that the program itself needs no locale library.

Run it again when CLDR changes a name: ``python packaging/make_countries.py``.
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale
from babel.core import get_global

TARGET = Path(__file__).resolve().parent.parent / "resources" / "countries.csv"
# Two-letter CLDR territories that are no ISO 3166-1 country: exceptional reservations and groups.
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
# Withdrawn alpha-3 codes that CLDR still lists beside the present one.
WITHDRAWN = frozenset(
    ["ANT", "BUR", "DDR", "FXX", "NTZ", "ROM", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"]
)
USER_ASSIGNED = {"XK": "XKX"}

ALIASES = {
    "AE": "EAU|Émirats|Emirats arabes|UAE|Emirates|Dubaï|Dubai|Abou Dabi|Abu Dhabi",
    "BA": "Bosnie|Bosnia|Bosnie et Herzégovine|Bosnia-Herzegovina",
    "BF": "Burkina|Haute-Volta",
    "BH": "Bahrain",
    "BN": "Brunei Darussalam",
    "BO": "Bolivia|État plurinational de Bolivie|Plurinational State of Bolivia",
    "BY": "Bélarus|Belarus|Biélorussie",
    "CC": "Keeling",
    "CD": "RDC|RD Congo|R.D. Congo|DRC|DR Congo|Congo RDC|Congo Kinshasa|Congo (RDC)"
    "|Congo (Kinshasa)|République démocratique du Congo|Rép. dém. du Congo|Democratic Republic of the Congo"
    "|Zaïre",
    "CF": "RCA|Centrafrique|CAR|Central African Rep.",
    "CG": "Congo|Congo Brazzaville|Congo (Brazzaville)|République du Congo|Republic of the Congo",
    "CH": "Confédération suisse|Confédération helvétique|Swiss",
    "CI": "Cote d'ivoire|Ivory Coast|RCI|Cote divoire",
    "CN": "République populaire de Chine|People's Republic of China|RPC|PRC|Chine populaire",
    "CV": "Cabo Verde|Cap Vert|Îles du Cap-Vert",
    "CZ": "République tchèque|Czech Republic|Tchequie|Czechia",
    "DE": "RFA|République fédérale d'Allemagne|Federal Republic of Germany|Deutschland",
    "DO": "Rép. dominicaine|Dominican Rep.|Saint-Domingue",
    "EH": "Sahara|RASD",
    "ES": "España|Royaume d'Espagne",
    "FK": "Falkland|Malouines|Falklands",
    "FM": "États fédérés de Micronésie|Federated States of Micronesia",
    "FR": "République française|French Republic|France métropolitaine|Metropolitan France",
    "GB": "UK|U.K.|Grande-Bretagne|Great Britain|Angleterre|England|Écosse|Scotland|Pays de Galles"
    "|Wales|Irlande du Nord|Northern Ireland"
    "|Royaume-Uni de Grande-Bretagne et d'Irlande du Nord"
    "|United Kingdom of Great Britain and Northern Ireland",
    "GF": "Guyane",
    "GM": "The Gambia",
    "GN": "Guinée Conakry|Guinea Conakry|Guinée-Conakry",
    "GQ": "Guinée equatoriale",
    "GW": "Guinée Bissao|Guinée Bissau",
    "HK": "Hong Kong|Hongkong|Hong-Kong (Chine)",
    "IR": "République islamique d'Iran|Islamic Republic of Iran",
    "IQ": "Iraq",
    "IT": "Italia",
    "KM": "Union des Comores|Union of the Comoros",
    "KN": "Saint-Kitts-et-Nevis|Saint Kitts and Nevis|Saint-Christophe",
    "KP": "RPDC|DPRK|République populaire démocratique de Corée"
    "|Democratic People's Republic of Korea|Corée (Nord)",
    "KR": "Corée|Korea|République de Corée|Republic of Korea|Corée (Sud)|South-Korea",
    "LA": "RDP Lao|République démocratique populaire lao|Lao PDR|Lao People's Democratic Republic",
    "LY": "Libya|Jamahiriya arabe libyenne",
    "MC": "Principauté de Monaco",
    "MD": "République de Moldova|Moldova|République de Moldavie",
    "MF": "Saint-Martin (partie française)|Saint Martin (French part)",
    "MK": "Macédoine|Macedonia|ARYM|FYROM|Macédoine du Nord|République de Macédoine du Nord",
    "MM": "Myanmar|Birmanie|Burma",
    "MO": "Macao|Macau",
    "MR": "République islamique de Mauritanie",
    "MU": "Île Maurice|Ile Maurice|Maurice (Île)",
    "NL": "Hollande|Holland|Pays Bas|The Netherlands|Nederland",
    "PF": "Tahiti|Polynésie",
    "PS": "Palestine|État de Palestine|State of Palestine|Autorité palestinienne"
    "|Territoires palestiniens occupés|Cisjordanie|Gaza|West Bank",
    "PT": "República Portuguesa",
    "RE": "Réunion|Île de la Réunion|Ile de La Réunion|Reunion Island",
    "RU": "Fédération de Russie|Russian Federation|Fédération russe",
    "SA": "Arabie|KSA|Royaume d'Arabie saoudite",
    "SH": "Sainte-Hélène, Ascension et Tristan da Cunha",
    "SS": "Sud-Soudan|Sud Soudan",
    "ST": "São Tomé|Sao Tomé|Sao Tomé et Principe|São Tomé e Príncipe",
    "SV": "El Salvador|Le Salvador",
    "SX": "Sint Maarten",
    "SY": "République arabe syrienne|Syrian Arab Republic",
    "SZ": "Swaziland|Eswatini",
    "TD": "Chad|République du Tchad",
    "TL": "Timor-Leste|Timor Leste|East Timor",
    "TR": "Türkiye|Turkey|Turkiye",
    "TW": "Taiwan|Republic of China|République de Chine|Taïpei chinois|Chinese Taipei",
    "TZ": "République-Unie de Tanzanie|United Republic of Tanzania",
    "US": "USA|U.S.A.|U.S.|États-Unis d'Amérique|Etats Unis|EUA|EEUU|United States of America"
    "|Amérique",
    "VA": "Vatican|Saint-Siège|Holy See|Cité du Vatican",
    "VE": "République bolivarienne du Venezuela|Bolivarian Republic of Venezuela",
    "VN": "Viêt Nam|Vietnam|Viet-Nam|Viêtnam",
    "WF": "Wallis et Futuna",
    "XK": "Kosove|République du Kosovo|Kosova",
    "ZA": "RSA|République sud-africaine",
}


def alpha3_codes() -> dict[str, str]:
    """Alpha-2 to alpha-3, from CLDR's table of territory aliases."""
    table = get_global("territory_aliases")
    found = {
        targets[0]: alias
        for alias, targets in table.items()
        if len(alias) == 3 and alias.isalpha() and len(targets) == 1 and alias not in WITHDRAWN
    }
    return found | USER_ASSIGNED


def rows() -> list[tuple[str, str, str, str, str]]:
    """One row per country, by code."""
    french, english = Locale("fr").territories, Locale("en").territories
    alpha3 = alpha3_codes()
    codes = sorted(
        code for code in french if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    )
    return [
        (code, alpha3[code], french[code], english[code], ALIASES.get(code, "")) for code in codes
    ]


def main() -> None:
    """Write the file."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "alpha3", "fr", "en", "aliases"))
        writer.writerows(rows())


if __name__ == "__main__":
    main()

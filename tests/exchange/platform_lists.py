"""Invented lists laid out as the platforms really lay theirs out, and who should come of each.

``write(folder, name)`` makes the file; ``EXPECTED[name]`` are (given name, surname, e-mail, status, code,
workshops) of its people, in order. People, addresses and numbers are invented.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

Person = tuple[str, str, str, str, str, tuple[str, ...]]
CLIMATE = "Découvrir son jumeau climatique"
GENDER = "Le changement climatique a-t-il des effets genrés ?"
ODD = "L’ODD 17, Sens, décryptages, Déclinaisons"

HELLOASSO = f"""Référence commande;Date de la commande;Statut de la commande;Nom participant;\
Prénom participant;Nom payeur;Prénom payeur;Email payeur;Raison sociale;Moyen de paiement;Billet;\
Numéro de billet;Tarif;Montant tarif;Code Promo;Montant code promo;Votre courriel;{CLIMATE};\
Montant {CLIMATE};{GENDER};Montant {GENDER};Déjeuner sur place;Montant Déjeuner sur place
90417;12/05/2021 18:04;Validé;DIOP;Awa;ROY;Luc;luc.roy@example.org;Ville de Lyon;Carte bancaire;;\
71000101;Élu·e;0,00;;;awa.diop@example.org;Oui;0,00;Non;;Oui;0,00
90417;12/05/2021 18:04;Validé;ROY;Luc;ROY;Luc;luc.roy@example.org;Ville de Lyon;Carte bancaire;;\
71000102;Agent territorial;0,00;;;;Non;;Oui;0,00;Non;
90418;13/05/2021 09:12;En attente;PETIT;Zoé;PETIT;Zoé;zoe@example.org;;;;71000103;Élu·e;0,00;;;;;;;;;
90419;13/05/2021 10:31;Remboursé;N'GUYEN;Linh;PETIT;Zoé;zoe@example.org;Région Bretagne;;;71000104;\
Élu·e;12,50;;;;Non;;Non;;Non;
"""
BILLETWEB = f""";Billet;Tarif;Catégorie;Nom;Prénom;Email;Nom acheteur;Prénom acheteur;Email acheteur;\
Commande;Date;Paiement;Payé;Scanné;Fonction;Structure;Ateliers
1;AB12-0001;Entrée gratuite;Participant;Faure;Inès;ines@example.org;Mairie;Secrétariat;\
mairie@example.org;4471;14/05/2021 11:02;Gratuit;Oui;Non;Maire;Ville de Podor;{CLIMATE}, {GENDER}
2;AB12-0002;Entrée gratuite;Participant;Faure;Léo;;Mairie;Secrétariat;mairie@example.org;4471;\
14/05/2021 11:02;Gratuit;Non;Non;Adjoint;Ville de Podor;"{ODD}"
"""
WEEZEVENT = [
    "Numéro de commande|Date commande|Tarif|Prénom participant|Nom participant|Montant|Email|"
    "Code-barres|Société",
    "W100|2021-05-14|Congressiste|Anne-Laure|D’ALMEIDA|0|anne@example.org|1234567890123|PLATFORMA",
    "W100|2021-05-14|Congressiste|Łukasz|ZIELIŃSKI|0|lukasz@example.org|1234567890124|PLATFORMA",
]
WEEZEVENT_FORM = """prénom;nom;email;societe;tarif;barcode
Anne-Laure;D’ALMEIDA;anne@example.org;PLATFORMA;Congressiste;1234567890123
Łukasz;ZIELIŃSKI;lukasz@example.org;PLATFORMA;Congressiste;1234567890124
"""
WEEZEVENT_FORM_EN = """first_name,last_name,email,company,rate_name,barcode
Anne-Laure,D’ALMEIDA,anne@example.org,PLATFORMA,Congressiste,1234567890123
Łukasz,ZIELIŃSKI,lukasz@example.org,PLATFORMA,Congressiste,1234567890124
"""
EVENTBRITE_OLD = """Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,\
Attendee #,Group,Order Type,Currency,Total Paid,Attendee Status,Job Title,Company,Barcode #
17001,2021-05-01 10:00,Mary,O'Neil,mary@example.org,1,,General,881,,Free Order,EUR,0.00,Attending,\
Officer,City of Cork,990011
17002,2021-05-01 11:00,John,Smith,john@example.org,1,,General,882,,Free Order,EUR,0.00,\
Not Attending,Officer,City of Cork,990012
17003,2021-05-02 11:00,Eve,Null,eve@example.org,1,,General,883,,Free Order,EUR,0.00,Checked In,,\
"Acme, Inc.",990013
"""
EVENTBRITE_EN = """Order ID,Order date,Attendee first name,Attendee last name,Attendee email,\
Phone number,Ticket type,Buyer first name,Buyer last name,Buyer email,Barcode number
9001,2021-05-01,Ana,Silva,ana@example.org,+351 900,Visitor,Paul,Boss,paul@example.org,77001
9001,2021-05-01,Rui,Costa,,,Visitor,Paul,Boss,paul@example.org,77002
"""
EVENTBRITE_FR = """N° de commande,Date de la commande,Prénom du participant,\
Nom de famille du participant,Courriel du participant,Numéro de téléphone,Type de billet,\
Prénom de l'acheteur,Nom de famille de l'acheteur,Courriel de l'acheteur,Numéro de code-barres
9001,2021-05-01,Ana,Silva,ana@example.org,,Visiteur,Paul,Chef,paul@example.org,77001
9002,2021-05-02,Paul,Chef,,,Visiteur,Paul,Chef,paul@example.org,77003
"""
EVENTBRITE_SURNAME = EVENTBRITE_OLD.replace("Last Name", "Surname").replace(
    "Not Attending", "Refunded"
)
PRETIX_LIST = f"""Code de commande,Nom du participant,Produit,Prix,Enregistré,Enregistré automatiquement,\
Secret,E-mail,Société,Vos ateliers
ABC12,Anne DE LA TOUR,Billet,"0,00",,Non,sec111,anne@example.org,Ville de Nice,"{CLIMATE}, {GENDER}"
ABC13,Omar LY,Billet,"0,00",,Non,sec112,omar@example.org,Ville de Dakar,Quiz AICT
"""
PRETIX_EN = f"""Order code,Attendee name,Attendee name: Given name,Attendee name: Family name,\
Product,Price,Checked in,Automatically checked in,Secret,E-mail,Company,Your position
ABC12,Hélène Müller,Hélène,Müller,Conference ticket,0.00,,No,s3cr3taaaa1,helene@example.org,\
Eurométropole de Strasbourg,Vice-présidente
ABC12,Hélène Müller,Hélène,Müller,{CLIMATE},0.00,,No,s3cr3taaaa2,helene@example.org,\
Eurométropole de Strasbourg,
ABC12,Ba Mamadou,Mamadou,Ba,Conference ticket,0.00,,No,s3cr3taaaa3,helene@example.org,\
Commune de Podor,Maire
ABC12,Ba Mamadou,Mamadou,Ba,{GENDER},0.00,,No,s3cr3taaaa4,helene@example.org,Commune de Podor,
"""
PRETIX_FR = """Code de commande;Nom du participant;Nom du participant: Prénom;\
Nom du participant: Nom de famille;Produit;Prix;Enregistré;Secret;E-mail;Société;\
Vos ateliers – Découvrir son jumeau climatique;Vos ateliers – Quiz AICT
ABC12;Anne DE LA TOUR;Anne;DE LA TOUR;Billet;0,00;;sec111;anne@example.org;Ville de Nice;Oui;Non
ABC13;Omar Ly;Omar;Ly;Billet;0,00;;sec112;omar@example.org;Ville de Dakar;Non;Oui
"""
INDICO = f"""ID,Name,First Name,Last Name,Email Address,Affiliation,Position,Country,Workshops,\
Registration date,Registration state,Checked in,Check-in date,Tags
1,"Kovács, Ágnes",Ágnes,Kovács,agnes@example.org,City of Pécs,Deputy mayor,Hungary,\
"{CLIMATE}; {ODD}",2021-05-03,Completed,No,,
2,"Sato, Ken",Ken,Sato,ken@example.org,Embassy of Japan,Attaché,Japan,,2021-05-03,Withdrawn,No,,
3,"Doe, Jane",Jane,Doe,jane@example.org,,,,{GENDER},2021-05-03,Pending,No,,
"""
ALFIO = """ID,Category,Event,Status,OriginalPrice,PaidPrice,Order Reference,Full Name,First Name,\
Last Name,E-Mail,Locked,Language,Confirmation,Company
0c5d1a52,Speaker,raict,ACQUIRED,0,0,7D1A,Ibrahima Sarr,Ibrahima,Sarr,ib@example.org,No,fr,x,AFD
0c5d1a53,Delegate,raict,CHECKED_IN,0,0,7D1B,Chloé Roy,Chloé,Roy,chloe@example.org,No,fr,x,AFD
"""
HIEVENTS_EN = [
    "ID|First Name|Last Name|Email|Status|Is Checked In|Product Name|Event ID|Public ID|"
    "Short ID|Created Date|Your organisation",
    "11|Nour|Haddad|nour@example.org|ACTIVE|No|Conference|5|A-H8K2LM|x1|2021-05-01|Ville de Tunis",
    "12|Kofi|Mensah|kofi@example.org|CANCELLED|No|Conference|5|A-H8K2LN|x2|2021-05-01|City of Accra",
]
HIEVENTS_FR = [
    "ID|Prénom|Nom|E-mail|Statut|Est enregistré|Nom du produit|ID public",
    "11|Nour|Haddad|nour@example.org|ACTIVE|Non|Colloque|A-H8K2LM",
]
GOOGLE_FORMS = f"""Horodateur,Adresse e-mail,Votre prénom,"Votre nom
(en majuscules)",Organisme ou collectivité,Fonction,"À quels ateliers souhaitez-vous participer ?",\
J'accepte que mes données soient utilisées
03/05/2021 10:02:11,yann@example.org,Yann,LE GOFF,Brest métropole,Chargé de mission,\
"{ODD}, {CLIMATE}",Oui
03/05/2021 11:20:41,ines@example.org,Inès,BA,Ville de Thiès,,,Oui
"""
FRAMAFORMS = f"""Numéro de série\tSID\tHeure de soumission\tAdresse IP\tVos coordonnées\t\t\t\t\t
\t\t\t\tPrénom\tNom\tCourriel\tStructure\tAteliers\t
\t\t\t\t\t\t\t\t{CLIMATE}\t{GENDER}
1\t501\t03/05/2021 - 10:02\t192.0.2.7\tZoé\tŒuvray\tzoe@example.org\tDépartement du Cher\t\tX
2\t502\t03/05/2021 - 10:09\t192.0.2.8\tMoussa\tTraoré\tmoussa@example.org\tVille de Kayes\tX\tX
"""
FRAMAFORMS_KEYS = f"""webform_serial;webform_sid;webform_time;webform_ip_address;vos_coordonnees;;;;;
;;;;Prénom;Nom;Courriel;Structure;Choix des ateliers;
;;;;;;;;{CLIMATE};{GENDER}
1;501;2021-05-03 10:02;192.0.2.7;Zoé;Œuvray;zoe@example.org;Département du Cher;;X
2;502;2021-05-03 10:09;192.0.2.8;Moussa;Traoré;moussa@example.org;Ville de Kayes;X;X
"""
EVENTMAKER = [
    f"Nom|Prénom|Email|Société|Fonction|UID|{CLIMATE}|{GENDER}",
    "Dupont|Anne|anne@example.org|Ville de Lyon|Élue|7F3A-01|-1|0",
    "Durand|Bob|bob@example.org|Ville de Lyon||7F3A-02||2",
]
UNKNOWN = """Quel est votre prénom ?;Quel est votre nom de famille ?;Votre meilleure adresse;\
Collectivité représentée;Poste occupé;Créneau 11 h 30;Créneau 14 h 00
Margaux;Petit;margaux@example.org;Département de l'Ain;Directrice;Découvrir son jumeau climatique;
Théo;Awa;theo@example.org;Région Sud;;;Quiz AICT
"""


def _by_excel(text: str) -> str:
    """The same list after French Excel has opened and saved it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerows(csv.reader(io.StringIO(text, newline="")))
    return written.getvalue()


def _in_english(text: str) -> str:
    return text.replace("Horodateur,Adresse e-mail", "Timestamp,Email Address")


def _semicolons(rows: list[str]) -> str:
    return "".join(row.replace("|", ";") + "\n" for row in rows)


TEXTS: dict[str, tuple[str, str]] = {
    "helloasso": (HELLOASSO, "utf-8"),
    "billetweb": (BILLETWEB, "utf-8-sig"),
    "eventbrite_old": (EVENTBRITE_OLD, "utf-8"),
    "eventbrite_en": (EVENTBRITE_EN, "utf-8"),
    "eventbrite_fr": (EVENTBRITE_FR, "utf-8"),
    "pretix_en": (PRETIX_EN, "utf-8"),
    "pretix_fr": (PRETIX_FR, "utf-8"),
    "indico": (INDICO, "utf-8-sig"),
    "alfio": (ALFIO, "utf-8-sig"),
    "google_forms": (GOOGLE_FORMS, "utf-8"),
    "google_forms_excel": (_by_excel(GOOGLE_FORMS), "cp1252"),
    "google_forms_en": (_in_english(GOOGLE_FORMS), "utf-8"),
    "framaforms": (FRAMAFORMS, "utf-16"),
    "framaforms_csv": (FRAMAFORMS_KEYS, "utf-8"),
    "framaforms_unmarked": (FRAMAFORMS, "utf-16-le"),
    "weezevent_form": (WEEZEVENT_FORM, "utf-8"),
    "weezevent_form_en": (WEEZEVENT_FORM_EN, "utf-8-sig"),
    "weezevent_csv": (_semicolons(WEEZEVENT), "utf-8-sig"),
    "eventbrite_surname": (EVENTBRITE_SURNAME, "utf-8"),
    "eventmaker_csv": (_semicolons(EVENTMAKER), "utf-8-sig"),
    "pretix_list": (PRETIX_LIST, "utf-8"),
    "list": (UNKNOWN, "cp1252"),
}
SHEETS: dict[str, list[str]] = {
    "weezevent": WEEZEVENT,
    "hievents_en": HIEVENTS_EN,
    "hievents_fr": HIEVENTS_FR,
    "eventmaker": EVENTMAKER,
    "helloasso_xlsx": [row.replace(";", "|") for row in HELLOASSO.splitlines()],
}
_YES, _OFF = "registered", "cancelled"
EXPECTED: dict[str, list[Person]] = {
    "helloasso": [
        ("Awa", "DIOP", "awa.diop@example.org", _YES, "71000101", (CLIMATE,)),
        ("Luc", "ROY", "luc.roy@example.org", _YES, "71000102", (GENDER,)),
        ("Linh", "N'GUYEN", "", _OFF, "71000104", ()),
    ],
    "billetweb": [
        ("Inès", "Faure", "ines@example.org", _YES, "AB12-0001", (CLIMATE, GENDER)),
        ("Léo", "Faure", "", _YES, "AB12-0002", (ODD,)),
    ],
    "weezevent": [
        ("Anne-Laure", "D’ALMEIDA", "anne@example.org", _YES, "1234567890123", ()),
        ("Łukasz", "ZIELIŃSKI", "lukasz@example.org", _YES, "1234567890124", ()),
    ],
    "eventbrite_old": [
        ("Mary", "O'Neil", "mary@example.org", _YES, "990011", ()),
        ("John", "Smith", "john@example.org", _OFF, "990012", ()),
        ("Eve", "Null", "eve@example.org", _YES, "990013", ()),
    ],
    "eventbrite_en": [
        ("Ana", "Silva", "ana@example.org", _YES, "77001", ()),
        ("Rui", "Costa", "", _YES, "77002", ()),
    ],
    "eventbrite_fr": [
        ("Ana", "Silva", "ana@example.org", _YES, "77001", ()),
        ("Paul", "Chef", "paul@example.org", _YES, "77003", ()),
    ],
    "pretix_en": [
        ("Hélène", "Müller", "helene@example.org", _YES, "s3cr3taaaa1", (CLIMATE,)),
        ("Mamadou", "Ba", "helene@example.org", _YES, "s3cr3taaaa3", (GENDER,)),
    ],
    "pretix_fr": [
        ("Anne", "DE LA TOUR", "anne@example.org", _YES, "sec111", (CLIMATE,)),
        ("Omar", "Ly", "omar@example.org", _YES, "sec112", ("Quiz AICT",)),
    ],
    "indico": [
        ("Ágnes", "Kovács", "agnes@example.org", _YES, "", (CLIMATE, ODD)),
        ("Ken", "Sato", "ken@example.org", _OFF, "", ()),
    ],
    "alfio": [
        ("Ibrahima", "Sarr", "ib@example.org", _YES, "", ()),
        ("Chloé", "Roy", "chloe@example.org", _YES, "", ()),
    ],
    "hievents_en": [
        ("Nour", "Haddad", "nour@example.org", _YES, "A-H8K2LM", ()),
        ("Kofi", "Mensah", "kofi@example.org", _OFF, "A-H8K2LN", ()),
    ],
    "hievents_fr": [("Nour", "Haddad", "nour@example.org", _YES, "A-H8K2LM", ())],
    "google_forms": [
        ("Yann", "LE GOFF", "yann@example.org", _YES, "", (CLIMATE, ODD)),
        ("Inès", "BA", "ines@example.org", _YES, "", ()),
    ],
    "framaforms": [
        ("Zoé", "Œuvray", "zoe@example.org", _YES, "", (GENDER,)),
        ("Moussa", "Traoré", "moussa@example.org", _YES, "", (CLIMATE, GENDER)),
    ],
    "eventmaker": [
        ("Anne", "Dupont", "anne@example.org", _YES, "7F3A-01", (CLIMATE,)),
        ("Bob", "Durand", "bob@example.org", _YES, "7F3A-02", (GENDER,)),
    ],
    "list": [
        ("Margaux", "Petit", "margaux@example.org", _YES, "", (CLIMATE,)),
        ("Théo", "Awa", "theo@example.org", _YES, "", ("Quiz AICT",)),
    ],
}
EXPECTED |= {
    "google_forms_excel": EXPECTED["google_forms"],
    "google_forms_en": EXPECTED["google_forms"],
    "framaforms_csv": EXPECTED["framaforms"],
    "framaforms_unmarked": EXPECTED["framaforms"],
    "weezevent_form": EXPECTED["weezevent"],
    "weezevent_form_en": EXPECTED["weezevent"],
    "weezevent_csv": EXPECTED["weezevent"],
    "eventbrite_surname": EXPECTED["eventbrite_old"],
    "eventmaker_csv": EXPECTED["eventmaker"],
    "helloasso_xlsx": EXPECTED["helloasso"],
    "pretix_list": [
        ("Anne", "DE LA TOUR", "anne@example.org", _YES, "sec111", (CLIMATE, GENDER)),
        ("Omar", "LY", "omar@example.org", _YES, "sec112", ("Quiz AICT",)),
    ],
}
TITLES = (CLIMATE, GENDER, ODD, "Quiz AICT")


def write(folder: Path, name: str) -> Path:
    """Make the list of a platform."""
    if name in TEXTS:
        text, encoding = TEXTS[name]
        if name == "google_forms_excel":
            text = text.replace("Œ", "OE")
        path = folder / f"{name}.{'xls' if encoding.startswith('utf-16') else 'csv'}"
        path.write_bytes(text.encode(encoding))
        return path
    return write_xlsx(folder / f"{name}.xlsx", [row.split("|") for row in SHEETS[name]])


def write_xlsx(path: Path, rows: list[list[Any]]) -> Path:
    """Make a workbook of one sheet; texts of digits become numbers, as platforms write them."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([int(c) if str(c).lstrip("-").isdigit() else c or None for c in row])
    book.save(path)
    return path

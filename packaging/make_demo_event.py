"""Writes the demo event's files: the 2021 programme and an invented, lifelike list of 740 people.

Seeded: the same files every time. Places and titles are real, every person is invented, every
address stands under example.org or example.com.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "demo"
SEED = 2021
TOTAL = 740
PLENARY = "L’AICT et le climat : une dynamique en construction"
WORKSHOPS = (
    ("L’ODD 17, Sens, décryptages, Déclinaisons", "Salle 1", "11:30", "12:45", 60, "warn", "no"),
    (
        "Découvrir son jumeau climatique, quelles perspectives pour l’AICT ?",
        "Salle 2",
        "11:30",
        "12:45",
        50,
        "warn",
        "yes",
    ),
    (
        "Pour la coopération décentralisée, quels financements pour le climat et la transition "
        "écologique ?",
        "Auditorium",
        "11:30",
        "12:45",
        120,
        "open",
        "no",
    ),
    (
        "Les ODD - Objectifs de développement durable et coopération décentralisée : regards croisés "
        "européens",
        "Salle 1",
        "14:00",
        "15:15",
        60,
        "warn",
        "no",
    ),
    (
        "Les changements climatiques responsables de nouvelles crises ? Réhabilitation et prévention "
        "pour les collectivités territoriales ?",
        "Salle 2",
        "14:00",
        "15:15",
        50,
        "warn",
        "yes",
    ),
    (
        "Le changement climatique a-t-il des effets genrés ?",
        "Salle 3",
        "14:00",
        "15:15",
        40,
        "required",
        "no",
    ),
    (
        "Quelle mobilisation de la jeunesse sur les enjeux Climat, en lien avec l’AICT ?",
        "Salle 4",
        "14:00",
        "15:15",
        50,
        "warn",
        "no",
    ),
    (
        "Comment mesurer l’empreinte carbone dans les projets de coopération ?",
        "Salle 1",
        "15:30",
        "16:45",
        60,
        "warn",
        "no",
    ),
    (
        "Mobiliser et coordonner les acteurs de son territoire via et pour l’AICT",
        "Salle 2",
        "15:30",
        "16:45",
        50,
        "warn",
        "yes",
    ),
)
MICRO = (
    "Micro-atelier : un jumelage bas carbone",
    "Micro-atelier : l’eau et l’assainissement, mode d’emploi",
    "Micro-atelier : parler du climat aux élus",
    "Micro-atelier : cartographier ses partenaires",
    "Micro-atelier : volontaires et échanges de jeunes",
    "Micro-atelier : fonds européens en vingt minutes",
)
WOMEN = (
    "Hélène Camille Nathalie Anne-Sophie Fatima Aurélie Chloé Éléonore Gaëlle Inès Karine "
    "Maëlle Noémie Pascale Raphaëlle Solène Ursule Valérie Yasmina Zoé Amélie Céline Émilie "
    "Isabelle Léa Marie-Claude Nadia Océane Stéphanie Véronique Anaïs Dominique Françoise"
).split()
MEN = (
    "François Jean-Baptiste Mohamed Sébastien Benoît Damien Frédéric Hervé Jérôme Laurent "
    "Olivier Quentin Thierry Xavier Bruno Didier Fabrice Guénolé Honoré Joël Philippe Rémi "
    "Théo Yann Cédric Étienne Maxime Grégoire Loïc Stéphane"
).split()
FAMILY = (
    "Müller|Lefèvre|Bénard|Le Goff|de La Tour|d'Almeida|N'Diaye|O'Connor|Dupont-Moreau|Garcia|Nguyen|"
    "Traoré|Ba|Ly|Ó Briain|Kowalski|Ferrand|Roux|Chevallier|Marchal|Perrin|Gauthier|Blanchard|Lemoine|"
    "Rivière|Guérin|Fabre|Masson|Delmas|Noël|Carpentier|Besson|Vasseur|Maillard|Joly|Cordier|Pelletier|"
    "Huet|Lacroix|Barbier|Renaud|Picard|Brunet|Giraud|Leclercq|Aubert|Morvan|Le Bihan|Etcheverry|Haÿs|"
    "Œuvrard|Çelik|Vázquez|Szabó|Diop|Benali|El Mansouri|Haddad|van den Berg|von Arnim|da Silva"
).split("|")
COMMUNES = (
    "Aubervilliers Bobigny Pantin Meaux Melun Compiègne Beauvais Arras Lens Calais Cherbourg-en-Cotentin Alençon "
    "Blois Bourges Nevers Auxerre Roanne Vichy Aurillac Rodez Narbonne Béziers Carcassonne Perpignan Agen Périgueux "
    "Angoulême Niort Saintes Cholet Saumur Fougères Vitré Gap Digne-les-Bains Ajaccio "
    "Lyon Strasbourg Nantes Lille Rennes Grenoble Montpellier Dunkerque Angers Poitiers Besançon Limoges "
    "Amiens Caen Chambéry Quimper Bayonne Pau Tarbes Albi Castres Cahors Arles Nîmes Sète Roubaix Tourcoing "
    "Évry-Courcouronnes Cergy Nanterre Saint-Denis Montreuil Villejuif Vitry-sur-Seine Créteil Orly Issy-les-Moulineaux "
    "Suresnes Romans-sur-Isère Valence Annecy Mâcon Chalon-sur-Saône Belfort Mulhouse Colmar Épinal Nancy Metz "
    "Châlons-en-Champagne Troyes Sedan Laval Vannes Lorient Brest Saint-Brieuc Échirolles Vénissieux Villeurbanne"
).split()
EPCI = (
    "Grand Besançon|Pays Basque|du Grand Angoulême|du Niortais|Morlaix|du Bassin d'Aurillac|Grand Paris Sud|"
    "Plaine Commune|du Pays de Dreux|de la Rochelle|Grand Chambéry|Arche Agglo|du Saint-Quentinois|de Blois|"
    "du Puy-en-Velay|Mauges|Cap Excellence|de l'Ouest guyanais|Valence Romans|du Pays d'Aix"
).split("|")
METROPOLES = (
    "Eurométropole de Strasbourg|Nantes Métropole|Métropole européenne de Lille|Bordeaux Métropole|"
    "Rennes Métropole|Métropole de Lyon|Toulouse Métropole|Grenoble-Alpes Métropole|Dijon Métropole"
).split("|")
DEPARTEMENTS = (
    "de la Seine-Saint-Denis|du Val-de-Marne|des Hauts-de-Seine|de l'Essonne|du Finistère|de la Gironde|de l'Isère|"
    "de l'Aisne|du Territoire de Belfort|de la Moselle|des Yvelines|de Loire-Atlantique|de l'Aude|du Tarn|du Lot|"
    "de la Drôme|des Côtes-d'Armor|d'Ille-et-Vilaine|du Pas-de-Calais|de l'Hérault|de la Mayenne|du Cher"
).split("|")
REGIONS = (
    "Occitanie|Bretagne|Grand Est|Hauts-de-France|Normandie|Nouvelle-Aquitaine|Centre-Val de Loire|"
    "Auvergne-Rhône-Alpes|Île-de-France|Pays de la Loire|Bourgogne-Franche-Comté"
).split("|")
SPECIAL = (
    "Collectivité territoriale de Guyane|Collectivité territoriale de Martinique|Collectivité de Corse|"
    "Polynésie française|Nouvelle-Calédonie|Collectivité européenne d'Alsace|Collectivité de Saint-Martin"
).split("|")
DELEGATIONS = (
    ("Ville de Dakar", "Sénégal"),
    ("Commune de Bamako", "Mali"),
    ("Ville de Ouagadougou", "Burkina Faso"),
    ("Ville de Tanger", "Maroc"),
    ("Municipalité de Sousse", "Tunisie"),
    ("Ville de Hébron", "Palestine"),
    ("Union des municipalités du Chouf", "Liban"),
    ("Ville de Chongqing", "Chine"),
    ("Ville de Hué", "Viêt Nam"),
    ("Ville de Cracovie", "Pologne"),
    ("Ville de Stuttgart", "Allemagne"),
    ("Municipalité de Curitiba", "Brésil"),
    ("Commune d'Antananarivo", "Madagascar"),
    ("Ville de Lviv", "Ukraine"),
    ("Ville de Thessalonique", "Grèce"),
)
DELEGATES = {
    "Sénégal": ("Aminata N'Diaye|Mamadou Ba|Ousmane Ly|Fatou Diouf|Cheikh Sarr|Awa Fall"),
    "Mali": ("Moussa Traoré|Aïssata Keïta|Boubacar Coulibaly|Kadiatou Sidibé|Seydou Diarra"),
    "Burkina Faso": ("Alassane Ouédraogo|Mariam Sawadogo|Issa Kaboré|Rasmata Zongo"),
    "Maroc": ("Yasmine El Idrissi|Karim Benjelloun|فاطمة الزهراء العلوي|Omar Tazi"),
    "Tunisie": ("Sonia Ben Salah|Hichem Trabelsi|محمد بن علي|Leïla Gharbi"),
    "Palestine": ("أحمد حسن|Rana Khalil|Samir Odeh|ليلى منصور"),
    "Liban": ("Georges Khoury|Nadine Abi Rached|Walid Sleiman|Maya Haddad"),
    "Chine": ("伟 王|芳 李|秀英 张|Xiaoming Chen|丽 刘"),
    "Viêt Nam": ("Thị Lan Nguyễn|Văn Hùng Trần|Minh Châu Lê|Quốc Đạt Phạm"),
    "Pologne": ("Łukasz Wójcik|Małgorzata Zielińska|Stanisław Dąbrowski|Agnieszka Król"),
    "Allemagne": ("Jürgen Weiß|Käthe Schröder|Björn Groß|Ute Müller"),
    "Brésil": ("José Maria da Conceição|João d'Almeida|Luíza Gonçalves|Thaís Araújo"),
    "Madagascar": ("Hery Rakotomalala|Voahangy Andrianarisoa|Tiana Razafindrakoto|Lova Rabe"),
    "Ukraine": ("Олена Шевчук|Тарас Коваленко|Oksana Bondar|Андрій Мельник"),
    "Grèce": ("Ελένη Παπαδοπούλου|Γιώργος Νικολάου|Maria Kostopoulou|Νίκος Δημητρίου"),
}
EMBASSIES = (
    "d'Albanie:Albanie|d'Italie:Italie|d'Argentine:Argentine|d'Arménie:Arménie|du Bénin:Bénin|"
    "de Colombie:Colombie|de Côte d'Ivoire:Cote d'ivoire|de Croatie:Croatie|d'Équateur:Équateur|"
    "d'Espagne:Espagne|de Géorgie:Géorgie|d'Haïti:Haïti|du Japon:Japon|du Mexique:Mexique|"
    "de Mongolie:Mongolie|du Népal:Népal|de la RDC:RDC|du Togo:Togo"
)
FUNCTIONS = {
    "participant": (
        "Chargée de mission coopération décentralisée/Chargé de mission coopération décentralisée|"
        "Directrice des relations internationales/Directeur des relations internationales|"
        "Responsable du service international|Cheffe de projet climat/Chef de projet climat|"
        "Directrice générale adjointe/Directeur général adjoint"
    ),
    "elu": (
        "Maire|Adjointe au maire/Adjoint au maire|Vice-présidente/Vice-président|"
        "Conseillère municipale déléguée à l’international/Conseiller municipal délégué à "
        "l’international|Présidente/Président"
    ),
    "ambassade": "Conseillère de coopération/Conseiller de coopération|Attachée culturelle/Attaché culturel",
    "intervenant": "Chercheuse/Chercheur|Experte climat/Expert climat|Maîtresse de conférences/Maître de conférences",
    "presse": "Journaliste|Rédactrice en chef/Rédacteur en chef",
    "partenaire": "Déléguée générale/Délégué général|Responsable des partenariats",
}
HEADER = (
    "Civilité", "Prénom", "Nom", "Fonction", "Organisation", "Type d’organisation", "Pays", "Catégorie",
    "Délégation", "Courriel", "Statut", "Ateliers",
)  # fmt: skip
Row = list[str]


def authorities() -> list[tuple[str, str]]:
    """Names and kinds of the French local authorities."""
    found = [
        (f"Ville de {c}" if c[0] not in "AÉO" else f"Ville d’{c}", "commune") for c in COMMUNES
    ]
    found += [(f"Communauté d’agglomération {name}", "epci") for name in EPCI]
    found += [(name, "metropole") for name in METROPOLES]
    found += [(f"Conseil départemental {name}", "departement") for name in DEPARTEMENTS]
    found += [(f"Région {name}", "region") for name in REGIONS]
    return found + [(name, "statut_particulier") for name in SPECIAL]


def address(given: str, family: str, domain: str, taken: set[str]) -> str:
    """An address of letters only, unlike any before it; empty for a name without Latin letters."""
    plain = unicodedata.normalize("NFKD", f"{given}.{family}").encode("ascii", "ignore").decode()
    local = "".join(c for c in plain.lower() if c.isalnum() or c in ".-").strip(".-")
    if len(local) < 5:
        return ""
    number = 1
    while f"{local}{number if number > 1 else ''}@{domain}" in taken:
        number += 1
    made = f"{local}{number if number > 1 else ''}@{domain}"
    taken.add(made)
    return made


class _List:
    """The list under way."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.rows: list[Row] = []
        self._emails: set[str] = set()
        self._used: set[tuple[str, str]] = set()

    def name(self) -> tuple[str, str]:
        """An invented name that nobody has yet."""
        while True:
            given = self.chance.choice(self.chance.choice((WOMEN, MEN)))
            family = self.chance.choice(FAMILY)
            # Homonyms are few and wanted: those that build() adds by hand.
            if (given, family) not in self._used:
                self._used.add((given, family))
                return given, family

    def add(
        self,
        organisation: str,
        kind: str,
        country: str = "France",
        category: str = "participant",
        *,
        person: tuple[str, str] | None = None,
        function: str = "",
        delegation: str = "",
        email: str | None = None,
    ) -> None:
        """One more person."""
        given, family = person or self.name()
        self._used.add((given, family))
        woman = given in WOMEN
        if not function:
            choices = FUNCTIONS.get(category, "").split("|")
            function = self.chance.choice(choices)
        function = function.split("/")[0 if woman else -1]
        if email is None:
            email = address(given, family, "example.org", self._emails)
        civility = "Mme" if woman else "M." if given in MEN else ""
        if "mbassad" in function:
            civility = f"S. E. {civility}".strip()
        status = "Annulé" if self.chance.random() < 0.055 else "Validé"
        self.rows.append(
            [
                civility, given, family, function, organisation, kind, country, category,
                delegation, email, status, " | ".join(self.workshops(category)),
            ]
        )  # fmt: skip

    def workshops(self, category: str) -> list[str]:
        """Up to one workshop in each of the three slots."""
        if category in ("benevole", "organisation", "fournisseur", "presse"):
            return []
        chosen = []
        for slot in ("11:30", "14:00", "15:30"):
            if self.chance.random() < 0.55:
                titles = [w[0] for w in WORKSHOPS if w[2] == slot]
                chosen.append(self.chance.choice(titles))
        return chosen


def build() -> list[Row]:
    """The rows of the list, in the order people registered."""
    made = _List()
    chance = made.chance
    # The people that the guide and the search tests speak of, with their homonyms.
    made.add("Eurométropole de Strasbourg", "metropole", category="elu", person=("Hélène", "Müller"),
             function="Vice-présidente")  # fmt: skip
    made.add("Ville de Colmar", "commune", person=("Hélène", "Muller"))
    made.add("Ville de Nantes", "commune", category="elu", person=("Aminata", "N'Diaye"))
    made.add("Région Occitanie", "region", person=("Paulo", "d'Almeida"))
    made.add("Ville de Rennes", "commune", person=("Siobhán", "O'Connor"))
    made.add("Ville de Lyon", "commune", person=("José María", "Vázquez"))
    made.add("Ville de Lyon", "commune", category="elu", person=("Ousmane", "Ly"))
    made.add("Ville de Lyon", "commune", person=("Mamadou", "Ba"))
    made.add("Métropole de Lyon", "metropole", person=("Camille", "Perrin"))
    made.add("Ville de Lyon", "commune", person=("Camille", "Perrin"))
    made.add("Ville de Nice", "commune", person=("Sophie", "Garcia"))
    made.add("Région Bretagne", "region", person=("Sophie", "Garcia"))
    for organisation, kind in authorities():
        for number in range(chance.choice((1, 1, 2, 2, 3, 4))):
            made.add(organisation, kind, category="elu" if number == 0 else "participant")
    for place, country in DELEGATIONS:
        secretariat = f"secretariat.{country.lower().split()[0]}@example.com"
        secretariat = unicodedata.normalize("NFKD", secretariat).encode("ascii", "ignore").decode()
        for number, name in enumerate(DELEGATES[country].split("|")):
            given, family = name.rsplit(" ", 1) if " d" not in name and " da" not in name else (
                name.split(" d", 1)[0], "d" + name.split(" d", 1)[1])  # fmt: skip
            made.add(
                place, "delegation_etrangere", country, "delegation", person=(given, family),
                function="Cheffe de délégation/Chef de délégation" if number == 0 else "Membre de la délégation",
                delegation=f"{place} ({country})", email=secretariat,
            )  # fmt: skip
    for pair in EMBASSIES.split("|"):
        place, country = pair.split(":")
        for number in range(chance.choice((1, 1, 2))):
            role = "Ambassadrice/Ambassadeur" if number == 0 else ""
            made.add(f"Ambassade {place}", "ambassade", country, "ambassade", function=role)
    others = (
        ("Les Échos du Territoire", "presse", "presse", 5), ("Radio Horizon", "presse", "presse", 4),
        ("Gazette des villes jumelées", "presse", "presse", 5), ("Climat & Cités", "association", "intervenant", 9),
        ("Observatoire des transitions", "association", "intervenant", 8), ("Université du Littoral", "universite", "intervenant", 9),
        ("École des coopérations", "universite", "intervenant", 6), ("Réseau Eaux partagées", "association", "partenaire", 10),
        ("Horizon Solidaire", "association", "partenaire", 10), ("Terres Jumelles", "association", "exposant", 8),
        ("Atelier Boussole SARL", "entreprise", "exposant", 6), ("Carbone Clair SAS", "entreprise", "exposant", 5),
        ("Ministère de la Coopération territoriale", "etat", "participant", 14), ("Agence française des partenariats", "etat", "partenaire", 9),
        ("Alliance mondiale des cités", "organisation_internationale", "partenaire", 8), ("Comité d’organisation", "association", "organisation", 18),
        ("Équipe bénévole", "association", "benevole", 36), ("Ville de Dakar", "delegation_etrangere", "accompagnant", 2), ("Traiteur des Quais", "entreprise", "fournisseur", 6),
    )  # fmt: skip
    for organisation, kind, category, count in others:
        for _ in range(count):
            country = "Sénégal" if kind == "delegation_etrangere" else "France"
            made.add(organisation, kind, country, category)
    listed = authorities()
    while len(made.rows) < TOTAL:
        organisation, kind = chance.choice(listed)
        made.add(organisation, kind, category=chance.choice(("participant", "participant", "elu")))
    rows = made.rows[:TOTAL]
    chance.shuffle(rows)
    return rows


def programme() -> list[tuple[str, ...]]:
    """The rows of the programme."""
    day = "2021-06-29T"
    rows = [
        (PLENARY, "plenary", "Grand auditorium", day + "09:30", day + "11:15", "750", "open", "no")
    ]
    for title, room, start, end, capacity, policy, exits in WORKSHOPS:
        rows.append((title, "workshop", room, day + start, day + end, str(capacity), policy, exits))
    for number, title in enumerate(MICRO):
        start = ("13:00", "13:20", "13:40")[number // 2]
        end = ("13:20", "13:40", "14:00")[number // 2]
        room = f"Espace {number % 2 + 1}"
        rows.append((title, "micro-workshop", room, day + start, day + end, "25", "open", "no"))
    rows.append(
        (
            "Quiz AICT, 2e édition",
            "quiz",
            "Forum",
            day + "17:00",
            day + "17:30",
            "200",
            "open",
            "no",
        )
    )
    rows.append(
        ("Cérémonie des présidents et du label « Territoires unis et solidaires face aux crises »",
         "ceremony", "Grand auditorium", day + "17:30", day + "18:30", "750", "open", "no")
    )  # fmt: skip
    return rows


def main(target: Path = TARGET) -> None:
    """Write both files."""
    with (target / "participants.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(build())
    with (target / "programme.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(
            ("title", "kind", "room", "start", "end", "capacity", "policy", "exits", "quota")
        )
        # Two workshops take no more enrolments than they have seats: whoever comes after waits.
        writer.writerows(
            (*row, row[5] if row[2] in ("Salle 3", "Salle 4") else "") for row in programme()
        )


if __name__ == "__main__":
    main()

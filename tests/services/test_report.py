"""The report: figures that an independent count of the CSV files gives too, on paper and in a workbook."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from openpyxl import load_workbook

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.figures import CountingRules
from raict_desktop.domain.records import SessionKind
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person, undo
from raict_desktop.services.counting import LISTS, people_behind, set_rules
from raict_desktop.services.day_end import export
from raict_desktop.services.hub_sharing import name_station
from raict_desktop.services.merge import merge
from raict_desktop.services.report import report
from raict_desktop.services.report_files import date_words, write_report_pdf, write_report_workbook
from tests.builders import START, World, add_person, add_session, enrol

ORGANISATIONS = (
    {"name": "Ville de Lyon", "kind": "commune", "country": "FR"},
    {"name": "Région Bretagne", "kind": "region", "country": "FR"},
    {"name": "Ville de Dakar", "kind": "delegation_etrangere", "country": "SN"},
    {"name": "Ambassade du Japon", "kind": "ambassade", "country": "JP"},
    {"name": "Ville de Gand", "kind": "commune", "country": "BE"},
    {"name": "Presse", "kind": "presse", "country": ""},
)


@pytest.fixture
def day(event: OpenEvent, world: World) -> OpenEvent:
    """A day with everything in it that the rules speak of."""
    room = add_session(event, "Quiz", capacity=6, exits=True)
    plenary = add_session(event, "L’AICT et le climat", kind=SessionKind.PLENARY)
    ids = []
    for number in range(40):
        organisation = dict(ORGANISATIONS[number % 6])
        if number >= 6:
            organisation["name"] += f" {number}"
        ids.append(
            add_person(
                event,
                f"Given{number}",
                f"Family{number}",
                organisation=organisation,
                category=("participant", "elu", "benevole", "presse")[number // 2 % 4],
                status="cancelled" if number % 11 == 10 else "registered",
                delegation="Sénégal" if number % 12 == 2 else "",
            )
        )
        if number % 3 == 0:
            enrol(event, ids[-1], room)
    world.clock.forward(minutes=7)
    for number, person_id in enumerate(ids):
        world.clock.forward(seconds=95)
        if number % 5:
            check_in_person(event, person_id)
        if number % 4 == 1:
            check_in_person(event, person_id, checkpoint=room.id, override=True)
        if number % 8 == 1:
            world.clock.forward(seconds=20)
            programme.change_headcount(event, room.id, 2)
    undo(event, check_in_person(event, ids[0]).entry_id)
    check_in_person(event, ids[1])
    check_in_code(event, "TICKET-1")
    people.add_walk_in(
        event, given_name="Zoé", family_name="Roux", organisation="Ville de Lyon", country="FR"
    )
    check_in_person(event, ids[2], checkpoint=plenary.id)
    return event


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_independent_count_of_the_files_gives_the_same_figures(
    day: OpenEvent, tmp_path: Path
) -> None:
    """Written from the counting rules alone; shares no code with the program."""
    export(day, tmp_path, profile="exchange")
    everybody, passages = rows(tmp_path, "participants"), rows(tmp_path, "passages")
    standing = [p for p in passages if p["annulled"] == "no"]
    at_main_door = {p["code"] for p in standing if p["direction"] == "entry" and not p["session"]}
    came = [p for p in everybody if p["code"] in at_main_door]
    counted = [p for p in came if p["category"] not in ("organisation", "benevole", "fournisseur")]
    expected = [p for p in everybody if p["status"] == "registered" and p["walk_in"] == "no"]
    french = {"commune", "epci", "metropole", "departement", "region", "statut_particulier"}
    of_organisation = {p["organisation"]: p["delegation"] for p in everybody if p["delegation"]}
    delegations = {
        p["delegation"] or of_organisation.get(p["organisation"]) or p["organisation"]
        for p in counted
        if p["country"] not in ("", "FR")
        and (p["delegation"] or p["organisation_kind"] == "delegation_etrangere")
    }
    foreign = sum(p["country"] not in ("", "FR") for p in counted)
    recount = {
        "registered": len(expected),
        "participants": len(counted),
        "walk_ins": sum(p["walk_in"] == "yes" for p in everybody),
        "show_rate": sum(p["code"] in at_main_door for p in expected) / len(expected),
        "french_local_authorities": len(
            {
                p["organisation"]
                for p in counted
                if p["organisation_kind"] in french and p["country"] == "FR"
            }
        ),
        "countries": len({p["country"] for p in counted} - {""}),
        "countries_without_france": len({p["country"] for p in counted} - {"", "FR"}),
        "foreign_delegations": len(delegations),
        "embassies": len(
            {p["organisation"] for p in counted if p["organisation_kind"] == "ambassade"}
        ),
        "foreign_share": foreign / len(counted),
    }
    figures = report(day)
    assert {name: getattr(figures, name) for name in recount} == pytest.approx(recount)
    assert recount["foreign_delegations"] > 1
    summary = {r["figure"]: r["value"] for r in rows(tmp_path, "synthese") if not r["detail"]}
    assert {name: float(summary[name]) for name in recount} == pytest.approx(recount)

    quarters: Counter[datetime] = Counter()
    first: dict[str, datetime] = {}
    for passage in standing:
        if passage["direction"] == "entry" and not passage["session"]:
            first.setdefault(passage["code"], datetime.fromisoformat(passage["at"]))
    for person in counted:
        at = first[person["code"]]
        quarters[at - timedelta(minutes=at.minute % 15, seconds=at.second)] += 1
    assert {slot.start: slot.count for slot in figures.arrivals if slot.count} == dict(quarters)

    inside: dict[str, set[str]] = defaultdict(set)
    extra: Counter[str] = Counter()
    peak: Counter[str] = Counter()
    ever: dict[str, set[str]] = defaultdict(set)
    for passage in standing:
        room = passage["session"]
        if passage["direction"] == "entry":
            inside[room].add(passage["code"])
            ever[room].add(passage["code"])
        elif passage["direction"] == "exit":
            inside[room].discard(passage["code"])
        elif passage["direction"] == "headcount":
            extra[room] = max(0, extra[room] + int(passage["change"]))
        peak[room] = max(peak[room], len(inside[room]) + extra[room])
    for line in figures.sessions:
        assert (line.present, line.peak) == (
            len(ever[line.title]) + extra[line.title],
            peak[line.title],
        )


def test_every_figure_opens_the_people_behind_it(day: OpenEvent) -> None:
    figures = report(day)
    behind = {name: people_behind(day, name) for name in LISTS}
    assert len(behind["registered"]) == figures.registered
    assert len(behind["participants"]) == figures.participants
    assert len(behind["walk_ins"]) == figures.walk_ins
    assert len(behind["show_rate"]) == round(figures.show_rate * figures.registered)
    assert len(behind["absent"]) == figures.registered - len(behind["show_rate"])
    assert len(behind["foreign_share"]) == round(figures.foreign_share * figures.participants)
    assert len({p.organisation_id for p in behind["embassies"]}) == figures.embassies
    assert len({p.country for p in behind["countries"]}) == figures.countries
    authorities = {p.organisation_id for p in behind["french_local_authorities"]}
    assert len(authorities) == figures.french_local_authorities
    (quiz, _) = figures.sessions
    assert len(people_behind(day, "present", quiz.id)) == quiz.present - quiz.headcount
    assert len(people_behind(day, "enrolled", quiz.id)) == quiz.registered
    with pytest.raises(UserError, match="no_figure"):
        people_behind(day, "shoe_size")


def test_french_authorities_are_told_by_region(event: OpenEvent, tmp_path: Path) -> None:
    """Every one is in a region or named as unknown; those that do not count are left aside."""
    for number, (name, kind, country) in enumerate(
        (
            ("Ville de Lyon", "commune", "FR"),
            ("Ville de Lyon", "commune", "FR"),
            ("Conseil départemental du Cher", "departement", "FR"),
            ("Nantes Métropole", "metropole", "FR"),
            ("Ville de Saint-Denis", "commune", "FR"),
            ("Syndicat des eaux", "association", "FR"),
            ("Ville de Dakar", "delegation_etrangere", "SN"),
        )
    ):
        organisation = {"name": name, "kind": kind, "country": country}
        person = add_person(event, "A", f"B{number}", organisation=organisation)
        check_in_person(event, person)
    figures = report(event)
    found = {line.key: (line.organisations, line.people) for line in figures.by_region}
    # Two organisations of one name are two until they are merged.
    assert found == {
        "Auvergne-Rhône-Alpes": (2, 2),
        "Centre-Val de Loire": (1, 1),
        "Pays de la Loire": (1, 1),
        "": (1, 1),
    }
    assert figures.by_region[-1].key == ""
    assert figures.unplaced == ("Ville de Saint-Denis",)
    assert sum(line.organisations for line in figures.by_region) == figures.french_local_authorities
    write_report_pdf(event, tmp_path / "bilan.pdf")
    text = text_of(tmp_path / "bilan.pdf")
    for words in ("Collectivités françaises par région", "Centre-Val de Loire"):
        assert words in text
    assert "faute d’être dite par le nom : Ville de Saint-Denis." in text.replace("\u00a0", " ")
    assert "En foncé, les pays présents" in text


def test_desks_are_called_by_their_names_and_added_up(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    ids = [add_person(event, "A", f"B{number}") for number in range(6)]
    name_station(event, "Accueil 3")
    for person in ids[:4]:
        world.clock.forward(seconds=8)
        check_in_person(event, person)
    check_in_code(event, "TICKET-1")
    copy = tmp_path / "other.raict"
    event.file.checkpoint()
    copy.write_bytes(event.path.read_bytes())
    world.machine, world.seed = "other", 5
    with world.application() as application:
        other = application.open_event(copy)
        check_in_person(other, ids[4])
    merge(event, [copy])
    (first, second) = sorted(report(event).desks, key=lambda desk: -desk.scans)
    assert (first.name, first.scans, first.exceptions, first.median_seconds) == (
        "Accueil 3", 5, 1, 8.0,
    )  # fmt: skip
    assert (second.name, second.scans) == ("", 1)
    write_report_pdf(event, tmp_path / "bilan.pdf")
    text = text_of(tmp_path / "bilan.pdf")
    assert "Accueil 3 5 5 8,0 1 0" in text
    assert "Ensemble 6 – – 1 0" in text


def test_a_plenary_is_marked_where_it_begins_among_the_arrivals(
    event: OpenEvent, world: World
) -> None:
    plenary = add_session(
        event, "Plénière", kind=SessionKind.PLENARY, start=START + timedelta(minutes=37.5)
    )
    add_session(event, "Atelier", start=START + timedelta(minutes=20))
    for number in range(5):
        check_in_person(event, add_person(event, "A", f"B{number}"))
        world.clock.forward(minutes=15)
    assert plenary.start > START
    assert report(event).plenaries == (2.5,)


def test_ticked_rules_count_and_are_told(day: OpenEvent, tmp_path: Path) -> None:
    before = report(day)
    set_rules(day, CountingRules(frozenset({"presse", "elu"}), with_france=False))
    after = report(day)
    assert after.participants != before.participants
    assert after.participants == len(people_behind(day, "participants"))
    assert f"{after.countries_without_france} pays représentés hors France" in after.sentence["fr"]
    write_report_pdf(day, tmp_path / "bilan.pdf", "fr")
    assert "Ne sont pas comptées les catégories : Presse, Élu·e." in text_of(tmp_path / "bilan.pdf")
    entries = day.entry_count()
    set_rules(day, CountingRules(frozenset({"presse", "elu"}), with_france=False))
    assert day.entry_count() == entries


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_report_on_paper(day: OpenEvent, tmp_path: Path, language: str) -> None:
    pages, figures = write_report_pdf(day, tmp_path / "bilan.pdf", language)
    text = text_of(tmp_path / "bilan.pdf")
    assert pages >= 3
    assert figures.sentence["fr"].split(",")[0].replace("\u202f", " ") in text.replace(
        "\u202f", " "
    )
    for words in ("Quiz", "Ambassade du Japon", "L’AICT et le climat", "Rencontres"):
        assert words in text
    for words in {
        "fr": (
            "Arrivées par quart d’heure",
            "Absents par catégorie",
            "COMPLET",
            "Règles de comptage",
        ),
        "en": ("Arrivals by quarter of an hour", "No-shows by category", "FULL", "Counting rules"),
    }[language]:
        assert words in text
    assert (tmp_path / "bilan.pdf").stat().st_mode & 0o077 == 0


def test_an_event_without_anybody_has_a_report(event: OpenEvent, tmp_path: Path) -> None:
    pages, _ = write_report_pdf(event, tmp_path / "bilan.pdf")
    assert pages >= 1
    assert "Personne n’est arrivé" in text_of(tmp_path / "bilan.pdf")


def test_names_that_look_like_markup_or_have_no_letters_known(
    event: OpenEvent, tmp_path: Path
) -> None:
    for name in ("<b>x", "A & B", "王 大使馆", "سفارة", "x" * 190, "\U0001f4a5"):
        organisation = {"name": name, "kind": "ambassade", "country": "JP"}
        check_in_person(event, add_person(event, "A", "B", organisation=organisation))
    write_report_pdf(event, tmp_path / "bilan.pdf")
    assert "<b>x" in text_of(tmp_path / "bilan.pdf")


def test_a_report_that_cannot_be_written_is_told(event: OpenEvent, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot_write"):
        write_report_pdf(event, tmp_path / "none" / "bilan.pdf")
    with pytest.raises(UserError, match="cannot_write"):
        write_report_workbook(event, tmp_path / "none" / "bilan.xlsx")


def test_the_workbook_has_typed_cells_frozen_titles_and_filters(
    day: OpenEvent, tmp_path: Path
) -> None:
    add_person(day, "=1+1", "0612", external_id="0612345678", email="a@example.org")
    path = write_report_workbook(day, tmp_path / "bilan.xlsx")
    book = load_workbook(path)
    assert book.sheetnames[:7] == [
        "participants",
        "passages",
        "presences",
        "synthese",
        "absents",
        "inscriptions_sur_place",
        "modifications",
    ]
    page = book["participants"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref is not None
    titles = [cell.value for cell in page[1]]
    assert "courriel" not in titles
    found = next(row for row in page.iter_rows(min_row=2, values_only=True) if row[2] == "=1+1")
    assert found[titles.index("référence")] == "0612345678"
    door = book["passages"]
    assert isinstance(door["B2"].value, datetime)
    assert isinstance(door["N2"].value, int)
    assert isinstance(book["séances"]["B2"].value, datetime)
    absent = book["catégories"]["E2"]
    assert (type(absent.value) in (int, float), absent.number_format) == (True, "0 %")
    with ZipFile(path) as archive:
        assert not any(
            "<f>" in archive.read(n).decode() for n in archive.namelist() if "sheet" in n
        )
    assert path.stat().st_mode & 0o077 == 0
    assert {"séances", "pays", "postes", "qualité"} <= set(book.sheetnames)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("first", "days", "french", "english"),
    [
        (date(2026, 12, 1), 1, "1er décembre 2026", "1 December 2026"),
        (date(2026, 12, 1), 2, "du 1er au 2 décembre 2026", "1 to 2 December 2026"),
        (
            date(2026, 11, 30),
            2,
            "du 30 novembre au 1er décembre 2026",
            "30 November to 1 December 2026",
        ),
        (
            date(2026, 12, 31),
            2,
            "du 31 décembre 2026 au 1er janvier 2027",
            "31 December 2026 to 1 January 2027",
        ),
    ],
)
def test_the_days_in_words(
    application: Application, tmp_path: Path, first: date, days: int, french: str, english: str
) -> None:
    event = application.new_event(tmp_path / "d.raict", title="T", first_day=first, days=days)
    assert (date_words(event, "fr"), date_words(event, "en")) == (french, english)

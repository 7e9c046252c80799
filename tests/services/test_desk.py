from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Kind, Source
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import Admission, OrganisationKind
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.badges import write_badges
from raict_desktop.services.checkin import (
    CheckinResult,
    check_in_code,
    check_in_person,
    last_passages,
    undo,
)
from raict_desktop.services.day_end import export
from raict_desktop.services.people import PeopleQuery
from raict_desktop.services.registrations import import_list
from raict_desktop.services.report import report
from tests.builders import World, add_person, add_session, enrol, make_event

LYON = {"name": "Ville de Lyon", "kind": "commune", "country": "FR"}
DAKAR = {"name": "Ville de Dakar", "kind": "delegation_etrangere", "country": "SN"}


def test_a_code_lets_in_once(event: OpenEvent, world: World) -> None:
    add_person(event, "Hélène", "Müller", organisation=LYON)
    code = people.everybody(event)[0].code
    first = check_in_code(event, code.lower())
    assert (first.verdict, first.person and first.person.present) == (Verdict.WELCOME, True)
    world.clock.forward(minutes=3)
    again = check_in_code(event, code)
    assert (again.verdict, again.since) == (Verdict.ALREADY_IN, first.at)
    assert check_in_code(event, code[:6]).verdict is Verdict.ALREADY_IN


def test_codes_of_others(event: OpenEvent, application: object, tmp_path: Path) -> None:
    assert check_in_code(event, "https://example.org/x").reason is Reason.NOT_A_BADGE
    assert check_in_code(event, "\x00" * 3000).reason is Reason.NOT_A_BADGE
    assert check_in_code(event, event.new_code()).reason is Reason.UNKNOWN
    other = "BB" if event.tag != "BB" else "CC"
    from raict_desktop.domain.codes import make_code

    foreign = make_code(other, event.outside.below)
    assert check_in_code(event, foreign).reason is Reason.OTHER_EVENT
    assert [line.kind for line in last_passages(event)] == [Kind.REFUSED] * 4


def test_a_ticket_code_of_a_list_is_taken_as_it_is(event: OpenEvent) -> None:
    add_person(event, "A", "B", code="TK-2021/00042 é")
    assert check_in_code(event, " TK-2021/00042 é\n").verdict is Verdict.WELCOME


def test_undo_keeps_both_lines(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    result = check_in_person(event, person_id)
    assert undo(event, result.entry_id)
    assert not undo(event, result.entry_id)
    assert not undo(event, "no such entry")
    assert not people.get(event, person_id).present
    assert [(line.kind, line.annulled) for line in last_passages(event)] == [(Kind.ENTRY, True)]
    assert check_in_person(event, person_id).verdict is Verdict.WELCOME


def test_a_door(event: OpenEvent) -> None:
    room = add_session(event, capacity=2, admission=Admission.WARN, exits=True)
    ids = [add_person(event, f"G{n}", f"F{n}") for n in range(4)]
    enrol(event, ids[0], room)
    at = {"checkpoint": room.id}
    assert check_in_person(event, ids[0], **at).occupancy == 1  # type: ignore[arg-type]
    asked = check_in_person(event, ids[1], **at)  # type: ignore[arg-type]
    assert (asked.verdict, asked.reason) == (Verdict.PLEASE_CHECK, Reason.NOT_ENROLLED)
    check_in_person(event, ids[1], checkpoint=room.id, override=True)
    state = programme.state(event, room.id)
    assert (state.registered, state.present, state.inside) == (1, 2, 2)
    enrol(event, ids[2], room)
    full = check_in_person(event, ids[2], **at)  # type: ignore[arg-type]
    assert full.reason is Reason.FULL
    left = check_in_person(event, ids[0], checkpoint=room.id, direction=Direction.EXIT)
    assert (left.reason, left.occupancy) == (Reason.LEFT, 1)
    assert check_in_person(event, ids[2], **at).verdict is Verdict.WELCOME  # type: ignore[arg-type]
    assert programme.change_headcount(event, room.id, -5).headcount == 0
    assert programme.change_headcount(event, room.id, 3).inside == 5


def test_exits_where_none_are_counted(event: OpenEvent) -> None:
    room = add_session(event)
    person_id = add_person(event, "A", "B")
    for checkpoint in ("", room.id):
        with pytest.raises(UserError, match="no_exits_here"):
            check_in_person(event, person_id, checkpoint=checkpoint, direction=Direction.EXIT)


def test_walk_in(event: OpenEvent) -> None:
    add_person(event, "A", "B", organisation=LYON)
    result = people.add_walk_in(
        event, given_name="Zoé", family_name="d’Almeida", organisation="ville de LYON"
    )
    assert isinstance(result, CheckinResult)
    assert result.verdict is Verdict.WELCOME
    person = result.person
    assert person is not None
    assert (person.walk_in, person.organisation) == (True, "Ville de Lyon")
    assert people.organisation_names(event) == ["Ville de Lyon"]
    with pytest.raises(UserError, match="missing_field"):
        people.add_walk_in(event, given_name=" ", family_name="B", organisation="C")
    with pytest.raises(UserError, match="too_long"):
        people.add_walk_in(event, given_name="x" * 10_000, family_name="B", organisation="C")
    with pytest.raises(UserError, match="unknown_country"):
        people.add_walk_in(
            event, given_name="A", family_name="B", organisation="C", country="Atlantide"
        )


@pytest.mark.parametrize(
    "name", ["<img src=x>", "'; DROP TABLE people; --", "O'Neil", "Null", "💥"]
)
def test_strange_names_are_names(event: OpenEvent, name: str) -> None:
    add_person(event, "A", name)
    assert people.everybody(event)[0].family_name == name
    people.search(event, name)
    people.page(event, PeopleQuery(words=name), 0, 10)


def test_correction_and_search_follow_each_other(event: OpenEvent) -> None:
    person_id = add_person(event, "Helene", "Muler")
    assert people.search(event, "zimmermann") == []
    people.correct(event, person_id, {"family_name": "Zimmermann"})
    assert [p.id for p in people.search(event, "zimermann")] == [person_id]
    before = event.entry_count()
    people.correct(event, person_id, {"family_name": "Zimmermann"})
    assert event.entry_count() == before


LIST = (
    "Prénom;Nom;Organisation;Pays;Courriel;Statut;Ateliers\n"
    "Hélène;Müller;Ville de Lyon;France;h@example.org;Validé;Atelier 1\n"
    "Hélène;Müller;Ville de Nice;France;;Validé;\n"
    "Ama;Ba;Ville de Dakar;Sénégal;secret@example.org;Validé;Atelier 1\n"
    "Omar;Ly;Ville de Dakar;Sénégal;secret@example.org;Annulé;Inconnu\n"
    ";;Ville de Dakar;;;Validé;\n"
)


def test_a_list_comes_in_twice(event: OpenEvent, tmp_path: Path) -> None:
    add_session(event)
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="cp1252")
    preview = import_list(event, file, preview=True)
    assert (preview.new, preview.left_out, len(people.everybody(event))) == (4, 1, 0)
    done = import_list(event, file)
    assert (done.rows, done.new, done.changed, done.left_out) == (5, 4, 0, 1)
    assert [(p.row, p.code) for p in done.problems if p.row == 6]
    assert done.unknown_workshops == ("Inconnu",)
    again = import_list(event, file)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)
    assert len(people.everybody(event)) == 4
    enrolled = [p.given_name for p in people.everybody(event) if p.enrolled]
    assert sorted(enrolled) == ["Ama", "Hélène"]


def test_a_newer_list_updates_and_leaves_the_desks_work_alone(
    event: OpenEvent, tmp_path: Path
) -> None:
    add_session(event)
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    import_list(event, file)
    ama = people.search(event, "ama ba")[0]
    people.correct(event, ama.id, {"function": "Maire", "given_name": "Aminata"})
    check_in_person(event, ama.id)
    people.add_walk_in(event, given_name="Zoé", family_name="Roux", organisation="Ville de Lyon")
    newer = LIST.replace("h@example.org;Validé", "h@example.org;Annulé")
    file.write_text(newer, encoding="utf-8-sig")
    result = import_list(event, file)
    assert (result.new, result.changed) == (1, 1)
    everybody = {(p.given_name, p.organisation): p for p in people.everybody(event)}
    assert everybody["Hélène", "Ville de Lyon"].status == "cancelled"
    assert everybody["Hélène", "Ville de Nice"].status == "registered"
    kept = people.get(event, ama.id)
    assert (kept.given_name, kept.function, kept.present) == ("Aminata", "Maire", True)


def test_the_exchange_profile_comes_back_without_a_difference(
    event: OpenEvent, application: object, world: World, tmp_path: Path
) -> None:
    room = add_session(event, "Un titre, avec une virgule")
    first = add_person(
        event, "Hélène", "Müller", organisation=LYON, email="h@example.org", note='dit "bonjour"; ;'
    )
    enrol(event, first, room)
    add_person(event, "伟", "王", organisation=DAKAR, delegation="Dakar", status="cancelled")
    add_person(event, "=1+1", "'quoted")
    people.add_walk_in(event, given_name="Zoé", family_name="Roux", organisation="Ville de Lyon")
    written = export(event, tmp_path / "out", profile="exchange")
    assert len(written) == 8
    back = import_list(event, tmp_path / "out" / "participants.csv")
    assert (back.new, back.changed, back.unchanged, back.problems) == (0, 0, 4, ())
    with world.application() as second:
        fresh = make_event(second, tmp_path, "other")
        add_session(fresh, "Un titre, avec une virgule")
        assert import_list(fresh, tmp_path / "out" / "participants.csv").new == 4
        export(fresh, tmp_path / "again", profile="exchange")
    assert _without_presence(tmp_path / "out") == _without_presence(tmp_path / "again")


def _without_presence(folder: Path) -> list[str]:
    lines = (folder / "participants.csv").read_text("utf-8").splitlines()
    return [line.rsplit(",", 2)[0] for line in lines]


def test_excel_profile(event: OpenEvent, tmp_path: Path) -> None:
    add_person(event, "=cmd()", "Müller", organisation=LYON)
    export(event, tmp_path, profile="excel")
    raw = (tmp_path / "participants.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    assert ";'=cmd();" in raw.decode("utf-8-sig")
    assert {f.name for f in tmp_path.glob("*.csv")} == {
        f"{name}.csv"
        for name in (
            "participants",
            "passages",
            "presences",
            "synthese",
            "absents",
            "inscriptions_sur_place",
            "modifications",
        )
    }
    with pytest.raises(UserError, match="unknown_profile"):
        export(event, tmp_path, profile="word")


def test_report(event: OpenEvent) -> None:
    room = add_session(event, capacity=10)
    lyon = add_person(event, "A", "A", organisation=LYON)
    dakar = add_person(event, "B", "B", organisation=DAKAR, delegation="Dakar")
    embassy = {
        "name": "Ambassade du Japon",
        "kind": OrganisationKind.EMBASSY.value,
        "country": "JP",
    }
    japan = add_person(event, "C", "C", organisation=embassy)
    helper = add_person(event, "D", "D", organisation=LYON, category="benevole")
    add_person(event, "E", "E", organisation=LYON)
    add_person(event, "F", "F", status="cancelled")
    for person_id in (lyon, dakar, japan, helper):
        check_in_person(event, person_id, source=Source.SCANNER)
    check_in_person(event, lyon, checkpoint=room.id)
    figures = report(event)
    assert figures.participants == 3
    assert figures.registered == 5
    assert figures.show_rate == pytest.approx(4 / 5)
    assert (figures.french_local_authorities, figures.embassies) == (1, 1)
    assert (figures.countries, figures.countries_without_france) == (3, 2)
    assert figures.foreign_delegations == 1
    assert figures.foreign_share == pytest.approx(2 / 3)
    assert [(s.present, s.peak, s.capacity) for s in figures.sessions] == [(1, 1, 10)]
    assert sum(slot.count for slot in figures.arrivals) == 3
    assert figures.sentence["fr"].startswith("3 participant·es")


def test_pages_sort_and_filter_in_the_database(event: OpenEvent) -> None:
    for given, family in (("Zoé", "Ábel"), ("Ana", "zimmer"), ("Bob", "Émile")):
        add_person(event, given, family, organisation=LYON)
    names = [p.family_name for p in people.page(event, PeopleQuery(), 0, 10)]
    assert names == ["Ábel", "Émile", "zimmer"]
    query = PeopleQuery(sort="given_name", descending=True)
    assert [p.given_name for p in people.page(event, query, 1, 1)] == ["Bob"]
    assert people.count(event, PeopleQuery(words="emile lyon")) == 1
    assert people.count(event, PeopleQuery(words="100%_")) == 0
    assert people.count(event, PeopleQuery(presence="absent")) == 3


def test_badges_are_written_and_noted(event: OpenEvent, tmp_path: Path) -> None:
    first = add_person(event, "Hélène", "Müller", organisation=LYON)
    add_person(event, "伟", "王", organisation=DAKAR)
    add_person(event, "C", "D", status="cancelled")
    run = write_badges(event, tmp_path / "b.pdf")
    assert (run.badges, run.pages) == (2, 1)
    write_badges(event, tmp_path / "b.pdf", who="muller lyon")
    with event.file.reading() as db:
        counts = dict(db.execute("SELECT person_id, times FROM badges_printed").fetchall())
    assert (len(counts), counts[first]) == (2, 2)
    with pytest.raises(UserError, match="unknown_layout"):
        write_badges(event, tmp_path / "c.pdf", layout="poster")
    assert not (tmp_path / "c.pdf").exists()

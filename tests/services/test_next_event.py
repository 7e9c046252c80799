"""Next year: the programme, organisations and mappings come along, nobody else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from raict_desktop.cli import cli
from raict_desktop.domain.errors import UserError
from raict_desktop.services import layouts, organisations, people, people_table, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.list_results import ImportChoices
from raict_desktop.services.next_event import new_event_from
from raict_desktop.services.people import PeopleQuery
from raict_desktop.services.registrations import import_list, inspect
from tests.builders import World, add_session

LIST = "Prénom;Nom;Organisation;Pays;Mystère\nA;B;Ville de Lyon;France;x\nC;D;LYON;France;y\n"
FIELDS = (
    ("given_name", ""),
    ("family_name", ""),
    ("organisation", ""),
    ("country", ""),
    ("note", ""),
)


@pytest.fixture
def last_year(event: OpenEvent, tmp_path: Path) -> OpenEvent:
    add_session(event, "Ouverture", capacity=40)
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    import_list(event, path, choices=ImportChoices(columns=FIELDS))
    lyon, ville = (organisations.find(event, name).id for name in ("LYON", "Ville de Lyon"))
    organisations.merge(event, [lyon], ville)
    people_table.save_filter(event, "Presse", PeopleQuery(category="presse"))
    layouts.duplicate_layout(event, "a6-conference")
    check_in_person(event, people.everybody(event)[0].id)
    return event


def test_the_skeleton_without_people(last_year: OpenEvent, tmp_path: Path) -> None:
    with World(seed=2).application() as application:
        made = new_event_from(
            application,
            last_year.path,
            tmp_path / "next",
            title="13es Rencontres",
            first_day=date(2022, 1, 18),
        )
        assert (made.info.title, made.info.timezone) == ("13es Rencontres", "Europe/Paris")
        assert people.everybody(made) == []
        (session,) = programme.sessions(made)
        old = programme.sessions(last_year)[0]
        assert (session.title, session.capacity) == ("Ouverture", 40)
        assert session.id != old.id
        assert made.local(session.start).isoformat()[:16] == "2022-01-18T10:30"
        assert last_year.local(old.start).isoformat()[11:16] == "10:30"
        assert [line.organisation.name for line in organisations.lines(made)] == ["Ville de Lyon"]
        assert len(organisations.merged(made)) == 1
        assert [one.name for one in people_table.filters(made)] == ["Presse"]
        assert {one.name for one in layouts.layouts(made)} == {
            one.name for one in layouts.layouts(last_year)
        }
        found = inspect(made, tmp_path / "list.csv")
        assert found.columns[4].field == "note"
        assert import_list(made, tmp_path / "list.csv").new == 2
        assert {p.organisation for p in people.everybody(made)} == {"Ville de Lyon"}
        assert check(made).problems == ()


def test_by_command(last_year: OpenEvent, tmp_path: Path) -> None:
    path = str(last_year.path)
    last_year.close()
    target = str(tmp_path / "2022.raict")
    arguments = ["new", target, "--title", "13es", "--date", "2022-01-18", "--from", path]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert "Ville de Lyon" in CliRunner().invoke(cli, ["organisations", target]).output
    again = CliRunner().invoke(cli, arguments)
    assert isinstance(again.exception, UserError)
    missing = [*arguments[:1], str(tmp_path / "x.raict"), *arguments[2:-1], "nowhere.raict"]
    assert isinstance(CliRunner().invoke(cli, missing).exception, UserError)
    assert not (tmp_path / "x.raict").exists()

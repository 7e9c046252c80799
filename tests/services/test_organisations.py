"""Organisations settled, merged and parted again; delegations made of foreign ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from raict_desktop.cli import cli
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.matching.duplicates import near_duplicates
from raict_desktop.matching.organisations import propose_kind
from raict_desktop.services import organisations, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.integrity import check
from raict_desktop.services.registrations import import_list
from tests.builders import World

LIST = (
    "Prénom;Nom;Organisation;Pays\n"
    "A;A;Ville de Lyon;France\nB;B;Ville de Lyon;France\nC;C;Mairie de Lyon;France\nD;D;LYON;\n"
    "E;E;Ville de Dakar;Sénégal\nF;F;Ville de Dakar;Sénégal\nG;G;Ambassade du Japon;Japon\n"
    "H;H;Loire-Atlantique;France\n"
)


@pytest.fixture
def listed(event: OpenEvent, tmp_path: Path) -> OpenEvent:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    import_list(event, path)
    return event


def named(event: OpenEvent, name: str) -> Organisation:
    return organisations.find(event, name)


def of(event: OpenEvent) -> dict[str, str]:
    return {p.given_name: p.organisation for p in people.everybody(event)}


def test_duplicates_are_merged_and_parted_again(listed: OpenEvent, tmp_path: Path) -> None:
    (group,) = organisations.duplicates(listed)
    assert [line.organisation.name for line in group] == ["Ville de Lyon", "LYON", "Mairie de Lyon"]
    into = group[0].organisation.id
    ids = [line.organisation.id for line in group]
    assert organisations.merge(listed, ids, into) == 2
    assert {of(listed)[name] for name in "ABCD"} == {"Ville de Lyon"}
    assert organisations.duplicates(listed) == []
    assert "LYON" not in people.organisation_names(listed)
    path = tmp_path / "newer.csv"
    path.write_text(LIST + "I;I;Mairie de Lyon;France\n", encoding="utf-8")
    result = import_list(listed, path)
    assert (result.new, result.changed, of(listed)["I"]) == (1, 0, "Ville de Lyon")
    assert {away.name for away, _ in organisations.merged(listed)} == {"LYON", "Mairie de Lyon"}
    assert organisations.part(listed, ids) == 2
    assert of(listed)["D"] == "LYON"
    assert check(listed).problems == ()
    with pytest.raises(UserError, match="nothing_to_part"):
        organisations.part(listed, ids)
    with pytest.raises(UserError, match="nothing_to_merge"):
        organisations.merge(listed, [into], into)


def test_merges_made_in_a_circle_agree(listed: OpenEvent, world: World) -> None:
    lyon, mairie = named(listed, "Ville de Lyon").id, named(listed, "Mairie de Lyon").id
    organisations.merge(listed, [mairie], lyon)
    world.clock.forward(seconds=1)
    organisations.merge(listed, [lyon], mairie)
    assert len({p.organisation_id for p in people.everybody(listed) if p.given_name in "ABC"}) == 1
    assert check(listed).problems == ()


def test_facts_are_changed_for_several_at_once(listed: OpenEvent) -> None:
    ids = [named(listed, name).id for name in ("LYON", "Ville de Dakar")]
    assert organisations.change(listed, ids, kind="association", country="Belgique") == 2
    assert organisations.change(listed, ids, kind="association") == 0
    one = named(listed, "LYON")
    assert (one.kind, one.country) == ("association", "BE")
    organisations.change(listed, [one.id], name="  Lyon  Parc ", country="")
    assert (named(listed, "Lyon Parc").country, of(listed)["D"]) == ("", "Lyon Parc")
    for wrong in ({"kind": "x"}, {"country": "Narnia"}, {"name": " "}, {"name": "x" * 201}):
        before = listed.entry_count()
        with pytest.raises(UserError):
            organisations.change(listed, [one.id], **wrong)
        assert listed.entry_count() == before


def test_delegations_are_proposed_and_made(listed: OpenEvent) -> None:
    (proposal,) = organisations.delegation_proposals(listed)
    assert (proposal.organisation.name, len(proposal.people)) == ("Ville de Dakar", 2)
    assert organisations.make_delegations(listed, [proposal.organisation.id]) == 2
    assert organisations.delegation_proposals(listed) == []
    assert {p.delegation for p in people.everybody(listed) if p.country == "SN"} == {
        "Ville de Dakar"
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Loire-Atlantique", OrganisationKind.DEPARTEMENT),
        ("CD 44", OrganisationKind.DEPARTEMENT),
        ("Bretagne", OrganisationKind.REGION),
        ("Provence-Alpes-Côte d'Azur", OrganisationKind.REGION),
        ("CA du Grand Angoulême", OrganisationKind.EPCI),
        ("Vienne", OrganisationKind.OTHER),
    ],
)
def test_territories_tell_their_kind(name: str, kind: OrganisationKind) -> None:
    assert propose_kind(name, "FR") is kind


def groups(*names: str | tuple[str, str]) -> list[set[str]]:
    made = []
    for number, name in enumerate(names):
        text, country = (name, "FR") if isinstance(name, str) else name
        made.append(Organisation(str(number), text, country=country))
    return [{o.name for o in group} for group in near_duplicates(made)]


def test_what_is_alike_and_what_is_not() -> None:
    assert groups("CD 33", "Département de la Gironde", "Gironde") == [
        {"CD 33", "Département de la Gironde", "Gironde"}
    ]
    assert groups("Bretagne", "Région Bretagne") == [{"Bretagne", "Région Bretagne"}]
    assert groups("Nantes Métropole", "Nantes Metropolle") == [
        {"Nantes Métropole", "Nantes Metropolle"}
    ]
    assert groups(("Valence", "FR"), ("Ville de Valence", "ES")) == []
    assert groups(("Valence", "FR"), ("Ville de Valence", "")) == [{"Valence", "Ville de Valence"}]
    assert (
        groups("Métropole de Lyon", "Ville de Lyon", "Université Lyon 2", "Université Lyon 3") == []
    )


def test_the_commands(listed: OpenEvent) -> None:
    path = str(listed.path)
    listed.close()
    run = CliRunner()
    assert "LYON" in run.invoke(cli, ["organisations", path, "--show", "duplicates"]).output
    arguments = ["merge-organisations", path, "Ville de Lyon", "Mairie de Lyon", "LYON"]
    assert run.invoke(cli, arguments).exit_code == 0
    assert "→" in run.invoke(cli, ["organisations", path, "--show", "merged"]).output
    assert run.invoke(cli, ["part-organisations", path, "LYON"]).exit_code == 0
    done = run.invoke(cli, ["set-organisation", path, "LYON", "--kind", "commune"])
    assert "1" in done.output
    assert "2" in run.invoke(cli, ["make-delegations", path]).output
    found = run.invoke(cli, ["organisations", path, "--json"]).output
    assert '"kind": "ambassade"' in found
    missing = run.invoke(cli, ["set-organisation", path, "Nulle part", "--kind", "commune"])
    assert isinstance(missing.exception, UserError)

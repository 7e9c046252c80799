"""Commands on organisations: shown, corrected, merged, parted, made into delegations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import language, opened_event, print_object
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.organisations import OrganisationLine

_SHOW = ("all", "duplicates", "kinds", "delegations", "merged")


@click.command()
@click.argument("event")
@click.option("--show", type=click.Choice(_SHOW), default="all", help="What to show of them.")
@click.option("--json", "as_json", is_flag=True)
def organisations(event: str, show: str, as_json: bool) -> None:
    """List the organisations, or what is proposed for them.

    \b
    Example:
      raict-desktop organisations day.raict --show duplicates
    """
    with opened_event(event) as opened:
        for value, line in _shown(opened, show):
            if as_json:
                print_object(value)
            else:
                click.echo(line)


def _shown(event: OpenEvent, show: str) -> list[tuple[dict[str, object], str]]:
    from raict_desktop.services import organisations as service

    to = language()
    if show == "duplicates":
        groups = [[li.organisation.name for li in g] for g in service.duplicates(event)]
        return [
            ({"names": g}, say("organisations.duplicate_line", to, names=" | ".join(g)))
            for g in groups
        ]
    if show == "kinds":
        return [
            (
                {"name": p.organisation.name, "kind": p.proposed.value},
                say(
                    "organisations.kind_line",
                    to,
                    name=p.organisation.name,
                    kind=say(f"organiser.org_{p.proposed.value}", to),
                ),
            )
            for p in service.kind_proposals(event)
        ]
    if show == "delegations":
        return [
            (
                {"name": p.organisation.name, "people": len(p.people)},
                say(
                    "organisations.delegation_line",
                    to,
                    name=p.organisation.name,
                    people=len(p.people),
                ),
            )
            for p in service.delegation_proposals(event)
        ]
    if show == "merged":
        return [
            (
                {"name": one.name, "into": stays.name},
                say("organisations.merged_line", to, name=one.name, into=stays.name),
            )
            for one, stays in service.merged(event)
        ]
    return [(_object(line), _line(event, line)) for line in service.lines(event)]


def _object(line: OrganisationLine) -> dict[str, object]:
    one = line.organisation
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "country": one.country,
        "people": line.people,
        "present": line.present,
    }


def _line(event: OpenEvent, line: OrganisationLine) -> str:
    to = language()
    one = line.organisation
    return say(
        "organisations.line",
        to,
        name=one.name,
        kind=say(f"organiser.org_{one.kind.value}", to),
        country=event.countries.name(one.country, to) or "–",
        people=line.people,
        present=line.present,
    )


@click.command("set-organisation")
@click.argument("event")
@click.argument("names", nargs=-1, required=True)
@click.option("--name", help="Another name, for one organisation.")
@click.option("--kind", help="commune, epci, ambassade, …")
@click.option("--country", help="A name in French or English, or a code; empty for none.")
def set_organisation(
    event: str, names: tuple[str, ...], name: str | None, kind: str | None, country: str | None
) -> None:
    """Correct the name, the kind or the country of organisations.

    \b
    Example:
      raict-desktop set-organisation day.raict "Podor" --kind commune --country Sénégal
    """
    from raict_desktop.services import organisations as service

    with opened_event(event) as opened:
        ids = [service.find(opened, words).id for words in names]
        count = service.change(opened, ids, name=name, kind=kind, country=country)
        click.echo(say("organisations.changed_count", language(), count=count))


@click.command("merge-organisations")
@click.argument("event")
@click.argument("into")
@click.argument("others", nargs=-1, required=True)
def merge_organisations(event: str, into: str, others: tuple[str, ...]) -> None:
    """Say that OTHERS are the organisation INTO.

    \b
    Example:
      raict-desktop merge-organisations day.raict "Ville de Lyon" "Mairie de Lyon" LYON
    """
    from raict_desktop.services import organisations as service

    with opened_event(event) as opened:
        target = service.find(opened, into)
        ids = [service.find(opened, words).id for words in others]
        count = service.merge(opened, ids, target.id)
        click.echo(say("organisations.merged_count", language(), count=count))


@click.command("part-organisations")
@click.argument("event")
@click.argument("names", nargs=-1, required=True)
def part_organisations(event: str, names: tuple[str, ...]) -> None:
    """Undo the merge of the organisations called NAMES."""
    from raict_desktop.services import organisations as service

    with opened_event(event) as opened:
        known = service.merged(opened)
        ids = [one.id for one, _ in known if one.name in names or one.id in names]
        count = service.part(opened, ids)
        click.echo(say("organisations.parted_count", language(), count=count))


@click.command("make-delegations")
@click.argument("event")
@click.argument("names", nargs=-1)
def make_delegations(event: str, names: tuple[str, ...]) -> None:
    """Make delegations of the proposed organisations, all or those called NAMES."""
    from raict_desktop.services import organisations as service

    with opened_event(event) as opened:
        ids = [service.find(opened, words).id for words in names]
        ids = ids or [p.organisation.id for p in service.delegation_proposals(opened)]
        count = service.make_delegations(opened, ids)
        click.echo(say("organisations.delegated_count", language(), count=count))

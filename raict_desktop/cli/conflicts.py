"""Commands about what stations say differently after a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from raict_desktop.cli.console import language, opened_event, print_object
from raict_desktop.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from raict_desktop.domain.records import Person
    from raict_desktop.services.application import OpenEvent


@click.command("conflicts")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def list_conflicts(event: str, as_json: bool) -> None:
    """List what the stations say differently; the figures do not wait for it.

    \b
    Example (settle a field, then two registrations of one person):
      raict-desktop conflicts day.raict
      raict-desktop correct day.raict BCDFGH function=Maire
      raict-desktop join day.raict BCDFGH JKLMNP
    """
    to = language()
    with opened_event(event) as opened:
        found = list(_found(opened))
    for value in found:
        if as_json:
            print_object(value)
        else:
            click.echo(_line(value, to))
    if not found and not as_json:
        click.echo(say("dayend.no_differences", to))


def _found(event: OpenEvent) -> Iterator[dict[str, Any]]:
    from raict_desktop.services.conflicts import conflicts

    found = conflicts(event)
    for pair in found.added_twice:
        yield {
            "kind": "added_twice",
            "kept": _person(pair.kept),
            "dropped": _person(pair.dropped),
        }
    for case in found.differing:
        yield {
            "kind": "differing",
            "person": _person(case.person),
            "field": case.field,
            "values": [
                {
                    "value": value,
                    "station": station,
                    "at": event.local(at).isoformat(timespec="seconds"),
                }
                for value, station, at in case.values
            ],
        }
    for twice in found.seen_twice:
        yield {
            "kind": "seen_twice",
            "person": _person(twice.person),
            "entries": [
                {"station": station, "at": event.local(at).isoformat(timespec="seconds")}
                for station, at in twice.entries
            ],
        }


def _person(person: Person) -> dict[str, str]:
    return {
        "code": person.code,
        "name": person.full_name,
        "organisation": person.organisation,
    }


def _line(value: dict[str, Any], to: str) -> str:
    from raict_desktop.services.stations import short

    if value["kind"] == "added_twice":
        told = [
            f"{p['name']}, {p['organisation']} ({p['code']})"
            for p in (value["kept"], value["dropped"])
        ]
        return say("merge.added_twice", to, first=told[0], second=told[1])
    person = f"{value['person']['name']} ({value['person']['code']})"
    if value["kind"] == "differing":
        told = [f"{v['value'] or '–'} ({short(v['station'])})" for v in value["values"]]
        field = say(f"organiser.field_{value['field']}", to)
        return say("merge.differing", to, person=person, field=field, values=" / ".join(told))
    told = [f"{short(e['station'])} {e['at'][11:16]}" for e in value["entries"]]
    return say("merge.seen_twice", to, person=person, entries=", ".join(told))


@click.command()
@click.argument("event")
@click.argument("kept")
@click.argument("dropped")
def join(event: str, kept: str, dropped: str) -> None:
    """Make one of two registrations of one person: KEPT takes the passages, DROPPED is cancelled.

    \b
    Example (codes or whole names):
      raict-desktop join day.raict BCDFGH JKLMNP
    """
    from raict_desktop.services.conflicts import join as make_one
    from raict_desktop.services.personal_data import find_one

    with opened_event(event) as opened:
        person = make_one(opened, find_one(opened, kept), find_one(opened, dropped))
        click.echo(say("merge.joined", language(), name=person.full_name, code=person.code))

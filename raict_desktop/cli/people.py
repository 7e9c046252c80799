"""How a person is printed: one object for scripts, one line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from raict_desktop.cli.console import language, print_object

if TYPE_CHECKING:
    from raict_desktop.domain.records import Person
    from raict_desktop.services.application import OpenEvent


def person_object(event: OpenEvent, person: Person, titles: dict[str, str]) -> dict[str, Any]:
    """One person as ``--json`` prints them."""
    _ = event
    return {
        "code": person.code,
        "civility": person.civility,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "function": person.function,
        "organisation": person.organisation,
        "organisation_kind": person.organisation_kind.value,
        "country": person.country,
        "category": person.category,
        "delegation": person.delegation,
        "email": person.email,
        "status": person.status.value,
        "enrolled": [titles[i] for i in person.enrolled if i in titles],
        "present": person.present,
    }


def titles_of(event: OpenEvent) -> dict[str, str]:
    """Session titles by id."""
    from raict_desktop.services import programme

    return {s.id: s.title for s in programme.sessions(event)}


def person_line(event: OpenEvent, person: Person) -> str:
    """One person on one line, with what tells homonyms apart."""
    country = event.countries.name(person.country, language()) if person.country else ""
    facts = [person.full_name, person.function, person.organisation, country, person.code[:6]]
    return " · ".join(fact for fact in facts if fact)


def show_people(event: OpenEvent, found: list[Person], as_json: bool) -> None:
    """Print people in the given order."""
    titles = titles_of(event)
    for person in found:
        if as_json:
            print_object(person_object(event, person, titles))
        else:
            click.echo(person_line(event, person))

"""The command about a session's list: who is enrolled, who waits, and what the organiser changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import language, opened_event, print_object
from raict_desktop.cli.desk import person_of
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.domain.records import Person
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.enrolments import Enrolled, Enrolment

ACTIONS = ("add", "remove", "up", "first", "give-place")


@click.command("enrol")
@click.argument("event")
@click.argument("codes", nargs=-1)
@click.option("--at", "at", required=True, help="Session.")
@click.option("--do", "action", type=click.Choice(ACTIONS), default="add", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None)
@click.option("--json", "as_json", is_flag=True)
def enrol(
    event: str,
    codes: tuple[str, ...],
    at: str,
    action: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Enrol people in a session or change its list; without CODES, give the list."""
    from raict_desktop.services import enrolments, programme

    to = language()
    with opened_event(event) as opened:
        session = programme.find(opened, at)
        if codes:
            people = [person_of(opened, code) for code in codes]
            _change(opened, session.id, people, action, as_json)
        if output is not None:
            pages = enrolments.write_list(opened, output, session.id, to)
            click.echo(say("attendance.written", to, count=pages, path=output))
        elif not codes:
            for line in enrolments.listed(opened, session.id):
                _show(opened, line, as_json)


def _change(
    event: OpenEvent, session_id: str, people: list[Person], action: str, as_json: bool
) -> None:
    from raict_desktop.domain.journal import Source
    from raict_desktop.services import enrolments

    ids, source = [person.id for person in people], Source.COMMAND
    if action == "add":
        done = enrolments.enrol(event, session_id, ids, source=source)
    elif action == "remove":
        done = enrolments.unenrol(event, session_id, ids, source=source)
    elif len(people) > 1:
        raise UserError("doors.one_at_a_time")
    elif action == "give-place":
        done = enrolments.give_place(event, session_id, ids[0], source=source)
    else:
        first = action == "first"
        place = enrolments.move_up(event, session_id, ids[0], first=first, source=source)
        if as_json:
            print_object({"waiting": place})
        else:
            click.echo(
                say("enrolments.moved_up", language(), name=people[0].full_name, number=place)
            )
        return
    _tell(done, action, as_json)


def _tell(done: Enrolled, action: str, as_json: bool) -> None:
    to = language()
    if as_json:
        print_object(
            {
                "changed": done.changed,
                "promoted": [person.code for person in done.promoted],
                "waiting": [person.code for person in done.waiting],
                "quota": done.quota,
            }
        )
        return
    if action in ("add", "remove"):
        key = "enrolments.added" if action == "add" else "enrolments.removed"
        click.echo(say(key, to, count=done.changed))
    for person in done.waiting:
        click.echo(say("enrolments.now_waits", to, name=person.full_name))
    for person in done.promoted:
        click.echo(say("enrolments.has_place", to, name=person.full_name))
    if done.quota is not None:
        click.echo(say("enrolments.quota_raised", to, count=done.quota))


def _show(event: OpenEvent, line: Enrolment, as_json: bool) -> None:
    person = line.person
    if as_json:
        print_object(
            {
                "number": line.number,
                "waiting": line.waiting,
                "code": person.code,
                "given_name": person.given_name,
                "family_name": person.family_name,
                "organisation": person.organisation,
                "since": event.local(line.since).isoformat(timespec="seconds"),
                "came": line.came,
            }
        )
        return
    state = (
        say("enrolments.waiting_number", language(), number=line.waiting) if line.waiting else ""
    )
    parts = (f"{line.number:>4}", person.full_name, person.organisation, state)
    click.echo("  ".join(part for part in parts if part))

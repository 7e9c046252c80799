"""Commands for what a desk does besides scanning: register, correct, undo, groups, the help desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from raict_desktop.cli.console import language, opened_event, print_object, tell
from raict_desktop.cli.doors import local_time, show_result
from raict_desktop.cli.people import person_line, person_object, titles_of
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.domain.records import Person
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.cases import CaseLine
    from raict_desktop.services.groups import Group

_TIME = click.option("--time", default="")
_JSON = click.option("--json", "as_json", is_flag=True)
_CODE = click.argument("code")


def person_of(event: OpenEvent, code: str) -> Person:
    """Whose code this is, or begins so from six letters."""
    from raict_desktop.services.checkin import person_of_code

    found = person_of_code(event, code)
    if found is None:
        raise UserError("desk.nobody_has_code")
    return found


@click.command("walk-in")
@click.argument("event")
@click.argument("given_name")
@click.argument("family_name")
@click.argument("organisation")
@click.option("--function", default="")
@click.option("--country", default="")
@click.option("--category", default="participant")
@click.option("--email", default="")
@click.option("--no-check-in", is_flag=True)
@_TIME
@_JSON
def walk_in(
    event: str,
    given_name: str,
    family_name: str,
    organisation: str,
    function: str,
    country: str,
    category: str,
    email: str,
    no_check_in: bool,
    time: str,
    as_json: bool,
) -> None:
    """Register somebody who is not on the list, and let them in."""
    from raict_desktop.domain.records import Person as Someone
    from raict_desktop.services import people

    with opened_event(event) as opened:
        likely = people.likely_duplicates(opened, given_name, family_name)
        result = people.add_walk_in(
            opened,
            given_name=given_name,
            family_name=family_name,
            organisation=organisation,
            function=function,
            country=country,
            category=category,
            email=email,
            check_in=not no_check_in,
            now=local_time(opened, time),
        )
        for like in likely:
            tell(say("cli_desk.like", language(), line=person_line(opened, like)))
        if not isinstance(result, Someone):
            show_result(opened, result, None, titles_of(opened), as_json)
        elif as_json:
            print_object(person_object(opened, result, titles_of(opened)))
        else:
            line = person_line(opened, result)
            click.echo(say("cli_desk.registered", language(), line=line))


@click.command()
@click.argument("event")
@_CODE
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@_JSON
def correct(event: str, code: str, fields: tuple[str, ...], as_json: bool) -> None:
    """Correct fields of the person whose CODE begins so.

    \b
    Example:
      raict-desktop correct day.raict BCDFGH family_name=Müller note_level=attention
    """
    from raict_desktop.services import people

    changes: dict[str, str] = {}
    for pair in fields:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UserError("services.unknown_field", field=name[:40])
        changes[name] = value
    with opened_event(event) as opened:
        person = people.correct(opened, person_of(opened, code).id, changes)
        if as_json:
            print_object(person_object(opened, person, titles_of(opened)))
        else:
            click.echo(say("cli_desk.corrected", language(), line=person_line(opened, person)))


@click.command()
@click.argument("event")
@_CODE
def undo(event: str, code: str) -> None:
    """Undo the newest passage that stands of the person whose CODE begins so."""
    from raict_desktop.services import checkin, history

    with opened_event(event) as opened:
        person = person_of(opened, code)
        kinds = ("entry", "exit")
        lines = (x for x in history.of_person(opened, person.id) if x.kind.value in kinds)
        newest = next((line for line in lines if line.undoable), None)
        if newest is None or not checkin.undo(opened, newest.entry_id, alone=True):
            raise UserError("desk.nothing_to_undo")
        click.echo(say("cli_desk.undone", language(), line=person_line(opened, person)))


@click.command()
@click.argument("event")
@_CODE
@click.argument("given_name")
@click.argument("family_name")
@click.option("--function", default="")
@click.option("--email", default="")
@_TIME
@_JSON
def substitute(
    event: str,
    code: str,
    given_name: str,
    family_name: str,
    function: str,
    email: str,
    time: str,
    as_json: bool,
) -> None:
    """Let somebody in who comes in the place of the person whose CODE begins so."""
    from raict_desktop.services import substitution

    with opened_event(event) as opened:
        result = substitution.substitute(
            opened,
            person_of(opened, code).id,
            given_name=given_name,
            family_name=family_name,
            function=function,
            email=email,
            now=local_time(opened, time),
        )
        show_result(opened, result, None, titles_of(opened), as_json)


@click.command()
@click.argument("event")
@_CODE
@_TIME
@_JSON
def readmit(event: str, code: str, time: str, as_json: bool) -> None:
    """Let a cancelled registration stand again, and let the person in."""
    from raict_desktop.services import substitution

    with opened_event(event) as opened:
        person = person_of(opened, code)
        result = substitution.readmit(opened, person.id, now=local_time(opened, time))
        show_result(opened, result, None, titles_of(opened), as_json)


@click.command()
@click.argument("event")
@click.argument("name")
@click.option("--admit", is_flag=True)
@click.option("--companions", default=0)
@_TIME
@_JSON
def delegation(
    event: str, name: str, admit: bool, companions: int, time: str, as_json: bool
) -> None:
    """List the delegation NAME, or let it in as one action."""
    from raict_desktop.domain.records import Status
    from raict_desktop.services import groups

    with opened_event(event) as opened:
        group = groups.delegation(opened, name)
        if not admit:
            _list_group(opened, group, as_json)
            return
        waiting = [
            member.id
            for member in group.members
            if not member.present and member.status is Status.REGISTERED
        ]
        done = groups.admit(
            opened, group.name, waiting, companions=companions, now=local_time(opened, time)
        )
        facts: dict[str, Any] = {
            "name": group.name,
            "admitted": len(done.admitted),
            "already": len(group.members) - len(waiting),
            "stopped": len(done.stopped),
            "companions": done.companions,
        }
        if as_json:
            print_object(facts | {"entry": done.entry_id})
        else:
            click.echo(say("cli_desk.group", language(), **facts))


def _list_group(event: OpenEvent, group: Group, as_json: bool) -> None:
    titles = titles_of(event)
    for member in group.members:
        if as_json:
            print_object(person_object(event, member, titles))
            continue
        state = "present" if member.present else "absent"
        state = "cancelled" if member.status.value == "cancelled" else state
        words = [say(f"cli_desk.member_{state}", language()), person_line(event, member)]
        if member.head_of_delegation:
            words.append(say("cli_desk.head", language()))
        click.echo(" · ".join(words))


@click.command()
@click.argument("event")
@_CODE
@click.option(
    "--reason",
    type=click.Choice(
        ["not_found", "unknown_code", "cancelled", "wrong_details", "in_place_of", "note", "other"]
    ),
    default="other",
)
@click.option("--note", default="")
@_JSON
def park(event: str, code: str, reason: str, note: str, as_json: bool) -> None:
    """Send the person of CODE, or an unknown code, to the help desk."""
    from raict_desktop.domain.cases import CaseReason
    from raict_desktop.services import cases
    from raict_desktop.services.checkin import person_of_code

    with opened_event(event) as opened:
        found = person_of_code(opened, code)
        case = cases.park(
            opened,
            person_id=found.id if found else "",
            code="" if found else code,
            reason=CaseReason(reason),
            note=note,
        )
        if as_json:
            print_object({"id": case})
        else:
            click.echo(say("cli_desk.parked", language(), id=case))


@click.command()
@click.argument("event")
@click.option("--all", "every", is_flag=True)
@click.option("--resolve", default="", metavar="ID")
@click.option(
    "--outcome",
    type=click.Choice(
        ["admitted", "registered", "substituted", "corrected", "sent_away", "closed"]
    ),
    default="closed",
)
@_JSON
def cases(event: str, every: bool, resolve: str, outcome: str, as_json: bool) -> None:
    """List who waits at the help desk, or close one case."""
    from raict_desktop.domain.cases import CaseOutcome
    from raict_desktop.services import cases as service

    with opened_event(event) as opened:
        if resolve:
            if not service.resolve(opened, resolve, CaseOutcome(outcome)):
                raise UserError("desk.no_such_case")
            click.echo(say("cli_desk.resolved", language()))
            return
        listed = service.listed(opened, waiting=not every)
        if not listed and not as_json:
            tell(say("cli_desk.no_cases", language()))
        for line in listed:
            _show_case(opened, line, as_json)


@click.command("volunteer-card")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--language", "languages", multiple=True, type=click.Choice(["fr", "en"]))
def volunteer_card(output: Path, languages: tuple[str, ...]) -> None:
    """Write the volunteers' card, an A5 page in each language, as a PDF."""
    from raict_desktop import paths
    from raict_desktop.services import volunteer_card as service

    service.write(output, paths.resources() / "fonts", languages or ("fr", "en"))
    click.echo(str(output))


def _show_case(event: OpenEvent, line: CaseLine, as_json: bool) -> None:
    case = line.case
    at = event.local(case.at)
    reason = say(f"cases.reason_{case.reason}", language())
    if as_json:
        print_object(
            {
                "id": case.id,
                "at": at.isoformat(timespec="seconds"),
                "reason": case.reason,
                "person": person_object(event, line.person, {}) if line.person else None,
                "code": line.code,
                "note": line.note,
                "outcome": case.outcome,
            }
        )
        return
    who = person_line(event, line.person) if line.person else line.code
    words = (f"{at:%H:%M}", reason, who, line.note, case.id)
    click.echo(" · ".join(text for text in words if text))

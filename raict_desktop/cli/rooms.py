"""Commands about rooms: how full, recounts, moves, attendance sheets, certificates, honours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import language, opened_event, print_object, progress_bar
from raict_desktop.cli.desk import person_of
from raict_desktop.cli.doors import local_time
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.programme import SessionState


def _state_object(event: OpenEvent, state: SessionState) -> dict[str, object]:
    session = state.session
    return {
        "id": session.id,
        "session": session.title,
        "room": session.room,
        "start": event.local(session.start).isoformat(timespec="minutes"),
        "end": event.local(session.end).isoformat(timespec="minutes"),
        "kind": session.kind.value,
        "capacity": session.capacity,
        "inside": state.inside,
        "without_badge": state.headcount,
        "present": state.present,
        "attendance": state.attendance,
        "peak": state.peak,
        "late": state.late,
        "left": {how.value: count for how, count in sorted(state.left.items())},
        "registered": state.registered,
        "waiting": state.waiting,
        "admitted": state.admitted,
        "over": state.over,
        "cancelled": session.cancelled,
    }


def _show(event: OpenEvent, state: SessionState, as_json: bool) -> None:
    if as_json:
        print_object(_state_object(event, state))
        return
    session = state.session
    limit = f" / {session.capacity}" if session.capacity else ""
    start = event.local(session.start)
    click.echo(f"{start:%d/%m %H:%M}  {state.inside}{limit}  {session.room}  {session.title}")


@click.command()
@click.argument("event")
@click.option("--at", "at", default="", help="Only this session.")
@click.option("--time", "time", default="")
@click.option("--json", "as_json", is_flag=True)
def rooms(event: str, at: str, time: str, as_json: bool) -> None:
    """Tell how full each room is."""
    from raict_desktop.services import programme

    with opened_event(event) as opened:
        now = local_time(opened, time)
        if at:
            found = [programme.state(opened, programme.find(opened, at, now).id, now)]
        else:
            found = programme.states(opened, now)
        for state in found:
            _show(opened, state, as_json)


@click.command(context_settings={"ignore_unknown_options": True})  # so that -1 is a count
@click.argument("event")
@click.argument("people")
@click.option("--at", "at", required=True, help="Session.")
@click.option("--json", "as_json", is_flag=True)
def headcount(event: str, people: str, at: str, as_json: bool) -> None:
    """Count people without a badge: +3, -1, or =42 for everybody in the room."""
    from raict_desktop.services import programme

    sign, digits = people[:1], people[1:]
    if sign not in "+-=" or not digits.isdecimal():
        raise UserError("doors.bad_headcount", text=people[:20])
    with opened_event(event) as opened:
        session = programme.find(opened, at, opened.clock())
        if sign == "=":
            state = programme.recount(opened, session.id, int(digits))
        else:
            change = min(int(digits), programme.MOST_PEOPLE) * (1 if sign == "+" else -1)
            state = programme.change_headcount(opened, session.id, change)
        _show(opened, state, as_json)


@click.command("move")
@click.argument("event")
@click.option("--from", "origin", required=True, help="The wrong session.")
@click.option("--to", "target", required=True, help="The right session.")
@click.option("--since", default="", help="Only from this local time on, ISO.")
@click.option("--until", default="", help="Only up to this local time, ISO.")
@click.option("--undo", is_flag=True, help="Put the last move to --to back.")
@click.option("--json", "as_json", is_flag=True)
def move(
    event: str, origin: str, target: str, since: str, until: str, undo: bool, as_json: bool
) -> None:
    """Let what was counted at the wrong session count at the right one."""
    from raict_desktop.services import programme

    with opened_event(event) as opened:
        begin, end = local_time(opened, since), local_time(opened, until)
        wrong, right = (programme.find(opened, words) for words in (origin, target))
        if undo:
            batch = programme.last_move(opened, wrong.id, right.id)
            count = programme.undo_move(opened, batch) if batch else 0
            if not count:
                raise UserError("doors.nothing_to_move")
        else:
            moved = programme.move(opened, wrong.id, right.id, since=begin, until=end)
            count = moved.passages + moved.counts
        if as_json:
            print_object({"from": wrong.title, "to": right.title, "moved": count, "undone": undo})
        else:
            click.echo(
                say("cli_rooms.undone" if undo else "cli_rooms.moved", language(), count=count)
            )


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--at", "at", default="", help="Session.")
@click.option("--day", type=int, default=1, show_default=True, help="Day of the event.")
@click.option("--half", type=click.Choice(["morning", "afternoon"]), default=None)
@click.option("--after", is_flag=True, help="The presence noted by badge.")
@click.option("--blank", type=click.IntRange(0, 200), default=10, show_default=True)
def attendance(
    event: str, output: Path, at: str, day: int, half: str | None, after: bool, blank: int
) -> None:
    """Write the attendance sheet of a session (--at) or a half-day (--half) as a PDF."""
    from raict_desktop.services import attendance as service
    from raict_desktop.services import programme

    to = language()
    with opened_event(event) as opened:
        if at:
            session = programme.find(opened, at)
            pages = service.write_attendance(
                opened, output, session.id, after=after, language=to, blank=blank
            )
        elif half:
            pages = service.write_half_day(
                opened, output, day, half, after=after, language=to, blank=blank
            )
        else:
            raise UserError("doors.session_or_half_day")
    click.echo(say("attendance.written", to, count=pages, path=output))


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--who", default="", help="Words that select people; everybody who came when empty.")
@click.option("--signatory", default="", help="Who signs.")
@click.option("--role", default="", help="In what capacity.")
@click.option("--place", default="", help="Where.")
def certificates(event: str, output: Path, who: str, signatory: str, role: str, place: str) -> None:
    """Write certificates of attendance, one a page."""
    from raict_desktop.services import attendance as service
    from raict_desktop.services import people

    to = language()
    with opened_event(event) as opened, progress_bar(output.name) as progress:
        ids = [person.id for person in people.search(opened, who, 10_000)] if who else None
        count = service.certificates(
            opened,
            output,
            ids,
            language=to,
            signatory=signatory,
            role=role,
            place=place,
            progress=progress,
        )
    click.echo(say("attendance.certified", to, count=count, path=output))


@click.command()
@click.argument("event")
@click.argument("code", default="")
@click.option("--at", "at", required=True, help="Ceremony or quiz.")
@click.option("--as", "role", default="laureate", show_default=True)
@click.option("--rank", type=int, default=0, help="Protocol order.")
@click.option("--remove", is_flag=True, help="Take the mark away.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None)
@click.option("--json", "as_json", is_flag=True)
def honour(
    event: str,
    code: str,
    at: str,
    role: str,
    rank: int,
    remove: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Mark who is honoured at a ceremony or quiz; without CODE, list them in protocol order."""
    from raict_desktop.services import attendance as service
    from raict_desktop.services import programme

    to = language()
    with opened_event(event) as opened:
        session = programme.find(opened, at)
        if code:
            person = person_of(opened, code)
            service.honour(opened, session.id, person.id, "" if remove else role, rank)
        if output is not None:
            pages = service.write_honoured(opened, output, session.id, to)
            click.echo(say("attendance.written", to, count=pages, path=output))
            return
        for mark in service.honoured(opened, session.id):
            if as_json:
                print_object(
                    {
                        "rank": mark.rank,
                        "role": mark.role,
                        "code": mark.person.code,
                        "given_name": mark.person.given_name,
                        "family_name": mark.person.family_name,
                        "organisation": mark.person.organisation,
                    }
                )
            else:
                role_word = say(f"attendance.role_{mark.role}", to)
                click.echo(f"{mark.rank or '–'}  {mark.person.full_name}  {role_word}")


@click.command("export-programme")
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def export_programme(event: str, output: Path) -> None:
    """Write the programme: .csv comes back unchanged, .ics is iCalendar, .pdf is for print."""
    from raict_desktop.services.programme_files import export_programme as write

    to = language()
    with opened_event(event) as opened:
        count = write(opened, output, to)
    click.echo(say("cli_rooms.programme_written", to, count=count, path=output))

"""Every capability as a command, on the same services as the window.

Results go to standard output (``--json``: one object a line), messages to standard error. Exit codes:
0 done, 2 bad input or usage, 3 the event file cannot be used safely.
"""

from __future__ import annotations

import json
import locale
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from raict_desktop import __version__
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.wording import catalogue, say

if TYPE_CHECKING:
    from raict_desktop.domain.records import Person, Session
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult

BAD_INPUT = 2
UNSAFE_FILE = 3


def language() -> str:
    """The user's language: ``RAICT_LANGUAGE``, else the system's, else French."""
    chosen = os.environ.get("RAICT_LANGUAGE") or os.environ.get("LANGUAGE") or ""
    chosen = chosen or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or ""
    chosen = chosen or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "en" if chosen[:2].lower() == "en" else "fr"


def sentence(error: UserError, to: str) -> str:
    """What a fault says to the user."""
    key = f"errors_{error.code}"
    try:
        return say(key, to, **error.facts)
    except KeyError:
        return str(error)


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _line(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


@contextmanager
def _event(path: str) -> Iterator[OpenEvent]:
    from raict_desktop.services.application import Application

    with Application() as application:
        event = application.open_event(Path(path))
        if event.notice:
            _tell(say(f"errors_{event.notice}", language(), path=event.path.name))
        yield event


@contextmanager
def _progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while a terminal looks on; silent otherwise."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


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


def _titles(event: OpenEvent) -> dict[str, str]:
    from raict_desktop.services import programme

    return {s.id: s.title for s in programme.sessions(event)}


def _person_line(event: OpenEvent, person: Person) -> str:
    country = event.countries.name(person.country, language()) if person.country else ""
    facts = [person.full_name, person.function, person.organisation, country, person.code[:6]]
    return " · ".join(fact for fact in facts if fact)


class _Commands(click.Group):
    """A first word that is no command is an event file: the window opens on it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "window", self.commands["window"], args
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"max_content_width": 100}
)
@click.version_option(__version__, prog_name="raict-desktop")
@click.pass_context
def cli(context: click.Context) -> None:
    """Check-in for conferences: the list, the badges, the doors, the figures, all offline.

    Without a command the window opens; an EVENT file as the first word opens that event.

    \b
    Examples:
      raict-desktop demo
      raict-desktop new day.raict --title "Rencontres" --date 2026-06-29
      raict-desktop import day.raict list.csv
      raict-desktop scan day.raict code:BCDFGH --json
    """
    if context.invoked_subcommand is None:
        context.exit(_open_window(None))


def _open_window(path: Path | None) -> int:
    from raict_desktop.ui.app import run

    return run(path)


@cli.command(hidden=True)
@click.argument("event")
def window(event: str) -> None:
    """Open the window on EVENT."""
    path = Path(event)
    if not path.exists():
        raise UserError("storage.not_found", path=event)
    sys.exit(_open_window(path))


@cli.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--headless", is_flag=True, help="Play a day without a window and leave its results.")
def demo(directory: Path | None, headless: bool) -> None:
    """Make the demo event in DIRECTORY and open it.

    \b
    Example:
      raict-desktop demo out/demo --headless
    """
    from raict_desktop.services.demo import make_demo

    directory = directory or Path("raict-demo")
    path = make_demo(directory)
    if not headless:
        sys.exit(_open_window(path))
    from raict_desktop.services.demo import noon, play_day
    from raict_desktop.ui.tour import take_screenshots

    to = language()
    for key, facts in play_day(path, directory):
        _tell(say(key, to, **facts))
    taken = take_screenshots(path, directory / "screens", at=noon(path))
    _tell(say("cli.demo_screens", to, count=len(taken), path=directory / "screens"))
    click.echo(str(directory))


@cli.command()
@click.argument("event", type=click.Path(path_type=Path))
@click.option("--title", required=True)
@click.option("--date", "first_day", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--days", default=1, show_default=True)
@click.option("--venue", default="")
@click.option("--timezone", default="Europe/Paris", show_default=True)
def new(event: Path, title: str, first_day: datetime, days: int, venue: str, timezone: str) -> None:
    """Make a new event file.

    \b
    Example:
      raict-desktop new day.raict --title "Rencontres 2026" --date 2026-06-29 --venue "La Villette"
    """
    from raict_desktop.services.application import Application

    with Application() as application:
        made = application.new_event(
            event,
            title=title,
            first_day=first_day.date(),
            days=days,
            venue=venue,
            timezone=timezone,
        )
        click.echo(str(made.path))


@cli.command("import")
@click.argument("event")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Tell what would change and write nothing.")
@click.option("--json", "as_json", is_flag=True)
def import_lists(event: str, files: tuple[Path, ...], preview: bool, as_json: bool) -> None:
    """Take registration lists (CSV) in; a newer list updates instead of doubling.

    \b
    Example:
      raict-desktop import day.raict list.csv --preview
    """
    from raict_desktop.services.registrations import import_list

    to = language()
    with _event(event) as opened:
        for file in files:
            with _progress(file.name) as progress:
                result = import_list(opened, file, preview=preview, progress=progress)
            problems = [
                {
                    "row": p.row,
                    "column": p.column,
                    "message": sentence(UserError(p.code, **p.facts), to),
                }
                for p in result.problems
            ]
            if as_json:
                _line(
                    {
                        "file": result.file,
                        "source": result.source,
                        "rows": result.rows,
                        "new": result.new,
                        "changed": result.changed,
                        "unchanged": result.unchanged,
                        "left_out": result.left_out,
                        "problems": problems,
                    }
                )
            else:
                click.echo(
                    say(
                        "cli.imported",
                        to,
                        file=result.file,
                        rows=result.rows,
                        new=result.new,
                        changed=result.changed,
                        unchanged=result.unchanged,
                        left_out=result.left_out,
                    )
                )
            for problem in problems:
                _tell(say("cli.problem", to, **problem))
            for title in result.unknown_workshops:
                _tell(say("cli.unknown_workshop", to, title=title))


@cli.command()
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path))
def programme(event: str, file: Path) -> None:
    """Take the programme in from a CSV file.

    \b
    Columns: title,kind,room,start,end,capacity,policy,exits
    (ISO local times; policy open|warn|required; exits yes|no).
    """
    from raict_desktop.services.programme import import_programme

    to = language()
    with _event(event) as opened:
        result = import_programme(opened, file)
    click.echo(
        say(
            "cli.programme",
            to,
            new=result.new,
            changed=result.changed,
            unchanged=result.unchanged,
        )
    )
    for p in result.problems:
        message = sentence(UserError(p.code, **p.facts), to)
        _tell(say("cli.problem", to, row=p.row, column=p.column, message=message))
    if result.problems and not result.new + result.changed + result.unchanged:
        sys.exit(BAD_INPUT)


@cli.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def people(event: str, as_json: bool) -> None:
    """List everybody, by surname."""
    from raict_desktop.services.people import everybody

    with _event(event) as opened:
        _show_people(opened, everybody(opened), as_json)


def _show_people(event: OpenEvent, found: list[Person], as_json: bool) -> None:
    titles = _titles(event)
    for person in found:
        if as_json:
            _line(person_object(event, person, titles))
        else:
            click.echo(_person_line(event, person))


@cli.command()
@click.argument("event")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True)
def search(event: str, words: tuple[str, ...], as_json: bool) -> None:
    """Find people, best first; accents, order and a typing error do not matter.

    \b
    Example:
      raict-desktop search day.raict helene muler
    """
    from raict_desktop.services import people as service

    with _event(event) as opened:
        _show_people(opened, service.search(opened, " ".join(words)), as_json)


@cli.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--layout", default="a6-conference", show_default=True)
@click.option("--sheet", default="a4-4", show_default=True)
@click.option("--who", default="", help="Words that select people; everybody when empty.")
def badges(event: str, output: Path, layout: str, sheet: str, who: str) -> None:
    """Write the badges as a PDF.

    \b
    Example:
      raict-desktop badges day.raict -o badges.pdf --who "ville de lyon"
    """
    from raict_desktop.services.badges import write_badges

    to = language()
    with _event(event) as opened, _progress(output.name) as progress:
        run = write_badges(
            opened, output, layout=layout, sheet=sheet, who=who, language=to, progress=progress
        )
    for problem in run.problems:
        facts = {**problem.facts, "name": problem.name}
        _tell(sentence(UserError(problem.code_, **facts), to))
    click.echo(say("cli.badges", to, count=run.badges, pages=run.pages, path=output))


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Read the codes in pictures or clips."""
    from raict_desktop.scanning.pictures import read_codes

    failed = False
    for file in files:
        try:
            found = list(read_codes(file))
        except UserError as error:
            failed = True
            _tell(sentence(error, language()))
            continue
        if as_json:
            _line({"file": str(file), "codes": found})
        else:
            for code in found:
                click.echo(code)
    if failed:
        sys.exit(BAD_INPUT)


@cli.command()
@click.argument("event")
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--at", "at", default="", help="Session (title or its beginning); the main door if not."
)
@click.option("--exit", "leaving", is_flag=True, help="People leave the session.")
@click.option("--admit", is_flag=True, help="Admit people who are not enrolled or although full.")
@click.option("--time", "time", default="", help="The event's local time, ISO, for replays.")
@click.option("--json", "as_json", is_flag=True)
def scan(
    event: str,
    sources: tuple[str, ...],
    at: str,
    leaving: bool,
    admit: bool,
    time: str,
    as_json: bool,
) -> None:
    """Check people in from SOURCES.

    \b
    A source is a picture, a clip, camera:N, an http URL, code:TEXT,
    or - for codes on standard input, one a line.
    """
    from raict_desktop.domain.journal import Source
    from raict_desktop.domain.presence import Direction
    from raict_desktop.services import programme as programmes
    from raict_desktop.services.checkin import check_in_code

    with _event(event) as opened:
        session = programmes.find(opened, at) if at else None
        now = _local_time(opened, time)
        titles = _titles(opened)
        for text, source in _codes(sources):
            result = check_in_code(
                opened,
                text,
                checkpoint=session.id if session else "",
                direction=Direction.EXIT if leaving else Direction.ENTRY,
                source=Source(source),
                override=admit,
                now=now,
            )
            _show_result(opened, result, session, titles, as_json)


def _local_time(event: OpenEvent, text: str) -> datetime | None:
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError("services.bad_time", text=text[:40]) from error
    if given.tzinfo is None:
        given = given.replace(tzinfo=event.zone)
    from datetime import UTC

    return given.astimezone(UTC)


def _codes(sources: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Codes with the kind of source each came from, as they come in."""
    for source in sources:
        if source == "-":
            for line in sys.stdin:
                if line.strip():
                    yield line.rstrip("\r\n"), "scanner"
        elif source.startswith("code:"):
            yield source.removeprefix("code:"), "typed"
        elif source.startswith(("camera:", "http://", "https://")):
            from raict_desktop.scanning.live import codes_of

            for text in codes_of(source):
                yield text, "camera"
        else:
            from raict_desktop.scanning.pictures import read_codes

            for text in read_codes(Path(source)):
                yield text, "picture"


def _show_result(
    event: OpenEvent,
    result: CheckinResult,
    session: Session | None,
    titles: dict[str, str],
    as_json: bool,
) -> None:
    person = result.person
    local = event.local(result.at)
    if as_json:
        _line(
            {
                "code": result.code,
                "verdict": result.verdict.value,
                "reason": result.reason.value,
                "person": person_object(event, person, titles) if person else None,
                "session": session.title if session else None,
                "direction": result.direction.value,
                "at": local.isoformat(timespec="seconds"),
            }
        )
        return
    words = say(f"cli.verdict_{result.verdict.value}", language())
    reason = catalogue(language()).get(f"cli.reason_{result.reason.value}", "")
    name = _person_line(event, person) if person else result.code
    click.echo(" · ".join(text for text in (f"{local:%H:%M:%S}", words, reason, name) if text))
    sys.stdout.flush()


@cli.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", default="excel", show_default=True, type=click.Choice(["excel", "exchange"])
)
def export(event: str, output: Path, profile: str) -> None:
    """Write the day's CSV files to a folder."""
    from raict_desktop.services.day_end import export as write

    with _event(event) as opened:
        for path in write(opened, output, profile=profile):
            click.echo(str(path))


@cli.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def report(event: str, as_json: bool) -> None:
    """The figures of the day, by the written counting rules."""
    from dataclasses import asdict

    from raict_desktop.services.report import report as count

    to = language()
    with _event(event) as opened:
        figures = count(opened)
        value = asdict(figures)
        value["arrivals"] = [
            {"from": opened.local(slot.start).isoformat(timespec="minutes"), "count": slot.count}
            for slot in figures.arrivals
        ]
    if as_json:
        _line(value)
        return
    click.echo(figures.sentence[to])
    for name in list(value)[:10]:
        number = value[name]
        shown = f"{number:.1%}" if isinstance(number, float) else str(number)
        click.echo(f"{say(f'cli.figure_{name}', to):<44} {shown:>8}")
    for line in figures.sessions:
        click.echo(
            say(
                "cli.session_line",
                to,
                title=line.title,
                present=line.present,
                registered=line.registered,
                capacity=line.capacity if line.capacity is not None else "–",
            )
        )


@cli.command()
@click.argument("event")
def check(event: str) -> None:
    """Examine the event file: the file, the chain of the journal, the derivations."""
    from raict_desktop.services.integrity import check as examine

    to = language()
    with _event(event) as opened:
        result = examine(opened)
    for code, facts in result.problems:
        _tell(sentence(UserError(code, **facts), to))
    if not result.ok:
        sys.exit(UNSAFE_FILE)
    click.echo(say("cli.checked", to, count=result.entries))


def main() -> None:
    """Run a command; faults become one clear sentence and the documented exit code."""
    # Faults are told below in words; without a log file their technical lines go nowhere.
    logging.getLogger("raict_desktop").addHandler(logging.NullHandler())
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        cli.main(prog_name="raict-desktop", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(BAD_INPUT)
    except click.Abort:
        sys.exit(130)
    except UnsafeFileError as error:
        _tell(sentence(error, language()))
        sys.exit(UNSAFE_FILE)
    except UserError as error:
        _tell(sentence(error, language()))
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        # The reader of our output went away; nothing written to the event is lost by that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()

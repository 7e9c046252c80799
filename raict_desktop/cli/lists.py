"""Commands that take lists in and show who is in them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from raict_desktop.cli.console import (
    BAD_INPUT,
    language,
    opened_event,
    print_object,
    progress_bar,
    sentence,
    tell,
)
from raict_desktop.cli.people import show_people
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.wording import say


@click.command("import")
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
    refused = False
    with opened_event(event) as opened:
        for file in files:
            try:
                with progress_bar(file.name) as progress:
                    result = import_list(opened, file, preview=preview, progress=progress)
            except UnsafeFileError:
                raise  # the event itself is in danger: no further list is tried
            except UserError as error:
                tell(sentence(error, to))
                refused = True
                continue
            problems = [
                {
                    "row": p.row,
                    "column": p.column,
                    "message": sentence(UserError(p.code, **p.facts), to),
                }
                for p in result.problems
            ]
            if as_json:
                print_object(
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
                tell(say("cli.problem", to, **problem))
            for title in result.unknown_workshops:
                tell(say("cli.unknown_workshop", to, title=title))
    if refused:
        sys.exit(BAD_INPUT)


@click.command()
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
    with opened_event(event) as opened:
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
        tell(say("cli.problem", to, row=p.row, column=p.column, message=message))
    if result.problems and not result.new + result.changed + result.unchanged:
        sys.exit(BAD_INPUT)


@click.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def people(event: str, as_json: bool) -> None:
    """List everybody, by surname."""
    from raict_desktop.services.people import everybody

    with opened_event(event) as opened:
        show_people(opened, everybody(opened), as_json)


@click.command()
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

    with opened_event(event) as opened:
        show_people(opened, service.search(opened, " ".join(words)), as_json)

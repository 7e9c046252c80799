"""Commands that take lists in and show who is in them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from raict_desktop.services.registrations import Progress


@click.command("import")
@click.argument("event")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True, help="Tell what would change and write nothing.")
@click.option("--columns", is_flag=True, help="Tell what each column is taken for; write nothing.")
@click.option("--map", "mapping", multiple=True, help="TITLE=FIELD, what a column holds instead.")
@click.option(
    "--workshop", "workshops", multiple=True, help="CHOICE=SESSION, =new, or = to ignore."
)
@click.option("--new-sessions", is_flag=True, help="Make sessions of choices nobody knows.")
@click.option("--cancel-missing", is_flag=True, help="Cancel people who are no longer listed.")
@click.option("--json", "as_json", is_flag=True)
def import_lists(
    event: str,
    files: tuple[Path, ...],
    preview: bool,
    columns: bool,
    mapping: tuple[str, ...],
    workshops: tuple[str, ...],
    new_sessions: bool,
    cancel_missing: bool,
    as_json: bool,
) -> None:
    """Take registration lists (CSV, .xlsx, .ods) in; a newer list updates instead of doubling.

    \b
    Example:
      raict-desktop import day.raict list.csv --preview
    """
    from raict_desktop.cli.import_choices import chosen, show_columns, show_result
    from raict_desktop.services.registrations import import_list

    refused = False
    with opened_event(event) as opened:
        for file in files:
            try:
                if columns:
                    show_columns(opened, file, as_json=as_json)
                    continue
                choices = chosen(
                    opened, file, mapping, workshops, new=new_sessions, cancel=cancel_missing
                )
                with progress_bar(file.name) as progress:
                    result = import_list(
                        opened,
                        file,
                        preview=preview,
                        choices=choices,
                        progress=partial(_show, progress),
                    )
                show_result(result, as_json=as_json)
            except UnsafeFileError:
                raise  # the event itself is in danger: no further list is tried
            except UserError as error:
                tell(sentence(error, language()))
                refused = True
    if refused:
        sys.exit(BAD_INPUT)


def _show(told: Callable[[int], None], progress: Progress) -> None:
    told(progress.done)


@click.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def imports(event: str, as_json: bool) -> None:
    """The lists that were taken in, newest first."""
    from raict_desktop.cli.import_choices import counted
    from raict_desktop.services.import_history import imports as known

    to = language()
    with opened_event(event) as opened:
        for record in known(opened):
            at = opened.local(record.at)
            value = {
                "batch": record.batch,
                "at": at.isoformat(timespec="seconds"),
                "file": record.file,
                "source": record.source,
                "rows": record.rows,
                "new": record.new,
                "changed": record.changed,
                "undone": record.undone,
            }
            if as_json:
                print_object(value)
            else:
                key = "lists.import_undone_line" if record.undone else "lists.import_line"
                words = counted(record, ("rows", "new", "changed"), to)
                click.echo(say(key, to, **{**value, **words, "at": f"{at:%Y-%m-%d %H:%M}"}))


@click.command("undo-import")
@click.argument("event")
@click.argument("batch", required=False, default="")
@click.option("--json", "as_json", is_flag=True)
def undo_import(event: str, batch: str, as_json: bool) -> None:
    """Take an import back as a whole: the newest, or the one whose BATCH is given.

    \b
    Example:
      raict-desktop undo-import day.raict
    """
    from dataclasses import asdict

    from raict_desktop.cli.import_choices import counted
    from raict_desktop.services import import_history

    with opened_event(event) as opened:
        standing = [r.batch for r in import_history.imports(opened) if not r.undone]
        done = import_history.undo_import(opened, batch or next(iter(standing), ""))
        if as_json:
            print_object(asdict(done))
        else:
            to = language()
            words = counted(done, ("removed", "restored", "kept"), to)
            click.echo(say("lists.undone", to, **words))


@click.command()
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep-counted", is_flag=True, help="Leave sessions where people were counted.")
def programme(event: str, file: Path, keep_counted: bool) -> None:
    """Take the programme in from a CSV file.

    \b
    Columns: title,kind,room,start,end,capacity,policy,exits
    (ISO local times; policy open|warn|required; exits yes|no).
    """
    from raict_desktop.cli.import_choices import problem_line
    from raict_desktop.services.programme_import import apply_programme, plan_programme

    to = language()
    with opened_event(event) as opened:
        plan = plan_programme(opened, file)
        for change in plan.doubtful():
            title = change.wanted.title
            key = "cli.programme_kept" if keep_counted else "cli.programme_doubtful"
            tell(say(key, to, title=title, count=change.counted))
        result = apply_programme(opened, plan, keep_counted=keep_counted)
    click.echo(
        say(
            "cli.programme",
            to,
            new=result.new,
            changed=result.changed,
            unchanged=result.unchanged,
        )
    )
    for problem in result.problems:
        tell(problem_line(problem, to))
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

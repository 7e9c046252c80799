"""Commands for the end: the day's end in one action, the list for a cancelled day, anonymising."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from raict_desktop.cli.backups import second_place as second_place_chosen
from raict_desktop.cli.backups import shared_folder as shared_folder_chosen
from raict_desktop.cli.console import (
    BAD_INPUT,
    UNSAFE_FILE,
    language,
    opened_event,
    print_object,
    sentence,
    tell,
)
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--also", multiple=True, type=click.Path(path_type=Path))
@click.option("--contacts", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def finish(event: str, output: Path, also: tuple[Path, ...], contacts: bool, as_json: bool) -> None:
    """End the day: files, report, backup and check, to a folder and to other places.

    Exits with 2 when a place could not be written and with 3 when the event file is not whole; what
    could be written stands all the same.

    \b
    Example:
      raict-desktop finish day.raict -o results --also /media/stick
    """
    from raict_desktop.services.closing import finish_day

    to = language()
    with opened_event(event) as opened:
        done = finish_day(opened, output, also, contacts=contacts, language=to)
    if as_json:
        print_object(
            {
                "folder": str(done.folder),
                "copies": [str(path) for path in done.copies],
                "files": [
                    {"name": f.name, "bytes": f.bytes, "sha256": f.sha256} for f in done.files
                ],
                "entries": done.entries,
                "sound": done.sound,
                "problems": [
                    {
                        "code": problem.code,
                        "message": sentence(UserError(problem.code, **problem.facts), to),
                    }
                    for problem in done.problems
                ],
            }
        )
    else:
        for file in done.files:
            click.echo(f"{file.sha256[:12]}  {file.bytes:>10}  {file.name}")
        click.echo(say("closing.finished", to, count=len(done.files), path=done.folder))
        for path in done.copies:
            click.echo(say("closing.copied", to, path=path))
    for problem in done.problems:
        tell(sentence(UserError(problem.code, **problem.facts), to))
    if done.problems:
        sys.exit(BAD_INPUT if done.sound else UNSAFE_FILE)


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def contacts(event: str, output: Path) -> None:
    """Write whom to reach and who is present, as a CSV file and on paper.

    \b
    Example:
      raict-desktop contacts day.raict -o cancelled
    """
    from raict_desktop.services.contact_list import write_contact_list

    with opened_event(event) as opened:
        for path in write_contact_list(opened, output, language()):
            click.echo(str(path))


@click.command("paper-list")
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def paper_list(event: str, output: Path) -> None:
    """Write everybody by surname on paper, for the day the laptop dies.

    \b
    Example:
      raict-desktop paper-list day.raict -o list.pdf
    """
    from raict_desktop.services.contact_list import write_paper_list

    with opened_event(event) as opened:
        write_paper_list(opened, output, language())
        click.echo(str(output))


@click.command()
@click.argument("event")
@click.option("-o", "--output", "certificate", type=click.Path(path_type=Path))
@click.option("--second-place", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
@click.option("--preview", is_flag=True)
def anonymise(
    event: str,
    certificate: Path | None,
    second_place: Path | None,
    force: bool,
    preview: bool,
) -> None:
    """Erase names, e-mails, functions, notes and codes for good; the figures stay.

    \b
    Example:
      raict-desktop anonymise day.raict -o certificate.pdf
    """
    from raict_desktop.services import anonymise as service

    to = language()
    place = second_place or second_place_chosen()
    with opened_event(event) as opened:
        seen = service.outlook(opened, place)
        click.echo(say("closing.outlook", to, count=seen.people, shown=seen.people))
        if seen.backups:
            click.echo(say("closing.with_backups", to, count=seen.backups, shown=seen.backups))
        if seen.small_groups:
            tell(say("closing.small_groups", to, count=seen.small_groups, limit=service.SMALL))
        if preview:
            return
        done = service.anonymise(
            opened,
            certificate=certificate,
            second_place=place,
            shared_folder=shared_folder_chosen(),
            force=force,
            language=to,
        )
    click.echo(say("closing.anonymised", to, count=done.people, shown=done.people))
    if done.backups:
        click.echo(say("closing.backups_removed", to, count=done.backups, shown=done.backups))
    if not done.unchanged:
        tell(say("closing.figures_changed", to))
    for path in done.still_elsewhere:
        tell(say("closing.still_there", to, path=path))
    if done.certificate:
        click.echo(str(done.certificate))


@click.command()
@click.argument("event")
@click.option("--days", type=click.INT)
@click.option("--until", type=click.DateTime(formats=["%Y-%m-%d"]))
@click.option("--json", "as_json", is_flag=True)
def retention(event: str, days: int | None, until: datetime | None, as_json: bool) -> None:
    """Until when names are kept; --days after the event or --until a day decides it.

    \b
    Examples:
      raict-desktop retention day.raict
      raict-desktop retention day.raict --until 2021-09-30
    """
    from raict_desktop.services import anonymise as service

    to = language()
    if days is not None and until is not None:
        raise UserError("closing.days_or_until")
    with opened_event(event) as opened:
        if days is not None:
            service.keep_for(opened, days)
        elif until is not None:
            service.keep_until(opened, until.date())
        day, overdue = service.retention(opened)
        done = service.outlook(opened).done
    if as_json:
        print_object({"until": day.isoformat(), "over": overdue, "anonymised": done})
        return
    key = "done" if done else "retention_over" if overdue else "retention"
    click.echo(say(f"dayend.{key}", to, day=f"{day:%d/%m/%Y}"))

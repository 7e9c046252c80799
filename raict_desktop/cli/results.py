"""Commands that make what leaves the program: badges, the day's files, the figures."""

from __future__ import annotations

from pathlib import Path

import click

from raict_desktop.cli.console import (
    language,
    opened_event,
    print_object,
    progress_bar,
    sentence,
    tell,
)
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--layout", default="a6-conference", show_default=True)
@click.option("--sheet", default="")
@click.option("--who", default="", help="Words that select people; everybody when empty.")
def badges(event: str, output: Path, layout: str, sheet: str, who: str) -> None:
    """Write the badges as a PDF.

    \b
    Example:
      raict-desktop badges day.raict -o badges.pdf --who "ville de lyon"
    """
    from raict_desktop.services.badges import write_badges

    to = language()
    with opened_event(event) as opened, progress_bar(output.name) as progress:
        run = write_badges(
            opened, output, layout=layout, sheet=sheet, who=who, language=to, progress=progress
        )
    for problem in run.problems:
        facts = {**problem.facts, "name": problem.name}
        tell(sentence(UserError(problem.code_, **facts), to))
    click.echo(say("cli.badges", to, count=run.badges, pages=run.pages, path=output))


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", default="excel", show_default=True, type=click.Choice(["excel", "exchange"])
)
@click.option("--columns", default="")
@click.option("--contacts/--no-contacts", default=None)
def export(event: str, output: Path, profile: str, columns: str, contacts: bool | None) -> None:
    """Write the day's CSV files to a folder.

    \b
    Example:
      raict-desktop export day.raict -o results --columns given_name,family_name,present
    """
    from raict_desktop.services.day_end import export as write

    wanted = [name.strip() for name in columns.split(",") if name.strip()] or None
    with opened_event(event) as opened:
        for path in write(opened, output, profile=profile, columns=wanted, contacts=contacts):
            click.echo(str(path))


@click.command()
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def report(event: str, as_json: bool) -> None:
    """The figures of the day, by the written counting rules."""
    from dataclasses import asdict

    from raict_desktop.services.report import report as count

    to = language()
    with opened_event(event) as opened:
        figures = count(opened)
        value = asdict(figures)
        value["arrivals"] = [
            {"from": opened.local(slot.start).isoformat(timespec="minutes"), "count": slot.count}
            for slot in figures.arrivals
        ]
        for shown, line in zip(value["sessions"], figures.sessions, strict=True):
            shown["start"] = opened.local(line.start).isoformat(timespec="minutes")
    if as_json:
        print_object(value)
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

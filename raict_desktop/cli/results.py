"""Commands that make what leaves the program: the day's files, the figures."""

from __future__ import annotations

from pathlib import Path

import click

from raict_desktop.cli.console import (
    language,
    opened_event,
    print_object,
)
from raict_desktop.cli.people import show_people
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import percent, say


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
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--people", "figure", default="")
@click.option("--in", "to", type=click.Choice(["fr", "en"]))
@click.option("--json", "as_json", is_flag=True)
def report(event: str, output: Path | None, figure: str, to: str | None, as_json: bool) -> None:
    """The figures of the day, by the written counting rules; with -o as a PDF or a workbook.

    \b
    Examples:
      raict-desktop report day.raict -o bilan.pdf
      raict-desktop report day.raict --people embassies
    """
    to = to or language()
    if output is not None:
        _report_file(event, output, to)
    elif figure:
        from raict_desktop.services.counting import people_behind

        with opened_event(event) as opened:
            show_people(opened, people_behind(opened, figure), as_json)
    else:
        _report_figures(event, to, as_json)


def _report_file(event: str, output: Path, to: str) -> None:
    from raict_desktop.services.report_files import write_report_pdf, write_report_workbook

    with opened_event(event) as opened:
        if output.suffix.lower() == ".xlsx":
            write_report_workbook(opened, output)
        elif output.suffix.lower() == ".pdf":
            write_report_pdf(opened, output, to)
        else:
            raise UserError("report.unknown_suffix", path=output.name)
    click.echo(str(output))


def _report_figures(event: str, to: str, as_json: bool) -> None:
    from dataclasses import asdict

    from raict_desktop.services.report import report as count

    with opened_event(event) as opened:
        figures = count(opened)
        value = asdict(figures)
        value["rules"]["left_out"] = sorted(figures.rules.left_out)
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
        shown = percent(number, to) if isinstance(number, float) else str(number)
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


@click.command()
@click.argument("event")
@click.option("--left-out", "left_out")
@click.option("--with-france/--without-france", "with_france", default=None)
def counting(event: str, left_out: str | None, with_france: bool | None) -> None:
    """Show the counting rules, or change what they leave out.

    \b
    Example:
      raict-desktop counting day.raict --left-out organisation,benevole,fournisseur,presse
    """
    from dataclasses import replace

    from raict_desktop.services import counting as service
    from raict_desktop.services.report import report as count
    from raict_desktop.services.report_tables import rule_words

    with opened_event(event) as opened:
        wanted = service.rules(opened)
        if left_out is not None:
            names = frozenset(name.strip() for name in left_out.split(",") if name.strip())
            wanted = replace(wanted, left_out=names)
        if with_france is not None:
            wanted = replace(wanted, with_france=with_france)
        service.set_rules(opened, wanted)
        for rule in rule_words(count(opened), language()):
            click.echo(rule)

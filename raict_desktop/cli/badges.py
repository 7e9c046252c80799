"""Commands for badges: the PDF, printing, layouts, sheets, trays and invitations."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from raict_desktop.paper.badges import BadgeProblem
    from raict_desktop.services.application import OpenEvent

ORDERS = ("name", "organisation", "protocol", "tray")
POLL_S = 0.1


def _tell_problems(problems: Iterable[BadgeProblem], to: str) -> None:
    for problem in problems:
        facts = {**problem.facts, "name": problem.name}
        tell(sentence(UserError(problem.code_, **facts), to))


def _first_place(start: int) -> int:
    if start < 1:
        raise UserError("paper.no_such_place", place=start, places=1)
    return start - 1


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--layout", default="a6-conference", show_default=True)
@click.option("--sheet", default="")
@click.option("--who", default="")
@click.option("--order", default="name", show_default=True, type=click.Choice(ORDERS))
@click.option("--start", default=1, show_default=True, type=int)
@click.option("--missing", is_flag=True)
@click.option("--corrected", is_flag=True)
@click.option("--marks/--no-marks", default=None)
def badges(
    event: str,
    output: Path,
    layout: str,
    sheet: str,
    who: str,
    order: str,
    start: int,
    missing: bool,
    corrected: bool,
    marks: bool | None,
) -> None:
    """Write the badges as a PDF.

    \b
    Example:
      raict-desktop badges day.raict -o badges.pdf --who "ville de lyon"
    """
    from raict_desktop.services.badges import Wanted, write_badges

    to = language()
    wanted = Wanted(
        layout=layout,
        sheet=sheet,
        who=who,
        order=order,
        missing_only=missing,
        corrected=corrected,
        start=_first_place(start),
        marks=marks,
    )
    with opened_event(event) as opened, progress_bar(output.name) as progress:
        run = write_badges(opened, output, wanted=wanted, language=to, progress=progress)
    _tell_problems(run.problems, to)
    click.echo(say("cli.badges", to, count=run.badges, pages=run.pages, path=output))
    if run.next_place:
        tell(say("cli_badges.next_place", to, place=run.next_place + 1))


@click.command("print")
@click.argument("event")
@click.option("--queue", required=True)
@click.option("--model", default="a4-laser", show_default=True)
@click.option("--layout", default="a6-conference", show_default=True)
@click.option("--sheet", default="")
@click.option("--who", default="")
@click.option("--order", default="name", show_default=True, type=click.Choice(ORDERS))
@click.option("--start", default=1, show_default=True, type=int)
@click.option("--missing", is_flag=True)
@click.option("--corrected", is_flag=True)
@click.option("--timeout", default=300.0, show_default=True, type=float)
def print_badges(
    event: str,
    queue: str,
    model: str,
    layout: str,
    sheet: str,
    who: str,
    order: str,
    start: int,
    missing: bool,
    corrected: bool,
    timeout: float,
) -> None:
    """Print badges on a queue of this system and wait until they are out.

    \b
    Example:
      raict-desktop print day.raict --queue badges --missing
    """
    from raict_desktop.paper.printing.profiles import Printer
    from raict_desktop.services.badges import Wanted, chosen_people, unprintable
    from raict_desktop.services.print_jobs import JobState
    from raict_desktop.services.print_queue import PrintQueue
    from raict_desktop.services.printers import PrinterBook

    to = language()
    book = PrinterBook()
    book.save(Printer(queue, queue, model))
    wanted = Wanted(
        layout=layout,
        sheet=sheet,
        who=who,
        order=order,
        missing_only=missing,
        corrected=corrected,
        start=_first_place(start),
    )
    with opened_event(event) as opened:
        _tell_problems(unprintable(chosen_people(opened, wanted)), to)
        jobs = PrintQueue(_spooler(), book, opened.outside.new_id, threaded=False)
        jobs.add_badges(opened, wanted, queue, to)
        end = time.monotonic() + timeout
        while jobs.step() and time.monotonic() < end:
            time.sleep(POLL_S)
        (job,) = jobs.jobs()
    # Missing signs were named before.
    _tell_problems([p for p in job.problems if p.code_ != "paper.missing_glyph"], to)
    if job.state is JobState.DONE:
        click.echo(say("cli_badges.printed", to, count=job.count, printer=queue))
        return
    code, facts = job.fault
    if code:
        raise UserError(code, **facts)
    tell(say("cli_badges.still_waiting", to, printer=queue, name=job.spool))
    raise click.exceptions.Exit(BAD_INPUT)


def _spooler() -> Any:
    from raict_desktop.paper.printing import cups

    if not cups.is_here():
        raise UserError("paper.queue_unreachable", reason="lp")
    return cups.CupsSpooler()


@click.command()
@click.option("--json", "as_json", is_flag=True)
def printers(as_json: bool) -> None:
    """List the print queues of this system and whether they take jobs."""
    spooler = _spooler()
    for name in spooler.queues():
        report = spooler.queue(name)
        if as_json:
            print_object({"queue": name, "state": str(report.state), "message": report.message})
        else:
            words = say(f"cli_badges.queue_{report.state}", language())
            click.echo(f"{name}: {words} {report.message}".rstrip())


@click.command()
@click.argument("event")
@click.option("--import", "taken", type=click.Path(path_type=Path))
@click.option("--export", "given", nargs=2, type=(str, click.Path(path_type=Path)))
@click.option("--duplicate", default="")
@click.option("--remove", default="")
@click.option("--check", "checked", default="")
@click.option("--json", "as_json", is_flag=True)
def layouts(
    event: str,
    taken: Path | None,
    given: tuple[str, Path] | None,
    duplicate: str,
    remove: str,
    checked: str,
    as_json: bool,
) -> None:
    """List the badge layouts of an event; take one in, give one out, copy, remove or check one.

    \b
    Example:
      raict-desktop layouts day.raict --export a6-conference ours.toml
    """
    from raict_desktop.services import event_pictures
    from raict_desktop.services import layouts as service

    to = language()
    with opened_event(event) as opened:
        _tell_problems(event_pictures.share_pictures(opened), to)
        if taken is not None:
            service.import_layout(opened, taken)
        if duplicate:
            service.duplicate_layout(opened, duplicate)
        if remove:
            service.remove_layout(opened, remove)
        if given is not None:
            service.export_layout(opened, *given)
        if checked:
            _tell_layout_problems(opened, checked, to)
        for layout in service.layouts(opened):
            value = {
                "name": layout.name,
                "title": layout.title(to),
                "width": layout.paper_width,
                "height": layout.paper_height,
                "sheet": layout.sheet,
                "changed": service.is_changed(opened, layout.name),
            }
            if as_json:
                print_object(value)
            else:
                size = f"{layout.paper_width:g} × {layout.paper_height:g} mm"
                click.echo(f"{layout.name}: {layout.title(to)}, {size}")


@click.command()
@click.argument("event")
@click.option("--add", "added", multiple=True, type=click.Path(path_type=Path))
@click.option("--remove", "removed", multiple=True)
@click.option("--order", "ordered", multiple=True)
@click.option("--json", "as_json", is_flag=True)
def logos(
    event: str,
    added: tuple[Path, ...],
    removed: tuple[str, ...],
    ordered: tuple[str, ...],
    as_json: bool,
) -> None:
    """List the partners' logos of an event in their order; add, remove or sort them.

    \b
    Example:
      raict-desktop logos day.raict --add city.png --order city.png
    """
    from raict_desktop.services import event_pictures
    from raict_desktop.services import partner_logos as service

    to = language()
    refused = False
    with opened_event(event) as opened:
        _tell_problems(event_pictures.share_pictures(opened), to)
        if added:
            result = service.add_logos(opened, added)
            _tell_problems(result.problems, to)
            refused = len(result.names) < len(added)
        for name in removed:
            service.remove_logo(opened, name)
        if ordered:
            service.order_logos(opened, ordered)
        for logo in service.partner_logos(opened):
            width, height = logo.size
            readable = logo.logo is not None
            if as_json:
                print_object(
                    {"name": logo.name, "width": width, "height": height, "readable": readable}
                )
                continue
            size = say("badges.logo_drawing", to)
            if not readable:
                size = say("badges.logo_unreadable", to)
            elif width:
                size = say("badges.logo_pixels", to, width=width, height=height)
            click.echo(f"{logo.name}: {size}")
    if refused:
        raise click.exceptions.Exit(BAD_INPUT)


def _tell_layout_problems(opened: OpenEvent, name: str, to: str) -> None:
    from raict_desktop.paper.badges.checks import layout_problems
    from raict_desktop.services.layouts import layout

    for problem in layout_problems(layout(opened, name)):
        words = sentence(UserError(problem.code_, **dict(problem.facts)), to)
        where = f"{problem.place + 1}: " if problem.place >= 0 else ""
        tell(f"{where}{words}")


def _two(text: str, what: str) -> tuple[float, float]:
    """``210x297`` as two numbers."""
    parts = text.replace(",", ".").lower().replace("×", "x").split("x")
    try:
        first, second = (float(part) for part in parts)
    except ValueError as error:
        raise UserError("paper.sheet_wrong", what=what) from error
    return first, second


@click.command()
@click.argument("event")
@click.option("--add", default="")
@click.option("--page", default="210x297", show_default=True)
@click.option("--badge", default="")
@click.option("--grid", default="1x1", show_default=True)
@click.option("--margin", default="0x0", show_default=True)
@click.option("--pitch", default="")
@click.option("--cut", is_flag=True)
@click.option("--remove", default="")
@click.option("--json", "as_json", is_flag=True)
def sheets(
    event: str,
    add: str,
    page: str,
    badge: str,
    grid: str,
    margin: str,
    pitch: str,
    cut: bool,
    remove: str,
    as_json: bool,
) -> None:
    """List the sheets badges can be printed on; add or remove one made for the event.

    \b
    Example:
      raict-desktop sheets day.raict --add ours --badge 86x55 --grid 2x4 --margin 19x38.5
    """
    from dataclasses import asdict

    from raict_desktop.paper.badges.sheets import Sheet
    from raict_desktop.services import layouts as service

    with opened_event(event) as opened:
        if add:
            width, height = _two(badge, "badge")
            columns, rows = _two(grid, "grid")
            left, top = _two(margin, "margin")
            step_x, step_y = _two(pitch or badge, "pitch")
            page_width, page_height = _two(page, "page")
            made = Sheet(
                add,
                add,
                width,
                height,
                int(columns),
                int(rows),
                left,
                top,
                step_x,
                step_y,
                page_width,
                page_height,
                cut,
            )
            service.save_sheet(opened, made)
        if remove:
            service.remove_sheet(opened, remove)
        for name, sheet in service.sheets(opened).items():
            if as_json:
                print_object({**asdict(sheet), "places": len(sheet.places)})
            else:
                click.echo(f"{name}: {sheet.title}".rstrip(": "))


@click.command()
@click.argument("event")
@click.option("--sort", type=click.Choice(ORDERS[:3]))
@click.option("--size", default=50, show_default=True, type=int)
@click.option("--separators", type=click.Path(path_type=Path))
@click.option("--labels", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def trays(
    event: str,
    sort: str | None,
    size: int,
    separators: Path | None,
    labels: Path | None,
    as_json: bool,
) -> None:
    """Sort printed badges into numbered trays; list them; write separators and labels.

    \b
    Example:
      raict-desktop trays day.raict --sort name --size 50 --separators intercalaires.pdf
    """
    from raict_desktop.services import trays as service
    from raict_desktop.services.badges import Wanted, chosen_people

    to = language()
    with opened_event(event) as opened:
        if sort is not None:
            people = list(chosen_people(opened, Wanted(order=sort)))
            service.fill_trays(opened, people, size)
        for kind, path in (("separators", separators), ("labels", labels)):
            if path is not None:
                service.write_papers(opened, path, kind, to)
        for tray in service.standing(opened):
            first, last = tray.people[0].full_name, tray.people[-1].full_name
            if as_json:
                print_object(
                    {
                        "tray": tray.name,
                        "first": tray.first,
                        "last": tray.last,
                        "from": first,
                        "to": last,
                    }
                )
            else:
                click.echo(f"{tray.name}  {tray.first}–{tray.last}  {first} – {last}")


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--form", default="pdf", show_default=True, type=click.Choice(["pdf", "png"]))
@click.option("--who", default="")
def invitations(event: str, output: Path, form: str, who: str) -> None:
    """Write one invitation a person with their code, and the list for a mail merge.

    \b
    Example:
      raict-desktop invitations day.raict -o invitations --form png
    """
    from raict_desktop.services.invitations import write_invitations

    to = language()
    with opened_event(event) as opened, progress_bar(output.name) as progress:
        done = write_invitations(opened, output, form=form, who=who, language=to, progress=progress)
    _tell_problems(done.problems, to)
    click.echo(
        say("cli_badges.invited", to, count=done.files, path=output, lacking=done.without_email)
    )

"""Commands about an event file as a whole: the demo, a new one, its examination."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from raict_desktop.cli.console import UNSAFE_FILE, language, opened_event, sentence, tell
from raict_desktop.cli.group import open_window
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--headless", is_flag=True, help="Play a day without a window and leave its results.")
@click.option("--today", is_flag=True, help="Let the event take place today, not in 2021.")
def demo(directory: Path | None, headless: bool, today: bool) -> None:
    """Make the demo event in DIRECTORY and open it.

    \b
    Example:
      raict-desktop demo out/demo --headless
    """
    from raict_desktop.services.demo import FIRST_DAY, make_demo

    directory = directory or Path("raict-demo")
    path = make_demo(directory, datetime.now(UTC).astimezone().date() if today else FIRST_DAY)
    if not headless:
        sys.exit(open_window(path))
    from raict_desktop.services.demo import noon, play_afternoon, play_morning
    from raict_desktop.ui.tour import take_screenshots

    to = language()
    for key, facts in play_morning(path, directory):
        tell(say(key, to, **facts))
    # The screens are looked at in the middle of the day, before anything of the afternoon is known.
    taken = take_screenshots(path, directory / "screens", at=noon(path))
    tell(say("cli.demo_screens", to, count=len(taken), path=directory / "screens"))
    for key, facts in play_afternoon(path, directory):
        tell(say(key, to, **facts))
    click.echo(str(directory))


@click.command()
@click.argument("event", type=click.Path(path_type=Path))
@click.option("--title", required=True)
@click.option("--date", "first_day", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--days", default=1, show_default=True)
@click.option("--venue", default="")
@click.option("--timezone", default="Europe/Paris", show_default=True)
@click.option("--from", "earlier", type=click.Path(path_type=Path), help="Begin like this event.")
@click.pass_context
def new(
    context: click.Context,
    event: Path,
    title: str,
    first_day: datetime,
    days: int,
    venue: str,
    timezone: str,
    earlier: Path | None,
) -> None:
    """Make a new event file.

    \b
    Example:
      raict-desktop new day.raict --title "Rencontres 2026" --date 2026-06-29 --venue "La Villette"
    """
    from raict_desktop.services.application import Application

    def told(option: str) -> bool:
        return context.get_parameter_source(option) is ParameterSource.COMMANDLINE

    with Application() as application:
        if earlier is not None:
            from raict_desktop.services.next_event import new_event_from

            made = new_event_from(
                application,
                earlier,
                event,
                title=title,
                first_day=first_day.date(),
                days=days if told("days") else None,
                venue=venue if told("venue") else None,
                timezone=timezone if told("timezone") else None,
            )
        else:
            made = application.new_event(
                event,
                title=title,
                first_day=first_day.date(),
                days=days,
                venue=venue,
                timezone=timezone,
            )
        click.echo(str(made.path))


@click.command()
@click.argument("event")
@click.option("--repair", is_flag=True)
def check(event: str, repair: bool) -> None:
    """Examine the event file: the file, the chain of the journal, the derivations."""
    from raict_desktop.services import integrity

    to = language()
    with opened_event(event) as opened:
        result = integrity.repair(opened) if repair else integrity.check(opened)
        told = (opened.notice, opened.notice_facts)
    for code, facts in result.problems:
        # What the opening found is told already.
        if code != told[0] or facts.get("count") != told[1].get("count"):
            tell(sentence(UserError(code, **facts), to))
    if not result.ok:
        sys.exit(UNSAFE_FILE)
    click.echo(say("cli.checked", to, count=result.entries))

"""Commands that let stations meet at a hub on the venue's network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from raict_desktop import paths
from raict_desktop.cli.console import BAD_INPUT, language, opened_event, print_object, tell
from raict_desktop.config import hubs_folder
from raict_desktop.wording import say


@click.group()
def hub() -> None:
    """Let stations meet at a hub, a PostgreSQL server on the venue's network."""


@hub.command("init")
@click.argument("url")
@click.argument("event")
@click.option("--host", default="")
@click.option("-o", "--output", type=click.Path(path_type=Path))
def init(url: str, event: str, host: str, output: Path | None) -> None:
    """Make the server at URL the hub of EVENT and print the line that pairs stations."""
    from raict_desktop.services import hub_sharing

    to = language()
    if url == "-":  # a password on the command line stays in the shell's history
        url = sys.stdin.readline().strip()
    with opened_event(event) as opened:
        line = hub_sharing.open_hub(opened, url, paths.hub_scripts(), host=host)
        if output is not None:
            from raict_desktop.services.pairing_card import write_pairing_card

            words = (say("sharing.card_title", to), say("sharing.card_text", to))
            write_pairing_card(output, opened.info.title, line, words)
            tell(say("sharing.card_written", to, path=output.name))
        click.echo(line)
        tell(say("sharing.init_done", to))


@hub.command("join")
@click.argument("line")
@click.argument("event")
def join(line: str, event: str) -> None:
    """Pair EVENT by a line; a file that is not there yet is made from what the hub holds.

    A folder gets a file that is named after the event.
    """
    from raict_desktop.services import hub_sharing, hub_visit
    from raict_desktop.services.application import Application

    to = language()
    path = Path(event)
    if line == "-":
        line = sys.stdin.readline()
    if path.is_file():
        with opened_event(event) as opened:
            pairing = hub_sharing.pair(opened, hubs_folder(), line)
            moved = hub_visit.meet_once(opened, hubs_folder(), pairing=pairing)
            click.echo(say("sharing.met", to, pushed=moved.pushed, pulled=moved.pulled))
        return
    with Application() as application:
        made = hub_visit.event_from_hub(application, path, line, hubs_folder())
        click.echo(say("sharing.taken", to, path=made.event.path.name, count=made.entries))
        if made.refused:
            tell(say("sharing.left_out", to, count=made.refused))


@hub.command("sync")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def sync(event: str, as_json: bool) -> None:
    """Meet the hub once: give what it lacks, take what is missing."""
    from raict_desktop.services import hub_visit

    with opened_event(event) as opened:
        moved = hub_visit.meet_once(opened, hubs_folder())
        if as_json:
            print_object({"pushed": moved.pushed, "pulled": moved.pulled})
        else:
            click.echo(say("sharing.met", language(), pushed=moved.pushed, pulled=moved.pulled))


@hub.command("leave")
@click.argument("event")
def leave(event: str) -> None:
    """Forget the hub of EVENT on this computer."""
    from raict_desktop.services import pairings

    with opened_event(event) as opened:
        known = pairings.forget(hubs_folder(), opened.file.event_id)
    tell(say("sharing.left" if known else "sharing.was_not_paired", language()))
    if not known:
        sys.exit(BAD_INPUT)


@hub.command("erase")
@click.argument("url")
@click.argument("event")
def erase(url: str, event: str) -> None:
    """Remove everything the hub at URL holds of EVENT; the stations keep theirs."""
    from raict_desktop.services import hub_sharing

    with opened_event(event) as opened:
        count = hub_sharing.erase_from_hub(opened, url)
    click.echo(say("sharing.erased", language(), count=count))


@click.command("name")
@click.argument("event")
@click.argument("name")
def name(event: str, name: str) -> None:
    """Call this computer's station of EVENT something others understand."""
    from raict_desktop.services import hub_sharing

    with opened_event(event) as opened:
        hub_sharing.name_station(opened, name)
        click.echo(hub_sharing.station_name(opened, opened.station))

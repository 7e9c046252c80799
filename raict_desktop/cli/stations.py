"""Commands that put the laptops' journals together."""

from __future__ import annotations

import sys
from datetime import timedelta
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
    from datetime import datetime

    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.merge import MergeResult, StationLine


@click.command()
@click.argument("event")
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--preview", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def merge(event: str, others: tuple[Path, ...], preview: bool, as_json: bool) -> None:
    """Take what other stations recorded into EVENT, from event files, journals and folders.

    Exits with 2 when nothing of one of them could be used; the others are taken all the same.

    \b
    Example:
      raict-desktop merge day.raict /media/stick/desk2.raict /media/stick/door3
    """
    from raict_desktop.services.merge import merge as join

    to = language()
    with opened_event(event) as opened:
        with progress_bar(opened.path.name) as progress:
            result = join(opened, others, preview=preview, progress=progress)
        if as_json:
            print_object(_object(opened, result, to))
        else:
            for line in result.stations:
                click.echo(_line(opened, line, to))
            key = "merge.would_merge" if preview else "merge.merged"
            click.echo(say(key, to, count=result.merged, known=result.known))
            for problem in result.problems:
                tell(sentence(UserError(problem.code, **problem.facts), to))
    if result.left:
        sys.exit(BAD_INPUT)


def _object(event: OpenEvent, result: MergeResult, to: str) -> dict[str, Any]:
    return {
        "stations": [
            {
                "station": line.station,
                "here": line.here,
                "files": list(line.files),
                "entries": line.entries,
                "passages": line.passages,
                "first": _iso(event, line.first),
                "last": _iso(event, line.last),
                "new": line.new,
            }
            for line in result.stations
        ],
        "merged": result.merged,
        "known": result.known,
        "problems": [
            {"code": p.code, **p.facts, "message": sentence(UserError(p.code, **p.facts), to)}
            for p in result.problems
        ],
    }


def _iso(event: OpenEvent, at: datetime | None) -> str | None:
    return None if at is None else event.local(at).isoformat(timespec="seconds")


def _line(event: OpenEvent, line: StationLine, to: str) -> str:
    from raict_desktop.services.stations import short

    return say(
        "merge.station_line",
        to,
        station=short(line.station),
        count=line.passages,
        times=_times(event, line.first, line.last),
        new=line.new,
    )


def _times(event: OpenEvent, first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "–"
    return f"{event.local(first):%d/%m %H:%M} – {event.local(last):%d/%m %H:%M}"


@click.command()
@click.argument("event")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def journal(event: str, output: Path) -> None:
    """Write the whole journal as a file that another station can take in.

    \b
    Example:
      raict-desktop journal day.raict -o /media/stick/desk2.jsonl
    """
    from raict_desktop.services.merge import write_journal

    with opened_event(event) as opened:
        click.echo(str(write_journal(opened, output)))


@click.command("stations")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True)
def list_stations(event: str, as_json: bool) -> None:
    """List the stations of EVENT: what each recorded, and whether its clock seems wrong."""
    from raict_desktop.services.stations import short, stations

    to = language()
    with opened_event(event) as opened:
        for line in stations(opened):
            if as_json:
                print_object(
                    {
                        "station": line.station,
                        "here": line.here,
                        "entries": line.entries,
                        "passages": line.passages,
                        "first": _iso(opened, line.first),
                        "last": _iso(opened, line.last),
                        "correction_minutes": _minutes(line.correction),
                        "proposal_minutes": _minutes(line.proposal),
                    }
                )
                continue
            click.echo(
                say(
                    "merge.station",
                    to,
                    station=short(line.station),
                    count=line.passages,
                    times=_times(opened, line.first, line.last),
                )
            )
            if line.correction:
                click.echo(say("merge.corrected", to, minutes=f"{_minutes(line.correction):+}"))
            if line.proposal:
                click.echo(say("merge.proposed", to, minutes=f"{_minutes(line.proposal):+}"))


def _minutes(shift: timedelta) -> int:
    return round(shift.total_seconds() / 60)


@click.command(context_settings={"ignore_unknown_options": True})  # so that -60 is a number
@click.argument("event")
@click.argument("station")
@click.argument("minutes", type=click.IntRange(-600_000, 600_000))
def clock(event: str, station: str, minutes: int) -> None:
    """Correct the times that a station with a wrong clock recorded; 0 takes a correction back.

    \b
    Example (the station was an hour late):
      raict-desktop clock day.raict 9f31c2d4 60
    """
    from raict_desktop.services import stations as service

    with opened_event(event) as opened:
        found = service.find(opened, station)
        service.correct_clock(opened, found.station, timedelta(minutes=minutes))
        click.echo(
            say(
                "merge.clock_corrected",
                language(),
                station=service.short(found.station),
                minutes=f"{minutes:+}",
                count=found.entries,
            )
        )


@click.command()
@click.argument("event")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--once", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def share(event: str, folder: Path, once: bool, as_json: bool) -> None:
    """Exchange journals with other stations through a shared FOLDER until stopped by Ctrl+C.

    \b
    Example:
      raict-desktop share day.raict /media/stick --once
    """
    from raict_desktop.services.folder_sharing import FolderSharing

    to = language()
    with opened_event(event) as opened:
        sharing = FolderSharing(opened, folder)
        while True:
            done = sharing.exchange()
            if as_json:
                print_object(
                    {
                        "received": done.received,
                        "sent": done.sent,
                        "stations": list(done.stations),
                    }
                )
            elif once or done.received or done.sent:
                click.echo(say("merge.shared", to, received=done.received, sent=done.sent))
            for problem in done.problems:
                tell(sentence(UserError(problem.code, **problem.facts), to))
            if once:
                return
            sharing.wait()

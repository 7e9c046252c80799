"""Commands that read codes and check people in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import (
    BAD_INPUT,
    language,
    on_one_line,
    opened_event,
    print_object,
    sentence,
    tell,
)
from raict_desktop.cli.people import person_line, person_object, titles_of
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import catalogue, say

if TYPE_CHECKING:
    from raict_desktop.domain.records import Session
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult

# The journal counts milliseconds from 1970, and a date far outside is a slip of the keyboard. The
# year after the first is the first whose every local time is after 1970 in UTC.
FIRST_YEAR, LAST_YEAR = 1971, 2200


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Read the codes in pictures, photographs, PDF pages or clips."""
    from raict_desktop.scanning.pictures import read_codes

    failed = False
    for file in files:
        try:
            found = list(read_codes(file))
        except UserError as error:
            failed = True
            tell(sentence(error, language()))
            continue
        if as_json:
            print_object({"file": str(file), "codes": found})
        else:
            for code in found:
                click.echo(on_one_line(code))
    if failed:
        sys.exit(BAD_INPUT)


@click.command()
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
    A source is a picture, a PDF, a clip, camera:N or camera:NAME, an http URL,
    serial:PORT, code:TEXT, or - for codes on standard input, one a line.
    """
    from raict_desktop.domain.journal import Source
    from raict_desktop.domain.presence import Direction
    from raict_desktop.services import programme as programmes
    from raict_desktop.services.checkin import check_in_code

    with opened_event(event) as opened:
        now = local_time(opened, time)
        session = programmes.find(opened, at, now or opened.clock()) if at else None
        titles = titles_of(opened)
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
            show_result(opened, result, session, titles, as_json)


def local_time(event: OpenEvent, text: str) -> datetime | None:
    """The moment of a ``--time`` option; None when it was left out."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError("services.bad_time", text=text[:40]) from error
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise UserError("services.bad_time", text=text[:40])
    if given.tzinfo is None:
        given = given.replace(tzinfo=event.zone)
    return given.astimezone(UTC)


def _codes(sources: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Codes with the kind of source each came from, as they come in."""
    from raict_desktop.scanning.sources import is_live

    for source in sources:
        if source == "-":
            for line in _lines():
                yield line, "scanner"
        elif source.startswith("code:"):
            yield source.removeprefix("code:"), "typed"
        elif source.startswith("serial:"):
            from raict_desktop.scanning.live import codes_of_port

            for text in codes_of_port(source.removeprefix("serial:")):
                yield text, "scanner"
        elif is_live(source):
            from raict_desktop.scanning.live import codes_of

            for text in codes_of(source):
                yield text, "camera"
        else:
            from raict_desktop.scanning.pictures import read_codes

            for text in read_codes(Path(source)):
                yield text, "picture"


def _lines() -> Iterator[str]:
    """Lines of standard input, blank ones too: whoever sends a line waits for its answer."""
    from raict_desktop.scanning.reading import text_of

    for number, line in enumerate(sys.stdin.buffer):
        text = text_of(line).rstrip("\r\n")
        yield text if number else text.removeprefix("\ufeff")


def show_result(
    event: OpenEvent,
    result: CheckinResult,
    session: Session | None,
    titles: dict[str, str],
    as_json: bool,
) -> None:
    """Print what a check-in answered."""
    person = result.person
    local = event.local(result.at)
    if as_json:
        print_object(
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
    name = person_line(event, person) if person else result.code
    click.echo(" · ".join(text for text in (f"{local:%H:%M:%S}", words, reason, name) if text))
    sys.stdout.flush()

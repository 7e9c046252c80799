"""Commands that back an event up, list its backups and put one back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import language, opened_event, print_object, sentence, tell
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.backup_files import Backup


def second_place() -> Path | None:
    """The folder on another disk that was chosen in the settings."""
    from raict_desktop.config import load_settings

    chosen = load_settings().second_place
    return Path(chosen) if chosen else None


def shared_folder() -> Path | None:
    """The folder where the stations meet, chosen in the window."""
    from raict_desktop.config import load_settings

    chosen = load_settings().shared_folder
    return Path(chosen) if chosen else None


def _object(found: Backup) -> dict[str, object]:
    return {
        "file": str(found.path),
        "at": found.at.isoformat(timespec="seconds"),
        "entries": found.entries,
        "bytes": found.size,
        "base": found.base,
    }


def _line(found: Backup, to: str) -> str:
    local = found.at.astimezone()
    key = "safety.backup_line"
    return say(key, to, count=found.entries, at=f"{local:%Y-%m-%d %H:%M:%S}", path=found.path)


@click.command()
@click.argument("event")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path))
@click.option("--sealed", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def backup(event: str, folder: Path | None, sealed: Path | None, as_json: bool) -> None:
    """Back the event up, also while it is open elsewhere.

    \b
    Example:
      raict-desktop backup day.raict -o /media/stick
    """
    from raict_desktop.services.backups import back_up

    to = language()
    with opened_event(event) as opened:
        if sealed is not None:
            _seal(opened, sealed, as_json)
            return
        made = back_up(opened, folder, second_place())
    for found in (made.backup, made.second):
        if found is not None:
            if as_json:
                print_object(_object(found))
            else:
                click.echo(_line(found, to))
    if made.second_fault is not None:
        tell(sentence(made.second_fault, to))


def _seal(opened: OpenEvent, target: Path, as_json: bool) -> None:
    from raict_desktop.cli.privacy import ask_passphrase
    from raict_desktop.services.sealing import check_passphrase, sealed_backup

    passphrase = check_passphrase(ask_passphrase(twice=True))
    entries = sealed_backup(opened, target, passphrase)
    if as_json:
        print_object({"file": str(target), "entries": entries, "bytes": target.stat().st_size})
    else:
        click.echo(str(target))


@click.command()
@click.argument("event", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def backups(event: Path, as_json: bool) -> None:
    """List the backups of the event, newest first; the event file may be gone."""
    from raict_desktop.config import backups_path
    from raict_desktop.services.backups import backups_for

    to = language()
    found = backups_for(event, backups_path(), second_place())
    for one in found:
        if as_json:
            print_object(_object(one))
        else:
            click.echo(_line(one, to))
    if not found:
        raise UserError("backups.none_command")


@click.command()
@click.argument("event", type=click.Path(path_type=Path))
@click.option("--from", "given", type=click.Path(path_type=Path))
@click.option("--at", "moment", default="")
@click.option("--json", "as_json", is_flag=True)
def restore(event: Path, given: Path | None, moment: str, as_json: bool) -> None:
    """Put a backup in the event's place: the newest, the one of a time, or a given file.

    \b
    The former file is set aside. Examples:
      raict-desktop restore day.raict
      raict-desktop restore day.raict --at "2021-06-29 08:30"
      raict-desktop restore day.raict --from /media/stick/day-20210629T063000Z-1234.raict
    """
    from raict_desktop.config import backups_path
    from raict_desktop.services.backup_files import choose
    from raict_desktop.services.backups import backups_for
    from raict_desktop.services.backups import restore as put_back
    from raict_desktop.services.recovery import take_back

    to = language()
    if given is None:
        found = backups_for(event, backups_path(), second_place())
        if not found:
            raise UserError("backups.none_command")
        given = choose(found, _moment(moment)).path
    with _opened(given) as plain:
        result = put_back(plain, event)
    taken = 0
    if result.more:
        with opened_event(str(result.path)) as opened:
            taken = take_back(opened, result.more)
    if as_json:
        print_object(
            {
                "file": str(result.path),
                "entries": result.entries,
                "taken_back": taken,
                "backup": str(given),
                "set_aside": str(result.aside) if result.aside else None,
            }
        )
    else:
        click.echo(say("safety.restored", to, count=result.entries, path=result.path))
        if taken:
            key = "safety.taken_back" if result.damaged is not None else "safety.taken_in"
            click.echo(say(key, to, count=taken))
        if result.aside is not None:
            click.echo(say("safety.set_aside", to, path=result.aside))
    sys.stdout.flush()


@contextmanager
def _opened(backup: Path) -> Iterator[Path]:
    """The backup itself, or what a sealed one holds, for as long as the block lasts."""
    from raict_desktop.services.sealing import is_sealed, unsealed

    if not is_sealed(backup):
        yield backup
        return
    from raict_desktop.cli.privacy import ask_passphrase

    with unsealed(backup, ask_passphrase(twice=False)) as plain:
        yield plain


def _moment(text: str) -> datetime | None:
    """A time of this computer's clock."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise UserError("services.bad_time", text=text[:40]) from error

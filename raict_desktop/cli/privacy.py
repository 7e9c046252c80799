"""Commands about people's data: what is held of somebody, its erasure, sealed files, diagnostics."""

from __future__ import annotations

import os
from pathlib import Path

import click

from raict_desktop.cli.backups import second_place
from raict_desktop.cli.console import language, opened_event, print_object, tell
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

PASSPHRASE = "RAICT_PASSPHRASE"  # noqa: S105 - the variable's name


def ask_passphrase(*, twice: bool) -> str:
    """The passphrase from the environment, else asked for without showing it."""
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    to = language()
    typed: str = click.prompt(say("safety.passphrase", to), hide_input=True, err=True)
    if twice:
        again = click.prompt(say("safety.passphrase_again", to), hide_input=True, err=True)
        if again != typed:
            raise UserError("sealed.not_the_same")
    return typed


@click.command()
@click.argument("event")
@click.argument("person")
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path))
def person_data(event: str, person: str, target: Path) -> None:
    """Write everything the event holds about PERSON (a code or a name) as JSON.

    \b
    Example:
      raict-desktop person-data day.raict "Hélène Müller" -o mueller.json
    """
    from raict_desktop.services.personal_data import find_one, write_about

    with opened_event(event) as opened:
        write_about(opened, find_one(opened, person), target)
    click.echo(str(target))


@click.command()
@click.argument("event")
@click.argument("person")
@click.option("--yes", "agreed", is_flag=True)
@click.option("--operator", "at_desk", is_flag=True)
def erase(event: str, person: str, agreed: bool, at_desk: bool) -> None:
    """Erase the personal values of PERSON (a code or a name) for good; figures stay.

    With --operator, PERSON is the name of somebody who was at a desk.

    \b
    Example:
      raict-desktop erase day.raict BCDFGHJKLNPRSTVXYBCD --yes
    """
    from raict_desktop.services.people import get
    from raict_desktop.services.personal_data import erase as erase_person
    from raict_desktop.services.personal_data import erase_operator, find_one

    to = language()
    with opened_event(event) as opened:
        person_id = "" if at_desk else find_one(opened, person)
        if not agreed:
            name = get(opened, person_id).full_name if person_id else person
            click.confirm(say("safety.erase_confirm", to, name=name), abort=True, err=True)
        if at_desk:
            done = erase_operator(opened, person, second_place=second_place())
        else:
            done = erase_person(opened, person_id, second_place=second_place())
    click.echo(say("safety.erased", to, count=done.backups))
    for place in done.still_elsewhere:
        tell(say("safety.erased_not_here", to, path=place.name))


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path))
def seal(sources: tuple[Path, ...], target: Path) -> None:
    """Seal files and folders with a passphrase (asked for, or RAICT_PASSPHRASE).

    \b
    Example:
      raict-desktop seal results -o results.sealed
    """
    from raict_desktop.services.sealing import seal as seal_files

    for source in sources:
        if not source.exists():
            raise UserError("storage.not_found", path=str(source))
    click.echo(str(seal_files(sources, target, ask_passphrase(twice=True))))


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path))
def unseal(source: Path, target: Path) -> None:
    """Open a sealed file into a new file; what held several files comes out as a ZIP."""
    from raict_desktop.services.sealing import unseal as unseal_file

    if not source.is_file():
        raise UserError("storage.not_found", path=str(source))
    click.echo(str(unseal_file(source, target, ask_passphrase(twice=False))))


@click.command()
@click.argument("event", required=False)
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def diagnostics(event: str | None, target: Path, as_json: bool) -> None:
    """Write a ZIP for whoever mends the program; it holds nobody's data.

    \b
    Example:
      raict-desktop diagnostics day.raict -o diagnostics.zip
    """
    from raict_desktop.config import harmless_settings
    from raict_desktop.log import log_files
    from raict_desktop.services.diagnostics import facts, write_diagnostics

    if event is None:
        write_diagnostics(target, None, harmless_settings(), log_files())
        told = facts(None) if as_json else {}
    else:
        with opened_event(event) as opened:
            write_diagnostics(target, opened, harmless_settings(), log_files())
            told = facts(opened) if as_json else {}
    if as_json:
        print_object({"file": str(target), **told})
    else:
        click.echo(str(target))

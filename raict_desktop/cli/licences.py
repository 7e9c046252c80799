"""The command that shows under which terms the program and its parts are given."""

from __future__ import annotations

from dataclasses import asdict

import click

from raict_desktop.cli.console import print_object
from raict_desktop.domain.errors import UserError


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True)
def licences(name: str | None, as_json: bool) -> None:
    """List the parts of the program with their licences, or show the text of NAME.

    \b
    Example:
      raict-desktop licences numpy
    """
    from raict_desktop.services.licences import licences as collect

    found = collect()
    if name is not None:
        found = [part for part in found if part.name.casefold() == name.casefold()]
        if not found:
            raise UserError("portable.no_licence", name=name[:40])
    for part in found:
        if as_json:
            print_object(asdict(part))
        elif name is not None:
            click.echo(part.text)
        else:
            click.echo(f"{part.name:<28} {part.version:<14} {part.terms}".rstrip())

"""The command that puts the installed program on a USB stick."""

from __future__ import annotations

from pathlib import Path

import click

from raict_desktop.cli.console import language, progress_bar
from raict_desktop.wording import say


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument("event", required=False, type=click.Path(path_type=Path))
def portable(directory: Path, event: Path | None) -> None:
    """Put the installed program, and EVENT with it, on the USB stick DIRECTORY.

    \b
    Example:
      raict-desktop portable /media/stick day.raict
    """
    from raict_desktop.domain.errors import UserError
    from raict_desktop.services.portable import make_portable

    if event is not None and not event.is_file():
        raise UserError("storage.not_found", path=str(event))
    with progress_bar(str(directory), 100) as progress:
        made = make_portable(
            directory, event, lambda done, total: progress(100 * done // max(1, total))
        )
    click.echo(say("portable.made", language(), path=made.program))
    if made.event is not None:
        click.echo(say("portable.event", language(), path=made.event))

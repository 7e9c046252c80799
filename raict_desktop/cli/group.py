"""The command group: no command, or an event file as the first word, opens the window."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from raict_desktop import __version__
from raict_desktop.cli.self_test import run_self_test
from raict_desktop.domain.errors import UserError


class _Commands(click.Group):
    """A first word that is no command is an event file: the window opens on it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "window", self.commands["window"], args
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"max_content_width": 100}
)
@click.version_option(__version__, prog_name="raict-desktop")
@click.option(
    "--self-test",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=run_self_test,
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Check-in for conferences: the list, the badges, the doors, the figures, all offline.

    Without a command the window opens; an EVENT file as the first word opens that event.

    \b
    Examples:
      raict-desktop demo
      raict-desktop new day.raict --title "Rencontres" --date 2026-06-29
      raict-desktop import day.raict list.csv
      raict-desktop scan day.raict code:BCDFGH --json
    """
    if context.invoked_subcommand is None:
        context.exit(open_window(None))


def open_window(path: Path | None) -> int:
    """Run the window, on an event or on its welcome page; returns its exit code."""
    from raict_desktop.ui.app import run

    return run(path)


@click.command(hidden=True)
@click.argument("event")
def window(event: str) -> None:
    """Open the window on EVENT."""
    path = Path(event)
    if not path.exists():
        raise UserError("storage.not_found", path=event)
    sys.exit(open_window(path))

"""The command group: no command, or an event file as the first word, opens the window."""

from __future__ import annotations

import sys
from collections.abc import Iterable
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
        if not args or args[0] in self.commands or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        word, *rest = args
        if not _names_a_file(word):
            raise _no_such_command(word, (n for n, c in self.commands.items() if not c.hidden))
        # Only the file goes to the window; "--help" after it is the window's own.
        if rest and rest != ["--help"]:
            command = rest[0] if rest[0] in self.commands else ""
            if command:
                raise UserError("shell.command_first", command=command, file=word)
            raise UserError("shell.file_alone", file=word, word=rest[0])
        return "window", self.commands["window"], args


def _names_a_file(word: str) -> bool:
    """Whether a first word means an event file, be it there or not."""
    path = Path(word)
    return path.suffix.lower() == ".raict" or path.name != word or path.exists()


def _no_such_command(word: str, commands: Iterable[str]) -> UserError:
    from difflib import get_close_matches

    names = list(commands)
    near = [name for name in names if name.startswith(word)] if len(word) > 1 else []
    near = near or get_close_matches(word.replace("_", "-").lower(), names, n=3, cutoff=0.6)
    if near:
        return UserError("shell.no_command_near", word=word[:60], near=", ".join(near[:3]))
    return UserError("shell.no_command", word=word[:60])


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

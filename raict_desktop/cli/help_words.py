"""Puts every command's help in the user's language, from the catalogue area ``help_commands``.

``<command>`` holds a command's help, ``<command>_<option>`` an option's; an option that means the
same everywhere stands once, under ``option_<option>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from raict_desktop.cli.console import language
from raict_desktop.wording import catalogue, say

AREA = "help_commands"


def every_command(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each with its name in the catalogue: ``main``, ``hub_init``."""
    yield "_".join(path).replace("-", "_") or "main", command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from every_command(child, (*path, name))


def option_keys(name: str, option: click.Option) -> tuple[str, str]:
    """The catalogue keys where an option's help is looked for, the own one first."""
    long = max(option.opts, key=len).lstrip("-").replace("-", "_")
    return f"{AREA}.{name}_{long}", f"{AREA}.option_{long}"


def speak(group: click.Group, to: str) -> None:
    """Give a group, its commands and their options their help in a language."""
    words = catalogue(to)
    for name, command in every_command(group):
        command.help = words.get(f"{AREA}.{name}", command.help)
        command.short_help = None
        context = click.Context(command)
        for option in command.get_params(context):
            if isinstance(option, click.Option):
                found = (words[key] for key in option_keys(name, option) if key in words)
                option.help = next(found, option.help)
        command.context_settings.setdefault("max_content_width", 100)
    click.Context.formatter_class = Formatter


class Formatter(click.HelpFormatter):
    """Click's frame around the help, in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, prefix or say("cli.help_usage", language()) + " ")

    def write_heading(self, heading: str) -> None:
        """Write the title of a section."""
        key = f"cli.help_{heading.lower()}"
        super().write_heading(catalogue(language()).get(key, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with what each does."""
        to = language()
        default, required = say("cli.help_default", to), say("cli.help_required", to)
        said: Sequence[tuple[str, str]] = [
            (
                term,
                text.replace("[default: ", f"[{default} ").replace("[required]", f"[{required}]"),
            )
            for term, text in rows
        ]
        super().write_dl(said, col_max, col_spacing)

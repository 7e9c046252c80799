"""Write the manual page from the program's own help: ``make_man_page.py fr|en DATE > raict-desktop.1``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from raict_desktop import __version__
from raict_desktop.cli import cli
from raict_desktop.cli.help_words import every_command, speak
from raict_desktop.wording import say


def roff(text: str) -> str:
    """Plain text as roff: nothing in it is taken for a command."""
    lines = text.replace("\\", r"\e").replace("-", r"\-").splitlines()
    return "\n".join(rf"\&{line}" if line.startswith((".", "'")) else line for line in lines)


def paragraphs(text: str) -> Iterator[str]:
    """A help text; what follows a line of only a backspace stays as it is laid out."""
    for block in text.strip().split("\n\n"):
        if block.startswith("\b"):
            yield ".PP\n.nf\n" + roff(block[2:].strip("\n")) + "\n.fi"
        else:
            yield ".PP\n" + roff(" ".join(block.split()))


def options(command: click.Command) -> Iterator[str]:
    """Each option with what it does."""
    for option in command.get_params(click.Context(command)):
        if isinstance(option, click.Option) and not option.hidden:
            names = ", ".join(option.opts)
            value = "" if option.is_flag else f" {option.make_metavar(click.Context(command))}"
            yield f".TP\n.B {roff(names + value)}\n{roff(' '.join((option.help or '').split()))}"


def page(language: str, date: str) -> str:
    """The whole page in ``fr`` or ``en``; ``date`` is ISO."""
    speak(cli, language)
    parts = [
        f'.TH RAICT\\-DESKTOP 1 "{date}" "RAICT Desktop {__version__}"',
        f".SH {say('man.name', language)}",
        f"raict\\-desktop \\- {roff(say('man.summary', language))}",
        f".SH {say('man.synopsis', language)}",
        ".B raict\\-desktop\n[\\fIEVENT\\fR]\n.br\n.B raict\\-desktop\n\\fICOMMAND\\fR ...",
        f".SH {say('man.description', language)}",
        *paragraphs(cli.help or ""),
        f".SH {say('man.options', language)}",
        *options(cli),
        f".SH {say('man.commands', language)}",
    ]
    for name, command in every_command(cli):
        if name == "main" or command.hidden or isinstance(command, click.Group):
            continue
        usage = command.collect_usage_pieces(click.Context(command))
        parts.append(f".SS {roff(' '.join([name.replace('_', ' '), *usage]))}")
        parts += [*paragraphs(command.help or ""), *options(command)]
    parts += [
        f".SH {say('man.exit_codes', language)}",
        roff(say("man.exit_codes_text", language)),
        f".SH {say('man.files', language)}",
        roff(say("man.files_text", language)),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(page(*sys.argv[1:3]), end="")

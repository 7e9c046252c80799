"""What every command shares: the language, where words and results go, the open event, progress."""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

BAD_INPUT = 2
UNSAFE_FILE = 3


def language() -> str:
    """The user's language: ``RAICT_LANGUAGE``, else the system's, else French."""
    chosen = os.environ.get("RAICT_LANGUAGE") or os.environ.get("LANGUAGE") or ""
    chosen = chosen or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or ""
    chosen = chosen or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "en" if chosen[:2].lower() == "en" else "fr"


def sentence(error: UserError, to: str) -> str:
    """What a fault says to the user."""
    key = f"errors_{error.code}"
    try:
        mark = "," if to == "fr" else "."
        facts = {
            name: f"{value:g}".replace(".", mark) if isinstance(value, float) else value
            for name, value in error.facts.items()
        }
        return say(key, to, **facts)
    except KeyError:
        return str(error)


def tell(text: str) -> None:
    """Say something to the user, on standard error."""
    click.echo(text, err=True)


def print_object(value: dict[str, Any]) -> None:
    """Print one object on one line of standard output, at once."""
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


@contextmanager
def opened_event(path: str) -> Iterator[OpenEvent]:
    """The event at ``path``, its notice told first, closed at the end."""
    from raict_desktop.services.application import Application

    with Application() as application:
        event = application.open_event(Path(path))
        # A file in use can be read like any other; a command that writes says so itself.
        if event.file.reserve_used():
            tell(sentence(UserError("storage.reserve_low"), language()))
        told = event.notice not in ("", "storage.in_use")
        if told:
            tell(sentence(UserError(event.notice, **event.notice_facts), language()))
        try:
            yield event
        except UserError as fault:
            if not told or fault.code != event.notice:
                raise
            # The sentence stands on the terminal already.
            sys.exit(UNSAFE_FILE if isinstance(fault, UnsafeFileError) else BAD_INPUT)


@contextmanager
def progress_bar(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while a terminal looks on; silent otherwise."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


def on_one_line(text: str) -> str:
    r"""A foreign text with what a terminal would obey written as ``\n``, ``\x1b`` and the like."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )

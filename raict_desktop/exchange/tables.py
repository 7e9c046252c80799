"""One door for every file that holds rows: text or spreadsheet, told by its content, not its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import Line, open_delimited
from raict_desktop.exchange.spreadsheets import is_spreadsheet, open_sheet


class TableFile(Protocol):
    """A file of rows that can be read again and again."""

    @property
    def path(self) -> Path:
        """The file."""

    def lines(self) -> Iterator[Line]:
        """Read the records that hold anything."""


def open_table(path: Path, known_title: Callable[[str], bool]) -> TableFile:
    """Open a list.

    Args:
        path: delimited text of any usual encoding, .xlsx or .ods.
        known_title: tells a title that the caller understands.

    Raises:
        UserError: it cannot be read; the sentence says why.
    """
    if path.is_dir():
        raise UserError("exchange.is_folder", name=path.name)
    if is_spreadsheet(path):
        return open_sheet(path, known_title)
    return open_delimited(path, known_title)


def read_lines(path: Path, known_title: Callable[[str], bool]) -> list[Line]:
    """Read a short file whole.

    Raises:
        UserError: it cannot be read, or holds nothing.
    """
    lines = list(open_table(path, known_title).lines())
    if not lines:
        raise UserError("exchange.empty", name=path.name)
    return lines

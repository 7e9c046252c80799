"""Spreadsheet files (.xlsx, .ods) turned into rows, after a look inside that no file can explode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import MAX_CELL, Line
from raict_desktop.exchange.workbook_examination import examine

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ARCHIVE = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SheetFile:
    """One sheet of a spreadsheet, read into memory; its lines can be read again and again."""

    path: Path
    sheet: CalamineSheet
    first_row: int

    def lines(self) -> Iterator[Line]:
        """Read the rows that hold anything, one at a time."""
        for number, values in enumerate(self.sheet.iter_rows(), self.first_row):
            cells = tuple(_text(value) for value in values)
            if any(cells):
                yield Line(number, cells, ragged=False)


def is_spreadsheet(path: Path) -> bool:
    """Whether a file begins as zipped or compound documents do."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) in (_ARCHIVE, _COMPOUND)
    except OSError:
        return False


def open_sheet(path: Path, known_title: Callable[[str], bool]) -> SheetFile:
    """Open the sheet of a spreadsheet that looks most like a list.

    Args:
        path: an .xlsx or .ods file, whatever its name says.
        known_title: tells a title that the caller understands.

    Raises:
        UserError: protected by a password, damaged, of another kind, unfolding beyond reason, with
            a document type or a far cell (which is named).
    """
    from python_calamine import CalamineError, PasswordError, ZipError, load_workbook

    examine(path)
    try:
        workbook = load_workbook(path)
        return _best_sheet(path, workbook, known_title)
    except PasswordError as error:
        raise UserError("exchange.password_workbook", name=path.name) from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise UserError("exchange.damaged_spreadsheet", name=path.name) from error
    except BaseException as error:
        # A fault of the reader itself, which is written in Rust, comes as no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UserError("exchange.damaged_spreadsheet", name=path.name) from error


def _best_sheet(
    path: Path, workbook: CalamineWorkbook, known_title: Callable[[str], bool]
) -> SheetFile:
    best: tuple[int, int, SheetFile] | None = None
    for place, name in enumerate(workbook.sheet_names[:20]):
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        file = SheetFile(path, sheet, sheet.start[0] + 1)
        head = [line for line, _ in zip(file.lines(), range(5), strict=False)]
        score = max((sum(map(known_title, line.cells)) for line in head), default=0)
        if best is None or (score, -place) > best[:2]:
            best = (score, -place, file)
    if best is None:
        raise UserError("exchange.empty", name=path.name)
    return best[2]


def _text(value: Any) -> str:
    """Write a cell as a person reads it; whole numbers without ".0", times in ISO 8601."""
    if isinstance(value, str):
        return value[:MAX_CELL]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep="T", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds()) // 3600}:{int(value.total_seconds()) // 60 % 60:02}"
    return "" if value is None else str(value)

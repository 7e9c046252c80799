"""Tables as a workbook: typed cells, frozen titles, filters; written row by row with little memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.day_files import Table, whole_file

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
_SAMPLE = 100
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Share(float):
    """A part of a whole, from 0 to 1: a number that a sheet shows as percent."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a sheet of its own; ``name`` is what its tab says."""

    name: str
    table: Table


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> Path:
    """Write a workbook, readable by its owner only, or leave the former one as it was.

    Raises:
        UserError: a place that cannot be written, a full disk, a table longer than a sheet.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with whole_file(path) as temporary, tempfile.TemporaryDirectory(prefix="raict-") as parts:
        workbook = xlsxwriter.Workbook(
            temporary,
            {
                "constant_memory": True,
                "tmpdir": parts,
                # Texts stay texts: what looks like a formula or an address is neither.
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        try:
            formats = {
                "title": workbook.add_format({"bold": True, "bottom": 1}),
                "moment": workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
                "share": workbook.add_format({"num_format": "0 %"}),
                "day": workbook.add_format({"num_format": "dd/mm/yyyy"}),
            }
            for sheet in sheets:
                _fill(workbook, sheet, formats, path)
            workbook.close()
        except XlsxWriterException as error:
            # The library wraps what the disk said.
            raise OSError(*(error.args or ("xlsx",))) from error
        finally:
            workbook.fileclosed = True
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
    return path


def _fill(workbook: Any, sheet: Sheet, formats: dict[str, Any], path: Path) -> None:
    page = workbook.add_worksheet(sheet.name.translate(_FORBIDDEN)[:31])
    page.freeze_panes(1, 0)
    rows = iter(sheet.table.rows)
    first = list(islice(rows, _SAMPLE))
    for place, title in enumerate(sheet.table.columns):
        longest = max((len(str(row[place] or "")) for row in first), default=0)
        page.set_column(place, place, min(48, max(len(title) + 4, longest + 2)))
        page.write_string(0, place, title, formats["title"])
    count = 0
    for row in chain(first, rows):
        count += 1
        if count > MAX_ROWS:
            raise UserError("exchange.too_long_for_a_sheet", path=path.name, limit=MAX_ROWS)
        for place, cell in enumerate(row):
            _write(page, count, place, cell, formats)
    page.autofilter(0, 0, max(1, count), len(sheet.table.columns) - 1)


def _write(page: Any, row: int, column: int, cell: object, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_string(row, column, "oui" if cell else "non")
    elif isinstance(cell, Share):
        page.write_number(row, column, cell, formats["share"])
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell.replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["day"])
    else:
        page.write_string(row, column, str(cell)[:MAX_TEXT])

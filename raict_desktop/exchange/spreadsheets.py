"""Spreadsheet files (.xlsx, .ods) turned into rows, after a look inside that no file can explode."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import MAX_BYTES, MAX_CELL, MAX_COLUMNS, Line

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_ENTRIES = 2_000
MAX_UNFOLDED = 256 * 1024 * 1024
MAX_RATIO = 150
SMALL = 8 * 1024 * 1024
"""Below this size, in bytes, an unfolded part is harmless whatever its ratio."""
MAX_AREA = 4_000_000
"""Cells in the rectangle around all values; the reader keeps about 25 bytes for each."""
_CHUNK = 1 << 20
_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>/]*>\s*<(?:\w+:)?(?:v|is|f)\b'
)
_BARE_CELL = re.compile(rb'<(?:\w+:)?c(?:\s(?![^<>]*\br=")[^<>/]*)?>\s*<')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="(\d{1,7})"')
_ARCHIVE = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


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

    _examine(path)
    try:
        workbook = load_workbook(path)
        return _best_sheet(path, workbook, known_title)
    except PasswordError as error:
        raise UserError("exchange.password_workbook", name=path.name) from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
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


def _examine(path: Path) -> None:
    """Refuse what would cost too much memory or time, before the reader opens it."""
    name = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError("exchange.too_big", name=name, limit=MAX_BYTES // (1024 * 1024))
        with path.open("rb") as stream:
            if stream.read(4) == _COMPOUND:
                stream.seek(0)
                protected = _ENCRYPTED_PACKAGE in stream.read(MAX_BYTES)
                raise UserError(
                    f"exchange.{'password' if protected else 'old'}_workbook", name=name
                )
        with zipfile.ZipFile(path) as archive:
            _examine_archive(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UserError("exchange.damaged_spreadsheet", name=name) from error
    except expat.ExpatError as error:
        raise UserError("exchange.damaged_spreadsheet", name=name) from error
    except OSError as error:
        raise UserError("exchange.cannot_read", name=name) from error


def _examine_archive(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UserError("exchange.password_workbook", name=name)
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL and part.file_size > MAX_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if len(parts) > MAX_ENTRIES or total > MAX_UNFOLDED or swollen:
        raise UserError("exchange.swollen", name=name)
    names = {part.filename for part in parts}
    if "content.xml" in names:
        _examine_document(archive, name)
    elif not any(part.startswith("xl/") for part in names):
        raise UserError("exchange.not_a_spreadsheet", name=name)
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and part.filename != "content.xml":
            sheet = part.filename.startswith("xl/worksheets/")
            _examine_part(archive, part, name, sheet=sheet)


def _examine_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, *, sheet: bool
) -> None:
    """Read a part to its end (its checksum is compared there) for document types and far cells."""
    last_row = last_column = 0
    far = ""
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            if (
                b"<!DOCTYPE" in text
                or b"<!ENTITY" in text
                or text[:2] in (b"\xff\xfe", b"\xfe\xff")
            ):
                raise UserError("exchange.document_type", name=name)
            if sheet:
                for letters, digits in _CELL.findall(text):
                    row, column = int(digits), _column(letters)
                    if row > last_row or column > last_column:
                        far = (letters + digits).decode()
                        last_row, last_column = max(row, last_row), max(column, last_column)
                if _BARE_CELL.search(text):  # cells that take their place from their row
                    last_row = max(last_row, *map(int, _ROW.findall(text)), 0)
                    widest = max(piece.count(b"<c") for piece in text.split(b"<row"))
                    last_column, far = max(last_column, widest), far or f"A{last_row}"
            cut = text.rfind(b"<", max(0, len(text) - 4096))
            # A cell that the chunk cuts in two is looked at again with the next one.
            cut = text.rfind(b"<c ", max(0, len(text) - 4096), cut + 3) if sheet else cut
            rest = text[cut:] if cut >= 0 else text[-64:]
    if last_column > MAX_COLUMNS or last_row * last_column > MAX_AREA:
        raise UserError("exchange.far_cell", name=name, cell=far)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _examine_document(archive: zipfile.ZipFile, name: str) -> None:
    """Walk an OpenDocument's content: repeated rows and cells reach far in a few bytes."""
    place = _Place(name)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = place.doctype
    parser.StartElementHandler = place.start
    parser.EndElementHandler = place.end
    with archive.open("content.xml") as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)


class _Place:
    """Where in an OpenDocument sheet the walk is, and how far values reach."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = self._last_column = 0
        self._rows = 1

    def doctype(self, *_declared: object) -> None:
        raise UserError("exchange.document_type", name=self._name)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._row = self._last_column = 0
        elif tag == "table:table-row":
            self._rows = _count(attributes.get("table:number-rows-repeated"))
            self._column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column += _count(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes:
                self._last_column = max(self._last_column, self._column)
                area = (self._row + self._rows) * self._last_column
                if self._last_column > MAX_COLUMNS or area > MAX_AREA:
                    cell = f"{self._row + self._rows}/{self._last_column}"
                    raise UserError("exchange.far_cell", name=self._name, cell=cell)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._rows


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 8 else 1

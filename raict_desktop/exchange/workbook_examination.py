"""A look into a zipped workbook (.xlsx, .ods) before the reader opens it, so that no file explodes there.

The reader lays all cells out in one rectangle and ends the whole program where that does not fit in
memory. Each part is therefore walked through with a real XML parser first, as far as it takes to know
that the reader can hold what stands in it; nothing is kept.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import MAX_BYTES, MAX_COLUMNS

MAX_ENTRIES = 2_000
MAX_UNFOLDED = 96 * 1024 * 1024
MAX_RATIO = 150
SMALL = 8 * 1024 * 1024
"""Below this size, in bytes, an unfolded part is harmless whatever its ratio."""
MAX_AREA = 2_000_000
"""Cells in the rectangle around all values; the reader keeps about 25 bytes for each."""
MAX_CELLS = 1_000_000
"""Cells that hold something; the reader keeps some 60 bytes more for each."""
MAX_TEXT = 32 * 1024 * 1024
"""Letters in all cells of a sheet; each cell gets its own copy of a text that many share."""
_CHUNK = 1 << 20
_ARCHIVE_END = (".xml", ".rels")
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_REPEATED = re.compile(r"\+?0*(\d{1,7})")
_COMPOUND = b"\xd0\xcf\x11\xe0"
_TEXTS = frozenset({"word/document.xml", "ppt/presentation.xml"})
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def examine(path: Path) -> None:
    """Refuse what would cost too much memory or time.

    Raises:
        UserError: protected by a password, damaged, of another kind, unfolding beyond reason, with
            a document type, too many cells or a far one (which is named).
    """
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
    except (EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UserError("exchange.damaged_spreadsheet", name=name) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error) as error:
        raise UserError("exchange.damaged_spreadsheet", name=name) from error
    except expat.ExpatError as error:
        raise UserError("exchange.damaged_spreadsheet", name=name) from error
    except OSError as error:
        raise UserError("exchange.cannot_read", name=name) from error


def _is_calculated(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument calls itself a spreadsheet, or does not say what it is."""
    try:
        with archive.open("mimetype") as stream:
            kind = stream.read(80)
    except KeyError:
        return True
    return not kind.startswith(_OPEN_DOCUMENT) or b"spreadsheet" in kind


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
    # The reader does not mind capitals in the names of parts.
    names = {part.filename.lower().replace("\\", "/") for part in parts}
    document = "content.xml" in names
    binary = "xl/workbook.bin" in names
    if names & _TEXTS or (document and not _is_calculated(archive)):
        raise UserError("exchange.is_document", name=name)
    if binary or not (document or any(one.startswith("xl/") for one in names)):
        raise UserError("exchange.not_a_spreadsheet", name=name)
    texts = _SharedTexts()
    targets = _Targets(name)
    told = sorted(parts, key=lambda part: "sharedstrings" not in part.filename.lower())
    for part in told:
        ending = part.filename.lower()
        if not ending.endswith(_ARCHIVE_END):
            continue
        if ending == "content.xml":
            place = _Place(name)
            _walk(archive, part, name, place.start, place.end)
        elif "sharedstrings" in ending:
            _walk(archive, part, name, texts.start, texts.end, texts.text)
        else:
            if part.file_size > SMALL:
                _count_cells(archive, part, name)
            sheet = _Sheet(name, texts)
            _walk(archive, part, name, sheet.start)
            if sheet.texts > 0 and sheet.texts * texts.longest > MAX_TEXT:
                shared = _SharedCells(name, texts)
                _walk(archive, part, name, shared.start, shared.end, shared.text)
            if ending.endswith(("workbook.xml", "workbook.xml.rels")):
                _walk(archive, part, name, targets.start)
    targets.check()


def _count_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Refuse a sheet of far too many cells at once: to walk through it would take seconds."""
    count = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            count += chunk.count(b"<c ") + chunk.count(b"<c>")
            if count > MAX_CELLS:
                raise UserError("exchange.too_many_cells", name=name)


def _walk(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part to its end; its checksum is compared there."""

    def doctype(*_declared: object) -> None:
        raise UserError("exchange.document_type", name=name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
        parser.buffer_text = True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag


class _SharedTexts:
    """How long each text is that cells share."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self.longest = 0
        self._length = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if _local(tag) == "si":
            self._length = 0

    def text(self, text: str) -> None:
        self._length += len(text)

    def end(self, tag: str) -> None:
        if _local(tag) == "si":
            self.lengths.append(self._length)
            self.longest = max(self.longest, self._length)


class _Sheet:
    """How far the values of a sheet reach, and how many there are.

    Attributes:
        texts: cells that share their text with others.
    """

    def __init__(self, name: str, texts: _SharedTexts) -> None:
        self.texts = 0
        self._name = name
        self._shared = texts
        self._cells = 0
        self._row = self._bare = 0
        self._place = ""
        self._fresh = False
        self._last_row = self._last_column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = _local(tag)
        if tag == "c":
            place = attributes.get("r")
            if place:
                self._place, self._bare = place, 0
            else:
                self._bare += 1
            self._fresh = True
            self.texts += attributes.get("t") == "s"
        elif tag in ("v", "is", "f"):
            if self._fresh:
                self._fresh = False
                self._filled()
        elif tag == "row":
            told = attributes.get("r", "")
            self._row = int(told) if told.isdecimal() and len(told) < 8 else self._row + 1
            self._place, self._bare = "", 0

    def _filled(self) -> None:
        row, column = self._row, self._bare
        if self._place:
            found = _PLACE.fullmatch(self._place)
            if found is None:
                raise UserError("exchange.damaged_spreadsheet", name=self._name)
            row, column = int(found[2]), _column(found[1].upper()) + self._bare
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if self._last_column > MAX_COLUMNS or self._last_row * self._last_column > MAX_AREA:
            cell = self._place or f"A{row}"
            raise UserError("exchange.far_cell", name=self._name, cell=cell)
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise UserError("exchange.too_many_cells", name=self._name)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _SharedCells:
    """The letters of a sheet's cells whose texts are shared, each counted as often as it stands there."""

    def __init__(self, name: str, texts: _SharedTexts) -> None:
        self._name = name
        self._lengths = texts.lengths
        self._inside = self._shared = False
        self._number = ""
        self._total = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "c":
            self._shared = attributes.get("t") == "s"
        self._inside, self._number = self._shared and tag == "v", ""

    def text(self, text: str) -> None:
        if self._inside:
            self._number += text

    def end(self, _tag: str) -> None:
        number = self._number.strip()
        if self._inside and number.isdecimal() and int(number) < len(self._lengths):
            self._total += self._lengths[int(number)]
            if self._total > MAX_TEXT:
                raise UserError("exchange.swollen", name=self._name)
        self._inside = False


class _Targets:
    """Where the sheets of a workbook stand: only in parts that were looked at."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._sheets: set[str] = set()
        self._parts: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            self._sheets |= {v for k, v in attributes.items() if _local(k) == "id"}
        elif _local(tag) == "Relationship":
            self._parts[attributes.get("Id", "")] = attributes.get("Target", "")

    def check(self) -> None:
        for sheet in self._sheets & self._parts.keys():
            part = self._parts[sheet].lower()
            if not part.endswith(".xml") or part.endswith("sharedstrings.xml"):
                raise UserError("exchange.damaged_spreadsheet", name=self._name)


class _Place:
    """Where in an OpenDocument sheet the walk is, and how far values reach.

    Repeated rows and cells reach far in a few bytes.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = self._last_column = 0
        self._rows = 1
        self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._row = self._last_column = 0
        elif tag == "table:table-row":
            self._rows = self._count(attributes.get("table:number-rows-repeated"))
            self._column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            count = self._count(attributes.get("table:number-columns-repeated"))
            self._column += count
            if "office:value-type" in attributes:
                self._last_column = max(self._last_column, self._column)
                area = (self._row + self._rows) * self._last_column
                if self._last_column > MAX_COLUMNS or area > MAX_AREA:
                    self._refuse()
                self._cells += self._rows * count
                if self._cells > MAX_CELLS:
                    raise UserError("exchange.too_many_cells", name=self._name)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._rows

    def _refuse(self) -> None:
        cell = f"{self._row + self._rows}/{self._column}"
        raise UserError("exchange.far_cell", name=self._name, cell=cell)

    def _count(self, text: str | None) -> int:
        if not text:
            return 1
        found = _REPEATED.fullmatch(text)
        if found is None:
            self._refuse()
            return 1
        return int(found[1])

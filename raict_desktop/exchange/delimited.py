"""Delimited text of unknown origin turned into rows one by one, or a sentence telling what is wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from raict_desktop.domain.errors import UserError

MAX_BYTES = 64 * 1024 * 1024
MAX_CELL = 200_000
MAX_COLUMNS = 300
_CHUNK = 1 << 20
_DELIMITERS = ";\t,"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"SQLite format 3", "database"),
)
_TEXT_CONTROLS = "\t\r\n\x0b\x0c\x1a"
ODD = "\ue000"
"""Stands before a character that the file's encoding does not hold; readers take it out."""


def _odd_byte(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that the encoding does not know as Windows would, and leave a mark before it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return ODD + byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error("raict_odd_byte", _odd_byte)


@dataclass(frozen=True, slots=True)
class Line:
    """One record; ``row`` counts as a spreadsheet does, from 1 with the titles.

    ``odd`` tells that characters were unreadable or NUL; ``ragged`` that the record may have fewer
    cells than the titles because somebody cut it, which a spreadsheet's rows never are.
    """

    row: int
    cells: tuple[str, ...]
    odd: bool = False
    ragged: bool = True


@dataclass(frozen=True, slots=True)
class DelimitedFile:
    """A text file whose encoding and delimiter are known; its lines can be read again and again."""

    path: Path
    encoding: str
    delimiter: str
    skipped: int = 0

    def lines(self) -> Iterator[Line]:
        """Read the records that hold anything, one at a time.

        Raises:
            UserError: broken quotes, cells or columns beyond reason, the file went away.
        """
        # The module's limit is the process's; every reader here wants the same one.
        csv.field_size_limit(MAX_CELL)
        name = self.path.name
        start = 0
        try:
            with _opened(self.path, self.encoding) as stream:
                for _ in range(self.skipped):
                    stream.readline()
                reader = csv.reader(stream, delimiter=self.delimiter, strict=True)
                for row, cells in enumerate(reader, 1 + self.skipped):
                    start = reader.line_num
                    if len(cells) > MAX_COLUMNS:
                        line = start + self.skipped
                        raise UserError(
                            "exchange.too_many_columns", name=name, line=line, limit=MAX_COLUMNS
                        )
                    text = "".join(cells)
                    if text and not text.isspace():
                        yield _line(row, cells, text)
        except csv.Error as error:
            code = "huge_cell" if "limit" in str(error) else "open_quote"
            line = start + 1 + self.skipped
            raise UserError(f"exchange.{code}", name=name, line=line) from error
        except OSError as error:
            raise UserError("exchange.cannot_read", name=name) from error
        except UnicodeError as error:
            raise UserError("exchange.not_text", name=name) from error


def _line(row: int, cells: list[str], text: str) -> Line:
    odd = ODD in text or "\0" in text
    if odd:
        cells = [cell.replace(ODD, "").replace("\0", "") for cell in cells]
    return Line(row, tuple(cells), odd)


def _opened(path: Path, encoding: str) -> io.TextIOWrapper:
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "raict_odd_byte"
    return path.open("r", encoding=encoding, errors=errors, newline="")


def open_delimited(path: Path, known_title: Callable[[str], bool]) -> DelimitedFile:
    """Find out how a text file is written.

    Args:
        path: a text file with delimiters.
        known_title: tells a title that the caller understands; used to choose the delimiter.

    Raises:
        UserError: not found, not text, empty or too big.
    """
    name = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // (1024 * 1024)
            raise UserError("exchange.too_big", name=name, limit=limit)
        encoding = _encoding(path)
        with _opened(path, encoding) as stream:
            start = stream.read(4 * MAX_CELL)
    except FileNotFoundError as error:
        raise UserError("exchange.not_found", name=name) from error
    except (OSError, ValueError) as error:
        code = "not_text" if isinstance(error, UnicodeError) else "cannot_read"
        raise UserError(f"exchange.{code}", name=name) from error
    beginning = start[:65536]
    strange = sum(ord(c) < 32 and c not in _TEXT_CONTROLS for c in beginning)
    strange += beginning.count(ODD)
    if strange > max(3, len(beginning) // 100):
        raise UserError("exchange.not_text", name=name)
    if not start.strip():
        raise UserError("exchange.empty", name=name)
    delimiter = _told_delimiter(start)
    if delimiter:
        return DelimitedFile(path, encoding, delimiter, skipped=1)
    return DelimitedFile(path, encoding, _likely_delimiter(start, known_title))


def _encoding(path: Path) -> str:
    """By the byte order mark, else UTF-8 where most of the accents are, else as Windows wrote it.

    One byte of another encoding in a UTF-8 file must not turn every accent into two characters.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
        if not start:
            raise UserError("exchange.empty", name=path.name)
        for beginning, kind in _FOREIGN:
            if start.startswith(beginning):
                raise UserError(f"exchange.is_{kind}", name=path.name)
        for mark, encoding in _BYTE_ORDER_MARKS:
            if start.startswith(mark):
                return encoding
        wide = _unmarked_utf16(start)
        if wide:
            return wide
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        right = wrong = 0
        while chunk := stream.read(_CHUNK):
            if chunk.isascii():
                continue
            text = decoder.decode(chunk)
            bad = text.count("\ufffd")
            wrong += bad
            right += sum(not c.isascii() for c in text) - bad
    return "utf-8" if right >= wrong else "cp1252"


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte of a western list is NUL."""
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = start[offset::2]
        if half.count(0) > 0.7 * len(half):
            return encoding
    return ""


def _told_delimiter(text: str) -> str:
    """Give the delimiter of Excel's ``sep=;`` line, or an empty text."""
    first, _, _ = text.partition("\n")
    told = first.strip("\r\"'")
    is_told = told[:4].lower() == "sep=" and len(told) == 5 and told[4] in _DELIMITERS + "|"
    return told[4] if is_told else ""


def _likely_delimiter(text: str, known_title: Callable[[str], bool]) -> str:
    best, best_score = ";", (-1, -1)
    for delimiter in _DELIMITERS:
        score = (0, 0)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for cells in islice(reader, 5):
                found = sum(known_title(title) for title in cells[:MAX_COLUMNS])
                score = max(score, (found, len(cells)))
        except csv.Error:
            pass  # the real reading says which line is broken
        if score > best_score:
            best, best_score = delimiter, score
    return best

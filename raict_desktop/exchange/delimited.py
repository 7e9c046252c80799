"""Delimited text of unknown origin turned into rows, or a sentence telling what is wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.errors import UserError

MAX_BYTES = 64 * 1024 * 1024
MAX_CELL = 200_000
MAX_COLUMNS = 300
_DELIMITERS = ";\t,"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVE = b"PK\x03\x04"
_FOREIGN = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3")
_TEXT_CONTROLS = "\t\r\n\x0b\x0c\x1a"


@dataclass(frozen=True, slots=True)
class Line:
    """One record; ``row`` counts as a spreadsheet does, from 1 with the titles."""

    row: int
    cells: tuple[str, ...]


def read_lines(path: Path, known_title: Callable[[str], bool]) -> list[Line]:
    """Read the records that hold anything.

    Args:
        path: a text file with delimiters.
        known_title: tells a title that the caller understands; used to choose the delimiter.

    Raises:
        UserError: not found, not text, empty, broken quotes, cells or columns beyond reason.

    """
    text = decode(_content(path), path.name)
    text, delimiter = _told_delimiter(text)
    if not delimiter:
        delimiter = _likely_delimiter(text, known_title)
    lines = _records(text, delimiter, path.name)
    if not lines:
        raise UserError("exchange.empty", name=path.name)
    return lines


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError("exchange.not_found", name=path.name) from error
    except (OSError, ValueError) as error:
        raise UserError("exchange.cannot_read", name=path.name) from error
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise UserError("exchange.too_big", name=path.name, limit=limit)
    return content


def decode(content: bytes, name: str) -> str:
    """Decode a file by its byte order mark, else as UTF-8, else as Windows wrote it (cp1252).

    Raises:
        UserError: binary content, or NUL characters (the line is named).

    """
    if not content:
        raise UserError("exchange.empty", name=name)
    if content.startswith(_ARCHIVE):
        raise UserError("exchange.spreadsheet", name=name)
    if content.startswith(_FOREIGN):
        raise UserError("exchange.not_text", name=name)
    text = _decoded(content)
    if text is None:
        raise UserError("exchange.not_text", name=name)
    strange = sum(ord(c) < 32 and c not in _TEXT_CONTROLS for c in text[:65536])
    if strange > max(3, len(text[:65536]) // 100):
        raise UserError("exchange.not_text", name=name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UserError("exchange.nul", name=name, line=line)
    return text


def _decoded(content: bytes) -> str | None:
    encodings = ["utf-8-sig", "cp1252"]
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = _unmarked_utf16(content) or encodings
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unmarked_utf16(content: bytes) -> list[str]:
    """UTF-16 without its mark: nearly every second byte of a western list is NUL."""
    start = content[:4096]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = start[offset::2]
        if len(content) % 2 == 0 and half.count(0) > 0.7 * len(half):
            return [encoding]
    return []


def _told_delimiter(text: str) -> tuple[str, str]:
    """Excel's ``sep=;`` line: taken off, its delimiter told; its row still counts."""
    first, _, _ = text.partition("\n")
    told = first.strip("\r\"'")
    if told[:4].lower() == "sep=" and len(told) == 5 and told[4] in _DELIMITERS + "|":
        return text[len(first) :], told[4]
    return text, ""


def _likely_delimiter(text: str, known_title: Callable[[str], bool]) -> str:
    best, best_score = ";", (-1, -1)
    for delimiter in _DELIMITERS:
        score = (0, 0)
        reader = csv.reader(io.StringIO(text[: 4 * MAX_CELL], newline=""), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader):
                if number == 5:
                    break
                found = sum(known_title(title) for title in cells[:MAX_COLUMNS])
                score = max(score, (found, len(cells)))
        except csv.Error:
            pass  # the real reading says which line is broken
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, name: str) -> list[Line]:
    # The module's limit is the process's; every reader here wants the same one.
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    row = start = 0
    try:
        for cells in reader:
            row += 1
            start = reader.line_num
            if len(cells) > MAX_COLUMNS:
                raise UserError(
                    "exchange.too_many_columns", name=name, line=start, limit=MAX_COLUMNS
                )
            if any(cell.strip() for cell in cells):
                lines.append(Line(row, tuple(cells)))
    except csv.Error as error:
        code = "huge_cell" if "limit" in str(error) else "open_quote"
        raise UserError(f"exchange.{code}", name=name, line=start + 1) from error
    return lines

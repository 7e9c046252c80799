"""The journal as a text file: a first line that says of which event, then one entry a line (JSON).

A file only ever grows at its end, so a station can append to it and others read on from where they
were. A last line without its line break is still being written, or was cut: it is left for later.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from raict_desktop.domain.carried import FIELDS, Carried, from_mapping
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.day_files import whole_file

SUFFIX = ".jsonl"
FORMAT = "raict-journal"
VERSION = 1
MAX_LINE = 1_000_000
"""Bytes of one line; the longest that a station can write stays well below."""


@dataclass(frozen=True, slots=True)
class JournalHeader:
    """What the first line says.

    Attributes:
        event_id: of which event.
        schema: number of the event file's schema; a newer one may hold what we cannot read.
    """

    event_id: str
    schema: int


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is no entry; ``line`` counts from 1 as an editor does."""

    line: int


def header_line(header: JournalHeader) -> bytes:
    """The first line of a journal file, with its line break."""
    return _line(
        {"format": FORMAT, "version": VERSION, "event": header.event_id, "schema": header.schema}
    )


def entry_line(entry: Carried) -> bytes:
    """The line of one entry, with its line break."""
    return _line({name: getattr(entry, name) for name in FIELDS})


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def parse_header(line: bytes) -> JournalHeader | None:
    """What a first line says, or None when it is not one."""
    value = _object(line)
    if value is None or value.get("format") != FORMAT or value.get("version") != VERSION:
        return None
    event_id, schema = value.get("event"), value.get("schema")
    if not isinstance(event_id, str) or type(schema) is not int:
        return None
    return JournalHeader(event_id, schema)


def parse_entry(line: bytes) -> Carried | None:
    """The entry of a line, or None when it holds none."""
    value = _object(line)
    return None if value is None else from_mapping(value)


def _object(line: bytes) -> dict[str, Any] | None:
    if len(line) > MAX_LINE:
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_journal(path: Path) -> bool:
    """Whether a file begins as a journal file does."""
    try:
        with path.open("rb") as stream:
            return parse_header(stream.readline(MAX_LINE)) is not None
    except OSError:
        return False


def read_header(path: Path) -> JournalHeader:
    """The header of a journal file.

    Raises:
        UserError: no such file, or no journal.
    """
    try:
        with path.open("rb") as stream:
            header = parse_header(stream.readline(MAX_LINE))
    except OSError as error:
        raise UserError("merge.cannot_read", path=path.name) from error
    if header is None:
        raise UserError("merge.not_a_journal", path=path.name)
    return header


def read_entries(path: Path) -> Iterator[Carried | BrokenLine]:
    """The entries of a journal file, one at a time; a line that is none is told and passed over.

    A last line without its line break is read too where it is whole.

    Raises:
        UserError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            stream.readline(MAX_LINE)
            number = 1
            while line := stream.readline(MAX_LINE):
                number += 1
                if not line.strip():
                    continue
                entry = parse_entry(line)
                yield BrokenLine(number) if entry is None else entry
                while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE)):
                    pass  # the rest of a line beyond all reason
    except OSError as error:
        raise UserError("merge.cannot_read", path=path.name) from error


def write_journal(path: Path, header: JournalHeader, entries: Iterable[Carried]) -> Path:
    """Write a whole journal file, readable by its owner only, or leave the former one as it was.

    Raises:
        UserError: a place that cannot be written, a full disk.
    """
    with whole_file(path) as temporary, temporary.open("wb") as stream:
        stream.write(header_line(header))
        for entry in entries:
            stream.write(entry_line(entry))
        stream.flush()
        os.fsync(stream.fileno())
    return path

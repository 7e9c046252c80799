"""Files of the day, whole or not at all: a profile for Excel, one that comes back unchanged."""

from __future__ import annotations

import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.spelling import inert

PROFILES = ("excel", "exchange")
UNFINISHED = ".part"
"""How the names of files end that are still being written."""
_TOLD = 2_000
"""Lines between two words of progress."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Table:
    """One file, ``name`` without suffix; cells: str, int, float, bool, None, date or datetime."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[object, ...]]


def write_tables(
    directory: Path,
    profile: str,
    tables: Iterable[Table],
    progress: Callable[[int], None] = lambda _lines: None,
) -> tuple[Path, ...]:
    """Write each table as ``NAME.csv``, readable by its owner only.

    None takes its name before all are written: a disk that fills up leaves the former files together.

    Args:
        directory: an existing folder.
        profile: one of ``PROFILES``.
        tables: taken one after the other.
        progress: told now and then how many lines of all files are written; what it raises stops the
            writing, and the former files stay.

    Raises:
        UserError: unknown profile, a place that cannot be written, a full disk. A file that was
            there before is then still whole.

    """
    if profile not in PROFILES:
        raise UserError("exchange.unknown_profile", profile=profile)
    lines = _Lines(progress)
    with ExitStack() as finished:
        return tuple(
            _write(finished, directory / f"{table.name}.csv", profile, table, lines)
            for table in tables
        )


class _Lines:
    """Counts the lines of all files, and tells of them now and then."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress = progress
        self._count = 0

    def counted(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        for row in rows:
            self._count += 1
            if self._count % _TOLD == 0:
                self._progress(self._count)
            yield row


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file that takes the place of ``path`` once the block ends well.

    It is readable by its owner only and stands in the same folder; what is written must be synced
    by the block. After a fault ``path`` is as it was.

    Raises:
        UserError: a place that cannot be written, a full disk.
    """
    temporary = None
    try:
        # mkstemp makes the file with mode 0600, before anything personal is in it.
        handle, temporary = tempfile.mkstemp(UNFINISHED, f".{path.stem[:40]}-", path.parent)
        os.close(handle)
        yield Path(temporary)
        Path(temporary).replace(path)
        temporary = None
        _settle(path.parent)
    except OSError as error:
        code = "disk_full" if error.errno in _FULL else "cannot_write"
        raise UserError(f"exchange.{code}", path=str(path)) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _write(finished: ExitStack, path: Path, profile: str, table: Table, lines: _Lines) -> Path:
    encoding = "utf-8-sig" if profile == "excel" else "utf-8"
    temporary = finished.enter_context(whole_file(path))
    with temporary.open("w", encoding=encoding, errors="replace", newline="") as stream:
        if profile == "excel":
            writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
            cell = excel_cell
        else:
            writer = csv.writer(stream, lineterminator="\n")
            cell = exchange_cell
        writer.writerow(map(cell, table.columns))
        for row in lines.counted(table.rows):
            writer.writerow(map(cell, row))
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _settle(directory: Path) -> None:
    """Make the renaming itself last; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network shares cannot
            raise
    finally:
        os.close(handle)


def excel_cell(value: object) -> str:
    """Write a cell for French Excel: oui/non, decimal comma, dd/mm/yyyy, no formula."""
    if type(value) is str:  # by far most cells of a large file
        return inert(_written(value)) if value else ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m}/{value.year:04} {value:%H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04}"
    return "" if value is None else inert(_written(value))


def exchange_cell(value: object) -> str:
    """Write a cell for programs: yes/no, ISO 8601, texts as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else _written(value)


def _written(value: object) -> str:
    # NUL would make the file unreadable for most programs, this one included.
    return str(value).replace("\0", "")

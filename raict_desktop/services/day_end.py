"""The day's results as CSV files: one truth, in two profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange import journal_lines
from raict_desktop.exchange.day_files import PROFILES, write_tables
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.day_tables import CONTACTS, PERSON_COLUMNS, DayTables
from raict_desktop.storage import schema
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.union import carried_entries


def export(
    event: OpenEvent,
    directory: Path,
    *,
    profile: str = "excel",
    columns: Iterable[str] | None = None,
    contacts: bool | None = None,
    progress: Callable[[int], None] = lambda _lines: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """Write the seven files of the day, while the desk goes on; for exchange the journal as well.

    Args:
        event: the open event.
        directory: made when it is not there.
        profile: ``excel`` (French titles and dates) or ``exchange`` (comes back in unchanged).
        columns: those of ``PERSON_COLUMNS`` wanted in the files about people; all when left out.
        contacts: whether e-mail and phone are among them; when left out, where ``columns`` names
            them and in ``exchange``.
        progress: told now and then how many lines are written.
        stop: asked as often whether to stop; the former files stay then.

    Raises:
        UserError: an unknown profile or column, a place that cannot be written, or
            ``day_files.stopped``.
    """
    if profile not in PROFILES:
        raise UserError("services.unknown_profile", profile=profile)
    if contacts is None:
        contacts = columns is not None or profile == "exchange"
    wanted = chosen_columns(columns, contacts=contacts)
    make_folder(directory)

    def go_on(lines: int) -> None:
        if stop():
            raise UserError("day_files.stopped")
        progress(lines)

    with snapshot(event.file) as db:
        tables = DayTables(event, db, profile, wanted).tables()
        written = write_tables(directory, profile, tables, go_on)
        if profile == "exchange" and columns is None and contacts:
            # The journal too, so that another station can take this one's day in.
            path = directory / f"journal{journal_lines.SUFFIX}"
            about = journal_lines.JournalHeader(
                event.file.event_id, schema.newest(paths.migrations())
            )
            written += (journal_lines.write_journal(path, about, carried_entries(db)),)
        return written


def chosen_columns(columns: Iterable[str] | None, *, contacts: bool) -> frozenset[str]:
    """The columns of the files about people.

    Raises:
        UserError: a column that no file has.
    """
    wanted = frozenset(PERSON_COLUMNS if columns is None else columns)
    if not wanted:
        raise UserError("day_files.no_column")
    unknown = sorted(wanted - set(PERSON_COLUMNS))
    if unknown:
        raise UserError(
            "day_files.unknown_column",
            column=unknown[0],
            known=", ".join(PERSON_COLUMNS),
        )
    return wanted if contacts else wanted - CONTACTS


def make_folder(directory: Path) -> None:
    """Make a folder for files of the day.

    Raises:
        UserError: it cannot be made.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("exchange.cannot_write", path=str(directory)) from error

"""Closing an event for good: names gone from the file and its backups, figures as they were."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.figures import FIGURES
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.exchange.day_files import UNFINISHED
from raict_desktop.exchange.name_search import files_with
from raict_desktop.paper.documents.composer import Column, TableBlock
from raict_desktop.paper.documents.people_list import write_notice
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import backups_of, files_of, remove_backups
from raict_desktop.services.counting import rules_from
from raict_desktop.services.programme import choose, chosen
from raict_desktop.services.report import Report, report
from raict_desktop.sharing.folder import forget_journals
from raict_desktop.storage import anonymising, figure_rows, journal, queries
from raict_desktop.storage import backup as copies
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.union import heads, is_anonymised
from raict_desktop.wording import grouped, percent, say

RETENTION_DAYS = 90
SMALL = 5
"""Fewer people than this in a group may be recognised without their names."""
_RETENTION = "retention_days"
_SAMPLE = 200
_RATES = ("show_rate", "foreign_share")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What anonymising would do.

    Attributes:
        people: whose names would go.
        exported: whether the day's end was written since the last change.
        backups: files that would be removed with their names.
        small_groups: groups of one category and country with fewer than ``SMALL`` people.
        done: whether it was done already.
    """

    people: int
    exported: bool
    backups: int
    small_groups: int
    done: bool


@dataclass(frozen=True, slots=True)
class Anonymised:
    """What was done.

    Attributes:
        people: whose names are gone.
        backups: removed with the names they held.
        unchanged: whether every figure is as it was.
        still_elsewhere: files in the event's folder that still hold names; the program did not touch
            them: exports, lists and badges are the organiser's.
        certificate: the dated certificate, where one was asked for.
    """

    people: int
    backups: int
    unchanged: bool
    still_elsewhere: tuple[Path, ...]
    certificate: Path | None


def outlook(event: OpenEvent, second_place: Path | None = None) -> Outlook:
    """Look before erasing."""
    with snapshot(event.file) as db:
        named = figure_rows.named_people(db)
        exported = queries.last_entry_time(db, Kind.EXPORTED)
        fresh = exported is not None and not queries.made_after(db, exported, Kind.EXPORTED)
        done = is_anonymised(db)
        sizes = figure_rows.group_sizes(db, rules_from(db).left_out)
    return Outlook(
        named,
        fresh,
        len(backups_of(event, second_place)),
        sum(size < SMALL for size in sizes),
        done,
    )


def anonymise(
    event: OpenEvent,
    *,
    certificate: Path | None = None,
    second_place: Path | None = None,
    shared_folder: Path | None = None,
    force: bool = False,
    language: str = "fr",
    origin: object | None = None,
) -> Anonymised:
    """Erase names, e-mails, functions, notes and codes for good, and who was at the desks.

    Categories, organisations, countries and passages stay, and with them every figure; the journal's
    chain still verifies, and a merge brings nothing back. Backups are removed: they hold the names.

    Args:
        event: the open event.
        certificate: where to write a dated certificate, a PDF.
        second_place: where backups and the journal stand besides this computer.
        shared_folder: where stations meet: this one's file there goes, the others' are named.
        force: also when the day's end was not written since the last change.
        language: of the certificate.
        origin: who asks.

    Raises:
        UserError: it was done already, or nothing was exported since the last change.
        UnsafeFileError: the event file cannot be written; nothing is erased then.
    """
    before = outlook(event, second_place)
    if before.done:
        raise UserError("closing.done_already")
    if not before.exported and not force:
        raise UserError("closing.not_exported")
    figures = report(event)
    sample = _sample(event)
    salt = event.outside.random_bytes(32).hex()
    with event.file.lock:  # nobody writes between the two with the former salt
        with event.file.writing() as db:
            values = anonymising.personal_values(db)
            facts = {"people": before.people, "values": values}
            event.append([Draft(Kind.ANONYMISED, facts=facts)])
            anonymising.erase_values(db, salt)
            journal.replay(db, event.file.folding)
        event.file.salt = salt
    anonymising.leave_no_trace(event.file)
    removed = files_of(event, second_place)
    remove_backups(event, second_place)
    _remove_leftovers(event)
    left = [*_journals_elsewhere(event, second_place, shared_folder)]
    event.tell(Changes.of(*Topic), origin)
    after = report(event)
    same = all(getattr(figures, name) == getattr(after, name) for name in FIGURES)
    if certificate is not None:
        _certify(event, certificate, before.people, after, language)
    return Anonymised(
        before.people,
        len(removed),
        same,
        (*files_with(event.path.parent, sample), *left),
        certificate,
    )


def retention(event: OpenEvent) -> tuple[date, bool]:
    """Until when names are kept, and whether that has passed with names still there."""
    days = chosen(event, _RETENTION)
    last = event.info.first_day + timedelta(days=event.info.days - 1)
    until = last + timedelta(days=int(days) if days.isdecimal() else RETENTION_DAYS)
    with event.file.reading() as db:
        done = is_anonymised(db)
    return until, not done and event.local(event.clock()).date() > until


def keep_for(event: OpenEvent, days: int) -> None:
    """Decide for how many days after the event names are kept.

    Raises:
        UserError: below one day or above ten years.
    """
    if not 1 <= days <= 3650:
        raise UserError("closing.bad_retention", days=days)
    choose(event, _RETENTION, str(days))


def keep_until(event: OpenEvent, day: date) -> None:
    """Decide until which day names are kept.

    Raises:
        UserError: a day that is not after the event, or more than ten years after it.
    """
    last = event.info.first_day + timedelta(days=event.info.days - 1)
    keep_for(event, (day - last).days)


def _sample(event: OpenEvent) -> list[str]:
    """Surnames long enough that finding their letters in a file means something."""
    with snapshot(event.file) as db:
        names = figure_rows.surnames(db, 6)
    return names[:: max(1, len(names) // _SAMPLE)]


def _remove_leftovers(event: OpenEvent) -> None:
    """Remove what earlier faults set aside, older formats kept beside the file, unfinished writings."""
    place, stem = event.path.parent, glob.escape(event.path.stem)
    whole = glob.escape(event.path.name)
    for pattern in (
        f"{whole}-set-aside-*",
        f"{whole}-evidence-*",
        f"{whole}-restored",
        f"{stem} (format *){event.path.suffix}",
    ):
        for path in place.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                copies.remove_event(path)
    for path in place.rglob(f".*{UNFINISHED}"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _journals_elsewhere(
    event: OpenEvent, second_place: Path | None, shared_folder: Path | None
) -> Iterator[Path]:
    """Remove the journal written to the second place and to a shared folder; name the others' there."""
    name = f"raict-{event.file.event_id}"
    with event.file.reading() as db:
        held = heads(db)
    if shared_folder is not None:
        yield from forget_journals(shared_folder / name, held, event.station)
    if second_place is not None and second_place != shared_folder:
        yield from forget_journals(second_place / name, held)


def _certify(event: OpenEvent, path: Path, people: int, figures: Report, language: str) -> None:
    def tell(key: str, **facts: object) -> str:
        return say(f"closing.{key}", language, **facts)

    now = event.local(event.clock())
    rows = tuple(
        (
            say(f"cli.figure_{name}", language),
            percent(getattr(figures, name), language)
            if name in _RATES
            else grouped(getattr(figures, name), language),
        )
        for name in FIGURES
    )
    write_notice(
        path,
        (
            tell(
                "certificate_when",
                title=event.info.title,
                day=f"{now:%d/%m/%Y}",
                time=f"{now:%H:%M}",
            ),
            tell("certificate_what", people=grouped(people, language)),
            tell("certificate_kept"),
            tell("certificate_event", event=event.file.event_id),
        ),
        title=tell("certificate_title"),
        block=TableBlock(
            tell("certificate_figures"),
            (
                Column(tell("certificate_figure"), 4),
                Column(tell("certificate_value"), 1, figures=True),
            ),
            rows,
        ),
        page_word=say("report.page", language, page="{page}", pages="{pages}"),
        foot=event.info.title,
        fonts=paths.resources() / "fonts",
    )

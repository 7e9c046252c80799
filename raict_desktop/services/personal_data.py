"""Answering a person's request: everything the event holds about them, and its erasure (GDPR, 15, 17)."""

from __future__ import annotations

import glob
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.exchange.day_files import whole_file
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.backups import back_up, files_of, remove_backups
from raict_desktop.sharing.folder import forget_journals
from raict_desktop.storage import journal, operators, queries
from raict_desktop.storage.union import heads


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: ``backups`` older backups went with the values they held."""

    backups: int
    still_elsewhere: tuple[Path, ...]


def find_one(event: OpenEvent, words: str) -> str:
    """The id of the one person that a code or the words of a search name.

    Raises:
        UserError: nobody, or several people.
    """
    with event.file.reading() as db:
        exact = queries.people_by_code(db, words.strip())
    found = exact or people.search(event, words, 3)
    if not found:
        raise UserError("services.no_such_person")
    same = [p for p in found if p.full_name.casefold() == words.strip().casefold()]
    if len(found) > 1 and len(same) != 1:
        raise UserError("personal.several", count=len(found))
    return (same or found)[0].id


def about(event: OpenEvent, person_id: str) -> dict[str, Any]:
    """Everything the event file holds about a person, ready for JSON.

    Raises:
        UserError: nobody has this id.
    """
    person = required_person(event, person_id)
    titles = {session.id: session.title for session in programme.sessions(event)}
    with event.file.reading() as db:
        lines = queries.lines_about(db, person_id)
    record = {
        name: value
        for name, value in asdict(person).items()
        if name not in {"id", "organisation_id", "enrolled"}
    }
    return {
        "event": event.info.title,
        "made_at": _local(event, event.clock()),
        "person": record | {"enrolled": [titles.get(s, s) for s in person.enrolled]},
        "journal": [
            {
                "at": _local(event, line.at),
                "kind": line.kind,
                "where": titles.get(line.checkpoint, "") if line.checkpoint else "",
                "verdict": line.verdict,
                "reason": line.reason,
                "source": line.source,
                "operator": line.operator,
                "facts": line.facts,
                "values": line.values,
            }
            for line in lines
        ],
    }


def _local(event: OpenEvent, at: datetime) -> str:
    return event.local(at).isoformat(timespec="seconds")


def write_about(event: OpenEvent, person_id: str, path: Path) -> Path:
    """Write everything about a person as a JSON file that its owner alone may read.

    Raises:
        UserError: nobody has this id, or the place cannot be written.
    """
    text = json.dumps(about(event, person_id), ensure_ascii=False, indent=2)
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return path


def erase(
    event: OpenEvent,
    person_id: str,
    *,
    second_place: Path | None = None,
    origin: object | None = None,
) -> Erasure:
    """Erase a person's values here for good; figures, passages and the chain stay as they are.

    The journal keeps that it was done, so that a merge brings nothing back and erases on the other
    stations too. Backups that still hold the values are removed once a new one is made.

    Raises:
        UserError: nobody has this id.
        UnsafeFileError: the event file or the backup cannot be written; nothing is erased then.
    """
    required_person(event, person_id)
    changes = Changes.of(Topic.PEOPLE, Topic.PASSAGES, ids=frozenset({person_id}))
    event.write([Draft(Kind.PERSON_ERASED, person_id)], changes, origin=origin)
    return _forgotten_copies(event, second_place)


def erase_operator(
    event: OpenEvent,
    name: str,
    *,
    second_place: Path | None = None,
    origin: object | None = None,
) -> Erasure:
    """Erase the name of somebody who was at a desk; what they recorded stays, by nobody's name.

    Where an older program wrote the name into entries it goes from this file only: on each station,
    it has to be asked for again.

    Raises:
        UserError: nobody of this name was at a desk.
        UnsafeFileError: the event file or the backup cannot be written; nothing is erased then.
    """
    wanted = name.strip()
    with event.file.writing() as db:
        ids = operators.operator_ids(db, wanted) if wanted else []
        written = operators.names_in_entries(db)
        if not ids and wanted not in written:
            raise UserError("personal.no_operator")
        journal.erase_names_in_entries(db, [wanted])
        known, event.operator = event.operator, ""  # nobody signs for the erasure of a name
        try:
            event.append([Draft(Kind.PERSON_ERASED, operator) for operator in ids])
        finally:
            event.operator = "" if known.strip() == wanted else known
    event.tell(Changes.of(*Topic), origin)
    return _forgotten_copies(event, second_place)


def _forgotten_copies(event: OpenEvent, second_place: Path | None) -> Erasure:
    """Make a backup without what was erased, then remove the copies that still hold it."""
    older = files_of(event, second_place)
    event.file.checkpoint()  # the write-ahead log held the values too
    if second_place is not None:
        # Written anew from the event file, without the values.
        with event.file.reading() as db:
            held = heads(db)
        forget_journals(second_place / f"raict-{event.file.event_id}", held)
    made = back_up(event, second_place=second_place)
    kept = {made.backup.path} | ({made.second.path} if made.second else set())
    remove_backups(event, second_place, frozenset(kept))
    gone = older - files_of(event, second_place)
    left = tuple(sorted(event.path.parent.glob(f"{event.path.name}-set-aside-*")))
    left += tuple(sorted(event.path.parent.glob(f"{event.path.name}-evidence-*")))
    older_formats = f"{glob.escape(event.path.stem)} (format *){event.path.suffix}"
    left += tuple(sorted(event.path.parent.glob(older_formats)))
    return Erasure(len(gone), left)

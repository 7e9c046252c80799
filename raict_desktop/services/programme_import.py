"""A programme taken from a file: what it would change is known, and may be asked about, before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Source
from raict_desktop.domain.records import Session
from raict_desktop.exchange.calendars import SUFFIX, read_calendar
from raict_desktop.exchange.problems import Problem
from raict_desktop.exchange.programme import ProgrammeList, read_programme
from raict_desktop.matching.folding import fold
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.programme import counted_at, session_draft, sessions

_OPTIONAL = {
    "admission": "policy",
    "when_full": "full",
    "exits": "exits",
    "quota": "quota",
    "languages": "languages",
    "speakers": "speakers",
    "cancelled": "cancelled",
}
"""Columns that came later: an older file lacks them, and must not empty them."""
TOUCHING = ("start", "end", "room", "cancelled")
"""What puts passages in doubt that were made at a session already."""


@dataclass(frozen=True, slots=True)
class Change:
    """A session as a file wants it; ``known`` is what stands, None for a new one.

    ``counted`` is how many passages and counts stand at a session that would be moved or cancelled.
    """

    wanted: Session
    known: Session | None
    counted: int = 0


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """What a file would change, and what was wrong with some of its rows."""

    changes: tuple[Change, ...]
    unchanged: int
    problems: tuple[Problem, ...]

    def doubtful(self) -> tuple[Change, ...]:
        """Changes of sessions at which people were counted already."""
        return tuple(change for change in self.changes if change.counted)


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """What an imported programme changed; ``kept`` were left as they were, for people were there."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]
    kept: tuple[Session, ...] = ()


def plan_programme(event: OpenEvent, path: Path) -> ProgrammePlan:
    """Read a programme file; a session of the same title and start is changed, not doubled.

    A session whose time moved within its day is known by its title, as long as only one session of
    that title is left on that day, in the programme and in the file.
    """
    reader = read_calendar if path.suffix.lower() == SUFFIX else read_programme
    found = reader(path, event.info.timezone)
    known_as = _matcher(event, found)
    changes: list[Change] = []
    unchanged = 0
    for session in found.sessions:
        same = known_as(session)
        wanted = replace(session, id=same.id if same else event.outside.new_id())
        if same is not None:
            wanted = _with_kept(wanted, same, found.fields)
        if same == wanted:
            unchanged += 1
            continue
        moved = same is not None and any(
            getattr(same, name) != getattr(wanted, name) for name in TOUCHING
        )
        changes.append(Change(wanted, same, counted_at(event, wanted.id) if moved else 0))
    return ProgrammePlan(tuple(changes), unchanged, found.problems)


def apply_programme(
    event: OpenEvent,
    plan: ProgrammePlan,
    *,
    keep_counted: bool = False,
    origin: object | None = None,
) -> ProgrammeResult:
    """Write a plan in one transaction.

    Args:
        event: the open event.
        plan: from ``plan_programme``.
        keep_counted: leave sessions as they are where the change would put passages in doubt.
        origin: who asks.
    """
    written = [c for c in plan.changes if not (keep_counted and c.counted)]
    drafts = [session_draft(change.wanted, Source.IMPORT) for change in written]
    if drafts:
        event.write(drafts, Changes.of(Topic.PROGRAMME), origin=origin)
    new = sum(1 for change in written if change.known is None)
    kept = tuple(change.wanted for change in plan.doubtful()) if keep_counted else ()
    return ProgrammeResult(new, len(written) - new, plan.unchanged, plan.problems, kept)


def import_programme(
    event: OpenEvent, path: Path, origin: object | None = None, *, keep_counted: bool = False
) -> ProgrammeResult:
    """Read a programme file and write what it changes."""
    plan = plan_programme(event, path)
    return apply_programme(event, plan, keep_counted=keep_counted, origin=origin)


def _matcher(event: OpenEvent, found: ProgrammeList) -> Callable[[Session], Session | None]:
    """Which session of the event each one of a file is, if any."""
    known = {(fold(s.title), s.start): s for s in sessions(event)}
    placed = {(fold(s.title), s.start) for s in found.sessions} & known.keys()

    def day_of(title: str, start: datetime) -> tuple[str, date]:
        return title, event.local(start).date()

    waiting: dict[tuple[str, date], list[Session]] = {}
    for (title, start), session in known.items():
        if (title, start) not in placed:
            waiting.setdefault(day_of(title, start), []).append(session)
    moved = Counter(
        day_of(fold(s.title), s.start)
        for s in found.sessions
        if (fold(s.title), s.start) not in placed
    )

    def known_as(session: Session) -> Session | None:
        title = fold(session.title)
        same = known.get((title, session.start))
        if same is not None:
            return same
        day = day_of(title, session.start)
        left = waiting.get(day, [])
        return left[0] if len(left) == 1 and moved[day] == 1 else None

    return known_as


def _with_kept(wanted: Session, known: Session, fields: frozenset[str]) -> Session:
    """A session read from a file, with what the file does not speak of kept as it was."""
    kept = {
        name: getattr(known, name) for name, column in _OPTIONAL.items() if column not in fields
    }
    return replace(wanted, **kept)

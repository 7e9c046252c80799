"""What a door says beside its count, and which session comes next in its room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from raict_desktop.domain.presence import Leaving
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.widgets.capacity_gauge import Level

if TYPE_CHECKING:
    from raict_desktop.services.programme import SessionState

LEAD = timedelta(minutes=15)
MICRO_LEAD = timedelta(minutes=5)


def rest_words(state: SessionState, shown: int, level: Level, end: datetime) -> str:
    """How many places are left, or that the session is over.

    Args:
        state: of the session.
        shown: how many people the door counts.
        level: how full the room is.
        end: of the session, in the event's time.
    """
    capacity = state.session.capacity
    if state.over:
        return tr("door.over", time=time_text(end))
    if not capacity:
        return tr("door.no_capacity")
    if level is Level.FULL:
        return tr("door.full")
    left = tr("door.left", count=capacity - shown)
    return left if level is Level.CALM else f"{left}\n{tr(f'door.{level.value}')}"


def details(state: SessionState) -> str:
    """Who came, late arrivals, and exits by how they are known; only what is not zero."""
    parts = [tr("door.came", count=state.attendance)] if state.left or state.late else []
    if state.late:
        parts.append(tr("door.late", count=state.late))
    parts += [
        tr(f"door.left_{how.value}", count=state.left[how])
        for how in Leaving
        if state.left.get(how)
    ]
    if state.admitted:
        parts.append(tr("door.admitted", count=state.admitted))
    if state.waiting:
        parts.append(tr("door.waiting", count=state.waiting))
    return "   ·   ".join(parts)


def lead(session: Session) -> timedelta:
    """How long before its start a session is proposed."""
    return MICRO_LEAD if session.kind is SessionKind.MICRO_WORKSHOP else LEAD


def due(now: datetime, session: Session, others: Sequence[Session]) -> Session | None:
    """The session that should be counted in this room by now, if it is another one."""
    found = [
        other
        for other in others
        if other.room == session.room
        and session.start < other.start
        and not other.cancelled
        and other.start - lead(other) <= now < other.end
    ]
    return found[-1] if found else None

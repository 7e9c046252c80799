"""The checks before the doors open, each with one answer and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from raict_desktop.services import backups, computer, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people import PeopleQuery
from raict_desktop.storage import queries

FRESH_LIST = timedelta(hours=24)
ENOUGH, LEAST = 1_000_000_000, 200_000_000
LOW_BATTERY = 30


class State(StrEnum):
    """How a check came out; ``ask`` waits for somebody to try it."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer; ``key`` names its sentence in the area ``checklist``.

    The fact ``at`` is a local time, which a sentence says as ``{day}``, ``{date}`` and ``{time}``.
    """

    state: State
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def the_list(event: OpenEvent) -> Finding:
    """Whether people are registered, and since when the list is what it is."""
    count = people.count(event, PeopleQuery())
    imported = event.last_import()
    if not count:
        return Finding(State.BAD, "list_empty")
    if imported is None:
        return Finding(State.WARN, "list_by_hand", {"count": count})
    at = event.local(imported)
    facts = {"count": count, "at": at}
    fresh = event.clock() - imported <= FRESH_LIST
    return Finding(State.GOOD if fresh else State.WARN, "list" if fresh else "list_old", facts)


def the_disk(event: OpenEvent) -> Finding:
    """Whether the event can be written, and has room."""
    if event.read_only:
        return Finding(State.BAD, "disk_read_only")
    free = computer.free_bytes(event.path.parent)
    if free is None:
        return Finding(State.WARN, "disk_unknown")
    if free < LEAST:
        return Finding(State.BAD, "disk_full", {"megabytes": free // 1_000_000})
    if free < ENOUGH:
        return Finding(State.WARN, "disk_small", {"megabytes": free // 1_000_000})
    return Finding(State.GOOD, "disk", {"gigabytes": free // 1_000_000_000})


def the_clock(event: OpenEvent) -> Finding:
    """Whether the computer's clock can be right: on the event's days, and not before what is known."""
    now = event.clock()
    with event.file.reading() as db:
        newest = queries.newest_entry_time(db)
    local = event.local(now)
    facts = {"at": local}
    if newest is not None and newest > now + timedelta(minutes=2):
        return Finding(State.BAD, "clock_behind", facts)
    last = event.info.first_day + timedelta(days=event.info.days - 1)
    if event.info.first_day <= local.date() <= last:
        return Finding(State.GOOD, "clock", facts)
    return Finding(State.WARN, "clock_other_day", facts)


def the_power() -> Finding:
    """Whether the computer is plugged in."""
    found = computer.power()
    if found.mains is None:
        return Finding(State.ASK, "power_unknown")
    if found.mains:
        return Finding(State.GOOD, "power")
    low = found.percent is not None and found.percent < LOW_BATTERY
    facts = {"percent": found.percent if found.percent is not None else "?"}
    return Finding(State.BAD if low else State.WARN, "power_battery", facts)


def the_backup(event: OpenEvent, second_place: Path | None) -> Finding:
    """Whether there is a backup, and a second place that can be written."""
    if second_place is not None and not (
        second_place.is_dir() and os.access(second_place, os.W_OK)
    ):
        return Finding(State.BAD, "backup_place_gone", {"place": str(second_place)})
    found = backups.backups_of(event, second_place)
    if not found:
        return Finding(State.WARN, "backup_none")
    at = event.local(found[0].at)
    facts = {"at": at}
    key = "backup" if second_place is not None else "backup_one_place"
    return Finding(State.GOOD if second_place is not None else State.WARN, key, facts)

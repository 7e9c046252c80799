"""What a merge may show: one person let in twice, one registered twice, one corrected differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Kind, Source
from raict_desktop.domain.records import MAIN_DOOR, Person
from raict_desktop.matching.likeness import LIKELY, likeness
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.checkin import check_in_person, undo
from raict_desktop.services.people import CORRECTABLE
from raict_desktop.storage import conflict_rows, queries
from raict_desktop.storage.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class SeenTwice:
    """Somebody whom two desks let in on one day: it counts once, at the first time.

    ``entries`` are (station, time), the first one first.
    """

    person: Person
    entries: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class AddedTwice:
    """Two walk-ins who are likely one person; ``kept`` is the one proposed to be kept."""

    kept: Person
    dropped: Person


@dataclass(frozen=True, slots=True)
class DifferingValue:
    """A field that two stations set differently.

    Attributes:
        person: with the value in force.
        field: which one.
        values: (value, station, time), each value once, the one in force last.
    """

    person: Person
    field: str
    values: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Everything that somebody should look at after a merge; nothing of it stops the figures."""

    seen_twice: tuple[SeenTwice, ...]
    added_twice: tuple[AddedTwice, ...]
    differing: tuple[DifferingValue, ...]

    def __len__(self) -> int:
        return len(self.seen_twice) + len(self.added_twice) + len(self.differing)


def conflicts(event: OpenEvent) -> Conflicts:
    """What the stations said differently, as it stands now."""
    with snapshot(event.file) as db:
        doors = list(conflict_rows.main_door_entries(db))
        values = list(conflict_rows.values_by_hand(db))
        adders = conflict_rows.added_by(db)
        wanted = {d.person_id for d in doors} | {v.person_id for v in values} | adders.keys()
        known = {i: p for i in wanted if (p := queries.person(db, i)) is not None}
    return Conflicts(
        _seen_twice(event, doors, known), _added_twice(adders, known), _differing(values, known)
    )


def _seen_twice(
    event: OpenEvent, doors: list[conflict_rows.DoorEntry], known: dict[str, Person]
) -> tuple[SeenTwice, ...]:
    found: list[SeenTwice] = []
    days = groupby(doors, key=lambda d: (d.person_id, event.local(d.at).date()))
    for (person_id, _day), group in days:
        entries = tuple((entry.station, entry.at) for entry in group)
        if len({station for station, _ in entries}) > 1 and person_id in known:
            found.append(SeenTwice(known[person_id], entries))
    return tuple(sorted(found, key=lambda c: c.entries[0][1]))


def _added_twice(adders: dict[str, str], known: dict[str, Person]) -> tuple[AddedTwice, ...]:
    """Likely pairs registered at different stations; ids are made in the order of time."""
    walk_ins = sorted((known[i] for i in adders if i in known), key=lambda p: p.id)
    found: list[AddedTwice] = []
    paired: set[str] = set()
    for place, first in enumerate(walk_ins):
        for second in walk_ins[place + 1 :]:
            if adders[first.id] == adders[second.id] or {first.id, second.id} & paired:
                continue
            alike = likeness(
                first.given_name, first.family_name, second.given_name, second.family_name
            )
            if alike >= LIKELY:
                kept, dropped = (
                    (second, first) if second.present and not first.present else (first, second)
                )
                found.append(AddedTwice(kept, dropped))
                paired |= {first.id, second.id}
    return tuple(found)


def _differing(
    values: list[conflict_rows.SetValue], known: dict[str, Person]
) -> tuple[DifferingValue, ...]:
    found: list[DifferingValue] = []
    ordered = sorted(values, key=lambda v: (v.person_id, v.field))  # and by time, as they come
    for (person_id, field), group in groupby(ordered, key=lambda v: (v.person_id, v.field)):
        person = known.get(person_id)
        last: dict[str, conflict_rows.SetValue] = {}
        for value in group:
            if value.settled:
                last.clear()
            last[value.station] = value
        if person is None or field not in CORRECTABLE or len({v.value for v in last.values()}) < 2:
            continue
        unique: dict[str, conflict_rows.SetValue] = {}
        for value in sorted(last.values(), key=lambda v: (v.at, v.station)):
            unique.pop(value.value, None)
            unique[value.value] = value
        found.append(
            DifferingValue(
                person, field, tuple((v.value, v.station, v.at) for v in unique.values())
            )
        )
    return tuple(found)


def choose_value(
    event: OpenEvent, person_id: str, field: str, value: str, origin: object | None = None
) -> Person:
    """Settle a field on one of its values.

    Raises:
        UserError: nobody has this id, or the field takes no such value.
    """
    if field not in CORRECTABLE:
        raise UserError("services.unknown_field", field=field)
    _decide(event, person_id, {field: value}, origin)
    return required_person(event, person_id)


def _decide(
    event: OpenEvent, person_id: str, values: dict[str, str], origin: object | None
) -> None:
    """Correct fields later than everything known of a person.

    A station whose clock ran ahead wrote at a time that is still to come: what is decided now has
    to be the last word all the same.
    """
    required_person(event, person_id)
    with event.file.reading() as db:
        last = max(entry.at for entry in queries.entries_about(db, person_id))
    personal = {name: text for name, text in values.items() if name in PERSONAL_FIELDS}
    facts = {name: text for name, text in values.items() if name not in PERSONAL_FIELDS}
    event.write(
        [
            Draft(
                Kind.PERSON_CORRECTED,
                person_id,
                reason="settled",
                facts=facts,
                personal=personal,
            )
        ],
        Changes.of(Topic.PEOPLE, ids=frozenset({person_id})),
        origin=origin,
        now=max(event.clock(), last + timedelta(milliseconds=1)),
    )


def join(event: OpenEvent, kept_id: str, dropped_id: str, origin: object | None = None) -> Person:
    """Make one of two registrations of one person: passages go to the kept one, the other is cancelled.

    Every step is an entry of its own that can be undone: nothing is deleted.

    Raises:
        UserError: nobody has one of the ids, or both are the same.
    """
    if kept_id == dropped_id:
        raise UserError("merge.same_person")
    kept, dropped = required_person(event, kept_id), required_person(event, dropped_id)
    with event.file.reading() as db:
        mine = queries.entries_about(db, dropped.id)
        annulled = queries.annulled_ids(db)
    for entry in mine:
        if entry.kind is not Kind.ENTRY or entry.id in annulled:
            continue
        undo(event, entry.id, origin=origin)
        check_in_person(
            event,
            kept.id,
            checkpoint=entry.checkpoint or MAIN_DOOR,
            source=Source.SCREEN,
            override=True,
            now=entry.at,
            origin=origin,
        )
    missing = {
        name: text
        for name in ("email", "phone", "function")
        if (text := str(getattr(dropped, name))) and not getattr(kept, name)
    }
    if missing:
        _decide(event, kept.id, missing, origin)
    _decide(event, dropped.id, {"status": "cancelled"}, origin)
    return required_person(event, kept.id)

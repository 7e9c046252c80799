"""Many people changed at once from the participants table, and the table's filters kept by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people import PeopleQuery, checked, correction
from raict_desktop.storage import list_queries

_FILTER = "filter/"
_KEPT = ("words", "category", "organisation_kind", "presence")


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of the participants table under a name the organiser gave it."""

    id: str
    name: str
    query: PeopleQuery


def change_people(
    event: OpenEvent,
    changes: Iterable[tuple[str, Mapping[str, str]]],
    origin: object | None = None,
) -> int:
    """Correct several people in one transaction, all or nobody; gives how many changed.

    Args:
        event: the open event.
        changes: person ids with the fields to change, as ``people.correct`` takes them.
        origin: who asks.

    Raises:
        UserError: an unknown person, field or value; then nobody is changed.
    """
    changed = 0
    batch = event.outside.new_id()
    with event.file.writing():
        for person_id, fields in changes:
            drafts = correction(event, person_id, fields)
            if drafts:
                event.append(drafts, batch=batch)
                changed += 1
    if changed:
        event.tell(Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS), origin)
    return changed


def filters(event: OpenEvent) -> list[SavedFilter]:
    """The saved filters by name."""
    with event.file.reading() as db:
        found = list_queries.preparations(db, _FILTER)
    saved = [
        SavedFilter(key, str(value["name"]), _query(value))
        for key, value in found.items()
        if isinstance(value, dict) and value.get("name")
    ]
    return sorted(saved, key=lambda one: one.name.casefold())


def _query(value: Mapping[str, Any]) -> PeopleQuery:
    words, category, kind, presence = (str(value.get(name, "")) for name in _KEPT)
    return PeopleQuery(words, category, kind, presence)


def save_filter(event: OpenEvent, name: str, query: PeopleQuery) -> SavedFilter:
    """Keep a filter with the event; one of the same name is replaced.

    Raises:
        UserError: no name, or a longer one than 200 characters.
    """
    name = checked("filter", name)
    if not name:
        raise UserError("services.missing_field", field="filter")
    same = [one.id for one in filters(event) if one.name.casefold() == name.casefold()]
    key = same[0] if same else _FILTER + event.outside.new_id()
    value = {"name": name, **{k: v for k, v in asdict(query).items() if k in _KEPT}}
    event.write([Draft(Kind.PREPARED, key, facts={"value": value})], Changes())
    return SavedFilter(key, name, _query(value))


def remove_filter(event: OpenEvent, filter_id: str) -> None:
    """Forget a saved filter."""
    event.write([Draft(Kind.PREPARED, filter_id, facts={"value": {}})], Changes())

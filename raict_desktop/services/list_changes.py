"""What a row of a list changes in somebody known, and where the desk changed the same."""

from __future__ import annotations

from collections.abc import Mapping

from raict_desktop.domain.records import Person, Status
from raict_desktop.exchange.registrations import RegistrationRow
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.list_results import (
    MAX_SHOWN,
    Conflict,
    FieldChange,
    ImportChoices,
    RowChange,
)
from raict_desktop.storage import list_queries, queries

PERSONAL = (
    "civility",
    "given_name",
    "family_name",
    "function",
    "email",
    "phone",
    "external_id",
    "note",
)
"""Fields of a row that are personal values of the person; the code is given apart."""
_PLAIN = ("category", "delegation", "status")
_DEFAULTS = {"category": "participant", "status": Status.REGISTERED.value}
"""What stands in a field that nobody filled in."""
_NEVER_EMPTY = frozenset(["category", "status", "given_name", "family_name"])


class ListChanges:
    """The fields that a list changes; what was typed at the desk stays.

    Args:
        event: the open event.
        choices: which fields a person gave to the list.
        own: the list is a file of this program, whose empty cells are meant.

    Attributes:
        conflicts: fields that list and desk both changed, the first ``MAX_SHOWN``.
        conflict_count: all of them.
    """

    def __init__(self, event: OpenEvent, choices: ImportChoices, *, own: bool) -> None:
        self._event = event
        self._choices = choices
        self._own = own
        with event.file.reading() as db:
            self._corrected = queries.hand_corrected(db)
            self._by_hand = list_queries.added_by_hand(db)
        self.conflicts: list[Conflict] = []
        self.conflict_count = 0

    def corrected(self, person_id: str, field: str) -> bool:
        """Whether somebody corrected a field by hand."""
        return field in self._corrected.get(person_id, ())

    def of(
        self, row: RegistrationRow, person: Person, organisation_id: str | None
    ) -> dict[str, object]:
        """The fields that change; an empty cell of a platform's list says nothing.

        Args:
            row: what the list says.
            person: whom it means.
            organisation_id: of the organisation that the row names, None where it names none.
        """
        changes: dict[str, object] = {}
        for name in (*PERSONAL, *_PLAIN):
            value = getattr(row, name)
            if value is None or (not value and (name in _NEVER_EMPTY or not self._own)):
                continue
            if value != str(getattr(person, name)) and self._taken(row, person, name, value):
                changes[name] = value
        if row.walk_in is not None and row.walk_in != person.walk_in:
            changes["walk_in"] = int(row.walk_in)
        if organisation_id and organisation_id != person.organisation_id:
            name = "organisation_id"
            if self._taken(row, person, name, organisation_id):
                changes[name] = organisation_id
        return changes

    def _typed(self, person: Person, name: str) -> bool:
        """Whether somebody typed what stands in a field."""
        if self.corrected(person.id, name):
            return True
        value = str(getattr(person, name))
        return person.id in self._by_hand and value not in ("", _DEFAULTS.get(name))

    def _taken(self, row: RegistrationRow, person: Person, name: str, value: str) -> bool:
        """Whether the list's value replaces what stands; a field that both changed is told."""
        if not self._typed(person, name) or (person.id, name) in self._choices.from_list:
            return True
        with self._event.file.reading() as db:
            before = list_queries.values_of_lists(db, person.id).get(name)
        if before is not None and str(before) == value:
            return False  # the list says what it said before: only the desk changed it
        self.conflict_count += 1
        if len(self.conflicts) < MAX_SHOWN:
            plain = name != "organisation_id"
            desk = str(getattr(person, name)) if plain else person.organisation
            listed = value if plain else row.organisation or ""
            conflict = Conflict(row.row, person.id, person.full_name, name, desk, listed)
            self.conflicts.append(conflict)
        return False


def row_change(
    row: RegistrationRow,
    person: Person,
    changes: Mapping[str, object],
    workshops: tuple[tuple[str, ...], tuple[str, ...]] | None,
) -> RowChange:
    """What a preview shows of the change, field by field; ``workshops`` are titles before and after.

    Of workshops only those that are left and joined are told.
    """
    fields = [
        FieldChange("organisation", person.organisation, row.organisation or "")
        if name == "organisation_id"
        else FieldChange(name, str(getattr(person, name)), str(value))
        for name, value in changes.items()
    ]
    if workshops is not None:
        before, after = (dict.fromkeys(titles) for titles in workshops)
        left = ", ".join(title for title in before if title not in after)
        joined = ", ".join(title for title in after if title not in before)
        fields.append(FieldChange("workshops", left, joined))
    return RowChange(row.row, person.id, person.full_name, person.organisation, tuple(fields))

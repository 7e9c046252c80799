"""Organisations as the organiser settles them: kinds and countries, duplicates merged, delegations made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.matching.duplicates import near_duplicates
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import propose_kind
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people import checked
from raict_desktop.storage import organisation_rows, queries
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.organisation_rows import OrganisationLine
from raict_desktop.storage.snapshot import snapshot

__all__ = [
    "DelegationProposal",
    "KindProposal",
    "OrganisationLine",
    "change",
    "change_each",
    "delegation_proposals",
    "duplicates",
    "find",
    "get",
    "kind_proposals",
    "lines",
    "make_delegations",
    "merge",
    "merged",
    "part",
]
FOREIGN_PEOPLE = 2
"""A foreign organisation with this many people without a delegation is proposed as one."""
_OWN_DELEGATION = frozenset(
    [
        OrganisationKind.FOREIGN_DELEGATION,
        OrganisationKind.COMMUNE,
        OrganisationKind.EPCI,
        OrganisationKind.METROPOLE,
        OrganisationKind.DEPARTEMENT,
        OrganisationKind.REGION,
        OrganisationKind.SPECIAL_STATUS,
        OrganisationKind.STATE,
        OrganisationKind.OTHER,
    ]
)
_TOPICS = (Topic.ORGANISATIONS, Topic.PEOPLE)


MOST_COMPARED = 20_000
"""Organisations above which none are proposed for merging or as delegations."""


@dataclass(frozen=True, slots=True)
class KindProposal:
    """A kind that an organisation's name speaks of, other than the one it has."""

    organisation: Organisation
    proposed: OrganisationKind


@dataclass(frozen=True, slots=True)
class DelegationProposal:
    """A foreign organisation several of whose people have no delegation yet."""

    organisation: Organisation
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The organisations by name, what is proposed of them, and those merged with what stands for them."""

    lines: list[OrganisationLine]
    duplicates: list[tuple[OrganisationLine, ...]]
    kinds: list[KindProposal]
    delegations: list[DelegationProposal]
    merged: list[tuple[Organisation, Organisation]]


def lines(event: OpenEvent) -> list[OrganisationLine]:
    """Every organisation by name, with how many people it has and how many are present."""
    with event.file.reading() as db:
        return organisation_rows.lines(db)


def merged(event: OpenEvent) -> list[tuple[Organisation, Organisation]]:
    """Every organisation that was merged, with the one that stands for it."""
    with event.file.reading() as db:
        return organisation_rows.merged(db)


def get(event: OpenEvent, organisation_id: str) -> Organisation:
    """One organisation.

    Raises:
        UserError: there is none of this id.
    """
    with event.file.reading() as db:
        found = organisation_rows.organisation(db, organisation_id)
    if found is None:
        raise UserError("services.no_such_organisation")
    return found


def find(event: OpenEvent, words: str) -> Organisation:
    """The organisation meant by an id, a whole name, or the beginning of one.

    Raises:
        UserError: none or several fit.
    """
    known = [line.organisation for line in lines(event)]
    wanted = fold(words)
    for fitting in (
        [o for o in known if words in (o.id, o.name)],
        [o for o in known if fold(o.name) == wanted],
        [o for o in known if wanted and fold(o.name).startswith(wanted)],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UserError("services.several_organisations", words=words, count=len(fitting))
    raise UserError("services.no_organisation_called", words=words)


def change(
    event: OpenEvent,
    organisation_ids: Iterable[str],
    *,
    name: str | None = None,
    kind: str | None = None,
    country: str | None = None,
    origin: object | None = None,
) -> int:
    """Change some facts of one or several organisations in one transaction; gives how many changed.

    Args:
        event: the open event.
        organisation_ids: which; a name may be given for one only.
        name: as it shall be shown.
        kind: a value of ``OrganisationKind``.
        country: a name or a code; empty for none.
        origin: who asks.

    Raises:
        UserError: an unknown kind or country, an empty or too long name, several with one name.
    """
    ids = list(dict.fromkeys(organisation_ids))
    given = {"name": name, "kind": kind, "country": country}
    values = {field: value for field, value in given.items() if value is not None}
    if name is not None and len(ids) != 1:
        raise UserError("services.missing_field", field="organisation")
    return change_each(event, [(one, values) for one in ids], origin)


def change_each(
    event: OpenEvent,
    changes: Iterable[tuple[str, Mapping[str, str]]],
    origin: object | None = None,
) -> int:
    """Change organisations, each in its own way, in one transaction; gives how many changed.

    Args:
        event: the open event.
        changes: ids with the fields to change: ``name``, ``kind``, ``country`` as ``change`` takes them.
        origin: who asks.

    Raises:
        UserError: an unknown organisation, kind or country, an empty or too long name; then none is
            changed.
    """
    drafts = []
    for organisation_id, values in changes:
        before = get(event, organisation_id)
        after = replace(before, **_checked(event, values))
        if after != before:
            drafts.append(_set(after))
    _write(event, drafts, origin)
    return len(drafts)


def _checked(event: OpenEvent, values: Mapping[str, str]) -> dict[str, Any]:
    """The fields as an organisation holds them."""
    fields: dict[str, Any] = {}
    if "name" in values:
        fields["name"] = checked("organisation", values["name"])
        if not fields["name"]:
            raise UserError("services.missing_field", field="organisation")
    if "kind" in values:
        if values["kind"] not in set(OrganisationKind):
            raise UserError("services.unknown_field", field="organisation_kind")
        fields["kind"] = OrganisationKind(values["kind"])
    if "country" in values:
        country = values["country"].strip()
        fields["country"] = event.countries.code(country) if country else ""
        if country and not fields["country"]:
            raise UserError("services.unknown_country", country=country[:60])
    return fields


def _set(organisation: Organisation) -> Draft:
    facts = {
        "name": organisation.name,
        "kind": organisation.kind.value,
        "country": organisation.country,
    }
    return Draft(Kind.ORGANISATION_SET, organisation.id, facts=facts)


def _write(event: OpenEvent, drafts: Sequence[Draft], origin: object | None) -> None:
    if not drafts:
        return
    with event.file.writing():
        event.append(drafts, batch=event.outside.new_id())
    event.tell(Changes.of(*_TOPICS), origin)


def merge(
    event: OpenEvent, organisation_ids: Iterable[str], into: str, origin: object | None = None
) -> int:
    """Say that some organisations are one; everybody of theirs belongs to ``into`` from now on.

    Nothing is lost: ``part`` undoes it, and lists that use the other names still find the one.

    Raises:
        UserError: there is none of this id, or nothing to merge.
    """
    target = get(event, into)
    others = [get(event, one) for one in dict.fromkeys(organisation_ids) if one != into]
    if not others:
        raise UserError("services.nothing_to_merge")
    drafts = [Draft(Kind.ORGANISATION_MERGED, o.id, facts={"into": into}) for o in others]
    if not target.country:
        country = next((o.country for o in others if o.country), "")
        drafts += [_set(replace(target, country=country))] if country else []
    _write(event, drafts, origin)
    return len(others)


def part(event: OpenEvent, organisation_ids: Iterable[str], origin: object | None = None) -> int:
    """Undo merges: these organisations stand for themselves again, with the people named to them."""
    known = {away.id for away, _ in merged(event)}
    wanted = [one for one in dict.fromkeys(organisation_ids) if one in known]
    if not wanted:
        raise UserError("services.nothing_to_part")
    drafts = [Draft(Kind.ORGANISATION_MERGED, one, facts={"into": ""}) for one in wanted]
    _write(event, drafts, origin)
    return len(wanted)


def overview(event: OpenEvent) -> Overview:
    """Everything that is shown of the organisations; thousands of them take seconds, so beside the desk.

    Above ``MOST_COMPARED`` nothing is proposed.
    """
    with snapshot(event.file) as db:
        every = organisation_rows.lines(db)
        away = organisation_rows.merged(db)
        few = every if len(every) <= MOST_COMPARED else []
        loose = _delegation_proposals(db, few)
    return Overview(every, _duplicates(few), _kind_proposals(few), loose, away)


def duplicates(event: OpenEvent) -> list[tuple[OrganisationLine, ...]]:
    """Groups of organisations that may be one; the first of a group has most people."""
    return _duplicates(lines(event))


def _duplicates(every: Sequence[OrganisationLine]) -> list[tuple[OrganisationLine, ...]]:
    known = {line.organisation.id: line for line in every}
    groups = near_duplicates([line.organisation for line in known.values()])
    return [
        tuple(sorted((known[o.id] for o in group), key=lambda line: -line.people))
        for group in groups
    ]


def kind_proposals(event: OpenEvent) -> list[KindProposal]:
    """Organisations of kind "other" whose name speaks of a kind."""
    return _kind_proposals(lines(event))


def _kind_proposals(every: Iterable[OrganisationLine]) -> list[KindProposal]:
    found = []
    for line in every:
        one = line.organisation
        if one.kind is not OrganisationKind.OTHER:
            continue
        proposed = propose_kind(one.name, one.country)
        if proposed is not OrganisationKind.OTHER:
            found.append(KindProposal(one, proposed))
    return found


def delegation_proposals(event: OpenEvent) -> list[DelegationProposal]:
    """Foreign organisations with several people who have no delegation yet."""
    with snapshot(event.file) as db:
        return _delegation_proposals(db, organisation_rows.lines(db))


def _delegation_proposals(
    db: Connection, every: Iterable[OrganisationLine]
) -> list[DelegationProposal]:
    found = []
    for line in every:
        one = line.organisation
        if one.country in ("", "FR") or one.kind not in _OWN_DELEGATION:
            continue
        members = queries.people_of_organisation(db, one.id)
        loose = tuple(p.id for p in members if not p.delegation)
        if len(loose) >= FOREIGN_PEOPLE:
            found.append(DelegationProposal(one, loose))
    return found


def make_delegations(
    event: OpenEvent, organisation_ids: Iterable[str], origin: object | None = None
) -> int:
    """Give the people of proposed delegations the organisation's name as theirs; gives how many."""
    wanted = set(organisation_ids)
    drafts = [
        Draft(
            Kind.PERSON_CORRECTED,
            person_id,
            source=Source.SCREEN,
            facts={"delegation": proposal.organisation.name},
        )
        for proposal in delegation_proposals(event)
        if proposal.organisation.id in wanted
        for person_id in proposal.people
    ]
    _write(event, drafts, origin)
    return len(drafts)

"""The organisations known while people are added, so that one name means one organisation."""

from __future__ import annotations

from dataclasses import replace

from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key, propose_kind
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.organisation_shelf import OrganisationShelf
from raict_desktop.storage import list_queries


class OrganisationBook:
    """Finds organisations by name, and makes those nobody knew.

    Args:
        event: the open event.
        kept: ids of organisations whose kind and country somebody settled by hand.

    Attributes:
        drafts: entries for new and completed organisations, in order; the caller writes them.
    """

    def __init__(self, event: OpenEvent, kept: frozenset[str] = frozenset()) -> None:
        self._event = event
        self._kept = kept
        with event.file.reading() as db:
            self._anybody = list_queries.has_organisations(db)
        self._by_name = OrganisationShelf()
        self.drafts: list[Draft] = []

    def find(self, name: str, kind: str, country: str, source: Source) -> Organisation | None:
        """The organisation of this name, made when nobody knew it; None for an empty name.

        Without a country, a known organisation of that name in any one country serves. A kind or
        country that a known organisation lacks is added to it.
        """
        if not name:
            return None
        found = self._known(name, country)
        if found is None:
            wanted = OrganisationKind(kind) if kind else propose_kind(name, country)
            found = Organisation(self._event.outside.new_id(), name, wanted, country)
            self._of_name(name).append(found)
            self._set(found, source)
            return found
        if found.id in self._kept:
            return found
        better = found
        if country and not found.country:
            better = replace(better, country=country)
        if kind and found.kind is not OrganisationKind(kind):
            better = replace(better, kind=OrganisationKind(kind))
        if better != found:
            same = self._of_name(name)
            same[same.index(found)] = better
            self._set(better, source)
        return better

    def _known(self, name: str, country: str) -> Organisation | None:
        same = self._of_name(name)
        for wanted in dict.fromkeys((country, "")):
            for organisation in same:
                if organisation.country == wanted:
                    return organisation
        return same[0] if len(same) == 1 and not country else None

    def _of_name(self, name: str) -> list[Organisation]:
        folded = fold(name)
        same = self._by_name.get(folded)
        return self._by_name.put(folded, self._of_file(name, folded)) if same is None else same

    def _of_file(self, name: str, folded: str) -> list[Organisation]:
        if not self._anybody:
            return []
        with self._event.file.reading() as db:
            named = list_queries.organisations_by_key(db, organisation_key(name))
        by_id = {one.id: one for known, one in named if fold(known) == folded}
        return list(by_id.values())

    def forget(self) -> None:
        """Give the memory back; nothing can be found any more."""
        self._by_name = OrganisationShelf()

    def _set(self, organisation: Organisation, source: Source) -> None:
        facts = {
            "name": organisation.name,
            "kind": organisation.kind.value,
            "country": organisation.country,
        }
        self.drafts.append(
            Draft(Kind.ORGANISATION_SET, organisation.id, source=source, facts=facts)
        )

"""Taking a registration list in: new people added, known ones updated, nothing of the desk undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Kind, Source
from raict_desktop.domain.records import OrganisationKind, Person, Session
from raict_desktop.exchange.registrations import Problem, RegistrationRow, read_list
from raict_desktop.matching.folding import fold
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.organisation_book import OrganisationBook
from raict_desktop.services.programme import plain_names, split_start, starts_at
from raict_desktop.storage import queries

_PERSONAL = (
    "civility",
    "given_name",
    "family_name",
    "function",
    "email",
    "phone",
    "external_id",
    "note",
)
_PLAIN = ("category", "delegation", "status")
_NEVER_EMPTY = ("category", "status", "given_name", "family_name")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a list changed, or would change (preview)."""

    file: str
    source: str
    rows: int
    new: int
    changed: int
    unchanged: int
    left_out: int
    problems: tuple[Problem, ...]
    unknown_workshops: tuple[str, ...]


class _Known:
    """People by everything that tells them apart, strongest first."""

    def __init__(self, people: list[Person]) -> None:
        self._code: dict[str, Person] = {}
        self._external: dict[str, Person] = {}
        self._email: dict[tuple[str, str], Person] = {}
        self._name: dict[tuple[str, str], list[Person]] = {}
        self.taken: set[str] = set()
        for person in people:
            self.note(person)

    def note(self, person: Person) -> None:
        self._code[person.code] = person
        if person.external_id:
            self._external[person.external_id] = person
        name = _name(person.given_name, person.family_name)
        if person.email:
            self._email[person.email.lower(), name] = person
        self._name.setdefault((name, fold(person.organisation)), []).append(person)

    def has_code(self, code: str) -> bool:
        return code in self._code

    def note_code(self, code: str, person: Person) -> None:
        """Note a code that an earlier row gave to someone known."""
        self._code[code] = person

    def find(self, row: RegistrationRow) -> Person | None:
        """The person of a row: by code, reference, e-mail with name, then name with organisation.

        Someone already matched by an earlier row is not matched again, so homonyms stay two. A
        reference that nobody has may be new to a person who has none, but never replaces another.
        """
        if row.code and row.code in self._code:
            return self._code[row.code]
        if row.external_id and row.external_id in self._external:
            return self._external[row.external_id]
        name = _name(row.given_name or "", row.family_name or "")
        if row.email:
            found = self._email.get((row.email.lower(), name))
            if found and self._may_be(found, row):
                return found
        for person in self._name.get((name, fold(row.organisation or "")), ()):
            differs = row.email and person.email and row.email.lower() != person.email.lower()
            if self._may_be(person, row) and not (differs and row.code):
                return person
        return None

    def _may_be(self, person: Person, row: RegistrationRow) -> bool:
        other = row.external_id and person.external_id and row.external_id != person.external_id
        return person.id not in self.taken and not other


def _name(given: str, family: str) -> str:
    return fold(f"{given} {family}")


def import_list(
    event: OpenEvent,
    path: Path,
    *,
    preview: bool = False,
    progress: Callable[[int], None] | None = None,
    origin: object | None = None,
) -> ImportResult:
    """Import a list in one transaction.

    A field is written only where the list gives it and it differs from what the *previous* list or
    the desk left; a correction made at the desk after the last import stays.

    Args:
        event: the open event.
        path: the file.
        preview: count what would change and write nothing.
        progress: told how many rows are done.
        origin: who asks.
    """
    found = read_list(path)
    with event.file.reading() as db:
        people = queries.all_people(db)
        programme = queries.sessions(db)
        corrected = queries.hand_corrected(db)
        book = OrganisationBook(event)
    run = _Run(event, people, book, corrected)
    for session in programme:
        run.sessions.setdefault(fold(session.title), []).append(session)
    for number, row in enumerate(found.rows, 1):
        run.take(row)
        if progress is not None and number % 200 == 0:
            progress(number)
    result = ImportResult(
        found.file,
        found.source,
        found.row_count,
        run.new,
        run.changed,
        run.unchanged,
        found.left_out + run.left_out,
        (*found.problems, *run.problems),
        tuple(run.unknown_workshops),
    )
    if not preview:
        facts = {"rows": found.row_count, "new": run.new, "changed": run.changed}
        drafts = [*run.organisations.drafts, *run.drafts]
        drafts.append(Draft(Kind.IMPORTED, source=Source.IMPORT, facts=facts))
        with event.file.writing():
            event.append(drafts, batch=event.outside.new_id())
        topics = (Topic.PEOPLE, Topic.ORGANISATIONS)
        event.tell(Changes.of(*topics), origin)
    return result


class _Run:
    """One import under way: what is known, and the entries it will write."""

    def __init__(
        self,
        event: OpenEvent,
        people: list[Person],
        organisations: OrganisationBook,
        corrected: Mapping[str, frozenset[str]],
    ) -> None:
        self._event = event
        self._known = _Known(people)
        self._corrected = corrected
        self._names = plain_names(event)
        self.organisations = organisations
        self.sessions: dict[str, list[Session]] = {}
        self.drafts: list[Draft] = []
        self.problems: list[Problem] = []
        self.unknown_workshops: dict[str, None] = {}
        self.new = self.changed = self.unchanged = self.left_out = 0

    def take(self, row: RegistrationRow) -> None:
        row = self._with_sound_code(row)
        country = self._country(row)
        kind = self._kind(row)
        person = self._known.find(row)
        if person is not None and person.id in self._known.taken and self._is_another(row, person):
            facts = {"value": codes.shown(row.code or row.external_id or "")}
            self.problems.append(Problem(row.row, "code", "exchange.doubled_code", facts))
            person, row = None, replace(row, code=None, external_id=None)
        if person is not None and person.id in self._known.taken:
            self.left_out += 1
            self.problems.append(Problem(row.row, "", "exchange.doubled_row", {}))
            return
        before = len(self.organisations.drafts)
        if person and not country and fold(row.organisation or "") == fold(person.organisation):
            country = person.country
        organisation = self.organisations.find(row.organisation or "", kind, country, Source.IMPORT)
        organisation_id = organisation.id if organisation else None
        if person is None:
            self._add(row, organisation_id or "")
            return
        self._known.taken.add(person.id)
        drafts = self._update(row, person, organisation_id)
        drafts += self._enrol(row, person.id, person.enrolled)
        if drafts or len(self.organisations.drafts) > before:
            self.changed += 1
        else:
            self.unchanged += 1
        self.drafts += drafts

    def _with_sound_code(self, row: RegistrationRow) -> RegistrationRow:
        """The row with its code as the desk will look for it, or without a code nobody can scan."""
        if not row.code:
            return row
        if codes.is_own_code(row.code):
            return replace(row, code=codes.typed(row.code))
        if codes.is_acceptable(row.code):
            return row
        facts = {"value": codes.shown(row.code), "limit": codes.MAX_FOREIGN_LENGTH}
        self.problems.append(Problem(row.row, "code", "exchange.bad_code", facts))
        return replace(row, code=None)

    @staticmethod
    def _is_another(row: RegistrationRow, person: Person) -> bool:
        """Whether a second row with the code or reference of ``person`` names somebody else."""
        return _name(row.given_name or "", row.family_name or "") != _name(
            person.given_name, person.family_name
        )

    def _country(self, row: RegistrationRow) -> str:
        if not row.country:
            return ""
        code = self._event.countries.code(row.country)
        if not code:
            facts = {"value": row.country[:60]}
            self.problems.append(Problem(row.row, "country", "exchange.unknown_country", facts))
        return code

    def _kind(self, row: RegistrationRow) -> str:
        if not row.organisation_kind:
            return ""
        folded = fold(row.organisation_kind).replace(" ", "_")
        if folded in set(OrganisationKind):
            return folded
        facts = {"value": row.organisation_kind[:60]}
        column = "organisation_kind"
        self.problems.append(Problem(row.row, column, "exchange.unknown_kind", facts))
        return ""

    def _add(self, row: RegistrationRow, organisation_id: str) -> None:
        person_id = self._event.outside.new_id()
        code = row.code or self._event.new_code()
        facts: dict[str, object] = {
            "organisation_id": organisation_id,
            "category": row.category or "participant",
            "delegation": row.delegation or "",
            "status": row.status or "registered",
            "walk_in": int(bool(row.walk_in)),
        }
        personal = {name: getattr(row, name) or "" for name in _PERSONAL}
        personal["code"] = code
        self.drafts.append(
            Draft(
                Kind.PERSON_ADDED,
                person_id,
                source=Source.IMPORT,
                facts=facts,
                personal=personal,
            )
        )
        self.drafts += self._enrol(row, person_id, ())
        self.new += 1
        self._known.taken.add(person_id)
        self._known.note(
            Person(
                person_id,
                code,
                row.given_name or "",
                row.family_name or "",
                organisation=row.organisation or "",
                email=row.email or "",
                external_id=row.external_id or "",
            )
        )

    def _update(
        self, row: RegistrationRow, person: Person, organisation_id: str | None
    ) -> list[Draft]:
        kept = self._corrected.get(person.id, frozenset())
        changes: dict[str, object] = {}
        for name in (*_PERSONAL, *_PLAIN):
            value = getattr(row, name)
            if value is None or (not value and name in _NEVER_EMPTY):
                continue
            if value != str(getattr(person, name)) and name not in kept:
                changes[name] = value
        if row.walk_in is not None and row.walk_in != person.walk_in:
            changes["walk_in"] = int(row.walk_in)
        moved = organisation_id and organisation_id != person.organisation_id
        if moved and "organisation_id" not in kept:
            changes["organisation_id"] = organisation_id
        if row.code and row.code != person.code and not self._known.has_code(row.code):
            changes["code"] = row.code
            self._known.note_code(row.code, person)
        if not changes:
            return []
        personal = {n: v for n, v in changes.items() if n in PERSONAL_FIELDS}
        facts = {n: v for n, v in changes.items() if n not in PERSONAL_FIELDS}
        return [
            Draft(
                Kind.PERSON_CORRECTED,
                person.id,
                source=Source.IMPORT,
                facts=facts,
                personal=personal,
            )
        ]

    def _enrol(
        self, row: RegistrationRow, person_id: str, enrolled: tuple[str, ...]
    ) -> list[Draft]:
        if row.workshops is None:
            return []
        wanted: set[str] = set()
        all_known = True
        for title in self._whole_titles(row.workshops):
            session_id = self._session(row, title)
            if session_id is None:
                all_known = False
            else:
                wanted.add(session_id)
        source = Source.IMPORT
        drafts = [
            Draft(Kind.ENROLLED, person_id, session_id, source=source)
            for session_id in sorted(wanted - set(enrolled))
        ]
        if all_known:
            drafts += [
                Draft(Kind.UNENROLLED, person_id, session_id, source=source)
                for session_id in sorted(set(enrolled) - wanted)
            ]
        return drafts

    def _session(self, row: RegistrationRow, words: str) -> str | None:
        """The session meant by a title; one that several sessions share needs its start."""
        title, start = split_start(words)
        fitting = self.sessions.get(fold(words), []) or self.sessions.get(fold(title), [])
        if start:
            fitting = [s for s in fitting if starts_at(self._event, s, start)]
        if len(fitting) == 1:
            return fitting[0].id
        if fitting:
            names = self._names
            starts = ", ".join(names[s.id].rpartition(" @ ")[2] for s in fitting[:6])
            facts = {"value": title[:60], "starts": starts}
            self.problems.append(Problem(row.row, "workshops", "exchange.several_starts", facts))
        else:
            self.unknown_workshops[words] = None
        return None

    def _whole_titles(self, pieces: tuple[str, ...]) -> list[str]:
        """Titles put together again where a comma inside one was taken for a separator."""
        titles: list[str] = []
        at = 0
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                joined = ", ".join(pieces[at:end])
                if end == at + 1 or fold(split_start(joined)[0]) in self.sessions:
                    titles.append(joined)
                    at = end
                    break
        return titles

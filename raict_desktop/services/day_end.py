"""The day's results as CSV files: one truth, in two profiles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Entry, Kind
from raict_desktop.domain.records import MAIN_DOOR, Person, Session, Status
from raict_desktop.exchange.day_files import PROFILES, Table, write_tables
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.programme import plain_names
from raict_desktop.services.report import report
from raict_desktop.storage import queries
from raict_desktop.storage.queries import PresenceRow

_PERSON = (
    ("code", "code"),
    ("civility", "civilité"),
    ("given_name", "prénom"),
    ("family_name", "nom"),
    ("function", "fonction"),
    ("organisation", "organisation"),
    ("organisation_kind", "type d'organisation"),
    ("country", "pays"),
    ("category", "catégorie"),
    ("delegation", "délégation"),
    ("email", "courriel"),
    ("phone", "téléphone"),
    ("external_id", "référence"),
    ("note", "remarque"),
    ("status", "statut"),
    ("walk_in", "inscription sur place"),
    ("enrolled", "ateliers"),
    ("present", "présent"),
    ("first_entry", "première entrée"),
)
_PASSAGES = (
    ("id", "identifiant"),
    ("at", "heure"),
    ("direction", "sens"),
    ("session", "séance"),
    ("code", "code"),
    ("given_name", "prénom"),
    ("family_name", "nom"),
    ("organisation", "organisation"),
    ("verdict", "verdict"),
    ("reason", "raison"),
    ("source", "source"),
    ("operator", "opérateur"),
    ("station", "poste"),
    ("counter", "compteur"),
    ("annulled", "annulé"),
)
_PRESENCES = (
    ("session", "séance"),
    ("code", "code"),
    ("given_name", "prénom"),
    ("family_name", "nom"),
    ("organisation", "organisation"),
    ("first_entry", "première entrée"),
    ("last_exit", "dernière sortie"),
    ("entries", "entrées"),
    ("inside", "dans la salle"),
)
_CHANGES = (
    ("at", "heure"),
    ("kind", "nature"),
    ("code", "code"),
    ("given_name", "prénom"),
    ("family_name", "nom"),
    ("fields", "champs"),
    ("source", "source"),
    ("operator", "opérateur"),
    ("station", "poste"),
)
_SUMMARY = (("figure", "chiffre"), ("value", "valeur"))


def export(event: OpenEvent, directory: Path, *, profile: str = "excel") -> tuple[Path, ...]:
    """Write the seven files of the day.

    Args:
        event: the open event.
        directory: made when it is not there.
        profile: ``excel`` (French titles and dates) or ``exchange`` (comes back in unchanged).

    Raises:
        UserError: an unknown profile, or a place that cannot be written.
    """
    if profile not in PROFILES:
        raise UserError("services.unknown_profile", profile=profile)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("exchange.cannot_write", path=str(directory)) from error
    return write_tables(directory, profile, _Day(event, profile).tables())


class _Day:
    """What all seven files are made of, read once."""

    def __init__(self, event: OpenEvent, profile: str) -> None:
        self.event = event
        self.profile = profile
        with event.file.reading() as db:
            self.people = queries.all_people(db)
            self.sessions = {s.id: s for s in queries.sessions(db)}
            self.presences = queries.presences(db)
            kinds = (Kind.ENTRY, Kind.EXIT, Kind.REFUSED)
            self.passages = queries.entries(db, kinds)
            changing = (
                Kind.PERSON_ADDED,
                Kind.PERSON_CORRECTED,
                Kind.ENROLLED,
                Kind.UNENROLLED,
                Kind.ANNULLED,
            )
            self.changes = queries.changes_after_import(db, changing)
            self.annulled = queries.annulled_ids(db)
        self.by_id = {p.id: p for p in self.people}
        self.names = plain_names(event)
        self.first = {
            row.person_id: row.first for row in self.presences if row.checkpoint == MAIN_DOOR
        }

    def tables(self) -> Iterator[Table]:
        """The seven files, in the order they are written."""
        people = self._titles(_PERSON)
        yield Table("participants", people, map(self._person, self.people))
        yield Table("passages", self._titles(_PASSAGES), map(self._passage, self.passages))
        yield Table("presences", self._titles(_PRESENCES), map(self._presence, self.presences))
        yield Table("synthese", self._titles(_SUMMARY), self._summary())
        absent = (p for p in self.people if not p.present and p.status is Status.REGISTERED)
        yield Table("absents", people, map(self._person, absent))
        walk_ins = (p for p in self.people if p.walk_in)
        yield Table("inscriptions_sur_place", people, map(self._person, walk_ins))
        yield Table("modifications", self._titles(_CHANGES), map(self._change, self.changes))

    def _titles(self, columns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        return tuple(
            english if self.profile == "exchange" else french for english, french in columns
        )

    def _local(self, at: datetime | None) -> datetime | None:
        return None if at is None else self.event.local(at)

    def _title(self, session_id: str) -> str:
        session: Session | None = self.sessions.get(session_id)
        return session.title if session else session_id

    def _person(self, person: Person) -> tuple[object, ...]:
        country = person.country
        if self.profile == "excel" and country:
            country = self.event.countries.name(country, "fr")
        return (
            person.code,
            person.civility,
            person.given_name,
            person.family_name,
            person.function,
            person.organisation,
            person.organisation_kind.value,
            country,
            person.category,
            person.delegation,
            person.email,
            person.phone,
            person.external_id,
            person.note,
            person.status.value,
            person.walk_in,
            " | ".join(sorted(self.names.get(i, i) for i in person.enrolled)),
            person.present,
            self._local(self.first.get(person.id)),
        )

    def _named(self, person: Person | None) -> tuple[str, str, str]:
        if person is None:
            return ("", "", "")
        return (person.code, person.given_name, person.family_name)

    def _passage(self, entry: Entry) -> tuple[object, ...]:
        person = self.by_id.get(entry.subject)
        return (
            entry.id,
            self._local(entry.at),
            entry.kind.value,
            self._title(entry.checkpoint),
            *self._named(person),
            person.organisation if person else "",
            entry.verdict,
            entry.reason,
            entry.source.value,
            entry.operator,
            entry.station,
            entry.counter,
            entry.id in self.annulled,
        )

    def _presence(self, row: PresenceRow) -> tuple[object, ...]:
        person = self.by_id.get(row.person_id)
        return (
            self._title(row.checkpoint),
            *self._named(person),
            person.organisation if person else "",
            self._local(row.first),
            self._local(row.left),
            row.entries,
            row.inside,
        )

    def _change(self, entry: Entry) -> tuple[object, ...]:
        return (
            self._local(entry.at),
            entry.kind.value,
            *self._named(self.by_id.get(entry.subject)),
            " ".join(sorted(entry.facts)),
            entry.source.value,
            entry.operator,
            entry.station,
        )

    def _summary(self) -> Iterator[tuple[object, ...]]:
        figures = report(self.event)
        yield ("event", self.event.info.title)
        yield ("first_day", self.event.info.first_day)
        for name in (
            "registered",
            "participants",
            "walk_ins",
            "show_rate",
            "french_local_authorities",
            "countries",
            "countries_without_france",
            "foreign_delegations",
            "embassies",
            "foreign_share",
        ):
            yield (name, getattr(figures, name))
        for line in figures.sessions:
            yield (f"session: {line.title}", line.present)
        for language, text in figures.sentence.items():
            yield (f"sentence_{language}", text)

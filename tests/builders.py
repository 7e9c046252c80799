"""Small events for tests, with a clock that only moves when told and chance that repeats."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Admission, Session, SessionKind
from raict_desktop.services import programme
from raict_desktop.services.application import Application, OpenEvent, Outside

START = datetime(2021, 6, 29, 6, 30, tzinfo=UTC)


@dataclass
class Hands:
    """A clock in the test's hands."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


@dataclass
class World:
    """One computer: its clock, its chance, its mark."""

    clock: Hands = field(default_factory=Hands)
    machine: str = "laptop A"
    seed: int = 1

    def application(self) -> Application:
        chance = random.Random(self.seed)
        return Application(Outside(self.clock, chance.randbytes, chance.randrange, self.machine))


def make_event(application: Application, folder: Path, name: str = "day") -> OpenEvent:
    return application.new_event(
        folder / f"{name}.raict", title="Rencontres", first_day=date(2021, 6, 29)
    )


def add_person(event: OpenEvent, given: str, family: str, **values: object) -> str:
    """Put a person straight into the journal; returns the id."""
    person_id = event.outside.new_id()
    personal: dict[str, object] = {
        "given_name": given,
        "family_name": family,
        "code": values.pop("code", event.new_code()),
    }
    for name in ("email", "function", "note", "external_id"):
        if name in values:
            personal[name] = values.pop(name)
    drafts: list[Draft] = []
    facts: dict[str, object] = {"category": "participant", "status": "registered", "walk_in": 0}
    organisation = values.pop("organisation", None)
    if isinstance(organisation, Mapping):
        facts["organisation_id"] = event.outside.new_id()
        drafts.append(
            Draft(Kind.ORGANISATION_SET, str(facts["organisation_id"]), facts=dict(organisation))
        )
    facts.update(values)
    drafts.append(
        Draft(Kind.PERSON_ADDED, person_id, source=Source.IMPORT, facts=facts, personal=personal)
    )
    event.write(drafts, Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS, ids=frozenset({person_id})))
    return person_id


def add_session(event: OpenEvent, title: str = "Atelier 1", **values: object) -> Session:
    facts: dict[str, object] = {
        "id": "",
        "title": title,
        "kind": SessionKind.WORKSHOP,
        "room": "Salle 1",
        "start": START + timedelta(hours=2),
        "end": START + timedelta(hours=3),
        "admission": Admission.OPEN,
    }
    facts.update(values)
    return programme.save_session(event, Session(**facts))  # type: ignore[arg-type]


def enrol(event: OpenEvent, person_id: str, session: Session) -> None:
    event.write([Draft(Kind.ENROLLED, person_id, session.id)], Changes.of(Topic.PEOPLE))

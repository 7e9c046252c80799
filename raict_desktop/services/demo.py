"""The demo event: made through the real importer, and a day played on it as volunteers would."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Source
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import Person, Session, SessionKind, Status
from raict_desktop.services import badges, people, programme, registrations
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.day_end import export

TITLE = "12es Rencontres de l’action internationale des collectivités territoriales"
VENUE = "Cité des Sciences et de l’Industrie, Paris"
NAME = "rencontres.raict"
CLIP = "clip.avi"


def make_demo(directory: Path) -> Path:
    """Make the demo event in a folder: programme, list, logos and a clip that serves as a camera.

    A demo event that stands there already is kept as it is.

    Returns:
        The event file.

    Raises:
        UserError: the folder cannot be written.
    """
    path = directory / NAME
    if path.exists():
        return path
    try:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copytree(paths.resources() / "logos", directory / "logos", dirs_exist_ok=True)
    except OSError as error:
        raise UserError("exchange.cannot_write", path=str(directory)) from error
    demo = paths.resources() / "demo"
    with Application() as application:
        event = application.new_event(path, title=TITLE, first_day=date(2021, 6, 29), venue=VENUE)
        programme.import_programme(event, demo / "programme.csv")
        registrations.import_list(event, demo / "participants.csv")
        chosen = random.Random(12).sample(_expected(event), 12)  # noqa: S311 - not a secret
        make_clip(chosen, directory / CLIP)
    return path


def make_clip(chosen: list[Person], path: Path) -> None:
    """Write a clip of these people's badges held before a camera, one after the other."""
    from raict_desktop.paper.qr import qr_matrix
    from raict_desktop.scanning.clips import write_clip

    write_clip(path, [qr_matrix(person.code) for person in chosen])


def _expected(event: OpenEvent) -> list[Person]:
    return [p for p in people.everybody(event) if p.status is Status.REGISTERED]


def play_day(path: Path, directory: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Play a whole day on the demo event and leave its results in a folder.

    Badges are printed to PDF; a clip of badges is scanned at the desk and at two workshops; most
    people arrive as they do in life, in the last half hour; the day's files are exported.

    Yields:
        What was done, as (wording key, facts).
    """
    from raict_desktop.scanning.pictures import read_codes

    with Application() as application:
        event = application.open_event(path)
        yield "cli.demo_event", {"count": len(people.everybody(event)), "path": path}
        run = badges.write_badges(event, directory / "badges.pdf")
        yield "cli.badges", {"count": run.badges, "pages": run.pages, "path": "badges.pdf"}
        seen = list(read_codes(directory / CLIP))
        workshops = [s for s in programme.sessions(event) if s.kind is SessionKind.WORKSHOP][:2]
        opening = _at(event, 8, 15)
        for number, code in enumerate(seen):
            check_in_code(
                event, code, source=Source.CAMERA, now=opening + timedelta(seconds=9 * number)
            )
        yield "cli.demo_scanned", {"count": len(seen), "place": NAME}
        for session in workshops:
            for number, code in enumerate(seen):
                at = session.start - timedelta(minutes=5) + timedelta(seconds=8 * number)
                check_in_code(
                    event,
                    code,
                    checkpoint=session.id,
                    source=Source.CAMERA,
                    override=True,
                    now=at,
                )
            yield "cli.demo_scanned", {"count": len(seen), "place": session.title}
        arrived = _arrivals(event, random.Random(29))  # noqa: S311 - a play, not a secret
        yield "cli.demo_arrived", {"count": arrived}
        written = export(event, directory / "resultats", profile="excel")
        written += export(event, directory / "exchange", profile="exchange")
        yield "cli.demo_exported", {"count": len(written), "path": directory}


def noon(path: Path) -> datetime:
    """Ten to twelve on the event's first day: a good moment to look at its screens."""
    with Application() as application:
        return _at(application.open_event(path), 11, 50)


def _at(event: OpenEvent, hour: int, minute: int) -> datetime:
    day = event.info.first_day
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=event.zone)
    return local.astimezone(UTC)


def _arrivals(event: OpenEvent, chance: random.Random) -> int:
    """Let about seven in ten come in, and go to the workshops they chose."""
    opening = _at(event, 8, 30)
    coming = [p for p in _expected(event) if chance.random() < 0.79]
    moments = sorted(
        opening + timedelta(seconds=min(max(chance.gauss(3300, 900), 0), 7200)) for _ in coming
    )
    arrived = 0
    chance.shuffle(coming)
    sessions = {s.id: s for s in programme.sessions(event)}
    for person, at in zip(coming, moments, strict=True):
        result = check_in_person(event, person.id, source=Source.SCANNER, now=at)
        arrived += result.reason != "already_in"
    for person in coming:
        for session_id in person.enrolled:
            if chance.random() < 0.8:
                _attend(event, person, sessions[session_id], chance)
    return arrived


def _attend(event: OpenEvent, person: Person, session: Session, chance: random.Random) -> None:
    at = session.start + timedelta(seconds=chance.randint(-600, 500))
    check_in_person(event, person.id, checkpoint=session.id, source=Source.SCANNER, now=at)
    if session.exits and chance.random() < 0.6:
        check_in_person(
            event,
            person.id,
            checkpoint=session.id,
            direction=Direction.EXIT,
            source=Source.SCANNER,
            now=session.end + timedelta(seconds=chance.randint(-300, 300)),
        )

"""The demo event: made through the real importer, and a day played on it as volunteers would."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Person
from raict_desktop.services import badges, demo_day, people, registrations
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.day_end import export
from raict_desktop.services.programme_import import import_programme

TITLE = "12es Rencontres de l’action internationale des collectivités territoriales"
VENUE = "Cité des Sciences et de l’Industrie, Paris"
NAME = "rencontres.raict"
CLIP = "clip.avi"
FIRST_DAY = date(2021, 6, 29)
"""The day of the programme in ``resources/demo``."""


def make_demo(directory: Path, first_day: date = FIRST_DAY) -> Path:
    """Make the demo event in a folder: programme, list, logos and a clip that serves as a camera.

    A demo event that stands there already is kept as it is.

    Args:
        directory: made when it is missing.
        first_day: the day its sessions take place; on today's, doors and figures behave as on the
            day itself.

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
        event = application.new_event(path, title=TITLE, first_day=first_day, venue=VENUE)
        import_programme(event, _programme(directory, first_day))
        registrations.import_list(event, demo / "participants.csv")
        chosen = random.Random(12).sample(demo_day.expected(event), 12)  # noqa: S311 - not a secret
        make_clip(chosen, directory / CLIP)
    return path


def _programme(directory: Path, first_day: date) -> Path:
    """The programme's file; for another day than its own, a copy beside the event."""
    file = paths.resources() / "demo" / "programme.csv"
    if first_day == FIRST_DAY:
        return file
    moved = directory / file.name
    text = file.read_text("utf-8").replace(f"{FIRST_DAY}T", f"{first_day}T")
    try:
        moved.write_text(text, "utf-8")
    except OSError as error:
        raise UserError("exchange.cannot_write", path=str(moved)) from error
    return moved


def make_clip(chosen: list[Person], path: Path) -> None:
    """Write a clip of these people's badges held before a camera, one after the other."""
    from raict_desktop.paper.qr import qr_matrix
    from raict_desktop.scanning.clips import write_clip

    write_clip(path, [qr_matrix(person.code) for person in chosen])


def play_day(path: Path, directory: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Play a whole day on the demo event and leave its results in a folder.

    Yields:
        What was done, as (wording key, facts).
    """
    yield from play_morning(path, directory)
    yield from play_afternoon(path, directory)


def play_morning(path: Path, directory: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Print the badges, then play until ten to twelve: a good moment to look at the screens.

    A clip of badges is scanned at the desk and at two workshops; most people arrive as they do in
    life, in the last half hour, and hear the plenary.
    """
    from raict_desktop.scanning.pictures import read_codes

    with Application() as application:
        event = application.open_event(path)
        yield "cli.demo_event", {"count": len(people.everybody(event)), "path": path}
        run = badges.write_badges(event, directory / "badges.pdf")
        yield "cli.badges", {"count": run.badges, "pages": run.pages, "path": "badges.pdf"}
        seen = list(read_codes(directory / CLIP))
        steps, until = demo_day.crowd_steps(event), _noon(event)
        morning = [step for step in steps if step.at < until]
        demo_day.play(event, [*morning, *demo_day.clip_steps(event, seen)])
        for place in (NAME, *(session.title for session in demo_day.clip_sessions(event))):
            yield "cli.demo_scanned", {"count": len(seen), "place": place}
        arrived = sum(person.present for person in people.everybody(event))
        yield "cli.demo_arrived", {"count": arrived}


def play_afternoon(path: Path, directory: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Play the rest of the day and export its files."""
    with Application() as application:
        event = application.open_event(path)
        until = _noon(event)
        steps = [step for step in demo_day.crowd_steps(event) if step.at >= until]
        yield "cli.demo_afternoon", {"count": demo_day.play(event, steps)}
        written = export(event, directory / "resultats", profile="excel")
        written += export(event, directory / "exchange", profile="exchange")
        yield "cli.demo_exported", {"count": len(written), "path": directory}


def noon(path: Path) -> datetime:
    """Ten to twelve on the event's first day."""
    with Application() as application:
        return _noon(application.open_event(path))


def _noon(event: OpenEvent) -> datetime:
    return demo_day.local_moment(event, 11, 50)

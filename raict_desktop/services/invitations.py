"""Invitations with each person's code, one file a person, and the list a mail merge needs."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Person
from raict_desktop.exchange.spelling import inert
from raict_desktop.matching.folding import fold
from raict_desktop.paper.badges import BadgeProblem
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.sheets import SINGLE, sheet_pages
from raict_desktop.paper.files import replaced
from raict_desktop.paper.pdf import write_pages
from raict_desktop.scanning.picture_files import read_picture
from raict_desktop.services import badges, programme
from raict_desktop.services.application import OpenEvent

FORMS = ("pdf", "png")
LIST = "publipostage.csv"
_MERGE = ("email", "civility", "given_name", "family_name", "organisation", "code", "file")


@dataclass(frozen=True, slots=True)
class Invitations:
    """What was written; ``without_email`` counts people whom a mail merge cannot reach."""

    files: int
    list_path: Path
    without_email: int
    problems: tuple[BadgeProblem, ...]


def write_invitations(
    event: OpenEvent,
    folder: Path,
    *,
    form: str = "pdf",
    who: str = "",
    language: str = "fr",
    progress: Callable[[int], None] = lambda _done: None,
) -> Invitations:
    """Write one file a person and ``publipostage.csv``; nothing is sent.

    Args:
        event: the open event.
        folder: made when it is not there.
        form: one of ``FORMS``.
        who: words that select people as in the participants table; all when empty.
        language: of the invitation.
        progress: told how many are written.

    Raises:
        UserError: ``paper.unknown_layout`` for another form, ``paper.no_badges`` for nobody,
            ``paper.cannot_write``.
    """
    if form not in FORMS:
        raise UserError("paper.unknown_layout", name=form, known=", ".join(FORMS))
    chosen = list(badges.chosen_people(event, badges.Wanted(who=who)))
    if not chosen:
        raise UserError("paper.no_badges")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("paper.cannot_write", path=folder.name) from error
    layout = read_layout(paths.resources() / "invitations" / "invitation.toml")
    supplies, unreadable = badges.supplies(event, language)
    sessions = programme.sessions(event)
    problems = list(unreadable)
    rows = []
    names: set[str] = set()
    for number, person in enumerate(chosen, 1):
        said = badges.content(event, person, language, sessions)
        drawing = draw_badge(layout, said, supplies)
        problems += drawing.problems
        file = _file_name(person, names, form)
        pages = sheet_pages(layout, [drawing], SINGLE)
        if form == "pdf":
            write_pages(folder / file, pages, supplies.fonts, event.info.title)
        else:
            with tempfile.TemporaryDirectory() as scratch:
                page = Path(scratch) / "page.pdf"
                write_pages(page, pages, supplies.fonts)
                _write_picture(page, folder / file)
        rows.append((person, file))
        progress(number)
    path = folder / LIST
    _write_list(path, rows)
    lacking = sum(not person.email for person in chosen)
    return Invitations(len(chosen), path, lacking, tuple(problems))


def _file_name(person: Person, taken: set[str], form: str) -> str:
    """A name of plain letters that says whose it is, and no other file's."""
    words = fold(f"{person.family_name} {person.given_name}")
    plain = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in words).split())
    base = plain[:60] or "invitation"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return f"{name}.{form}"


def _write_picture(page: Path, path: Path) -> None:
    from PIL import Image

    picture = Image.fromarray(read_picture(page)[:, :, ::-1])
    with replaced(path) as stream:
        picture.save(stream, "PNG", optimize=True)


def _write_list(path: Path, rows: list[tuple[Person, str]]) -> None:
    """CSV as a French Excel and mail programs open it, formulas made inert."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_MERGE)
    for person, file in rows:
        values = (getattr(person, name) for name in _MERGE[:-1])
        writer.writerow([*(inert(str(value)) for value in values), file])
    with replaced(path) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))

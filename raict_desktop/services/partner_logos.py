"""The partners' logos: taken in, put in order, taken out.

The files stand in the folder ``logos`` beside the event; their order and small copies travel in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeProblem
from raict_desktop.paper.files import replaced
from raict_desktop.paper.pictures import SUFFIXES, Logo, picture_size, read_logo
from raict_desktop.services import event_pictures
from raict_desktop.services.application import OpenEvent

MOST_LOGOS = 12
MOST_MEGABYTES = 20
LEAST_DPI = 150
"""Below it a picture looks blurred in the row of logos of an A6 badge."""
_ROW_MM, _USUAL_RATIO = 9.5, 2.6
_REMOVED = "removed"
_LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class PartnerLogo:
    """A logo: its file's name, the picture (None where it cannot be read), and its size in pixels.

    ``size`` is (0, 0) for a drawing. ``from_elsewhere`` tells that it came with the event.
    """

    name: str
    logo: Logo | None
    size: tuple[int, int] = (0, 0)
    from_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """The names of the logos taken in, and what is to be said of the others or of these."""

    names: tuple[str, ...]
    problems: tuple[BadgeProblem, ...]


def partner_logos(event: OpenEvent) -> list[PartnerLogo]:
    """The logos in the order in which they are printed, from left to right."""
    folder = event_pictures.logo_folder(event)
    return [
        PartnerLogo(path.name, read_logo(path), picture_size(path), path.parent != folder)
        for path in event_pictures.logos(event)
    ]


def add_logos(event: OpenEvent, files: Sequence[Path], *, origin: object | None = None) -> Added:
    """Copy pictures into the event's logos, after those that are there.

    A file that cannot be taken is named and left out; the others come in.

    Raises:
        UserError: ``storage.read_only``, ``paper.cannot_write``.
    """
    folder = _writable(event)
    known = {_digest(path): path.name for path in event_pictures.logos(event)}
    names: list[str] = []
    problems: list[BadgeProblem] = []
    for file in files:
        refusal = _refusal(file, len(known))
        twin = "" if refusal else known.get(_digest(file), "")
        if refusal is None and twin:
            refusal = BadgeProblem("paper.logo_twice", file.name, {"other": twin})
        if refusal is not None:
            problems.append(refusal)
            continue
        name = _free_name(folder, file)
        try:
            data = file.read_bytes()
        except OSError:
            problems.append(BadgeProblem("paper.logo_refused", file.name))
            continue
        with replaced(folder / name) as stream:
            stream.write(data)
        names.append(name)
        known[_digest(folder / name)] = name
        problems += _coarse(folder / name)
    if names:
        before = [logo.name for logo in partner_logos(event) if logo.name not in names]
        problems += event_pictures.share_pictures(event)
        event_pictures.keep_order(event, [*before, *names])
        event.tell(Changes.of(Topic.BADGES), origin)
    return Added(tuple(names), tuple(problems))


def order_logos(event: OpenEvent, names: Sequence[str], *, origin: object | None = None) -> None:
    """Put these logos first, in this order; the others follow as they stood.

    Raises:
        UserError: ``paper.unknown_logo``, ``storage.read_only``.
    """
    there = [path.name for path in event_pictures.logos(event)]
    for name in names:
        if name not in there:
            raise UserError("paper.unknown_logo", name=name, known=", ".join(there))
    if event.read_only:
        raise UserError("storage.read_only", path=event.path.name)
    wanted = list(dict.fromkeys([*names, *there]))
    if wanted != there:
        event_pictures.keep_order(event, wanted)
        event.tell(Changes.of(Topic.BADGES), origin)


def remove_logo(event: OpenEvent, name: str, *, origin: object | None = None) -> Path:
    """Take a logo out of the event.

    Returns:
        Where its file was put aside: nothing is deleted.

    Raises:
        UserError: ``paper.unknown_logo``, ``paper.cannot_write``, ``storage.read_only``.
    """
    there = [path.name for path in event_pictures.logos(event)]
    if name not in there:
        raise UserError("paper.unknown_logo", name=name, known=", ".join(there))
    folder = _writable(event)
    put_aside = folder / _REMOVED
    try:
        put_aside.mkdir(exist_ok=True)
        # Another logo of that name may have been taken out before.
        aside = put_aside / _free_name(put_aside, folder / name)
        (folder / name).replace(aside)
    except OSError as error:
        raise UserError("paper.cannot_write", path=name) from error
    event_pictures.share_pictures(event)
    event.tell(Changes.of(Topic.BADGES), origin)
    return aside


def _writable(event: OpenEvent) -> Path:
    """The folder of logos with every logo of the event in it, those that came with it too."""
    if event.read_only:
        raise UserError("storage.read_only", path=event.path.name)
    folder = event_pictures.logo_folder(event)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError("paper.cannot_write", path=folder.name) from error
    event_pictures.take_over_logos(event)
    return folder


def _refusal(file: Path, there: int) -> BadgeProblem | None:
    if there >= MOST_LOGOS:
        return BadgeProblem("paper.logo_too_many", file.name, {"most": MOST_LOGOS})
    try:
        size = file.stat().st_size / 1_000_000
    except OSError:
        return BadgeProblem("paper.logo_refused", file.name)
    if size > MOST_MEGABYTES:
        facts = {"size": round(size), "most": MOST_MEGABYTES}
        return BadgeProblem("paper.logo_too_heavy", file.name, facts)
    if file.suffix.lower() not in SUFFIXES or read_logo(file) is None:
        return BadgeProblem("paper.logo_refused", file.name)
    return None


def _coarse(file: Path) -> list[BadgeProblem]:
    """Whether a picture has too few pixels for its place on a badge."""
    width, height = picture_size(file)
    if not height:
        return []
    printed = _ROW_MM * min(1.0, sqrt(_USUAL_RATIO * height / width)) / 25.4
    if height / printed >= LEAST_DPI:
        return []
    return [BadgeProblem("paper.logo_coarse", file.name, {"width": width, "height": height})]


def _free_name(folder: Path, file: Path) -> str:
    """The file's name, with a figure where the folder has another file of that name."""
    stem, suffix = file.stem[:_LONGEST_STEM], file.suffix.lower()
    taken = {path.name.casefold() for path in folder.iterdir()}
    name, number = f"{stem}{suffix}", 2
    while name.casefold() in taken:
        name, number = f"{stem}-{number}{suffix}", number + 1
    return name


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return path.name

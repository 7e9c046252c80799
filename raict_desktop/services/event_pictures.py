"""The pictures of badges travel with the event: what one station puts beside its file, the others print.

Each picture stands in the journal as a small copy, good enough for paper. A folder beside a station's own
file comes first; where there is none, the pictures that came with the journal are used.
"""

from __future__ import annotations

import binascii
import io
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.paper.badges import BadgeProblem
from raict_desktop.paper.files import replaced
from raict_desktop.paper.pictures import SUFFIXES, logo_files, read_logo
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import paper_rows
from raict_desktop.storage.connection import beside

MOST_BYTES = 60_000
"""Of a picture in the journal; a larger one is made smaller first."""
_WIDTHS = (900, 700, 500, 350)
_LOGOS, _PICTURES = "logos/", "pictures/"
_PARTS = ("data", "source", "from")
_DIGEST = 16
_NOTE = "-pictures"
_ORDER = "logos-order"


def logo_folder(event: OpenEvent) -> Path:
    """Where the partners' logos are looked for: beside the event file."""
    return event.path.parent / "logos"


def picture_folder(event: OpenEvent) -> Path:
    """Where the pictures that a layout names are looked for, before the logos."""
    return event.path.parent / "badge-pictures"


def share_pictures(event: OpenEvent, *, origin: object | None = None) -> tuple[BadgeProblem, ...]:
    """Write the pictures beside the event into its journal where they are new or changed.

    A picture that another station wrote is left to that station; one that came from the folders here
    and whose file is gone is taken out.

    Returns:
        The pictures that stay here, being too large to travel.
    """
    if event.read_only:
        return ()
    here = {name: (path, _digest(path)) for name, path in _files(event)}
    due = _due(event, here)
    small = {name: _small(*here[name]) for name in due if name in here}
    staying = []
    for name in due & here.keys():
        path, _source = here[name]
        if small[name] is None and read_logo(path) is not None:
            facts = {"size": round(path.stat().st_size / 1000), "most": MOST_BYTES // 1000}
            staying.append(BadgeProblem("paper.picture_stays", path.name, facts))
    if not due:
        return ()
    drafts = []
    with event.file.writing():
        for name in sorted(
            _due(event, here) & due
        ):  # another thread may have written them meanwhile
            data = small.get(name)
            if name not in here:
                drafts.append(Draft(Kind.PICTURE_REMOVED, name))
            elif data is not None:
                text, source = b64encode(data).decode("ascii"), here[name][1]
                body = {"data": text, "source": source, "from": event.station}
                drafts.append(Draft(Kind.PICTURE_SET, name, facts={"picture": body}))
        event.append(drafts)
    if drafts:
        _note_ours(event)
        event.tell(Changes.of(Topic.BADGES), origin)
    return tuple(staying)


def _due(event: OpenEvent, here: Mapping[str, tuple[Path, str]]) -> set[str]:
    """The names of the pictures that the journal does not hold as the folders here do."""
    known, ours = _known(event), _ours(event)

    def is_ours(name: str) -> bool:
        body = known[name]
        return body["from"] in ("", event.station) or ours.get(name) == body["source"]

    gone = {name for name in known if name not in here and is_ours(name) and known[name]["from"]}
    other = {
        name
        for name, (_path, source) in here.items()
        if source and (name not in known or (known[name]["source"] != source and is_ours(name)))
    }
    return gone | other


def _ours(event: OpenEvent) -> dict[str, str]:
    """The pictures that came from the folders here, with what their files said.

    A restored event has another station than the one that wrote them; the folders are still theirs.
    """
    try:
        noted = json.loads(beside(event.path, _NOTE).read_bytes())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _note_ours(event: OpenEvent) -> None:
    ours = _ours(event)
    for name, body in _known(event).items():
        if body["from"] == event.station:
            ours[name] = body["source"]
    with suppress(OSError, UserError), replaced(beside(event.path, _NOTE)) as stream:
        stream.write(json.dumps(ours, sort_keys=True).encode())


def logos(event: OpenEvent) -> list[Path]:
    """The partners' logos in their order: those beside the event, else those that came with it.

    Those that nobody put in order follow the others, by name.
    """
    places = {name: place for place, name in enumerate(_order(event))}
    found = logo_files(logo_folder(event)) or _received(event, _LOGOS)
    return sorted(found, key=lambda path: (places.get(path.name, len(places)), path.name))


def keep_order(event: OpenEvent, names: Sequence[str]) -> None:
    """Write into the journal in which order the logos stand, so that every station keeps it."""
    body = {"order": list(names)}
    with event.file.writing():
        event.append([Draft(Kind.PICTURE_SET, _ORDER, facts={"picture": body})])


def take_over_logos(event: OpenEvent) -> None:
    """Make the logos that came with the event those of this station: copy them into its own folder.

    Nothing is done where that folder holds logos already.

    Raises:
        UserError: ``paper.cannot_write``.
    """
    folder = logo_folder(event)
    if logo_files(folder):
        return
    drafts = []
    known = _known(event)
    for path in _received(event, _LOGOS):
        with replaced(folder / path.name) as stream:
            stream.write(path.read_bytes())
        body = {**known.get(_LOGOS + path.name, {}), "from": event.station, "source": _digest(path)}
        drafts.append(Draft(Kind.PICTURE_SET, _LOGOS + path.name, facts={"picture": body}))
    if drafts:
        with event.file.writing():
            event.append(drafts)
        _note_ours(event)


def _order(event: OpenEvent) -> list[str]:
    with event.file.reading() as db:
        body = paper_rows.design(db, "picture", _ORDER)
    order = body.get("order") if isinstance(body, dict) else None
    return [name for name in order if isinstance(name, str)] if isinstance(order, list) else []


def folders(event: OpenEvent) -> tuple[Path, ...]:
    """Where a picture that a layout names is looked for, first one first."""
    received = {path.parent for path in _received(event, _PICTURES)}
    return (picture_folder(event), logo_folder(event), *sorted(received))


def _known(event: OpenEvent) -> dict[str, dict[str, str]]:
    """The pictures in the journal by name; one that says nothing (a stranger's journal) is left out."""
    with event.file.reading() as db:
        designs: dict[str, Any] = paper_rows.designs(db, "picture")
    return {
        name: body
        for name, body in designs.items()
        if isinstance(body, dict) and all(isinstance(body.get(part), str) for part in _PARTS)
    }


def _files(event: OpenEvent) -> Iterator[tuple[str, Path]]:
    for prefix, folder in ((_LOGOS, logo_folder(event)), (_PICTURES, picture_folder(event))):
        for path in logo_files(folder):
            yield prefix + path.name, path


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()[:_DIGEST]
    except OSError:
        return ""


@lru_cache(maxsize=64)
def _small(path: Path, source: str) -> bytes | None:
    """A copy that is small enough to travel, None where there is none.

    ``source`` tells a file's states apart: making a copy takes long.
    """
    del source
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    if read_logo(path) is None:
        return None
    if len(whole) <= MOST_BYTES:
        return whole
    return None if path.suffix.lower() == ".svg" else _smaller(path)


def _smaller(path: Path) -> bytes | None:
    from PIL import Image

    with Image.open(path) as picture:
        photo = picture.format == "JPEG"
        source = picture.convert("RGB" if photo else "RGBA")
    for width in _WIDTHS:
        size = (width, max(1, round(source.height * width / source.width)))
        image = source.resize(size, Image.Resampling.LANCZOS) if width < source.width else source
        packed = io.BytesIO()
        if photo:
            image.save(packed, "JPEG", quality=85)
        else:
            image.save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST_BYTES:
            return packed.getvalue()
    return None


def _received(event: OpenEvent, prefix: str) -> Iterator[Path]:
    """The pictures that came with the event, as files; one that cannot be written is left out."""
    for name, body in _known(event).items():
        file = Path(name.removeprefix(prefix)).name
        if not name.startswith(prefix) or Path(file).suffix.lower() not in SUFFIXES:
            continue
        try:
            data = b64decode(body["data"], validate=True)
        except (binascii.Error, ValueError):
            continue
        digest = sha256(data).hexdigest()[:_DIGEST]
        path = picture_folder(event) / "received" / digest / file
        if not path.is_file():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with replaced(path) as stream:
                    stream.write(data)
            except (OSError, UserError):
                continue
        yield path

"""Badge layouts and sheets: the ready ones, and those of the event, which its journal carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.paper.badges.layout_file import layout_of, layout_text, read_layout, table_of
from raict_desktop.paper.badges.model import Layout
from raict_desktop.paper.badges.sheets import SHEETS, Sheet, checked_sheet
from raict_desktop.paper.files import replaced
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import paper_rows

READY = ("a6-conference", "a7-compact", "label-62x100", "cr80-card", "butterfly")
"""Names of the ready layouts, in the order they are shown."""

_MOST_FACTS = 90_000


@cache
def ready_layout(name: str) -> Layout:
    """One of the layouts that come with the program."""
    return read_layout(paths.resources() / "layouts" / f"{name}.toml")


def layouts(event: OpenEvent) -> list[Layout]:
    """The ready layouts, as the event may have changed them, then the event's own by name."""
    with event.file.reading() as db:
        own = paper_rows.designs(db, "layout")
    known = {name: ready_layout(name) for name in READY}
    for name, body in own.items():
        known[name] = layout_of(body)
    return list(known.values())


def layout(event: OpenEvent, name: str) -> Layout:
    """One layout by name.

    Raises:
        UserError: ``paper.unknown_layout``.
    """
    with event.file.reading() as db:
        body = paper_rows.design(db, "layout", name)
    if body is not None:
        return layout_of(body)
    if name in READY:
        return ready_layout(name)
    known = ", ".join(found.name for found in layouts(event))
    raise UserError("paper.unknown_layout", name=name, known=known)


def is_changed(event: OpenEvent, name: str) -> bool:
    """Whether the event has this layout itself; a ready one can then be reset."""
    with event.file.reading() as db:
        return paper_rows.design(db, "layout", name) is not None


def save_layout(event: OpenEvent, wanted: Layout, *, origin: object | None = None) -> Layout:
    """Keep a layout in the event; nothing is written when it is that already.

    Raises:
        UserError: ``paper.layout_wrong``, ``paper.layout_too_large``.
    """
    checked = layout_of(table_of(wanted))
    with event.file.reading() as db:
        if paper_rows.design(db, "layout", checked.name) == table_of(checked):
            return checked
    _write(event, Kind.LAYOUT_SET, checked.name, {"layout": table_of(checked)}, origin)
    return checked


def remove_layout(event: OpenEvent, name: str, *, origin: object | None = None) -> None:
    """Take an own layout out of the event; a ready one is again as it came.

    Raises:
        UserError: ``paper.unknown_layout`` when the event has no such layout.
    """
    if not is_changed(event, name):
        raise UserError("paper.unknown_layout", name=name, known=", ".join(READY))
    _write(event, Kind.LAYOUT_REMOVED, name, {}, origin)


def duplicate_layout(event: OpenEvent, name: str, *, origin: object | None = None) -> Layout:
    """A copy of a layout under a name of its own, kept in the event."""
    source = layout(event, name)
    known = {found.name for found in layouts(event)}
    number = 2
    while f"{name[:50]}-{number}" in known:
        number += 1
    titles = tuple((language, f"{title} ({number})") for language, title in source.titles)
    copy = replace(source, name=f"{name[:50]}-{number}", titles=titles)
    return save_layout(event, copy, origin=origin)


def import_layout(event: OpenEvent, path: Path, *, origin: object | None = None) -> Layout:
    """Take a layout file into the event; one of the same name there is replaced.

    Raises:
        UserError: ``paper.layout_unreadable``, ``paper.layout_wrong``.
    """
    return save_layout(event, read_layout(path), origin=origin)


def export_layout(event: OpenEvent, name: str, path: Path) -> None:
    """Write a layout as a file that another event can take in.

    Raises:
        UserError: ``paper.unknown_layout``, ``paper.cannot_write``.
    """
    with replaced(path) as stream:
        stream.write(layout_text(layout(event, name)).encode())


def sheets(event: OpenEvent) -> dict[str, Sheet]:
    """The sheets that are sold, then those made for the event."""
    with event.file.reading() as db:
        own = paper_rows.designs(db, "sheet")
    return {**SHEETS, **{name: _sheet_of(name, body) for name, body in own.items()}}


def sheet(event: OpenEvent, name: str) -> Sheet:
    """One sheet by name.

    Raises:
        UserError: ``paper.unknown_layout``.
    """
    known = sheets(event)
    if name not in known:
        raise UserError("paper.unknown_layout", name=name, known=", ".join(known))
    return known[name]


def save_sheet(event: OpenEvent, wanted: Sheet, *, origin: object | None = None) -> Sheet:
    """Keep a sheet made for this event.

    Raises:
        UserError: ``paper.sheet_wrong`` for an impossible one or the name of a known one.
    """
    if wanted.name in SHEETS or not wanted.name or len(wanted.name) > 60:
        raise UserError("paper.sheet_wrong", what="name")
    if wanted.is_single:
        raise UserError("paper.sheet_wrong", what="page_width")
    checked = checked_sheet(wanted)
    _write(event, Kind.SHEET_SET, checked.name, {"sheet": asdict(checked)}, origin)
    return checked


def remove_sheet(event: OpenEvent, name: str, *, origin: object | None = None) -> None:
    """Take an own sheet out of the event.

    Raises:
        UserError: ``paper.unknown_layout`` when the event has no such sheet.
    """
    if name in SHEETS:
        raise UserError("paper.sheet_wrong", what="name")
    sheet(event, name)
    _write(event, Kind.SHEET_REMOVED, name, {}, origin)


def _sheet_of(name: str, body: Mapping[str, Any]) -> Sheet:
    known = {field.name for field in fields(Sheet)}
    return Sheet(**{**{key: value for key, value in body.items() if key in known}, "name": name})


def _write(
    event: OpenEvent, kind: Kind, name: str, facts: Mapping[str, Any], origin: object | None
) -> None:
    if len(json.dumps(facts, ensure_ascii=False)) > _MOST_FACTS:
        raise UserError("paper.layout_too_large")
    event.write([Draft(kind, name, facts=facts)], Changes.of(Topic.BADGES), origin=origin)

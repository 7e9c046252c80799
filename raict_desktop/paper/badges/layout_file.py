"""Layouts as small TOML files that a person can read, and as JSON-ready tables for the journal."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.model import (
    ALIGNMENTS,
    ANCHORS,
    CONDITIONS,
    FIELDS,
    WEIGHTS,
    Element,
    ElementKind,
    Face,
    Fold,
    Layout,
    Part,
)

SIDE_LEAST, SIDE_MOST = 15.0, 500.0
_MOST_ELEMENTS, _MOST_PARTS, _MOST_TEXT = 80, 12, 500
_LARGEST_FILE = 200_000
_COLOUR = re.compile(r"|ink|quiet|white|category|#[0-9A-Fa-f]{6}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_FILE = re.compile(r"[^/\\\x00-\x1f]{0,120}")

T = TypeVar("T")


def read_layout(path: Path) -> Layout:
    """The layout in a TOML file.

    Raises:
        UserError: ``paper.layout_unreadable`` (not a TOML file, too large, not there),
            ``paper.layout_wrong`` naming the value that is not as it should be.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError("paper.layout_unreadable", path=path.name)
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError("paper.layout_unreadable", path=path.name) from error
    return layout_of(table)


def layout_of(table: Mapping[str, Any]) -> Layout:
    """The layout that a table of plain values describes.

    Raises:
        UserError: ``paper.layout_wrong`` with ``what``, the place of the value that is wrong.
    """
    name = _checked("name", table.get("name"), str)
    if not _NAME.fullmatch(name):
        raise _wrong("name")
    titles = _checked("title", table.get("title", {}), dict)
    elements = _checked("element", table.get("element", []), list)
    if len(elements) > _MOST_ELEMENTS:
        raise _wrong("element")
    return Layout(
        name,
        tuple((key, _words(f"title.{key}", titles[key])) for key in ("fr", "en") if key in titles),
        _length("width", table.get("width"), SIDE_LEAST, SIDE_MOST),
        _length("height", table.get("height"), SIDE_LEAST, SIDE_MOST),
        tuple(_element(f"element {n}", element) for n, element in enumerate(elements, 1)),
        _member("fold", Fold, table.get("fold", Fold.NONE)),
        _words("sheet", table.get("sheet", "single")),
        _checked("mirror", table.get("mirror", False), bool),
    )


def table_of(layout: Layout) -> dict[str, Any]:
    """The plain values of a layout; what stands at its default is left out."""
    table: dict[str, Any] = {
        "name": layout.name,
        "title": dict(layout.titles),
        "width": layout.width,
        "height": layout.height,
    }
    if layout.fold is not Fold.NONE:
        table["fold"] = str(layout.fold)
    table["sheet"] = layout.sheet
    if layout.mirror:
        table["mirror"] = True
    table["element"] = [
        {
            **_set_values(element, without=("parts",)),
            **({"part": [_set_values(part) for part in element.parts]} if element.parts else {}),
        }
        for element in layout.elements
    ]
    return table


def layout_text(layout: Layout) -> str:
    """The layout as a TOML file."""
    table = table_of(layout)
    lines = [f"{key} = {_toml(table[key])}" for key in table if key not in ("title", "element")]
    lines += [f"title.{key} = {_toml(text)}" for key, text in table["title"].items()]
    for element in table["element"]:
        lines += ["", "[[element]]"]
        lines += [f"{key} = {_toml(value)}" for key, value in element.items() if key != "part"]
        for part in element.get("part", ()):
            lines += ["", "[[element.part]]"]
            lines += [f"{key} = {_toml(value)}" for key, value in part.items()]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value % 1 else f"{value:.1f}"
    if isinstance(value, str):
        # A JSON string is a TOML string, but for this one control character.
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value)


def _set_values(thing: Element | Part, without: tuple[str, ...] = ()) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in without or (field.default is not MISSING and value == field.default):
            continue
        values[field.name] = list(value) if isinstance(value, tuple) else value
        if isinstance(value, str):
            values[field.name] = str(value)
    return values


def _wrong(what: str) -> UserError:
    return UserError("paper.layout_wrong", what=what)


def _checked(what: str, value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise _wrong(what)
    return value


def _words(what: str, value: object) -> str:
    text = _checked(what, value, str)
    if len(text) > _MOST_TEXT:
        raise _wrong(what)
    return text


def _length(what: str, value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(what)
    if not least <= value <= most:  # not a number is refused here too
        raise _wrong(what)
    return float(value)


def _member(what: str, kind: type[T], value: object) -> T:
    try:
        return kind(value)  # type: ignore[call-arg]
    except ValueError as error:
        raise _wrong(what) from error


def _one_of(what: str, value: object, known: tuple[str, ...]) -> str:
    text = _checked(what, value, str)
    if text not in known:
        raise _wrong(what)
    return text


def _colour(what: str, value: object) -> str:
    text = _checked(what, value, str)
    if not _COLOUR.fullmatch(text):
        raise _wrong(what)
    return text


def _keys(what: str, value: object) -> tuple[str, ...]:
    return tuple(_words(what, item) for item in _checked(what, value, list))


def _known(what: str, table: Mapping[str, Any], kind: type[Element | Part], *more: str) -> None:
    names = {field.name for field in fields(kind)} - {"parts"}
    for key in table:
        if key not in names and key not in more:
            raise _wrong(f"{what}: {key}")


def _element(what: str, value: object) -> Element:
    table = _checked(what, value, dict)
    _known(what, table, Element, "part")
    far = 2 * SIDE_MOST
    parts = _checked(f"{what}: part", table.get("part", []), list)
    kind = _member(f"{what}: kind", ElementKind, table.get("kind"))
    if len(parts) > _MOST_PARTS or (kind is ElementKind.WORDS) != bool(parts):
        raise _wrong(f"{what}: part")
    file = _checked(f"{what}: file", table.get("file", ""), str)
    if not _FILE.fullmatch(file) or file in (".", ".."):
        raise _wrong(f"{what}: file")
    return Element(
        kind=kind,
        x=_length(f"{what}: x", table.get("x"), -far, far),
        y=_length(f"{what}: y", table.get("y"), -far, far),
        width=_length(f"{what}: width", table.get("width"), 0.0, far),
        height=_length(f"{what}: height", table.get("height"), 0.0, far),
        face=_member(f"{what}: face", Face, table.get("face", Face.FRONT)),
        align=_one_of(f"{what}: align", table.get("align", "left"), ALIGNMENTS),
        anchor=_one_of(f"{what}: anchor", table.get("anchor", "top"), ANCHORS),
        parts=tuple(_part(f"{what}, part {n}", part) for n, part in enumerate(parts, 1)),
        fill=_colour(f"{what}: fill", table.get("fill", "")),
        stroke=_colour(f"{what}: stroke", table.get("stroke", "")),
        thickness=_length(f"{what}: thickness", table.get("thickness", 0.3), 0.01, 20),
        radius=_length(f"{what}: radius", table.get("radius", 0.0), 0.0, far),
        padding=_length(f"{what}: padding", table.get("padding", 0.0), 0.0, 50),
        file=file,
        only=_keys(f"{what}: only", table.get("only", [])),
        never=_keys(f"{what}: never", table.get("never", [])),
        when=_one_of(f"{what}: when", table.get("when", ""), CONDITIONS),
    )


def _part(what: str, value: object) -> Part:
    table = _checked(what, value, dict)
    _known(what, table, Part)
    least = _length(f"{what}: least", table.get("least", 6.0), 1, 300)
    floor = _length(f"{what}: floor", table.get("floor", max(9.0, least)), least, 300)
    return Part(
        field=_one_of(f"{what}: field", table.get("field"), FIELDS),
        largest=_length(f"{what}: largest", table.get("largest", max(12.0, floor)), floor, 300),
        floor=floor,
        least=least,
        weight=_one_of(f"{what}: weight", table.get("weight", "Regular"), WEIGHTS),
        colour=_colour(f"{what}: colour", table.get("colour", "ink")),
        lines=int(_length(f"{what}: lines", table.get("lines", 2), 1, 2)),
        gap=_length(f"{what}: gap", table.get("gap", 0.0), 0, 100),
        pitch=_length(f"{what}: pitch", table.get("pitch", 1.2), 0.8, 3),
        tracking=_length(f"{what}: tracking", table.get("tracking", 0.0), -0.1, 1),
        below=_length(f"{what}: below", table.get("below", 0.0), 0, 100),
        capitals=_checked(f"{what}: capitals", table.get("capitals", False), bool),
        flag=_checked(f"{what}: flag", table.get("flag", False), bool),
        fr=_words(f"{what}: fr", table.get("fr", "")),
        en=_words(f"{what}: en", table.get("en", "")),
    )

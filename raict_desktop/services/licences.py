"""Under which terms the program and everything inside it are given.

The texts are found by listing: the program's folder of licences, and the metadata that every Python
library brings along, in a checkout, an installed wheel and the frozen program alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from raict_desktop import __version__, paths

PROGRAM = "raict-desktop"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms of one part. ``terms`` is the short name, such as ``MIT``, or empty; ``text`` is whole."""

    name: str
    version: str
    terms: str
    text: str


def licences() -> list[Licence]:
    """The program's own licence first, then every part by name."""
    folder = paths.resources() / "licences"
    own = Licence(
        "RAICT Desktop", __version__, "MIT", (folder / f"{PROGRAM}.txt").read_text("utf-8")
    )
    parts = [*_texts(folder), *_libraries()]
    return [own, *sorted(parts, key=lambda part: part.name.casefold())]


def _texts(folder: Path) -> Iterator[Licence]:
    for file in folder.rglob("*.txt"):
        if file.stem != PROGRAM:
            yield Licence(file.stem, "", "", file.read_text("utf-8", errors="replace"))


def _libraries() -> Iterator[Licence]:
    for name in sorted(_needed()):
        try:
            library = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # not for this system
        about = library.metadata
        texts = [
            library.locate_file(file)
            for file in library.files or ()
            if ".dist-info" in str(file) and _TEXT.search(file.name)
        ]
        found = [Path(str(file)) for file in texts]
        text = "\n\n".join(
            file.read_text("utf-8", errors="replace") for file in found if file.is_file()
        )
        yield Licence(
            about["Name"], library.version, _terms(about), text or _field(about, "License")
        )


def _field(about: metadata.PackageMetadata, name: str) -> str:
    """A field, empty where it is missing; asking for one that is not there is going to be a fault."""
    return str(about[name] or "") if name in about else ""


def _terms(about: metadata.PackageMetadata) -> str:
    declared = _field(about, "License-Expression")
    first = _field(about, "License").strip().splitlines()
    if not declared and first and len(first[0]) < 60:
        declared = first[0]
    for line in about.get_all("Classifier") or ():
        if not declared and line.startswith("License :: "):
            declared = line.rsplit(" :: ", 1)[1]
    return str(declared)


def _needed() -> set[str]:
    """Names of the libraries needed at run time, with what those need in turn.

    The frozen program holds these and no others, and no metadata of its own.
    """
    try:
        waiting = [*(metadata.requires(PROGRAM) or ())]
    except metadata.PackageNotFoundError:
        return {library.metadata["Name"] for library in metadata.distributions()}
    found: dict[str, str] = {}
    while waiting:
        line = waiting.pop()
        match = _NAME.match(line)
        if match is None or "extra ==" in line:
            continue
        key = re.sub(r"[-_.]+", "-", match[0]).lower()
        if key not in found:
            found[key] = match[0]
            try:
                waiting += metadata.requires(match[0]) or ()
            except metadata.PackageNotFoundError:
                del found[key]
    if "psycopg" in found and _installed("psycopg-binary"):
        found["psycopg-binary"] = "psycopg-binary"
    return set(found.values())


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True

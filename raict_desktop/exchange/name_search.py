"""Looking for people's names in files of any kind: plain bytes, workbooks and archives, PDFs."""

from __future__ import annotations

import lzma
import struct
import zlib
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 64 * 1024 * 1024
"""Beyond this nothing is read: a film of the event holds no list."""
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"


def files_with(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Files of a folder, and below it, in which one of the names stands.

    A file that cannot be read is passed over.
    """
    listed = list(names)
    words = [word for name in listed for word in {name, name.upper()}]
    codings = ("utf-8", "utf-16-le", "cp1252")
    spelt = (word.encode(coding) for word in words for coding in codings if _writes(word, coding))
    wanted = list(dict.fromkeys(spelt))
    for path in sorted(folder.rglob("*")):
        try:
            if not path.is_file() or path.stat().st_size > MOST_BYTES:
                continue
            content = path.read_bytes()
        except OSError:
            continue
        if content.count(0) == len(content):
            continue  # the ballast of an event is nothing but zeros: half a minute to look through
        if any(name in content for name in wanted):
            yield path
        elif content.startswith(_ZIP):
            if _in_archive(path, wanted):
                yield path
        elif content.startswith(_PDF) and _in_pdf(path, words):
            yield path


def _writes(word: str, coding: str) -> bool:
    try:
        word.encode(coding)
    except UnicodeEncodeError:
        return False
    return True


def _in_archive(path: Path, wanted: list[bytes]) -> bool:
    """Whether a member holds a name; workbooks are archives too."""
    try:
        with ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size <= MOST_BYTES:
                    content = archive.read(member)
                    if any(name in content for name in wanted):
                        return True
    except (BadZipFile, zlib.error, lzma.LZMAError, struct.error):
        return False
    except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return False  # damaged, or locked by a password: what is inside is its owner's to know
    return False


def _in_pdf(path: Path, words: list[str]) -> bool:
    pypdfium2: Any = import_module("pypdfium2")

    try:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                text = page.get_textpage().get_text_bounded()
                if any(word in text for word in words):
                    return True
    except pypdfium2.PdfiumError:
        return False
    return False

"""A PDF that leaves for its file as it is made: ten thousand pages take the memory of ten.

The library formats the objects; it would keep them all until the end.
"""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

_LEVEL = 3
"""Of compression: a sixth more bytes than the usual 6, in less than half the time."""


def _part(name: str) -> Any:
    """A module of reportlab, which has no types."""
    return import_module(f"reportlab.{name}")


class PdfFile:
    """The objects of one PDF, the same bytes for the same content.

    Args:
        stream: open for writing bytes.
        title: of the document.
    """

    def __init__(self, stream: BinaryIO, title: str) -> None:
        self._parts = _part("pdfbase.pdfdoc")
        self._document = self._parts.PDFDocument(invariant=1, pdfVersion=(1, 5))
        self._document.setTitle(title)
        self._document.Catalog.Outlines = None
        self._file = self._parts.PDFFile((1, 5))
        for head in self._file.strings:
            stream.write(head)
        self._file.write = stream.write
        self._pages: list[str] = []
        self._fonts = self.dictionary({})
        self._pictures = self.dictionary({})
        self._resources = self._document.Reference(
            self.dictionary({"Font": self._fonts, "XObject": self._pictures})
        )
        self._tree = self._document.Reference(self._document.Pages)

    def dictionary(self, entries: Mapping[str, Any]) -> Any:
        """A dictionary of the PDF; texts stand as they are written, names with their stroke."""
        return self._parts.PDFDictionary(dict(entries))

    def array(self, entries: Sequence[Any]) -> Any:
        """An array of the PDF."""
        return self._parts.PDFArray(list(entries))

    def text(self, words: str) -> Any:
        """A string of the PDF."""
        return self._parts.PDFString(words)

    def put(self, entries: Mapping[str, Any]) -> Any:
        """Write a dictionary as an object of its own; what others name it by."""
        return self._write(self.dictionary(entries))

    def put_stream(self, content: bytes, entries: Mapping[str, Any] | None = None) -> Any:
        """Write bytes, compressed, with what a reader must know of them."""
        return self.put_packed(zlib.compress(content, _LEVEL), "/FlateDecode", entries or {})

    def put_packed(self, packed: bytes, way: str, entries: Mapping[str, Any]) -> Any:
        """Write bytes that are compressed already, ``way`` telling how."""
        described = self.dictionary({**entries, "Filter": way})
        return self._write(self._parts.PDFStream(described, packed))

    def put_form(self, name: str, content: str, box: Sequence[float]) -> None:
        """Write a drawing that pages show by its name."""
        described = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": self.array([f"{edge:.3f}" for edge in box]),
            "Resources": self._resources,
        }
        self._pictures[name] = self.put_stream(content.encode("ascii"), described)

    def name_picture(self, name: str, picture: Any) -> None:
        """Let pages show a picture that was ``put_stream`` by a name."""
        self._pictures[name] = picture

    def name_font(self, name: str, font: Any) -> None:
        """Let pages set words in a font that was ``put`` by a name."""
        self._fonts[name] = font

    def put_page(self, width: float, height: float, content: str) -> None:
        """Write a page of that size in points."""
        page = self.put(
            {
                "Type": "/Page",
                "Parent": self._tree,
                "MediaBox": self.array([0, 0, f"{width:.2f}", f"{height:.2f}"]),
                "Contents": self.put_stream(content.encode("ascii")),
                "Resources": self._resources,
            }
        )
        self._pages.append(page.name)

    def finish(self) -> None:
        """Write what pages share, and where everything is."""
        document, parts = self._document, self._parts
        document.Pages.pages = [parts.PDFObjectReference(name) for name in self._pages]
        document.info.invariant = 1
        document.info.digest(document.signature)
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        names = document.numberToId
        number = 0
        while (number := number + 1) in names:
            if names[number] not in document.idToOffset:
                self._write_object(names[number])
        table = parts.PDFCrossReferenceTable()
        table.addsection(0, [names[number] for number in range(1, len(names) + 1)])
        start = self._file.add(table.format(document))
        trailer = parts.PDFTrailer(
            startxref=start, Size=len(names) + 1, Root=root, Info=info, ID=document.ID()
        )
        self._file.add(trailer.format(document))

    def _write(self, thing: Any) -> Any:
        reference = self._document.Reference(thing)
        self._write_object(reference.name)
        return reference

    def _write_object(self, name: str) -> None:
        document = self._document
        written = self._parts.PDFIndirectObject(name, document.idToObject[name]).format(document)
        document.idToOffset[name] = self._file.add(written)
        document.idToObject[name] = None

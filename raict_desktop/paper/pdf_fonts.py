"""Fonts inside a PDF: the glyphs that were shown, and their letters, so that a reader finds words."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.paper.primitives import GlyphRun

if TYPE_CHECKING:
    from raict_desktop.paper.pdf_file import PdfFile

_MOST_RUNS = 1024
_SYMBOLIC = 4
_MOST_MAPPED = 100
"""Lines of one section of a table of letters, by the PDF standard."""
_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "meta")


class PdfFont:
    """One font of one PDF.

    Args:
        name: of the font's file without its ending.
        path: the font's file.
        label: by which pages name it.
    """

    def __init__(self, name: str, path: Path, label: str) -> None:
        harfbuzz: Any = import_module("uharfbuzz")
        self._name = name
        self._label = label
        self._face: Any = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(path)))
        self._font: Any = harfbuzz.Font(self._face)
        self._thousand = 1000 / self._face.upem
        self._known: dict[int, tuple[str, float, str]] = {}
        self._runs: dict[int, tuple[GlyphRun, str]] = {}

    def show(self, run: GlyphRun, size: float) -> str:
        """The operators that show a run from the current point."""
        kept = self._runs.get(id(run))
        if kept is not None and kept[0] is run:
            return f"{self._label} {size:.2f} Tf {kept[1]}"
        plain = self._plain(run)
        if plain is None:
            return f"{self._label} {size:.2f} Tf {self._joined(run, size)}"
        if len(self._runs) >= _MOST_RUNS:
            self._runs.clear()
        # The same words come again on many badges; their run is then the very same one.
        self._runs[id(run)] = (run, plain)
        return f"{self._label} {size:.2f} Tf {plain}"

    def _plain(self, run: GlyphRun) -> str | None:
        """A run of letters side by side, None where glyphs are lifted, joined or stacked."""
        parts = ["[<"]
        known = self._known
        for glyph in run.glyphs:
            code, width, letters = known.get(glyph.number) or self._meet(
                glyph.number, glyph.letters
            )
            if glyph.letters != letters or not letters or glyph.x_offset or glyph.y_offset:
                return None
            parts.append(code)
            more = width - glyph.advance * 1000
            if more >= 0.5 or more <= -0.5:
                parts.append(f">{more:.0f}<")
        parts.append(">] TJ")
        return "".join(parts)

    def _joined(self, run: GlyphRun, size: float) -> str:
        parts: list[str] = []
        shown = ""
        rise = pending = 0.0
        in_span = False

        def flush() -> None:
            nonlocal shown
            if shown:
                parts.append(f"[{shown}] TJ")
                shown = ""

        for at, glyph in enumerate(run.glyphs):
            code, width, letters = self._meet(glyph.number, glyph.letters)
            if glyph.letters:
                if in_span:
                    flush()
                    parts.append("EMC")
                alone = at + 1 == len(run.glyphs) or run.glyphs[at + 1].letters
                # Joined or stacked glyphs no longer tell their letters: searching needs them.
                in_span = not (alone and letters == glyph.letters)
                if in_span:
                    flush()
                    said = glyph.letters.encode("utf-16-be").hex()
                    parts.append(f"/Span <</ActualText <feff{said}>>> BDC")
            if glyph.y_offset != rise:
                flush()
                rise = glyph.y_offset
                parts.append(f"{rise * size:.2f} Ts")
            move = pending + glyph.x_offset * 1000
            if abs(move) >= 0.5:
                shown += f"{-move:.0f}"
            shown += f"<{code}>"
            pending = (glyph.advance - glyph.x_offset) * 1000 - width
        if abs(pending) >= 0.5:
            shown += f"{-pending:.0f}"
        flush()
        if in_span:
            parts.append("EMC")
        if rise:
            parts.append("0 Ts")
        return " ".join(parts)

    def _meet(self, number: int, letters: str) -> tuple[str, float, str]:
        """How a glyph is named in the PDF, its width in thousandths, the letters it is known by."""
        known = self._known.get(number)
        if known is None or (letters and not known[2]):
            width = self._font.get_glyph_h_advance(number) * self._thousand
            known = self._known[number] = (f"{number:04x}", width, letters)
        return known

    def embed(self, file: PdfFile) -> None:
        """Write the font with the glyphs that were shown."""
        numbers = sorted(self._known)
        name = f"/{_tag(numbers)}+{self._name}"
        data = self._subset(numbers)
        content = file.put_stream(data, {"Length1": len(data)})
        head = bytes(self._face.reference_table("head").data)
        left, bottom, right, top = (
            round(edge * self._thousand) for edge in struct.unpack(">4h", head[36:44])
        )
        descriptor = file.put(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": file.array([left, bottom, right, top]),
                "ItalicAngle": 0,
                "Ascent": top,
                "Descent": bottom,
                "CapHeight": top,
                "StemV": 120 if "Bold" in self._name else 80,
                "FontFile2": content,
            }
        )
        widths = " ".join(f"{number} [{self._known[number][1]:.0f}]" for number in numbers)
        glyphs = file.put(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "FontDescriptor": descriptor,
                "CIDToGIDMap": "/Identity",
                "W": f"[{widths}]",
            }
        )
        font = file.put(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": file.array([glyphs]),
                "ToUnicode": file.put_stream(self._letters(numbers).encode("ascii")),
            }
        )
        file.name_font(self._label[1:], font)

    def _subset(self, numbers: Iterable[int]) -> bytes:
        """The font's file with these glyphs alone, under their own numbers."""
        harfbuzz: Any = import_module("uharfbuzz")
        wanted = harfbuzz.SubsetInput()
        wanted.glyph_set.update(numbers)
        wanted.drop_table_tag_set.update(
            int.from_bytes(table.ljust(4).encode("ascii"), "big") for table in _LAYOUT_TABLES
        )
        flags = harfbuzz.SubsetFlags
        wanted.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE
        return bytes(harfbuzz.subset(self._face, wanted).blob.data)

    def _letters(self, numbers: Iterable[int]) -> str:
        """The table that tells a reader the letters of each glyph."""
        lines = [
            f"<{code}> <{letters.encode('utf-16-be').hex()}>"
            for code, _, letters in (self._known[number] for number in numbers)
            if letters
        ]
        parts = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        for at in range(0, len(lines), _MOST_MAPPED):
            some = lines[at : at + _MOST_MAPPED]
            parts += [f"{len(some)} beginbfchar", *some, "endbfchar"]
        parts.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(parts)


def _tag(numbers: Iterable[int]) -> str:
    """Six capitals that tell one choice of glyphs from another."""
    from zlib import crc32

    left = crc32(" ".join(map(str, numbers)).encode("ascii"))
    letters = ""
    for _ in range(6):
        left, letter = divmod(left, 26)
        letters += chr(ord("A") + letter)
    return letters

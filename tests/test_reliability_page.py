"""The page on reliability names tests that exist and limits that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raict_desktop.domain import codes
from raict_desktop.exchange import calendars, delimited, journal_lines, registrations
from raict_desktop.exchange import workbook_examination as workbook
from raict_desktop.paper import pictures, svg
from raict_desktop.paper.badges import layout_file
from raict_desktop.scanning import picture_files, wedge
from raict_desktop.services import people
from raict_desktop.storage import projections

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
MEGABYTE = 1024 * 1024


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r" \| ", line.strip("| "))] for line in lines[1:]]


def test_every_fault_names_what_happens_and_a_test_that_exists() -> None:
    faults = rows("The faults, and what happens")
    assert len(faults) > 60
    for fault, happens, proofs in faults:
        assert fault
        assert happens
        named = re.findall(r"`([^`]+)`", proofs)
        assert named, fault
        for name in named:
            if name.startswith("python -m "):
                module = name.split()[2].replace(".", "/")
                assert (ROOT / f"{module}.py").is_file() or (ROOT / module).is_dir(), name
                continue
            file, _, function = name.partition("::")
            found = [ROOT / "tests" / file, ROOT / file]
            source = next(path for path in found if path.is_file()).read_text("utf-8")
            assert not function or f"def {function}(" in source, name


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a text of a person", f"{people.MAX_TEXT} characters"),
        ("a scanned code", f"{codes.MAX_FOREIGN_LENGTH} printable"),
        ("what a USB scanner", f"{wedge.MAX_LENGTH:,} characters"),
        ("a list as text", f"{delimited.MAX_BYTES // MEGABYTE} MB"),
        ("a list as text", f"{delimited.MAX_COLUMNS} columns"),
        ("a list as text", f"{delimited.MAX_CELL:,} characters"),
        ("a list as a spreadsheet", f"{workbook.MAX_ENTRIES:,} parts"),
        ("a list as a spreadsheet", f"{workbook.MAX_UNFOLDED // MEGABYTE} MB unfolded"),
        ("a list as a spreadsheet", f"{workbook.MAX_RATIO} times"),
        ("a list as a spreadsheet", f"{workbook.MAX_CELLS:,} cells"),
        ("a note that comes", f"{registrations.MAX_NOTE:,} characters"),
        ("a programme as iCalendar", f"{calendars._MOST_BYTES // 10**6} MB"),
        ("a badge layout", f"{layout_file._LARGEST_FILE // 1000} kB"),
        ("a logo", f"{pictures._MOST_PIXELS // 10**6} million pixels"),
        ("a logo", f"{svg._LARGEST_FILE // 10**6} MB and {svg._MOST_SHAPES:,} shapes"),
        ("a picture in which", f"{picture_files.MAX_PIXELS // 10**6} million pixels"),
        ("a picture in which", f"{picture_files.MAX_PAGES} pages"),
        ("a line of a journal", f"{journal_lines.MAX_LINE:,} bytes"),
        ("a correction of a clock", f"{projections._LONGEST_CORRECTION_MS // 86_400_000} days"),
    ],
)
def test_the_limits_written_down_are_those_of_the_program(what: str, words: str) -> None:
    (limit,) = [cells[1] for cells in rows("Limits of what is taken in") if what in cells[0]]
    assert words.replace(",", " ") in limit

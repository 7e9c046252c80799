"""People on paper, by surname: for the day the laptop dies or the venue closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from raict_desktop.paper.colours import QUIET
from raict_desktop.paper.documents.composer import Column, Composer, TableBlock
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line: the letter it stands under, and its cells."""

    letter: str
    cells: tuple[str, ...]


def write_people_list(
    path: Path,
    people: Sequence[ListedPerson],
    *,
    title: str,
    lines: Sequence[str],
    columns: tuple[Column, ...],
    page_word: str,
    foot: str,
    fonts: Path,
) -> int:
    """Write a list as a PDF, a heading for each letter.

    Args:
        path: the PDF.
        people: in their order.
        title: over the list.
        lines: said under the title.
        columns: of the table.
        page_word: a text with ``{page}`` and ``{pages}``.
        foot: at the foot of every page.
        fonts: folder of the fonts.

    Returns:
        How many pages.

    Raises:
        UserError: the place cannot be written.
    """
    folder = FontFolder(fonts)
    composer = Composer(folder, foot)
    composer.words(title, 18, weight="SemiBold", pitch=1.2)
    for line in lines:
        composer.words(line, 10, colour=QUIET)
    for letter, group in groupby(people, key=lambda person: person.letter):
        rows = tuple(person.cells for person in group)
        composer.table(TableBlock(letter, columns, rows, broken=True))
    pages = composer.pages(page_word)
    write_pages(path, pages, folder, title)
    return len(pages)


def write_notice(
    path: Path,
    paragraphs: Sequence[str],
    *,
    title: str,
    block: TableBlock,
    page_word: str,
    foot: str,
    fonts: Path,
) -> None:
    """Write a short document: a title, paragraphs, one table.

    Raises:
        UserError: the place cannot be written.
    """
    folder = FontFolder(fonts)
    composer = Composer(folder, foot)
    composer.words(title, 18, weight="SemiBold", pitch=1.2)
    composer.space(4)
    for paragraph in paragraphs:
        composer.words(paragraph, 11)
        composer.space(2.5)
    composer.table(block)
    write_pages(path, composer.pages(page_word), folder, title)

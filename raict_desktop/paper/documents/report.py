"""The post-event report: the sentence, six large figures, arrivals, tables and the counting rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.documents.composer import (
    INNER,
    MARGIN,
    ColumnsBlock,
    Composer,
    MapBlock,
    TableBlock,
)
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.pictures import logo_row, read_logos
from raict_desktop.paper.primitives import Line


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything the report says, already in words.

    Attributes:
        kind: the word over the title (« Bilan »).
        title: of the event.
        when: its days and place.
        sentence: for the press, in the report's language.
        other_sentence: in the other language.
        figures: six of (figure, words).
        small: a line of further figures.
        blocks: plots, maps and tables in their order.
        rules_title: over the counting rules.
        rules: one paragraph each.
        page_word: a text with ``{page}`` and ``{pages}``.
        made: when the report was made.
    """

    kind: str
    title: str
    when: str
    sentence: str
    other_sentence: str
    figures: tuple[tuple[str, str], ...]
    small: str
    blocks: tuple[ColumnsBlock | MapBlock | TableBlock, ...]
    rules_title: str
    rules: tuple[str, ...]
    page_word: str
    made: str


def write_report(
    path: Path, content: ReportContent, *, fonts: Path, logos: Sequence[Path]
) -> tuple[int, tuple[str, ...]]:
    """Write the report as a PDF.

    Returns:
        How many pages, and names of logos that could not be read.

    Raises:
        UserError: the place cannot be written.
    """
    folder = FontFolder(fonts)
    read, unreadable = read_logos(logos)
    composer = Composer(folder, f"{content.title} – {content.made}")
    if read:
        composer.add(*logo_row(read, MARGIN, MARGIN, INNER, 14))
        composer.space(20)
    composer.words(content.kind, 11, weight="SemiBold", colour=QUIET)
    composer.words(content.title, 21, weight="SemiBold", pitch=1.2)
    composer.space(1)
    composer.words(content.when, 11, colour=QUIET)
    composer.space(5)
    composer.add(Line(MARGIN, composer.y, MARGIN + 24, composer.y, 0.9, INK))
    composer.space(4)
    composer.words(content.sentence, 14.5, weight="Medium", pitch=1.4)
    composer.space(2)
    composer.words(content.other_sentence, 10, colour=QUIET)
    composer.space(6)
    composer.figures(content.figures)
    composer.words(content.small, 9.5, colour=QUIET)
    for block in content.blocks:
        if isinstance(block, TableBlock):
            composer.table(block)
        elif isinstance(block, MapBlock):
            composer.map(block)
        else:
            composer.columns(block)
    composer.heading(content.rules_title, 50)
    for rule in content.rules:
        composer.words(rule, 9)
        composer.space(1)
    pages = composer.pages(content.page_word)
    write_pages(path, pages, folder, f"{content.kind} – {content.title}")
    return len(pages), tuple(file.name for file in unreadable)

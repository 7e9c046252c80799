"""Many badges in one PDF: composed one by one, so that ten thousand cost no more memory than ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.content import BadgeContent, BadgeProblem, BadgeRun
from raict_desktop.paper.badges.model import Layout
from raict_desktop.paper.badges.sheets import Calibration, Sheet, sheet_pages
from raict_desktop.paper.badges.supplies import Supplies, missing_pictures
from raict_desktop.paper.badges.unfolded import BadgeDrawing
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.primitives import Page


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How badges go onto paper; the fields are those of ``sheet_pages``."""

    sheet: Sheet
    start: int = 0
    marks: bool | None = None
    calibration: Calibration = field(default_factory=Calibration)
    flip_short: bool = False


@dataclass(slots=True)
class Composition:
    """Badges on their way to pages; counts and problems fill as the pages are taken.

    Args:
        layout: of the badges.
        contents: drawn in this order; any iterable, read once.
        supplies: fonts and pictures.
        setup: the sheet and the printer.
        progress: told after each badge how many are drawn.
    """

    layout: Layout
    contents: Iterable[BadgeContent]
    supplies: Supplies
    setup: PageSetup
    progress: Callable[[int], None] | None = None
    badges: int = 0
    page_count: int = 0
    problems: list[BadgeProblem] = field(default_factory=list)

    def pages(self) -> Iterator[Page]:
        """Each page when it is asked for.

        Raises:
            UserError: the sheet is impossible or too small, or there is nobody to draw.
        """
        self.problems += missing_pictures(self.layout, self.supplies)
        setup = self.setup
        for page in sheet_pages(
            self.layout,
            self._drawings(),
            setup.sheet,
            start=setup.start,
            marks=setup.marks,
            calibration=setup.calibration,
            flip_short=setup.flip_short,
        ):
            self.page_count += 1
            yield page
        if not self.badges:
            raise UserError("paper.no_badges")

    def _drawings(self) -> Iterator[BadgeDrawing]:
        for content in self.contents:
            drawing = draw_badge(self.layout, content, self.supplies)
            self.problems += drawing.problems
            self.badges += 1
            yield drawing
            if self.progress is not None:
                self.progress(self.badges)

    def run(self) -> BadgeRun:
        """What came out, once every page has been taken."""
        places = len(self.setup.sheet.places)
        free = (self.setup.start + self.badges) % places
        return BadgeRun(self.badges, self.page_count, tuple(self.problems), free)


def write_badges(
    path: Path,
    contents: Iterable[BadgeContent],
    *,
    layout: Layout,
    supplies: Supplies,
    setup: PageSetup,
    progress: Callable[[int], None] | None = None,
) -> BadgeRun:
    """Write badges as a PDF; an older file of that name is replaced only once the new one is whole.

    A badge with a fault is drawn as well as it can be and told in ``problems``; the batch always
    finishes.

    Raises:
        UserError: ``paper.no_badges`` when there is nothing to draw, ``paper.cannot_write``, and
            those of ``sheet_pages``.
    """
    composition = Composition(layout, contents, supplies, setup, progress)
    write_pages(path, composition.pages(), supplies.fonts, title="Badges")
    return composition.run()

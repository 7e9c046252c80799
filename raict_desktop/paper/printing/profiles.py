"""Printers as a desk knows them: a queue, the paper in it, and what makes it hit that paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.model import Layout
from raict_desktop.paper.badges.sheets import SINGLE, Calibration, Sheet


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of printer: its resolution in dots per inch and the paper in it, in millimetres.

    ``width`` 0 stands for whatever page a job has (a laser with its trays); ``height`` 0 for a roll
    without end. ``printable`` is the width that the head reaches.
    """

    name: str
    title: str
    dpi: int
    width: float = 0.0
    height: float = 0.0
    printable: float = 0.0
    colour: bool = False


# Sizes of reference badges.md.
MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model("a4-laser", "A4", 600, colour=True),
        Model("brother-dk22205", "Brother QL, DK-22205 (62 mm)", 300, 62, 0, 58.9),
        Model("brother-dk11202", "Brother QL, DK-11202 (62 × 100)", 300, 62, 100, 58.9),
        Model("dymo-99014", "Dymo 99014 (54 × 101)", 300, 54, 101, 51),
        Model("dymo-11356", "Dymo 11356 (41 × 89)", 300, 41, 89, 38),
        Model("dymo-30256", "Dymo 30256 (59 × 102)", 300, 59, 102, 56),
        Model("zebra-57x102", "Zebra (57 × 102)", 203, 57, 102, 54),
        Model("card-cr80", "CR80", 300, 85.6, 53.98, 85.6, colour=True),
    )
}


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer of this desk.

    Attributes:
        name: what people call it.
        queue: its name in the system.
        model: a key of ``MODELS``.
        sheet: the sheet in it (lasers); the layout's own when empty.
        calibration: shift and stretch.
        flip_short: turns two-sided paper over its short edge.
        next_place: first free place of the half-used sheet in it.
        half_used: name of that sheet; jobs on other sheets begin at their first place.
    """

    name: str
    queue: str
    model: str = "a4-laser"
    sheet: str = ""
    calibration: Calibration = field(default_factory=Calibration)
    flip_short: bool = False
    next_place: int = 0
    half_used: str = ""

    def place_on(self, sheet: Sheet) -> int:
        """Where a job on that sheet begins."""
        same = self.half_used == sheet.name and self.next_place < len(sheet.places)
        return self.next_place if same else 0

    @property
    def kind(self) -> Model:
        """What kind of printer it is."""
        return MODELS.get(self.model, MODELS["a4-laser"])


def paper_of(printer: Printer, layout: Layout, chosen: Sheet) -> Sheet:
    """The sheet that a badge goes on in this printer.

    A label that is larger than the badge holds it in its middle; a roll is cut at the badge's end.

    Args:
        printer: the printer.
        layout: of the badge.
        chosen: the sheet for printers that take sheets.

    Raises:
        UserError: ``paper.sheet_too_small`` when the roll is narrower than the badge.
    """
    kind = printer.kind
    if not kind.width:
        return chosen
    width, height = layout.paper_width, layout.paper_height
    if not kind.height:
        if width <= kind.width + 0.5 and width >= kind.width - 0.5:
            return SINGLE
        if min(width, height) > kind.width + 0.5:
            raise UserError(
                "paper.sheet_too_small",
                badge=f"{width:g} × {height:g} mm",
                place=f"{kind.width:g} mm",
            )
        length = height if width <= kind.width + 0.5 else width
        return _label(kind.width, length)
    return _label(kind.width, kind.height)


def _label(width: float, height: float) -> Sheet:
    return Sheet("label", "", width, height, page_width=width, page_height=height)

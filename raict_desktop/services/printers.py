"""The printers of this computer, kept beside its settings: an event moves, a printer does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.files import replaced
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Page
from raict_desktop.paper.printing.calibration_page import calibration_page, corrected
from raict_desktop.paper.printing.profiles import MODELS, Printer

OFFSET_MOST, SCALE_LEAST, SCALE_MOST = 20.0, 0.9, 1.1


class PrinterBook:
    """The printers by name, written at every change.

    Args:
        path: the file; None keeps them in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._printers = {printer.name: printer for printer in _read(path)}

    def printers(self) -> list[Printer]:
        """Every printer by name."""
        with self._lock:
            return sorted(self._printers.values(), key=lambda printer: printer.name.casefold())

    def printer(self, name: str) -> Printer:
        """One printer.

        Raises:
            UserError: ``paper.no_printer``.
        """
        with self._lock:
            found = self._printers.get(name)
        if found is None:
            raise UserError("paper.no_printer", name=name)
        return found

    def save(self, printer: Printer, former: str = "") -> None:
        """Keep a printer; ``former`` is the name it had.

        Raises:
            UserError: ``paper.printer_wrong`` naming the value that cannot be,
                ``paper.cannot_write``.
        """
        checked(printer)
        with self._lock:
            self._printers.pop(former, None)
            self._printers[printer.name] = printer
        self._write()

    def remove(self, name: str) -> None:
        """Forget a printer.

        Raises:
            UserError: ``paper.cannot_write``.
        """
        with self._lock:
            self._printers.pop(name, None)
        self._write()

    def note_place(self, name: str, sheet: str, place: int) -> None:
        """Remember the first free place of the sheet that the last job left half used."""
        with self._lock:
            printer = self._printers.get(name)
            if printer is None or (printer.half_used, printer.next_place) == (sheet, place):
                return
            self._printers[name] = replace(printer, next_place=place, half_used=sheet)
        self._write()

    def give_back(self, name: str, sheet: str, first: int, after: int) -> None:
        """A job that was to use the places from ``first`` to ``after`` did not come out.

        Nothing changes when another job has gone on from there.
        """
        with self._lock:
            printer = self._printers.get(name)
        if printer is not None and (printer.half_used, printer.next_place) == (sheet, after):
            self.note_place(name, sheet, first)

    def _write(self) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError("paper.cannot_write", path=self._path.name) from error
        with self._lock:
            rows = [asdict(printer) for printer in self._printers.values()]
        with replaced(self._path) as stream:
            stream.write(json.dumps(rows, ensure_ascii=False, indent=1).encode())


def checked(printer: Printer) -> Printer:
    """The printer, when one can be like that.

    Raises:
        UserError: ``paper.printer_wrong``.
    """

    def need(holds: bool, what: str) -> None:
        if not holds:
            raise UserError("paper.printer_wrong", what=what)

    need(0 < len(printer.name.strip()) <= 60, "name")
    need(bool(printer.queue), "queue")
    need(printer.model in MODELS, "model")
    calibration = printer.calibration
    for name in ("offset_x", "offset_y"):
        need(abs(getattr(calibration, name)) <= OFFSET_MOST, name)
    for name in ("scale_x", "scale_y"):
        need(SCALE_LEAST <= getattr(calibration, name) <= SCALE_MOST, name)
    return printer


def _read(path: Path | None) -> Iterator[Printer]:
    if path is None:
        return
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    for row in rows if isinstance(rows, list) else ():
        try:
            yield checked(_printer(row))
        except (TypeError, ValueError, KeyError, AttributeError, UserError):
            continue  # one printer that cannot be read does not cost the others


def _printer(row: Mapping[str, Any]) -> Printer:
    return Printer(
        name=str(row["name"]),
        queue=str(row["queue"]),
        model=str(row["model"]),
        sheet=str(row.get("sheet", "")),
        calibration=Calibration(**{k: float(v) for k, v in row.get("calibration", {}).items()}),
        flip_short=bool(row.get("flip_short", False)),
        next_place=max(0, int(row.get("next_place", 0))),
        half_used=str(row.get("half_used", row.get("sheet", ""))),
    )


def calibration_pages(
    printer: Printer, fonts: FontFolder, words: Mapping[str, str]
) -> Iterator[Page]:
    """The printed test page from whose rulers a printer's shift and stretch are read.

    Args:
        printer: with the calibration in force now.
        fonts: the fonts.
        words: ``title`` and ``hint`` in the language of the person.
    """
    yield calibration_page(*test_paper(printer), printer.calibration, fonts, words)


def test_paper(printer: Printer) -> tuple[float, float]:
    """Width and height of the test page, in millimetres."""
    kind = printer.kind
    return kind.width or 210.0, (kind.height or 100.0) if kind.width else 297.0


def measured(printer: Printer, distances: tuple[float, float, float, float]) -> Printer:
    """The printer set by its test page.

    Args:
        printer: as it was when the page was printed.
        distances: of the frame from the left, right, top and bottom edge, in millimetres.

    Raises:
        UserError: ``paper.printer_wrong`` when no printer is that far off.
    """
    width, height = test_paper(printer)
    left, right, top, bottom = distances
    if left + right > width / 2 or top + bottom > height / 2:
        raise UserError("paper.printer_wrong", what=f"{left:g}, {right:g}, {top:g}, {bottom:g} mm")
    return checked(
        replace(printer, calibration=corrected(printer.calibration, (width, height), distances))
    )

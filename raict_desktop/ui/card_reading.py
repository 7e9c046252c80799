"""Reads a hub's card, held to the camera or in a picture, for whoever wants to meet the others."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.services.hub_sharing import is_pairing
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import tr
from raict_desktop.ui.pairing_sheet import PairingSheet


class CardReading(QObject):
    """``read`` gives the card's line, ``told`` a sentence when there is none."""

    read = Signal(str)
    told = Signal(str)

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._widget, self._context = parent, context
        self._sheet: PairingSheet | None = None

    def show_camera(self) -> None:
        """Wait for the card in front of the camera."""
        if self._sheet is None:
            self._sheet = PairingSheet(self._widget.window())
            self._sheet.read.connect(self.read)
        self._sheet.look(self._context.settings_store.settings.camera)

    def put_away(self) -> None:
        """Close the camera."""
        if self._sheet is not None:
            self._sheet.put_away()

    def open_picture(self) -> None:
        """Read a picture or PDF of the card."""
        prompts, kinds = self._context.prompts, tr("network.card_filter")
        chosen = prompts.choose_open_file(self._widget, tr("network.read_card"), kinds)
        if not chosen:
            return
        from raict_desktop.scanning.pictures import read_codes

        self._context.tasks.run(lambda: list(read_codes(Path(chosen))), self._take, self._fail)

    def _take(self, found: list[str]) -> None:
        lines = [code for code in found if is_pairing(code)]
        if lines:
            self.read.emit(lines[0])
        else:
            self.told.emit(tr("network.no_card"))

    def _fail(self, fault: Exception) -> None:
        if not isinstance(fault, UserError):
            raise fault
        self.told.emit(fault_text(fault))

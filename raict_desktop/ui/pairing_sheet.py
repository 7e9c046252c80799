"""Pairs this station by the card held up to its camera: nothing is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.services.hub_sharing import is_pairing
from raict_desktop.ui.device_feeds import CameraFeed
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.camera_view import CameraView
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.sheet import Sheet

WIDTH = 560


class PairingSheet(Sheet):
    """The camera's picture over the window until a card is read; ``read`` gives its line."""

    read = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.feed, self.view = CameraFeed(self), CameraView()
        self.sentence, self.cancel = PlainLabel(), Button(kind="ghost")
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        self.card.setFixedWidth(WIDTH)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.view.setFixedHeight((WIDTH - 48) * 9 // 16)
        self.card.column.setSpacing(12)
        self.card.column.addWidget(self.sentence)
        self.card.column.addWidget(self.view)
        self.card.column.addLayout(row)
        self.feed.frame_arrived.connect(self.view.show_frame)
        self.feed.state_changed.connect(self.view.show_state)
        self.feed.coded.connect(self._on_code)
        self.cancel.clicked.connect(self.put_away)
        self.closed.connect(self.feed.stop)

    def look(self, source: str) -> None:
        """Open the camera and wait for a card."""
        self.title.setText(tr("network.camera_title"))
        self.cancel.setText(tr("network.camera_cancel"))
        self._say("network.camera_hint", "text")
        self.view.retranslate()
        self.open_over(self.cancel)
        if source:
            self.feed.start(source, loop_clip=True)
        else:
            self.view.show_state("no_camera")

    def _on_code(self, text: str) -> None:
        if not is_pairing(text):
            self._say("network.camera_other", "warn")
            return
        self.put_away()
        self.read.emit(text)

    def _say(self, key: str, colour: str) -> None:
        self.sentence.setText(tr(key))
        tint(self.sentence, colour)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft)

"""Takes an event home from the venue's network: a card or a line, a place for the file, and patience."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar

from raict_desktop.config import events_folder, hubs_folder
from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_visit
from raict_desktop.services.hub_visit import Progress, Taken
from raict_desktop.services.linked import LONGEST_NAME
from raict_desktop.services.pairings import keep_line
from raict_desktop.ui.card_reading import CardReading
from raict_desktop.ui.context import Context
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.elided_label import ElidedLabel
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.scroll import reveal

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

NAME_WIDTH = 220


class JoinForm(Card):
    """``joined`` gives the open event and what to say of it; ``file_wanted`` a file that is there already."""

    joined = Signal(object, str)
    file_wanted = Signal(Path)
    cancelled = Signal()
    _heard = Signal(object, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stop: threading.Event | None = None
        self.folder = events_folder()
        self.standing: Path | None = None
        self.reading = CardReading(self, context)
        self.heading, self.sentence = Words(20, 600), Words(15)
        self.notice = Words(15, 400, "bad")
        self.line, self.name = Field(), Field()
        self.line.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.name.line.setMaxLength(LONGEST_NAME)
        self.camera, self.card = Button(icon="camera"), Button(icon="qr-code")
        self.place, self.elsewhere = ElidedLabel(quiet=True), Button(kind="ghost")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel, self.open_it = Button(kind="ghost"), Button(kind="primary", icon="folder-open")
        self.join = Button(kind="primary", icon="wifi")
        self._build()
        self.camera.clicked.connect(self.reading.show_camera)
        self.card.clicked.connect(self.reading.open_picture)
        self.reading.read.connect(self._take_line)
        self.reading.told.connect(lambda text: self._say(text, "bad"))
        self.elsewhere.clicked.connect(self._choose_folder)
        self.line.line.textEdited.connect(self._forget_standing)
        self.line.line.returnPressed.connect(self.begin)
        self.name.line.returnPressed.connect(self.begin)
        self.join.clicked.connect(self.begin)
        self.cancel.clicked.connect(self.give_up)
        self.open_it.clicked.connect(self._open_standing)
        self._heard.connect(self._show_progress)
        self._settle()
        self.retranslate()

    def _build(self) -> None:
        fields, ways, place, actions = (QHBoxLayout() for _ in range(4))
        for row in (fields, ways, place, actions):
            row.setSpacing(12)
        self.name.setFixedWidth(NAME_WIDTH)
        fields.setSpacing(16)
        fields.addWidget(self.line, 1, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        ways.addWidget(self.camera)
        ways.addWidget(self.card)
        ways.addStretch(1)
        place.addWidget(self.place, 1)
        place.addWidget(self.elsewhere)
        actions.addStretch(1)
        for button in (self.cancel, self.open_it, self.join):
            actions.addWidget(button)
        self.column.setSpacing(16)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.sentence)
        self.column.addLayout(ways)
        self.column.addLayout(fields)
        self.column.addLayout(place)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.notice)
        self.column.addLayout(actions)

    @property
    def under_way(self) -> bool:
        """Whether an event is coming in."""
        return self._stop is not None

    def start(self) -> None:
        """Ask for the card."""
        self.line.line.clear()
        self.line.set_fault("")
        self.name.line.setText(self._context.settings_store.settings.station_name)
        self.standing = None
        self._say("")
        self._settle()
        self.camera.setFocus()

    def begin(self) -> None:
        """Take the event home, beside the window."""
        if self.under_way:
            return
        line = self.line.text()
        self.line.set_fault("" if line else tr("join.line_missing"))
        if not line:
            self.line.line.setFocus()
            return
        application, folder = self._context.application, self.folder
        stop = self._stop = threading.Event()

        def job() -> Taken:
            folder.mkdir(parents=True, exist_ok=True)
            return hub_visit.event_from_hub(
                application,
                folder,
                line,
                hubs_folder(),
                progress=lambda progress: self._heard.emit(stop, progress),
                stop=stop,
            )

        self.standing = None
        self._say(tr("join.connecting"), "text")
        self.bar.setRange(0, 0)
        self._settle()
        self._context.tasks.run(
            job,
            lambda taken: self._on_taken(stop, taken),
            lambda fault: self._on_fault(stop, fault),
        )

    def give_up(self) -> None:
        """Stop what is under way, or go back."""
        if self._stop is not None:
            self._stop.set()
            self._say(tr("join.stopping"), "text")
            self.cancel.setEnabled(False)
            return
        self.line.line.clear()
        self.cancelled.emit()

    def leave(self) -> None:
        """Another event is being opened, or the window closes: what is under way is not wanted any more."""
        self.reading.put_away()
        self.line.line.clear()
        stop, self._stop = self._stop, None
        if stop is not None:
            stop.set()
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops, or goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
            return
        super().keyPressEvent(event)

    def _take_line(self, line: str) -> None:
        self.line.line.setText(line)
        self.begin()

    def _choose_folder(self) -> None:
        chosen = self._context.prompts.choose_folder(self, tr("join.choose_folder"))
        if chosen:
            self.folder = Path(chosen)
            self._show_place()
            self._forget_standing()

    def _show_progress(self, stop: threading.Event, progress: Progress) -> None:
        if stop is not self._stop or stop.is_set():
            return
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done)
        if progress.done < progress.total:
            facts = {"shown": number(progress.done), "total": number(progress.total)}
            self._say(tr("join.progress", **facts), "text")
        else:
            self._say(tr("join.checking"), "text")

    def _on_taken(self, stop: threading.Event, taken: Taken) -> None:
        if stop is not self._stop:
            taken.event.close()  # the window went on to something else meanwhile
            return
        self._stop = None
        self._settle()
        self._say("")
        self.line.line.clear()
        name = self.name.text()
        if name:
            self._keep_name(name)
        said = tr("join.done", count=taken.entries, shown=number(taken.entries))
        if taken.refused:
            said = f"{said} {tr('sharing.left_out', count=taken.refused)}"
        event: OpenEvent = taken.event
        self.joined.emit(event, said)

    def _keep_name(self, name: str) -> None:
        try:
            self._context.settings_store.change(station_name=name)
        except OSError:
            self._say(tr("settings.not_kept"), "bad")

    def _on_fault(self, stop: threading.Event, fault: Exception) -> None:
        if stop is not self._stop:
            return
        self._stop = None
        self._settle()
        if isinstance(fault, OSError):
            fault = UserError("storage.no_permission", path=str(self.folder))
        if not isinstance(fault, UserError):
            self._say("")
            raise fault
        if fault.code == "sharing.bad_pairing":
            self._say("")
            self.line.set_fault(fault_text(fault))
            self.line.line.setFocus()
            return
        if fault.code == "storage.exists":
            self._offer_standing(self.folder / str(fault.facts["path"]))
            return
        self._say(fault_text(fault), "text" if fault.code == "sharing.stopped" else "bad")
        self.join.setFocus()

    def _offer_standing(self, path: Path) -> None:
        """A file of that name is there: the same event, to be opened, or another one, left alone."""
        same = hub_visit.is_of_pairing(path, self.line.text())
        key = "join.there_already" if same else "join.name_taken"
        self._say(tr(key, path=path.name), "text" if same else "bad")
        if same:
            self.standing = path
            self._settle()
            self.open_it.setFocus()
        else:
            self.elsewhere.setFocus()

    def _forget_standing(self) -> None:
        """Another card or another folder: what was said of the file there is said no more."""
        if self.standing is not None:
            self.standing = None
            self._say("")
            self._settle()

    def _open_standing(self) -> None:
        """Open the event that is here already, linked by today's card."""
        path, line = self.standing, self.line.text()
        if path is None:
            return
        try:
            keep_line(hubs_folder(), line)
        except UserError as fault:
            self._say(fault_text(fault), "bad")
            return
        self.file_wanted.emit(path)

    def _say(self, text: str, colour: str = "text") -> None:
        self.notice.set_colour(colour)
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        if text:
            reveal(self.cancel)

    def _settle(self) -> None:
        """Offer what can be done now."""
        busy = self.under_way
        for widget in (self.line, self.name, self.camera, self.card, self.elsewhere, self.join):
            widget.setEnabled(not busy)
        self.bar.setVisible(busy)
        there = self.standing is not None and not busy
        self.open_it.setVisible(there)
        self.join.setHidden(there)
        self.cancel.setEnabled(True)
        self.cancel.setText(tr("join.stop" if busy else "welcome.cancel"))
        self.cancel.updateGeometry()
        if busy:
            self.cancel.setFocus()

    def _show_place(self) -> None:
        self.place.set_text(tr("join.place", folder=str(self.folder)))

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("join.heading"))
        self.sentence.setText(tr("join.sentence"))
        self.line.set_label(tr("network.line"))
        self.line.line.setPlaceholderText(tr("join.line_example"))
        self.name.set_label(tr("network.name"))
        self.name.line.setPlaceholderText(tr("network.name_example"))
        for button, key in (
            (self.camera, "network.show_card"),
            (self.card, "network.read_card"),
            (self.elsewhere, "join.elsewhere"),
            (self.open_it, "join.open_it"),
            (self.join, "join.join"),
        ):
            button.setText(tr(key))
            button.updateGeometry()
        self._show_place()
        self._settle()

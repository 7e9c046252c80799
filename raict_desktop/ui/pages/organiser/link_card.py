"""This station among the others: its name, how it is linked, and the ways to link it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_sharing
from raict_desktop.ui import theme
from raict_desktop.ui.card_reading import CardReading
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.organiser.parts import Words, fault_text
from raict_desktop.ui.widgets.button import HEIGHT, Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.link_sign import LinkSign, link_text

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

NAME_WIDTH = 190


class LinkCard(Card):
    """Name and link in two rows; ``told`` carries sentences for the page (text, colour)."""

    told = Signal(str, str)
    named = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._network = context.network
        self._event: OpenEvent | None = None
        self.reading = CardReading(self, context)
        self.heading, self.sentence = Words(20, 600), Words(13, 400, "quiet")
        self.sign = LinkSign()
        self.name, self.line = Field(), Field()
        self.line.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.rename, self.join = Button(icon="check"), Button(kind="primary", icon="wifi")
        self.camera, self.card = Button(icon="camera"), Button(icon="qr-code")
        self.leave, self.claims = Button(kind="ghost", icon="wifi-off"), CheckBox()
        self.claims.setMinimumHeight(HEIGHT)
        self.share = Button(icon="folder-sync")
        self.unshare = Button(kind="ghost", icon="x")
        self.folder = Words(13, 400, "quiet")
        self._build()
        self.rename.clicked.connect(self.take_name)
        self.name.line.returnPressed.connect(self.take_name)
        self.join.clicked.connect(lambda: self.pair(self.line.text()))
        self.line.line.returnPressed.connect(lambda: self.pair(self.line.text()))
        self.camera.clicked.connect(self.reading.show_camera)
        self.card.clicked.connect(self.reading.open_picture)
        self.reading.read.connect(self.pair)
        self.reading.told.connect(lambda text: self.told.emit(text, "bad"))
        self.leave.clicked.connect(self.leave_hub)
        self.claims.toggled.connect(self._network.ask_first)
        self.share.clicked.connect(self.choose_folder)
        self.unshare.clicked.connect(self.stop_sharing)
        self._network.changed.connect(self.show_link)
        theme.notifier.changed.connect(self.show_link)
        self.retranslate()

    def _build(self) -> None:
        self.column.setSpacing(16)
        head, words, fields, ways = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        for row in (fields, ways):
            row.setSpacing(12)
        self.name.setFixedWidth(NAME_WIDTH)
        top = Qt.AlignmentFlag.AlignTop
        fields.addWidget(self.name, 0, top)
        fields.addLayout(self._level(self.rename))
        fields.addSpacing(12)
        fields.addWidget(self.line, 1, top)
        fields.addLayout(self._level(self.join))
        fields.addLayout(self._level(self.claims))
        fields.addStretch(0)
        fields.addLayout(self._level(self.leave))
        for widget in (self.camera, self.card, self.share):
            ways.addWidget(widget)
        ways.addWidget(self.folder, 1)
        ways.addWidget(self.unshare)
        ways.addStretch(0)
        for row in (head, fields, ways):
            self.column.addLayout(row)

    def _level(self, widget: QWidget) -> QVBoxLayout:
        """A column that puts a widget on the level of the fields, whose labels stand above them."""
        column = QVBoxLayout()
        column.setContentsMargins(0, 6 + self.name.label.sizeHint().height(), 0, 0)
        column.addWidget(widget)
        column.addStretch(1)
        return column

    def set_event(self, event: OpenEvent | None) -> None:
        """Be the card of another event."""
        self._event = event
        self.reading.put_away()
        self.show_name()
        self.show_link()

    def show_name(self) -> None:
        """Write the station's name into its field, unless somebody is typing there."""
        if self._event is None:
            self.name.line.clear()
        elif not self.name.line.hasFocus():
            self.name.line.setText(hub_sharing.given_name(self._event))

    def take_name(self) -> None:
        """Call this station what was typed."""
        event, text = self._event, self.name.text()
        if event is None:
            return
        try:
            hub_sharing.name_station(event, text)
        except UserError as fault:
            self.told.emit(fault_text(fault), "bad")
            return
        self._context.settings_store.change(station_name=text)
        self.told.emit(tr("network.named"), "good")
        self.named.emit()

    def pair(self, line: str) -> None:
        """Pair by a line, pasted or read."""
        if self._event is None:
            return
        self.told.emit("", "text")
        try:
            self._network.join(line)
        except UserError as fault:
            self.line.set_fault(fault_text(fault))
            return
        self.line.set_fault("")
        self.line.line.clear()
        self.show_link()

    def leave_hub(self) -> None:
        """Stop meeting the others at the hub."""
        title = tr("network.leave")
        if self._context.prompts.confirm(self, title, tr("network.leave_sure")):
            self._network.leave()
            self.show_link()

    def choose_folder(self) -> None:
        """Ask for the folder where the stations meet, and meet there from now on."""
        chosen = self._context.prompts.choose_folder(self, tr("network.choose_folder"))
        if chosen and self._event is not None:
            self._context.settings_store.change(shared_folder=chosen)
            self._network.share(Path(chosen))
            self.show_link()

    def stop_sharing(self) -> None:
        """Meet nobody in a folder any more."""
        self._context.settings_store.change(shared_folder="")
        self._network.unshare()
        self.show_link()

    def show_link(self) -> None:
        """Say how the link is, and offer what can be done about it."""
        event, network = self._event, self._network
        news = network.news
        self.sign.show_link(
            str(news.state) if news and event else "",
            link_text(network, event) if event else "",
            "",
        )
        for widget in (self.line, self.join, self.camera, self.card):
            widget.setVisible(not network.paired)
        self.leave.setVisible(network.paired)
        self.claims.setVisible(network.paired)
        self.share.setVisible(network.folder is None and not network.paired)
        self.unshare.setVisible(network.folder is not None)
        self.folder.setVisible(network.folder is not None)
        if network.folder is not None:
            self.folder.setText(self._folder_words(str(network.folder)))
        self.sentence.setText(self._words())

    def _words(self) -> str:
        news = self._network.news
        if news is None:
            return tr("network.unpaired")
        if news.code:
            return tr(f"errors_{news.code}")
        return tr("network.paired" if self._network.paired else "network.shares")

    def _folder_words(self, folder: str) -> str:
        news = self._network.folder_news
        if news is not None and news.code and self._network.paired:
            self.folder.set_colour("warn")
            return tr(f"errors_{news.code}")
        self.folder.set_colour("quiet")
        return tr("network.folder", folder=folder)

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("network.heading"))
        self.name.set_label(tr("network.name"))
        self.name.line.setPlaceholderText(tr("network.name_example"))
        self.line.set_label(tr("network.line"))
        for widget, key in (
            (self.rename, "rename"),
            (self.join, "join"),
            (self.camera, "show_card"),
            (self.card, "read_card"),
            (self.leave, "leave"),
            (self.claims, "claims"),
            (self.share, "share"),
            (self.unshare, "unshare"),
        ):
            widget.setText(tr(f"network.{key}"))
        self.show_link()

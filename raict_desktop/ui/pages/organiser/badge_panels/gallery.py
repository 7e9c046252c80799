"""The layouts as they look, to choose one to print, change, copy, take in or give away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.paper.badges import BadgeContent, Layout
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.sheets import SINGLE, sheet_pages
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.services import badge_samples, badges, event_pictures, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pages.organiser.parts import Section, Words, coded_text
from raict_desktop.ui.paper_painter import PaperPainter, page_image
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.table import scroll_style

THUMBNAIL = QSize(190, 210)
_SHARPNESS = 2


class Gallery(Section):
    """Thumbnails of every layout with a real person's words; ``design_wanted`` opens one."""

    design_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.hint = Words(13, 400, "quiet")
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(THUMBNAIL)
        self.list.setSpacing(12)
        self.list.setFont(font(15, 500))
        self.list.setUniformItemSizes(True)
        self.buttons = {
            "design": Button(kind="primary", icon="pencil-ruler"),
            "duplicate": Button(icon="copy"),
            "take_in": Button(icon="download"),
            "give": Button(icon="upload"),
            "reset": Button(kind="ghost", icon="rotate-ccw"),
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = self.column()
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.notice)
        self._connect()
        self._dress()

    def _connect(self) -> None:
        self.list.itemActivated.connect(lambda _item: self._design())
        self.list.currentItemChanged.connect(lambda _now, _before: self._enable())
        for name, slot in (
            ("design", self._design),
            ("duplicate", self.duplicate),
            ("take_in", self.take_in),
            ("give", self.give),
            ("reset", self.reset),
        ):
            self.buttons[name].clicked.connect(slot)
        theme.notifier.changed.connect(self._dress)

    def _dress(self) -> None:
        t = theme.tokens()
        self.list.setStyleSheet(
            f"QListWidget{{background:transparent;border:0;color:{t.text.name()};outline:0;}}"
            "QListWidget::item{border:2px solid transparent;border-radius:10px;padding:8px;}"
            f"QListWidget::item:selected{{border-color:{t.accent.name()};"
            f"background:{t.surface.name()};color:{t.text.name()};}}"
            f"QListWidget::item:hover{{background:{t.surface.name()};}}" + scroll_style()
        )

    def chosen(self) -> str:
        """Name of the layout chosen, or empty."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def choose(self, name: str) -> None:
        """Choose a layout."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    def reload(self) -> None:
        """Draw the thumbnails again."""
        event, kept = self.open_event, self.chosen()
        staying = event_pictures.share_pictures(event, origin=self) if event else ()
        self.list.clear()
        if event is None:
            return
        supplies, unreadable = badges.supplies(event, current_language())
        told = [coded_text(p.code_, {**p.facts, "name": p.name}) for p in (*staying, *unreadable)]
        if told:
            self.say("\n".join(told), "warn")
        painter = PaperPainter(supplies.fonts)
        sample = badge_samples.samples(event, current_language())[0].content
        for layout in layouts.layouts(event):
            picture = thumbnail(layout, sample, supplies, painter)
            title = layout.title(current_language())
            if layout.name in layouts.READY and layouts.is_changed(event, layout.name):
                title = tr("badges.changed", title=title)
            icon = QIcon(picture)
            # The system would tint the picture of the chosen one.
            icon.addPixmap(picture, QIcon.Mode.Selected)
            item = QListWidgetItem(icon, title)
            item.setData(Qt.ItemDataRole.UserRole, layout.name)
            item.setToolTip(tip(f"{layout.paper_width:g} × {layout.paper_height:g} mm"))
            self.list.addItem(item)
        self.choose(kept)
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self._enable()

    def _enable(self) -> None:
        event, name = self.open_event, self.chosen()
        writable = event is not None and not event.read_only
        for key, button in self.buttons.items():
            button.setEnabled(writable and (bool(name) or key == "take_in"))
        self.buttons["give"].setEnabled(bool(name))
        own = bool(name) and name not in layouts.READY
        self.buttons["reset"].setText(tr("badges.remove" if own else "badges.reset"))
        self.buttons["reset"].set_icon_name("trash-2" if own else "rotate-ccw")
        changed = event is not None and bool(name) and layouts.is_changed(event, name)
        self.buttons["reset"].setEnabled(writable and changed)

    def _design(self) -> None:
        if self.chosen() and self.buttons["design"].isEnabled():
            self.design_wanted.emit(self.chosen())

    def duplicate(self) -> None:
        """Copy the chosen layout and choose the copy."""
        event = self.open_event
        if event is None:
            return
        copy = self.attempt(lambda: layouts.duplicate_layout(event, self.chosen(), origin=self))
        if copy is not None:
            self.reload()
            self.choose(copy.name)

    def take_in(self) -> None:
        """Take a layout file into the event."""
        event = self.open_event
        title, kinds = tr("badges.take_in"), tr("badges.layout_files")
        chosen = self.context.prompts.choose_open_file(self, title, kinds)
        if event is None or not chosen:
            return
        taken = self.attempt(lambda: layouts.import_layout(event, Path(chosen), origin=self))
        if taken is not None:
            self.reload()
            self.choose(taken.name)

    def give(self) -> None:
        """Write the chosen layout as a file."""
        event = self.open_event
        title, kinds = tr("badges.give"), tr("badges.layout_files")
        chosen = self.context.prompts.choose_save_file(self, title, kinds)
        if event is None or not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix == ".toml" else path.with_name(f"{path.name}.toml")
        name = self.chosen()

        def write() -> bool:
            layouts.export_layout(event, name, path)
            return True

        if self.attempt(write):
            self.say(tr("badges.given", file=path.name), "good")

    def reset(self) -> None:
        """Give a ready layout back as it came, or take an own one out of the event."""
        event, name = self.open_event, self.chosen()
        if event is None or not name:
            return
        own = name not in layouts.READY
        words = tr("badges.remove_text" if own else "badges.reset_text")
        title = self.list.currentItem().text()
        if self.context.prompts.confirm(self, title, words):
            self.attempt(lambda: layouts.remove_layout(event, name, origin=self))
            self.reload()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's layouts."""
        super().set_event(event)
        self.list.clear()

    def shown(self) -> None:
        """Draw the thumbnails once somebody looks."""
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """A layout changed."""
        if Topic.BADGES in changes.topics and self.isVisible():
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.hint.setText(tr("badges.gallery_hint"))
        for name, button in self.buttons.items():
            button.setText(tr(f"badges.{name}"))
        self.list.setAccessibleName(tr("badges.panel_gallery"))
        if self.isVisible():
            self.reload()


def thumbnail(
    layout: Layout, sample: BadgeContent, supplies: Supplies, painter: PaperPainter
) -> QPixmap:
    """The front side of a layout's paper on a clear ground, in the thumbnails' size."""
    page = next(iter(sheet_pages(layout, [draw_badge(layout, sample, supplies)], SINGLE)))
    room = THUMBNAIL - QSize(12, 12)
    scale = min(room.width() / page.width, room.height() / page.height) * _SHARPNESS
    image = page_image(painter, page, scale)
    ground = QPixmap(THUMBNAIL * _SHARPNESS)
    ground.fill(Qt.GlobalColor.transparent)
    brush = QPainter(ground)
    x, y = (ground.width() - image.width()) // 2, (ground.height() - image.height()) // 2
    brush.fillRect(x - 2, y - 1, image.width() + 4, image.height() + 6, theme.tokens().line)
    brush.drawImage(x, y, image)
    brush.end()
    ground.setDevicePixelRatio(_SHARPNESS)
    return ground

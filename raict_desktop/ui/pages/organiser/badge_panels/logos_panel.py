"""The partners' logos: add, see, put in order, take out; by mouse, by keyboard, by dropping files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.services import partner_logos
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.attendance import event_fonts
from raict_desktop.services.partner_logos import Added, PartnerLogo
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.badge_panels.logo_list import LogoList, files_of, logo_item
from raict_desktop.ui.pages.organiser.badge_panels.logo_strip import LogoStrip
from raict_desktop.ui.pages.organiser.parts import Section, Words, coded_text
from raict_desktop.ui.paper_painter import PaperPainter
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.table import scroll_style


class LogosPanel(Section):
    """The list of logos, and the row they make."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setAcceptDrops(True)
        self.hint, self.elsewhere = Words(13, 400, "quiet"), Words(13, 500, "warn")
        self.caption = Words(13, 500, "quiet")
        self.list, self.strip, self.empty = LogoList(), LogoStrip(), EmptyState("image")
        self.logos: list[PartnerLogo] = []
        self.busy = False
        self.buttons = {
            "add": Button(kind="primary", icon="plus"),
            "up": Button(icon="arrow-up"),
            "down": Button(icon="arrow-down"),
            "remove": Button(kind="ghost", icon="trash-2"),
        }
        self._build()
        self._connect()
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        frame, some, row = QWidget(), QWidget(), QHBoxLayout()
        self.stack = QStackedLayout(frame)
        self.stack.addWidget(some)
        self.stack.addWidget(self.empty)
        inner = QVBoxLayout(some)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.list, 1)
        inner.addSpacing(8)
        inner.addWidget(self.caption)
        inner.addWidget(self.strip)
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = self.column()
        column.addWidget(self.hint)
        column.addWidget(self.elsewhere)
        column.addWidget(frame, 1)
        column.addLayout(row)
        column.addWidget(self.notice)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda _now, _before: self._enable())
        self.list.pushed.connect(self.push)
        self.list.removed.connect(self.remove)
        self.list.dropped.connect(self.take_in)
        self.list.sorted_anew.connect(self.put_in_order)
        self.empty.action.connect(self.add)
        self.buttons["add"].clicked.connect(self.add)
        self.buttons["up"].clicked.connect(partial(self.push, -1))
        self.buttons["down"].clicked.connect(partial(self.push, 1))
        self.buttons["remove"].clicked.connect(self.remove)
        theme.notifier.changed.connect(self._dress)

    def _dress(self) -> None:
        t = theme.tokens()
        self.list.setStyleSheet(
            f"QListWidget{{background:{t.surface.name()};border:1px solid {t.line.name()};"
            "border-radius:10px;padding:6px;outline:0;}" + scroll_style()
        )

    def chosen(self) -> str:
        """Name of the logo chosen, or empty."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def reload(self, choose: str = "") -> None:
        """Show the logos as they stand."""
        event, wanted = self.open_event, choose or self.chosen()
        row = self.list.currentRow()
        self.list.clear()
        self.logos = partner_logos.partner_logos(event) if event is not None else []
        self.elsewhere.setVisible(any(logo.from_elsewhere for logo in self.logos))
        self.stack.setCurrentIndex(0 if self.logos else 1)
        if event is not None and self.logos:
            painter = PaperPainter(event_fonts())
            for logo in self.logos:
                self.list.addItem(logo_item(logo, painter))
            self.strip.show_logos(painter, [logo.logo for logo in self.logos if logo.logo])
            names = self.list.names()
            at = names.index(wanted) if wanted in names else min(max(row, 0), len(names) - 1)
            self.list.setCurrentRow(at)
        self._enable()

    def _enable(self) -> None:
        event, at = self.open_event, self.list.currentRow()
        free = event is not None and not event.read_only and not self.busy
        self.buttons["add"].setEnabled(free)
        # An empty page has its own button for the one thing to do.
        for button in self.buttons.values():
            button.setVisible(bool(self.logos))
        self.empty.button.setEnabled(free)
        self.buttons["up"].setEnabled(free and at > 0)
        self.buttons["down"].setEnabled(free and 0 <= at < len(self.logos) - 1)
        self.buttons["remove"].setEnabled(free and at >= 0)

    def add(self) -> None:
        """Ask for pictures and take them in."""
        title, kinds = tr("badges.logo_add"), tr("badges.logo_files")
        chosen = self.context.prompts.choose_open_files(self, title.rstrip("…"), kinds)
        self.take_in([Path(name) for name in chosen])

    def take_in(self, files: Sequence[Path]) -> None:
        """Add these files; making small copies of large ones takes a moment."""
        if not files or self.busy or self.open_event is None or self.open_event.read_only:
            return
        self.busy = True
        self._enable()
        self.say("")
        self.run_task(
            lambda event: partner_logos.add_logos(event, files, origin=self), self._told, self._free
        )

    def _free(self) -> None:
        self.busy = False
        self._enable()

    def _told(self, added: Added) -> None:
        self.reload(added.names[-1] if added.names else "")
        # The button slept meanwhile and lost the keyboard.
        (self.list if self.logos else self.empty.button).setFocus()
        said = [coded_text(p.code_, {**p.facts, "name": p.name}) for p in added.problems]
        if added.names:
            count = len(added.names)
            said.insert(0, tr("badges.logos_added", count=count, shown=number(count)))
        self.say("\n".join(said), "warn" if added.problems else "good")

    def push(self, by: int) -> None:
        """Move the chosen logo one place up (-1) or down (1)."""
        names, name = self.list.names(), self.chosen()
        if not name or not 0 <= names.index(name) + by < len(names):
            return
        at = names.index(name)
        names.insert(at + by, names.pop(at))
        self.put_in_order(names)

    def put_in_order(self, names: list[str]) -> None:
        """Keep this order."""
        event, name = self.open_event, self.chosen()
        if event is None:
            return
        self.attempt(lambda: partner_logos.order_logos(event, names, origin=self))
        self.reload(name)
        self.list.setFocus()

    def remove(self) -> None:
        """Take the chosen logo out, once that is agreed to."""
        event, name = self.open_event, self.chosen()
        if event is None or not name or not self.buttons["remove"].isEnabled():
            return
        words = tr("badges.logo_remove_text", name=name)
        if self.context.prompts.confirm(self, tr("badges.remove"), words):
            self.attempt(lambda: partner_logos.remove_logo(event, name, origin=self))
            self.reload()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files dropped anywhere on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files in."""
        self.take_in(files_of(event))
        event.acceptProposedAction()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's logos."""
        super().set_event(event)
        self.list.clear()
        self.logos, self.busy = [], False
        if self.isVisible():
            self.reload()

    def shown(self) -> None:
        """Read the folder once somebody looks."""
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """Another station brought a logo or put them in order."""
        if Topic.BADGES in changes.topics and self.isVisible() and not self.busy:
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.hint.setText(tr("badges.logos_hint"))
        self.elsewhere.setText(tr("badges.logos_from_elsewhere"))
        self.caption.setText(tr("badges.logo_preview"))
        self.buttons["remove"].setText(tr("badges.remove"))
        for name in ("add", "up", "down"):
            self.buttons[name].setText(tr(f"badges.logo_{name}"))
        self.list.setAccessibleName(tr("badges.panel_logos"))
        self.strip.setAccessibleName(tr("badges.logo_preview"))
        self.empty.set_texts(
            tr("badges.no_logos"), tr("badges.no_logos_hint"), tr("badges.logo_add")
        )
        if self.isVisible():
            self.reload()

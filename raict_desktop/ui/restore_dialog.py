"""Choosing a backup by its date, in words a volunteer understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, time_text, tr
from raict_desktop.ui.prompts import Prompts
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel, tip
from raict_desktop.ui.widgets.table import scroll_style

if TYPE_CHECKING:
    from raict_desktop.services.backup_files import Backup

ROW = 40


class RestoreDialog(QDialog):
    """Lists backups, newest first; tells ``chosen`` with the file of the one to put back.

    Args:
        backups: what there is to choose from.
        home: the folder of this computer's backups; others are in the second place.
        prompts: asks for another file.
        reason: why this is asked, such as the fault of a damaged file; or empty.
        zone: of the times shown; this computer's when left out.
        parent: the window.
    """

    chosen = Signal(Path)

    def __init__(
        self,
        backups: Sequence[Backup],
        home: Path,
        prompts: Prompts,
        reason: str = "",
        zone: tzinfo | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._zone = zone
        self._backups = list(backups)
        self._prompts = prompts
        self.setWindowTitle(tr("safety.restore_title"))
        self.setMinimumSize(560, 420)
        self.title, self.reason, self.text = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setText(tr("safety.restore_title"))
        self.title.setFont(font(20, 600))
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.text.setText(tr("safety.restore_text" if self._backups else "safety.restore_none"))
        for label in (self.reason, self.text):
            label.setFont(font(15))
            label.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("safety.restore_title"))
        self.list.setFont(font(15, tabular=True))
        self.list.setVisible(bool(self._backups))
        for backup in self._backups:
            self._add(backup)
        self.list.setCurrentRow(0)
        self.restore = Button(tr("safety.restore_action"), "primary", "history")
        self.other = Button(tr("safety.restore_other"), "secondary", "folder-open")
        self.cancel = Button(tr("safety.restore_cancel"), "ghost")
        self.restore.setVisible(bool(self._backups))
        self.restore.clicked.connect(self._take)
        self.other.clicked.connect(self._take_other)
        self.cancel.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda _item: self._take())
        self._build()
        self._dress()

    def _build(self) -> None:
        column, actions = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        for widget in (self.title, self.reason, self.text):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        if not self._backups:
            column.addStretch(1)
        actions.addWidget(self.other)
        actions.addStretch(1)
        actions.addWidget(self.cancel)
        actions.addWidget(self.restore)
        column.addLayout(actions)

    def _dress(self) -> None:
        t = theme.tokens()
        self.list.setStyleSheet(
            f"QListWidget{{background:{t.surface.name()};color:{t.text.name()};outline:0;"
            f"border:1px solid {t.line.name()};border-radius:8px;padding:4px;}}"
            f"QListWidget:focus{{border:2px solid {t.accent.name()};padding:3px;}}"
            "QListWidget::item{padding:0 10px;border-radius:6px;}"
            f"QListWidget::item:selected{{background:{t.accent.name()};"
            f"color:{t.on_accent.name()};}}" + scroll_style()
        )

    def _add(self, backup: Backup) -> None:
        local = backup.at.astimezone(self._zone)
        near = backup.path.is_relative_to(self._home)
        item = QListWidgetItem(
            tr(
                "safety.backup_row",
                count=backup.entries,
                shown=number(backup.entries),
                day=f"{local:%d/%m/%Y}",
                at=time_text(local),
                place=tr("safety.here" if near else "safety.there"),
            )
        )
        item.setToolTip(tip(str(backup.path)))
        item.setSizeHint(QSize(0, ROW))
        item.setData(Qt.ItemDataRole.UserRole, str(backup.path))
        self.list.addItem(item)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(Path(item.data(Qt.ItemDataRole.UserRole)))

    def _take_other(self) -> None:
        kinds = f"{tr('safety.backup_filter')};;{tr('welcome.file_filter')}"
        chosen = self._prompts.choose_open_file(self, tr("safety.restore_choose"), kinds)
        if chosen:
            self.accept()
            self.chosen.emit(Path(chosen))

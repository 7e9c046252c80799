"""What happens when the program itself is wrong: it is noted, told once, and the desk goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop import log
from raict_desktop.domain.errors import UserError
from raict_desktop.ui import language
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


class CrashDialog(QDialog):
    """One dialog that waits beside the work; a second fault only changes its count."""

    def __init__(self, parent: QWidget | None = None, log_file: Path | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setMinimumWidth(460)
        # The scanner's keys must keep going to the desk.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._log_file = log_file
        self._count = 0
        self._known: UserError | None = None
        self.title, self.sentence, self.where = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(font(20, 600))
        self.sentence.setFont(font(15))
        for label in (self.sentence, self.where):
            label.setWordWrap(True)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go_on = Button(kind="primary")
        self.go_on.clicked.connect(self.close)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        for label in (self.title, self.sentence, self.where):
            column.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addLayout(row)
        language.notifier.changed.connect(self.retranslate)

    @property
    def count(self) -> int:
        """Faults since the dialog was last closed."""
        return self._count

    def tell(self, error: BaseException) -> None:
        """Show a fault, or count one more while the dialog is open."""
        self._count = self._count + 1 if self.isVisible() else 1
        self._known = error if isinstance(error, UserError) else None
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Read every text again."""
        self.setWindowTitle(tr("shell.app"))
        self.title.setText(tr("shell.crash_title", count=max(1, self._count)))
        self.sentence.setText(fault_text(self._known) if self._known else tr("shell.crash_text"))
        log_file = self._log_file
        self.where.setText(tr("shell.crash_log", path=log_file) if log_file else "")
        self.where.setVisible(log_file is not None)
        self.go_on.setText(tr("shell.crash_go_on"))
        self.go_on.updateGeometry()


def catch_faults(parent: QWidget | None, log_file: Path | None = None) -> Callable[[], None]:
    """Note and tell every fault that nobody caught; call the result to stop.

    Args:
        parent: the window the dialog belongs to.
        log_file: where faults are noted, told to the person.
    """
    before, thread_before = sys.excepthook, threading.excepthook
    dialog: list[CrashDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before(kind, error, trace)
            return
        log.note_fault(kind, error, trace)
        if not dialog:
            dialog.append(CrashDialog(parent, log_file))
        dialog[0].tell(error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        # No window may be touched from here: the fault is only noted.
        if args.exc_value is not None and issubclass(args.exc_type, Exception):
            log.note_fault(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook, threading.excepthook = hook, thread_hook

    def stop() -> None:
        sys.excepthook, threading.excepthook = before, thread_before
        for shown in dialog:
            shown.close()

    return stop

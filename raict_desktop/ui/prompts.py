"""Questions to the person at the screen, in one object that tests replace."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)


def documents() -> Path:
    """Where a person's files are on this computer."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()


class Prompts:
    """The real dialogs; an empty text means the person gave up."""

    def choose_open_file(self, parent: QWidget | None, title: str, filter_: str = "") -> str:
        """Path of an existing file."""
        return QFileDialog.getOpenFileName(parent, title, "", filter_)[0]

    def choose_open_files(self, parent: QWidget | None, title: str, filter_: str = "") -> list[str]:
        """Paths of existing files; none means the person gave up."""
        return QFileDialog.getOpenFileNames(parent, title, "", filter_)[0]

    def choose_save_file(
        self, parent: QWidget | None, title: str, filter_: str = "", suggested: str = ""
    ) -> str:
        """Path of a file to write; ``suggested`` is a name offered in the person's documents."""
        start = str(documents() / suggested) if suggested else ""
        return QFileDialog.getSaveFileName(parent, title, start, filter_)[0]

    def choose_folder(self, parent: QWidget | None, title: str) -> str:
        """Path of a folder."""
        return QFileDialog.getExistingDirectory(parent, title)

    def ask_passphrase(self, parent: QWidget | None, title: str, text: str) -> str:
        """A passphrase, not shown while it is typed."""
        typed, agreed = QInputDialog.getText(parent, title, text, QLineEdit.EchoMode.Password)
        return typed if agreed else ""

    def confirm(self, parent: QWidget | None, title: str, text: str) -> bool:
        """Whether the person agrees; the safe answer is the default."""
        button = QMessageBox.StandardButton
        box = QMessageBox(parent)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setStandardButtons(button.Ok | button.Cancel)
        box.setDefaultButton(button.Cancel)
        return box.exec() == button.Ok

    def ask_text(self, parent: QWidget | None, title: str, label: str) -> str:
        """A short text, such as a name."""
        text, agreed = QInputDialog.getText(parent, title, label)
        return text if agreed else ""

    def tell(self, parent: QWidget | None, title: str, text: str) -> None:
        """Say something that waits to be read."""
        box = QMessageBox(parent)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.exec()

"""The colours of the window in one place, so that no widget names a colour of its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from raict_desktop import paths

_SPACES = (4, 8, 12, 16, 24, 32, 48)


@dataclass(frozen=True)
class Tokens:
    """Colours of one theme by their use."""

    ground: QColor
    surface: QColor
    raised: QColor
    line: QColor
    text: QColor
    quiet: QColor
    accent: QColor
    on_accent: QColor
    good: QColor
    warn: QColor
    bad: QColor

    def space(self, step: int) -> int:
        """Pixels of a step of the spacing scale, 0 (4 px) to 6 (48 px)."""
        return _SPACES[step]


Theme = Tokens


class _Notifier(QObject):
    changed = Signal()


notifier = _Notifier()
_state = {"shown": "light", "wanted": "system"}


@cache
def _read(name: str) -> Tokens:
    with (paths.resources() / "themes" / f"{name}.toml").open("rb") as stream:
        colours = tomllib.load(stream)
    return Tokens(**{field.name: QColor(colours[field.name]) for field in fields(Tokens)})


def tokens() -> Tokens:
    """The colours on show now."""
    return _read(_state["shown"])


def _resolve(name: str) -> str:
    if name != "system":
        return name
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def apply_theme(app: QApplication, name: str) -> None:
    """Show the theme ``system``, ``light`` or ``dark`` and tell the widgets."""
    _state.update(wanted=name, shown=_resolve(name))
    app.setPalette(_palette(tokens()))
    notifier.changed.emit()


def follow_system(app: QApplication) -> None:
    """Keep to the system's light or dark while the wanted theme is ``system``."""

    def again(_scheme: Qt.ColorScheme) -> None:
        if _state["wanted"] == "system":
            apply_theme(app, "system")

    app.styleHints().colorSchemeChanged.connect(again)


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for key, colour in (
        (role.Window, t.ground),
        (role.WindowText, t.text),
        (role.Base, t.surface),
        (role.AlternateBase, t.ground),
        (role.Text, t.text),
        (role.Button, t.surface),
        (role.ButtonText, t.text),
        (role.ToolTipBase, t.raised),
        (role.ToolTipText, t.text),
        (role.PlaceholderText, t.quiet),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Link, t.accent),
        (role.Mid, t.line),
    ):
        palette.setColor(key, colour)
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, t.quiet)
    return palette

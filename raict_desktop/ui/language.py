"""The language of the window, switched while it runs."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from raict_desktop.wording import LANGUAGES, grouped, say


class _Notifier(QObject):
    changed = Signal()


notifier = _Notifier()
_state = {"language": "fr"}


def current_language() -> str:
    """``fr`` or ``en``."""
    return _state["language"]


def set_language(code: str) -> None:
    """Switch the language and tell the widgets; an unknown code changes nothing."""
    if code in LANGUAGES and code != _state["language"]:
        _state["language"] = code
        notifier.changed.emit()


def tr(key: str, **facts: object) -> str:
    """The sentence of ``key`` in the current language."""
    return say(key, current_language(), **facts)


def number(n: int) -> str:
    """A whole number with the language's thousands separator."""
    return grouped(n, current_language())


def decimal(value: float) -> str:
    """A number with the language's decimal mark: 6,7 or 6.7."""
    return f"{value:g}".replace(".", "," if current_language() == "fr" else ".")


def time_text(at: datetime) -> str:
    """A local time for tables and clocks: 08:52."""
    return f"{at:%H:%M}"


def time_sentence(at: datetime) -> str:
    """A local time inside a sentence: 8 h 52 in French, 08:52 in English."""
    if current_language() == "fr":
        return f"{at.hour}\u00a0h\u00a0{at.minute:02}"
    return time_text(at)

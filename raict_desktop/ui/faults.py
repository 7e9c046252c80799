"""Faults in the words of the language on show, so that every page tells them alike."""

from __future__ import annotations

from raict_desktop.domain.errors import UserError
from raict_desktop.ui.language import tr


def fault_text(fault: UserError) -> str:
    """Say what happened and what to do; the bare code where no sentence is shipped."""
    try:
        return tr(f"errors_{fault.code}", **fault.facts)
    except KeyError:
        return tr("shell.fault_without_words", code=fault.code)

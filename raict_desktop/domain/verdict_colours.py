"""The colours of the five verdicts, on screens and on paper, in every theme alike."""

from __future__ import annotations

from raict_desktop.domain.checkin import Verdict

COLOURS = {
    Verdict.WELCOME: ("#45E0A8", "#000000"),
    Verdict.ALREADY_IN: ("#0F3591", "#FFFFFF"),
    Verdict.PLEASE_CHECK: ("#F0C40F", "#000000"),
    Verdict.NOT_ALLOWED: ("#5E0717", "#FFFFFF"),
    Verdict.UNKNOWN_CODE: ("#FFFFFF", "#000000"),
}
"""Ground and text of each verdict, the same in both themes (contrast 10:1 and more)."""

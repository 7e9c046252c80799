"""The one-page card for volunteers, in French and English."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from raict_desktop.domain.checkin import Verdict
from raict_desktop.paper.volunteer_card import CardWords, write_volunteer_card
from raict_desktop.wording import LANGUAGES, say

KEYS = (
    ("A … Z", "search"),
    ("Ctrl+N", "walk_in"),
    ("Ctrl+D", "group"),
    ("F8", "park"),
    ("Ctrl+Z", "undo"),
    ("F4", "sheet"),
    ("Ctrl+P", "reprint"),
    ("F1", "help"),
)
RULES = ("look", "queue", "undo", "screen")


def write(path: Path, fonts: Path, languages: Sequence[str] = LANGUAGES) -> Path:
    """Write the card as a PDF, one A5 page for each language; returns the path.

    Raises:
        UserError: the file cannot be written.
    """
    write_volunteer_card(path, [words(language) for language in languages], fonts)
    return path


def words(language: str) -> CardWords:
    """What the card says in one language."""

    def text(key: str) -> str:
        return say(f"card.{key}", language)

    return CardWords(
        title=text("title"),
        subtitle=text("subtitle"),
        answers=[
            (verdict, say(f"verdict.{verdict.value}", language), text(f"do_{verdict.value}"))
            for verdict in Verdict
        ],
        keys_title=text("keys"),
        keys=[(key, text(f"key_{name}")) for key, name in KEYS],
        rules_title=text("rules"),
        rules=[text(f"rule_{name}") for name in RULES],
        foot=(text("foot_help_desk"), text("foot_organiser")),
    )

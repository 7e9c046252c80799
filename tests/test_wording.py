"""Both languages say everything, with the same placeholders, in the right typography."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from raict_desktop import paths
from raict_desktop.wording import LANGUAGES, catalogue, say

PACKAGE = Path(__file__).resolve().parent.parent / "raict_desktop"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue("fr").keys() == catalogue("en").keys()


def test_placeholders_are_the_same_in_both_languages() -> None:
    english = catalogue("en")
    differing = [
        key
        for key, text in catalogue("fr").items()
        if placeholders(text) != placeholders(english[key])
    ]
    assert differing == []


def test_french_typography() -> None:
    wrong = [
        (key, text)
        for key, text in catalogue("fr").items()
        if re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text)
        or re.search(r"(?<![\u202f\u00a0])[;!?](?:\s|$)", text)
    ]
    assert wrong == []


def test_plurals() -> None:
    assert "0 badge\u00a0:" in say("cli.badges", "fr", count=0, pages=1, path="x")
    assert "0 badges:" in say("cli.badges", "en", count=0, pages=1, path="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_empty_sentence(language: str) -> None:
    assert [key for key, text in catalogue(language).items() if not text.strip()] == []


def used_keys() -> set[str]:
    """Every literal key given to ``tr`` or ``say``, and every literal fault code."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or "wording" in file.name:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                if name in ("tr", "say"):
                    found.add(first.value)
                elif name in ("UserError", "UnsafeFileError"):
                    found.add(f"errors_{first.value}")
    return found


def test_every_key_used_exists() -> None:
    known = catalogue("fr")
    missing = {key for key in used_keys() if key not in known and f"{key}_other" not in known}
    assert missing == set()


def test_catalogue_files_are_the_same_areas() -> None:
    areas = {
        language: {f.name for f in (paths.resources() / "translations" / language).glob("*.toml")}
        for language in LANGUAGES
    }
    assert areas["fr"] == areas["en"]


def test_a_count_is_grouped_as_the_language_does() -> None:
    count = 4101
    assert say("safety.restored", "fr", count=count, path="x").startswith("Remis en place")
    assert "4\u202f101 lignes" in say("safety.restored", "fr", count=count, path="x")
    assert "4,101" in say("safety.restored", "en", count=count, path="x")

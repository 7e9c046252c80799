"""The help says the same in both languages, and is found however it is asked for."""

from __future__ import annotations

import re

import pytest

from raict_desktop import paths
from raict_desktop.services import help as pages

FOLDERS = {code: paths.resources() / "help" / code for code in ("fr", "en")}


def test_both_languages_have_the_same_pages() -> None:
    names = {code: [topic.name for topic in pages.topics(f)] for code, f in FOLDERS.items()}
    assert names["fr"] == names["en"]
    assert len(names["fr"]) >= 12


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_page_has_a_title_and_a_text(code: str) -> None:
    for topic in pages.topics(FOLDERS[code]):
        assert topic.title
        assert len(topic.text) > 150


def test_french_typography() -> None:
    for topic in pages.topics(FOLDERS["fr"]):
        # Rows of a table show the marks themselves.
        text = "\n".join(line for line in topic.text.splitlines() if not line.startswith("|"))
        assert re.findall(r"[a-zà-ÿ]'[a-zà-ÿ]", topic.text) == []
        assert re.findall(r"(?<!\u202f)[;!?](?=\s|$)", text) == []
        assert re.findall(r" :", text) == []


@pytest.mark.parametrize(
    ("code", "words", "first"),
    [
        ("fr", "delegation", "delegations"),
        ("fr", "verrouille", "lock"),
        ("fr", "annuler", "undo"),
        ("fr", "imprimer", "badges"),
        ("fr", "réimprimer badge", "badges"),
        ("en", "cancelled verdict", None),
        ("fr", "verrouiller", "lock"),
        ("fr", "importer", "start"),
        ("fr", "restaurer", "problems"),
        ("fr", "homonyme", "problems"),
        ("fr", "raccourcis", "start"),
        ("en", "password", "lock"),
        ("en", "restore a backup", "problems"),
        ("en", "shortcut", "start"),
        ("en", "import", "start"),
        ("en", "undo", "undo"),
        ("en", "printing", "badges"),
        ("en", "reprint", "badges"),
        ("en", "second screen", "guests"),
    ],
)
def test_search(code: str, words: str, first: str | None) -> None:
    found = pages.search(FOLDERS[code], words)
    assert (found[0].name if found else None) == first


def test_no_words_give_every_page() -> None:
    assert pages.search(FOLDERS["fr"], "") == list(pages.topics(FOLDERS["fr"]))

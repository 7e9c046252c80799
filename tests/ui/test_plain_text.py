"""Nothing that people or files bring is ever drawn as markup."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.ui import prompts as prompts_module
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.main_window import PAGE_MAKERS
from raict_desktop.ui.pages.organiser.page import SECTIONS, OrganiserPage
from raict_desktop.ui.widgets.label import tip
from tests.builders import add_session

UI = Path(prompts_module.__file__).parent
HOSTILE = "<img src='file:///etc/passwd'>"
RICH = {"setHtml", "insertHtml", "toHtml", "setWhatsThis", "setDetailedText", "setInformativeText"}


def calls(name: str) -> list[tuple[Path, ast.Call]]:
    return [
        (file, node)
        for file in UI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name
    ]


def test_only_the_plain_label_knows_qts_label() -> None:
    users = [f.name for f in UI.rglob("*.py") if "QLabel" in f.read_text("utf-8")]
    assert users == ["label.py"]


def test_no_widget_takes_markup() -> None:
    assert [(f.name, n) for n in sorted(RICH) for f, _ in calls(n)] == []


def test_tool_tips_are_plain() -> None:
    """Qt guesses whether a tool tip is markup: only the catalogue's own words go there unguarded."""
    wrong = [
        f"{file.name}:{call.lineno}"
        for file, call in calls("setToolTip")
        if not (
            isinstance(call.args[0], ast.Call)
            and getattr(call.args[0].func, "id", "") in {"tr", "tip"}
        )
    ]
    assert wrong == []
    assert tip("Anne & Co") == "Anne & Co"
    assert "&lt;img" in tip(HOSTILE)


def test_message_boxes_are_plain(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QMessageBox] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box) or 0)
    prompts = prompts_module.Prompts()
    prompts.tell(None, "x", HOSTILE)
    prompts.confirm(None, "x", HOSTILE)
    assert [box.textFormat() for box in shown] == [Qt.TextFormat.PlainText] * 2


def test_every_page_shows_a_hostile_name_as_it_stands(
    qtbot: QtBot, context: Context, event: OpenEvent
) -> None:
    session = add_session(event, f"{HOSTILE} <h1>")
    result = people.add_walk_in(
        event, given_name="'; DROP TABLE people", family_name=HOSTILE, organisation="<b>x"
    )
    person_id = getattr(result, "person", result).id
    check_in_person(event, person_id, checkpoint=session.id)
    window = build_window(context, event)
    qtbot.addWidget(window)
    window.show()
    for name in PAGE_MAKERS:
        window.show_page(name)
        page = window.page(name)
        for section in SECTIONS if isinstance(page, OrganiserPage) else ():
            page.show_section(section)
        labels = window.findChildren(QLabel)
        rich = [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText]
        assert rich == []
    # Surnames are in capitals, and a long one is cut.
    assert any(HOSTILE[:9].upper() in label.text() for label in window.findChildren(QLabel))

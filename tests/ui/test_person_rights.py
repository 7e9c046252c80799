"""A person's requests, answered from their sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up, backups_of
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.person_panel import PersonPanel
from tests.builders import add_person
from tests.ui.conftest import FakePrompts


@pytest.fixture
def panel(qtbot: QtBot, context: Context, event: OpenEvent) -> PersonPanel:
    person_id = add_person(event, "Hélène", "Müller", email="h@example.org")
    made = PersonPanel(context)
    qtbot.addWidget(made)
    made.set_event(event)
    made.show_person(people.get(event, person_id))
    made.show()
    return made


def test_everything_about_a_person_goes_into_a_file(
    panel: PersonPanel, prompts: FakePrompts, tmp_path: Path
) -> None:
    panel.rights.write.click()  # given up
    prompts.save_file = str(tmp_path / "elle")
    panel.rights.write.click()
    told = json.loads((tmp_path / "elle.json").read_text("utf-8"))
    assert told["person"]["email"] == "h@example.org"
    assert "elle.json" in panel.notice.text()
    prompts.save_file = str(tmp_path / "none" / "elle")
    panel.rights.write.click()
    assert len(prompts.told) == 1


def test_a_person_is_erased_after_a_question(
    panel: PersonPanel, event: OpenEvent, prompts: FakePrompts
) -> None:
    back_up(event)
    prompts.agree = False
    panel.rights.erase.click()
    assert "Hélène MÜLLER" in prompts.asked[-1]
    assert people.everybody(event)[0].family_name == "Müller"
    prompts.agree = True
    panel.rights.erase.click()
    assert people.everybody(event)[0].family_name == ""
    assert panel.fields["family_name"].text() == ""
    assert "effacées" in panel.notice.text()
    assert len(backups_of(event)) == 1

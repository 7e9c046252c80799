"""The list of every platform lands with the right names, e-mails, statuses, codes and workshops."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.registrations import import_list, inspect
from tests.builders import add_session
from tests.exchange.platform_lists import EXPECTED, TITLES, write


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_platforms_list(event: OpenEvent, tmp_path: Path, name: str) -> None:
    for title in TITLES:
        add_session(event, title)
    titles = {s.id: s.title for s in programme.sessions(event)}
    path = write(tmp_path, name)
    source = "google_forms" if name.startswith("google") else name.split("_", maxsplit=1)[0]
    assert inspect(event, path).source == source
    result = import_list(event, path)
    assert result.unknown_workshops == ()
    found = {(p.given_name, p.family_name): p for p in people.everybody(event)}
    assert len(found) == len(EXPECTED[name]) == len(people.everybody(event))
    for given, family, email, status, code, workshops in EXPECTED[name]:
        person = found[given, family]
        assert (person.email, person.status) == (email, status)
        assert person.code == code if code else person.code.startswith(event.tag)
        assert sorted(titles[i] for i in person.enrolled) == sorted(workshops)
    again = import_list(event, path)
    assert (again.new, again.changed, again.twins) == (0, 0, 0)

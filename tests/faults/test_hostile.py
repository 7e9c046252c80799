"""What strangers hand over on purpose: codes, names, journals and event files made to break the program."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raict_desktop.domain.carried import Carried
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.journal import Kind, canonical, entry_hash, personal_digest
from raict_desktop.exchange import journal_lines
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backups import restore
from raict_desktop.services.checkin import check_in_code, check_in_person, last_passages
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import header, merge
from raict_desktop.services.report import report
from tests.builders import World, add_person, make_event

CODES = [
    "",
    " ",
    "\0",
    "\x1b[2J",
    "\u202egnp.exe",
    "\ud800",
    "'; DROP TABLE people; --",
    "<img src=x onerror=alert(1)>",
    "https://example.org/?q=" + "x" * 2900,
    "file:///etc/passwd",
    "BEGIN:VCARD\nFN:Somebody Known\nEMAIL:a@example.org\nEND:VCARD",
    "WIFI:S:venue;P:secret;;",
    "%s%s%s%n",
    "../../../etc/passwd",
    "=1+1",
    "٣" * 20,
    "B" * 100_000,
    "🦄" * 512,
]


@pytest.mark.parametrize("text", CODES, ids=range(len(CODES)))
def test_a_hostile_code_is_refused_and_kept_short(event: OpenEvent, text: str) -> None:
    result = check_in_code(event, text)
    assert result.verdict is Verdict.UNKNOWN_CODE
    assert len(result.code) <= 40
    assert result.code.isprintable()
    bodies = event.file.connection.execute("SELECT body FROM personal_values").fetchall()
    assert all(len(json.loads(body)["code"]) <= 40 for (body,) in bodies)
    assert check(event).problems == ()


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_at_the_door_is_answered(hostile_event: OpenEvent, text: str) -> None:
    result = check_in_code(hostile_event, text)
    assert result.code.isprintable()
    assert last_passages(hostile_event, limit=1)[0].verdict == result.verdict


@pytest.fixture(scope="module")
def hostile_event(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with World().application() as application:
        yield make_event(application, tmp_path_factory.mktemp("event"))


def test_a_flood_of_garbage_leaves_the_desk_as_it_was(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B", code="TICKET-1")
    for number in range(200):
        check_in_code(event, f"garbage {number} \u202e\x00")
    assert check_in_code(event, "TICKET-1").verdict is Verdict.WELCOME
    assert people.get(event, person_id).present


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=200), other=st.text(max_size=200))
def test_any_name_is_kept_found_and_harmless(
    hostile_event: OpenEvent, name: str, other: str
) -> None:
    try:
        result = people.add_walk_in(
            hostile_event, given_name=name, family_name=other, organisation="x" + name[:150]
        )
    except UserError as fault:
        assert fault.code in {"services.missing_field", "services.too_long"}  # noqa: PT017
        return
    person = getattr(result, "person", result)
    assert person.full_name.isprintable() or not person.full_name
    people.search(hostile_event, name)
    report(hostile_event)


def forged(
    event: OpenEvent, counter: int, previous: str, kind: str, facts: object, **values: Any
) -> Carried:
    """An entry of a station that is not ours, with a right hash: anybody can make one."""
    facts_text = facts if isinstance(facts, str) else canonical(facts)  # type: ignore[arg-type]
    body = values.pop("personal", None)
    personal = None if body is None else json.dumps(body, separators=(",", ":"), sort_keys=True)
    row: dict[str, Any] = {
        "id": f"00000000-0000-7000-8000-{counter:012d}",
        "station": "00000000-0000-7000-8000-0000000000aa",
        "counter": counter,
        "at_ms": 1_624_950_000_000 + counter,
        "offset_minutes": 0,
        "kind": kind,
        "subject": "stranger",
        "checkpoint": "",
        "verdict": "",
        "reason": "",
        "source": "screen",
        "operator": "",
        "batch": "",
        "facts": facts_text,
        "digest": personal_digest(event.file.salt, personal) if personal else "",
        "previous": previous,
    } | values
    hashed = {
        {"offset_minutes": "offset", "facts": "facts_text"}.get(name, name): value
        for name, value in row.items()
    }
    return Carried(**row, hash=entry_hash(**hashed), personal=personal)


MEANINGLESS: list[tuple[str, object, dict[str, Any]]] = [
    *((kind.value, {}, {}) for kind in Kind),
    (
        "event_set",
        {"title": "x", "first_day": "never", "days": 1, "venue": "", "timezone": "x"},
        {},
    ),
    (
        "event_set",
        {"title": "x", "first_day": "2021-06-29", "days": 1, "venue": "", "timezone": "../../etc"},
        {},
    ),
    ("session_set", {"title": ["a"], "kind": "rave", "room": {}, "starts_ms": "x"}, {}),
    ("person_added", {"status": "quantum", "walk_in": "maybe", "category": 5}, {}),
    ("person_added", {}, {"personal": ["not", "a", "mapping"]}),
    ("person_added", {}, {"personal": {"given_name": {"deep": 1}, "family_name": 7}}),
    ("organisation_set", {"name": None, "kind": "x", "country": 1}, {}),
    ("headcount", {"change": "many"}, {}),
    ("headcount", {"change": 1 << 80}, {}),
    ("clock_corrected", {"milliseconds": 1 << 52, "until": 9}, {"subject": "x"}),
    ("entry", {}, {"at_ms": (1 << 53) - 1}),
    ("entry", '{"a":' * 20_000 + "1" + "}" * 20_000, {}),
    ("entry", "[]", {}),
    ("badge_printed", {"times": "x"}, {}),
    ("tray_filled", {"run": [], "first": "x", "people": 3}, {}),
]


def test_a_strangers_journal_of_nonsense_changes_nothing_and_breaks_nothing(
    event: OpenEvent, tmp_path: Path
) -> None:
    person_id = add_person(event, "Hélène", "Müller")
    info = event.info
    previous, entries = "", []
    for counter, (kind, facts, values) in enumerate(MEANINGLESS, 1):
        entries.append(forged(event, counter, previous, kind, facts, **values))
        previous = entries[-1].hash
    source = journal_lines.write_journal(tmp_path / "other.jsonl", header(event), entries)
    merge(event, [source])
    assert check(event).problems == () or {c for c, _ in check(event).problems} <= {
        "storage.gap",
        "storage.lines_missing",
    }
    event._info = None
    assert event.info == info
    report(event)
    assert people.get(event, person_id).family_name == "Müller"
    people.everybody(event)
    programme.states(event)
    assert check_in_person(event, person_id).verdict is Verdict.WELCOME
    from raict_desktop.storage import journal

    journal.rebuild(event.file)
    assert people.get(event, person_id).present


def closed_event(world: World, tmp_path: Path) -> Path:
    with world.application() as application:
        event = make_event(application, tmp_path)
        add_person(event, "A", "B")
        return event.path


def with_statement(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (a)",
        "CREATE VIEW people_too AS SELECT * FROM people",
        "CREATE TRIGGER t AFTER INSERT ON journal BEGIN SELECT load_extension('evil'); END",
        "CREATE INDEX i ON people (note)",
        "ALTER TABLE people ADD COLUMN spy TEXT",
        "DROP INDEX people_code",
        "DROP TRIGGER journal_is_append_only_update",
    ],
)
def test_a_schema_that_is_not_ours_is_refused(world: World, tmp_path: Path, statement: str) -> None:
    path = closed_event(world, tmp_path)
    with_statement(path, statement)
    before = path.read_bytes()
    with world.application() as application, pytest.raises(UserError, match="foreign_schema"):
        application.open_event(path)
    assert path.read_bytes() == before
    # Nor does it take the place of a file that opens.
    ours = tmp_path / "ours.raict"
    ours.write_bytes(b"stays")
    with pytest.raises(UnsafeFileError, match="foreign_schema"):
        restore(path, ours)
    assert ours.read_bytes() == b"stays"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET status = 'quantum'",
        "UPDATE event SET first_day = 'never'",
        "UPDATE people SET given_name = hex(randomblob(40000))",
    ],
)
def test_tables_written_by_hand_are_told_not_crashed_on(
    world: World, tmp_path: Path, statement: str
) -> None:
    path = closed_event(world, tmp_path)
    with_statement(path, statement)
    world.seed = 5
    with world.application() as application:
        try:
            event = application.open_event(path)
            people.everybody(event)
            found = {code for code, _ in check(event).problems}
        except UserError as fault:
            found = {fault.code}
    assert found == {"storage.derivation_differs"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM event_file", "storage.damaged"),
        ("DELETE FROM event", "storage.damaged"),
        ("UPDATE event SET timezone = '../../etc/passwd'", "storage.unknown_timezone"),
        ("UPDATE event SET timezone = ''", "storage.unknown_timezone"),
        ("UPDATE event SET timezone = 'Europe/Atlantis'", "storage.unknown_timezone"),
        ("UPDATE event SET timezone = hex(randomblob(150))", "storage.unknown_timezone"),
    ],
)
def test_a_file_that_does_not_say_what_event_it_is_is_refused_in_words(
    world: World, tmp_path: Path, statement: str, code: str
) -> None:
    path = closed_event(world, tmp_path)
    with_statement(path, statement)
    world.seed = 5
    with world.application() as application, pytest.raises(UnsafeFileError) as told:
        application.open_event(path)
    assert told.value.code == code


def test_an_event_of_ten_thousand_letters_of_everything(
    application: Application, tmp_path: Path
) -> None:
    event = make_event(application, tmp_path)
    with pytest.raises(UserError, match="too_long"):
        people.add_walk_in(
            event, given_name="x" * 10_000, family_name="y" * 10_000, organisation="z"
        )
    with pytest.raises(UserError, match="bad_title"):
        application.new_event(
            tmp_path / "t.raict", title="x" * 10_000, first_day=event.info.first_day
        )
    assert not (tmp_path / "t.raict").exists()


def test_a_huge_file_called_raict_is_refused_at_once(world: World, tmp_path: Path) -> None:
    """400 MB of nothing: the header is read, not the file."""
    path = tmp_path / "huge.raict"
    with path.open("wb") as stream:
        stream.truncate(400_000_000)
    with world.application() as application, pytest.raises(UserError, match="not_an_event"):
        application.open_event(path)

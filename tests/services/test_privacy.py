"""What a person may ask for: everything about them, and its erasure; and files that nobody else opens."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raict_desktop import log
from raict_desktop.config import harmless_settings
from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.exchange import sealed
from raict_desktop.services import cases, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up, backups_of
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.diagnostics import facts, write_diagnostics
from raict_desktop.services.folder_sharing import FolderSharing
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from raict_desktop.services.personal_data import about, erase, find_one, write_about
from raict_desktop.services.report import report
from raict_desktop.services.sealing import seal, sealed_backup, unseal, unsealed
from raict_desktop.storage import disk_encryption, journal
from tests.builders import World, add_person

NAME = "Unwiederbringlich"
SECRETS = (NAME, "Xanthippe", "xanthippe@example.org", "Gärtnerin-der-Sterne", "TICKET-7Q")


def the_person(event: OpenEvent) -> str:
    return add_person(
        event,
        "Xanthippe",
        NAME,
        email="xanthippe@example.org",
        function="Gärtnerin-der-Sterne",
        code="TICKET-7Q",
    )


def holds(folder: Path, word: str) -> list[str]:
    """Names of the files in a folder, and below, whose bytes hold a word."""
    wanted = word.encode()
    return [f.name for f in sorted(folder.rglob("*")) if f.is_file() and wanted in f.read_bytes()]


def test_everything_about_a_person_is_written(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    person_id = the_person(event)
    add_person(event, "Somebody", "Else")
    world.clock.forward(minutes=5)
    check_in_code(event, "TICKET-7Q")
    people.correct(event, person_id, {"note": "prefers the front row"})
    path = write_about(event, find_one(event, "xanthippe unwieder"), tmp_path / "her.json")
    assert path.stat().st_mode & 0o777 == 0o600
    told = json.loads(path.read_text("utf-8"))
    assert told["person"]["family_name"] == NAME
    assert told["person"]["present"] is True
    assert [line["kind"] for line in told["journal"]] == [
        "person_added",
        "entry",
        "person_corrected",
    ]
    assert told["journal"][1]["at"] == "2021-06-29T08:35:00+02:00"
    assert told["journal"][2]["values"] == {"note": "prefers the front row"}
    assert "Else" not in path.read_text("utf-8")


def test_a_name_that_fits_several_people_is_not_guessed(event: OpenEvent) -> None:
    add_person(event, "Ada", "Martin")
    add_person(event, "Zoé", "Martin")
    with pytest.raises(UserError, match=r"personal\.several"):
        find_one(event, "Martin")
    with pytest.raises(UserError, match="no_such_person"):
        find_one(event, "Nobody Atall")
    assert people.get(event, find_one(event, "Zoé Martin")).given_name == "Zoé"


def test_erasing_leaves_no_trace_in_the_folder_nor_the_backups(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    person_id = the_person(event)
    stick = tmp_path / "stick"
    stick.mkdir()
    check_in_person(event, person_id)
    cases.park(event, person_id=person_id, note="Xanthippe waits")
    back_up(event, second_place=stick)
    world.clock.forward(minutes=10)
    people.correct(event, person_id, {"note": "Xanthippe likes tea"})
    back_up(event, second_place=stick)
    figures = report(event)
    done = erase(event, person_id, second_place=stick)
    assert done.backups == 4
    assert report(event) == figures
    assert check(event).problems == ()
    person = people.get(event, person_id)
    assert (person.full_name, person.code, person.email, person.present) == ("", "", "", True)
    assert about(event, person_id)["journal"][0]["values"] == {}
    event.close()
    for word in SECRETS:
        assert holds(tmp_path, word) == []
    assert len(backups_of(event, stick)) == 2


def test_an_erased_person_stays_erased_when_the_tables_are_rebuilt(event: OpenEvent) -> None:
    person_id = the_person(event)
    check_in_person(event, person_id)
    erase(event, person_id)
    journal.rebuild(event.file)
    assert people.get(event, person_id).family_name == ""
    assert check(event).problems == ()


def test_a_merge_erases_on_the_other_station_and_brings_nothing_back(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    person_id = the_person(event)
    event.file.checkpoint()
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(event.path, folder / "day.raict")
    other_world = World(machine="laptop B", seed=77)
    other_world.clock.forward(minutes=30)
    with other_world.application() as application:
        other = application.open_event(folder / "day.raict")
        people.correct(other, person_id, {"note": "Gärtnerin-der-Sterne"})
        erase(event, person_id)
        merge(event, [other.path])
        assert people.get(event, person_id).note == ""
        merge(other, [event.path])
        assert people.get(other, person_id).family_name == ""
        assert fingerprint(event) == fingerprint(other)
        assert check(event).problems == check(other).problems == ()
    event.close()
    for word in SECRETS:
        assert holds(folder, word) == []


def test_a_note_merged_after_the_erasure_leaves_no_trace_either(
    event: OpenEvent, tmp_path: Path
) -> None:
    """Not only the fields of a list: a case's note of another desk speaks of the person too."""
    person_id = the_person(event)
    event.file.checkpoint()
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(event.path, folder / "day.raict")
    with World(machine="laptop B", seed=77).application() as application:
        other = application.open_event(folder / "day.raict")
        cases.park(other, person_id=person_id, note="Xanthippe lost her badge")
        erase(event, person_id)
        merge(event, [other.path])
        assert [case.note for case in cases.listed(event)] == [""]
        with event.file.reading() as db:
            values = [row[0] for row in db.execute("SELECT body FROM personal_values")]
        assert not [body for body in values if "Xanthippe" in body]
        assert check(event).problems == ()


def test_a_stick_that_was_away_forgets_when_it_is_back(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    """Nobody plugs every stick in for an erasure: the next exchange and backup clear it up."""
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    stick.mkdir()
    person_id = the_person(event)
    sharing = FolderSharing(event, stick)
    sharing.exchange()
    back_up(event, second_place=stick)
    assert holds(stick, NAME) != []
    stick.rename(drawer)
    world.clock.forward(minutes=10)
    erase(event, person_id, second_place=stick)
    drawer.rename(stick)
    world.clock.forward(minutes=10)
    FolderSharing(event, stick).exchange()
    back_up(event, second_place=stick)
    for word in SECRETS:
        assert holds(stick, word) == []
    with event.file.reading() as db:
        entries = db.execute("SELECT count(*) FROM journal").fetchone()[0]
    (journal_file,) = stick.glob("*/*.jsonl")
    assert len(journal_file.read_bytes().splitlines()) == entries + 1


def test_an_erasure_of_a_wrong_clock_takes_no_backup_away(event: OpenEvent, world: World) -> None:
    """Another desk a day ahead erased somebody: our backups of today are not older than that."""
    person_id = the_person(event)
    world.clock.forward(days=1)
    event.write([Draft(Kind.PERSON_ERASED, person_id)], Changes())
    world.clock.forward(days=-1)
    for _ in range(3):
        add_person(event, "A", "B")
        back_up(event)
        world.clock.forward(minutes=5)
    assert len(backups_of(event)) == 3


def test_diagnostics_hold_nobodys_data(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = the_person(event)
    event.operator = "Olympe-de-Gouges"
    check_in_person(event, person_id)
    check_in_code(event, "https://example.org/Xanthippe")
    log_file = tmp_path / "raict.log"
    try:
        raise ValueError(f"{NAME} fell over")
    except ValueError as error:
        log_file.write_text("\n".join(log.fault_lines(ValueError, error, error.__traceback__)))
    back_up(event)
    path = write_diagnostics(tmp_path / "d.zip", event, harmless_settings(), [log_file])
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for word in (*SECRETS, "Olympe", person_id, event.station, str(tmp_path), "Rencontres"):
        assert word not in text
    told = facts(event)
    assert told["event"]["problems"] == []
    assert told["event"]["backups"] == 1
    assert told["event"]["entries"] == event.entry_count()
    assert isinstance(told["sqlite_has_wal_reset_fault"], bool)


def sealed_bytes(content: bytes, passphrase: str, seed: int = 1) -> bytes:
    target = io.BytesIO()
    sealed.seal(io.BytesIO(content), target, passphrase, random.Random(seed).randbytes)
    return target.getvalue()


def opened(content: bytes, passphrase: str) -> bytes:
    target = io.BytesIO()
    sealed.unseal(io.BytesIO(content), target, passphrase, "x")
    return target.getvalue()


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys as costly as in life would make the tests slow and prove nothing more."""
    monkeypatch.setattr(sealed, "_COST", {"iterations": 1, "lanes": 1, "memory": 64})


def test_keys_cost_what_the_standard_says() -> None:
    from importlib import reload

    assert reload(sealed)._COST == {"iterations": 3, "lanes": 4, "memory": 65536}


PHRASE = "quatre chevaux bleus"


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 250])
def test_what_is_sealed_opens_again(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "_BLOCK", 100)
    content = random.Random(size).randbytes(size)
    box = sealed_bytes(content, PHRASE)
    assert opened(box, PHRASE) == content
    assert content[:20] not in box or size < 2
    with pytest.raises(UserError, match=r"sealed\.wrong_passphrase"):
        opened(box, PHRASE + "x")


def test_the_passphrase_is_the_same_on_every_keyboard() -> None:
    assert (
        opened(
            sealed_bytes(b"x", "caf\u00e9 caf\u00e9 caf\u00e9"), "cafe\u0301 " * 2 + "cafe\u0301"
        )
        == b"x"
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_or_cut_box_never_opens(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "_COST", {"iterations": 1, "lanes": 1, "memory": 64})
        patch.setattr(sealed, "_BLOCK", 50)
        box = bytearray(sealed_bytes(b"abc" * 60, PHRASE))
        if data.draw(st.booleans()):
            place = data.draw(st.integers(0, len(box) - 1))
            box[place] ^= 1 << data.draw(st.integers(0, 7))
        else:
            del box[data.draw(st.integers(0, len(box) - 1)) :]
        with pytest.raises(UserError, match=r"sealed\."):
            opened(bytes(box), PHRASE)


def test_blocks_cannot_be_exchanged_or_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "_BLOCK", 50)
    box = sealed_bytes(b"a" * 50 + b"b" * 50 + b"c" * 50, PHRASE)
    head = box.index(b"\n", box.index(b"\n") + 1) + 1
    blocks = [box[head + n * 70 : head + (n + 1) * 70] for n in range(3)]
    for order in ([1, 0, 2], [0, 2], [0, 1], [0, 1, 2, 2]):
        with pytest.raises(UserError, match=r"sealed\."):
            opened(box[:head] + b"".join(blocks[n] for n in order), PHRASE)


def test_a_strangers_box_does_not_choose_the_memory() -> None:
    box = sealed_bytes(b"x", PHRASE).replace(b'"memory": 64', b'"memory": 99')
    with pytest.raises(UserError, match=r"sealed\.damaged"):
        opened(box, PHRASE)


def test_files_and_folders_are_sealed(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "a.csv").write_text("secret", "utf-8")
    box = seal([tmp_path / "results"], tmp_path / "r.sealed", PHRASE)
    assert box.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in box.read_bytes()
    plain = unseal(box, tmp_path / "r.zip", PHRASE)
    with zipfile.ZipFile(plain) as archive:
        assert archive.read("results/a.csv") == b"secret"
    with pytest.raises(UserError, match=r"storage\.exists"):
        unseal(box, plain, PHRASE)
    with pytest.raises(UserError, match=r"sealed\.wrong_passphrase"):
        unseal(box, tmp_path / "no.zip", "another passphrase")
    assert not (tmp_path / "no.zip").exists()
    with pytest.raises(UserError, match=r"sealed\.not_sealed"):
        unseal(plain, tmp_path / "no.zip", PHRASE)
    with pytest.raises(UserError, match=r"sealed\.short"):
        seal([plain], tmp_path / "s.sealed", "short")
    with pytest.raises(UserError, match=r"exchange\.not_found"):
        seal([tmp_path / "none"], tmp_path / "s.sealed", PHRASE)
    assert not (tmp_path / "s.sealed").exists()


def test_a_sealed_backup_is_an_event_again(event: OpenEvent, tmp_path: Path) -> None:
    the_person(event)
    target = tmp_path / "out" / "day.sealed"
    target.parent.mkdir()
    assert sealed_backup(event, target, PHRASE) == event.entry_count()
    assert NAME.encode() not in target.read_bytes()
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".raict")] == []
    with unsealed(target, PHRASE) as plain, World(seed=5).application() as application:
        assert people.everybody(application.open_event(plain))[0].family_name == NAME


def test_an_encrypted_disk_is_recognised_through_its_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LVM upon LUKS upon a partition, as Debian's installer makes it."""
    blocks = tmp_path / "dev" / "block"
    blocks.mkdir(parents=True)
    for name, kind in (("dm-1", "LVM-abc"), ("dm-0", "CRYPT-LUKS2-abc")):
        (tmp_path / name / "dm").mkdir(parents=True)
        (tmp_path / name / "dm" / "uuid").write_text(kind + "\n")
        (tmp_path / name / "slaves").mkdir()
    number = tmp_path.stat().st_dev
    link = blocks / f"{os.major(number)}:{os.minor(number)}"
    link.symlink_to(tmp_path / "dm-1")
    assert disk_encryption._device_mapper(tmp_path, tmp_path) is False
    (tmp_path / "dm-1" / "slaves" / "dm-0").symlink_to(tmp_path / "dm-0")
    assert disk_encryption._device_mapper(tmp_path, tmp_path) is True
    link.unlink()
    assert disk_encryption._device_mapper(tmp_path, tmp_path) is None


def test_another_stations_unread_lines_survive_an_erasure(event: OpenEvent, tmp_path: Path) -> None:
    """A dead laptop's last seconds may stand on the stick and nowhere else."""
    stick = tmp_path / "stick"
    stick.mkdir()
    FolderSharing(event, stick).exchange()
    (own,) = stick.rglob("*.jsonl")
    header, *lines = own.read_text("utf-8").splitlines(keepends=True)
    last = json.loads(lines[-1])
    unread = own.with_name("dead-laptop.jsonl")
    unread.write_text(header + json.dumps({**last, "station": "dead-laptop", "counter": 1}) + "\n")
    read = own.with_name("read-already.jsonl")
    read.write_text(header + "".join(lines), "utf-8")
    erase(event, the_person(event), second_place=stick)
    assert unread.exists()
    assert not read.exists()

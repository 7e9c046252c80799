"""Places that cannot take the day's files: told in words, nothing half written, nothing lost."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.contact_list import write_contact_list
from raict_desktop.services.day_end import export
from raict_desktop.services.merge import write_journal
from raict_desktop.services.report_files import write_report_pdf, write_report_workbook
from raict_desktop.wording import say
from tests.builders import add_person

Writes = Callable[[OpenEvent, Path], object]
WAYS: dict[str, Writes] = {
    "files": export,
    "report": lambda event, folder: write_report_pdf(event, folder / "bilan.pdf"),
    "workbook": lambda event, folder: write_report_workbook(event, folder / "bilan.xlsx"),
    "journal": lambda event, folder: write_journal(event, folder / "journal.jsonl"),
    "contacts": write_contact_list,
}


@pytest.fixture
def day(event: OpenEvent) -> OpenEvent:
    for number in range(3):
        check_in_person(event, add_person(event, f"Given{number}", f"Family{number}"))
    return event


@pytest.fixture(params=WAYS)
def write(request: pytest.FixtureRequest) -> Writes:
    return WAYS[request.param]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def told(fault: UserError) -> None:
    """The sentence is there in both languages and names the place."""
    for language in ("fr", "en"):
        assert Path(str(fault.facts["path"])).name in say(
            f"errors_{fault.code}", language, **fault.facts
        )


def test_a_place_that_is_no_folder(day: OpenEvent, write: Writes, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("not a folder")
    with pytest.raises(UserError, match="cannot_write") as raised:
        write(day, tmp_path / "stick")
    told(raised.value)
    assert (tmp_path / "stick").read_text() == "not a folder"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_place_that_may_not_be_written(
    day: OpenEvent, write: Writes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    out = tmp_path / "out"
    out.mkdir()

    def refused(*_args: object, **_named: object) -> tuple[int, str]:
        raise OSError(number, "no")

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with pytest.raises(UserError, match="cannot_write") as raised:
        write(day, out)
    told(raised.value)
    assert contents(out) == {}


def test_a_file_that_is_open_in_a_spreadsheet(
    day: OpenEvent, write: Writes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where nothing takes the place of an open file; the last one written is open."""
    out = tmp_path / "out"
    out.mkdir()
    write(day, out)
    before = contents(out)
    late = add_person(day, "Late", "Comer")
    check_in_person(day, late)
    people.correct(day, late, {"function": "Maire"})
    replace = Path.replace
    last = max((file.stat().st_mtime_ns, file.name) for file in out.iterdir())[1]

    def locked(self: Path, target: Path) -> Path:
        if Path(target).name == last:
            raise PermissionError(errno.EACCES, "used by another process")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(UserError, match="cannot_write") as raised:
        write(day, out)
    told(raised.value)
    assert Path(str(raised.value.facts["path"])).name == last
    assert contents(out).keys() == before.keys()
    assert contents(out)[last] == before[last]
    monkeypatch.undo()
    write(day, out)  # closed by now
    assert contents(out)[last] != before[last]


def test_a_disk_that_fills_up_leaves_the_former_files_together(
    day: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export(day, out)
    before = contents(out)
    check_in_person(day, add_person(day, "Late", "Comer"))
    calls = 0

    def full(_handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("raict_desktop.exchange.day_files.os.fsync", full)
    with pytest.raises(UserError, match="disk_full") as raised:
        export(day, out)
    told(raised.value)
    assert contents(out) == before


def test_a_name_of_250_characters(day: OpenEvent, write: Writes, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    write(day, deep)
    assert not [name for name in contents(deep) if name.startswith(".")]

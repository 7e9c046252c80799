"""The program on a USB stick: it keeps everything beside itself, and a copy broken off harms nothing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from raict_desktop import config, log, paths
from raict_desktop.config import Settings, load_settings, save_settings
from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import Application
from raict_desktop.services.portable import FOLDER, MARK, make_portable
from tests.builders import World, add_person, make_event


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the installed program, which now runs."""
    folder = tmp_path / "installed"
    (folder / "_internal").mkdir(parents=True)
    (folder / "raict-desktop").write_text("program", "utf-8")
    (folder / "raict-desktop").chmod(0o755)
    (folder / "_internal" / "liba.so.1").write_text("library", "utf-8")
    (folder / "_internal" / "liba.so").symlink_to("liba.so.1")
    run_from(folder, monkeypatch)
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "Clé été"
    folder.mkdir()
    return folder


def run_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "raict-desktop"))


def test_an_installed_program_uses_the_systems_folders(installed: Path) -> None:
    assert paths.program_folder() == installed
    assert paths.portable_folder() is None
    assert installed not in config.settings_path().parents


@pytest.mark.parametrize("mark", paths.PORTABLE_MARKS)
def test_a_portable_program_keeps_everything_beside_itself(installed: Path, mark: str) -> None:
    (installed / mark).touch()
    inside = {config.settings_path(), config.backups_path(), log.log_path()}
    assert all(installed / paths.PORTABLE_DATA in path.parents for path in inside)


def test_a_bundle_of_macos_is_portable_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "RAICT Desktop.app" / "Contents" / "MacOS"
    program.mkdir(parents=True)
    run_from(program, monkeypatch)
    (tmp_path / "portable").touch()
    assert paths.portable_folder() == tmp_path / "data"


def test_recent_events_are_found_under_another_drive_letter(
    installed: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_portable(stick)
    run_from(made.program, monkeypatch)
    here, beside = str(made.program / "jour.raict"), str(stick / "autre.raict")
    elsewhere = str(tmp_path.parent / "ailleurs.raict")
    save_settings(Settings(recent=(here, beside, elsewhere), operator="Poste A"))
    moved = tmp_path / "F"
    stick.rename(moved)
    run_from(moved / FOLDER, monkeypatch)
    found = load_settings()
    assert found.operator == "Poste A"
    assert found.recent == (
        str(moved / FOLDER / "jour.raict"),
        str(moved / "autre.raict"),
        elsewhere,
    )


def test_settings_of_a_newer_version_stay_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"language": "en", "of_tomorrow": [1, 2]}', "utf-8")
    save_settings(load_settings(file), file)
    assert '"of_tomorrow"' in file.read_text("utf-8")
    assert load_settings(file).language == "en"


def test_program_and_event_go_on_the_stick(
    installed: Path, stick: Path, world: World, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    with world.application() as application:
        event = make_event(application, tmp_path)
        add_person(event, "Hélène", "Müller")
        made = make_portable(stick, event.path, lambda done, total: told.append((done, total)))
    assert made.program == stick / FOLDER
    assert (made.program / MARK).is_file()
    assert (made.program / "raict-desktop").stat().st_mode & 0o100
    copied = made.program / "_internal" / "liba.so"
    assert copied.read_text("utf-8") == "library"
    assert not copied.is_symlink(), "a stick's file system knows no links"
    assert told[-1] == (made.size, made.size)
    assert made.event is not None
    with Application() as application:
        assert len(people.everybody(application.open_event(made.event))) == 1


def test_a_newer_copy_keeps_settings_and_events_of_the_stick(installed: Path, stick: Path) -> None:
    first = make_portable(stick)
    (first.program / "data").mkdir()
    (first.program / "data" / "settings.json").write_text("{}", "utf-8")
    (first.program / "jour.raict").write_text("event", "utf-8")
    (installed / "raict-desktop").write_text("newer", "utf-8")
    again = make_portable(stick)
    assert (again.program / "raict-desktop").read_text("utf-8") == "newer"
    assert (again.program / "data" / "settings.json").is_file()
    assert (again.program / "jour.raict").read_text("utf-8") == "event"
    assert [file.name for file in stick.iterdir()] == [FOLDER]


def test_a_stick_pulled_out_leaves_the_older_copy(
    installed: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_portable(stick)

    def pulled(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "copyfile", pulled)
    with pytest.raises(UserError) as told:
        make_portable(stick)
    assert told.value.code == "portable.cannot_write"
    assert (stick / FOLDER / "raict-desktop").is_file()
    assert [file.name for file in stick.iterdir()] == [FOLDER]


def test_what_cannot_be_is_told(
    installed: Path, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code(target: Path, event: Path | None = None) -> str:
        with pytest.raises(UserError) as told:
            make_portable(target, event)
        return told.value.code

    assert code(tmp_path / "gone") == "portable.no_folder"
    event = tmp_path / "jour.raict"
    event.touch()
    (stick / FOLDER).mkdir()
    (stick / FOLDER / "jour.raict").touch()
    assert code(stick, event) == "portable.event_exists"
    usage = shutil.disk_usage(stick)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    assert code(stick) == "portable.too_small"
    monkeypatch.setattr(sys, "frozen", False)
    assert code(stick) == "portable.not_installed"

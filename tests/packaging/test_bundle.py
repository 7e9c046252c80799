"""What goes into the frozen program, and what stays out."""

from __future__ import annotations

import ctypes.util
import runpy
import sys
from pathlib import Path

import bundle
import check_bundle
import pytest

LIBRARY = "BINARY"


def test_parts_left_out_are_named_for_every_system() -> None:
    assert bundle.left_out("PySide6/Qt/plugins/platformthemes/libqgtk3.so")
    assert bundle.left_out(r"PySide6\Qt\translations\qtbase_de.qm")
    assert not bundle.left_out("PySide6/Qt/translations/qtbase_fr.qm")
    assert not bundle.left_out("PySide6/Qt/plugins/platforms/libqoffscreen.so")
    assert not bundle.left_out("PySide6/Qt/plugins/platforms/libqxcb.so")
    assert bundle.left_out("some.dist-info/direct_url.json")


def test_the_libraries_needed_at_run_time_are_those_of_the_project_and_what_they_need() -> None:
    found = bundle.runtime_libraries()
    assert {"pyside6-essentials", "shiboken6", "opencv-python-headless", "cffi"} <= set(found)
    assert "psycopg-binary" in found, "an extra's library is needed too"
    assert not set(found) & {"pytest", "hypothesis", "mypy"}


def test_every_declared_library_is_collected_though_it_is_imported_late() -> None:
    assert {"qrcode", "reportlab", "psycopg_binary", "tzdata"} <= set(bundle.packages_used())


def test_unused_parts_of_qt_are_excluded_and_used_ones_are_not() -> None:
    excluded = bundle.excluded_modules({"QtCore", "QtWidgets", "QtQml"})
    assert "PySide6.QtQml" in excluded
    assert "PySide6.QtWidgets" not in excluded
    assert "pytest" in excluded


def test_libraries_that_nobody_asks_for_any_more_are_dropped() -> None:
    files = [
        (name, f"/x/{name}", LIBRARY) for name in ("module.so", "liba.so", "libb.so", "libc.so")
    ]
    needs = {"module.so": {"liba.so"}, "liba.so": {"libb.so"}, "libb.so": {"liba.so"}}
    kept = bundle.without_orphans(files, needs, {"module.so"})
    assert [place for place, _, _ in kept] == ["module.so", "liba.so", "libb.so"]


def test_a_link_goes_with_its_target() -> None:
    links = [("liba.so.6", "Qt/lib/liba.so.6", "SYMLINK"), ("libb.so", "Qt/libb.so", "SYMLINK")]
    assert bundle.links_kept(links, {"Qt/lib/liba.so.6"}) == links[:1]


def test_the_hook_finds_zbar_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "libzbar.so.0"
    library.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"system {name}")
    runpy.run_path(str(bundle.ROOT / "packaging" / "hooks" / "zbar.py"))
    assert ctypes.util.find_library("zbar") == str(library)
    assert ctypes.util.find_library("c") == "system c"


def test_an_incomplete_bundle_is_found(tmp_path: Path) -> None:
    parts = tmp_path / "_internal"
    (parts / "resources").mkdir(parents=True)
    (parts / "pytest").mkdir()
    (parts / "gone").symlink_to(tmp_path / "nowhere")
    found = check_bundle.faults(tmp_path)
    assert "missing: resources/countries.csv" in found
    assert "missing: database/migrations/0001_journal.sql" in found
    assert "a developer's library came along: pytest" in found
    assert f"leads nowhere: {parts / 'gone'}" in found
    assert "no metadata, and so no licence, of click" in found


def test_a_program_that_weighs_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "program" / "_internal").mkdir(parents=True)
    (tmp_path / "program" / "_internal" / "big.so").write_bytes(bytes(3_000_000))
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "x.deb").write_bytes(bytes(2_000_000))
    assert check_bundle.sizes(tmp_path / "program", tmp_path / "dist") == []
    monkeypatch.setattr(check_bundle, "MOST_INSTALLED", 2)
    monkeypatch.setattr(check_bundle, "MOST_ARCHIVE", 1)
    found = check_bundle.sizes(tmp_path / "program", tmp_path / "dist")
    assert found == ["the program weighs 3 MB", "x.deb weighs 2 MB"]
    assert "big.so" in capsys.readouterr().out

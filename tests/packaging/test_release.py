"""Version, changelog, bill of materials, licences, icons and the system's files agree."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import bundle
import check_release
import make_icons
import make_man_page
import make_sbom
import pytest
from PIL import Image

from raict_desktop import __version__
from raict_desktop.storage.schema import APPLICATION_ID

LINUX = bundle.ROOT / "packaging" / "linux"
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-25\n"


def test_the_version_stands_in_one_place() -> None:
    assert check_release.version() == __version__
    files = [
        "pyproject.toml",
        "packaging/package.sh",
        "packaging/linux/build.sh",
        "packaging/linux/org.raict.Desktop.metainfo.xml",
        "README.md",
    ]
    naming = [f for f in files if f'"{__version__}"' in (bundle.ROOT / f).read_text("utf-8")]
    assert naming == []


def test_this_changelog_agrees() -> None:
    text = (bundle.ROOT / "CHANGELOG.md").read_text("utf-8")
    assert check_release.faults(text, check_release.version()) == []


@pytest.mark.parametrize(
    ("number", "tag", "words"),
    [
        ("0.2.0", "v0.2.0", []),
        ("0.3.0", "", []),
        ("0.3.0", "v0.3.0", ["no dated section"]),
        ("0.2.0", "v0.2.1", ["tag v0.2.1"]),
        ("zero", "", ["no version"]),
    ],
)
def test_a_release_needs_a_dated_section(number: str, tag: str, words: list[str]) -> None:
    found = check_release.faults(CHANGELOG, number, tag)
    assert len(found) == len(words)
    assert all(word in fault for word, fault in zip(words, found, strict=True))


def test_the_bill_of_materials_names_what_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    bill = make_sbom.bill(None)
    parts = {part["name"]: part for part in bill["components"]}
    assert set(bundle.runtime_libraries()) <= set(parts)
    assert parts["click"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert all(len(p["value"]) == 64 for p in parts["click"]["properties"])
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert json.dumps(bill) == json.dumps(make_sbom.bill(None)), "the same every time"
    references = [part["bom-ref"] for part in bill["components"]]
    assert len(references) == len(set(references))


def test_every_library_declares_a_licence() -> None:
    silent = [name for name in bundle.runtime_libraries() if not make_sbom.licence_of(name)]
    assert silent == []


def test_icons_of_every_size_and_system(tmp_path: Path) -> None:
    # A process of its own: the one of the tests has its application object already.
    script = bundle.ROOT / "packaging" / "make_icons.py"
    subprocess.run([sys.executable, script, tmp_path], check=True)
    for size in make_icons.SIZES:
        for kind, name in (("apps", "raict-desktop"), ("mimetypes", make_icons.MIME_NAME)):
            file = tmp_path / "hicolor" / f"{size}x{size}" / kind / f"{name}.png"
            with Image.open(file) as opened:
                picture = opened.convert("RGBA")
            assert picture.size == (size, size)
            assert len(picture.getcolors(1 << 20) or []) > 8, f"{name} is blank at {size}"
            assert picture.getpixel((0, 0))[3] == 0, "the corner is clear"  # type: ignore[index]
    with Image.open(tmp_path / "raict-desktop.ico") as ico:
        assert ico.info["sizes"] == {(size, size) for size in make_icons.ICO_SIZES}
    with Image.open(tmp_path / "raict-event.icns") as icns:
        assert icns.size == (1024, 1024)


def test_the_desktop_entry_opens_event_files() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(LINUX / "org.raict.Desktop.desktop", "utf-8")
    values = entry["Desktop Entry"]
    mime = ET.parse(LINUX / "raict-event.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = mime.find("m:mime-type", space)
    assert kind is not None
    assert values["MimeType"].strip(";") == kind.get("type")
    assert values["Exec"].endswith("%f")
    icon = kind.find("m:icon", space)
    assert icon is not None
    assert icon.get("name") == make_icons.MIME_NAME
    magic = kind.find("m:magic/m:match/m:match", space)
    assert magic is not None
    assert magic.get("value") == APPLICATION_ID.to_bytes(4, "big").decode()
    assert values["Icon"] == "raict-desktop"


def test_the_metadata_is_well_formed_and_speaks_french() -> None:
    text = (LINUX / "org.raict.Desktop.metainfo.xml").read_text("utf-8")
    root = ET.fromstring(text)
    assert root.findtext("launchable") == "org.raict.Desktop.desktop"
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for tag in ("summary", "description/p"):
        said = [element.get(language) for element in root.findall(tag)]
        assert said.count("fr") == said.count(None)


@pytest.mark.parametrize(("language", "heading"), [("fr", ".SH NOM"), ("en", ".SH NAME")])
def test_the_manual_page_has_every_command(language: str, heading: str) -> None:
    page = make_man_page.page(language, "2026-11-25")
    assert heading in page
    for name in ("import", "scan", "export", "report"):
        assert f".SS {name} " in page
    assert r"\-\-self\-test" in page
    assert "Usage" not in page


@pytest.mark.parametrize(
    "script", sorted((bundle.ROOT / "packaging").rglob("*.sh")), ids=lambda path: path.name
)
def test_shell_scripts_are_well_formed(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_adding_to_the_menu_survives_spaces_accents_and_quotes(tmp_path: Path) -> None:
    program = tmp_path / "Été “à l'accueil” & $HOME `x` 100%"
    for name in ("applications", "mime/packages", "icons/hicolor/16x16/apps"):
        (program / "share" / name).mkdir(parents=True)
    (program / "share/icons/hicolor/16x16/apps/raict-desktop.png").touch()
    for name in ("org.raict.Desktop.desktop", "raict-event.xml"):
        folder = "applications" if name.endswith(".desktop") else "mime/packages"
        (program / "share" / folder / name).write_bytes((LINUX / name).read_bytes())
    script = program / "add-to-menu.sh"
    script.write_bytes((LINUX / "add-to-menu.sh").read_bytes())
    home = tmp_path / "home"
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", script], check=True, env=environment)
    entry = home / ".local/share/applications/org.raict.Desktop.desktop"
    line = next(x for x in entry.read_text("utf-8").splitlines() if x.startswith("Exec="))
    folder = str(program).replace("`", r"\`").replace("$", r"\$").replace("%", "%%")
    assert line == f'Exec="{folder}/raict-desktop" %f'
    assert (home / ".local/share/icons/hicolor/16x16/apps/raict-desktop.png").is_file()
    subprocess.run(["sh", script, "--remove"], check=True, env=environment)
    assert [file for file in home.rglob("*raict*") if file.is_file()] == []

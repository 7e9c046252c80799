"""The workflows only call what a desk can call too, and the other systems' recipes are well formed."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import bundle
import check_release
import pytest

WORKFLOWS = sorted((bundle.ROOT / ".github" / "workflows").glob("*.yml"))
PACKAGING = bundle.ROOT / "packaging"
ACTIONS = {
    "actions/checkout",
    "actions/setup-python",
    "actions/upload-artifact",
    "actions/download-artifact",
}


def steps(file: Path, key: str) -> list[str]:
    """Values of ``run:`` or ``uses:`` in a workflow; a block of several lines is refused."""
    found = re.findall(
        rf"^\s*- {key}: (.*)$|^\s+{key}: (.*)$", file.read_text("utf-8"), re.MULTILINE
    )
    return [first or second for first, second in found if first or second]


def test_there_are_workflows() -> None:
    assert [file.name for file in WORKFLOWS] == ["checks.yml", "package.yml"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_each_step_calls_a_script_or_a_target_that_exists(file: Path) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (bundle.ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    commands = [line for line in steps(file, "run") if line]
    assert commands
    for command in commands:
        script = re.fullmatch(r"bash (packaging/\S+\.sh)", command)
        target = re.fullmatch(r"make ([a-z-]+)", command)
        assert script or target, command
        if script:
            assert (bundle.ROOT / script[1]).is_file(), command
        elif target:
            assert target[1] in targets, command
    assert "\t" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_may_read_only_and_use_known_actions(file: Path) -> None:
    text = file.read_text("utf-8")
    assert re.search(r"^permissions:\n  contents: read$", text, re.MULTILINE)
    for use in steps(file, "uses"):
        name, _, version = use.partition("@")
        assert name in ACTIONS
        assert re.fullmatch(r"v\d+|[0-9a-f]{40}", version)


def test_the_bundle_of_macos_asks_for_the_camera_and_opens_events() -> None:
    info = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    assert "caméra" in info["NSCameraUsageDescription"]
    (document,) = info["CFBundleDocumentTypes"]
    (kind,) = info["UTExportedTypeDeclarations"]
    assert document["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["raict"]
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert allowed["com.apple.security.device.camera"] is True
    for language in ("fr", "en"):
        words = (PACKAGING / "macos" / f"{language}.lproj" / "InfoPlist.strings").read_text("utf-8")
        assert set(re.findall(r'^"?([\w ]+?)"? =', words, re.MULTILINE)) == {
            "NSCameraUsageDescription",
            "RAICT event",
        }


def test_the_windows_installer_needs_no_administrator_and_removes_only_the_program() -> None:
    text = (PACKAGING / "windows" / "installer.nsi").read_text("utf-8-sig")
    assert "RequestExecutionLevel user" in text
    assert "HKLM" not in text
    removed = re.findall(r'RMDir /r "([^"]+)"', text)
    assert set(removed) <= {rf"$INSTDIR\app{end}" for end in ("", ".old", ".new")}
    said = {
        language: set(re.findall(rf"LangString (\w+) \${{LANG_{language}}}", text))
        for language in ("FRENCH", "ENGLISH")
    }
    assert said["FRENCH"] == said["ENGLISH"] != set()


@pytest.mark.skipif(os.name == "nt", reason="a shell script of the release, which Linux runs")
def test_checksums_name_every_file_and_find_a_changed_one(tmp_path: Path) -> None:
    (tmp_path / "été (1).deb").write_bytes(b"one")
    (tmp_path / "b.tar.xz").write_bytes(b"two")
    for _ in range(2):  # the second time the sums of the first are there
        subprocess.run(["bash", PACKAGING / "checksums.sh", tmp_path], check=True)
    names = [line[66:] for line in (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()]
    assert names == ["b.tar.xz", "été (1).deb"]
    check = (
        ["sha256sum", "-c", "SHA256SUMS"]
        if shutil.which("sha256sum")
        else ["shasum", "-c", "SHA256SUMS"]
    )
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "b.tar.xz").write_bytes(b"changed")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_the_notes_of_a_release_are_its_section() -> None:
    text = (
        "# Changelog\n\n## [Unreleased]\n\nsoon\n\n## [0.2.0] - 2026-11-25\n\n### Added\n\n- this\n"
    )
    assert check_release.notes(text, "0.2.0") == "### Added\n\n- this"
    assert check_release.notes(text, "0.3.0") == ""


@pytest.mark.skipif(os.name == "nt", reason="a shell script of the release, which Linux runs")
def test_a_tag_of_another_version_makes_no_release(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", PACKAGING / "draft_release.sh"],
        env=os.environ | {"RELEASE_TAG": "v99.0.0", "DRY_RUN": "1", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "tag v99.0.0" in done.stdout

"""The wheel, installed where no checkout is, holds its data and works.

Its dependencies come from the developers' environment, so that no network is needed;
``packaging/try_wheel.sh`` installs them too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import bundle
import pytest

from raict_desktop import __version__


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", target, "-t", "wheel"],
        cwd=bundle.ROOT,
        check=True,
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"},
    )
    (made,) = target.glob("*.whl")
    return made


def test_the_wheel_holds_every_resource_and_migration(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for source, place in bundle.resources():
        for file in Path(source).rglob("*"):
            if file.is_file():
                inside = f"raict_desktop/_data/{place}/{file.relative_to(source).as_posix()}"
                assert inside in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "packaging"))]


def test_the_metadata_is_what_an_index_asks_for(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
    about = message_from_bytes(archive.read(name))
    assert about["Name"] == "raict-desktop"
    assert about["Version"] == __version__
    assert about["License-Expression"] == "MIT"
    assert about["Requires-Python"] == "<3.14,>=3.11"
    assert about["Description-Content-Type"] == "text/markdown"
    assert len(about["Summary"]) < 200
    needed = about.get_all("Requires-Dist") or []
    assert any(line.startswith("click") for line in needed)
    assert not any("pytest" in line or "pyinstaller" in line for line in needed)


def test_installed_elsewhere_it_works(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "Été à l’accueil"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    variables = {"base": str(home), "platbase": str(home)}
    scheme = "nt" if os.name == "nt" else "posix_prefix"
    site = Path(sysconfig.get_path("purelib", scheme, vars=variables))
    python = Path(sysconfig.get_path("scripts", scheme, vars=variables)) / Path(sys.executable).name
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--disable-pip-version-check", "--target", site, wheel],
        check=True,
    )  # fmt: skip
    (site / "others.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    where = subprocess.run(
        [python, "-c", "from raict_desktop import paths; print(paths.data_root())"],
        cwd=tmp_path,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert Path(where.stdout.strip()) == site / "raict_desktop" / "_data"
    done = subprocess.run(
        [python, "-m", "raict_desktop", "--self-test"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_wheel_twice(wheel: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", tmp_path, "-t", "wheel"],
        cwd=bundle.ROOT,
        check=True,
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"},
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()

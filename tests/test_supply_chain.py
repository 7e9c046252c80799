"""Every dependency is pinned by hash, from the index of whoever installs it, and not below a known fault."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
FLOORS = {
    "cryptography": (46, 0, 7),
    "opencv-python-headless": (4, 12, 0),
    "pillow": (13, 0, 0),
    "reportlab": (5, 1, 0),
    "argon2-cffi": (23, 1, 0),
    "psycopg": (3, 2, 0),
}
"""Versions below which a fault is known that this program could meet."""


def pinned() -> dict[str, str]:
    """Each package of the lock with its block."""
    text = LOCK.read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    return {block.split("==")[0].split("[")[0].lower(): block for block in blocks if "==" in block}


def version(block: str) -> tuple[int, ...]:
    found = re.search(r"==([0-9.]+)", block)
    assert found is not None
    return tuple(int(part) for part in found[1].strip(".").split("."))


def test_everything_is_pinned_by_hash() -> None:
    blocks = pinned()
    assert len(blocks) > 40
    assert [name for name, block in blocks.items() if "--hash=sha256:" not in block] == []


def test_the_lock_names_no_index_and_no_file() -> None:
    text = LOCK.read_text("utf-8")
    for word in ("://", "--index", "--extra", "--find-links", "file:", "git+"):
        assert word not in text


@pytest.mark.parametrize("name", FLOORS)
def test_no_dependency_is_below_its_floor(name: str) -> None:
    assert version(pinned()[name]) >= FLOORS[name]


@pytest.mark.parametrize("name", FLOORS)
def test_whoever_installs_without_the_lock_gets_nothing_below_a_floor(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (need,) = [n for n in map(Requirement, project["dependencies"]) if n.name.lower() == name]
    floor = Version(".".join(map(str, FLOORS[name])))
    lowest = [Version(bound.version) for bound in need.specifier if bound.operator == ">="]
    assert lowest
    assert lowest[0] >= floor

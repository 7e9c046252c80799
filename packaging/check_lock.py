"""Fails when requirements.lock no longer satisfies pyproject.toml, lacks a hash or names an address."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


def locked() -> dict[str, list[tuple[Version, bool]]]:
    """Versions and "has a hash" by package name."""
    found: dict[str, list[tuple[Version, bool]]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8")):
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if match:
            versions = found.setdefault(canonicalize_name(match[1]), [])
            versions.append((Version(match[2]), "--hash=sha256:" in block))
    return found


def faults() -> list[str]:
    """What is wrong, in words."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    found = ["an address stands in the lock"] if "://" in text else []
    pins = locked()
    found += [f"{name}: no hash" for name, pin in pins.items() if not all(h for _, h in pin)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for line in wanted:
        need = Requirement(line)
        versions = [version for version, _ in pins.get(canonicalize_name(need.name), [])]
        if not any(need.specifier.contains(version) for version in versions):
            found.append(f"{line}: not in the lock")
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems) or "requirements.lock is fresh")
    sys.exit(bool(problems))

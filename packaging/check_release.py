"""Fails when version and changelog do not agree: ``check_release.py [--tag vX.Y.Z]``.

``check_release.py --notes vX.Y.Z`` prints that version's section, for the release's page.

The version stands in raict_desktop/__init__.py and nowhere else. A tagged release needs its own section,
with a date, in CHANGELOG.md; between releases the section Unreleased must be there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASED = r"^## \[{version}\] - \d{{4}}-\d{{2}}-\d{{2}}$"


def version() -> str:
    """The program's version."""
    text = (ROOT / "raict_desktop" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    return found[1] if found else ""


def faults(changelog: str, number: str, tag: str = "") -> list[str]:
    """What does not agree, in words.

    Args:
        changelog: text of CHANGELOG.md.
        number: the program's version.
        tag: the release's tag, or empty between releases.
    """
    found = []
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", number):
        found.append(f"{number!r} is no version")
    if tag and tag != f"v{number}":
        found.append(f"tag {tag}, but the program says {number}")
    released = re.search(RELEASED.format(version=re.escape(number)), changelog, re.MULTILINE)
    if tag and not released:
        found.append(f"CHANGELOG.md has no dated section for {number}")
    if not tag and not released and "## [Unreleased]" not in changelog:
        found.append("CHANGELOG.md has neither this version nor Unreleased")
    return found


def notes(changelog: str, number: str) -> str:
    """The changelog's section of one version, without its heading; empty when there is none."""
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)
    section = next((part for part in parts if part.startswith(f"[{number}]")), "")
    return section.partition("\n")[2].strip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--notes"]:
        wanted = sys.argv[2].removeprefix("v")
        print(notes((ROOT / "CHANGELOG.md").read_text("utf-8"), wanted))
        sys.exit()
    given = sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--tag" else ""
    problems = faults((ROOT / "CHANGELOG.md").read_text("utf-8"), version(), given)
    print("\n".join(problems) or f"{version()}: version and changelog agree")
    sys.exit(bool(problems))

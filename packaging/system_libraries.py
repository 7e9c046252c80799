"""The system libraries that go into the frozen program, and the packages they come from."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A Debian package of which a library was taken."""

    name: str
    version: str
    files: tuple[str, ...]

    @property
    def copyright_file(self) -> Path:
        """Where Debian keeps its licence."""
        return Path("/usr/share/doc") / self.name / "copyright"


def taken(listing: Path) -> list[SystemPackage]:
    """Packages behind the files of a build, by name; empty where there is no dpkg.

    Args:
        listing: lines of place in the bundle, tab, source; written by the specification.
    """
    sources = [
        Path(line.split("\t")[1]).resolve()
        for line in listing.read_text("utf-8").splitlines()
        if line.split("\t")[1].startswith(("/lib/", "/usr/lib/"))
    ]
    by_package: dict[str, list[str]] = {}
    for source in sources:
        # Merged /usr: dpkg knows some files by their former place.
        names = {str(source), str(source).removeprefix("/usr")}
        try:
            done = subprocess.run(
                ["dpkg-query", "-S", *sorted(names)], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            return []
        for line in done.stdout.splitlines():
            by_package.setdefault(line.split(":")[0], []).append(source.name)
            break
    return [
        SystemPackage(name, _version(name), tuple(sorted(set(files))))
        for name, files in sorted(by_package.items())
    ]


def _version(package: str) -> str:
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}\n", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[0] if done.stdout else ""

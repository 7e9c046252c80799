"""Which Debian packages a frozen program needs from the system.

``system_packages.py FOLDER`` prints them, ``system_packages.py --recommended`` those it does without.
Every shared library that a file of the program asks for and the program does not bring along is
looked up in dpkg's database. The C library's version is the newest symbol version asked for.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

VERSIONED = {"GLIBC": "libc6", "GLIBCXX": "libstdc++6"}
# libstdc++'s symbol versions are not its package's; GCC of the build system brought the newest one.
GCC_OF_GLIBCXX = {"3.4.29": "11", "3.4.30": "12", "3.4.31": "13", "3.4.32": "13.2", "3.4.33": "14"}
# Asked for by plugins that Qt does without: a Wayland session then shows the window through XWayland.
RECOMMENDED = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def output_of(*command: str) -> str:
    """What a command prints; empty when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout


def binaries(folder: Path) -> list[Path]:
    """Programs and libraries of the folder."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    found.append(file)
    return found


def asked_for(files: list[Path]) -> tuple[set[str], dict[str, set[str]]]:
    """Names of the libraries asked for, and symbol versions by their family."""
    names: set[str] = set()
    versions: dict[str, set[str]] = {}
    text = output_of("objdump", "-p", *map(str, files))
    names.update(re.findall(r"^\s+NEEDED\s+(\S+)", text, re.MULTILINE))
    for family, version in re.findall(r"\b(GLIBC|GLIBCXX)_([0-9.]+)\b", text):
        versions.setdefault(family, set()).add(version)
    return names, versions


def package_of(library: str) -> str:
    """The Debian package that holds a library; empty when none does."""
    for line in output_of("dpkg-query", "-S", f"*/{library}").splitlines():
        package, _, path = line.partition(": ")
        if Path(path).name == library and "/lib" in path:
            return package.split(":")[0]
    return ""


def newest(versions: set[str]) -> str:
    """The highest of some dotted versions."""
    return max(versions, key=lambda text: [int(part) for part in text.split(".")])


def packages(folder: Path) -> list[str]:
    """Packages as a ``Depends:`` field has them, sorted.

    Raises:
        LookupError: a library belongs to no package of this system.
    """
    files = binaries(folder)
    names, versions = asked_for(files)
    brought = {file.name for file in folder.rglob("*.so*")}
    found: set[str] = set()
    for library in sorted(names - brought - set(RECOMMENDED)):
        package = package_of(library)
        if not package:
            raise LookupError(library)
        found.add(package)
    lines = []
    for package in sorted(found):
        least = ""
        if package == "libc6" and versions.get("GLIBC"):
            least = newest(versions["GLIBC"])
        elif package == "libstdc++6" and versions.get("GLIBCXX"):
            least = GCC_OF_GLIBCXX.get(newest(versions["GLIBCXX"]), "")
        lines.append(f"{package} (>= {least})" if least else package)
    return lines


if __name__ == "__main__":
    if sys.argv[1] == "--recommended":
        print(", ".join(sorted(RECOMMENDED.values())))
    else:
        print(", ".join(packages(Path(sys.argv[1]))))

"""Fails when a frozen program lacks something, brings too much or weighs too much.

``check_bundle.py PROGRAM`` looks at its files, ``check_bundle.py --sizes PROGRAM DIST`` at its weight.
"""

from __future__ import annotations

import sys
from pathlib import Path

import bundle

MEGABYTE = 1_000_000
MOST_INSTALLED, MOST_ARCHIVE = 450, 170


def weight(folder: Path) -> int:
    """Bytes of all files; a link weighs nothing."""
    return sum(
        file.stat().st_size
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    )


def inside(program: Path) -> Path:
    """The folder with the program's parts."""
    return program / "_internal"


def faults(program: Path) -> list[str]:
    """What is missing or too much, in words."""
    parts = inside(program)
    found = []
    for source, place in bundle.resources():
        wanted = [file for file in Path(source).rglob("*") if file.is_file()]
        places = [f"{place}/{file.relative_to(source).as_posix()}" for file in wanted]
        found += [f"missing: {name}" for name in places if not (parts / name).is_file()]
    metadata = {folder.name.split("-")[0].lower() for folder in parts.glob("*.dist-info")}
    found += [
        f"no metadata, and so no licence, of {name}"
        for name in bundle.runtime_libraries()
        if name.replace("-", "_") not in metadata
    ]
    found += [
        f"a developer's library came along: {name}"
        for name in sorted(bundle.developer_libraries())
        if (parts / name.replace("-", "_")).exists()
    ]
    found += [f"leads nowhere: {file}" for file in parts.rglob("*") if not file.exists()]
    if sys.platform.startswith("linux") and not list(parts.glob("libzbar.so*")):
        found.append("zbar is missing")
    return found


def sizes(program: Path, dist: Path) -> list[str]:
    """Print the weights, heaviest parts first; gives back what weighs too much."""
    total = weight(program) / MEGABYTE
    archives = [
        *dist.glob("*.tar.xz"),
        *dist.glob("*.deb"),
        *dist.glob("*.exe"),
        *dist.glob("*.dmg"),
    ]
    print(f"installed {total:.0f} MB (at most {MOST_INSTALLED})")
    heaviest = sorted(
        ((weight(part) if part.is_dir() else part.stat().st_size, part.name)
         for part in inside(program).iterdir() if not part.is_symlink()),
        reverse=True,
    )  # fmt: skip
    for size, name in heaviest[:12]:
        print(f"  {size / MEGABYTE:6.1f} MB  {name}")
    found = [f"the program weighs {total:.0f} MB"] if total > MOST_INSTALLED else []
    for file in archives:
        size = file.stat().st_size / MEGABYTE
        print(f"{file.name} {size:.0f} MB (at most {MOST_ARCHIVE})")
        if size > MOST_ARCHIVE:
            found.append(f"{file.name} weighs {size:.0f} MB")
    return found


if __name__ == "__main__":
    if sys.argv[1] == "--sizes":
        problems = sizes(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        problems = faults(Path(sys.argv[1]))
        print("\n".join(problems) or "the bundle is complete")
    sys.exit(bool(problems))

"""Copy the licences of the system libraries of a build: ``collect_licences.py LISTING TARGET``.

Those of Python libraries come along with their metadata; those of fonts, icons and Qt stand in
resources/licences.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from system_libraries import taken


def main(listing: Path, target: Path) -> None:
    """Copy one file for each package.

    Raises:
        FileNotFoundError: a package's licence is not there, so the program could not be given away.
    """
    for package in taken(listing):
        folder = target / "system"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package.copyright_file, folder / f"{package.name}.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""What goes into the frozen program and what stays out; the PyInstaller specification asks here.

Pages, resources, migrations and libraries are found by listing, so a new one needs no line here.
Only what is left out is named, each with its reason.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
Entry = tuple[str, str, str]
"""A file of the bundle as PyInstaller has it: place in the bundle, source, kind."""

LEFT_OUT = (
    # Places in the bundle, whatever the system's separators, and why nobody misses them.
    (r"Qt/plugins/platformthemes/libqgtk3", "brings GTK along; the program has its own look"),
    (r"Qt/plugins/egldeviceintegrations/", "screens without a desktop"),
    (r"Qt/plugins/platforms/libq(eglfs|linuxfb|vnc|vkkhrdisplay|minimalegl)", "as above"),
    (r"Qt/plugins/platforminputcontexts/.*virtualkeyboard", "brings QML along"),
    (r"Qt/plugins/(networkinformation|tls)/", "the window never opens a connection through Qt"),
    (r"Qt/plugins/generic/", "touch screens without a desktop"),
    (r"Qt/plugins/imageformats/(lib)?q(gif|icns|pdf|tga|tiff|wbmp|webp)", "never drawn by Qt"),
    (r"Qt/translations/(?!qtbase_(fr|en)\.)", "the program speaks French and English"),
    (r"opengl32sw\.dll$", "software OpenGL, 20 MB; the window paints without OpenGL"),
    (r"cv2/data/", "face detection"),
    (r"PIL/_(avif|imagingtk)\.", "AVIF pictures, which no phone takes, and Tk"),
    (r"pyzbar/lib(zbar|iconv).*\.dll$", "built in 2015, before the fixes of CVE-2023-40889/40890"),
    (r"(^|/)direct_url\.json$", "names a folder of the machine that built it"),
    (r"^libcups\.so", "printing needs the system's own, which comes with its print system"),
    (r"^lib(stdc\+\+|gcc_s)\.so", "the system's is newer than ours, and its drivers need that"),
)

EXCLUDED_MODULES = (
    "tkinter",
    "unittest",
    "pydoc",
    "doctest",
    "lib2to3",
    "ensurepip",
    "setuptools",
    "pip",
    "numpy.testing",
    "numpy.f2py",
    "numpy.distutils",
    "cv2.gapi",
    "IPython",
    "matplotlib",
)


def left_out(place: str) -> bool:
    """Whether a file stays out of the bundle."""
    place = place.replace("\\", "/")
    return any(re.search(pattern, place) for pattern, _ in LEFT_OUT)


@cache
def project() -> dict[str, object]:
    """Read the ``[project]`` table and the dependency groups."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {**table["project"], "groups": table["dependency-groups"]}


def runtime_libraries() -> list[str]:
    """Names of the libraries the program needs at run time, with what those need in turn.

    Raises:
        PackageNotFoundError: the environment is not the locked one.
    """
    found: set[str] = set()
    wanted = [Requirement(line) for line in project()["dependencies"]]  # type: ignore[attr-defined]
    while wanted:
        need = wanted.pop()
        extras = need.extras or {""}
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(need.name)
        key = f"{name}[{','.join(sorted(need.extras))}]"
        if key in found:
            continue
        found.add(key)
        for line in metadata.requires(name) or []:
            inner = Requirement(line)
            marker = inner.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                inner.marker = None
                wanted.append(inner)
    return sorted({key.split("[")[0] for key in found})


def developer_libraries() -> set[str]:
    """Names that only developers need; none may be in the bundle."""
    groups = project()["groups"]
    dev = {canonicalize_name(Requirement(line).name) for line in groups["dev"]}  # type: ignore[index]
    return dev - set(runtime_libraries())


HAVE_HOOKS = frozenset(["PySide6", "shiboken6", "numpy", "cv2", "PIL"])
"""Packages whose parts PyInstaller knows better than a listing would."""
NEVER_DECLARED = ("psycopg-binary", "tzdata")
"""Libraries that others load while they run, as a package or as tables."""


def packages_used() -> list[str]:
    """Top-level packages of the libraries that pyproject.toml declares, PySide6 and its like aside.

    A library stands there because the program imports it somewhere, often by name and late, where
    following the imports would miss it.
    """
    lines: list[str] = project()["dependencies"]  # type: ignore[assignment]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    declared = (declared | set(NEVER_DECLARED)) & set(runtime_libraries())
    return sorted(
        package
        for package, owners in metadata.packages_distributions().items()
        if {canonicalize_name(owner) for owner in owners} & declared
        and package not in HAVE_HOOKS
        and find_spec(package) is not None
    )


def extension_modules(folder: Path) -> list[str]:
    """Compiled modules of a package by listing its folder, for one that cannot be imported alone."""
    files = [*folder.glob("*.so"), *folder.glob("*.pyd")]
    return sorted(f"{folder.name}.{file.name.split('.')[0]}" for file in files)


@cache
def qt_modules_used() -> frozenset[str]:
    """The PySide6 modules that the program imports."""
    pattern = re.compile(r"^\s*(?:from|import) PySide6\.(\w+)", re.MULTILINE)
    files = (ROOT / "raict_desktop").rglob("*.py")
    return frozenset(name for file in files for name in pattern.findall(file.read_text("utf-8")))


def excluded_modules(qt_modules: Iterable[str]) -> list[str]:
    """Modules that PyInstaller shall not follow.

    Args:
        qt_modules: every PySide6 module installed, ``QtCore`` and so on.
    """
    unused = sorted(set(qt_modules) - qt_modules_used())
    developer = developer_libraries()
    tools = sorted(
        package
        for package, owners in metadata.packages_distributions().items()
        if {canonicalize_name(owner) for owner in owners} <= developer
    )
    return [*EXCLUDED_MODULES, *tools, *(f"PySide6.{name}" for name in unused)]


def resources() -> list[tuple[str, str]]:
    """Folders with the program's own data: (source, place in the bundle)."""
    return [
        (str(ROOT / "resources"), "resources"),
        (str(ROOT / "database"), "database"),
    ]


def for_linux(
    binaries: Sequence[Entry], asked_for: Callable[[str], Iterable[str]], work: Path
) -> list[Entry]:
    """Drop what only the parts left out asked for, and the symbols that only a debugger reads.

    Args:
        binaries: what would go in, without the parts left out.
        asked_for: gives the names of the libraries that a file asks for.
        work: folder for the slimmer copies.
    """
    files = [entry for entry in binaries if entry[2] != "SYMLINK"]
    names = {Path(place).name for place, _, _ in files}
    needs = {
        place: {Path(name).name for name in asked_for(source)} & names for place, source, _ in files
    }
    roots = {entry[0] for entry in files if _loaded_by_name(entry)}
    kept = without_orphans(files, needs, roots)
    slim = [
        (place, _stripped(source, place, work) if _strippable(place, kind) else source, kind)
        for place, source, kind in kept
    ]
    return slim + links_kept([e for e in binaries if e[2] == "SYMLINK"], {e[0] for e in kept})


def _loaded_by_name(entry: Entry) -> bool:
    """Whether a file is loaded by the program itself rather than by another library."""
    place, source, kind = entry
    if kind == "EXTENSION" or "/plugins/" in place:
        return True
    if Path(place).name.startswith(("libpython", "libzbar")):
        return True
    return "/site-packages/" in source and ".libs/" not in source and "/Qt/lib/" not in source


def _strippable(place: str, kind: str) -> bool:
    """Extension modules and Python itself; OpenBLAS does not survive it."""
    return kind == "EXTENSION" or Path(place).name.startswith("libpython")


def _stripped(source: str, place: str, work: Path) -> str:
    if shutil.which("strip") is None:
        return source
    target = work / "stripped" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-unneeded", "-o", target, source], check=True)
    return str(target)


def links_kept(links: Iterable[Entry], present: set[str]) -> list[Entry]:
    """The links whose target is in the bundle."""
    return [entry for entry in links if str(Path(entry[0]).parent / entry[1]) in present]


def without_orphans(
    binaries: Sequence[Entry], needs: dict[str, set[str]], roots: set[str]
) -> list[Entry]:
    """Drop the libraries that nothing in the bundle asks for any more.

    Args:
        binaries: what would go in.
        needs: place of a binary -> file names of the libraries it asks for.
        roots: places that stay in any case: extension modules and plugins.
    """
    by_name: dict[str, list[str]] = {}
    for place, _, _ in binaries:
        by_name.setdefault(Path(place).name, []).append(place)
    kept: set[str] = set()
    todo = [place for place, _, _ in binaries if place in roots]
    while todo:
        place = todo.pop()
        if place in kept:
            continue
        kept.add(place)
        for name in needs.get(place, ()):
            todo += by_name.get(name, [])
    return [entry for entry in binaries if entry[0] in kept]

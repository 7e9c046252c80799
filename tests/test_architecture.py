"""The import rule of docs/architecture.md, as tests that fail when it is broken."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_archon import archrule

LEVEL = ("storage", "matching", "exchange", "scanning", "paper", "sharing")
LEAVES = ("paths", "config", "log", "wording")


def test_domain_imports_the_standard_library_only() -> None:
    (
        archrule("domain stands alone")
        .match("raict_desktop.domain*")
        .should_not_import(
            *(f"raict_desktop.{room}*" for room in (*LEVEL, *LEAVES, "services", "ui", "cli")),
            "PySide6*",
            "cv2*",
            "numpy*",
            "sqlite3*",
            "click*",
        )
        .check("raict_desktop")
    )


@pytest.mark.parametrize("room", LEVEL)
def test_neighbours_do_not_know_each_other(room: str) -> None:
    others = [f"raict_desktop.{other}*" for other in LEVEL if other != room]
    above = [f"raict_desktop.{name}*" for name in ("services", "ui", "cli", *LEAVES)]
    (
        archrule(f"{room} knows only domain")
        .match(f"raict_desktop.{room}*")
        .should_not_import(*others, *above)
        .check("raict_desktop")
    )


def test_services_do_not_know_who_calls_them() -> None:
    (
        archrule("services stand below")
        .match("raict_desktop.services*")
        .should_not_import("raict_desktop.ui*", "raict_desktop.cli*", "PySide6*", "click*")
        .check("raict_desktop", only_direct_imports=True)
    )


def test_the_window_does_not_reach_past_the_services() -> None:
    (
        archrule("ui stands on services")
        .match("raict_desktop.ui*")
        .should_not_import("raict_desktop.storage*", "raict_desktop.cli*", "sqlite3")
        .check("raict_desktop", only_direct_imports=True)
    )


@pytest.mark.parametrize(
    ("library", "room"),
    [
        ("sqlite3", "storage"),
        ("anyascii", "matching"),
        ("rapidfuzz", "matching"),
        ("python_calamine", "exchange"),
        ("cv2", "scanning"),
        ("zxingcpp", "scanning"),
        ("pyzbar", "scanning"),
        ("pypdfium2", "scanning"),
        ("pi_heif", "scanning"),
        ("serial", "scanning"),
        ("reportlab", "paper"),
        ("qrcode", "paper"),
        ("psycopg", "sharing"),
        ("xlsxwriter", "exchange"),
        ("PySide6", "ui"),
        ("argon2", "services.lock"),
        ("cryptography", "exchange"),
    ],
)
def test_each_library_has_one_room(library: str, room: str) -> None:
    (
        archrule(f"{library} only in {room}")
        .match("raict_desktop*")
        .exclude(f"raict_desktop.{room}*")
        .should_not_import(f"{library}*")
        .check("raict_desktop", only_direct_imports=True)
    )


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_the_command_line_loads_no_heavy_library_before_a_command_needs_it(argument: str) -> None:
    script = (
        "import sys, contextlib\n"
        f"sys.argv = ['raict-desktop', {argument!r}]\n"
        "import raict_desktop.cli as cli\n"
        "with contextlib.suppress(SystemExit):\n"
        "    cli.main()\n"
        "heavy = {'PySide6', 'cv2', 'numpy', 'reportlab'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

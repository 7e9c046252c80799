"""``raict-desktop --self-test``: whether this installation can do a day's work."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from raict_desktop import __version__
from raict_desktop.cli.console import language
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.services.self_test import StepResult

FAILED = 1


def run_self_test(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Run when the option is given, then end with 0, or 1 when a step failed."""
    if wanted:
        context.exit(self_test())


def self_test() -> int:
    """Try the whole program in a temporary folder, telling each step as it ends.

    ``RAICT_SELF_TEST_DIR`` names a folder that keeps the event, its results and the pictures.

    Returns:
        0 when every step succeeded, else 1.
    """
    # Drawn in memory: neither a screen nor the user's settings are touched.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    to = language()
    kept = os.environ.get("RAICT_SELF_TEST_DIR")
    click.echo(say("self_test.begin", to, version=__version__, system=_system()))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="raict-", ignore_cleanup_errors=True) as temporary:
        folder = Path(kept or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        before = perf_counter()
        for step in _steps(folder):
            after = perf_counter()
            click.echo(_line(step, to, after - before))
            before = after
            failed += bool(step.fault)
    click.echo(say("self_test.failed" if failed else "self_test.passed", to, count=failed))
    return FAILED if failed else 0


def _steps(folder: Path) -> Iterator[StepResult]:
    from raict_desktop.services import demo
    from raict_desktop.services.application import Application
    from raict_desktop.services.self_test import tried, try_services

    yield from try_services(folder)
    yield tried("drawing", _draw)
    with Application() as application:

        def paint() -> dict[str, object]:
            from raict_desktop.ui.self_test import paint_every_page

            return paint_every_page(application, folder / demo.NAME, folder / "screens")

        yield tried("pages", paint)


def _draw() -> dict[str, object]:
    from raict_desktop.ui.self_test import try_drawing

    return try_drawing()


def _line(step: StepResult, to: str, seconds: float) -> str:
    took = f"{seconds:6.2f} s"
    if step.fault:
        return f"✗ {took}  {say('self_test.fault', to, step=step.name, fault=step.fault)}"
    return f"✓ {took}  {say(f'self_test.{step.name}', to, **step.facts)}"


def _system() -> str:
    frozen = "frozen" if getattr(sys, "frozen", False) else "python"
    return json.dumps(
        [platform.system(), platform.machine(), platform.python_version(), frozen]
    ).strip("[]")

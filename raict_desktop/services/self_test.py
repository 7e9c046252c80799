"""Tries an installed program on real work, so that a broken installation is found before the day.

Each step uses what the step before it left: the demo event is made through the importer, badges of
it are drawn and read back, the person is let in, the day's files are written, the event is examined.
Everything the program ships is found by listing its folders, never by names kept here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.journal import Source
from raict_desktop.domain.records import Status
from raict_desktop.services import badges, demo, integrity, people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.day_end import export
from raict_desktop.services.layouts import layouts
from raict_desktop.wording import LANGUAGES, catalogue

Facts = dict[str, object]


class SelfTestError(Exception):
    """A step ran and its result is wrong; the text says what was found, for whoever mends it."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step: ``name`` is a key of the area ``self_test``; ``fault`` is empty when it is right."""

    name: str
    facts: Facts
    fault: str = ""


Step = Callable[[], Facts]


def tried(name: str, step: Step) -> StepResult:
    """Run one step; whatever goes wrong becomes its ``fault``."""
    try:
        return StepResult(name, step())
    except Exception as error:  # noqa: BLE001 - the test reports every fault, it never stops at one
        return StepResult(name, {}, f"{type(error).__name__}: {error}")


def try_services(folder: Path) -> Iterator[StepResult]:
    """Do a small day's work in an empty folder.

    Args:
        folder: must exist; the event and its results are left in it.

    Yields:
        One result a step, as soon as it is known. Steps that need a failed one are left out.
    """
    yield tried("resources", read_resources)
    made = tried("demo", lambda: _make(folder))
    yield made
    if made.fault:
        return
    with Application() as application:
        try:
            event = application.open_event(folder / demo.NAME)
        except Exception as error:  # noqa: BLE001 - as above
            yield StepResult("open", {}, f"{type(error).__name__}: {error}")
            return
        yield tried("open", lambda: {"count": len(people.everybody(event))})
        yield tried("badge", lambda: _draw_badge(event, folder))
        yield tried("scan", lambda: _read_and_let_in(event, folder))
        yield tried("export", lambda: {"count": len(export(event, folder / "export"))})
        yield tried("check", lambda: _examine(event))


def read_resources() -> Facts:
    """Read every file the program ships that it can read without a window."""
    files = [file for file in paths.resources().rglob("*") if file.is_file()]
    for file in files:
        if not file.stat().st_size:
            raise SelfTestError(f"{file.name} is empty")
        if file.suffix == ".toml":
            tomllib.loads(file.read_text("utf-8"))
    steps = sorted(paths.migrations().glob("*.sql"))
    if not steps:
        raise SelfTestError("no migration")
    sentences = {language: len(catalogue(language)) for language in LANGUAGES}
    if not all(sentences.values()):
        raise SelfTestError(f"no sentences: {sentences}")
    return {"count": len(files), "sentences": sum(sentences.values()), "migrations": len(steps)}


def _make(folder: Path) -> Facts:
    path = demo.make_demo(folder)
    return {"path": path.name}


def _read_and_let_in(event: OpenEvent, folder: Path) -> Facts:
    from raict_desktop.scanning.pictures import read_codes

    codes = read_codes(folder / demo.CLIP)
    if not codes:
        raise SelfTestError("no code was read in the clip")
    for wanted in (Verdict.WELCOME, Verdict.ALREADY_IN):
        for code in codes:
            result = check_in_code(event, code, source=Source.CAMERA)
            if result.verdict is not wanted:
                raise SelfTestError(f"{result.verdict} instead of {wanted}")
    return {"count": len(codes)}


def _draw_badge(event: OpenEvent, folder: Path) -> Facts:
    """Draw somebody's badge in every layout and read its code back from the page."""
    from raict_desktop.scanning.pictures import read_codes

    someone = next(p for p in people.everybody(event) if p.status is Status.REGISTERED)
    words = f"{someone.given_name} {someone.family_name} {someone.organisation}"
    known = layouts(event)
    for layout in known:
        target = folder / f"badge-{layout.name}.pdf"
        badges.write_badges(event, target, layout=layout.name, sheet="single", who=words)
        if someone.code not in read_codes(target):
            raise SelfTestError(f"the code on the badge {layout.name} cannot be read")
    return {"count": len(known)}


def _examine(event: OpenEvent) -> Facts:
    result = integrity.check(event)
    if not result.ok:
        raise SelfTestError(", ".join(code for code, _ in result.problems))
    return {"count": result.entries}

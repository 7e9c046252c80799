"""One function for each door through which foreign bytes come in, and good input to begin from."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain import codes
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange import sealed
from raict_desktop.exchange.calendars import read_calendar
from raict_desktop.exchange.day_files import Table
from raict_desktop.exchange.problems import ProblemLog
from raict_desktop.exchange.programme import read_programme
from raict_desktop.exchange.registrations import open_list
from raict_desktop.exchange.workbook import Sheet, write_workbook
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.scanning.layouts import candidates
from raict_desktop.scanning.reading import text_of
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import parse_name
from raict_desktop.services.backups import back_up, restore
from raict_desktop.services.checkin import check_in_code
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge, write_journal
from raict_desktop.services.programme_import import import_programme
from raict_desktop.services.registrations import import_list
from tests.builders import World, add_person, make_event

Target = Callable[[bytes], None]
PASSPHRASE, SEALED = "quatre chevaux bleus", b"abc" * 50


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="raict-fuzz-") as folder:
        yield Path(folder)


@contextmanager
def small_event(folder: Path) -> Iterator[OpenEvent]:
    with World().application() as application:
        event = make_event(application, folder)
        add_person(event, "Hélène", "Müller", code="TICKET-1")
        yield event


def registration_list(data: bytes) -> None:
    """A list of any bytes; the name's ending must not matter."""
    with scratch() as folder, small_event(folder) as event:
        source = folder / "list.csv"
        source.write_bytes(data)
        with suppress(UserError):
            import_list(event, source)
        assert check(event).problems == ()


def programme_list(data: bytes) -> None:
    """A programme of any bytes."""
    with scratch() as folder, small_event(folder) as event:
        source = folder / "programme.csv"
        source.write_bytes(data)
        with suppress(UserError):
            import_programme(event, source)
        assert check(event).problems == ()


def code(data: bytes) -> None:
    """What a scanner or a camera gives: any text, however broken."""
    with scratch() as folder, small_event(folder) as event:
        for text in (data.decode("utf-8", "surrogateescape"), data.decode("utf-16", "replace")):
            result = check_in_code(event, text)
            assert result.code.isprintable()
            assert len(result.code) <= 40
        assert check(event).problems == ()


def event_file(data: bytes) -> None:
    """An event file of any bytes: opened, looked at, and told apart from one that is well."""
    with scratch() as folder:
        path = folder / "strange.raict"
        path.write_bytes(data)
        with suppress(UserError), World(seed=4).application() as application:
            event = application.open_event(path)
            people.everybody(event)
            check(event)
            check_in_code(event, "TICKET-1")
        with suppress(UserError):
            restore(path, folder / "restored.raict")


def foreign_journal(data: bytes) -> None:
    """A journal file or another station's event file, to be merged."""
    with scratch() as folder, small_event(folder) as event:
        for name in ("other.jsonl", "other.raict"):
            source = folder / name
            source.write_bytes(data)
            with suppress(UserError):
                merge(event, [source])
        assert check(event).problems == ()


def list_reader(data: bytes) -> None:
    """The reader of lists alone, many times quicker than a whole import; also as a spreadsheet."""
    with scratch() as folder:
        for name in ("list.csv", "list.xlsx"):
            source = folder / name
            source.write_bytes(data)
            with suppress(UserError):
                for _row in open_list(source).rows(ProblemLog()):
                    pass


def programme_reader(data: bytes) -> None:
    """The readers of programmes alone: a list, a spreadsheet, a calendar."""
    with scratch() as folder:
        for name, read in (
            ("programme.csv", read_programme),
            ("programme.xlsx", read_programme),
            ("programme.ics", read_calendar),
        ):
            source = folder / name
            source.write_bytes(data)
            with suppress(UserError):
                read(source, "Europe/Paris")


def code_gate(data: bytes) -> None:
    """What stands between a decoder or a scanner and the search for a code."""
    for text in (
        text_of(data),
        data.decode("utf-16", "replace"),
        data.decode("utf-8", "surrogateescape"),
    ):
        seen = codes.shown(text)
        assert seen.isprintable()
        assert len(seen) <= 40
        for layout in ("", "fr", "us"):
            for candidate in candidates(text, layout):
                if codes.is_own_code(candidate):
                    assert codes.is_acceptable(codes.typed(candidate))
                assert not (codes.is_short_code(candidate) and codes.is_own_code(candidate))


def badge_layout(data: bytes) -> None:
    """A badge layout that somebody sent."""
    with scratch() as folder:
        source = folder / "layout.toml"
        source.write_bytes(data)
        with suppress(UserError):
            read_layout(source)


def increment(data: bytes) -> None:
    """What came since a whole backup, after it lay on a stick: put back as it was, or not at all."""
    with scratch() as folder:
        whole, good, name = _backed_up()
        stick = folder / "stick"
        stick.mkdir()
        base = parse_name(stick / name)
        assert base is not None
        (stick / base.base).write_bytes(whole)
        (stick / name).write_bytes(data)
        target = folder / "day.raict"
        try:
            restored = restore(stick / name, target)
        except UserError:
            assert not target.exists()
        else:
            assert restored.entries == base.entries
            if data != good:
                with World(seed=5).application() as application:
                    assert check(application.open_event(target)).problems == ()


@cache
def _backed_up() -> tuple[bytes, bytes, str]:
    """A whole backup, an increment of it, and the increment's name."""
    with scratch() as folder, World().application() as application:
        application.backups = folder / "backups"
        event = make_event(application, folder)
        person = add_person(event, "Hélène", "Müller", code="TICKET-1")
        base = back_up(event).base
        check_in_code(event, "TICKET-1")
        people.correct(event, person, {"note": "wheelchair"})
        made = back_up(event, base=base).backup
        return (
            made.path.with_name(made.base).read_bytes(), made.path.read_bytes(), made.path.name
        )  # fmt: skip


def cheap_keys() -> None:
    """Make the key of a sealed file in no time: what is looked for lies behind it."""
    sealed._COST.update(iterations=1, lanes=1, memory=64)


def sealed_file(data: bytes) -> None:
    """A sealed file: what was sealed comes out of it, or nothing."""
    opened = io.BytesIO()
    with suppress(UserError):
        sealed.unseal(io.BytesIO(data), opened, PASSPHRASE, "x")
        assert opened.getvalue() == SEALED


CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//example//programme//EN\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTART;TZID=Europe/Paris:20211130T090000\r
DTEND;TZID=Europe/Paris:20211130T103000\r
SUMMARY:Plenary\\, the first\r
LOCATION:Hall A\r
END:VEVENT\r
END:VCALENDAR\r
"""

TARGETS: dict[str, Target] = {
    "registration_list": registration_list,
    "programme_list": programme_list,
    "code": code,
    "list_reader": list_reader,
    "programme_reader": programme_reader,
    "code_gate": code_gate,
    "badge_layout": badge_layout,
    "increment": increment,
    "event_file": event_file,
    "foreign_journal": foreign_journal,
    "sealed_file": sealed_file,
}


def _spreadsheet() -> bytes:
    with scratch() as folder:
        table = Table("Liste", ("Prénom", "Nom", "Organisation"), [("Zoé", "Roy", "Ville de Lyon")])
        return write_workbook(folder / "list.xlsx", [Sheet("Liste", table)]).read_bytes()


@cache
def good_input(name: str) -> tuple[bytes, ...]:
    """Whole input that mutations begin from."""
    demo = paths.resources() / "demo"
    if name in ("registration_list", "list_reader"):
        lines = (demo / "participants.csv").read_bytes().splitlines(keepends=True)
        good = (b"".join(lines[:12]), "Prénom;Nom\nZoé;Roy\n".encode("cp1252"))
        return good if name == "registration_list" else (*good, _spreadsheet())
    if name == "increment":
        return (_backed_up()[1],)
    if name == "badge_layout":
        ready = sorted((paths.resources() / "layouts").glob("*.toml"))
        return tuple(file.read_bytes() for file in ready[:3])
    if name in ("programme_list", "programme_reader"):
        good = (b"".join((demo / "programme.csv").read_bytes().splitlines(keepends=True)[:6]),)
        return good if name == "programme_list" else (*good, CALENDAR, _spreadsheet())
    if name in ("code", "code_gate"):
        return (b"TICKET-1", b"BCDFGHJKLNPRSTVXYBCD", b"https://example.org/?q=1", b"BCDFGH")
    if name == "sealed_file":
        box = io.BytesIO()
        sealed.seal(io.BytesIO(SEALED), box, PASSPHRASE, lambda n: b"x" * n)
        return (box.getvalue(),)
    with scratch() as folder, small_event(folder) as event:
        whole = back_up(event, folder / "backup").backup.path.read_bytes()
        lines_ = write_journal(event, folder / "day.jsonl").read_bytes()
    return (whole,) if name == "event_file" else (lines_, whole)

"""The report as files: a PDF to read and print, a workbook to work with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.exchange.day_files import Table
from raict_desktop.exchange.workbook import Sheet, write_workbook
from raict_desktop.paper.documents.composer import Column, ColumnsBlock, TableBlock
from raict_desktop.paper.documents.report import ReportContent, write_report
from raict_desktop.paper.pictures import logo_files
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.day_end import chosen_columns
from raict_desktop.services.day_tables import DayTables
from raict_desktop.services.report import Report, report, report_from
from raict_desktop.services.report_tables import ReportTable, report_tables, rule_words
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.wording import say

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


def write_report_pdf(event: OpenEvent, path: Path, language: str = "fr") -> tuple[int, Report]:
    """Write the report as a PDF; the desk goes on meanwhile.

    Returns:
        How many pages, and the figures it says.

    Raises:
        UserError: the place cannot be written.
    """
    figures = report(event)
    folder = event.path.parent / "logos"
    pages, _unreadable = write_report(
        path,
        _content(event, figures, language),
        fonts=paths.resources() / "fonts",
        logos=logo_files(folder),
    )
    return pages, figures


def write_report_workbook(event: OpenEvent, path: Path, *, contacts: bool = False) -> Path:
    """Write the seven tables of the day and those of the report as a workbook, French.

    Raises:
        UserError: the place cannot be written, or a table is longer than a sheet may be.
    """
    with snapshot(event.file) as db:
        figures = report_from(db)
        day = DayTables(event, db, "excel", chosen_columns(None, contacts=contacts))
        sheets = [Sheet(table.name, table) for table in day.tables()]
        sheets += [
            Sheet(table.name, Table(table.key, table.columns, table.rows))
            for table in report_tables(event, figures, "fr")
        ]
        return write_workbook(path, sheets)


def date_words(event: OpenEvent, language: str) -> str:
    """The event's days in words, with its place."""
    months = MONTHS[language].split()
    first = event.info.first_day
    last = first + timedelta(days=event.info.days - 1)
    text = f"{last.day} {months[last.month - 1]} {last.year}"
    if last != first:
        word = say("report.to", language)
        text = f"{first.day} {months[first.month - 1]} {word} {text}"
    return f"{text} – {event.info.venue}" if event.info.venue else text


def _content(event: OpenEvent, figures: Report, language: str) -> ReportContent:
    def tell(key: str, **facts: object) -> str:
        return say(f"report.{key}", language, **facts)

    other = "en" if language == "fr" else "fr"
    made = event.local(event.clock())
    countries = figures.countries if figures.rules.with_france else figures.countries_without_france
    return ReportContent(
        kind=tell("kind"),
        title=event.info.title,
        when=date_words(event, language),
        sentence=figures.sentence[language],
        other_sentence=figures.sentence[other],
        figures=tuple(
            (shown, tell(f"figure_{name}"))
            for name, shown in (
                ("participants", number(figures.participants, language)),
                ("authorities", number(figures.french_local_authorities, language)),
                ("countries", number(countries, language)),
                ("delegations", number(figures.foreign_delegations, language)),
                ("embassies", number(figures.embassies, language)),
                ("share", percent(figures.foreign_share, language)),
            )
        ),
        small=tell(
            "small",
            registered=number(figures.registered, language),
            rate=percent(figures.show_rate, language),
            walk_ins=number(figures.walk_ins, language),
        ),
        blocks=(
            _arrivals(event, figures, language),
            *(_block(table, language) for table in report_tables(event, figures, language)),
        ),
        rules_title=tell("title_rules"),
        rules=rule_words(figures, language),
        page_word=tell("page", page="{page}", pages="{pages}"),
        made=tell("made", day=f"{made:%d/%m/%Y}", time=f"{made:%H:%M}"),
    )


def _arrivals(event: OpenEvent, figures: Report, language: str) -> ColumnsBlock:
    slots = figures.arrivals
    marks: list[tuple[float, str]] = []
    for session in figures.sessions:
        if session.kind != "plenary":
            continue
        for place, slot in enumerate(slots):
            if slot.start <= session.start < slot.start + timedelta(minutes=15):
                inside = (session.start - slot.start) / timedelta(minutes=15)
                marks.append((place + inside, say("report.plenary", language)))
    return ColumnsBlock(
        say("report.title_arrivals", language),
        tuple((f"{event.local(slot.start):%H:%M}", slot.count) for slot in slots),
        tuple(marks),
        say("report.no_arrivals", language),
    )


def _block(table: ReportTable, language: str) -> TableBlock:
    return TableBlock(
        table.title,
        tuple(
            Column(title, share, figures)
            for title, share, figures in zip(
                table.columns, table.shares, table.figures, strict=True
            )
        ),
        tuple(tuple(_shown(cell, language) for cell in row) for row in table.rows),
        table.note,
        say("report.nothing", language),
    )


def _shown(cell: object, language: str) -> str:
    if isinstance(cell, int):
        return number(cell, language)
    if isinstance(cell, float):
        text = f"{cell:.1f}"
        return text.replace(".", ",") if language == "fr" else text
    return "–" if cell is None else str(cell)


def number(value: int, language: str) -> str:
    """A whole number with the language's thousands separator."""
    text = f"{value:,}"
    return text.replace(",", "\u202f") if language == "fr" else text


def percent(share: float, language: str) -> str:
    """A share from 0 to 1 as whole percent."""
    figure = round(share * 100)
    return f"{figure}\u00a0%" if language == "fr" else f"{figure}%"

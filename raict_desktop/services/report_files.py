"""The report as files: a PDF to read and print, a workbook to work with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.exchange.day_files import Table
from raict_desktop.exchange.workbook import Share, Sheet, write_workbook
from raict_desktop.paper.documents.composer import Column, ColumnsBlock, MapBlock, TableBlock
from raict_desktop.paper.documents.report import ReportContent, write_report
from raict_desktop.services import event_pictures
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.day_end import chosen_columns
from raict_desktop.services.day_tables import DayTables
from raict_desktop.services.report import Report, report, report_from
from raict_desktop.services.report_tables import ReportTable, report_tables, rule_words
from raict_desktop.services.world import world_map
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.wording import grouped, percent, say

_COMPARED = {"kinds": 2, "regions": 1}
"""Tables that show one of their columns as bars."""
_SHORT_ROWS = frozenset({"countries", "embassies"})
_ONLY_IF_ANY = frozenset({"headcount", "admitted", "state"})
"""Columns that paper leaves out where nothing stands in them, so that titles have room."""
_LEFT_OUT = frozenset({("embassies", "country")})
"""Columns that say again what another one says."""
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
    pages, _unreadable = write_report(
        path,
        _content(event, figures, language),
        fonts=paths.resources() / "fonts",
        logos=event_pictures.logos(event),
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
    first = event.info.first_day
    last = first + timedelta(days=event.info.days - 1)
    text = f"{_day_words(last, language)} {last.year}"
    if last != first:
        begun = _day_words(first, language)
        if (first.year, first.month) == (last.year, last.month):
            begun = begun.split()[0]
        elif first.year != last.year:
            begun += f" {first.year}"
        text = say("report.from_to", language, first=begun, last=text)
    return f"{text} – {event.info.venue}" if event.info.venue else text


def _day_words(day: date, language: str) -> str:
    """« 1er décembre », "1 December"."""
    number_word = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number_word} {MONTHS[language].split()[day.month - 1]}"


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
        figures=(
            *(
                (grouped(count, language), tell(f"figure_{name}", count=count))
                for name, count in (
                    ("participants", figures.participants),
                    ("authorities", figures.french_local_authorities),
                    ("countries", countries),
                    ("delegations", figures.foreign_delegations),
                    ("embassies", figures.embassies),
                )
            ),
            (percent(figures.foreign_share, language), tell("figure_share")),
        ),
        small="   ·   ".join(
            (
                _counted("small_registered", figures.registered, language),
                tell("small_rate", rate=percent(figures.show_rate, language)),
                _counted("small_walk_ins", figures.walk_ins, language),
            )
        ),
        blocks=(_arrivals(event, figures, language), *_blocks(event, figures, language)),
        rules_title=tell("title_rules"),
        rules=rule_words(figures, language),
        page_word=tell("page", page="{page}", pages="{pages}"),
        made=tell("made", day=f"{made:%d/%m/%Y}", time=f"{made:%H:%M}"),
    )


def _counted(key: str, count: int, language: str) -> str:
    return say(f"report.{key}", language, count=count, shown=grouped(count, language))


def _arrivals(event: OpenEvent, figures: Report, language: str) -> ColumnsBlock:
    word = say("report.plenary", language)
    return ColumnsBlock(
        say("report.title_arrivals", language),
        tuple((f"{event.local(slot.start):%H:%M}", slot.count) for slot in figures.arrivals),
        tuple((place, word) for place in figures.plenaries),
        say("report.no_arrivals", language),
    )


def _blocks(
    event: OpenEvent, figures: Report, language: str
) -> Iterator[ColumnsBlock | MapBlock | TableBlock]:
    for table in report_tables(event, figures, language):
        titled = table.title
        if table.key == "countries" and table.rows:
            yield _map(figures, titled, language, rows=len(table.rows))
            titled = ""
        yield _block(table, titled, language, event.info.days)


def _map(figures: Report, title: str, language: str, *, rows: int) -> MapBlock:
    world = world_map()
    return MapBlock(
        title,
        world.width,
        world.height,
        world.shapes({line.key for line in figures.by_country}),
        say("report.note_map", language),
        rows_after=(rows + 1) // 2,
    )


def _block(table: ReportTable, title: str, language: str, days: int) -> TableBlock:
    kept = [
        place
        for place, name in enumerate(table.names)
        if name not in _ONLY_IF_ANY or any(row[place] for row in table.rows)
        if (table.key, name) not in _LEFT_OUT
    ]
    columns = [
        Column(table.columns[place], table.shares[place], table.figures[place]) for place in kept
    ]
    rows = [tuple(_shown(row[place], language, days) for place in kept) for row in table.rows]
    counted = _COMPARED.get(table.key)
    if counted is not None:
        values = [float(str(row[counted] or 0)) for row in table.rows]
        most = max(values, default=0.0) or 1.0
        columns.append(Column("", 3.2, bar=True))
        rows = [(*row, f"{value / most}") for row, value in zip(rows, values, strict=True)]
    return TableBlock(
        title,
        tuple(columns),
        tuple(rows),
        table.note,
        say("report.nothing", language),
        beside=table.key in _SHORT_ROWS,
    )


def _shown(cell: object, language: str, days: int) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%H:%M}" if days == 1 else f"{cell:%d/%m %H:%M}"
    if isinstance(cell, Share):
        return percent(cell, language)
    if isinstance(cell, int):
        return grouped(cell, language)
    if isinstance(cell, float):
        text = f"{cell:.1f}"
        return text.replace(".", ",") if language == "fr" else text
    return "–" if cell is None else str(cell)

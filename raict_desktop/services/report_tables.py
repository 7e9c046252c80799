"""The report's tables in words, for paper and workbook alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.exchange.workbook import Share
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.report import DeskLine, GroupLine, NamedLine, Report
from raict_desktop.services.stations import short
from raict_desktop.wording import catalogue, say

Cell = str | int | float | datetime | None
_NAMED = 12


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: a short ``name`` for its sheet, titles, and for each column whether it is figures.

    ``names`` are those of the columns in the program; ``note`` says what needs saying under it;
    ``shares`` are the relative widths on paper.
    """

    key: str
    name: str
    title: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    figures: tuple[bool, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def report_tables(event: OpenEvent, figures: Report, language: str) -> list[ReportTable]:
    """Every table of the report, in its order."""

    def tell(key: str, **facts: object) -> str:
        return say(f"report.{key}", language, **facts)

    words = catalogue(language)

    def country(code: str) -> str:
        return event.countries.name(code, language) if code else "–"

    def table(
        key: str,
        columns: tuple[tuple[str, float, bool], ...],
        rows: list[tuple[Cell, ...]],
        note: str = "",
    ) -> ReportTable:
        return ReportTable(
            key,
            tell(f"sheet_{key}"),
            tell(f"title_{key}"),
            tuple(name for name, _, _ in columns),
            tuple(tell(f"column_{name}") for name, _, _ in columns),
            tuple(number for _, _, number in columns),
            tuple(share for _, share, _ in columns),
            tuple(rows),
            note,
        )

    sessions = table(
        "sessions",
        (
            ("session", 5.6, False),
            ("when", 1.3 if event.info.days == 1 else 2.2, False),
            ("enrolled", 1.9, True),
            ("present", 1.8, True),
            ("headcount", 2.3, True),
            ("peak", 1.5, True),
            ("capacity", 1.9, True),
            ("admitted", 2.4, True),
            ("state", 2.4, False),
        ),
        [
            (
                line.title,
                event.local(line.start),
                line.registered,
                line.present,
                line.headcount,
                line.peak,
                line.capacity,
                line.admitted,
                tell("full") if line.capacity and line.peak >= line.capacity else "",
            )
            for line in figures.sessions
        ],
        tell("note_sessions"),
    )
    categories = table(
        "categories",
        (
            ("category", 4, False),
            ("registered", 1.2, True),
            ("present", 1.2, True),
            ("absent", 1.2, True),
            ("absent_share", 1.4, True),
            ("walk_ins", 1.4, True),
        ),
        [
            (
                words.get(f"categories.{line.category}", line.category),
                line.registered,
                line.present,
                line.registered - line.present,
                Share((line.registered - line.present) / line.registered)
                if line.registered
                else None,
                line.walk_ins,
            )
            for line in figures.by_category
        ],
        tell("note_categories"),
    )
    return [
        sessions,
        categories,
        _groups(table, "kinds", figures.by_kind, lambda k: words.get(f"organiser.org_{k}", k)),
        _groups(table, "countries", figures.by_country, country),
        _groups(
            table,
            "regions",
            figures.by_region,
            lambda name: name or tell("region_unknown"),
            _unplaced(figures.unplaced, language),
        ),
        _named(table, "delegations", figures.delegations, country),
        _named(table, "embassies", figures.embassy_list, country),
        table(
            "desks",
            (
                ("station", 2.6, False),
                ("scans", 1.2, True),
                ("per_hour", 1.9, True),
                ("median", 2.3, True),
                ("exceptions", 1.5, True),
                ("undone", 1.2, True),
            ),
            [
                (
                    line.name or short(line.station),
                    line.scans,
                    line.per_hour,
                    line.median_seconds,
                    line.exceptions,
                    line.undone,
                )
                for line in figures.desks
            ]
            + _together(figures.desks, tell("all_desks")),
            tell("note_desks"),
        ),
        table(
            "quality",
            (("quality", 6, False), ("count", 1, True)),
            [(tell(f"quality_{name}"), number) for name, number in figures.quality.items()],
            tell("note_quality"),
        ),
    ]


def _together(desks: tuple[DeskLine, ...], word: str) -> list[tuple[Cell, ...]]:
    """What all desks did; the busiest hour of each is its own, so it is not added up."""
    if len(desks) < 2:
        return []
    scans, exceptions, undone = (
        sum(getattr(line, name) for line in desks) for name in ("scans", "exceptions", "undone")
    )
    return [(word, scans, None, None, exceptions, undone)]


_Table = Callable[..., ReportTable]


def _groups(
    table: _Table,
    key: str,
    lines: tuple[GroupLine, ...],
    word: Callable[[str], str],
    note: str = "",
) -> ReportTable:
    return table(
        key,
        ((key, 3.4, False), ("organisations", 2.3, True), ("people", 1.9, True)),
        [(word(line.key), line.organisations, line.people) for line in lines],
        note,
    )


def _unplaced(names: tuple[str, ...], language: str) -> str:
    """Which local authorities a region could not be told for, the first of many by name."""
    if not names:
        return ""
    told = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    if more > 0:
        told = say("report.and_more", language, names=told, count=more)
    return say("report.note_regions", language, names=told)


def _named(
    table: _Table, key: str, lines: tuple[NamedLine, ...], country: Callable[[str], str]
) -> ReportTable:
    return table(
        key,
        ((key, 4, False), ("country", 2.2, False), ("people", 1.5, True)),
        [(line.name, country(line.country), line.people) for line in lines],
    )


def rule_words(figures: Report, language: str) -> tuple[str, ...]:
    """The counting rules that hold, in words."""
    words = catalogue(language)
    left_out = ", ".join(
        sorted(words.get(f"categories.{name}", name) for name in figures.rules.left_out)
    )
    participants = "rule_participants" if left_out else "rule_everybody"
    return (
        say(f"report.{participants}", language, categories=left_out or "–"),
        say("report.rule_authorities", language),
        say(
            "report.rule_countries"
            if figures.rules.with_france
            else "report.rule_countries_without",
            language,
        ),
        say("report.rule_delegations", language),
        say("report.rule_more", language),
        say("report.rule_show_rate", language),
        say("report.rule_sessions", language),
    )

"""The report's tables in words, for paper and workbook alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from raict_desktop.services.application import OpenEvent
from raict_desktop.services.report import GroupLine, NamedLine, Report
from raict_desktop.services.stations import short
from raict_desktop.wording import catalogue, say

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: a short ``name`` for its sheet, titles, and for each column whether it is figures.

    ``note`` says what needs saying under it; ``shares`` are the relative widths on paper.
    """

    key: str
    name: str
    title: str
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
            tuple(tell(f"column_{name}") for name, _, _ in columns),
            tuple(number for _, _, number in columns),
            tuple(share for _, share, _ in columns),
            tuple(rows),
            note,
        )

    moment = "%H:%M" if event.info.days == 1 else "%d/%m %H:%M"
    sessions = table(
        "sessions",
        (
            ("session", 4.7, False),
            ("when", 1.3 if event.info.days == 1 else 2.2, False),
            ("registered", 1.5, True),
            ("present", 1.8, True),
            ("headcount", 2.3, True),
            ("peak", 1.5, True),
            ("capacity", 1.3, True),
            ("admitted", 2.4, True),
            ("state", 2.1, False),
        ),
        [
            (
                line.title,
                f"{event.local(line.start):{moment}}",
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
                _percent((line.registered - line.present) / line.registered, language)
                if line.registered
                else "–",
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
        _named(table, "delegations", figures.delegations, country),
        _named(table, "embassies", figures.embassy_list, country),
        table(
            "desks",
            (
                ("station", 2, False),
                ("scans", 1, True),
                ("per_hour", 1.4, True),
                ("median", 1.6, True),
                ("exceptions", 1.2, True),
                ("undone", 1, True),
            ),
            [
                (
                    short(line.station),
                    line.scans,
                    line.per_hour,
                    line.median_seconds,
                    line.exceptions,
                    line.undone,
                )
                for line in figures.desks
            ],
            tell("note_desks"),
        ),
        table(
            "quality",
            (("quality", 6, False), ("count", 1, True)),
            [(tell(f"quality_{name}"), number) for name, number in figures.quality.items()],
            tell("note_quality"),
        ),
    ]


_Table = Callable[..., ReportTable]


def _groups(
    table: _Table, key: str, lines: tuple[GroupLine, ...], word: Callable[[str], str]
) -> ReportTable:
    return table(
        key,
        ((key, 4, False), ("organisations", 1.3, True), ("people", 1.3, True)),
        [(word(line.key), line.organisations, line.people) for line in lines],
    )


def _named(
    table: _Table, key: str, lines: tuple[NamedLine, ...], country: Callable[[str], str]
) -> ReportTable:
    return table(
        key,
        ((key, 4, False), ("country", 2, False), ("people", 1.2, True)),
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


def _percent(share: float, language: str) -> str:
    figure = round(share * 100)
    return f"{figure}\u00a0%" if language == "fr" else f"{figure}%"

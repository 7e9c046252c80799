"""What a previewed list shows, view by view, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from raict_desktop.services.import_history import ImportRecord
from raict_desktop.services.list_results import (
    FIELDS,
    LEAVE_OUT,
    NEW_PERSON,
    Column,
    Differences,
    ImportResult,
    Problem,
)
from raict_desktop.services.list_workshops import NEW_SESSION
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.models.decision_model import DecisionRow
from raict_desktop.ui.pages.organiser.parts import coded_text

UNDECIDED = "?"
VIEWS = (
    "columns",
    "problems",
    "workshops",
    "twins",
    "conflicts",
    "changed",
    "new",
    "missing",
    "history",
)
TOLD_IN_FULL = frozenset({"problems", "twins", "conflicts", "changed"})
"""Views whose rows say more than fits: the row chosen is written out below the table."""
_ROWS_TOLD = 2
_ROWS_IN_FULL = 40
_STRETCH = {
    "columns": 1,
    "problems": 2,
    "workshops": 0,
    "twins": 2,
    "conflicts": 3,
    "changed": 3,
    "new": 2,
    "missing": 1,
    "history": 1,
}


@dataclass(frozen=True, slots=True)
class View:
    """The titles and rows of a view, the widths of its columns, and the one that takes the rest."""

    titles: tuple[str, ...]
    rows: Sequence[DecisionRow]
    widths: tuple[int, ...]
    stretch: int


def counts(result: ImportResult | None, columns: int, history: int) -> dict[str, int]:
    """How many rows each view stands for; a view of none is not offered."""
    if result is None:
        return {"history": history}
    return {
        "columns": columns,
        "problems": result.problem_count,
        "workshops": len(result.unknown_workshops),
        "twins": result.twins,
        "conflicts": result.conflicts,
        "changed": result.changed,
        "new": result.new,
        "missing": result.missing,
        "history": history,
    }


def counted(name: str, count: int) -> str:
    """How many people something happened to, in words: "1 new"."""
    return tr(f"lists.count_{name}", count=count, shown=number(count))


def view(name: str, titles: Iterable[str], rows: Sequence[DecisionRow], *widths: int) -> View:
    """A view with titles from the catalogue."""
    words = tuple(tr(f"import.title_{title}") for title in titles)
    return View(words, rows, widths, _STRETCH[name])


def change_word(field: str) -> str:
    """The word for what changes in a person."""
    return tr("import.workshops") if field == "workshops" else field_word(field)


def field_word(field: str) -> str:
    """The word for a field of a list."""
    return tr(f"lists.field_{'organisation' if field == 'organisation_id' else field or 'unused'}")


def columns_view(columns: Sequence[Column]) -> View:
    """What each column is taken for, to be changed in the row."""
    options = {"": field_word("")} | {field: field_word(field) for field in FIELDS}
    rows = [
        DecisionRow(
            (
                " – ".join(text for text in (c.title, c.option) if text)
                or tr("import.untitled", place=place + 1),
                " · ".join(c.sample),
            ),
            place,
            options,
            c.field,
        )
        for place, c in enumerate(columns)
    ]
    return view("columns", ("column", "sample", "field"), rows, 170, 200, 230)


def problems_view(problems: Sequence[Problem]) -> View:
    """What a person should look at; what is true of many rows is said once."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in problems:
        found.setdefault((one.column, coded_text(one.code, one.facts)), []).append(one.row)
    rows = [
        DecisionRow((_rows_word(numbers, _ROWS_TOLD), column, text), tuple(numbers))
        for (column, text), numbers in found.items()
    ]
    return view("problems", ("row", "column", "what"), rows, 110, 130, 300)


def told_in_full(row: DecisionRow) -> str:
    """A row whose cells are too narrow for it; findings of many rows name them."""
    numbers = row.identity if isinstance(row.identity, tuple) else ()
    texts = list(row.texts[1:])
    if len(numbers) > _ROWS_TOLD and all(isinstance(one, int) for one in numbers):
        texts.append(tr("import.in_rows", rows=_rows_word(numbers, _ROWS_IN_FULL)))
    return "  ·  ".join(text for text in texts if text)


def _rows_word(numbers: Sequence[int], limit: int) -> str:
    """The first rows of many, and how many more there are; nothing for the file as a whole."""
    told = ", ".join(str(row) for row in numbers[:limit] if row)
    more = len(numbers) - limit
    return tr("import.more_rows", rows=told, more=number(more)) if more > 0 else told


def workshops_view(
    differences: Differences, sessions: Mapping[str, str], decided: Mapping[str, str]
) -> View:
    """Choices that no session answers to, with the sessions to choose from."""
    options = {
        UNDECIDED: tr("import.decide"),
        NEW_SESSION: tr("import.make_session"),
        "": tr("import.ignore"),
        **sessions,
    }
    waiting = {w.title: (w.rows, w.suggestion_id) for w in differences.workshops}
    titles = dict.fromkeys([*waiting, *decided])
    rows = [
        DecisionRow(
            (title, number(waiting[title][0]) if title in waiting else ""),
            title,
            options,
            decided.get(title, UNDECIDED),
        )
        for title in titles
    ]
    return view("workshops", ("workshop", "times", "session"), rows, 180, 60, 260)


def twins_view(differences: Differences, decided: Mapping[int, str]) -> View:
    """New people who may be known."""
    rows = []
    for twin in differences.twins:
        options = {NEW_PERSON: tr("import.add_as_new"), LEAVE_OUT: tr("import.leave_out")}
        if twin.person_id:
            options[twin.person_id] = tr("import.same_person")
        known = twin.known or tr("import.earlier_row", row=number(twin.earlier))
        key = decided.get(twin.row, NEW_PERSON)
        texts = (str(twin.row), f"{twin.name} · {twin.organisation}".strip(" ·"), known)
        rows.append(DecisionRow(texts, twin.row, options, key if key in options else NEW_PERSON))
    return view("twins", ("row", "in_list", "known", "decision"), rows, 60, 200, 150, 165)


def conflicts_view(differences: Differences, from_list: frozenset[tuple[str, str]]) -> View:
    """Fields that desk and list both changed."""
    options = {"desk": tr("import.keep_desk"), "list": tr("import.take_list")}
    rows = [
        DecisionRow(
            (str(c.row), c.name, field_word(c.field), f"{c.desk or '–'}  ↔  {c.listed or '–'}"),
            (c.person_id, c.field),
            options,
            "list" if (c.person_id, c.field) in from_list else "desk",
        )
        for c in differences.conflicts
    ]
    titles = ("row", "name", "field", "both", "decision")
    return view("conflicts", titles, rows, 60, 130, 95, 160, 165)


def changed_view(differences: Differences) -> View:
    """Every field that changes, before and after."""
    rows = [
        DecisionRow(
            (
                str(change.row),
                change.name,
                change_word(field.field),
                f"{_value(field.before)}  →  {_value(field.after)}",
            ),
            change.person_id,
        )
        for change in differences.changed
        for field in change.fields
    ]
    return view("changed", ("row", "name", "field", "change"), rows, 60, 160, 120, 260)


def _value(text: str) -> str:
    return text or "–"


def new_view(differences: Differences) -> View:
    """People who are added."""
    rows = [
        DecisionRow((str(new.row), new.name, new.organisation), new.person_id)
        for new in differences.new
    ]
    return view("new", ("row", "name", "organisation"), rows, 70, 260, 300)


def missing_view(differences: Differences) -> View:
    """People of earlier lists who are not in this one."""
    rows = [
        DecisionRow(
            (m.name, m.organisation, tr("organiser.state_present") if m.present else ""),
            m.person_id,
        )
        for m in differences.missing
    ]
    return view("missing", ("name", "organisation", "presence"), rows, 260, 300, 130)


def history_view(records: Sequence[ImportRecord], times: Mapping[str, str]) -> View:
    """The imports of this event."""
    rows = [
        DecisionRow(
            (
                times[record.batch],
                f"{record.file or '–'}  ({_source_word(record)})",
                ", ".join(counted(name, getattr(record, name)) for name in ("new", "changed")),
                tr("import.undone") if record.undone else "",
            ),
            record.batch,
        )
        for record in records
    ]
    return view("history", ("time", "file", "counts", "state"), rows, 150, 240, 220, 90)


def _source_word(record: ImportRecord) -> str:
    return tr(f"lists.source_{record.source or 'list'}")

"""What the options of ``import`` decide, and how its results are printed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raict_desktop.cli.console import language, print_object, sentence, tell
from raict_desktop.domain.errors import UserError
from raict_desktop.wording import say

if TYPE_CHECKING:
    from raict_desktop.exchange.problems import Problem
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.list_results import ImportChoices, ImportResult


def chosen(
    event: OpenEvent,
    file: Path,
    mapping: tuple[str, ...],
    workshops: tuple[str, ...],
    *,
    new: bool,
    cancel: bool,
) -> ImportChoices:
    """The decisions that options spell out.

    Raises:
        UserError: a mapping of no column or to no field, a workshop of no session.
    """
    from raict_desktop.services.list_results import ImportChoices
    from raict_desktop.services.list_workshops import NEW_SESSION
    from raict_desktop.services.registrations import import_list

    columns = _columns(event, file, mapping) if mapping else None
    answers = dict(_answer(event, text) for text in workshops)
    choices = ImportChoices(columns=columns, workshops=answers, cancel_missing=cancel)
    if not new:
        return choices
    unknown = import_list(event, file, preview=True, choices=choices).unknown_workshops
    answers |= dict.fromkeys(unknown, NEW_SESSION)
    return ImportChoices(columns=columns, workshops=answers, cancel_missing=cancel)


def _columns(event: OpenEvent, file: Path, mapping: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from raict_desktop.services.list_results import FIELDS
    from raict_desktop.services.registrations import inspect

    found = inspect(event, file).columns
    pairs = [(column.field, column.workshop) for column in found]
    for text in mapping:
        title, mark, field = text.rpartition("=")
        places = [i for i, c in enumerate(found) if title in (c.title, c.option) and title]
        if not mark or not places or field not in ("", *FIELDS):
            raise UserError("services.bad_mapping", text=text[:80])
        for place in places[:1]:
            if field:  # a field stands in one column, unless it is a choice of workshops
                pairs = [("", "") if p[0] == field != "workshop" else p for p in pairs]
            pairs[place] = (field, found[place].workshop)
    return tuple(pairs)


def _answer(event: OpenEvent, text: str) -> tuple[str, str]:
    from raict_desktop.services import programme
    from raict_desktop.services.list_workshops import IGNORED, NEW_SESSION

    choice, mark, answer = text.rpartition("=")
    if not mark or not choice.strip():
        raise UserError("services.unknown_workshop_choice", text=text[:80])
    if answer in (IGNORED, NEW_SESSION):
        return choice, answer
    return choice, programme.find(event, answer).id


def show_columns(event: OpenEvent, file: Path, *, as_json: bool) -> None:
    """Print what each column of a list is taken for."""
    from raict_desktop.services.registrations import inspect

    to = language()
    found = inspect(event, file)
    columns = [
        {
            "title": column.title,
            "option": column.option,
            "field": column.field,
            "workshop": column.workshop,
            "sample": list(column.sample),
        }
        for column in found.columns
    ]
    if as_json:
        print_object(
            {
                "file": found.file,
                "source": found.source,
                "rows": found.row_count,
                "columns": columns,
            }
        )
        return
    click.echo(say("lists.source_line", to, file=found.file, source=source_name(found.source, to)))
    for column in found.columns:
        word = say(f"lists.field_{column.field or 'unused'}", to)
        what = f"{word} ({column.workshop})" if column.workshop else word
        title = " – ".join(text for text in (column.title, column.option) if text) or "–"
        click.echo(f"  {title[:48]:<50} {what}")


def source_name(source: str, to: str) -> str:
    """The platform's name for people."""
    return say(f"lists.source_{source}", to)


def counted(result: object, names: Iterable[str], to: str) -> dict[str, str]:
    """How many people something happened to, in words, by name."""
    counts = {name: getattr(result, name) for name in names}
    return {n: say(f"lists.count_{n}", to, count=c, shown=c) for n, c in counts.items()}


def problem_line(problem: Problem, to: str) -> str:
    """A problem with its place, as far as it has one."""
    message = sentence(UserError(problem.code, **problem.facts), to)
    if not problem.row:
        return f"  {message}"
    key = "cli.problem" if problem.column else "cli.problem_of_row"
    return say(key, to, row=problem.row, column=problem.column, message=message)


def show_result(result: ImportResult, *, as_json: bool) -> None:
    """Print what a list changed, problems by line on standard error."""
    to = language()
    problems = [
        {
            "row": p.row,
            "column": p.column,
            "message": sentence(UserError(p.code, **p.facts), to),
        }
        for p in result.problems
    ]
    if as_json:
        print_object(_object(result) | {"problems": problems})
    else:
        click.echo(
            say(
                "cli.imported",
                to,
                file=result.file,
                **counted(result, ("rows", "new", "changed", "unchanged", "left_out"), to),
            )
        )
    for problem in result.problems:
        tell(problem_line(problem, to))
    if result.problem_count > len(problems):
        tell(say("lists.more_problems", to, count=result.problem_count - len(problems)))
    for title in result.unknown_workshops:
        tell(say("cli.unknown_workshop", to, title=title))
    for conflict in result.differences.conflicts:
        tell(
            say(
                "lists.conflict_line",
                to,
                row=conflict.row,
                name=conflict.name,
                field=say(f"lists.field_{_FIELD_WORDS.get(conflict.field, conflict.field)}", to),
                desk=conflict.desk,
                listed=conflict.listed,
            )
        )
    for twin in result.differences.twins:
        known = twin.known or say("import.earlier_row", to, row=twin.earlier)
        tell(say("lists.twin_line", to, row=twin.row, name=twin.name, known=known))
    if result.missing:
        tell(say("lists.missing_line", to, count=result.missing))
    if result.cancelled and not as_json:
        count = result.cancelled
        click.echo("  " + say("lists.cancelled", to, count=count, shown=count))


_FIELD_WORDS = {"organisation_id": "organisation"}


def _object(result: ImportResult) -> dict[str, object]:
    return {
        "file": result.file,
        "source": result.source,
        "rows": result.rows,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "left_out": result.left_out,
        "cancelled": result.cancelled,
        "missing": result.missing,
        "problem_count": result.problem_count,
        "unknown_workshops": list(result.unknown_workshops),
        "conflicts": [
            {
                "row": c.row,
                "name": c.name,
                "field": _FIELD_WORDS.get(c.field, c.field),
                "desk": c.desk,
                "list": c.listed,
            }
            for c in result.differences.conflicts
        ],
        "possible_duplicates": [
            {"row": t.row, "name": t.name, "known": t.known, "earlier_row": t.earlier}
            for t in result.differences.twins
        ],
        "batch": result.batch,
    }

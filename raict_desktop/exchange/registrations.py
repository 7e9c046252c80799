"""Registration lists of any platform brought to one shape, so that the import knows only one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import Line, read_lines
from raict_desktop.exchange.list_columns import assign, is_known, source_of
from raict_desktop.exchange.problems import Problem
from raict_desktop.exchange.spelling import alive, fold, tidy, yes_or_no
from raict_desktop.exchange.words import category_of, status_of
from raict_desktop.exchange.workshops import choice_columns, chosen_titles

__all__ = ["Problem", "RegistrationList", "RegistrationRow", "read_list"]

MAX_FIELD = 1000
_OWN = ("raict", "raict_excel")
_TEXTS = (
    "code",
    "civility",
    "given_name",
    "family_name",
    "function",
    "organisation",
    "organisation_kind",
    "country",
    "category",
    "delegation",
    "email",
    "phone",
    "external_id",
    "note",
)
_IDENTIFYING = ("full_name", "given_name", "family_name")


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One person as the list has them; None where the list has no such column."""

    row: int
    code: str | None = None
    civility: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    function: str | None = None
    organisation: str | None = None
    organisation_kind: str | None = None
    country: str | None = None
    category: str | None = None
    delegation: str | None = None
    email: str | None = None
    phone: str | None = None
    external_id: str | None = None
    note: str | None = None
    status: str | None = None
    walk_in: bool | None = None
    workshops: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RegistrationList:
    """A list read: ``columns`` tells for each title understood the field it became.

    ``row_count`` is every row under the titles; ``left_out`` those that gave no person.
    """

    file: str
    source: str
    columns: dict[str, str]
    rows: tuple[RegistrationRow, ...]
    problems: tuple[Problem, ...]
    row_count: int
    left_out: int


def read_list(path: Path) -> RegistrationList:
    """Read a registration list.

    Args:
        path: delimited text, any usual encoding and delimiter.

    Raises:
        UserError: the file cannot be read, holds no person, or has no column of names.

    """
    lines = read_lines(path, is_known)
    titles, options, body = _titles(lines)
    source = source_of(titles)
    fields = assign(titles)
    if not any(name in fields for name in _IDENTIFYING):
        raise UserError("exchange.no_name_column", name=path.name)
    if not body:
        raise UserError("exchange.header_only", name=path.name)
    choices: dict[int, str] = {}
    if source not in _OWN:
        taken = frozenset(fields.values()) - {fields.get("workshops", -1)}
        choices = choice_columns(titles, options, body, taken, source)
    reading = _Reading(source, titles, fields, choices)
    rows = tuple(row for line in body if (row := reading.take(line)) is not None)
    columns = {titles[i]: field for field, i in fields.items()}
    columns |= {titles[i] or options[i]: "workshops" for i in choices}
    return RegistrationList(
        path.name,
        source,
        columns,
        rows,
        tuple(reading.problems),
        len(body),
        len(body) - len(rows),
    )


def _titles(lines: list[Line]) -> tuple[tuple[str, ...], tuple[str, ...], list[Line]]:
    """Titles, option names under them (form exports with three title rows), and the rest."""
    for number, line in enumerate(lines[:3]):
        keys = {fold(cell) for cell in line.cells}
        if keys & {"webform serial", "numero de serie"} and len(lines) > 2 and number < 3:
            return _three_rows(lines)
    best = max(range(min(5, len(lines))), key=lambda n: (sum(map(is_known, lines[n].cells)), -n))
    titles = tuple(" ".join(cell.split()) for cell in lines[best].cells)
    return titles, ("",) * len(titles), lines[best + 1 :]


def _three_rows(lines: list[Line]) -> tuple[tuple[str, ...], tuple[str, ...], list[Line]]:
    width = max(len(line.cells) for line in lines[:3])
    first, second, third = (line.cells + ("",) * (width - len(line.cells)) for line in lines[:3])
    titles: list[str] = []
    options: list[str] = []
    question = ""
    for cells in zip(first, second, third, strict=True):
        known = next((cell for cell in cells if is_known(cell)), "")
        question = cells[1].strip() or question
        key = next((c for c in cells if fold(c) in {"webform serial", "numero de serie"}), "")
        titles.append(" ".join((key or known or question or cells[0]).split()))
        options.append("" if known or key else " ".join(cells[2].split()))
    return tuple(titles), tuple(options), lines[3:]


class _Reading:
    """One list under way: where its fields are, and what was wrong so far."""

    def __init__(
        self,
        source: str,
        titles: tuple[str, ...],
        fields: dict[str, int],
        choices: dict[int, str],
    ) -> None:
        self._source = source
        self._titles = titles
        self._fields = {n: i for n, i in fields.items() if n != "workshops" or i not in choices}
        self._choices = choices
        self.problems: list[Problem] = []

    def _cell(self, line: Line, name: str) -> str | None:
        column = self._fields.get(name)
        if column is None:
            return None
        text = line.cells[column] if column < len(line.cells) else ""
        if self._source == "raict":
            return text
        text = alive(text)
        if self._source != "raict_excel":
            text = tidy(text)
        return text

    def _problem(self, line: Line, column: str, name: str, **facts: object) -> None:
        self.problems.append(Problem(line.row, column, f"exchange.{name}", facts))

    def take(self, line: Line) -> RegistrationRow | None:
        """Give the person of a record, or None with the reason among the problems."""
        if len(line.cells) > len(self._titles) and any(line.cells[len(self._titles) :]):
            self._problem(line, "", "surplus_cells")
        texts = {name: self._cell(line, name) for name in (*_TEXTS, "full_name")}
        for name, text in texts.items():
            if text and len(text) > MAX_FIELD:
                self._problem(line, name, "cut", limit=MAX_FIELD)
                texts[name] = text[:MAX_FIELD]
        whole = texts.pop("full_name")
        if whole is not None:
            texts["given_name"], texts["family_name"] = split_name(whole)
        own = self._source in _OWN
        if not (texts["given_name"] or texts["family_name"] or (own and texts["code"])):
            self._problem(line, "family_name", "no_name")
            return None
        keep, status = self._status(line)
        if not keep:
            return None
        if not own and texts["category"] is not None:
            texts["category"] = category_of(texts["category"])
        return RegistrationRow(
            line.row,
            **texts,
            status=status,
            walk_in=self._walk_in(line),
            workshops=self._workshops(line),
        )

    def _status(self, line: Line) -> tuple[bool, str | None]:
        word = self._cell(line, "status")
        if word is None:
            return True, None
        if not word:
            return True, None
        status = status_of(word)
        if status == "waiting":
            self._problem(line, "status", "left_out", value=word[:60])
            return False, None
        if status is None:
            self._problem(line, "status", "unknown_status", value=word[:60])
        return True, status or "registered"

    def _walk_in(self, line: Line) -> bool | None:
        word = self._cell(line, "walk_in")
        if word is None:
            return None
        answer = yes_or_no(word)
        if answer is None:
            self._problem(line, "walk_in", "not_yes_or_no", value=word[:60])
        return answer

    def _workshops(self, line: Line) -> tuple[str, ...] | None:
        cell = self._cell(line, "workshops")
        if cell is None and not self._choices:
            return None
        found = dict.fromkeys(chosen_titles(cell or "", own=self._source in _OWN))
        for column, title in self._choices.items():
            value = tidy(alive(line.cells[column])) if column < len(line.cells) else ""
            if title and yes_or_no(value) is not False and value:
                found[title] = None
            elif not title:
                found |= dict.fromkeys(chosen_titles(value, own=False))
        return tuple(found)


def split_name(whole: str) -> tuple[str, str]:
    """Split a name in one cell into given and family name.

    "DUPONT, Anne", "Anne DUPONT" and "DUPONT Anne" tell; else the first word is the given name.
    """
    family, comma, given = whole.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = whole.split()
    capitals = [bool(re.search(r"\w{2}", word)) and word.isupper() for word in words]
    if any(capitals) and not all(capitals):
        given_words = [w for w, high in zip(words, capitals, strict=True) if not high]
        family_words = [w for w, high in zip(words, capitals, strict=True) if high]
        return " ".join(given_words), " ".join(family_words)
    return " ".join(words[:1]), " ".join(words[1:])

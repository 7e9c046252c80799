"""Registration lists of any platform brought to one shape, so that the import knows only one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange.delimited import Line
from raict_desktop.exchange.list_columns import RANKS, Column, assign, is_known, source_of
from raict_desktop.exchange.problems import Problem, ProblemLog
from raict_desktop.exchange.spelling import alive, fold, is_harmful, tidy, visible, yes_or_no
from raict_desktop.exchange.tables import TableFile, open_table
from raict_desktop.exchange.words import category_of, status_of
from raict_desktop.exchange.workshops import (
    ColumnSurvey,
    bare_title,
    choice_columns,
    chosen_titles,
)

__all__ = [
    "Column",
    "Problem",
    "ProblemLog",
    "RegistrationList",
    "RegistrationRow",
    "open_list",
    "split_name",
]

MAX_FIELD = 200
MAX_NOTE = 1000
_OWN = ("raict", "raict_excel")
_TEXTS = (
    "code",
    "civility",
    "given_name",
    "family_name",
    "full_name",
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
    "ticket",
    "order",
    "buyer_given_name",
    "buyer_family_name",
    "buyer_full_name",
    "buyer_email",
    "status",
    "walk_in",
    "paid",
)
_NAMES = frozenset(["full_name", "given_name", "family_name"])
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_CODE_LIKE = re.compile(r"(?=.*\d)[\w/.-]{4,60}")
_SAMPLE = 3
_STOP_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One person as the list has them; None where the list has no such column.

    ``ticket`` is the kind of ticket, which may turn out to be a workshop's; ``order`` ties the
    tickets of one purchase together.
    """

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
    ticket: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationList:
    """A list whose columns are understood; its people are read one at a time.

    Attributes:
        table: the file.
        source: the platform, as ``source_of`` names it.
        shape: a mark that files with the same titles share.
        columns: every column of the file, in order.
        title_row: row of the last titles; people stand below.
        row_count: rows that hold anything below the titles.
    """

    table: TableFile
    source: str
    shape: str
    columns: tuple[Column, ...]
    title_row: int
    row_count: int

    @property
    def file(self) -> str:
        """The file's name without its folder."""
        return self.table.path.name

    @property
    def own(self) -> bool:
        """Whether this program wrote the file."""
        return self.source in _OWN

    def has_names(self) -> bool:
        """Whether some column holds the people's names."""
        fields = {column.field for column in self.columns}
        buyers = {"buyer_full_name", "buyer_family_name"}
        return bool(fields & (_NAMES | buyers))

    def mapped(self, fields: Sequence[tuple[str, str]]) -> RegistrationList:
        """The list with other fields (and workshops of ticked columns), one pair for each column."""
        pairs = zip(self.columns, fields, strict=True)
        columns = tuple(replace(c, field=f, workshop=w) for c, (f, w) in pairs)
        return replace(self, columns=columns)

    def rows(self, problems: ProblemLog) -> Iterator[RegistrationRow | None]:
        """Read the people; None stands for a row left out, with the reason among ``problems``.

        Raises:
            UserError: no column of names, or a fault of the file further down.
        """
        if not self.has_names():
            raise UserError("exchange.no_name_column", name=self.file)
        reading = _Reading(self, problems)
        for line in self.table.lines():
            if line.row > self.title_row:
                yield reading.take(line)


def open_list(path: Path, stop: Callable[[], bool] = lambda: False) -> RegistrationList:
    """Look through a registration list once and tell what its columns hold.

    Args:
        path: delimited text of any usual encoding and delimiter, .xlsx or .ods.
        stop: asked now and then; True gives up.

    Raises:
        UserError: the file cannot be read or holds no person.

    """
    table = open_table(path, is_known)
    head = list(islice(table.lines(), 5))
    if not head:
        raise UserError("exchange.empty", name=path.name)
    titles, options, title_row = _titles(head)
    surveys = [ColumnSurvey() for _ in titles]
    doubtful = list(enumerate(surveys))
    row_count = 0
    for line in table.lines():
        if line.row <= title_row:
            continue
        row_count += 1
        if row_count % _STOP_ROWS == 0:
            if stop():
                raise UserError("services.import_stopped", name=path.name)
            doubtful = [(i, survey) for i, survey in doubtful if not survey.settled]
        cells = line.cells
        for i, survey in doubtful:
            if i < len(cells) and cells[i]:
                survey.take(tidy(alive(cells[i])))
    if not row_count:
        raise UserError("exchange.header_only", name=path.name)
    source = source_of(titles)
    columns = _columns(titles, options, surveys, source)
    mark = sha256("\n".join((*map(fold, titles), *map(fold, options))).encode()).hexdigest()[:32]
    return RegistrationList(table, source, mark, columns, title_row, row_count)


def _columns(
    titles: tuple[str, ...], options: tuple[str, ...], surveys: list[ColumnSurvey], source: str
) -> tuple[Column, ...]:
    emails = frozenset(i for i, survey in enumerate(surveys) if survey.is_email)
    fields = assign(titles, emails if source not in _OWN else frozenset())
    if "code" not in fields and "ticket" in fields:
        _ticket_numbers(fields, titles, surveys)
    if source in _OWN:
        for name in ("ticket", "order", "full_name"):
            fields.pop(name, None)
        choices: Mapping[int, str] = {}
    else:
        taken = frozenset(fields.values()) - {fields.get("workshops", -1)}
        choices = choice_columns(titles, options, surveys, taken, source)
    by_column = {column: field for field, column in fields.items()}
    found: list[Column] = []
    for i, title in enumerate(titles):
        field, workshop = by_column.get(i, ""), ""
        if i in choices:
            workshop = choices[i]
            field = "workshop" if workshop else "workshops"
        sample = tuple(islice(surveys[i].sample, _SAMPLE))
        found.append(Column(title, options[i], field, workshop, sample))
    return tuple(found)


def _ticket_numbers(
    fields: dict[str, int], titles: tuple[str, ...], surveys: list[ColumnSurvey]
) -> None:
    """Take a column "Billet" whose texts are all different and look like numbers as codes."""
    for i, title in enumerate(titles):
        texts = surveys[i].sample
        if fold(title) not in ("billet", "ticket") or surveys[i].filled != len(texts):
            continue
        if texts and all(map(_CODE_LIKE.fullmatch, texts)):
            fields["code"] = i
            if fields["ticket"] == i:
                del fields["ticket"]
                others = {fold(t): j for j, t in enumerate(titles) if j != i}
                if "tarif" in others:
                    fields["ticket"] = others["tarif"]


def _titles(head: list[Line]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Titles, option names under them (form exports with three title rows), and their last row."""
    for number, line in enumerate(head[:3]):
        keys = {fold(cell) for cell in line.cells}
        if keys & {"webform serial", "numero de serie"} and len(head) > 2 and number < 3:
            return _three_rows(head)
    best = max(range(len(head)), key=lambda n: (sum(map(is_known, head[n].cells)), -n))
    titles = tuple(" ".join(cell.split()) for cell in head[best].cells)
    return titles, ("",) * len(titles), head[best].row


def _three_rows(head: list[Line]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    width = max(len(line.cells) for line in head[:3])
    first, second, third = (line.cells + ("",) * (width - len(line.cells)) for line in head[:3])
    titles: list[str] = []
    options: list[str] = []
    question = ""
    for cells in zip(first, second, third, strict=True):
        known = next((cell for cell in cells if is_known(cell)), "")
        question = cells[1].strip() or question
        key = next((c for c in cells if fold(c) in {"webform serial", "numero de serie"}), "")
        titles.append(" ".join((key or known or question or cells[0]).split()))
        lone = key or (known and fold(known) not in RANKS["workshops"])
        options.append("" if lone else " ".join(cells[2].split()))
    return tuple(titles), tuple(options), head[2].row


class _Reading:
    """One list under way: where its fields are, and what was wrong so far."""

    def __init__(self, shape: RegistrationList, problems: ProblemLog) -> None:
        self._own = shape.own
        self._exact = shape.source == "raict"
        self._calculable = shape.source == "raict_excel"
        self._problems = problems
        self._titles = tuple(column.title for column in shape.columns)
        fields: dict[str, int] = {}
        for i, column in enumerate(shape.columns):
            if column.field:
                fields.setdefault(column.field, i)
        self._fields = fields
        self._tells_surnames = not shape.own and ("family_name" in fields or "full_name" in fields)
        self._texts = tuple((name, fields[name]) for name in _TEXTS if name in fields)
        self._ticks = [
            (i, c.workshop or bare_title(c.option or c.title))
            for i, c in enumerate(shape.columns)
            if c.field == "workshop"
        ]
        self._lists = [i for i, c in enumerate(shape.columns) if c.field == "workshops"]
        self._chooses = bool(self._ticks or self._lists)
        width = len(self._titles)
        while width and not self._titles[width - 1]:
            width -= 1
        self._width = width

    def _clean(self, text: str) -> str:
        if text.isprintable() and text[0] not in " '" and text[-1] != " ":
            return text  # nothing invisible, no blank around, no apostrophe: nearly every cell
        if self._exact:
            return visible(text)
        return visible(alive(text)) if self._calculable else tidy(alive(text))

    def _problem(self, line: Line, field: str, name: str, **facts: object) -> None:
        column = self._titles[self._fields[field]] if field in self._fields else ""
        self._problems.add(line.row, column, name, **facts)

    def take(self, line: Line) -> RegistrationRow | None:
        """Give the person of a record, or None with the reason among the problems."""
        self._look_at_cells(line)
        cells = line.cells
        texts: dict[str, str | None] = {}
        for name, i in self._texts:
            text = self._clean(cells[i]) if i < len(cells) and cells[i] else ""
            if len(text) > MAX_FIELD:
                text = self._cut(line, name, text)
            texts[name] = text
        self._names(texts)
        own_code = self._own and texts.get("code")
        if not (texts.get("given_name") or texts.get("family_name") or own_code):
            self._problem(line, "family_name", "no_name")
            return None
        if self._tells_surnames and not texts.get("family_name"):
            self._problem(line, "family_name", "no_surname")
        keep, status = self._status(line, texts.pop("status", None))
        if not keep:
            return None
        email = texts.get("email")
        if email and not self._own and not _EMAIL.fullmatch(email):
            self._problem(line, "email", "bad_email", value=email[:60])
        paid = texts.pop("paid", None)
        if paid and yes_or_no(paid) is False:
            self._problem(line, "paid", "unpaid")
        self._category(texts)
        walk_in = self._walk_in(line, texts.pop("walk_in", None))
        workshops = self._workshops(line)
        ticket, order = texts.pop("ticket", "") or "", texts.pop("order", "") or ""
        return RegistrationRow(
            line.row,
            **texts,
            status=status,
            walk_in=walk_in,
            workshops=workshops,
            ticket=ticket,
            order=order,
        )

    def _look_at_cells(self, line: Line) -> None:
        count = len(line.cells)
        if count > len(self._titles) and any(line.cells[len(self._titles) :]):
            self._problem(line, "", "surplus_cells")
        elif line.ragged and count < self._width:
            self._problem(line, "", "missing_cells", count=count, expected=self._width)
        if line.odd:
            self._problem(line, "", "odd_characters")
        text = "".join(line.cells)
        if not text.isprintable() and is_harmful(text):
            self._problem(line, "", "hidden_characters")

    def _cut(self, line: Line, name: str, text: str) -> str:
        limit = MAX_NOTE if name == "note" else MAX_FIELD
        if name == "code" or len(text) <= limit:
            return text  # the import tells a code that is too long, and makes another
        self._problem(line, name, "cut", limit=limit)
        return text[:limit]

    @staticmethod
    def _names(texts: dict[str, str | None]) -> None:
        """Take names in one cell apart; the buyer stands in where no participant is named."""
        whole = texts.pop("full_name", None)
        if whole is not None:
            texts["given_name"], texts["family_name"] = split_name(whole)
        buyer = texts.pop("buyer_full_name", None)
        buyer_given = texts.pop("buyer_given_name", None)
        buyer_family = texts.pop("buyer_family_name", None)
        buyer_email = texts.pop("buyer_email", None)
        if buyer and not (buyer_given or buyer_family):
            buyer_given, buyer_family = split_name(buyer)
        if not (texts.get("given_name") or texts.get("family_name")):
            if not (buyer_given or buyer_family):
                return
            texts["given_name"], texts["family_name"] = buyer_given or "", buyer_family or ""
        if texts.get("email") or buyer_email is None:
            return
        # Somebody who buys for a whole delegation must not lend everyone the one address.
        named = fold(f"{texts.get('given_name')} {texts.get('family_name')}").split()
        bought = fold(f"{buyer_given or ''} {buyer_family or ''}").split()
        same = sorted(named) == sorted(bought)
        if same:
            texts["email"] = buyer_email

    def _category(self, texts: dict[str, str | None]) -> None:
        if self._own:
            return
        word = texts.get("category")
        if word is None:
            word = texts.get("ticket")
        if word is not None:
            texts["category"] = category_of(word)

    def _status(self, line: Line, word: str | None) -> tuple[bool, str | None]:
        if not word:
            return True, None
        status = status_of(word)
        if status == "waiting":
            self._problem(line, "status", "left_out", value=word[:60])
            return False, None
        if status is None:
            self._problem(line, "status", "unknown_status", value=word[:60])
        return True, status or "registered"

    def _walk_in(self, line: Line, word: str | None) -> bool | None:
        if word is None:
            return None
        answer = yes_or_no(word)
        if answer is None:
            self._problem(line, "walk_in", "not_yes_or_no", value=word[:60])
        return answer

    def _workshops(self, line: Line) -> tuple[str, ...] | None:
        if not self._chooses:
            return None
        found: dict[str, None] = {}
        cells = line.cells
        for i, title in self._ticks:
            value = tidy(alive(cells[i])) if i < len(cells) else ""
            if value and yes_or_no(value) is not False:
                found[title] = None
        for i in self._lists:
            value = self._clean(cells[i]) if i < len(cells) and cells[i] else ""
            if value and yes_or_no(value) is not False:
                found |= dict.fromkeys(chosen_titles(value, own=self._own))
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

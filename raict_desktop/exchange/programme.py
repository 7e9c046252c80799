"""The programme as organisers type it in a spreadsheet, brought to sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.local_time import doubt_of
from raict_desktop.domain.records import Admission, Session, SessionKind, WhenFull
from raict_desktop.exchange.delimited import Line
from raict_desktop.exchange.problems import Problem
from raict_desktop.exchange.spelling import alive, fold, tidy, yes_or_no
from raict_desktop.exchange.tables import read_lines

_TITLES = {
    "title": "title|titre|session|seance|intitule|nom",
    "kind": "kind|type|nature|genre",
    "room": "room|salle|lieu|espace",
    "day": "day|date|jour",
    "start": "start|debut|heure de debut|starts|heure debut",
    "end": "end|fin|heure de fin|ends|heure fin",
    "capacity": "capacity|capacite|jauge|places",
    "policy": "policy|admission|acces|regle|regle d acces",
    "exits": "exits|sorties|scan des sorties|sortie",
    "full": "full|complet|si complet|when full",
    "quota": "quota|places a l inscription|inscriptions max",
    "languages": "languages|langues|langue|language",
    "speakers": "speakers|intervenants|intervenant|intervenantes|speaker|orateurs",
    "cancelled": "cancelled|annule|annulee",
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}
_KINDS = {
    "pleniere": SessionKind.PLENARY,
    "atelier": SessionKind.WORKSHOP,
    "micro atelier": SessionKind.MICRO_WORKSHOP,
    "ceremonie": SessionKind.CEREMONY,
    "autre": SessionKind.OTHER,
    "": SessionKind.OTHER,
}
_POLICIES = {
    "": Admission.OPEN,
    "ouvert": Admission.OPEN,
    "libre": Admission.OPEN,
    "avertir": Admission.WARN,
    "avertissement": Admission.WARN,
    "obligatoire": Admission.REQUIRED,
    "inscription obligatoire": Admission.REQUIRED,
    "inscrits": Admission.REQUIRED,
    "inscrits seulement": Admission.REQUIRED,
}
_FULL = {"": WhenFull.WARN, "avertir": WhenFull.WARN, "refuser": WhenFull.REFUSE}
_LANGUAGES = {
    "francais": "fr",
    "french": "fr",
    "anglais": "en",
    "english": "en",
    "espagnol": "es",
    "spanish": "es",
    "portugais": "pt",
    "portuguese": "pt",
    "arabe": "ar",
    "arabic": "ar",
    "allemand": "de",
    "german": "de",
}
_TIME = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::(\d{2}))?")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_MAX_TEXT = 200
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ProgrammeList:
    """The sessions of a file, without ids, what was wrong with some rows, and the fields it has."""

    sessions: tuple[Session, ...]
    problems: tuple[Problem, ...]
    fields: frozenset[str] = frozenset()


def read_programme(path: Path, timezone: str) -> ProgrammeList:
    """Read a programme.

    Args:
        path: delimited text with the columns title, kind, room, start, end, capacity, policy,
            exits and perhaps full, in French or English; days may stand in a column of their own.
        timezone: IANA name; times without an offset are local there.

    Raises:
        UserError: the file cannot be read, a needed column is missing, an unknown time zone.

    """
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise UserError("exchange.unknown_timezone", timezone=timezone) from error
    lines = read_lines(path, lambda title: fold(title) in _FIELDS)
    fields: dict[str, int] = {}
    for column, title in enumerate(lines[0].cells):
        name = _FIELDS.get(fold(title))
        if name is not None:
            fields.setdefault(name, column)
    for name in ("title", "start", "end"):
        if name not in fields:
            raise UserError("exchange.missing_column", name=path.name, column=name)
    if len(lines) == 1:
        raise UserError("exchange.header_only", name=path.name)
    reading = _Reading(fields, zone)
    sessions = tuple(s for line in lines[1:] if (s := reading.take(line)) is not None)
    return ProgrammeList(sessions, tuple(reading.problems), frozenset(fields))


class _Reading:
    """One programme under way."""

    def __init__(self, fields: dict[str, int], zone: ZoneInfo) -> None:
        self._fields = fields
        self._zone = zone
        self._seen: set[tuple[str, datetime]] = set()
        self.problems: list[Problem] = []

    def _cell(self, line: Line, name: str) -> str:
        column = self._fields.get(name, len(line.cells))
        return tidy(alive(line.cells[column])) if column < len(line.cells) else ""

    def _problem(self, line: Line, column: str, name: str, **facts: object) -> None:
        self.problems.append(Problem(line.row, column, f"exchange.{name}", facts))

    def take(self, line: Line) -> Session | None:
        """Give the session of a record, or None with the reason among the problems."""
        title = self._text(line, "title")
        if not title:
            self._problem(line, "title", "no_title")
            return None
        day = self._cell(line, "day")
        start = self._moment(line, "start", day)
        end = self._moment(line, "end", day or self._cell(line, "start"))
        if start is None or end is None:
            return None
        if end <= start:
            self._problem(line, "end", "end_before_start")
            return None
        if (fold(title), start) in self._seen:
            self._problem(line, "title", "doubled_session", title=title[:60])
            return None
        self._seen.add((fold(title), start))
        return Session(
            "",
            title,
            self._word(line, "kind", SessionKind, _KINDS, SessionKind.OTHER),
            self._text(line, "room"),
            start,
            end,
            self._places(line, "capacity", "bad_capacity"),
            self._word(line, "policy", Admission, _POLICIES, Admission.OPEN),
            self._word(line, "full", WhenFull, _FULL, WhenFull.WARN),
            self._exits(line),
            quota=self._places(line, "quota", "bad_quota"),
            languages=self._languages(line),
            speakers=self._speakers(line),
            cancelled=self._yes(line, "cancelled"),
        )

    def _text(self, line: Line, name: str) -> str:
        text = self._cell(line, name)
        if len(text) > _MAX_TEXT:
            self._problem(line, name, "cut", limit=_MAX_TEXT)
        return text[:_MAX_TEXT]

    def _moment(self, line: Line, name: str, day: str) -> datetime | None:
        text = self._cell(line, name)
        wall = parse_moment(text, day)
        if wall is None:
            self._problem(line, name, "bad_time", value=text[:60])
            return None
        if wall.tzinfo is None:
            doubt = doubt_of(wall, self._zone)
            if doubt is not None:
                self._problem(line, name, f"{doubt}_time", value=text[:60])
                return None
            wall = wall.replace(tzinfo=self._zone)
        try:
            return wall.astimezone(UTC)
        except OverflowError:
            self._problem(line, name, "bad_time", value=text[:60])
            return None

    def _places(self, line: Line, name: str, problem: str) -> int | None:
        text = self._cell(line, name)
        if not text:
            return None
        digits = re.sub(r"\s", "", text)
        if re.fullmatch(r"[0-9]{1,7}", digits) and int(digits) > 0:
            return int(digits)
        self._problem(line, name, problem, value=text[:60])
        return None

    def _languages(self, line: Line) -> tuple[str, ...]:
        found: list[str] = []
        for word in re.split(r"[\s,;/|]+", self._cell(line, "languages").lower()):
            code = _LANGUAGES.get(fold(word), word)
            if re.fullmatch(r"[a-z]{2,3}", code):
                found.append(code)
            elif code:
                self._problem(line, "languages", "bad_language", value=word[:60])
        return tuple(dict.fromkeys(found))

    def _speakers(self, line: Line) -> tuple[str, ...]:
        parts = re.split(r"[|;\n]", self._cell(line, "speakers"))
        return tuple(name[:_MAX_TEXT] for part in parts if (name := part.strip()))

    def _exits(self, line: Line) -> bool:
        return self._yes(line, "exits")

    def _yes(self, line: Line, name: str) -> bool:
        text = self._cell(line, name)
        answer = yes_or_no(text)
        if answer is None:
            self._problem(line, name, "not_yes_or_no", value=text[:60])
        return bool(answer)

    def _word(
        self, line: Line, name: str, kinds: type[_Word], words: dict[str, _Word], default: _Word
    ) -> _Word:
        text = self._cell(line, name)
        folded = fold(text)
        for kind in kinds:
            if fold(kind.value) == folded:
                return kind
        if folded not in words:
            taken = default.value
            self._problem(line, name, "unknown_word", value=text[:60], taken=taken)
        return words.get(folded, default)


def parse_moment(text: str, day: str) -> datetime | None:
    """Read a time as written; it is aware only where the text gives an offset.

    Args:
        text: ISO 8601, "29/06/2021 09:30", or a time alone ("9h30").
        day: where the day stands when ``text`` is a time alone.

    """
    try:
        return _parsed(text, day)
    except ValueError:
        return None


def _parsed(text: str, day: str) -> datetime | None:
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", text):
        return datetime.fromisoformat(text)
    on = _FRENCH_DAY.match(text)
    clock = _TIME.fullmatch(text[on.end() :].strip(" T") if on else text)
    if clock is None:
        return None
    hour = time(int(clock[1]), int(clock[2] or 0), int(clock[3] or 0))
    found = _day(text if on else day)
    # The zone is put on by the caller, which knows it.
    return None if found is None else datetime.combine(found, hour)


def _day(text: str) -> date | None:
    french = _FRENCH_DAY.match(text)
    if french:
        return date(int(french[3]), int(french[2]), int(french[1]))
    return date.fromisoformat(text[:10]) if text else None

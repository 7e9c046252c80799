"""Workshop choices of a list matched to the programme, and sessions made from those it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from raict_desktop.domain.journal import Draft, Source
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.exchange.problems import ProblemLog
from raict_desktop.matching.folding import fold
from raict_desktop.matching.titles import nearest_title
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.programme import session_draft, sessions, split_start, start_text

NEW_SESSION = "new"
IGNORED = ""
_TICKET_WORDS = ("atelier", "workshop", "micro atelier", "seance")


@dataclass(frozen=True, slots=True)
class UnknownWorkshop:
    """A choice that no session of the programme answers to.

    Attributes:
        title: as the list writes it.
        rows: how often.
        suggestion: title of the session most like it, or empty.
        suggestion_id: its id.
    """

    title: str
    rows: int = 0
    suggestion: str = ""
    suggestion_id: str = ""


class Workshops:
    """The programme as an import sees it.

    Args:
        event: the open event.
        decisions: for folded choices the id of the session meant, ``NEW_SESSION`` or ``IGNORED``.
        problems: told of choices that several sessions answer to.

    Attributes:
        drafts: entries of sessions made from choices; the caller writes them.
        unknown: choices without a session, by folded title.
    """

    def __init__(
        self, event: OpenEvent, decisions: Mapping[str, str], problems: ProblemLog
    ) -> None:
        self._event = event
        self._decisions = {fold(title): answer for title, answer in decisions.items()}
        self._problems = problems
        self._sessions = {s.id: s for s in sessions(event)}
        self._by_title: dict[str, list[Session]] = {}
        for session in self._sessions.values():
            self._by_title.setdefault(fold(session.title), []).append(session)
        self._near: dict[str, list[Session]] = {}
        self.drafts: list[Draft] = []
        self.unknown: dict[str, UnknownWorkshop] = {}

    def ids(self, row: int, pieces: tuple[str, ...]) -> tuple[set[str], bool]:
        """The sessions that a row's choices mean, and whether every choice was understood."""
        wanted: set[str] = set()
        whole = True
        for title in self._whole_titles(pieces):
            session_id, understood = self._session(row, title)
            if session_id:
                wanted.add(session_id)
            whole = whole and understood
        return wanted, whole

    def titles(self, session_ids: Iterable[str]) -> tuple[str, ...]:
        """Titles of sessions, in the programme's order; one that was removed has none."""
        wanted = set(session_ids)
        return tuple(s.title for s in self._sessions.values() if s.id in wanted)

    def is_workshop(self, ticket: str) -> bool:
        """Whether a kind of ticket is a workshop's rather than the event's."""
        if not ticket:
            return False
        folded = fold(ticket)
        return bool(self._fitting(ticket)) or folded.startswith(_TICKET_WORDS)

    def _fitting(self, words: str) -> list[Session]:
        """The sessions a choice may mean: by whole title, decision, start, then likeness."""
        folded = fold(words)
        if folded in self._by_title:
            return self._by_title[folded]
        title, start = split_start(words)
        if start:
            same = self._by_title.get(fold(title), [])
            return [s for s in same if start_text(self._event, s).startswith(start)]
        if folded not in self._near:
            near, certain = nearest_title(words, (s[0].title for s in self._by_title.values()))
            self._near[folded] = self._by_title[fold(near)] if certain else []
        return self._near[folded]

    def _session(self, row: int, words: str) -> tuple[str, bool]:
        decision = self._decisions.get(fold(words))
        if decision in self._sessions:
            return str(decision), True
        if decision == IGNORED:
            return "", True
        fitting = self._fitting(words)
        if len(fitting) == 1:
            return fitting[0].id, True
        if fitting:
            starts = ", ".join(start_text(self._event, s) for s in fitting[:6])
            title = split_start(words)[0][:60]
            self._problems.add(row, "", "several_starts", value=title, starts=starts)
            return "", False
        if decision == NEW_SESSION:
            return self._made(words), True
        known = self.unknown.get(fold(words)) or self._suggested(words)
        self.unknown[fold(words)] = replace(known, rows=known.rows + 1)
        return "", False

    def _suggested(self, words: str) -> UnknownWorkshop:
        near, _ = nearest_title(words, (s[0].title for s in self._by_title.values()))
        suggestion = self._by_title[fold(near)][0].id if near else ""
        return UnknownWorkshop(words, 0, near, suggestion)

    def _made(self, title: str) -> str:
        """Make a session of the first morning; its hour and room are for the organiser to settle."""
        first = datetime.combine(self._event.info.first_day, time(9), self._event.zone)
        start = first.astimezone(UTC)
        made = Session(
            self._event.outside.new_id(),
            title[:200],
            SessionKind.WORKSHOP,
            "",
            start,
            start + timedelta(hours=1),
        )
        self._sessions[made.id] = made
        self._by_title.setdefault(fold(made.title), []).append(made)
        self.drafts.append(session_draft(made, Source.IMPORT))
        return made.id

    def _whole_titles(self, pieces: tuple[str, ...]) -> list[str]:
        """Titles put together again where a comma inside one was taken for a separator.

        And the other way round: a piece that is no title, though a part of it is, was several.
        """
        pieces = tuple(part for piece in pieces for part in self._parts(piece))
        titles: list[str] = []
        at = 0
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                joined = ", ".join(pieces[at:end])
                if end == at + 1 or self._is_title(joined):
                    titles.append(joined)
                    at = end
                    break
        return titles

    def _parts(self, piece: str) -> list[str]:
        parts = piece.split(", ")
        if len(parts) == 1 or self._is_title(piece):
            return [piece]
        return parts if any(map(self._is_title, parts)) or self._begins_title(parts) else [piece]

    def _begins_title(self, parts: list[str]) -> bool:
        """Whether some of the parts together are a title, so that the rest is another."""
        return any(
            self._is_title(", ".join(parts[start:end]))
            for start in range(len(parts))
            for end in range(start + 2, len(parts) + 1)
        )

    def _is_title(self, joined: str) -> bool:
        return fold(joined) in self._decisions or fold(split_start(joined)[0]) in self._by_title

"""One page of a long list of people, read beside the window and given up when nobody waits for it."""

from __future__ import annotations

from threading import Lock

from raict_desktop.services import large_list
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people import PeoplePage, PeopleQuery, page_from, sought
from raict_desktop.storage import queries
from raict_desktop.storage.snapshot import GivenUp, Reader


def is_long(event: OpenEvent) -> bool:
    """Whether a list is so long that a look at it can take the window too long."""
    with event.file.reading() as db:
        return queries.count_people(db, queries.PeopleFilter()) > large_list.LARGE


class PeopleReading:
    """A question about a long list: how many people there are, and a page of them.

    Args:
        event: the open event; a passage never waits for the answer.
        query: whom to list.
        offset: the first row.
        limit: how many rows.
    """

    def __init__(self, event: OpenEvent, query: PeopleQuery, offset: int, limit: int) -> None:
        self._event, self._query = event, query
        self._offset, self._limit = offset, limit
        self._reader = Reader(event.file)
        self._lock = Lock()
        self._given_up = False

    def answer(self) -> PeoplePage | None:
        """The page, for another thread than the window's; None when it was given up."""
        wanted = sought(self._event, self._query)
        if self._event.read_only:
            with self._event.file.reading() as db:
                return page_from(db, wanted, self._offset, self._limit)
        try:
            with self._reader.reading() as db:
                if self._given_up:
                    return None
                return page_from(db, wanted, self._offset, self._limit)
        except GivenUp:
            return None
        finally:
            with self._lock:
                self._reader.close()

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        self._given_up = True
        with self._lock:
            self._reader.stop()

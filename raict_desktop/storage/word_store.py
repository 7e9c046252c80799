"""Which people bear which words, for lists too long for the search in memory: SQLite's own word index.

A million people take some hundred megabytes here, and three thousand in Python's sets. It lives in memory
only, so that no file beside the event holds names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from raict_desktop.storage.event_file import Connection

_AFTER_ANY_LETTER = "\x7f"


class WordStore:
    """Words of names and other words of people; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            self._db.execute(
                "CREATE VIRTUAL TABLE words USING fts5(names, others, content = '',"
                " detail = column, columnsize = 0, tokenize = 'ascii')"
            )
            self._db.execute("CREATE TABLE ids (number INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def made(cls) -> WordStore | None:
        """An empty store; None where this SQLite was built without its index of words."""
        try:
            return cls()
        except sqlite3.OperationalError:
            return None

    def add(self, people: Iterable[tuple[str, str, str]]) -> None:
        """Note people: id, words of the names, other words, parted by blanks; all of them or none."""
        with self._lock:
            self._db.execute("BEGIN")
            try:
                for person_id, names, others in people:
                    number = self._db.execute(
                        "INSERT INTO ids (id) VALUES (?)", (person_id,)
                    ).lastrowid
                    self._db.execute(
                        "INSERT INTO words (rowid, names, others) VALUES (?, ?, ?)",
                        (number, names, others),
                    )
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def bearers(
        self, asked: Sequence[Iterable[str]], limit: int, *, names: bool, beginnings: bool
    ) -> list[str]:
        """Ids of people who bear one of each of these groups of words.

        Args:
            asked: for every word asked for, the words that serve; letters and digits only.
            limit: how many people at most.
            names: look at names only.
            beginnings: longer words that begin so serve as well.
        """
        sign = "*" if beginnings else ""
        groups = ["(" + " OR ".join(f'"{word}"{sign}' for word in group) + ")" for group in asked]
        if "()" in groups:
            return []
        wanted = " AND ".join(groups)
        with self._lock:
            rows = self._db.execute(
                "SELECT id FROM words JOIN ids ON number = words.rowid WHERE words MATCH ?"
                " ORDER BY words.rowid LIMIT ?",
                (f"names : ({wanted})" if names else wanted, limit),
            ).fetchall()
        return [row[0] for row in rows]

    def name_words(self) -> list[str]:
        """Every word of a name, once."""
        with self._lock:
            self._db.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, col)"
            )
            rows = self._db.execute("SELECT term FROM vocabulary WHERE col = 'names'").fetchall()
        return [row[0] for row in rows]

    def close(self) -> None:
        """Give the memory back."""
        with self._lock:
            self._db.close()


def has_more_people(db: Connection, count: int) -> bool:
    """Whether an event has more than ``count`` people; looks at that many at most."""
    return db.execute("SELECT 1 FROM people LIMIT 1 OFFSET ?", (count,)).fetchone() is not None


def word_rows(db: Connection, after: str, count: int) -> list[tuple[str, ...]]:
    """The next people by id: id, folded surname, given name and organisation, delegation, country, e-mail."""
    return db.execute(
        "SELECT p.id, folded_family, folded_given, coalesce(o.folded, ''), delegation,"
        " coalesce(o.country, ''), email FROM people p"
        " LEFT JOIN organisations o ON o.id = organisation_id WHERE p.id > ? ORDER BY p.id LIMIT ?",
        (after, count),
    ).fetchall()


def named(db: Connection, words: Sequence[str], limit: int) -> Iterator[str]:
    """Ids of people whose surname or given name begins so, by the event file's own indices.

    Args:
        db: the event file.
        words: folded words; of several, one begins the surname and one the given name, or all of
            them together the surname.
        limit: how many people at most of each kind.
    """
    if len(words) == 1:
        yield from _beginning(db, "folded_family", words[0], limit)
        yield from _beginning(db, "folded_given", words[0], limit)
        return
    for family, given in ((words[-1], words[0]), (words[0], words[-1])):
        rows = db.execute(
            "SELECT id FROM people INDEXED BY people_name WHERE folded_family >= ? AND folded_family < ?"
            " AND folded_given >= ? AND folded_given < ? ORDER BY folded_family, folded_given LIMIT ?",
            (family, family + _AFTER_ANY_LETTER, given, given + _AFTER_ANY_LETTER, limit),
        )
        yield from (row[0] for row in rows)
    yield from _beginning(db, "folded_family", " ".join(words), limit)
    yield from _beginning(db, "folded_given", " ".join(words), limit)


def _beginning(db: Connection, column: str, word: str, limit: int) -> Iterator[str]:
    other = "folded_given" if column == "folded_family" else "folded_family"
    rows = db.execute(
        f"SELECT id FROM people WHERE {column} >= ? AND {column} < ?"
        f" ORDER BY {column}, {other} LIMIT ?",
        (word, word + _AFTER_ANY_LETTER, limit),
    )
    yield from (row[0] for row in rows)


def coded(db: Connection, start: str, limit: int) -> list[str]:
    """Ids of people whose code begins so."""
    rows = db.execute(
        "SELECT id FROM people WHERE code >= ? AND code < ? ORDER BY code LIMIT ?",
        (start, start + _AFTER_ANY_LETTER, limit),
    )
    return [row[0] for row in rows]

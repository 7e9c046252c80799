"""The union of journals: entries of other stations join this event's file, each believed on its own.

The result is the same in whatever order, and however often, the same entries come. A line that does
not prove itself is left where it is and named; the others are taken. Where a station's lines have a
gap, what follows it is taken too, and the gap is named until its lines arrive.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from hashlib import sha256

from raict_desktop.domain.carried import Carried, is_whole, values_fit
from raict_desktop.domain.journal import Kind
from raict_desktop.storage import operators, projections
from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.journal import (
    COLUMNS,
    INSERT,
    INSERT_VALUES,
    corrections,
    entry_of,
    replay,
    seal_of,
)

_NAMES = ", ".join("j." + name.strip() for name in COLUMNS.split(","))
_LAST = 1 << 53
_ERASURES = "kind IN ('anonymised', 'person_erased')"
"""As the index of them has it: asked with every backup, and the journal is long."""


@dataclass(frozen=True, slots=True)
class StationProblem:
    """What could not be taken of one station.

    Attributes:
        code: ``merge.altered`` (the line is not what was hashed), ``merge.forked`` (two machines
            wrote different lines under one counter), ``merge.values_altered``, ``merge.gap``.
        station: whose line.
        counter: the line, or the last one before a gap.
        count: how many lines it stands for.
    """

    code: str
    station: str
    counter: int
    count: int = 1


class _Step(Enum):
    KNOWN = auto()
    NEW = auto()
    VALUES = auto()
    REFUSED = auto()


@dataclass(slots=True)
class _Chain:
    """What is known of one station: hashes and links by counter, and what was refused."""

    hashes: dict[int, str]
    links: dict[int, str]
    altered: dict[int, None] = field(default_factory=dict)
    forked: dict[int, None] = field(default_factory=dict)
    values_altered: dict[int, str] = field(default_factory=dict)


class Joining:
    """One joining of journals under way, over any number of carriers and transactions.

    Args:
        db: the event file.
        salt: its salt.
        spans: for each station the first and last counter that will come; what is known of a station
            is then read around them only, where a link takes a few entries of many thousands.

    Attributes:
        taken: entries that are new here, by station.
        known: entries that were here already, by station.
        subjects: ids that new entries are about.
        refused: whether ``problems`` has anything to tell, gaps aside.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        salt: str,
        *,
        spans: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self.taken: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.subjects: set[str] = set()
        self.refused = False
        self._db = db
        self._salt = salt
        self._closed = was_anonymised(db)
        self._fresh = db.in_transaction
        self._without: set[str] | None = None
        self._spans = spans
        self._chains: dict[str, _Chain] = {}

    @property
    def _bare(self) -> set[str]:
        """Entries whose values are missing here; looked for only once somebody brings some."""
        if self._without is None:
            self._without = set() if self._closed else _without_values(self._db)
        return self._without

    def look(self, entries: Iterable[Carried]) -> None:
        """Count what joining would do, and write nothing.

        Args:
            entries: of any stations, each station's in the order of its counters.
        """
        for entry in entries:
            if self._step(entry) is _Step.NEW:
                self._note(entry)

    def take(self, file: EventFile, entries: Iterable[Carried]) -> None:
        """Take entries into the journal and bring the projections up to date.

        Call inside ``file.writing()``.

        Args:
            file: this event's file.
            entries: of any stations, each station's in the order of its counters.
        """
        db = file.connection
        if self._db is not db or not self._fresh:
            # It may have been anonymised since this joining began.
            self._db, self._closed = db, was_anonymised(db)
        self._fresh = False
        new: list[Carried] = []
        for entry in entries:
            step = self._step(entry)
            if step is _Step.VALUES:
                _insert_values(db, entry)
                self._bare.discard(entry.id)
                new.append(entry)
            elif step is _Step.NEW:
                kept = entry
                if self._closed or not values_fit(entry, self._salt):
                    kept = replace(entry, personal=None)
                if self._closed and operators.is_name(entry.operator):
                    kept = replace(kept, operator=operators.ERASED)
                if _insert(db, kept):
                    self._note(kept)
                    new.append(kept)
                else:
                    self.refused = True
                    self._chain(entry.station).altered[entry.counter] = None
            elif step is _Step.REFUSED:
                self.refused = True
        _project(file, new)

    def problems(self) -> list[StationProblem]:
        """What could not be taken, station by station."""
        found: list[StationProblem] = []
        for station, chain in sorted(self._chains.items()):
            # A good copy of a line may have come along with the bad one.
            altered = [c for c in chain.altered if c not in chain.hashes]
            values = [c for c, entry_id in chain.values_altered.items() if entry_id in self._bare]
            for code, counters in (
                ("merge.altered", altered),
                ("merge.values_altered", values),
                ("merge.forked", list(chain.forked)),
            ):
                if counters:
                    found.append(StationProblem(code, station, min(counters), len(counters)))
            if self._spans is None:
                found += [
                    StationProblem("merge.gap", station, start, missing)
                    for start, missing in _gaps(sorted(chain.hashes))
                ]
        return found

    def _chain(self, station: str) -> _Chain:
        chain = self._chains.get(station)
        if chain is None:
            first, last = self._spans[station] if self._spans else (1, _LAST)
            rows = self._db.execute(
                "SELECT counter, hash, previous FROM journal WHERE station = ? "
                "AND counter BETWEEN ? AND ?",
                (station, first - 1, last + 1),
            ).fetchall()
            chain = self._chains[station] = _Chain(
                {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
            )
        return chain

    def _step(self, entry: Carried) -> _Step:
        """Whether an entry is known, new, brings values that were missing, or cannot be believed."""
        chain = self._chain(entry.station)
        counter = entry.counter
        standing = chain.hashes.get(counter)
        if standing is not None and standing == entry.hash:
            self.known[entry.station] += 1
            if not self._closed and entry.id in self._bare and entry.personal is not None:
                fits = is_whole(entry) and values_fit(entry, self._salt)
                return _Step.VALUES if fits else _Step.KNOWN
            return _Step.KNOWN
        if not is_whole(entry):
            chain.altered[counter] = None
            return _Step.REFUSED
        before, after = chain.hashes.get(counter - 1), chain.links.get(counter + 1)
        unlinked = (
            standing is not None
            or (counter == 1 and entry.previous != "")
            or (before is not None and before != entry.previous)
            or (after is not None and after != entry.hash)
            or (before is None and counter - 1 in chain.forked)
        )
        if unlinked:
            chain.forked[counter] = None
            return _Step.REFUSED
        if not self._closed and not values_fit(entry, self._salt):
            self.refused = True
            chain.values_altered[counter] = entry.id
            self._bare.add(entry.id)
        return _Step.NEW

    def _note(self, entry: Carried) -> None:
        chain = self._chain(entry.station)
        chain.hashes[entry.counter], chain.links[entry.counter] = entry.hash, entry.previous
        self.taken[entry.station] += 1
        if entry.subject:
            self.subjects.add(entry.subject)


def was_anonymised(db: sqlite3.Connection) -> bool:
    """Whether this event was anonymised: what others hold of people must not come back by a merge.

    Later values do not matter: a stranger's code that is scanned afterwards opens no door to names.
    """
    sql = "SELECT EXISTS (SELECT 1 FROM journal WHERE kind = 'anonymised')"
    return bool(db.execute(sql).fetchone()[0])


def is_anonymised(db: sqlite3.Connection) -> bool:
    """Whether the personal values of this file were erased: they must not come back by a merge."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE kind = 'anonymised') "
        "AND NOT EXISTS (SELECT 1 FROM personal_values)"
    ).fetchone()
    return bool(row[0])


def _without_values(db: sqlite3.Connection) -> set[str]:
    """Entries whose personal values an earlier merge had to leave out, damaged as they came."""
    rows = db.execute(
        "SELECT id FROM journal j WHERE digest <> '' "
        "AND NOT EXISTS (SELECT 1 FROM personal_values v WHERE v.entry_id = j.id)"
    )
    return {row[0] for row in rows}


def _gaps(counters: list[int]) -> Iterator[tuple[int, int]]:
    """(last counter before, how many are missing) for each gap of a station's counters."""
    last = 0
    for counter in counters:
        if counter > last + 1:
            yield last, counter - last - 1
        last = counter


def _insert(db: sqlite3.Connection, entry: Carried) -> bool:
    """Whether the row could be written: a doubled id or a value beyond its limits is refused."""
    try:
        db.execute(INSERT, entry.columns)
    except sqlite3.IntegrityError:
        return False
    if entry.personal is not None:
        _insert_values(db, entry)
    if entry.operator == operators.ERASED:
        operators.put_aside(db, entry.id, seal_of(entry.columns))
    return True


def _insert_values(db: sqlite3.Connection, entry: Carried) -> None:
    db.execute(INSERT_VALUES, (entry.id, entry.personal))


def _project(file: EventFile, new: list[Carried]) -> None:
    """Bring the projections up to date; what is folded from the whole journal is folded once."""
    db = file.connection
    if any(entry.kind == Kind.CLOCK_CORRECTED for entry in new):
        replay(db, file.folding)  # entries that are here already take another time
        return
    corrected = corrections(db)
    projections.apply_all(
        db,
        (
            (
                entry_of(entry.columns, corrected),
                json.loads(entry.personal) if entry.personal else {},
            )
            for entry in sorted(new, key=lambda e: (e.at_ms, e.station, e.counter))
        ),
        file.folding,
    )


def carried_entries(db: sqlite3.Connection, station: str = "", after: int = 0) -> Iterator[Carried]:
    """Entries as carriers hand them over, each station's in the order of its counters.

    Args:
        db: the connection.
        station: only this station's, when given.
        after: only those beyond this counter.
    """
    rows = db.execute(
        f"SELECT {_NAMES}, v.body FROM journal j "
        "LEFT JOIN personal_values v ON v.entry_id = j.id "
        f"WHERE j.counter > ? {'AND j.station = ? ' if station else ''}"
        "ORDER BY j.station, j.counter",
        (after, station) if station else (after,),
    )
    for row in rows:
        yield Carried(*row)


def added_since(db: sqlite3.Connection, sequence: int) -> list[tuple[int, str, int]]:
    """Sequence, station and counter of what joined this file's journal after a sequence number."""
    sql = "SELECT sequence, station, counter FROM journal WHERE sequence > ? ORDER BY sequence"
    return db.execute(sql, (sequence,)).fetchall()


def carried_since(db: sqlite3.Connection, sequence: int) -> Iterator[Carried]:
    """Entries that joined this file after a place in its own order, as carriers hand them over."""
    rows = db.execute(
        f"SELECT {_NAMES}, v.body FROM journal j "
        "LEFT JOIN personal_values v ON v.entry_id = j.id "
        "WHERE j.sequence > ? ORDER BY j.station, j.counter",
        (sequence,),
    )
    for row in rows:
        yield Carried(*row)


def last_erasure(db: sqlite3.Connection) -> int | None:
    """When somebody's values were last erased (Unix milliseconds), or None if nobody's were."""
    row = db.execute(f"SELECT max(at_ms) FROM journal WHERE {_ERASURES}").fetchone()
    return None if row[0] is None else int(row[0])


def erasures(db: sqlite3.Connection) -> int:
    """How many times somebody's values, or everybody's, were erased."""
    return int(db.execute(f"SELECT count(*) FROM journal WHERE {_ERASURES}").fetchone()[0])


def heads(db: sqlite3.Connection) -> dict[str, int]:
    """For each station the counter up to which no line is missing here."""
    found: dict[str, int] = {}
    for station, counter in db.execute("SELECT station, counter FROM journal ORDER BY 1, 2"):
        if counter == found.get(station, 0) + 1:
            found[station] = counter
    return found


def state_hash(db: sqlite3.Connection) -> str:
    """SHA-256 over every entry and every derived row: equal on stations that know the same."""
    digest = sha256()
    order = {"journal": "station, counter", "personal_values": "entry_id"}
    for table in ("journal", "personal_values", *projections.TABLES):
        columns = [r[1] for r in db.execute(f"PRAGMA table_info({table})") if r[1] != "sequence"]
        rows = db.execute(
            f"SELECT {', '.join(columns)} FROM {table} "
            f"ORDER BY {order.get(table, ', '.join(columns))}"
        )
        digest.update(table.encode())
        for row in rows:
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

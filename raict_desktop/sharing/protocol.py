"""How two journals become one: ask what the other holds, give what it lacks, take what is missing.

Nothing is remembered from an earlier connection. A hub that was wiped, or put back from an old copy,
is found out by its heads and filled again by whoever holds the entries, not only by those who made
them. Cursors are vectors (station to counter): one increasing number for all stations misses entries
that were committed in another order than they were numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from raict_desktop.sharing.seam import ForkError, GapError, Heads, News, Replica, Transport

BATCH = 500
"""Entries carried at once: about 300 kB, a tenth of a second on a poor network."""

RETRIES = 3


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange moved, in entries."""

    pushed: int = 0
    pulled: int = 0


def behind(ours: Heads, theirs: Heads) -> int:
    """How many of their entries we lack."""
    return sum(max(0, counter - ours.get(station, 0)) for station, counter in theirs.items())


def exchange(
    replica: Replica,
    transport: Transport,
    *,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda _taken: None,
    forks: set[str] | None = None,
) -> Exchanged:
    """Bring both sides to the union of what they hold.

    Args:
        replica: this station's journal.
        transport: the other side.
        batch: entries carried at once.
        progress: told how many entries each batch brought in.
        forks: stations under which two machines wrote: they are not given, and those found are added.
            Without it such a station ends the exchange.

    Raises:
        ForkError: see ``forks``.
        LinkLostError: the other side went away; what was carried so far stays.
        GapError: the other side keeps changing under our hands.
    """
    for attempt in range(RETRIES):
        try:
            theirs = transport.heads()
            pushed = push_missing(replica, transport, theirs, batch=batch, forks=forks)
            pulled = 0
            for taken in pulled_batches(replica, transport, batch=batch):
                pulled += taken
                progress(taken)
            return Exchanged(pushed, pulled)
        except GapError:
            # It was wiped or put back between our question and our answer: ask again.
            if attempt == RETRIES - 1:
                raise
    return Exchanged()


def push_missing(
    replica: Replica,
    transport: Transport,
    theirs: Heads,
    *,
    batch: int = BATCH,
    forks: set[str] | None = None,
) -> int:
    """Give the other side every entry it lacks, whoever made it; returns how many.

    Args and errors are those of ``exchange``; ``theirs`` is what the other side holds.
    """
    pushed = 0
    for station, held in sorted(replica.heads().items()):
        reached = theirs.get(station, 0)
        while reached < held and not (forks and station in forks):
            packets = replica.after(station, reached, batch)
            if not packets or packets[0].counter != reached + 1:
                break  # what could not be believed here is another station's to give
            try:
                transport.push(packets)
            except ForkError:
                if forks is None:
                    raise
                forks.add(station)
                break
            reached = packets[-1].counter
            pushed += len(packets)
    return pushed


def is_forked(replica: Replica, transport: Transport, station: str) -> bool:
    """Whether the other side holds another entry than we do at the last counter both have of a station.

    Two machines that wrote equally much under one identity have nothing to give each other, and
    would never find out otherwise.
    """
    common = min(replica.heads().get(station, 0), transport.heads().get(station, 0))
    if not common:
        return False
    ours = replica.after(station, common - 1, 1)
    theirs = transport.hash_at(station, common)
    return bool(ours and theirs) and ours[0].counter == common and ours[0].hash != theirs


def take_news(replica: Replica, transport: Transport, news: News) -> None:
    """Take what came along with the news, and ask for the rest.

    Raises:
        LinkLostError: the other side went away; what was carried so far stays.
        GapError: the other side has a hole.
    """
    more = news.more
    if news.entries:
        try:
            replica.absorb(news.entries)
        except GapError:
            more = True  # something before them was missed
    if more:
        for _ in pulled_batches(replica, transport):
            pass


def pulled_batches(replica: Replica, transport: Transport, *, batch: int = BATCH) -> Iterator[int]:
    """Take what we lack a batch at a time, each kept before the next is asked for."""
    cursor = replica.heads()
    while packets := transport.pull(cursor, batch):
        yield replica.absorb(packets)
        reached = replica.heads()
        if reached == cursor:
            # A hole on the other side: what follows it cannot be taken until somebody fills it.
            raise GapError
        if len(packets) < batch:
            return
        cursor = reached

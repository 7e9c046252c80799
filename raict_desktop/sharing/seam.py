"""The two sides the protocol speaks to: this station's journal, and whatever reaches the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Heads = Mapping[str, int]
"""Station to the counter up to which its entries are held without a gap."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One journal entry on its way: whose it is, and the line of the journal's exchange format.

    The hash is that of the entry. Two lines of one entry may differ (personal values were erased in
    one of them), its hash may not.
    """

    station: str
    counter: int
    hash: str
    line: str


@dataclass(frozen=True, slots=True)
class News:
    """What a wait brought.

    Attributes:
        entries: those that came along with the word of them, each station's in order.
        more: others hold, or may hold, entries that did not come along.
    """

    entries: Sequence[Packet] = ()
    more: bool = False


class LinkLostError(Exception):
    """The other side cannot be reached, or went away in the middle of something.

    Args:
        code: name of the sentence that says why, such as ``sharing.unreachable``.
    """

    def __init__(self, code: str = "sharing.unreachable") -> None:
        super().__init__(code)
        self.code = code


class ForkError(LinkLostError):
    """Two machines wrote different entries under one station and counter; the connection still stands."""

    def __init__(self) -> None:
        super().__init__("sharing.fork")


class GapError(Exception):
    """Entries were given that do not follow on from what is held: ask for the heads again."""


class Replica(Protocol):
    """This station's journal."""

    def heads(self) -> Heads:
        """What is held of every station, this one among them."""
        ...

    def after(self, station: str, counter: int, limit: int) -> Sequence[Packet]:
        """Up to ``limit`` entries of a station that follow ``counter``, in order."""
        ...

    def absorb(self, packets: Sequence[Packet]) -> int:
        """Take entries over, those already held left alone; returns how many were new.

        Raises:
            GapError: entries of a station do not follow on from what is held of it.
        """
        ...


class Transport(Protocol):
    """What reaches the other stations. Every method may raise ``LinkLostError``."""

    def heads(self) -> Heads:
        """What the other side holds now."""
        ...

    def push(self, packets: Sequence[Packet]) -> None:
        """Hand over entries of one station, in order; those held there already do no harm.

        Raises:
            GapError: the other side holds less of that station than it was thought to.
            ForkError: it holds other entries under the same counters.
        """
        ...

    def pull(self, cursor: Heads, limit: int) -> Sequence[Packet]:
        """Up to ``limit`` entries that lie beyond a vector cursor, in order for each station."""
        ...

    def hash_at(self, station: str, counter: int, /) -> str:
        """The hash of an entry that the other side holds; empty where it cannot tell."""
        ...

    def listen(self, seconds: float) -> News:
        """Wait for news, or for ``wake``, no longer than this."""
        ...

    def wake(self) -> None:
        """End a ``listen`` under way early; may be called from any thread."""
        ...

    def beat(self, text: str) -> None:
        """Let the other stations hear a line of at most 4 000 letters about this one."""
        ...

    def clock_offset(self) -> float:
        """Seconds by which the other side's clock is ahead of this one's."""
        ...

    def cut(self) -> None:
        """Make a call that hangs in another thread come back with ``LinkLostError``."""
        ...

    def close(self) -> None:
        """Let go; safe to call twice. Only for the thread that makes the calls."""
        ...

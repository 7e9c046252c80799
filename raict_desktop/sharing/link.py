"""Keeps one station and the hub together for as long as the event is open, on a thread of its own.

The thread connects, brings both sides to their union, then carries every local commit out and all
news in as they come. Whatever goes wrong ends the connection, never the desk: the link tells that the
station is alone, waits a little longer each time, and starts from the beginning.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from raict_desktop.domain.errors import UserError
from raict_desktop.sharing.protocol import behind, exchange, is_forked, push_missing, take_news
from raict_desktop.sharing.seam import GapError, LinkLostError, Replica, Transport
from raict_desktop.sharing.watched import Watched

_log = logging.getLogger(__name__)

ANTI_ENTROPY_S = 60.0
HEARTBEAT_S = 5.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 3.0
STUCK_S = 8.0
"""A single step that takes longer than this hangs: the connection is cut and made anew."""
STOP_S = 3.0
_FULL = frozenset({"storage.disk_full", "storage.reserve_used"})
PAINT_S = 0.002
"""The head start of a verdict before its entry is carried out."""


class LinkState(StrEnum):
    """What the sign in the header says."""

    LIVE = "live"
    CATCHING_UP = "catching_up"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class LinkNews:
    """How the link is.

    Attributes:
        state: live, catching up, or alone.
        left: entries still to take over while catching up.
        since: monotonic seconds at which this state began.
        code: why the station is alone, the name of a sentence; empty otherwise.
        clock_offset: seconds by which the hub's clock is ahead of this one's.
    """

    state: LinkState
    left: int = 0
    since: float = 0.0
    code: str = ""
    clock_offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Waiting times in seconds, and chance between 0 and 1 for the jitter."""

    anti_entropy: float = ANTI_ENTROPY_S
    heartbeat: float = HEARTBEAT_S
    first_wait: float = FIRST_WAIT_S
    longest_wait: float = LONGEST_WAIT_S
    stuck: float = STUCK_S


def back_off(attempt: int, chance: float, pace: Pace) -> float:
    """Seconds to wait before the next attempt: doubled each time, bounded, never in step.

    Args:
        attempt: 0 for the first failure in a row.
        chance: from 0 to 1; spreads stations that all lost the hub at the same moment.
        pace: the bounds.
    """
    longest = min(pace.longest_wait, pace.first_wait * 2.0 ** min(attempt, 20))
    return longest * (0.5 + chance / 2)


class Link:
    """One station's link to the others.

    Args:
        replica: this station's journal; called from the link's thread.
        connect: makes a connected transport, or raises ``LinkLostError``.
        told: hears every change of state, on the link's thread.
        beat: called every few seconds with the live transport, to say that this station is there.
        chance: numbers from 0 to 1.
        own: the id of the station that writes here.
        forked: hears of a station under which another machine wrote too, on the link's thread.
        pace: waiting times.
    """

    def __init__(
        self,
        replica: Replica,
        connect: Callable[[], Transport],
        *,
        told: Callable[[LinkNews], None],
        chance: Callable[[], float],
        beat: Callable[[Transport], None] = lambda _transport: None,
        own: Callable[[], str] = lambda: "",
        forked: Callable[[str], None] = lambda _station: None,
        pace: Pace | None = None,
    ) -> None:
        self._own = own
        self._forked = forked
        self._forks: set[str] = set()
        self._told_forks: set[str] = set()
        self._replica = replica
        self._connect = connect
        self._told = told
        self._chance = chance
        self._beat = beat
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._local_news = threading.Event()
        self._nudge = threading.Event()
        self._transport: Watched | None = None
        self.news = LinkNews(LinkState.ALONE, since=time.monotonic(), code="sharing.connecting")
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._watch = threading.Thread(target=self._watch_steps, name="link-watch", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()
        self._watch.start()

    def local_news(self) -> None:
        """Something was committed here: carry it out. Never waits; any thread may call it."""
        # No system call here: it would let go of the interpreter in the middle of a verdict.
        self._local_news.set()
        self._nudge.set()

    def stop(self) -> bool:
        """End within a bounded time; whether the thread is really gone."""
        self._stopping.set()
        self._nudge.set()
        transport = self._transport
        if transport is not None:
            transport.wake()
        self._thread.join(STOP_S / 2)
        if self._thread.is_alive() and transport is not None:
            transport.cut()
            self._thread.join(STOP_S / 2)
        if self._watch.is_alive():
            self._watch.join(STOP_S / 2)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            code = self._connected()
            if self._stopping.is_set():
                return
            if self.news.state is not LinkState.ALONE:
                failures = 0
            if self.news.state is not LinkState.ALONE or self.news.code != code:
                self._tell(LinkState.ALONE, code=code)
            self._stopping.wait(back_off(failures, self._chance(), self._pace))
            failures += 1

    def _connected(self) -> str:
        """Connect and stay together; returns why it ended."""
        try:
            transport = Watched(self._connect())
        except LinkLostError as lost:
            return lost.code
        self._transport = transport
        try:
            self._live(transport)
        except LinkLostError as lost:
            return lost.code
        except GapError:
            return "sharing.hole"
        except UserError as fault:
            # What comes in cannot be kept here; what is scanned says so by itself at the desk.
            return "sharing.disk_full" if fault.code in _FULL else "sharing.cannot_keep"
        except Exception:  # noqa: BLE001 - whatever fails must not end the link for the day
            _log.exception("the link failed")
            return "sharing.fault"
        finally:
            self._transport = None
            transport.close()
        return ""

    def _live(self, transport: Watched) -> None:
        """Stay together until told to stop; any fault comes out as an exception."""
        pace = self._pace
        self._forks, self._told_forks = set(), set()
        self._beat(transport)
        own = self._own()
        if own and is_forked(self._replica, transport, own):
            self._forks.add(own)
            self._tell_forks()
        next_beat = time.monotonic() + pace.heartbeat
        self._union(transport)
        next_union = time.monotonic() + pace.anti_entropy
        while not self._stopping.is_set():
            now = time.monotonic()
            if now >= next_union:
                self._union(transport)
                next_union = now + pace.anti_entropy
            if now >= next_beat:
                self._beat(transport)
                next_beat = now + pace.heartbeat
            if self._local_news.is_set():
                self._local_news.clear()
                self._push(transport)
            wait = max(0.0, min(next_union, next_beat) - time.monotonic())
            news = transport.listen(0.0 if self._local_news.is_set() else wait)
            take_news(self._replica, transport, news)
        if self._local_news.is_set():
            # The last scan before the window closes goes out too, within the time that stopping has.
            self._local_news.clear()
            self._push(transport)

    def _union(self, transport: Watched) -> None:
        offset = transport.clock_offset()
        left = behind(self._replica.heads(), transport.heads())
        if left or self.news.state is not LinkState.LIVE:
            self._tell(LinkState.CATCHING_UP, left=left, clock_offset=offset)
        exchange(self._replica, transport, progress=self._count_down, forks=self._forks)
        self._tell_forks()
        # Live all the same: what two machines wrote under one name is the only thing not shared.
        code = "sharing.fork" if self._forks else ""
        news = self.news
        if (news.state, news.clock_offset, news.code) != (LinkState.LIVE, offset, code):
            self._tell(LinkState.LIVE, clock_offset=offset, code=code)

    def _push(self, transport: Watched) -> None:
        """Carry local commits out, trusting what this connection saw of the hub; it knows better."""
        try:
            push_missing(self._replica, transport, transport.known, forks=self._forks)
            self._tell_forks()
        except GapError:
            self._union(transport)

    def _tell_forks(self) -> None:
        """Tell of each station that two machines write as, once in a connection."""
        new, self._told_forks = self._forks - self._told_forks, set(self._forks)
        for station in sorted(new):
            self._forked(station)

    def _count_down(self, taken: int) -> None:
        if self.news.state is LinkState.CATCHING_UP and taken:
            left = max(0, self.news.left - taken)
            self._tell(LinkState.CATCHING_UP, left=left, clock_offset=self.news.clock_offset)

    def _tell(
        self, state: LinkState, *, left: int = 0, code: str = "", clock_offset: float = 0.0
    ) -> None:
        since = self.news.since if state is self.news.state else time.monotonic()
        self.news = LinkNews(state, left, since, code, clock_offset)
        self._told(self.news)

    def _watch_steps(self) -> None:
        """Wake the link for local news, and cut a connection whose step hangs.

        A stopped hub keeps its sockets open for ever.
        """
        while not self._stopping.is_set():
            nudged = self._nudge.wait(min(1.0, self._pace.stuck / 4))
            if nudged:
                self._nudge.clear()
                self._stopping.wait(PAINT_S)
            transport = self._transport
            if transport is None:
                continue
            if nudged:
                transport.wake()
            if transport.busy_for() > self._pace.stuck:
                transport.cut()

"""A badge held before the camera is one passage, however many frames show it."""

from __future__ import annotations

from collections.abc import Sequence

NEARER_S = 0.25


class Steadiness:
    """Decides which readings are new passages.

    Args:
        hold_s: seconds after acceptance during which the same code is never accepted again.
        gone_s: seconds it must have been out of view before it may be accepted again.

    """

    def __init__(self, hold_s: float = 3.0, gone_s: float = 1.5) -> None:
        self._hold_s = hold_s
        self._gone_s = gone_s
        self._times: dict[str, tuple[float, float]] = {}
        self._nearest = ("", 0.0, float("-inf"))

    def passage(self, found: Sequence[tuple[str, float]], now: float) -> str:
        """The new passage among the codes of one frame, empty if there is none.

        Only the code nearest the centre passes. A code farther out than one seen in the last
        NEARER_S waits: the nearer one was merely missed in this frame.

        Args:
            found: codes with their distance from the centre, nearest first.
            now: monotonic seconds.
        """
        for other, _ in found[1:]:
            self.seen(other, now)
        if not found:
            return ""
        text, distance = found[0]
        nearer, its_distance, at = self._nearest
        if text != nearer and now - at < NEARER_S and distance > its_distance:
            self.seen(text, now)
            return ""
        self._nearest = (text, distance, now)
        return text if self.accept(text, now) else ""

    def accept(self, text: str, now: float) -> bool:
        """Whether ``text``, read at ``now`` (monotonic seconds), is a new passage."""
        self._forget(now)
        if text in self._times:
            self.seen(text, now)
            return False
        self._times[text] = (now, now)
        return True

    def seen(self, text: str, now: float) -> None:
        """Note that ``text`` is still in view without asking for a passage."""
        if text in self._times:
            accepted, last = self._times[text]
            self._times[text] = (accepted, max(last, now))

    def _forget(self, now: float) -> None:
        self._times = {
            text: (accepted, last)
            for text, (accepted, last) in self._times.items()
            if now - accepted < self._hold_s or now - last < self._gone_s
        }

"""A USB scanner types like a keyboard: told from a person by its speed.

Protocol for a Qt event filter (times are monotonic seconds):

* On each key press call ``feed(text, now, is_terminator)``. Enter and Tab are terminators, and so is
  any other key without text (an arrow, F12) while ``scanning(now)``; Shift and its like are not fed.
* The answer's ``replay`` is text held back earlier that proved to be a person's: put it into the
  focused field *before* anything else.
* ``action`` then says what to do with the present key: ``PASS`` deliver it; ``HOLD`` swallow it;
  ``CODE`` swallow it and take ``text`` as a scan.
* After a ``HOLD`` start a single-shot timer of ``max_gap_s`` and call ``poll(now)`` when it fires:
  ``PASS`` with ``replay`` gives back held text, ``CODE`` is a scan without a terminator.
* On a change of focus call ``flush()`` and replay what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MAX_LENGTH = 4096
"""A QR code holds at most 4 296 characters; what comes beyond this is dropped, not typed."""


class WedgeAction(Enum):
    """What to do with the key just fed."""

    PASS = "pass"  # noqa: S105  not a password
    HOLD = "hold"
    CODE = "code"


@dataclass(frozen=True)
class WedgeEvent:
    """Answer to a key: the action, the scan's text (CODE), held text to give back first."""

    action: WedgeAction
    text: str = ""
    replay: str = ""


class WedgeDetector:
    """Tells scans from typing.

    Args:
        max_gap_s: longest pause between two keys of a scanner, seconds.
        min_length: fewest characters of a scan.

    """

    def __init__(self, max_gap_s: float = 0.05, min_length: int = 6) -> None:
        self._max_gap_s = max_gap_s
        self._min_length = min_length
        self._held = ""
        self._last = 0.0
        self._ended = float("-inf")

    def scanning(self, now: float) -> bool:
        """Whether what is held at ``now`` is a scan under way."""
        return len(self._held) >= self._min_length and now - self._last < self._max_gap_s

    def feed(self, text: str, now: float, is_terminator: bool) -> WedgeEvent:
        """Take one key press; see the module's protocol."""
        late = bool(self._held) and now - self._last >= self._max_gap_s
        before = self._settle() if late else WedgeEvent(WedgeAction.PASS)
        if is_terminator:
            if not self._held and now - self._ended < self._max_gap_s:
                # Scanners set to "CR LF" or "Tab, Enter" send two ends.
                self._ended = now
                return WedgeEvent(WedgeAction.HOLD)
            if before.action is WedgeAction.CODE:
                # A late Enter after a whole scan still belongs to that scan.
                self._ended = now
                return before
            ended = self._settle()
            if ended.action is WedgeAction.CODE:
                self._ended = now
            return WedgeEvent(ended.action, ended.text, before.replay + ended.replay)
        if not text:
            return before
        self._last = now
        if len(self._held) < MAX_LENGTH:
            self._held += text
        if before.action is WedgeAction.CODE:
            return before
        return WedgeEvent(WedgeAction.HOLD, replay=before.replay)

    def poll(self, now: float) -> WedgeEvent:
        """Settle what is held once ``max_gap_s`` has passed since the last key."""
        if not self._held:
            return WedgeEvent(WedgeAction.PASS)
        if now - self._last < self._max_gap_s:
            return WedgeEvent(WedgeAction.HOLD)
        return self._settle()

    def flush(self) -> str:
        """Give up what is held, for replay."""
        held, self._held = self._held, ""
        return held

    def _settle(self) -> WedgeEvent:
        held = self.flush()
        if len(held) >= self._min_length:
            return WedgeEvent(WedgeAction.CODE, text=held)
        return WedgeEvent(WedgeAction.PASS, replay=held)

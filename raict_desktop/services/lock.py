"""The PIN of the locked reception mode; it protects the screen, not the file. The only argon2.

The state stands in a small file beside the settings: the PIN as an Argon2id hash, whether the desk is
locked, and the wrong tries. Wrong tries are written before a PIN is looked at, so that ending the
program gives no free one, and the waiting time survives a restart. Whoever may delete that file may
unlock the desk: they could read the event file as well.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from raict_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST_DIGITS, MOST_DIGITS = 6, 32
FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class _State:
    """``until`` is ISO UTC: no PIN is looked at before."""

    hash: str = ""
    locked: bool = False
    failures: int = 0
    until: str = ""


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many wrong tries in a row: nothing, then 30 s doubling to 15 min."""
    if failures < FREE_TRIES:
        return timedelta()
    doublings = min(failures - FREE_TRIES, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


class PinLock:
    """The lock of this computer's desk.

    Args:
        path: where its state is kept.
        clock: now, aware.
        hasher: an argon2 hasher; RFC 9106's second choice of cost when left out.
    """

    def __init__(
        self, path: Path, clock: Callable[[], datetime], hasher: PasswordHasher | None = None
    ) -> None:
        self._path, self._clock, self._hasher = path, clock, hasher
        self._state = self._read()

    @property
    def has_pin(self) -> bool:
        """Whether a PIN was chosen."""
        return bool(self._state.hash)

    @property
    def locked(self) -> bool:
        """Whether the desk is locked now."""
        return self._state.locked and self.has_pin

    def choose(self, pin: str, former: str = "") -> None:
        """Choose a PIN, or another one.

        Raises:
            UserError: not six to 32 digits, or the former PIN is wrong.
            OSError: the state cannot be written.
        """
        if not (pin.isascii() and pin.isdecimal() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
            raise UserError("desk.bad_pin", least=LEAST_DIGITS)
        if self.has_pin:
            self.check(former)
        self._write(replace(self._state, hash=self._hash().hash(pin), failures=0, until=""))

    def forget(self, pin: str) -> None:
        """Use no PIN any more.

        Raises:
            UserError: the PIN is wrong, or it is too early for a try.
        """
        self.check(pin)
        self._write(_State())

    def lock(self) -> None:
        """Lock the desk.

        Raises:
            UserError: no PIN was chosen.
        """
        if not self.has_pin:
            raise UserError("desk.no_pin")
        self._write(replace(self._state, locked=True))

    def unlock(self, pin: str) -> None:
        """Unlock the desk.

        Raises:
            UserError: the PIN is wrong, or it is too early for a try.
        """
        self.check(pin)
        self._write(replace(self._state, locked=False))

    def check(self, pin: str) -> None:
        """Compare a PIN.

        Raises:
            UserError: it is wrong, or it is too early for a try.
        """
        if not self.has_pin:
            return
        now, before = self._clock(), self._state
        left = self._left(now)
        if left:
            raise UserError("desk.pin_wait", count=_seconds(left))
        failures = before.failures + 1
        wait = wait_after(failures)
        until = (now + wait).astimezone(UTC).isoformat() if wait else ""
        self._write(replace(before, failures=failures, until=until))
        if self._is_right(pin):
            self._write(replace(self._state, failures=0, until=""))
        elif wait:
            raise UserError("desk.pin_wait", count=_seconds(wait))
        else:
            raise UserError("desk.wrong_pin", count=FREE_TRIES - failures)

    def _left(self, now: datetime) -> timedelta:
        if not self._state.until:
            return timedelta()
        left = datetime.fromisoformat(self._state.until) - now
        # A clock put back must not lock the desk for a day.
        return max(timedelta(), min(left, wait_after(self._state.failures)))

    def _is_right(self, pin: str) -> bool:
        from argon2.exceptions import VerificationError

        try:
            return bool(self._hash().verify(self._state.hash, pin))
        except VerificationError:
            return False

    def _hash(self) -> PasswordHasher:
        if self._hasher is None:
            from argon2 import PasswordHasher

            self._hasher = PasswordHasher()
        return self._hasher

    def _read(self) -> _State:
        try:
            raw = json.loads(self._path.read_text("utf-8"))
            state = _State(
                str(raw["hash"]), raw["locked"] is True, int(raw["failures"]), str(raw["until"])
            )
            if state.until and datetime.fromisoformat(state.until).tzinfo is None:
                return replace(state, until="")
        except (OSError, ValueError, KeyError, TypeError):
            return _State()
        return state

    def _write(self, state: _State) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".lock-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(asdict(state), stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._state = state


def _seconds(wait: timedelta) -> int:
    return max(1, -(-wait // timedelta(seconds=1)))

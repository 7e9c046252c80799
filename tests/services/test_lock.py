"""The PIN: hashed, counted, and waited for across a restart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from raict_desktop.domain.errors import UserError
from raict_desktop.services.lock import LONGEST_WAIT, PinLock, wait_after
from tests.builders import Hands

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
PIN = "482913"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "lock.json"


def opened(path: Path, clock: Hands) -> PinLock:
    return PinLock(path, clock, QUICK)


def wrong(lock: PinLock, pin: str = "000000") -> UserError:
    with pytest.raises(UserError) as caught:
        lock.unlock(pin)
    return caught.value


def test_without_a_pin_nothing_locks(path: Path, clock: Hands) -> None:
    lock = opened(path, clock)
    with pytest.raises(UserError, match="no_pin"):
        lock.lock()
    assert not lock.locked


@pytest.mark.parametrize("pin", ["", "12345", "abcdef", "12345a", "٣٣٣٣٣٣", "1" * 33])
def test_a_pin_is_six_digits_or_more(path: Path, clock: Hands, pin: str) -> None:
    with pytest.raises(UserError, match="bad_pin"):
        opened(path, clock).choose(pin)
    assert not path.exists()


def test_the_lock_survives_a_restart_and_the_file_hides_the_pin(path: Path, clock: Hands) -> None:
    lock = opened(path, clock)
    lock.choose(PIN)
    lock.lock()
    again = opened(path, clock)
    assert again.locked
    text = path.read_text("utf-8")
    assert PIN not in text
    assert json.loads(text)["hash"].startswith("$argon2id$")
    assert path.stat().st_mode & 0o077 == 0
    again.unlock(PIN)
    assert not opened(path, clock).locked


def test_three_wrong_pins_wait_across_a_restart(path: Path, clock: Hands) -> None:
    lock = opened(path, clock)
    lock.choose(PIN)
    lock.lock()
    assert wrong(lock).facts == {"count": 2}
    assert wrong(opened(path, clock)).code == "desk.wrong_pin"
    assert wrong(opened(path, clock)).code == "desk.pin_wait"
    # Even the right one is not looked at now, and trying does not make it longer.
    assert wrong(opened(path, clock), PIN).facts == {"count": 30}
    clock.forward(seconds=31)
    assert wrong(opened(path, clock)).facts == {"count": 60}
    clock.forward(seconds=61)
    third = opened(path, clock)
    third.unlock(PIN)
    third.lock()
    assert wrong(third).facts == {"count": 2}


def test_a_clock_put_back_does_not_lock_for_a_day(path: Path, clock: Hands) -> None:
    lock = opened(path, clock)
    lock.choose(PIN)
    for _ in range(3):
        wrong(lock)
    clock.forward(days=-1)
    assert wrong(lock).facts == {"count": 30}


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(n).total_seconds() for n in range(10)]
    assert waits == [0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_after(10_000) == LONGEST_WAIT


def test_another_pin_needs_the_former(path: Path, clock: Hands) -> None:
    lock = opened(path, clock)
    lock.choose(PIN)
    with pytest.raises(UserError, match="wrong_pin"):
        lock.choose("111111", "222222")
    lock.choose("111111", PIN)
    lock.lock()
    lock.unlock("111111")
    lock.forget("111111")
    assert not lock.has_pin


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"hash": "x"}', '{"hash":"","locked":1,"failures":"x","until":""}']
)
def test_an_unreadable_state_locks_nobody_out(path: Path, clock: Hands, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    lock = opened(path, clock)
    assert not lock.locked
    lock.choose(PIN)
    clock.forward(seconds=1)
    lock.check(PIN)


def test_a_spoilt_hash_is_a_wrong_pin(path: Path, clock: Hands) -> None:
    path.parent.mkdir()
    state = {"hash": "$argon2id$nonsense", "locked": True, "failures": 0, "until": ""}
    path.write_text(json.dumps(state), "utf-8")
    assert wrong(opened(path, clock), PIN).code == "desk.wrong_pin"

"""The log: where a fault happened, whoever tells it, and never what its message quotes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from raict_desktop import log
from raict_desktop.domain.errors import UserError

SECRET = "Xanthippe Unwiederbringlich"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    target = tmp_path / "log" / "raict.log"
    before = list(logging.getLogger("raict_desktop").handlers)
    assert log.start_log(target) == target
    yield target
    root = logging.getLogger("raict_desktop")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def fail_on(name: str) -> None:
    raise ValueError(f"no such person: {name}")


@pytest.mark.expects_log
def test_a_fault_is_noted_by_its_place_without_its_message(written: Path) -> None:
    try:
        fail_on(SECRET)
    except ValueError:
        logging.getLogger("raict_desktop.services.print_queue").exception("printing failed")
    text = written.read_text("utf-8")
    assert "printing failed" in text
    assert "ValueError" in text
    assert "test_log.py" in text
    assert "fail_on" in text
    assert "Xanthippe" not in text


@pytest.mark.expects_log
def test_a_fault_behind_a_fault_is_as_discreet(written: Path) -> None:
    try:
        try:
            fail_on(SECRET)
        except ValueError as error:
            raise UserError("storage.damaged", path=SECRET) from error
    except UserError:
        logging.getLogger("raict_desktop.ui").exception("opening failed")
    text = written.read_text("utf-8")
    assert "UserError storage.damaged" in text
    assert "Xanthippe" not in text


def test_where_no_log_can_be_kept_the_program_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert log.start_log(tmp_path / "log" / "raict.log") is None

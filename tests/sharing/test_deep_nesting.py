"""What others send may be nested deeper than a reader can follow: it then says nothing."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services.linked import read_heartbeat
from raict_desktop.sharing.folder import _all_held
from raict_desktop.sharing.pairing import PREFIX, read_pairing

DEEP = "[" * 20_000


def test_a_pairing_line_is_refused() -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(DEEP.encode())).decode()
    with pytest.raises(UserError, match="bad_pairing"):
        read_pairing(PREFIX + packed)


def test_a_heartbeat_is_passed_over() -> None:
    assert read_heartbeat(DEEP, "an event") is None


def test_a_line_in_the_shared_folder_is_not_held(tmp_path: Path) -> None:
    file = tmp_path / "a.raict-journal"
    file.write_text(f"header\n{DEEP}\n", "utf-8")
    assert not _all_held(file, {})

"""What an import will write waits in little memory, in order, and leaves nothing behind."""

from __future__ import annotations

import errno
from io import BytesIO

import pytest

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import list_spool
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.list_spool import Spool


def _drafts(start: int) -> list[Draft]:
    return [
        Draft(Kind.PERSON_ADDED, f"p{n}", personal={"family_name": f"Secret {n}"})
        for n in range(start, start + 50)
    ]


@pytest.mark.parametrize("in_memory", [100, 10_000_000])
def test_entries_come_back_in_order_and_no_file_stays(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(list_spool, "_IN_MEMORY", in_memory)
    folder = event.file.path.parent
    before = set(folder.iterdir())
    with Spool(event) as spool:
        for start in range(0, 200, 50):
            spool.add(_drafts(start))
        found = [one for chunk in spool.chunks() for one in chunk]
        assert spool.count == len(found) == 200
        assert [one.subject for one in found] == [f"p{n}" for n in range(200)]
        assert "Secret 199" in found[-1].personal_text
    assert set(folder.iterdir()) == before


def test_a_disk_that_is_full_at_the_end_is_told(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(BytesIO):
        """Holds back what it is given, as a buffered file does, until it must write it."""

        def seek(self, _offset: int, _whence: int = 0) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None:
            super().close()
            raise OSError(errno.ENOSPC, "No space left on device")

    made = Late()
    monkeypatch.setattr(list_spool.tempfile, "SpooledTemporaryFile", lambda *_, **__: made)

    def use() -> None:
        with Spool(event) as spool:
            spool.add(_drafts(0))
            next(spool.chunks())

    with pytest.raises(UnsafeFileError) as raised:
        use()
    assert raised.value.code == "storage.disk_full"
    assert made.closed


def test_a_full_disk_is_told(event: OpenEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _content: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setattr(list_spool.tempfile, "SpooledTemporaryFile", lambda *_, **__: Full())
    with Spool(event) as spool, pytest.raises(UnsafeFileError) as raised:
        spool.add(_drafts(0))
    assert raised.value.code == "storage.disk_full"

"""Entries made ready before a transaction begins, kept small until they are written."""

from __future__ import annotations

import marshal
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import faults
from raict_desktop.storage.journal import Prepared, prepared

_QUICKEST = 1
_IN_MEMORY = 1_000_000
"""Bytes held in memory; a list of some 4 000 people never touches the disk."""
_LENGTH = 4
_KINDS = {kind.value: kind for kind in Kind}
_SOURCES = {source.value: source for source in Source}


def made_ready(event: OpenEvent, drafts: Iterable[Draft]) -> Iterator[Prepared]:
    """Entries with all they need but their place in the journal."""
    known, salt = list(drafts), event.file.salt
    ids = event.outside.new_ids(len(known))
    return (prepared(salt, draft, one) for draft, one in zip(known, ids, strict=True))


class Spool:
    """What an import will write, a chunk at a time, in order; to be closed, or used in a ``with``.

    A long list waits in a file without a name, in the event's own folder: names of people lie where
    the event lies, under the same protection, and the system forgets the file when the program ends,
    however it ends. Compressed, a list of 100 000 people takes some 25 MB.

    Raises:
        UnsafeFileError: the disk is full.
    """

    def __init__(self, event: OpenEvent) -> None:
        self._event = event
        # Closed by ``close``: it is written by one step of an import and read by the next.
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            _IN_MEMORY, dir=str(event.file.path.parent)
        )
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        # What a full disk did not take is not wanted any more; the file is closed all the same.
        with suppress(OSError):
            self._file.close()

    def add(self, drafts: Sequence[Draft]) -> None:
        """Make entries ready and keep them."""
        rows = [
            (
                one.id,
                str(one.kind),
                one.subject,
                one.checkpoint,
                str(one.source),
                one.facts_text,
                one.personal_text,
                bytes.fromhex(one.digest),
            )
            for one in made_ready(self._event, drafts)
        ]
        chunk = zlib.compress(marshal.dumps(rows), _QUICKEST)
        with faults.told(self._event.file.path, system=True):
            self._file.write(len(chunk).to_bytes(_LENGTH, "big") + chunk)
        self.count += len(rows)

    def _next(self) -> bytes:
        with faults.told(self._event.file.path, system=True):
            return self._file.read(int.from_bytes(self._file.read(_LENGTH), "big"))

    def chunks(self) -> Iterator[list[Prepared]]:
        """The entries again, from the first."""
        with faults.told(self._event.file.path, system=True):
            self._file.seek(0)  # writes what was held back
        while chunk := self._next():
            # Our own bytes of a moment ago: no other file is ever unfolded here.
            rows = marshal.loads(zlib.decompress(chunk))  # noqa: S302
            yield [
                Prepared(
                    entry_id,
                    _KINDS[kind],
                    subject,
                    checkpoint,
                    "",
                    "",
                    _SOURCES[source],
                    facts,
                    personal,
                    digest.hex(),
                )
                for entry_id, kind, subject, checkpoint, source, facts, personal, digest in rows
            ]

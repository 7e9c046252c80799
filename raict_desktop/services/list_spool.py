"""Entries made ready before a transaction begins, kept small until they are written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.domain.journal import Draft
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import faults, waiting
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.journal import Prepared, prepared
from raict_desktop.storage.waiting import packed, unpacked

_IN_MEMORY = 1_000_000
"""Bytes held in memory; a list of some 4 000 people never touches the disk."""
_LENGTH = 4
PIECE = 250
"""Entries of one piece: some ten milliseconds to write."""


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
        ready = list(made_ready(self._event, drafts))
        for first in range(0, len(ready), PIECE):
            self._keep(packed(ready[first : first + PIECE]))
        self.count += len(ready)

    def _keep(self, chunk: bytes) -> None:
        with faults.told(self._event.file.path, system=True):
            self._file.write(len(chunk).to_bytes(_LENGTH, "big") + chunk)

    def _next(self) -> bytes:
        with faults.told(self._event.file.path, system=True):
            return self._file.read(int.from_bytes(self._file.read(_LENGTH), "big"))

    def bodies(self) -> Iterator[bytes]:
        """The pieces as ``storage.waiting`` lays them aside, from the first."""
        with faults.told(self._event.file.path, system=True):
            self._file.seek(0)  # writes what was held back
        while chunk := self._next():
            yield chunk

    def chunks(self) -> Iterator[list[Prepared]]:
        """The entries again, from the first."""
        return map(unpacked, self.bodies())


@contextmanager
def laid_aside(event: OpenEvent) -> Iterator[LaidAside]:
    """A new batch to be laid aside in the event file; forgotten at the end unless it was accepted."""
    laid = LaidAside(event)
    try:
        yield laid
    finally:
        if not laid.accepted:
            # What cannot be forgotten now (a full disk) is forgotten when the file is opened next.
            with suppress(UnsafeFileError):
                waiting.forget_abandoned(event.file, laid.moment.batch)


class LaidAside:
    """A batch on its way into the journal: laid aside a little at a time, accepted, then written.

    Attributes:
        moment: of all its entries.
        accepted: it is part of the event, whatever happens now.
    """

    def __init__(self, event: OpenEvent) -> None:
        self._event = event
        self.moment = event.moment(batch=event.outside.new_id())
        self.accepted = False

    def lay(
        self,
        spool: Spool,
        tell: Callable[[int], None] = lambda _entries: None,
        *,
        held: Connection | None = None,
    ) -> None:
        """Lay everything aside, in the transaction under way or in short ones; nobody reads it there.

        Args:
            spool: what will be written.
            tell: told how many entries are laid aside; what it raises gives up.
            held: the transaction under way, where there is one.
        """
        file, laid = self._event.file, 0
        for body in spool.bodies():
            if held is not None:
                waiting.lay_aside(held, self.moment.batch, [body])
            else:
                with file.writing(durable=False) as db:
                    waiting.lay_aside(db, self.moment.batch, [body])
                file.lock.give_way()
            laid = min(laid + PIECE, spool.count)
            tell(laid)

    def accept(self) -> None:
        """Accept the batch, inside the transaction under way; ``write`` follows once that is over."""
        waiting.accept(self._event.file, self.moment)

    def write(self, tell: Callable[[int], None] = lambda _entries: None) -> None:
        """Write what was accepted; ``tell`` hears how many entries were."""
        self.accepted = True
        waiting.finish(self._event.file, self._event.ids, tell)

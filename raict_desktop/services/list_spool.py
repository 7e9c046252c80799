"""Entries made ready before a transaction begins, kept small until they are written."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence

from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage.journal import Prepared, prepared

_QUICKEST = 1
_KINDS = {kind.value: kind for kind in Kind}
_SOURCES = {source.value: source for source in Source}


def made_ready(event: OpenEvent, drafts: Iterable[Draft]) -> Iterator[Prepared]:
    """Entries with all they need but their place in the journal."""
    salt, new_id = event.file.salt, event.outside.new_id
    return (prepared(salt, draft, new_id()) for draft in drafts)


class Spool:
    """What an import will write, a chunk at a time, in order.

    It stays in memory: names of people have no business in a temporary file. Compressed, a list of
    100 000 people takes some 20 MB.
    """

    def __init__(self, event: OpenEvent) -> None:
        self._event = event
        self._chunks: list[bytes] = []
        self.count = 0

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
        self._chunks.append(zlib.compress(marshal.dumps(rows), _QUICKEST))
        self.count += len(rows)

    def chunks(self) -> Iterator[list[Prepared]]:
        """The entries again; each chunk is forgotten once it was given."""
        self._chunks.reverse()
        while self._chunks:
            # Our own bytes of a moment ago: nothing of a file is ever unfolded here.
            rows = marshal.loads(zlib.decompress(self._chunks.pop()))  # noqa: S302
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

"""Files that take the place of older ones only once they are whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from raict_desktop.domain.errors import UserError


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``path`` once all of it is on the disk.

    Badges carry names, so the file is readable by its owner alone.

    Raises:
        UserError: ``paper.cannot_write``.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent
        )
    except OSError as error:
        raise UserError("paper.cannot_write", path=path.name) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            try:
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                raise UserError("paper.cannot_write", path=path.name) from error
        try:
            part.replace(path)
        except OSError as error:
            raise UserError("paper.cannot_write", path=path.name) from error
    finally:
        part.unlink(missing_ok=True)

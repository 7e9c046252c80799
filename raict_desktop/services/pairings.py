"""Which hub an event's stations meet at, kept on this computer beside its settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.sharing.pairing import Pairing, pairing_line, read_pairing


def _file(folder: Path, event_id: str) -> Path:
    return folder / f"{event_id}.hub"


def keep(folder: Path, pairing: Pairing) -> None:
    """Keep a pairing, readable by this user only.

    Raises:
        UserError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file for its owner alone before anything is written to it.
        handle, name = tempfile.mkstemp(dir=folder, prefix=".hub-")
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(pairing_line(pairing))
        Path(name).replace(_file(folder, pairing.event_id))
    except OSError as error:
        raise UserError("sharing.not_kept") from error


def keep_line(folder: Path, line: str) -> None:
    """Keep the pairing that a line holds, for an event that is about to be opened.

    Raises:
        UserError: the line is none, or the folder cannot be written.
    """
    keep(folder, read_pairing(line))


def kept(folder: Path, event_id: str) -> Pairing | None:
    """The pairing of an event, or None; a damaged file counts as none."""
    try:
        return read_pairing(_file(folder, event_id).read_text("ascii"))
    except (OSError, ValueError, UserError):
        return None


def forget(folder: Path, event_id: str) -> bool:
    """Forget the pairing of an event; whether there was one."""
    file = _file(folder, event_id)
    existed = file.exists()
    file.unlink(missing_ok=True)
    return existed

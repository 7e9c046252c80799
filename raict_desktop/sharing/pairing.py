"""The line that lets a station join a hub: pasted or scanned, kept in a file only its owner can read."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import asdict, dataclass, fields

from raict_desktop.domain.errors import UserError

PREFIX = "raict-hub:"
LONGEST = 6000
_EVENT = re.compile(r"[0-9a-fA-F-]{36}")
"""It names files here: a line from strangers must not choose where they are."""
_SALT = re.compile(r"([0-9a-f]{64})?")


@dataclass(frozen=True, slots=True, repr=False)
class Pairing:
    """Where the hub is and how this event's stations enter it.

    Attributes:
        salt: the event's salt, so that a laptop without a copy of the event can take it from the hub.
        certificate: the hub's TLS certificate (PEM), pinned; empty on a loopback hub without TLS.
    """

    host: str
    port: int
    database: str
    user: str
    password: str
    event_id: str
    salt: str = ""
    certificate: str = ""

    def __repr__(self) -> str:
        """Without the password: this may come near a log."""
        return f"Pairing({self.user}@{self.host}:{self.port}/{self.database})"


def pairing_line(pairing: Pairing) -> str:
    """One line of plain letters that holds a pairing."""
    packed = zlib.compress(json.dumps(asdict(pairing)).encode(), 9)
    return PREFIX + base64.urlsafe_b64encode(packed).decode()


def read_pairing(line: str) -> Pairing:
    """The pairing a line holds.

    Raises:
        UserError: ``sharing.bad_pairing`` for anything else.
    """
    text = "".join(line.split())
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise UserError("sharing.bad_pairing")
    try:
        packed = base64.urlsafe_b64decode(text.removeprefix(PREFIX))
        unpacker = zlib.decompressobj()
        value = json.loads(unpacker.decompress(packed, 4 * LONGEST))
        kinds = {f.name: int if f.name == "port" else str for f in fields(Pairing)}
        if set(value) != set(kinds) or not all(
            type(value[name]) is kind for name, kind in kinds.items()
        ):
            raise UserError("sharing.bad_pairing")
        if not (_EVENT.fullmatch(value["event_id"]) and _SALT.fullmatch(value["salt"])):
            raise UserError("sharing.bad_pairing")
        return Pairing(**value)
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError) as error:
        raise UserError("sharing.bad_pairing") from error

"""The little of the Internet Printing Protocol (RFC 8010, 8011) that tells states of queues and jobs.

The commands of CUPS tell a finished job from an aborted one in no language; the protocol does.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

TIMEOUT_S = 8.0
GET_JOB_ATTRIBUTES, GET_PRINTER_ATTRIBUTES, CANCEL_JOB = 0x0009, 0x000B, 0x0008
CUPS_GET_DEFAULT, CUPS_GET_PRINTERS = 0x4001, 0x4002
OK_LIMIT = 0x0100
NOT_FOUND = 0x0406
_SOCKETS = (Path("/run/cups/cups.sock"), Path("/private/var/run/cupsd"))
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_TEXT_WITH_LANGUAGE = (0x35, 0x36)

Attributes = dict[str, list[Any]]


class IppError(Exception):
    """The server cannot be reached or answers nonsense."""


class _LocalConnection(HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        if sys.platform == "win32":
            raise OSError("no such socket here")
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(str(self._path))


def _connection() -> HTTPConnection:
    server = os.environ.get("CUPS_SERVER", "")
    if server.startswith("/"):
        return _LocalConnection(Path(server))
    if server:
        host, _, port = server.partition("/")[0].rpartition(":")
        if not host or not port.isdigit():
            host, port = server.partition("/")[0], "631"
        return HTTPConnection(host, int(port), timeout=TIMEOUT_S)
    for path in _SOCKETS:
        if path.exists():
            return _LocalConnection(path)
    return HTTPConnection("localhost", 631, timeout=TIMEOUT_S)


def ask(
    operation: int, values: Sequence[tuple[int, str, str | int]]
) -> tuple[int, list[Attributes]]:
    """One question.

    Args:
        operation: its number.
        values: tag, name and value of the operation's attributes; an empty name goes on with the
            values of the name before.

    Returns:
        The status and the groups of attributes of the answer.

    Raises:
        IppError: no answer.
    """
    connection = _connection()
    try:
        connection.request(
            "POST", "/", encoded(operation, values), {"Content-Type": "application/ipp"}
        )
        answer = connection.getresponse()
        body = answer.read(4_000_000)
        if answer.status != 200:
            raise IppError(f"HTTP {answer.status}")
        return decoded(body)
    except (OSError, HTTPException, ValueError, struct.error, IndexError) as error:
        raise IppError(str(error)) from error
    finally:
        connection.close()


def encoded(operation: int, values: Sequence[tuple[int, str, str | int]]) -> bytes:
    """A request, version 1.1."""
    parts = [struct.pack(">BBHI", 1, 1, operation, 1), b"\x01"]
    fixed: list[tuple[int, str, str | int]] = [
        (0x47, "attributes-charset", "utf-8"),
        (0x48, "attributes-natural-language", "en"),
    ]
    for tag, name, value in (*fixed, *values):
        raw = struct.pack(">i", value) if isinstance(value, int) else value.encode()
        key = name.encode()
        parts.append(struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(raw)) + raw)
    return b"".join((*parts, b"\x03"))


def decoded(body: bytes) -> tuple[int, list[Attributes]]:
    """The status and attribute groups of an answer.

    Raises:
        ValueError: it is none (also ``struct.error`` and ``IndexError``).
    """
    _, _, status, _ = struct.unpack_from(">BBHI", body)
    at = 8
    groups: list[Attributes] = []
    name = ""
    while at < len(body):
        tag = body[at]
        at += 1
        if tag == 0x03:
            return status, groups
        if tag < 0x10:
            groups.append({})
            continue
        (length,) = struct.unpack_from(">H", body, at)
        if length:
            name = body[at + 2 : at + 2 + length].decode()
        at += 2 + length
        (length,) = struct.unpack_from(">H", body, at)
        raw = body[at + 2 : at + 2 + length]
        at += 2 + length
        groups[-1].setdefault(name, []).append(_value(tag, raw))
    raise ValueError("no end")


def _value(tag: int, raw: bytes) -> Any:
    if tag in (_INTEGER, _ENUM):
        return struct.unpack(">i", raw)[0]
    if tag == _BOOLEAN:
        return raw != b"\0"
    if tag in _TEXT_WITH_LANGUAGE and len(raw) > 4:
        (skipped,) = struct.unpack_from(">H", raw)
        raw = raw[4 + skipped :]
    return raw.decode("utf-8", "replace")


def first(attributes: Mapping[str, list[Any]], name: str, default: Any) -> Any:
    """The first value of an attribute."""
    return (attributes.get(name) or [default])[0]

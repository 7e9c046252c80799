"""Files sealed with a passphrase, for sticks and mail: AES-256-GCM with a key from Argon2id.

A sealed file is one line of ASCII, one line of JSON with the key's parameters, then blocks: four bytes
of length and the encrypted block. Every block is bound to the lines above it, to its number, and to
whether it is the last, so that nothing can be altered, exchanged, or cut off.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from raict_desktop.domain.errors import UserError

SUFFIX = ".sealed"
MAGIC = b"RAICT-SEALED-1\n"
LEAST = 12
"""Characters of a passphrase: whoever has the file may try as often as they like."""
_BLOCK = 1 << 20
_LARGEST_HEADER = 1000
_COST = {"iterations": 3, "lanes": 4, "memory": 65536}
"""RFC 9106's second choice: 64 MiB."""


def check_passphrase(passphrase: str) -> str:
    """The passphrase as it is used: composed letters, whatever keyboard it was typed on.

    Raises:
        UserError: it is too short.
    """
    folded = unicodedata.normalize("NFC", passphrase)
    if len(folded) < LEAST:
        raise UserError("sealed.short", least=LEAST)
    return folded


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt,
        length=32,
        iterations=_COST["iterations"],
        lanes=_COST["lanes"],
        memory_cost=_COST["memory"],
    ).derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))


def seal(
    source: IO[bytes], target: IO[bytes], passphrase: str, random_bytes: Callable[[int], bytes]
) -> None:
    """Encrypt a stream.

    Raises:
        UserError: the passphrase is too short.
        OSError: reading or writing failed.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    passphrase = check_passphrase(passphrase)
    salt, prefix = random_bytes(16), random_bytes(8)
    parameters = {**_COST, "salt": salt.hex(), "nonce": prefix.hex()}
    head = MAGIC + json.dumps(parameters).encode("ascii") + b"\n"
    cipher = AESGCM(_key(passphrase, salt))
    target.write(head)
    block, number = source.read(_BLOCK), 0
    while True:
        following = source.read(_BLOCK)
        last = not following
        sealed = cipher.encrypt(_nonce(prefix, number), block, head + bytes([last]))
        target.write(len(sealed).to_bytes(4, "big") + sealed)
        if last:
            return
        block, number = following, number + 1


def unseal(source: IO[bytes], target: IO[bytes], passphrase: str, name: str) -> None:
    """Decrypt a stream; what was written is worth nothing unless this returns.

    Raises:
        UserError: not a sealed file, another passphrase, or altered or cut.
        OSError: reading or writing failed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head, salt, prefix = _read_head(source, name)
    cipher = AESGCM(_key(passphrase, salt))
    number, length = 0, source.read(4)
    while True:
        size = int.from_bytes(length, "big")
        if len(length) < 4 or not 16 <= size <= _BLOCK + 16:
            raise UserError("sealed.damaged", path=name)
        block = source.read(size)
        length = source.read(4)
        last = not length
        try:
            target.write(cipher.decrypt(_nonce(prefix, number), block, head + bytes([last])))
        except InvalidTag as error:
            code = "sealed.wrong_passphrase" if number == 0 else "sealed.damaged"
            raise UserError(code, path=name) from error
        if last:
            return
        number += 1


def _nonce(prefix: bytes, number: int) -> bytes:
    return prefix + number.to_bytes(4, "big")


def _read_head(source: IO[bytes], name: str) -> tuple[bytes, bytes, bytes]:
    magic = source.readline(len(MAGIC))
    if magic != MAGIC:
        raise UserError("sealed.not_sealed", path=name)
    line = source.readline(_LARGEST_HEADER)
    try:
        given = json.loads(line)
        salt, prefix = bytes.fromhex(given["salt"]), bytes.fromhex(given["nonce"])
        # A stranger's file does not choose how much memory is used here.
        usual = all(given[name] == value for name, value in _COST.items())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError("sealed.damaged", path=name) from error
    if not usual or len(salt) != 16 or len(prefix) != 8:
        raise UserError("sealed.damaged", path=name)
    return magic + line, salt, prefix


def is_sealed(path: Path) -> bool:
    """Whether a file begins as sealed files do; a pipe is no file, and is not waited for."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """A file to be sealed or unsealed.

    Raises:
        UserError: it cannot be read.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise UserError("exchange.not_found", name=path.name) from error
    except OSError as error:
        raise UserError("exchange.cannot_read", name=path.name) from error
    with stream:
        yield stream

"""Sealing files with a passphrase before they leave the laptop, and opening them again."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.exchange import sealed
from raict_desktop.exchange.day_files import whole_file
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up

SUFFIX = sealed.SUFFIX
is_sealed = sealed.is_sealed
check_passphrase = sealed.check_passphrase


def seal(
    sources: Sequence[Path],
    target: Path,
    passphrase: str,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Path:
    """Seal one file, or several files and folders as a ZIP, into ``target``.

    Raises:
        UserError: a source is not there, the passphrase is too short, the place cannot be written.
    """
    sealed.check_passphrase(passphrase)
    if len(sources) == 1 and sources[0].is_file():
        _seal_one(sources[0], target, passphrase, random_bytes)
        return target
    # The ZIP is as personal as what is in it: it never has a name in a folder.
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for source in sources:
                _pack(archive, source)
        packed.seek(0)
        with whole_file(target) as temporary, temporary.open("wb") as stream:
            sealed.seal(packed, stream, passphrase, random_bytes)
            _settle(stream.fileno())
    return target


def _pack(archive: zipfile.ZipFile, source: Path) -> None:
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    for file in files:
        if file.is_dir():
            continue
        with sealed.reading(file) as stream:
            name = file.relative_to(source.parent)
            with archive.open(name.as_posix(), "w") as member:
                while block := stream.read(1 << 20):
                    member.write(block)


def _seal_one(
    source: Path, target: Path, passphrase: str, random_bytes: Callable[[int], bytes]
) -> None:
    with (
        sealed.reading(source) as plain,
        whole_file(target) as temporary,
        temporary.open("wb") as stream,
    ):
        sealed.seal(plain, stream, passphrase, random_bytes)
        _settle(stream.fileno())


def unseal(source: Path, target: Path, passphrase: str) -> Path:
    """Open a sealed file into ``target``, which must not exist; nothing is left of a failure.

    Raises:
        UserError: not sealed, another passphrase, damaged, or the place cannot be written.
    """
    if target.exists():
        raise UserError("storage.exists", path=target.name)
    with (
        sealed.reading(source) as stream,
        whole_file(target) as temporary,
        temporary.open("wb") as plain,
    ):
        sealed.unseal(stream, plain, passphrase, source.name)
        _settle(plain.fileno())
    return target


def _settle(handle: int) -> None:
    os.fsync(handle)


def sealed_backup(event: OpenEvent, target: Path, passphrase: str) -> int:
    """Back the event up into a sealed file; says how many entries it holds.

    Raises:
        UserError: the passphrase is too short, or the place cannot be written.
    """
    sealed.check_passphrase(passphrase)
    with tempfile.TemporaryDirectory(prefix=".raict-", dir=event.path.parent) as folder:
        made = back_up(event, Path(folder)).backup
        seal([made.path], target, passphrase, event.outside.random_bytes)
    return made.entries


@contextmanager
def unsealed(source: Path, passphrase: str) -> Iterator[Path]:
    """What a sealed file holds, in a private folder that goes away with the block.

    Raises:
        UserError: not sealed, another passphrase, or damaged.
    """
    with tempfile.TemporaryDirectory(prefix="raict-") as folder:
        yield unseal(source, Path(folder) / "backup.raict", passphrase)

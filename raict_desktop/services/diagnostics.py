"""A file for whoever mends the program: versions, the state of the event, the log; nobody's data."""

from __future__ import annotations

import json
import platform
import sys
import zipfile
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from raict_desktop import __version__
from raict_desktop.exchange.day_files import whole_file
from raict_desktop.services import integrity
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import listed
from raict_desktop.storage import ballast, disk_encryption, place
from raict_desktop.storage.versions import SQLITE_WITHOUT_WAL_RESET_FAULT, sqlite_version

LIBRARIES = (
    "PySide6-Essentials numpy opencv-python-headless pillow reportlab zxing-cpp pyzbar cryptography "
    "rapidfuzz click"
).split()


def _library_versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "frozen or missing"
    return found


def facts(event: OpenEvent | None) -> dict[str, Any]:
    """What is known of program, machine and event; no path, name, code or station that is a person's."""
    sqlite = sqlite_version()
    told: dict[str, Any] = {
        "program": __version__,
        "python": platform.python_version(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "system": platform.platform(),
        "sqlite": ".".join(map(str, sqlite)),
        "sqlite_has_wal_reset_fault": sqlite < SQLITE_WITHOUT_WAL_RESET_FAULT,
        "libraries": _library_versions(),
    }
    if event is not None:
        told["event"] = _event_facts(event)
    return told


def _event_facts(event: OpenEvent) -> dict[str, Any]:
    result = integrity.check(event, derivations=False)
    newest = listed([event.backup_folder])
    with event.file.reading() as db:
        kinds = dict(db.execute("SELECT kind, count(*) FROM journal GROUP BY kind").fetchall())
        stations = db.execute("SELECT count(DISTINCT station) FROM journal").fetchone()[0]
        schema = db.execute("PRAGMA user_version").fetchone()[0]
    return {
        "schema": schema,
        "entries": result.entries,
        "entries_by_kind": kinds,
        "stations": stations,
        "problems": [code for code, _ in result.problems],
        "read_only": event.read_only,
        "bytes": event.path.stat().st_size,
        "free_bytes": ballast.free_bytes(event.path),
        "disk": place.disk_of(event.path),
        "disk_encrypted": disk_encryption.is_encrypted(event.path),
        "backups": len(newest),
        "last_backup": newest[0].at.isoformat() if newest else None,
    }


def disk_is_encrypted(path: Path) -> bool | None:
    """Whether the disk under the event is encrypted; None where the system does not say."""
    return disk_encryption.is_encrypted(path)


def write_diagnostics(
    path: Path,
    event: OpenEvent | None,
    settings: Mapping[str, object],
    logs: Iterable[Path],
) -> Path:
    """Write the diagnostics as a ZIP.

    Args:
        path: the file.
        event: the open event, if there is one.
        settings: the user's choices that tell nothing about people or places.
        logs: the program's log files, which hold no personal data.

    Raises:
        UserError: the place cannot be written.
    """
    with whole_file(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr("facts.json", json.dumps(facts(event), indent=2, ensure_ascii=False))
        archive.writestr("settings.json", json.dumps(dict(settings), indent=2, ensure_ascii=False))
        for number, log in enumerate(logs):
            try:
                text = log.read_bytes()
            except OSError:
                continue
            archive.writestr(f"log-{number}.txt", text)
    return path

"""The choices of this computer's user, kept between runs and never worth failing for."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from raict_desktop import paths

_CHOICES = {
    "language": ("fr", "en"),
    "theme": ("system", "light", "dark"),
    "print_when": ("never", "once", "always"),
    "role": ("reception", "session", "organiser"),
}

_SIGNED = ("signatory", "signatory_role", "signatory_place")


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices with their defaults; ``recent`` lists event files, newest first."""

    language: str = "fr"
    theme: str = "system"
    role: str = "reception"
    camera: str = "camera:0"
    recent: tuple[str, ...] = ()
    operator: str = ""
    sound: bool = True
    second_opinion: bool = False
    second_place: str = ""
    shared_folder: str = ""
    station_name: str = ""
    welcomed: bool = False
    serial_port: str = ""
    # The keyboard layout that garbles this desk's USB scanner; "us" when a test found none.
    scanner_layout: str = ""
    print_when: str = "never"
    printer: str = ""
    badge_layout: str = "a6-conference"
    # Columns of the participants table, separated by blanks; empty for the usual ones.
    people_columns: str = ""
    # Who signs the certificates of attendance, in what capacity, and where.
    signatory: str = ""
    signatory_role: str = ""
    signatory_place: str = ""


def settings_path() -> Path:
    """Where the settings are kept."""
    return paths.user_folder("config") / "settings.json"


def backups_path() -> Path:
    """Where the backups of every event are kept on this computer."""
    return paths.user_folder("data") / "backups"


def events_folder() -> Path:
    """Where an event taken from a hub is kept, unless somebody chooses another place."""
    return paths.user_folder("data") / "events"


def hubs_folder() -> Path:
    """Where the pairings with hubs are kept, one file an event."""
    return settings_path().parent / "hubs"


def harmless_settings() -> dict[str, object]:
    """The choices that tell nothing about people or places, for the diagnostics."""
    chosen = asdict(load_settings())
    for name in ("operator", "recent", "second_place", *_SIGNED):
        chosen[name] = f"({len(chosen[name])})"
    if "://" in chosen["camera"]:
        chosen["camera"] = "url"
    return chosen


def load_settings(path: Path | None = None) -> Settings:
    """Settings from ``path``; what is missing or unreadable takes its default."""
    try:
        raw = json.loads((path or settings_path()).read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(raw, dict):
        return Settings()
    defaults = Settings()
    kept: dict[str, Any] = {}
    for field in fields(Settings):
        value = raw.get(field.name)
        if field.name == "recent":
            if isinstance(value, list):
                kept["recent"] = tuple(_found(item) for item in value if isinstance(item, str))
        elif type(value) is type(getattr(defaults, field.name)) and value in _CHOICES.get(
            field.name, (value,)
        ):
            kept[field.name] = value
    return Settings(**kept)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all.

    What another version of the program keeps in the same file stays there.

    Raises:
        OSError: when the folder cannot be written.
    """
    target = path or settings_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    values = asdict(settings) | {"recent": [_kept(item) for item in settings.recent]}
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".settings-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(_unknown(target) | values, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _unknown(path: Path) -> dict[str, Any]:
    """What stands in the settings file and is no setting of this version."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    known = {field.name for field in fields(Settings)}
    return {k: v for k, v in raw.items() if k not in known} if isinstance(raw, dict) else {}


def _kept(path: str) -> str:
    """A path as the settings keep it.

    On a stick it begins at the program's folder: the next computer gives the drive another letter.
    """
    portable = paths.portable_folder()
    if portable is None:
        return path
    try:
        near = os.path.relpath(path, portable.parent)
    except ValueError:  # another drive
        return path
    # More than one step up leaves the stick.
    return path if near.startswith((f"..{os.sep}..", "../..")) else near.replace(os.sep, "/")


def _found(kept: str) -> str:
    """The path that ``_kept`` noted."""
    portable = paths.portable_folder()
    if portable is None or Path(kept).is_absolute():
        return kept
    return os.path.normpath(portable.parent / kept)

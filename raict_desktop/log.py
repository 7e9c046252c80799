"""What the program notes about its own faults, for whoever mends it: never a person's data."""

from __future__ import annotations

import logging
import logging.handlers
import traceback
from pathlib import Path
from time import perf_counter
from types import TracebackType

from raict_desktop import paths
from raict_desktop.domain.errors import UserError

_log = logging.getLogger("raict_desktop")
_BEGUN = perf_counter()


def log_path() -> Path:
    """Where the log is kept."""
    return paths.user_folder("log") / "raict.log"


def log_files() -> list[Path]:
    """The log and its older parts, those that exist."""
    path = log_path()
    parts = [path, path.with_name(path.name + ".1"), path.with_name(path.name + ".2")]
    return [part for part in parts if part.is_file()]


def start_log(path: Path | None = None) -> Path | None:
    """Write the log to a file of at most 1 MB, with two older ones kept.

    Args:
        path: the file; the user's log folder when left out.

    Returns:
        The file, or None where none can be written: a full disk must not stop the desk.
    """
    target = path or log_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            target, maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    return target


def note_start() -> None:
    """Note that the window is painted and how long that took since this module was loaded."""
    _log.info("window painted %.0f ms after the start", (perf_counter() - _BEGUN) * 1000)


class _Discreet(logging.Formatter):
    """Writes where a fault happened, whoever logs it, and never its message."""

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The places of a fault, a line each."""
        kind, error, trace = ei
        return "" if kind is None or error is None else "\n".join(fault_lines(kind, error, trace))


def fault_lines(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> list[str]:
    """Where a fault happened, without its message.

    A message may quote a name or a code, so only the type, the places in the program and the
    stable code of a ``UserError`` are kept.
    """
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    code = f" {error.code}" if isinstance(error, UserError) else ""
    return [f"{kind.__name__}{code}", *places]


def note_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> list[str]:
    """Log a fault that nobody caught, and give back what was written."""
    lines = fault_lines(kind, error, trace)
    _log.error("unexpected fault: %s", "\n".join(lines))
    return lines

"""What a way to printers offers, whichever system it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Page


class QueueState(StrEnum):
    """Whether a queue takes a job now."""

    READY = "ready"
    STOPPED = "stopped"
    """Takes jobs but prints none until somebody resumes it."""
    REFUSING = "refusing"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    """The system's print service does not answer."""


class JobOutcome(StrEnum):
    """What became of a job that a queue took."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The queue no longer knows the job."""


class Trouble(StrEnum):
    """Why a printer holds its jobs, where the system tells it by a sign and not in words."""

    PAUSED = "paused"
    PAPER = "paper"
    OFFLINE = "offline"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The state of a queue; ``message`` is the system's own words, for people to read."""

    state: QueueState
    message: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class JobReport:
    """What became of a job; ``message`` as above.

    A job that waits with a ``trouble`` is printed by itself once somebody mends it.
    """

    outcome: JobOutcome
    message: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Pages for a queue.

    ``title`` names the job in the system's own list and carries no personal data.
    """

    queue: str
    title: str
    pages: Iterable[Page]
    two_sided: bool = False
    flip_short: bool = False


class Spooler(Protocol):
    """A way to printers. Every method may take a while and is called off the window's thread."""

    def queues(self) -> list[str]:
        """Names of the queues there are, the default one first."""

    def queue(self, name: str) -> QueueReport:
        """The state of one queue."""

    def submit(self, submission: Submission, fonts: FontFolder) -> str:
        """Hand pages to a queue; the job's name there.

        Raises:
            UserError: ``paper.not_taken`` when the queue did not take it; whatever the pages raise.
        """

    def job(self, queue: str, name: str) -> JobReport:
        """What became of a job."""

    def cancel(self, queue: str, name: str) -> bool:
        """Take a job back if it still waits.

        Returns:
            Whether it is certain that nothing comes out any more. Not where the queue refused, did not
            answer, or no longer has the job, which may be out by now.
        """

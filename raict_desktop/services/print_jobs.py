"""Print jobs as they are shown, and as they outlive the program: ids only, nobody's name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeProblem
from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.files import replaced
from raict_desktop.services import badges

TAKING_BACK = "paper.taking_back"
"""What is told of a job while its printer is asked to give it back."""


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Badges (or another document) for a printer.

    Attributes:
        id: of the job.
        printer: name of the printer.
        state: where it is.
        wanted: whose badges and how; None for another document.
        label: what the list shows: a name for one badge, else empty.
        count: how many badges.
        fault: code and facts of what went wrong, empty code for nothing.
        problems: what to look at on the badges themselves.
        spool: the job's name in the system's queue once it is there.
        language: of the badges.
        reprint: whether a badge had been printed before.
        places: the sheet, the first place on it, and the first one free afterwards.
    """

    id: str
    printer: str
    state: JobState = JobState.WAITING
    wanted: badges.Wanted | None = None
    label: str = ""
    count: int = 1
    fault: tuple[str, Mapping[str, Any]] = ("", MappingProxyType({}))
    problems: tuple[BadgeProblem, ...] = ()
    spool: str = ""
    language: str = "fr"
    reprint: bool = False
    places: tuple[str, int, int] = ("", 0, 0)

    @property
    def is_held(self) -> bool:
        """Whether a printer in trouble holds the job; it comes out by itself once that is mended."""
        return (
            self.state is JobState.PRINTING and bool(self.fault[0]) and not self.is_being_taken_back
        )

    @property
    def is_being_taken_back(self) -> bool:
        """Whether its printer is being asked to give it back: nobody knows yet whether it comes out."""
        return self.fault[0] == TAKING_BACK

    @property
    def can_be_retried(self) -> bool:
        """Whether it may be printed again, here or elsewhere, without coming out twice."""
        return self.state is JobState.FAILED or self.is_held


def keep_jobs(store: Path, event_id: str, jobs: Sequence[PrintJob]) -> bool:
    """Write an event's unfinished and failed jobs down; whether that could be done."""
    rows = [
        _row(job, job.wanted)
        for job in jobs
        if job.wanted is not None and job.state is not JobState.DONE
    ]
    try:
        store.mkdir(parents=True, exist_ok=True)
        with replaced(store / f"{event_id}.json") as stream:
            stream.write(json.dumps(rows).encode())
    except (OSError, UserError):
        return False
    return True


def _row(job: PrintJob, wanted: badges.Wanted) -> dict[str, Any]:
    return {
        "id": job.id,
        "printer": job.printer,
        "spool": job.spool,
        "begun": job.state is JobState.PRINTING,
        "count": job.count,
        "language": job.language,
        "reprint": job.reprint,
        "places": job.places,
        "wanted": {**asdict(wanted), "who": ""},
    }


def kept_jobs(store: Path | None, event_id: str) -> list[PrintJob]:
    """The jobs of an event that a run before this one left; none from a file that is not ours."""
    if store is None:
        return []
    try:
        rows = json.loads((store / f"{event_id}.json").read_text("utf-8"))
        return [_job(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _job(row: Mapping[str, Any]) -> PrintJob:
    values = dict(row["wanted"])
    values["ids"] = tuple(values["ids"])
    values["calibration"] = Calibration(**values["calibration"])
    places = row.get("places", ("", 0, 0))
    begun = row["spool"] or row.get("begun", False)
    state = JobState.PRINTING if begun else JobState.WAITING
    return PrintJob(
        id=row["id"],
        printer=row["printer"],
        state=state,
        wanted=badges.Wanted(**values),
        count=row["count"],
        spool=row["spool"],
        fault=("", {}),
        language=row["language"],
        reprint=row["reprint"],
        places=(str(places[0]), int(places[1]), int(places[2])),
    )

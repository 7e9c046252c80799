"""A way to printers in the test's hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Page
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Submission,
)


@dataclass
class FakeSpooler:
    """Keeps the pages of each job; ``states`` and ``outcome`` are what it answers."""

    states: dict[str, QueueReport] = field(default_factory=dict)
    outcome: JobReport = field(default_factory=lambda: JobReport(JobOutcome.DONE))
    printed: list[tuple[str, list[Page]]] = field(default_factory=list)
    refuse: bool = False
    keeps: bool = False
    cancelled: list[str] = field(default_factory=list)
    store: Path | None = None

    def queues(self) -> list[str]:
        return ["desk", "office"]

    def queue(self, name: str) -> QueueReport:
        return self.states.get(name, QueueReport(QueueState.READY))

    def submit(self, submission: Submission, fonts: FontFolder) -> str:
        pages = list(submission.pages)
        if self.refuse:
            raise UserError("paper.not_taken", printer=submission.queue, reason="full")
        self.printed.append((submission.queue, pages))
        return f"{submission.queue}-{len(self.printed)}"

    def job(self, queue: str, name: str) -> JobReport:
        return self.outcome

    def cancel(self, queue: str, name: str) -> bool:
        self.cancelled.append(name)
        return not self.keeps

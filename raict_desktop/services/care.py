"""What is done for an open event while nobody waits for it: never on the way of a scan.

One thread keeps the WAL small, writes the journal to the second place as it grows, backs up every five
minutes when something changed (the whole event once an hour, else what came since) and the whole event
at closing, lays the ballast, examines the file after opening, and notices a clock that jumps.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.services import backups, integrity
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import Backup, Base
from raict_desktop.services.folder_sharing import FolderSharing

IDLE_SECONDS = 5.0
SECOND_SECONDS = 3.0
JUMP = timedelta(seconds=90)
"""A clock that goes this far astray between two turns was set, or the laptop slept."""
BACKUP_SECONDS = 300.0
TURN_SECONDS = 1.0
STOP_SECONDS = 10.0

Tell = Callable[[str, Mapping[str, object]], None]
"""Takes a fault's code and facts; called from the thread."""
_log = logging.getLogger(__name__)


class Care:
    """The care of one open event, from its opening to its closing.

    Args:
        event: the open event.
        tell: hears of what a person should know; each thing once until it is well again.
        second_place: asks for the folder on another disk, or None.
        monotonic: seconds that only go forward.
        paper: writes the list on paper into a folder, beside a whole backup in the second place.
    """

    def __init__(
        self,
        event: OpenEvent,
        tell: Tell,
        second_place: Callable[[], Path | None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        paper: Callable[[Path], object] | None = None,
    ) -> None:
        self.last_backup: Backup | None = None
        self._event = event
        self._tell = tell
        self._second_place = second_place
        self._monotonic = monotonic
        self._paper = paper
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._base: Base | None = None
        self._told: set[str] = set()
        self._backed_up_commits = event.file.commits
        self._backed_up_at = monotonic() - BACKUP_SECONDS
        self._quiet_since = monotonic()
        self._seen_commits = event.file.commits
        self._settled = False
        self._examined = False
        self._sharing: FolderSharing | None = None
        self._shared_commits = -1
        self._shared_at = monotonic() - SECOND_SECONDS
        self._last_turn = (event.clock(), monotonic())

    def start(self) -> None:
        """Begin the thread; a file that cannot be written needs no care."""
        if self._event.read_only or self._thread is not None:
            return
        self._thread = threading.Thread(target=self._run, name="care", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and back up what changed since the last backup; safe to call twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
        if self._event.read_only:
            return
        self._attempt("second journal", self._write_second_journal)
        if self._event.file.commits != self._backed_up_commits:
            # The day's last backup is one whole file: what somebody takes along on a stick.
            self._base = None
            self._attempt("backup", self._back_up)

    def _run(self) -> None:
        while not self._stop.wait(TURN_SECONDS):
            self.turn()

    def turn(self) -> None:
        """Do what is due now."""
        now = self._monotonic()
        commits = self._event.file.commits
        if commits != self._seen_commits:
            self._seen_commits, self._quiet_since, self._settled = commits, now, False
        if not self._settled and now - self._quiet_since >= IDLE_SECONDS:
            self._attempt("checkpoint", self._checkpoint)
        if commits != self._shared_commits and now - self._shared_at >= SECOND_SECONDS:
            self._shared_at = now
            self._attempt("second journal", self._write_second_journal)
        if commits != self._backed_up_commits and now - self._backed_up_at >= BACKUP_SECONDS:
            self._backed_up_at = now
            self._attempt("backup", self._back_up)
        if not self._examined:
            self._examined = True
            self._event.file.lay_ballast()
            self._attempt("examine", self._examine)
        self._attempt("index", self._event.warm_index)
        if self._event.file.reserve_used():
            self._once("reserve", "storage.reserve_low", {})
        self._watch_clock(now)

    def _watch_clock(self, now: float) -> None:
        wall, (before, then) = self._event.clock(), self._last_turn
        self._last_turn = (wall, now)
        astray = (wall - before) - timedelta(seconds=now - then)
        # A laptop that slept finds a later hour, and is right.
        if astray < -JUMP:
            self._tell("storage.clock_back", {"minutes": int(-astray.total_seconds() // 60)})

    def _write_second_journal(self) -> None:
        """Write on another disk what it lacks of the journal; a dead disk then loses seconds."""
        place, commits = self._second_place(), self._event.file.commits
        if place is None:
            self._sharing = None
        elif self._sharing is None or self._sharing.folder != place:
            self._sharing = FolderSharing(self._event, place)
        if self._sharing is not None:
            self._sharing.exchange()
        self._shared_commits = commits

    def _checkpoint(self) -> None:
        self._settled = self._event.file.checkpoint()

    def _back_up(self) -> None:
        commits = self._event.file.commits
        made = backups.back_up(self._event, second_place=self._second_place(), base=self._base)
        self._backed_up_commits, self._base = commits, made.base
        self.last_backup = made.backup
        second, paper = made.second, self._paper
        if second is not None and not second.base and paper is not None:
            self._attempt("paper", lambda: paper(second.path.parent))
        if made.second_fault is not None:
            self._once("second", made.second_fault.code, made.second_fault.facts)
        else:
            self._told.discard("second")

    def _examine(self) -> None:
        result = integrity.check(self._event, derivations=False)
        for code, facts in result.problems[:1]:
            if code != "storage.lines_missing":  # told at the opening
                self._once("examine", code, facts)

    def _attempt(self, what: str, work: Callable[[], object]) -> bool:
        """Do a piece of work; a fault is told once, and told again only after it went well between."""
        try:
            work()
        except UserError as fault:
            self._once(what, fault.code, fault.facts)
            return False
        except Exception as error:  # noqa: BLE001 - care must go on: nobody restarts this thread
            _log.error("care failed: %s %s", what, type(error).__name__)
            return False
        self._told.discard(what)
        return True

    def _once(self, what: str, code: str, facts: Mapping[str, object]) -> None:
        if what not in self._told:
            self._told.add(what)
            self._tell(code, facts)

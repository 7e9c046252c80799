"""A whole day in the real window, replayed: memory, handles, the WAL, and how long the window stood still.

Run ``python -m benchmarks.endurance [passages] [hours]``. A clip plays before the camera's reader all the
time, the event is cared for (backups, second place), every passage is shown by the window. The event's
clock and the care's run so much faster that the passages fill the hours: eight hours are eight whole
backups and eighty-eight increments. Figures are taken after a tenth of the day, when caches are warm,
every tenth after that, and at its end. Give it 1 200 passages or more: the pages are shown in turn,
forty passages each, and each is made in that first tenth.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PASSAGES, PEOPLE, HOURS = 5000, 3000, 8.0
A_MINUTE_S = 60.0
"""No faster than an hour a minute, or the care's own thread, which looks every second, would skip work."""
GROWTH_GOAL_MB, STILL_GOAL_MS = 20.0, 200.0


def memory_mb() -> float:
    """Resident memory of this process."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    hours = float(sys.argv[2]) if len(sys.argv) > 2 else HOURS
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        return replay(Path(folder), passages, hours)


@dataclass
class Hurried:
    """A clock that the replay moves, for the wall and for the care alike."""

    seconds: float = 0.0

    def wall(self) -> datetime:
        """The time of the event's entries."""
        return datetime(2026, 6, 29, 6, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds for the care."""
        return self.seconds


@dataclass
class Pulse:
    """How long the window's thread answered nobody; keeps figures, not beats: memory is measured, too.

    Attributes:
        longest: the longest pause, seconds.
        most_work: the most that the thread itself worked in one pause, seconds.
        late: pauses beyond the goal.
        last: when it was last free: by the wall, and by the thread's own work.
    """

    longest: float = 0.0
    most_work: float = 0.0
    late: int = 0
    last: tuple[float, float] | None = None

    def beat(self) -> None:
        """The window's thread is free."""
        now = (time.perf_counter(), time.thread_time())
        if self.last is not None:
            pause, work = now[0] - self.last[0], now[1] - self.last[1]
            self.longest, self.most_work = max(self.longest, pause), max(self.most_work, work)
            self.late += pause * 1000 > STILL_GOAL_MS
        self.last = now

    def told(self) -> str:
        """The figures as words."""
        return (
            f"stood still {self.longest * 1000:.0f} ms at most (goal {STILL_GOAL_MS:.0f}), "
            f"{self.late} times over the goal; its own work in one piece "
            f"{self.most_work * 1000:.0f} ms at most, the rest waiting"
        )

    def forget(self) -> None:
        """Begin anew."""
        self.longest, self.most_work, self.late, self.last = 0.0, 0.0, 0, None


def replay(folder: Path, passages: int, hours: float) -> int:
    from PySide6.QtCore import QTimer

    from benchmarks.crowd import fill
    from raict_desktop.config import Settings
    from raict_desktop.paper.qr import qr_matrix
    from raict_desktop.scanning.clips import write_clip
    from raict_desktop.services.application import Application, Outside
    from raict_desktop.services.backup_files import listed
    from raict_desktop.services.care import Care
    from raict_desktop.services.checkin import check_in_code, undo
    from raict_desktop.ui import tasks
    from raict_desktop.ui.app import build_window, create_application
    from raict_desktop.ui.context import Context, SettingsStore
    from raict_desktop.ui.prompts import Prompts

    app = create_application()
    hurried = Hurried()
    with Application(Outside(clock=hurried.wall), folder / "backups") as application:
        event = application.new_event(
            folder / "day.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        codes = fill(event, PEOPLE)
        clip, stick = folder / "clip.avi", folder / "stick"
        stick.mkdir()
        write_clip(clip, [qr_matrix(code) for code in codes[:8]])
        settings = Settings(camera=str(clip), second_place=str(stick), sound=False)
        context = Context(application, SettingsStore(settings), Prompts(), tasks, watchful=False)
        window = build_window(context, event)
        window.resize(1280, 800)
        window.show()
        told: list[str] = []
        care = Care(event, lambda code, _facts: told.append(code), lambda: stick, hurried.monotonic)
        care.start()
        pulse = Pulse()
        timer = QTimer(interval=5)
        timer.timeout.connect(pulse.beat)
        timer.start()
        warm: tuple[float, int] = (0.0, 0)
        first = ""
        wal, most_wal = folder / "day.raict-wal", 0

        def day() -> Iterator[None]:
            nonlocal most_wal, warm, first
            for number in range(passages):
                hurried.seconds += hours * 3600 / passages
                if number % 40 == 0:
                    window.show_page(("reception", "session", "organiser")[number // 40 % 3])
                    yield
                result = check_in_code(event, codes[number * 7 % PEOPLE])
                yield
                if number % 25 == 0:
                    undo(event, result.entry_id)
                most_wal = max(most_wal, wal.stat().st_size if wal.exists() else 0)
                if number and number % (passages // 10) == 0:
                    gc.collect()
                    print(f"after {number:6}  {memory_mb():6.1f} MB  {handles()} handles")
                    if number == passages // 10:
                        warm, first = (memory_mb(), handles()), pulse.told()
                        pulse.forget()

        steps = day()

        def step() -> None:
            if next(steps, steps) is steps:
                app.quit()

        # In a real event loop: outside of one, Qt deletes nothing that was put off.
        pace = QTimer(interval=int(hours * A_MINUTE_S * 1000 / passages))
        pace.timeout.connect(step)
        pace.start()
        app.exec()
        pace.stop()
        care.stop()
        gc.collect()
        end = (memory_mb(), handles())
        timer.stop()
        window.close()
    growth = end[0] - warm[0]
    made = listed([event.backup_folder])
    print(
        f"{passages} passages in {hours:g} hours, {PEOPLE} people, camera on, second place in use"
    )
    # Hurried steps look like a clock that jumps; anything else would be a fault.
    print(f"told     {sorted(set(told) - {'storage.clock_back'}) or 'nothing'}")
    print(f"backups  {len(made)} kept, {sum(b.size for b in made) / 1e6:.0f} MB")
    print(
        f"memory   {warm[0]:.0f} -> {end[0]:.0f} MB, growth {growth:.1f} (goal {GROWTH_GOAL_MB:.0f})"
    )
    print(f"handles  {warm[1]} -> {end[1]}")
    print(f"WAL      {most_wal / 1e6:.1f} MB at most")
    print(f"window   {pulse.told()}")
    print(f"         in the first tenth, where each page is made, it {first}")
    return int(growth > GROWTH_GOAL_MB or end[1] > warm[1] + 3)


if __name__ == "__main__":
    sys.exit(main())

"""A whole day in the real window, replayed: memory, handles, the WAL, and how long the window stood still.

Run ``python -m benchmarks.endurance [passages]``. A clip plays before the camera's reader all the
time, the event is cared for (backups, second place), every passage is shown by the window. Figures
are taken after a tenth of the day, when caches are warm, and at its end.
"""

from __future__ import annotations

import gc
import itertools
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

PASSAGES, PEOPLE = 5000, 3000
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
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        return replay(Path(folder), passages)


def replay(folder: Path, passages: int) -> int:
    from PySide6.QtCore import QTimer

    from benchmarks.crowd import fill
    from raict_desktop.config import Settings
    from raict_desktop.paper.qr import qr_matrix
    from raict_desktop.scanning.clips import write_clip
    from raict_desktop.services.application import Application
    from raict_desktop.services.checkin import check_in_code, undo
    from raict_desktop.ui import tasks
    from raict_desktop.ui.app import build_window, create_application
    from raict_desktop.ui.context import Context, SettingsStore
    from raict_desktop.ui.prompts import Prompts

    app = create_application()
    with Application() as application:
        event = application.new_event(
            folder / "day.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        codes = fill(event, PEOPLE)
        clip, stick = folder / "clip.avi", folder / "stick"
        stick.mkdir()
        write_clip(clip, [qr_matrix(code) for code in codes[:8]])
        settings = Settings(camera=str(clip), second_place=str(stick), sound=False)
        context = Context(application, SettingsStore(settings), Prompts(), tasks, watchful=True)
        window = build_window(context, event)
        window.resize(1280, 800)
        window.show()
        beats: list[float] = []
        timer = QTimer(interval=5)
        timer.timeout.connect(lambda: beats.append(time.perf_counter()))
        timer.start()
        warm: tuple[float, int] = (0.0, 0)
        wal, most_wal = folder / "day.raict-wal", 0
        for number in range(passages):
            page = ("reception", "session", "organiser")[number // 40 % 3]
            if number % 40 == 0:
                window.show_page(page)
            result = check_in_code(event, codes[number * 7 % PEOPLE])
            if number % 25 == 0:
                undo(event, result.entry_id)
            app.processEvents()
            most_wal = max(most_wal, wal.stat().st_size if wal.exists() else 0)
            if number == passages // 10:
                gc.collect()
                warm = (memory_mb(), handles())
                beats.clear()
        gc.collect()
        end = (memory_mb(), handles())
        still = max((b - a) * 1000 for a, b in itertools.pairwise(beats))
        timer.stop()
        window.close()
    growth = end[0] - warm[0]
    print(f"{passages} passages, {PEOPLE} people, camera on, second place in use")
    print(
        f"memory   {warm[0]:.0f} -> {end[0]:.0f} MB, growth {growth:.1f} (goal {GROWTH_GOAL_MB:.0f})"
    )
    print(f"handles  {warm[1]} -> {end[1]}")
    print(f"WAL      {most_wal / 1e6:.1f} MB at most")
    print(f"window   stood still {still:.0f} ms at most (goal {STILL_GOAL_MS:.0f})")
    return int(growth > GROWTH_GOAL_MB or end[1] > warm[1] + 3)


if __name__ == "__main__":
    sys.exit(main())

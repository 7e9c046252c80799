"""The window in fresh processes: first paint, time a turn of its thread while scanning, memory.

Run ``python -m benchmarks.window [seconds]``. Qt draws offscreen, without a graphics card, so a
desk's computer does no worse. A turn is what the window's thread does between two waits: the frames
taken over from the camera's threads, verdicts, painting, and waiting for Python's lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile

ROOT = Path(__file__).resolve().parent.parent
STARTS = 7
SECONDS = 8
PAINT_S, FRAME_MS, MEMORY_MB = 0.5, 16.0, 300.0
CLIP_RATE = 30
PEOPLE = 740


def first_paint(begun: float) -> None:
    """Run the program as its user would and print when its first painting reached the screen."""
    import raict_desktop.cli
    from raict_desktop.ui import app, main_window

    class Timed(main_window.MainWindow):
        painted = False

        def paintEvent(self, event: object) -> None:  # noqa: N802
            super().paintEvent(event)
            if not self.painted:
                from PySide6.QtCore import QTimer

                Timed.painted = True
                # The children are painted in this same turn; the next one begins after all that.
                QTimer.singleShot(0, self.told)

        def told(self) -> None:
            print(time.monotonic() - begun)
            self.close()

    app.MainWindow = Timed
    assert raict_desktop.cli
    sys.exit(app.run(None))


def scanning(event_path: Path, seconds: float) -> None:
    """Play the clip beside the event in the reception page and print turns and memory."""
    from PySide6.QtCore import QAbstractEventDispatcher, Qt, QTimer

    from raict_desktop.services.application import Application
    from raict_desktop.ui import language, tasks, theme
    from raict_desktop.ui.app import build_window, create_application
    from raict_desktop.ui.context import Context, SettingsStore
    from raict_desktop.ui.prompts import Prompts

    qt = create_application()
    language.set_language("fr")
    theme.apply_theme(qt, "light")
    turns: list[float] = []
    frames: list[float] = []
    verdicts: list[float] = []
    awake = had_frame = had_verdict = 0.0

    with Application() as application:
        context = Context(application, SettingsStore(), Prompts(), tasks)
        window = build_window(context, application.open_event(event_path))
        window.resize(1366, 768)
        window.show()
        window.show_page("reception")

        def wake() -> None:
            nonlocal awake, had_frame, had_verdict
            awake, had_frame, had_verdict = time.perf_counter(), 0.0, 0.0

        def rest() -> None:
            if not awake:
                return
            took = (time.perf_counter() - awake) * 1000
            turns.append(took)
            if had_verdict:
                verdicts.append(took)
            elif had_frame:
                frames.append(took)

        def note_frame() -> None:
            nonlocal had_frame
            had_frame = 1.0

        def note_verdict() -> None:
            nonlocal had_verdict
            had_verdict = 1.0

        dispatcher = QAbstractEventDispatcher.instance()
        station = window.page("reception").station

        def begin() -> None:
            direct = Qt.ConnectionType.DirectConnection
            dispatcher.awake.connect(wake, direct)
            dispatcher.aboutToBlock.connect(rest, direct)
            station.frame_arrived.connect(note_frame)
            station.checked_in.connect(note_verdict)

        QTimer.singleShot(1500, begin)  # the first second loads OpenCV and the page
        QTimer.singleShot(int(1500 + seconds * 1000), qt.quit)
        qt.exec()
        now, most = memory_mb()
        window.close()
    rate = (len(frames) + len(verdicts)) / seconds
    print(f"scanning: {rate:.1f} frames shown a second, {len(verdicts)} verdicts")
    for what, values in (
        ("a turn with a frame  ", frames),
        ("a turn with a verdict", verdicts),
        ("every turn           ", turns),
    ):
        if values:
            half, p95, p99 = (percentile(values, share) for share in (0.5, 0.95, 0.99))
            print(
                f"{what}: p50 {half:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, "
                f"max {max(values):.1f} ms (goal {FRAME_MS:.0f} ms)"
            )
    print(f"memory: {now:.0f} MB, at most {most:.0f} MB (goal {MEMORY_MB:.0f} MB)")
    good = bool(frames) and percentile(frames, 0.99) <= FRAME_MS and most <= MEMORY_MB
    sys.exit(0 if good else 1)


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process now and at most, in MB; Linux only."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    values = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(values["VmRSS"]) / 1000, int(values["VmHWM"]) / 1000


def prepare(folder: Path) -> Path:
    """An event of 740 people with a clip at 30 frames a second that stands in for its camera."""
    from raict_desktop.paper.qr import qr_matrix
    from raict_desktop.scanning import clips
    from raict_desktop.services.application import Application

    path = folder / "day.raict"
    with Application() as application:
        codes = fill(new_event(application, path), PEOPLE)
    clips.RATE = CLIP_RATE  # the demo's clip has 15 frames a second, half a webcam's
    clips.write_clip(folder / "clip.avi", [qr_matrix(code) for code in codes[:12]])
    return path


def main() -> int:
    seconds = sys.argv[1] if len(sys.argv) > 1 else str(SECONDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = {"XDG_CONFIG_HOME": name, "XDG_STATE_HOME": name, "QT_QPA_PLATFORM": "offscreen"}
        environment = {**os.environ, **places}

        def fresh(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "benchmarks.window", *words],
                env=environment,
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )

        starts = []
        for _ in range(STARTS):
            made = fresh("--paint", str(time.monotonic()))
            if made.returncode:
                raise SystemExit(made.stderr)
            starts.append(float(made.stdout.split()[-1]))
        print(
            f"first paint: first {starts[0]:.2f} s, median {percentile(starts, 0.5):.2f} s, "
            f"best {min(starts):.2f} s (goal {PAINT_S} s)",
            flush=True,
        )
        path = prepare(folder)
        made = fresh("--scan", str(path), seconds)
        print(made.stdout, end="")
        if not made.stdout:
            raise SystemExit(made.stderr)
        return int(percentile(starts, 0.5) > PAINT_S or made.returncode != 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--paint"]:
        first_paint(float(sys.argv[2]))
    elif sys.argv[1:2] == ["--scan"]:
        scanning(Path(sys.argv[2]), float(sys.argv[3]))
    else:
        sys.exit(main())

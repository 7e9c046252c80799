"""From a frame to its verdict painted, and the preview's frames a second, in the reception page.

Run ``python -m benchmarks.latency [badges] [seed]``. Badges of an event of 740 people are held one after
the other before a webcam that gives 30 frames a second, drawn as benchmarks.webcam_scenes does (easy and
middling scenes). The time runs from the moment the driver handed over the frame in which the code was
read to the end of the painting of the verdict's card; reading, the journal's commit to the disk and the
painting are in it. Qt draws offscreen, without a graphics card.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.crowd import fill, new_event, percentile
from benchmarks.webcam_scenes import Frame, clip, draw_scene, without_code

BADGES = 30
PEOPLE = 740
RATE = 30
HELD_FRAMES = 24
GAP_FRAMES = 12
GOAL_MS, GOAL_FPS = 100.0, 28.0


class Webcam:
    """Frames made beforehand, handed over at 30 a second; notes when each was."""

    live, fps, name = True, 0.0, "webcam"

    def __init__(self, frames: list[Frame]) -> None:
        self.frames = frames
        self.handed: dict[int, float] = {}
        self.number = 0
        self.begun = 0.0

    def read(self) -> Frame | None:
        """Wait until the next frame is due."""
        self.begun = self.begun or time.monotonic()
        due = self.begun + self.number / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        if self.number >= len(self.frames):
            return None
        frame = self.frames[self.number]
        self.number += 1
        self.handed[id(frame)] = time.perf_counter()
        return frame

    def close(self) -> None:
        """Nothing to release."""


def made(codes: list[str], seed: int) -> list[Frame]:
    rng = np.random.default_rng([seed, 3])
    frames: list[Frame] = []
    for code in codes:
        scene = draw_scene(rng)
        while scene.severity > 0.7:
            scene = draw_scene(rng)
        object.__setattr__(scene, "text", code)
        frames += list(clip(scene))[-HELD_FRAMES:]
        gap = without_code(rng)
        frames += [gap.copy() for _ in range(GAP_FRAMES)]
    return frames


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BADGES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int.from_bytes(os.urandom(3), "big")
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(XDG_CONFIG_HOME=name, XDG_STATE_HOME=name, QT_QPA_PLATFORM="offscreen")
        return run(Path(name), count, seed)


def run(folder: Path, count: int, seed: int) -> int:
    from PySide6.QtCore import QTimer

    from raict_desktop.scanning import loop
    from raict_desktop.services.application import Application
    from raict_desktop.ui import app, language, tasks, theme
    from raict_desktop.ui.context import Context, SettingsStore
    from raict_desktop.ui.prompts import Prompts
    from raict_desktop.ui.widgets.verdict_card import VerdictCard

    read_at: dict[str, float] = {}
    painted: dict[str, float] = {}
    previews: list[float] = []
    with Application() as application:
        event = new_event(application, folder / "day.raict")
        codes = fill(event, PEOPLE)[:count]
        webcam = Webcam(made(codes, seed))

        def note(_run: int, frame: Frame, readings: list[object], _seconds: float) -> None:
            for reading in readings:
                read_at.setdefault(reading.text, webcam.handed[id(frame)])  # type: ignore[attr-defined]

        loop.CaptureLoop = functools.partial(  # type: ignore[misc,assignment]
            loop.CaptureLoop, opener=lambda _text: webcam, on_decoded=note
        )
        paint = VerdictCard.paintEvent

        def timed(card: VerdictCard, what: object) -> None:
            paint(card, what)  # type: ignore[arg-type]
            if card.result is not None and card.result.person is not None:
                painted.setdefault(card.result.person.code, time.perf_counter())

        VerdictCard.paintEvent = timed  # type: ignore[method-assign,assignment]
        qt = app.create_application()
        language.set_language("fr")
        theme.apply_theme(qt, "light")
        context = Context(application, SettingsStore(), Prompts(), tasks)
        window = app.build_window(context, event)
        window.resize(1366, 768)
        window.show()
        window.show_page("reception")
        page = window.page("reception")
        page.station.frame_arrived.connect(lambda _preview: previews.append(time.perf_counter()))  # type: ignore[attr-defined]
        QTimer.singleShot(int(len(webcam.frames) / RATE * 1000) + 1500, qt.quit)
        qt.exec()
        window.close()
    times = [(painted[code] - read_at[code]) * 1000 for code in read_at if code in painted]
    fps = (len(previews) - 1) / (previews[-1] - previews[0])
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    print(f"seed {seed}: {len(times)} of {count} badges read and told; {len(previews)} previews")
    print(
        f"frame to verdict painted: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {max(times):.0f} ms "
        f"(goal p95 {GOAL_MS:.0f} ms)"
    )
    print(f"preview: {fps:.1f} frames a second (of {RATE}; goal {GOAL_FPS:.0f})")
    return int(p95 > GOAL_MS or fps < GOAL_FPS)


if __name__ == "__main__":
    sys.exit(main())

"""How long after a code is known its verdict is painted, on the reception page at 5 000 people.

Run ``python -m benchmarks.verdict [codes]``. A time holds everything from the code to the end of the
card's painting: the decision, the entry on disk, the card, the strip. Qt draws offscreen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crowd import fill, new_event, percentile

PEOPLE, LIMIT_MS = 5_000, 100.0


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEvent, QObject

    from raict_desktop.config import Settings
    from raict_desktop.services import people
    from raict_desktop.services.application import Application
    from raict_desktop.ui import app, tasks
    from raict_desktop.ui.context import Context, SettingsStore
    from raict_desktop.ui.prompts import Prompts
    from raict_desktop.ui.widgets import verdict_card

    class Painted(QObject):
        """Notes when the card has been painted."""

        at = 0.0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                watched.event(event)
                watched.installEventFilter(self)
                self.at = time.perf_counter()
                return True
            return False

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    verdict_card.LEAST_MS = 0
    application = app.create_application()
    with tempfile.TemporaryDirectory() as folder, Application() as services:
        event = new_event(services, Path(folder) / "day.raict")
        fill(event, PEOPLE)
        store = SettingsStore(Settings(camera="", sound=False, welcomed=True))
        window = app.build_window(Context(services, store, Prompts(), tasks), event)
        window.resize(1366, 768)
        window.show()
        window.show_page("reception")
        application.processEvents()
        page = window.pages["reception"]
        painted = Painted()
        page.card.installEventFilter(painted)
        codes = [person.code for person in people.everybody(event)[:count]]
        times = []
        for code in codes:
            painted.at = 0.0
            begun = time.perf_counter()
            page.station.take_code(code)
            while not painted.at:
                application.processEvents()
            times.append((painted.at - begun) * 1000)
        page.card.removeEventFilter(painted)
        window.close()
    worst = percentile(times, 0.99)
    print(
        f"{PEOPLE} people, {count} codes: code to painted verdict p50 {percentile(times, 0.5):.1f} ms, "
        f"p95 {percentile(times, 0.95):.1f} ms, p99 {worst:.1f} ms (goal {LIMIT_MS:.0f} ms)"
    )
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())

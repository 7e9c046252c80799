"""Makes docs/images/reception.png, session.png and organiser.png from the demo event.

    python packaging/make_screenshots.py

The badge before the camera is that of somebody who has not come yet, so that the card is the one a
volunteer sees most.
"""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from raict_desktop.services import demo, demo_day
from raict_desktop.services.application import Application, Outside, system_clock
from raict_desktop.ui.tour import take_screenshots

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PAGES = ("reception", "session", "organiser")


def main() -> None:
    """Play the demo's morning, then photograph the window."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Settings of its own: whoever makes the pictures may have muted the sound or chosen a camera.
        os.environ["RAICT_PORTABLE"] = str(folder / "settings")
        path = demo.make_demo(folder)
        for _ in demo.play_morning(path, folder):
            pass
        at = demo.noon(path)
        ahead = at - system_clock()
        with Application(Outside(clock=lambda: system_clock() + ahead)) as application:
            event = application.open_event(path)
            late = next(
                person
                for person in demo_day.expected(event)
                if not person.present
                and person.function
                and person.country == "FR"
                and person.enrolled
            )
        demo.make_clip([late], folder / demo.CLIP)
        for page in PAGES:
            at += timedelta(seconds=30)
            taken = take_screenshots(
                path, folder / "screens", pages=(page,), languages=("fr",), themes=("light",), at=at
            )
            taken[0].replace(IMAGES / f"{page}.png")


if __name__ == "__main__":
    main()

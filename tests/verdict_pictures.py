"""Draws the five verdicts as everybody sees them: in colour, in greyscale, and with three colour blindnesses.

``QT_QPA_PLATFORM=offscreen python -m tests.verdict_pictures`` writes them to docs/images, where
docs/verdicts.md shows them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import NoteLevel, Person
from raict_desktop.services.checkin import CheckinResult
from raict_desktop.ui import language, theme
from raict_desktop.ui.app import create_application
from raict_desktop.ui.widgets.verdict_card import VerdictCard
from raict_desktop.ui.widgets.verdict_words import Facts

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE, SHARE, GAP = (837, 564), 0.4, 8
_BADGE = "Badge\u00a0: bac C, 128"
AT = datetime(2021, 6, 29, 8, 52, tzinfo=UTC)
Picture = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
BLINDNESS: dict[str, Picture] = {
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(picture: Picture) -> Picture:
    """Linear light of sRGB values from 0 to 1."""
    return np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)


def encoded(light: Picture) -> Picture:
    """The sRGB values (0 to 1) of linear light."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def seen(picture: Picture, eyes: str) -> Picture:
    """The picture (sRGB, 0 to 1) as these eyes see it: ``colour``, ``greyscale`` or a blindness."""
    if eyes == "colour":
        return picture
    light = linear(picture)
    if eyes == "greyscale":
        grey = light @ np.array([0.2126, 0.7152, 0.0722])
        return encoded(np.repeat(grey[..., None], 3, axis=-1))
    return encoded(light @ BLINDNESS[eyes].T)


def results() -> list[CheckinResult]:
    """One result for each verdict."""
    person = Person(
        "p",
        "BCDFGHJKLNPRSTVXYBCD",
        "Hélène",
        "Müller",
        function="Vice-présidente",
        organisation="Eurométropole de Strasbourg",
        country="FR",
        note="Fauteuil roulant",
        note_level=NoteLevel.ATTENTION,
    )
    reasons = {
        Verdict.WELCOME: Reason.NONE,
        Verdict.ALREADY_IN: Reason.ALREADY_IN,
        Verdict.PLEASE_CHECK: Reason.NOTE,
        Verdict.NOT_ALLOWED: Reason.CANCELLED,
        Verdict.UNKNOWN_CODE: Reason.UNKNOWN,
    }
    plain = Person(**{**{n: getattr(person, n) for n in person.__slots__}, "note": ""})
    found = []
    for verdict, reason in reasons.items():
        who = None if verdict is Verdict.UNKNOWN_CODE else plain
        who = person if verdict is Verdict.PLEASE_CHECK else who
        code = who.code if who else "TICKET00042"
        found.append(
            CheckinResult(verdict, reason, code, who, None, Direction.ENTRY, AT, AT, "e", 0)
        )
    return found


def cards() -> list[Picture]:
    """A picture of each card."""
    drawn = []
    for result in results():
        card = VerdictCard()
        card.reduced_motion = True
        card.resize(*SIZE)
        card.show_result(Facts(result, country="France", badge=_BADGE if result.person else ""))
        image = card.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
        flat = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
        drawn.append(flat.astype(np.float64) / 255)
    return drawn


def strip(pictures: list[Picture]) -> Image.Image:
    """The cards side by side, small."""
    width, height = (round(side * SHARE) for side in SIZE)
    whole = Image.new("RGB", (len(pictures) * (width + GAP) - GAP, height), "white")
    for place, picture in enumerate(pictures):
        card = Image.fromarray((picture * 255).round().astype(np.uint8))
        whole.paste(
            card.resize((width, height), Image.Resampling.LANCZOS), (place * (width + GAP), 0)
        )
    return whole


def main() -> None:
    """Write every picture."""
    app = create_application()
    language.set_language("fr")
    theme.apply_theme(app, "light")
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = cards()
    for eyes in ("colour", "greyscale", *BLINDNESS):
        picture = strip([seen(card, eyes) for card in drawn])
        path = FOLDER / f"verdicts-{eyes}.png"
        picture.quantize(128).save(path, optimize=True)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()

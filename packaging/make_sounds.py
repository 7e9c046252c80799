"""Writes resources/sounds: the five verdicts, each of its own contour, and the protocol chime.

Run ``python packaging/make_sounds.py``; the files come out byte for byte the same. The contours differ
in number of notes, direction and length, not only in pitch, so that a volunteer tells them apart in a
noisy hall; low notes carry overtones because a laptop's loudspeaker drops what lies below 300 Hz.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 22_050
PEAK = 0.72
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sounds"
SEED = 2021
Wave = NDArray[np.float64]


def note(start: float, end: float, seconds: float, overtones: tuple[float, ...] = (1.0,)) -> Wave:
    """A note that glides from ``start`` to ``end`` hertz, with the weights of its overtones."""
    count = round(seconds * RATE)
    glide = np.linspace(start, end, count)
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    sound = sum(weight * np.sin(phase * n) for n, weight in enumerate(overtones, 1))
    rise, fall = round(0.008 * RATE), round(min(0.09, seconds / 2) * RATE)
    envelope = np.ones(count)
    envelope[:rise] = np.linspace(0, 1, rise)
    envelope[-fall:] = np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return np.asarray(sound * envelope, dtype=np.float64)


def bell(hertz: float, seconds: float) -> Wave:
    """A struck note that dies away."""
    count = round(seconds * RATE)
    t = np.arange(count) / RATE
    sound = np.sin(2 * np.pi * hertz * t) + 0.35 * np.sin(2 * np.pi * 2.76 * hertz * t)
    rise = np.minimum(1.0, t / 0.004)
    return np.asarray(sound * rise * np.exp(-t * 9), dtype=np.float64)


def rest(seconds: float) -> Wave:
    """Silence."""
    return np.zeros(round(seconds * RATE))


def overlap(sounds: list[Wave], step: float) -> Wave:
    """Sounds begun one after the other before the former ended."""
    places = [round(i * step * RATE) for i in range(len(sounds))]
    whole = np.zeros(max(at + len(sound) for at, sound in zip(places, sounds, strict=True)))
    for at, sound in zip(places, sounds, strict=True):
        whole[at : at + len(sound)] += sound
    return whole


LOW = (1.0, 0.8, 0.55, 0.3)
SOFT = (1.0, 0.25)
SOUNDS: dict[str, Wave] = {
    # One short rising note.
    "welcome": note(660, 990, 0.17, SOFT),
    # Two equal middle notes.
    "already_in": np.concatenate(
        [note(494, 494, 0.11, SOFT), rest(0.07), note(494, 494, 0.11, SOFT)]
    ),
    # A call: high, then lower and longer.
    "please_check": np.concatenate([note(880, 880, 0.13, SOFT), note(587, 587, 0.26, SOFT)]),
    # One low note that falls.
    "not_allowed": note(330, 165, 0.48, LOW),
    # One low, level note.
    "unknown_code": note(196, 196, 0.32, LOW),
    # Three bells upwards.
    "protocol": overlap([bell(1047, 0.5), bell(1319, 0.5), bell(1568, 0.6)], 0.13),
}


def write(path: Path, sound: Wave, chance: np.random.Generator) -> None:
    """Write a mono WAV of 16 bits, with half a bit of noise against the hiss of rounding."""
    level = sound / np.max(np.abs(sound)) * PEAK * 32_767
    dithered = np.round(level + chance.uniform(-0.5, 0.5, len(level)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(dithered.astype("<i2").tobytes())


def main() -> None:
    """Write every sound."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(SEED)
    for name, sound in SOUNDS.items():
        write(FOLDER / f"{name}.wav", sound, chance)
        print(f"{name}: {len(sound) / RATE:.2f} s")


if __name__ == "__main__":
    main()

"""A sound server of the tests' own: a private PulseAudio whose only loudspeaker is a file.

Needs the packages ``pulseaudio`` and ``pulseaudio-utils``, which ``packaging/set_up.sh --tests`` installs.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 22050
Samples = NDArray[np.float64]
_SILENCE = 0.004
"""Below this (of full scale) the monitor is silent."""


@dataclass(frozen=True)
class SoundService:
    """A running sound server; what it plays is recorded in ``heard``."""

    heard: Path

    def command(self, *words: str) -> str:
        """Run ``pactl`` against this server."""
        done = subprocess.run(
            ["pactl", *words], capture_output=True, text=True, check=False, timeout=20
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def record(self, play: Callable[[], None], ended: Callable[[], bool]) -> Samples:
        """What came out of the loudspeaker meanwhile, from -1 to 1, without the silence around it."""
        with self.heard.open("wb") as stream:
            recorder = subprocess.Popen(
                [
                    "parec",
                    "--device=desk.monitor",
                    "--raw",
                    "--format=s16le",
                    f"--rate={RATE}",
                    "--channels=1",
                    "--latency-msec=10",
                ],
                stdout=stream,
                stderr=subprocess.DEVNULL,
            )
            try:
                _wait(lambda: self.heard.stat().st_size > 0, "the recorder hears nothing at all")
                play()
                _wait(ended, "the sound does not end")
                # What was played last is still on its way to the file.
                size = self.heard.stat().st_size
                _wait(lambda: self.heard.stat().st_size > size + RATE, "the recorder stopped")
            finally:
                recorder.terminate()
                recorder.wait(10)
        return trimmed(np.fromfile(self.heard, np.int16).astype(np.float64) / 32768)


def trimmed(sound: Samples) -> Samples:
    """A sound without the silence before and after it."""
    loud = np.flatnonzero(np.abs(sound) > _SILENCE)
    return sound[loud[0] : loud[-1] + 1] if loud.size else sound[:0]


def likeness(one: Samples, other: Samples) -> float:
    """The largest correlation of two sounds laid over each other in any way, 1 for the same."""
    size = 1 << (len(one) + len(other)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)))
    return float(np.max(np.abs(crossed)) / (np.linalg.norm(one) * np.linalg.norm(other)))


def _wait(ready: Callable[[], bool], otherwise: str, seconds: float = 15.0) -> None:
    from PySide6.QtCore import QCoreApplication

    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, otherwise
        QCoreApplication.processEvents()
        select.select([], [], [], 0.01)


@contextmanager
def sound_service() -> Iterator[SoundService]:
    """Start the server, let everything of this process play there, and end it."""
    daemon = shutil.which("pulseaudio")
    assert daemon, "pulseaudio is missing: run packaging/set_up.sh --tests"
    assert shutil.which("paplay"), "pulseaudio-utils is missing: run packaging/set_up.sh --tests"
    root = Path(tempfile.mkdtemp(prefix="raict-pulse-"))
    server = f"unix:{root}/native"
    here = {
        "HOME": str(root),
        "PULSE_RUNTIME_PATH": str(root / "run"),
        "PULSE_STATE_PATH": str(root / "state"),
        "PULSE_SERVER": server,
    }
    before = {name: os.environ.get(name) for name in here}
    process = None
    try:
        process = subprocess.Popen(
            [
                daemon,
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--load=module-null-sink sink_name=desk rate=44100",
                f"--load=module-native-protocol-unix auth-anonymous=1 socket={root}/native",
            ],
            env={k: v for k, v in {**os.environ, **here}.items() if k != "PULSE_SERVER"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.environ.update(here)
        _wait(lambda: _answers(process), "the sound server did not start")
        yield SoundService(root / "heard.raw")
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if process is not None:
            process.terminate()
            process.wait(10)
        shutil.rmtree(root, ignore_errors=True)


def _answers(process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the sound server ended at once"
    done = subprocess.run(["pactl", "info"], capture_output=True, check=False, timeout=10)
    return done.returncode == 0

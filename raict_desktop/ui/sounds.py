"""Plays the program's short sounds without waiting for them; a machine without sound stays silent.

QtMultimedia would bring 170 MB for six notes: the system's own player does it
(docs/decisions/0003-sounds-by-the-system.md).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication

from raict_desktop import paths

NAMES = ("welcome", "already_in", "please_check", "not_allowed", "unknown_code", "protocol")
_PROGRAMS = {"darwin": ("afplay",)}
_LINUX_PROGRAMS = ("pw-play", "paplay", "aplay")


def players() -> tuple[str, ...]:
    """The programs of this system that play a WAV, the likeliest first; none on Windows."""
    if sys.platform == "win32":
        return ()
    wanted = _PROGRAMS.get(sys.platform, _LINUX_PROGRAMS)
    return tuple(found for name in wanted if (found := shutil.which(name)))


class Sounds:
    """Plays one sound at a time; a new one cuts the former short.

    Args:
        wanted: whether sounds are switched on just now.
        programs: what plays a file; that of the system when left out.
        beep: the last resort.
    """

    def __init__(
        self,
        wanted: Callable[[], bool],
        programs: Sequence[str] | None = None,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        self._wanted = wanted
        self._programs = list(players() if programs is None else programs)
        self._beep = beep
        self._playing: subprocess.Popen[bytes] | None = None
        self._ending: list[subprocess.Popen[bytes]] = []

    def play(self, name: str) -> None:
        """Begin a sound of ``NAMES``, if sounds are wanted."""
        if self._wanted():
            self.play_anyway(name)

    def play_anyway(self, name: str) -> None:
        """Begin a sound even where the desk is mute: somebody asked to hear it."""
        file = paths.resources() / "sounds" / f"{name}.wav"
        if sys.platform == "win32":
            self._play_on_windows(file)
            return
        self._end_former()
        while self._programs:
            with suppress(OSError):
                self._playing = subprocess.Popen(  # noqa: S603 - a program of the system, our file
                    [self._programs[0], str(file)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
                return
            self._programs.pop(0)
        self._beep()

    def works(self) -> bool | None:
        """Whether the last sound came to its end well; None while it plays or nothing was played."""
        if self._playing is None:
            return None
        code = self._playing.poll()
        return None if code is None else code == 0

    def close(self) -> None:
        """Stop what plays."""
        self._end_former()
        for program in self._ending:
            program.wait()
        self._ending.clear()

    def _end_former(self) -> None:
        # A desk never waits for a sound: what was stopped is asked for its end at a later one.
        self._ending = [program for program in self._ending if program.poll() is None]
        former, self._playing = self._playing, None
        if former is None:
            return
        code = former.poll()
        if code is None:
            former.terminate()
            self._ending.append(former)
        elif code != 0 and self._programs:
            # It is installed but reaches no loudspeaker: the next one may.
            self._programs.pop(0)

    def _play_on_windows(self, file: Path) -> None:
        if sys.platform == "win32":
            import winsound

            with suppress(RuntimeError):
                winsound.PlaySound(
                    str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
                )

"""A screen of its own for the program: Xvfb, a window manager, keys and clicks by xdotool, pictures."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from PIL import Image

WIDTH, HEIGHT = 1366, 768
NEEDED = ("Xvfb", "openbox", "xdotool", "xrandr")
# A hand types slower than a scanner: from 50 ms between two keys on it is a hand.
HAND_MS, SCANNER_MS = 70, 3
_COLOURS_AT, _WIDTH_AT, _HEIGHT_AT, _BYTES_AT = 19, 4, 5, 12


def missing() -> list[str]:
    """Programs of this test that the computer lacks; ``packaging/set_up.sh`` installs them."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait until something holds; fails in words when it never does."""
    pause = Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


class Screen:
    """A virtual screen with a window manager; ``close`` ends both."""

    def __init__(self, folder: Path, width: int = WIDTH) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        reading, writing = os.pipe()
        size = f"{width}x{HEIGHT}x24"
        self._start(
            [
                *("Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-fbdir", str(folder)),
                *("-nolisten", "tcp", "-noreset"),
            ],
            dict(os.environ),
            (writing,),
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = f":{answer.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self._start(["openbox"], self.environment)

    def _start(
        self, command: list[str], environment: dict[str, str], handed: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        silent = subprocess.DEVNULL
        running = subprocess.Popen(
            command, env=environment, pass_fds=handed, stdout=silent, stderr=silent
        )
        self._running.append(running)
        return running

    def open_program(self, event: Path, home: Path) -> subprocess.Popen[bytes]:
        """Start the program on an event and wait until its window has the keys."""
        environment = self.environment | {
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "RAICT_LANGUAGE": "fr",
        }
        program = self._start([sys.executable, "-m", "raict_desktop", str(event)], environment)
        self.tool("search", "--sync", "--onlyvisible", "--name", "Rencontres")
        window = self.tool("search", "--onlyvisible", "--name", "Rencontres").split()[-1]
        self.tool("windowactivate", "--sync", window)
        # Room for the window manager's own bar.
        self.tool("windowmove", window, "0", "0")
        self.tool("windowsize", "--sync", window, str(WIDTH - 4), str(HEIGHT - 28))
        return program

    def set_monitor(self, name: str, left: int, width: int, output: str = "none") -> None:
        """Plug a monitor in: a part of the whole screen, from ``left`` on."""
        size = f"{width}/{width // 4}x{HEIGHT}/{HEIGHT // 4}+{left}+0"
        self._run("xrandr", "--setmonitor", name, size, output)

    def unplug(self, name: str) -> None:
        """Take a monitor away."""
        self._run("xrandr", "--delmonitor", name)

    def tool(self, *words: str) -> str:
        """Run xdotool and give back what it says."""
        return self._run("xdotool", *words)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return done.stdout

    def scan(self, code: str) -> None:
        """Do what a USB scanner does: type a code fast, then Enter."""
        self.tool("type", "--delay", str(SCANNER_MS), code + "\n")

    def type(self, text: str) -> None:
        """Type as a hand does."""
        self.tool("type", "--delay", str(HAND_MS), text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other: ``Return``, ``ctrl+z``."""
        self.tool("key", "--delay", str(HAND_MS), *keys)

    def picture(self) -> Image.Image:
        """What the screen shows now."""
        raw = (self._folder / "Xvfb_screen0").read_bytes()
        header = struct.unpack(">25I", raw[:100])
        start = header[0] + header[_COLOURS_AT] * 12
        size = (header[_WIDTH_AT], header[_HEIGHT_AT])
        row = header[_BYTES_AT]
        return Image.frombuffer("RGB", size, raw[start : start + row * size[1]], "raw", "BGRX", row)

    def still_picture(self) -> Image.Image:
        """What the screen shows once it has stopped moving: a card fades in for a moment."""
        seen: list[bytes] = []

        def still() -> bool:
            seen.append(self.picture().tobytes())
            return len(seen) > 4 and len(set(seen[-4:])) == 1

        wait_for(still, "the screen stands still")
        return self.picture()

    def colour(self, x: int, y: int) -> str:
        """The colour of a pixel, ``#RRGGBB``."""
        red, green, blue = self.picture().getpixel((x, y))  # type: ignore[misc]
        return f"#{red:02X}{green:02X}{blue:02X}"

    def close(self) -> None:
        """End what was started, the newest first."""
        for running in reversed(self._running):
            running.terminate()
            try:
                running.wait(timeout=10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()

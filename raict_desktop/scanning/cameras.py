"""The computer's cameras by name, and why one cannot be opened.

Names come from what is light on each system: Linux tells them in /sys; macOS in the answer of its
own ``system_profiler``; Windows in a listing of DirectShow's devices by ``cv2_enumerate_cameras``.
Where names cannot be had, cameras go by their number.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

SYSFS = Path("/sys/class/video4linux")
DEVICES = Path("/dev")
PROFILER_TIMEOUT_S = 10.0
# A plain text, so that the type checker reads the code of every system.
_SYSTEM = str(sys.platform)


@dataclass(frozen=True)
class Camera:
    """A camera: the number OpenCV opens it by, and the name its maker gave it."""

    number: int
    name: str

    @property
    def source(self) -> str:
        """The text that opens it: by name, which survives another order of plugging in."""
        return f"camera:{self.name}" if self.name else f"camera:{self.number}"


def list_cameras() -> list[Camera]:
    """The cameras plugged in now; may take a second: not for the window's thread."""
    if _SYSTEM.startswith("linux"):
        return linux_cameras(SYSFS)
    if _SYSTEM == "darwin":
        return _mac_cameras()
    return _windows_cameras()


def linux_cameras(folder: Path) -> list[Camera]:
    """Cameras under ``folder``, which is as /sys/class/video4linux; of each its first stream.

    A webcam shows two or more nodes, of which only that with index 0 gives pictures. Two cameras of
    one name are told apart by a number: « Webcam », « Webcam (2) ».
    """
    found: list[tuple[int, str]] = []
    try:
        nodes = list(folder.iterdir())
    except OSError:
        return []
    for node in nodes:
        number = re.fullmatch(r"video(\d{1,3})", node.name)
        if number and _line(node / "index") in ("0", ""):
            found.append((int(number[1]), _line(node / "name")))
    return _named(sorted(found))


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _named(found: list[tuple[int, str]]) -> list[Camera]:
    times: dict[str, int] = {}
    cameras: list[Camera] = []
    for number, told in found:
        # "C920: C920": the driver's name and the product's, often the same.
        first, _, second = told.partition(": ")
        name = first if second and first.startswith(second[: len(first)]) else told
        # A name made of digits alone would be taken for a number.
        name = f"Camera {name}" if name.isdecimal() else name
        times[name] = times.get(name, 0) + 1
        if name and times[name] > 1:
            name = f"{name} ({times[name]})"
        cameras.append(Camera(number, name))
    return cameras


def mac_cameras(answer: str) -> list[Camera]:
    """Cameras in the JSON that ``system_profiler SPCameraDataType -json`` prints."""
    import json

    try:
        listed = json.loads(answer)["SPCameraDataType"]
        names = [str(camera["_name"]) for camera in listed]
    except (ValueError, KeyError, TypeError):
        return []
    return _named(list(enumerate(names)))


def _mac_cameras() -> list[Camera]:
    import subprocess

    try:
        done = subprocess.run(
            ["/usr/sbin/system_profiler", "SPCameraDataType", "-json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=PROFILER_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return mac_cameras(done.stdout)


def _windows_cameras() -> list[Camera]:
    import cv2

    try:
        # Installed on Windows only.
        listing: Any = import_module("cv2_enumerate_cameras")
    except ImportError:
        return []
    listed: list[Any] = list(listing.enumerate_cameras(cv2.CAP_DSHOW))
    return _named([(int(camera.index) % 100, str(camera.name)) for camera in listed])


def number_of(text: str) -> int | None:
    """The number to open for ``N``, a device path or a name; None when no such camera is there."""
    text = text.strip()
    if re.fullmatch(r"\d{1,3}", text):
        return int(text)
    device = re.fullmatch(r"/dev/video(\d{1,3})", text)
    if device:
        return int(device[1])
    for camera in list_cameras():
        if camera.name.casefold() == text.casefold():
            return camera.number
    return None


def why_closed(number: int) -> str:
    """Why camera ``number`` could not be opened: ``no_camera``, ``camera_busy``, ``camera_refused``."""
    if _SYSTEM.startswith("linux"):
        return why_node_closed(DEVICES / f"video{number}")
    listed = any(camera.number == number for camera in list_cameras())
    return "camera_busy" if listed else "no_camera"


def why_node_closed(device: Path) -> str:
    """As ``why_closed``, for a device file."""
    try:
        os.close(os.open(device, os.O_RDWR | getattr(os, "O_NONBLOCK", 0)))
    except OSError as fault:
        if fault.errno in (errno.EACCES, errno.EPERM):
            return "camera_refused"
        return "camera_busy" if fault.errno == errno.EBUSY else "no_camera"
    # The file opens but gives no pictures: another program has the stream.
    return "camera_busy"

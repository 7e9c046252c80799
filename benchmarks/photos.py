"""Photographs of codes, four ways up: how many ``read`` gets, beside every reader a user could pick.

Run ``python -m benchmarks.photos FOLDER``. Every picture under FOLDER that has a text file of the same name
beside it counts (``1.png``, ``1.txt``), as in the ZXing project's black box tests: unpack qrcode-1 to
qrcode-6 of its ``core/src/test/resources/blackbox`` into a folder. Rotations are 0, 90, 180 and 270 degrees.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from benchmarks.webcam_scenes import Frame
from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.picture_files import PICTURE_SUFFIXES, read_picture
from raict_desktop.scanning.reading import luma
from raict_desktop.scanning.still import read_still

LEAST_PHOTOS, GOAL = 700, 672
"""The goal is for the 179 photographs of qrcode-1 to 6; copies of them lack one."""
UNNAMED = ("shift_jis", "gb18030")
OURS = "raict read"
Reader = Callable[[Frame], list[str]]


def readers() -> dict[str, Reader]:
    qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return {
        OURS: lambda f: [r.text for r in read_still(f)],
        "zxing-cpp plain": lambda f: [r.text for r in zxingcpp.read_barcodes(f, formats=qr)],
        "pyzbar QR only": lambda f: [
            r.data.decode("utf-8", "replace")
            for r in pyzbar.decode(f, symbols=[pyzbar.ZBarSymbol.QRCODE])
        ],
    }


def text_beside(picture: Path) -> str:
    """What the picture's code says; line ends do not matter."""
    raw = picture.with_suffix(".txt").read_bytes()
    try:
        return one_kind_of_end(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return one_kind_of_end(raw.decode("latin-1"))


def one_kind_of_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def says(found: str, expected: str) -> bool:
    """Whether a reader's text is what the picture's code says.

    Some photographs hold Japanese or Chinese without naming its alphabet. Readers that do not guess give
    the same bytes as Latin-1: rightly read.
    """
    if found == expected:
        return True
    for alphabet in UNNAMED:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            if one_kind_of_end(found.encode("latin-1").decode(alphabet)) == expected:
                return True
    return False


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python -m benchmarks.photos FOLDER")
        return 2
    cv2.setNumThreads(1)
    pictures = sorted(
        path
        for path in Path(sys.argv[1]).rglob("*")
        if path.suffix.lower() in PICTURE_SUFFIXES and path.with_suffix(".txt").is_file()
    )
    contest = readers()
    folders = sorted({path.parent for path in pictures})
    read = {name: dict.fromkeys(folders, 0) for name in contest}
    wrong = dict.fromkeys(contest, 0)
    taken: dict[str, list[float]] = {name: [] for name in contest}
    shown: dict[Path, int] = dict.fromkeys(folders, 0)
    for path in pictures:
        try:
            upright = luma(read_picture(path))
        except UserError as fault:
            print(f"{path}: {fault.code}")
            continue
        expected = text_beside(path)
        for turn in range(4):
            frame = np.ascontiguousarray(np.rot90(upright, turn))
            shown[path.parent] += 1
            for name, reader in contest.items():
                begun = time.thread_time()
                found = [one_kind_of_end(text) for text in reader(frame)]
                taken[name].append(time.thread_time() - begun)
                right = any(says(text, expected) for text in found)
                read[name][path.parent] += right
                wrong[name] += bool(found) and not right
                if found and not right:
                    print(f"{path.parent.name}/{path.name}, {name}: {found[0][:40]!r}")
    everything = sum(shown.values())
    if not everything:
        print("no picture with a text file beside it")
        return 2
    print(
        f"{'':16} " + " ".join(f"{folder.name:>10}" for folder in folders) + "      all  other  ms"
    )
    for name, counts in read.items():
        each = " ".join(f"{counts[folder]:>4}/{shown[folder]:<5}" for folder in folders)
        mean = 1000 * sum(taken[name]) / everything
        print(
            f"{name:16} {each} {sum(counts.values()):>4}/{everything} {wrong[name]:>5} {mean:6.0f}"
        )
    if everything < LEAST_PHOTOS:
        return 0
    good = sum(read[OURS].values()) >= GOAL
    print(
        f"  photographs read: {sum(read[OURS].values())} (goal ≥ {GOAL}){'' if good else '  MISSED'}"
    )
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())

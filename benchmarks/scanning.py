"""Reading rate and CPU a frame of the decoder against zbar and plain zxing-cpp, interleaved.

Run ``python -m benchmarks.scanning [frames] [seed]``. Each frame goes to every reader before the
next frame is made, so that a busy machine slows them all alike.
"""

from __future__ import annotations

import sys
import time

import cv2
import numpy as np
import qrcode
import zxingcpp
from pyzbar import pyzbar

from raict_desktop.domain.codes import ALPHABET
from raict_desktop.scanning.decoder import Decoder

SIZE = (1280, 720)


def scene(rng: np.random.Generator) -> tuple[np.ndarray, str]:
    text = "".join(ALPHABET[i] for i in rng.integers(0, 17, 20))
    code = qrcode.QRCode(box_size=8, border=4)
    code.add_data(text)
    card = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    side = card.shape[0]
    scale, angle = rng.uniform(1.5, 5), rng.uniform(0, 360)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, scale)
    turn[:, 2] += rng.uniform((200, 150), (1080, 570)) - side / 2
    big = cv2.warpAffine(card, turn, SIZE, borderValue=150, flags=cv2.INTER_AREA)
    big = cv2.GaussianBlur(big, (0, 0), rng.uniform(0.3, 2.0))
    light = np.linspace(rng.uniform(0.3, 1), rng.uniform(0.3, 1), SIZE[0])
    noisy = big * light + rng.normal(0, rng.uniform(2, 15), big.shape)
    return noisy.clip(0, 255).astype(np.uint8), text


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    readers = {
        "this": lambda f: [r.text for r in Decoder().decode(f)],
        "zxing-cpp QR": lambda f: [
            r.text
            for r in zxingcpp.read_barcodes(
                f, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
            )
        ],
        "pyzbar QR": lambda f: [
            r.data.decode() for r in pyzbar.decode(f, symbols=[pyzbar.ZBarSymbol.QRCODE])
        ],
        "pyzbar default": lambda f: [r.data.decode() for r in pyzbar.decode(f)],
    }
    result = {name: [0, 0, 0.0] for name in readers}
    for _ in range(count):
        frame, text = scene(rng)
        for name, read in readers.items():
            begun = time.thread_time()
            found = read(frame)
            result[name][2] += time.thread_time() - begun
            result[name][0] += text in found
            result[name][1] += any(other != text for other in found)
    for name, (right, wrong, cpu) in result.items():
        print(f"{name:16} {right:4}/{count} wrong {wrong} {cpu / count * 1000:7.2f} ms a frame")


if __name__ == "__main__":
    main()

"""Badges and telephones held before a webcam, drawn from a seed, with all that spoils a picture.

A scene is what one person holds up: on a telephone's screen or on a badge in a sleeve, its code 8 to
60 % of the frame's width wide (less where it would not fit in the height), turned by any angle, tilted
by up to 50°, out of focus, moving, noisy, badly lit, with glare, with the moiré of a screen, compressed
as webcams do, half under a thumb, or mirrored. ``severity`` from 0 to 1 scales all of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import qrcode
from numpy.typing import NDArray

from raict_desktop.domain.codes import ALPHABET, check_letter

WIDTH, HEIGHT = 1280, 720
MODULE = 12
QUIET = 4
CLIP_FRAMES = 36
CLIP_RATE = 30
SEVERITIES = {"easy": (0.0, 0.35), "middling": (0.35, 0.7), "hard": (0.7, 1.0)}
SIZES = {"8-15 %": (0.08, 0.15), "15-30 %": (0.15, 0.30), "30-60 %": (0.30, 0.60)}
FOREIGN_EVERY = 3
TELEPHONES = 0.5
Frame = NDArray[np.uint8]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Scene:
    """What spoils one person's picture; angles in degrees, lengths in pixels of the frame."""

    text: str
    severity: float
    share: float  # of the frame's width, without the quiet zone
    telephone: bool
    turn: float
    tilt: float
    tilt_way: float
    focus: float
    motion: float
    motion_way: float
    noise: float
    gain: float
    slope: float
    contrast: float
    glare: float
    moire: float
    quality: int
    thumb: float
    mirrored: bool
    centre: tuple[float, float]
    chance: int


def own_code(rng: np.random.Generator) -> str:
    """A code of this program."""
    body = "".join(ALPHABET[index] for index in rng.integers(0, len(ALPHABET), 19))
    return body + check_letter(body)


def _text(rng: np.random.Generator) -> str:
    if rng.integers(0, FOREIGN_EVERY):
        return own_code(rng)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789-_/"
    length = int(rng.integers(12, 64))
    return "https://t.example/" + "".join(letters[i] for i in rng.integers(0, len(letters), length))


def draw_scene(rng: np.random.Generator) -> Scene:
    """Choose a person's scene."""
    severity = float(rng.uniform(0, 1))

    def bad(least: float, most: float) -> float:
        """A value between the harmless ``least`` and at most ``most``, as the severity allows."""
        return least + (most - least) * severity * float(rng.uniform(0.3, 1))

    share = float(np.exp(rng.uniform(np.log(0.08), np.log(0.60))))
    turn = float(rng.uniform(0, 360))
    # A code wider than the frame is high would be cut off.
    lean = abs(np.cos(np.radians(turn))) + abs(np.sin(np.radians(turn)))
    share = min(share, 0.92 * HEIGHT / WIDTH / lean)
    half = share * WIDTH * lean / 2
    x = rng.uniform(min(half, WIDTH / 2), max(WIDTH - half, WIDTH / 2))
    y = rng.uniform(min(half, HEIGHT / 2), max(HEIGHT - half, HEIGHT / 2))
    telephone = bool(rng.uniform() < TELEPHONES)
    dark = rng.uniform() < 0.6
    return Scene(
        text=_text(rng),
        severity=severity,
        share=share,
        telephone=telephone,
        turn=turn,
        tilt=bad(0, 50),
        tilt_way=float(rng.uniform(0, 360)),
        focus=bad(0.4, 3.6),
        motion=bad(0, 20) if rng.uniform() < 0.6 else 0.0,
        motion_way=float(rng.uniform(0, 180)),
        noise=bad(1.5, 20),
        gain=1 / bad(1.0, 6.0) if dark else bad(1.0, 1.9),
        slope=bad(0, 0.8),
        contrast=bad(0, 0.7) if telephone else bad(0, 0.4),
        glare=bad(0, 1.0) if rng.uniform() < 0.5 else 0.0,
        moire=bad(0, 0.3) if telephone else 0.0,
        quality=round(95 - bad(0, 65)),
        thumb=bad(0, 0.22) if rng.uniform() < 0.3 else 0.0,
        mirrored=bool(rng.uniform() < 0.1),
        centre=(float(x), float(y)),
        chance=int(rng.integers(0, 2**31)),
    )


def _card(scene: Scene) -> tuple[Frame, int]:
    """The code on its screen or badge, and the code's side in the card's pixels."""
    code = qrcode.QRCode(box_size=1, border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(scene.text)
    black, white = (12, 250) if scene.telephone else (35, 235)
    middle = (black + white) / 2
    black = round(black + (middle - black) * scene.contrast)
    white = round(white - (white - middle) * scene.contrast)
    modules = np.where(np.array(code.get_matrix()), black, white).astype(np.uint8)
    big = np.kron(modules, np.ones((MODULE, MODULE), np.uint8))
    side = big.shape[0]
    rim, above = side // 8, side // 3
    ground = 20 if scene.telephone else white
    card = np.full((side + rim + above, side + 2 * rim), ground, np.uint8)
    card[above : above + side, rim : rim + side] = big
    rng = np.random.default_rng(scene.chance)
    for line in range(3):
        top = above // 4 + line * above // 4
        wide = int(rng.uniform(0.3, 0.9) * side)
        card[top : top + above // 8, rim : rim + wide] = 220 if scene.telephone else black
    return card, side - 2 * QUIET * MODULE


def _desk(rng: np.random.Generator) -> Plane:
    """A hall behind the desk: blurred shapes, some of them with hard edges and stripes."""
    small = rng.uniform(40, 200, (9, 16)).astype(np.float32)
    hall = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for _ in range(int(rng.integers(2, 7))):
        x, y = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT))
        w, h = int(rng.integers(20, 400)), int(rng.integers(20, 300))
        hall[y : y + h, x : x + w] = rng.uniform(10, 245)
        if rng.uniform() < 0.5:
            step = int(rng.integers(4, 24))
            hall[y : y + h : step, x : x + w] = rng.uniform(10, 245)
            hall[y : y + h, x : x + w : step] = rng.uniform(10, 245)
    return np.asarray(hall, np.float32)


def _placing(
    scene: Scene, card: Frame, side: int, middle: tuple[float, float], turn: float
) -> Plane:
    """The perspective from the card to the frame: scaled, turned, tilted about an axis."""
    height, width = card.shape
    above = height - width + (width - side) // 2
    scale = scene.share * WIDTH / side
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    about = np.array([width / 2, (height + above / 2) / 2])
    flat = (corners - about) * scale
    angle, way, tilt = (np.radians(a) for a in (turn, scene.tilt_way, scene.tilt))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flat = flat @ spin.T
    axis = np.array([np.cos(way), np.sin(way)])
    across = np.array([-axis[1], axis[0]])
    along, aside = flat @ axis, flat @ across
    depth = aside * np.sin(tilt)
    eye = WIDTH * 1.1
    seen = (np.outer(along, axis) + np.outer(aside * np.cos(tilt), across)) * (eye / (eye + depth))[
        :, None
    ]
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), (seen + middle).astype(np.float32))
    )


def _moved(picture: Plane, length: float, way: float) -> Plane:
    if length < 1.5:
        return picture
    size = round(length) | 1
    kernel = np.zeros((size, size), np.float32)
    kernel[size // 2] = 1.0 / size
    spin = cv2.getRotationMatrix2D((size / 2 - 0.5, size / 2 - 0.5), way, 1)
    kernel = cv2.warpAffine(kernel, spin, (size, size))
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(kernel.sum(), 1e-6)), np.float32)


def _pollute(scene: Scene, picture: Plane, rng: np.random.Generator, motion: float) -> Frame:
    """Everything that happens between the card and the decoder."""
    if scene.glare:
        x, y = (c + rng.normal(0, scene.share * WIDTH / 5) for c in scene.centre)
        size = scene.share * WIDTH * rng.uniform(0.1, 0.3)
        columns = np.exp(-(((np.arange(WIDTH) - x) / size) ** 2)).astype(np.float32)
        rows = np.exp(-(((np.arange(HEIGHT) - y) / (size * 0.6)) ** 2)).astype(np.float32)
        picture = picture + 260 * scene.glare * np.outer(rows, columns)
    if scene.moire:
        way, length = np.radians(scene.motion_way), 3 + scene.focus * 4
        phase = (
            np.arange(WIDTH)[None, :] * np.cos(way) + np.arange(HEIGHT)[:, None] * np.sin(way)
        ) / length
        picture = picture * (1 + scene.moire * np.sin(2 * np.pi * phase).astype(np.float32))
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), scene.focus), np.float32)
    picture = _moved(picture, motion, scene.motion_way)
    light = np.linspace(1 - scene.slope / 2, 1 + scene.slope / 2, WIDTH, dtype=np.float32)
    picture = picture * light * np.float32(scene.gain)
    grain = rng.standard_normal((HEIGHT, WIDTH), dtype=np.float32)
    frame = (picture + grain * np.float32(scene.noise)).clip(0, 255).astype(np.uint8)
    encoded = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, scene.quality])[1]
    frame = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.ascontiguousarray(frame[:, ::-1]) if scene.mirrored else frame


def _composed(
    scene: Scene,
    desk: Plane,
    middle: tuple[float, float],
    turn: float,
) -> Plane:
    card, side = _card(scene)
    if scene.thumb:
        rng = np.random.default_rng(scene.chance + 1)
        edge = int(rng.integers(0, 4))
        height, width = card.shape
        reach = round(scene.thumb * side)
        at = float(rng.uniform(0.2, 0.8))
        spot = ((round(at * width), height), (width, round(at * height)), (0, round(at * height)))
        cv2.ellipse(card, spot[edge % 3], (reach + side // 8,) * 2, 0, 0, 360, 130, -1)
    placing = _placing(scene, card, side, middle, turn)
    # Area sampling as a lens does: a card drawn far smaller would alias otherwise.
    shrink = scene.share * WIDTH / side
    if shrink < 0.7:
        card = np.asarray(cv2.GaussianBlur(card, (0, 0), 0.4 / shrink), np.uint8)
    seen = cv2.warpPerspective(card, placing, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full_like(card, 255), placing, (WIDTH, HEIGHT))
    weight = mask.astype(np.float32) / 255
    return np.asarray(desk * (1 - weight) + seen.astype(np.float32) * weight, np.float32)


def still(scene: Scene) -> Frame:
    """One frame of a scene."""
    rng = np.random.default_rng(scene.chance)
    picture = _composed(scene, _desk(rng), scene.centre, scene.turn)
    return _pollute(scene, picture, rng, scene.motion)


def without_code(rng: np.random.Generator) -> Frame:
    """A frame of the hall, or of a card without a code on it."""
    scene = draw_scene(rng)
    return _pollute(scene, _desk(rng), rng, scene.motion)


def clip(scene: Scene) -> Iterator[Frame]:
    """1.2 s at 30 frames a second: the card comes in while the lens seeks it, then sways in a hand."""
    rng = np.random.default_rng(scene.chance)
    desk = _desk(rng)
    sway = rng.uniform(0.5, 1.5, 4)
    for number in range(CLIP_FRAMES):
        seconds = number / CLIP_RATE
        coming = float(np.exp(-seconds / 0.15))
        seeking = 1 + scene.severity * 1.5 * float(np.exp(-seconds / 0.4))
        hand = 1 + 2 * scene.severity
        x = scene.centre[0] + coming * 260 + 6 * hand * np.sin(seconds * 5 * sway[0] + sway[1])
        y = scene.centre[1] + coming * 180 + 5 * hand * np.sin(seconds * 6 * sway[2] + sway[3])
        turn = scene.turn + coming * 25 + 2 * hand * np.sin(seconds * 4 * sway[1])
        picture = _composed(scene, desk, (float(x), float(y)), float(turn))
        # A hand does not shake alike in every frame.
        shake = scene.motion * float(rng.uniform(0.2, 1.0)) + coming * 22
        yield _pollute(replace(scene, focus=scene.focus * seeking), picture, rng, shake)

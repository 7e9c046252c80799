"""Where frames come from: files of every kind, streams, cameras by name; and what they answer to junk."""

from __future__ import annotations

import errno
import io
import json
import os
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning import cameras, sources
from raict_desktop.scanning.cameras import Camera, linux_cameras, mac_cameras, why_node_closed
from raict_desktop.scanning.live import codes_of
from raict_desktop.scanning.pictures import read_codes
from raict_desktop.scanning.sources import CameraSource, open_source
from tests.scanning.frames import CODE, modules, scene


def code_of(text: str | Path) -> str:
    with pytest.raises(UserError) as fault:
        open_source(str(text)).read()
    return fault.value.code


# Pictures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photographs_are_read_upright(tmp_path: Path, orientation: int) -> None:
    file = tmp_path / "photo.jpg"
    picture = np.hstack([scene(), np.full((480, 200), 90, np.uint8)])
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(picture).save(file, exif=exif)
    frame = open_source(str(file)).read()
    assert frame is not None
    assert frame.shape[:2] == ((480, 840) if orientation < 5 else (840, 480))
    assert read_codes(file) == [CODE]


def test_a_screenshot_on_a_transparent_ground_is_read(tmp_path: Path) -> None:
    file = tmp_path / "clear.png"
    code = modules(CODE).repeat(6, 0).repeat(6, 1)
    clear = np.zeros((*code.shape, 4), np.uint8)
    clear[:, :, 3] = 255 - code
    Image.fromarray(clear).save(file)
    assert read_codes(file) == [CODE]


def test_pages_of_a_pdf_and_of_a_tiff_are_all_read(tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    texts = ["FIRST", "SECOND", "THIRD"]
    pages = [Image.fromarray(scene(text)) for text in texts]
    pages[0].save(tmp_path / "pages.tiff", save_all=True, append_images=pages[1:])
    canvas = Canvas(str(tmp_path / "pages.pdf"))
    for page in pages:
        canvas.drawImage(ImageReader(page), 200, 500, 160, 120)
        canvas.showPage()
    canvas.save()
    # What a file is called does not matter.
    (tmp_path / "pages.pdf").rename(tmp_path / "download")
    for name in ("pages.tiff", "download"):
        assert read_codes(tmp_path / name) == texts


def test_a_telephones_heic_is_read() -> None:
    # Made of ``scene()`` by an encoder that the program does not carry.
    assert read_codes(Path(__file__).parent.parent / "files" / "badge.heic") == [CODE]


def test_faults_of_files(tmp_path: Path) -> None:
    for name, content in (
        ("broken.png", b"\x89PNG\r\n\x1a\nnothing"),
        ("broken.jpg", b"\xff\xd8\xff\xe0nothing"),
        ("empty.png", b""),
        ("text.png", b"a list of people"),
        ("broken.pdf", b"%PDF-1.7\nnothing"),
        ("broken.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("broken.avi", b"RIFF\0\0\0\0AVI nothing"),
        ("broken.mp4", b"\0\0\0\x18ftypmp42"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(UserError) as fault:
            read_codes(file)
        assert fault.value.code == "scanning.not_a_picture", name
        assert fault.value.facts == {"name": name}
    with pytest.raises(UserError) as fault:
        read_codes(tmp_path / "none.png")
    assert fault.value.code == "scanning.source_not_found"


def test_a_picture_cut_short_is_told(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.fromarray(scene()).save(whole, "PNG")
    file = tmp_path / "cut.png"
    file.write_bytes(whole.getvalue()[:-400])
    assert code_of(file) == "scanning.not_a_picture"


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    size = side.to_bytes(4, "big")
    file = tmp_path / "bomb.png"
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + b"\x08\0\0\0\0")
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    assert code_of(file) == "scanning.picture_too_big"


def test_a_folder_plays_its_pictures_in_order_and_skips_what_is_none(tmp_path: Path) -> None:
    for name, text in (("2.png", "SECOND"), ("1.png", "FIRST"), ("3 é.jpg", "THIRD")):
        Image.fromarray(scene(text)).save(tmp_path / name)
    (tmp_path / "broken.png").write_bytes(b"nothing")
    (tmp_path / "notes.txt").write_text("no picture")
    assert read_codes(tmp_path) == ["FIRST", "SECOND", "THIRD"]
    empty = tmp_path / "none"
    empty.mkdir()
    assert code_of(empty) == "scanning.not_a_picture"


def test_a_clip_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    file = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 30, (640, 480))
    for text in ("FIRST", "SECOND"):
        for _ in range(10):
            writer.write(cv2.cvtColor(scene(text), cv2.COLOR_GRAY2BGR))
    writer.release()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 6 // 10])
    assert read_codes(file)[0] == "FIRST"


# Payloads -----------------------------------------------------------------------------------------


def big(payload: str | bytes) -> np.ndarray:
    import qrcode

    return modules(payload, qrcode.ERROR_CORRECT_L).repeat(4, 0).repeat(4, 1)


@pytest.mark.parametrize(
    "payload",
    [
        "é" * 30,
        "Ünïcödé Łódź 北京 مرحبا 🎫",
        "x" * 2_900,
        "\x00\x01\x1b[31m\r\n\t\x7f" * 260,
        "'; DROP TABLE person; --",
        "<img src=x onerror=alert(1)>" * 20,
    ],
    ids=["accents", "scripts", "2900 bytes", "control characters", "SQL", "markup"],
)
def test_payloads_come_as_they_are(tmp_path: Path, payload: str) -> None:
    file = tmp_path / "code.png"
    Image.fromarray(big(payload.encode())).save(file)
    assert read_codes(file) == [payload]


def test_latin_1_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    Image.fromarray(big("Hélène Müller, élue à Nîmes".encode("latin-1"))).save(file)
    assert read_codes(file) == ["Hélène Müller, élue à Nîmes"]


@pytest.mark.parametrize(
    ("alphabet", "text"),
    [
        ("ISO-8859-2", "Łódź é"),
        ("ISO-8859-5", "Владимир"),
        ("Shift_JIS", "北京"),
        ("UTF-8", "Łódź 北京"),
        ("GB18030", "北京市"),
    ],
)
def test_an_alphabet_that_the_code_names_is_understood(
    tmp_path: Path, alphabet: str, text: str
) -> None:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, eci=alphabet)
    picture = np.pad(
        np.array(zxingcpp.write_barcode_to_image(code, scale=5)), 30, constant_values=255
    )
    file = tmp_path / "code.png"
    Image.fromarray(picture).save(file)
    assert read_codes(file) == [text]


# Streams ------------------------------------------------------------------------------------------


@contextmanager
def stream(frames: list[np.ndarray], *, junk: bool = False) -> Iterator[str]:
    """An MJPEG server as telephones' camera programs are, on this computer."""

    class Phone(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            try:
                while True:
                    for frame in frames:
                        jpeg = cv2.imencode(".jpg", frame)[1].tobytes()
                        body = os.urandom(len(jpeg)) if junk else jpeg
                        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}"
                        self.wfile.write(head.encode() + b"\r\n\r\n" + body + b"\r\n")
                        if stopped.wait(0.01):
                            return
            except OSError:
                return

        def log_message(self, *_: object) -> None: ...

    stopped = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Phone)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video"
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_telephone_is_a_camera() -> None:
    with stream([scene()]) as address:
        found = codes_of(address)
        assert next(found) == CODE
        found.close()


def test_an_address_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "OPEN_TIMEOUT_MS", 400)
    monkeypatch.setattr(sources, "READ_TIMEOUT_MS", 400)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        begun = time.monotonic()
        assert code_of(f"http://127.0.0.1:{mute.getsockname()[1]}/video") == "scanning.url_failed"
        assert time.monotonic() - begun < 10
    assert code_of("http://127.0.0.1:9/video") == "scanning.url_failed"


# Cameras ------------------------------------------------------------------------------------------


def nodes(folder: Path, **names: tuple[str, str]) -> Path:
    for node, (index, name) in names.items():
        (folder / node).mkdir(parents=True)
        (folder / node / "index").write_text(f"{index}\n")
        (folder / node / "name").write_text(f"{name}\n")
    return folder


def test_cameras_have_their_names_on_linux(tmp_path: Path) -> None:
    folder = nodes(
        tmp_path / "v4l",
        video0=("0", "Integrated Camera: Integrated C"),
        video1=("1", "Integrated Camera: Integrated C"),
        video10=("0", "HD Pro Webcam C920"),
        video2=("0", "HD Pro Webcam C920"),
        video3=("0", "42"),
    )
    assert linux_cameras(folder) == [
        Camera(0, "Integrated Camera"),
        Camera(2, "HD Pro Webcam C920"),
        Camera(3, "Camera 42"),
        Camera(10, "HD Pro Webcam C920 (2)"),
    ]
    assert linux_cameras(tmp_path / "nothing") == []


def test_cameras_have_their_names_on_a_mac() -> None:
    answer = {"SPCameraDataType": [{"_name": "FaceTime HD"}, {"_name": "C920"}]}
    assert mac_cameras(json.dumps(answer)) == [Camera(0, "FaceTime HD"), Camera(1, "C920")]
    assert mac_cameras("no JSON") == mac_cameras("{}") == []


def test_cameras_have_their_names_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [SimpleNamespace(index=700, name="Webcam"), SimpleNamespace(index=701, name="Webcam")]
    module = SimpleNamespace(enumerate_cameras=lambda _way: listed)
    monkeypatch.setattr(cameras, "_SYSTEM", "win32")
    monkeypatch.setattr(cameras, "import_module", lambda _name: module)
    assert cameras.list_cameras() == [Camera(0, "Webcam"), Camera(1, "Webcam (2)")]


def test_a_camera_is_opened_by_name_wherever_it_was_plugged_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "_SYSTEM", "linux")
    monkeypatch.setattr(cameras, "SYSFS", nodes(tmp_path / "v4l", video4=("0", "C920")))
    assert cameras.number_of("c920") == cameras.number_of("/dev/video4") == 4
    assert cameras.number_of("7") == 7
    assert cameras.number_of("another") is None
    assert code_of("camera:another") == "scanning.no_camera"


def test_why_a_camera_does_not_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = tmp_path / "video0"
    assert why_node_closed(device) == "no_camera"
    device.write_bytes(b"")
    assert why_node_closed(device) == "camera_busy"
    for number, told in ((errno.EACCES, "camera_refused"), (errno.EBUSY, "camera_busy")):

        def refuse(*_: object, number: int = number) -> int:
            raise OSError(number, "no")

        monkeypatch.setattr(cameras.os, "open", refuse)
        assert why_node_closed(device) == told


class Driver:
    """A camera's driver, as OpenCV shows it."""

    def __init__(self, values: dict[int, float]) -> None:
        self.values = values

    def get(self, control: int) -> float:
        return self.values.get(control, 0.0)

    def set(self, control: int, value: float) -> bool:
        if control in self.values:
            self.values[control] = value
        return control in self.values

    def release(self) -> None: ...


def test_exposure_is_changed_where_the_driver_can() -> None:
    for start, lighter in ((-6.0, -5.0), (200.0, 250.0)):
        driver = Driver({cv2.CAP_PROP_EXPOSURE: start, cv2.CAP_PROP_AUTO_EXPOSURE: 3})
        camera = CameraSource(driver, "camera:0")
        assert camera.adjustable
        assert camera.adjust(1)
        assert driver.values[cv2.CAP_PROP_EXPOSURE] == lighter
    only_brightness = Driver({cv2.CAP_PROP_BRIGHTNESS: 100.0})
    assert CameraSource(only_brightness, "x").adjust(-1)
    assert only_brightness.values[cv2.CAP_PROP_BRIGHTNESS] == 75.0
    assert not CameraSource(Driver({}), "x").adjustable
    assert not CameraSource(Driver({}), "x").adjust(1)

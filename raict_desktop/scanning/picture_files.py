"""Picture files as frames: photographs, screenshots, pages of PDFs, pictures of phones."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm"}
    | {".heic", ".heif", ".avif", ".pdf"}
)
MAX_SIDE = 4096
MAX_PIXELS = 80_000_000
MAX_PAGES = 200
PDF_DPI = 200


def read_picture(path: Path) -> Frame:
    """The first picture of the file at ``path``; see ``read_pages``."""
    return next(read_pages(path))


def read_pages(path: Path) -> Iterator[Frame]:
    """Pictures of a file, upright (EXIF) as BGR, at most 4096 pixels a side.

    A PDF gives its pages, a TIFF or GIF its first 200 pictures, any other file one.

    Raises:
        UserError: ``scanning.source_not_found``, ``scanning.not_a_picture``,
            ``scanning.picture_too_big``.

    """
    if not path.is_file():
        raise UserError("scanning.source_not_found", name=path.name)
    with path.open("rb") as stream:
        pdf = stream.read(1024).lstrip().startswith(b"%PDF")
    return _pdf_pages(path) if pdf else _pictures(path)


def _pictures(path: Path) -> Iterator[Frame]:
    from pi_heif.as_plugin import register_heif_opener
    from PIL import Image

    register_heif_opener()
    number = 0
    try:
        with _without_warnings():
            opened: Any = Image.open(path)
        with opened:
            for number in range(min(getattr(opened, "n_frames", 1), MAX_PAGES)):
                with _without_warnings():
                    if number:
                        opened.seek(number)
                    if opened.width * opened.height > MAX_PIXELS:
                        raise UserError("scanning.picture_too_big", name=path.name)
                    frame = _upright(opened)
                yield frame
    except Image.DecompressionBombError as fault:
        raise UserError("scanning.picture_too_big", name=path.name) from fault
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, RuntimeError) as fault:
        if number:
            # What came before the damage is worth having.
            return
        raise UserError("scanning.not_a_picture", name=path.name) from fault


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Libraries warn of odd but readable files; a person can do nothing about that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _upright(opened: Any) -> Frame:
    import numpy as np
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(opened)
    if "A" in upright.getbands() or "transparency" in upright.info:
        # A code drawn on nothing is black on black without a white ground.
        clear = upright.convert("RGBA")
        upright = Image.new("RGBA", clear.size, "white")
        upright.alpha_composite(clear)
    colours = upright.convert("RGB")
    colours.thumbnail((MAX_SIDE, MAX_SIDE))
    return np.ascontiguousarray(np.asarray(colours, dtype=np.uint8)[:, :, ::-1])


def _pdf_pages(path: Path) -> Iterator[Frame]:
    from importlib import import_module

    import numpy as np

    # Its stubs call parts of itself untyped.
    pypdfium2: Any = import_module("pypdfium2")

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        raise UserError("scanning.not_a_picture", name=path.name) from fault
    try:
        if len(document) == 0:
            raise UserError("scanning.not_a_picture", name=path.name)
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            longest = max(page.get_size()) or 1.0
            scale = min(PDF_DPI / 72, MAX_SIDE / longest)
            picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
            page.close()
            yield np.ascontiguousarray(picture[:, :, :3])
    except pypdfium2.PdfiumError as fault:
        raise UserError("scanning.not_a_picture", name=path.name) from fault
    finally:
        document.close()

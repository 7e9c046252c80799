"""The same badges through the badge renderer of pretix; runs under a Python that has it installed.

``benchmarks/badges.py`` starts this with ``PRETIX_PYTHON`` and reads one line of JSON. Rendered as
pretix's own exporter does: one canvas a badge, its pages appended, the background merged at the end.
Event, order and positions are stand-ins, so that no database is asked: that flatters pretix.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

MM = 72 / 25.4
LINES = (
    ("given_name", 44, True, 104),
    ("family_name", 30, False, 90),
    ("function", 12, False, 80),
    ("organisation", 17, True, 70),
    ("country", 14, False, 50),
    ("category", 18, True, 8),
)


def layout(badge: dict[str, str]) -> list[dict[str, object]]:
    """The A6 badge in pretix's terms: six texts that shrink to fit, and the QR code."""
    texts = [
        {
            "type": "textcontainer",
            "page": 1,
            "left": "8",
            "bottom": str(bottom),
            "width": "89",
            "height": "14",
            "fontfamily": "Open Sans",
            "fontsize": str(size),
            "bold": bold,
            "italic": False,
            "color": [0, 0, 0, 1],
            "align": "left",
            "lineheight": "1",
            "autoresize": True,
            "content": "other",
            "text": badge[name],
        }
        for name, size, bold, bottom in LINES
    ]
    code = {"type": "barcodearea", "page": 1, "left": "62", "bottom": "28", "size": "37"}
    return [*texts, {**code, "content": "secret"}]


def main() -> None:
    """Render the badges of the file named on the command line and say how long it took."""
    data = tempfile.mkdtemp()
    os.environ.update(DJANGO_SETTINGS_MODULE="pretix.settings", DATA_DIR=data)
    import django

    django.setup()
    from pretix.base import pdf
    from pretix.plugins.badges.exporters import merge_background
    from pypdf import PdfReader, PdfWriter
    from reportlab.pdfgen import canvas

    badges = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    pdf.Renderer._register_fonts()
    ground = BytesIO()
    blank = canvas.Canvas(ground, pagesize=(105 * MM, 148 * MM))
    blank.showPage()
    blank.save()
    renderer = object.__new__(pdf.Renderer)
    renderer.background_file = None
    renderer.bg_bytes = ground.getvalue()
    renderer.bg_pdf = PdfReader(BytesIO(renderer.bg_bytes), strict=False)
    renderer.variables, renderer.images = {}, {}
    renderer.event = SimpleNamespace(settings=SimpleNamespace(region=None))
    renderer.event_fonts = ["Open Sans"]
    order = SimpleNamespace(event=renderer.event)
    start = time.process_time()
    front, back = PdfWriter(), PdfWriter()
    for badge in badges:
        renderer.layout = layout(badge)
        buffer = BytesIO()
        page = canvas.Canvas(buffer, pagesize=(105 * MM, 148 * MM))
        position = SimpleNamespace(secret=badge["code"], subevent=None, order=order)
        renderer.draw_page(page, order, position)
        page.save()
        front.append(buffer)
        back.add_page(renderer.bg_pdf.pages[0])
    out = BytesIO()
    merge_background(front, back, out, compress=True)
    took = time.process_time() - start
    print(json.dumps({"badges": len(badges), "seconds": took, "bytes": len(out.getvalue())}))


if __name__ == "__main__":
    main()

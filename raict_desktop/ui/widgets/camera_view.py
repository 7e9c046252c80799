"""What the camera sees, so that a badge can be held in the right place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import tr

if TYPE_CHECKING:
    from raict_desktop.scanning.preview import Preview

_SEEING = frozenset({"running", "no_code_hint", "dark", "covered", "dim", "bright"})

LOW = 104
"""Below this height (pixels) there is room for the words alone."""


class CameraView(QWidget):
    """Newest frame, mirrored, with the outline of each code read and the camera's state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._picture: Any = None
        self._outlines: list[QPolygonF] = []
        self._state = "off"
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.notifier.changed.connect(self.update)
        self.retranslate()

    def hasHeightForWidth(self) -> bool:
        """Keep to 16:9."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of a 16:9 picture."""
        return width * 9 // 16

    def show_frame(self, preview: Preview) -> None:
        """Paint a preview and the outlines of its readings."""
        picture = preview.picture
        height, width = picture.shape[:2]
        grey = picture.ndim == 2
        kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_BGR888
        # The image borrows the picture's memory: both are kept together.
        self._picture = picture
        self._image = QImage(picture.data, width, height, width * (1 if grey else 3), kind)
        self._outlines = [
            QPolygonF([QPointF(x, y) for x, y in corners]) for corners in preview.outlines
        ]
        self.update()

    def show_state(self, state: str) -> None:
        """Say a capture state; anything but running covers or captions the picture."""
        self._state = state
        if state not in _SEEING:
            # A frozen picture looks like a working camera, and shows the last guest for ever.
            self._image, self._outlines = QImage(), []
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.setAccessibleName(tr("scanning.camera_name"))
        self.setAccessibleDescription(self.caption())
        self.update()

    def caption(self) -> str:
        """Put the state in words, empty while all is well."""
        return "" if self._state == "running" else tr(f"scanning.state_{self._state}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, outlines and caption."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box, 10, 10)
        painter.setClipPath(clip)
        painter.fillRect(box, theme.tokens().surface)
        if self._image.isNull():
            self._paint_empty(painter, box)
        else:
            scale = max(box.width() / self._image.width(), box.height() / self._image.height())
            painter.save()
            painter.translate(box.center())
            painter.scale(scale, scale)
            painter.translate(-self._image.width() / 2, -self._image.height() / 2)
            painter.drawImage(0, 0, self._image)
            painter.setPen(QPen(QColor("#45E0A8"), 3 / scale))
            for outline in self._outlines:
                painter.drawPolygon(outline)
            painter.restore()
        if self.caption() and not self._image.isNull():
            foot = box.adjusted(0, box.height() - 44, 0, 0)
            painter.fillRect(foot, QColor(20, 23, 28, 200))
            painter.setPen(QColor("#F1F3F6"))
            painter.setFont(font(13))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(foot.adjusted(12, 4, -12, -4), flags, self.caption())

    def _paint_empty(self, painter: QPainter, box: QRectF) -> None:
        """No picture: an icon, and the state in words below it."""
        colours = theme.tokens()
        painter.setPen(QPen(colours.line, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.setPen(colours.quiet)
        painter.setFont(font(13))
        if box.height() < LOW:
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(box.adjusted(12, 4, -12, -4), flags, self.caption())
            return
        name = "camera" if self._state == "starting" else "camera-off"
        left, top = int(box.center().x()) - 16, int(box.center().y()) - 44
        icon(name, colours.quiet, 32).paint(painter, left, top, 32, 32)
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        words = box.adjusted(24, box.height() / 2, -24, -4)
        painter.drawText(words, flags, self.caption())

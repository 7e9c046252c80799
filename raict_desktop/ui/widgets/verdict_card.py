"""The one big thing on the desk: five states told by colour, shape, word and place at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QPointF,
    QPropertyAnimation,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QSizePolicy, QWidget

from raict_desktop.domain import codes
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.ui import language, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import time_sentence, tr
from raict_desktop.ui.theme import tokens
from raict_desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from raict_desktop.services.checkin import CheckinResult

COLOURS = {
    Verdict.WELCOME: ("#45E0A8", "#000000"),
    Verdict.ALREADY_IN: ("#0F3591", "#FFFFFF"),
    Verdict.PLEASE_CHECK: ("#F0C40F", "#000000"),
    Verdict.NOT_ALLOWED: ("#5E0717", "#FFFFFF"),
    Verdict.UNKNOWN_CODE: ("#FFFFFF", "#000000"),
}
"""Ground and text of each verdict, the same in both themes (contrast 10:1 and more)."""

WORD_SIZE, NAME_SIZE, ORGANISATION_SIZE, REST_SIZE = 64, 48, 28, 18
HOLD_MS = {Verdict.WELCOME: 6000}
REFUSAL_HOLD_MS = 15000
FADE_MS = 140
_ADMITTABLE = frozenset({Reason.NOT_ENROLLED, Reason.FULL})
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    weight: int
    smallest: int
    lines: int
    gap: float


def shape_path(verdict: Verdict, box: QRectF) -> tuple[QPainterPath, QPainterPath]:
    """Outline and mark of a verdict's shape inside ``box`` (pixels)."""
    outline, mark = QPainterPath(), QPainterPath()
    x, y, side = box.x(), box.y(), box.width()

    def at(u: float, v: float) -> QPointF:
        return QPointF(x + u * side, y + v * side)

    if verdict is Verdict.WELCOME:
        outline.addEllipse(box)
        mark.moveTo(at(0.28, 0.53))
        mark.lineTo(at(0.44, 0.68))
        mark.lineTo(at(0.73, 0.35))
    elif verdict is Verdict.ALREADY_IN:
        outline.addRoundedRect(box, side * 0.18, side * 0.18)
        arc = QRectF(at(0.27, 0.27), at(0.73, 0.73))
        mark.arcMoveTo(arc, 60)
        mark.arcTo(arc, 60, -300)
        mark.moveTo(at(0.30, 0.16))
        mark.lineTo(at(0.385, 0.30))
        mark.lineTo(at(0.23, 0.36))
    elif verdict is Verdict.PLEASE_CHECK:
        outline.addPolygon(QPolygonF([at(0.5, 0.04), at(0.99, 0.94), at(0.01, 0.94)]))
        outline.closeSubpath()
        mark.moveTo(at(0.5, 0.36))
        mark.lineTo(at(0.5, 0.62))
        mark.moveTo(at(0.5, 0.79))
        mark.lineTo(at(0.5, 0.795))
    elif verdict is Verdict.NOT_ALLOWED:
        turns = [math.radians(22.5 + 45 * i) for i in range(8)]
        corners = [at(0.5 + 0.54 * math.cos(t), 0.5 + 0.54 * math.sin(t)) for t in turns]
        outline.addPolygon(QPolygonF(corners))
        outline.closeSubpath()
        mark.moveTo(at(0.32, 0.32))
        mark.lineTo(at(0.68, 0.68))
        mark.moveTo(at(0.68, 0.32))
        mark.lineTo(at(0.32, 0.68))
    else:
        outline.addPolygon(QPolygonF([at(0.5, 0), at(1, 0.5), at(0.5, 1), at(0, 0.5)]))
        outline.closeSubpath()
        arc = QRectF(at(0.38, 0.26), at(0.62, 0.50))
        mark.arcMoveTo(arc, 170)
        mark.arcTo(arc, 170, -240)
        mark.lineTo(at(0.5, 0.62))
        mark.moveTo(at(0.5, 0.745))
        mark.lineTo(at(0.5, 0.75))
    return outline, mark


class VerdictCard(QWidget):
    """Shows one result large, then goes back to a quiet "ready"."""

    admit_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._compact = compact
        self._result: CheckinResult | None = None
        self._local: Callable[[datetime], datetime] = lambda moment: moment
        self._workshops: tuple[str, ...] = ()
        self._country = ""
        self.word_size = WORD_SIZE
        self.reduced_motion = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._hold = QTimer(self, singleShot=True)
        self._hold.timeout.connect(self.clear)
        self._admit = Button("", "primary", "user-check", self)
        self._admit.setAutoDefault(True)
        self._admit.setMinimumHeight(52)
        self._admit.setFont(font(18, 600))
        self._admit.clicked.connect(self.admit_requested)
        self._admit.hide()
        language.notifier.changed.connect(self.retranslate)
        theme.notifier.changed.connect(self.update)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        """Room enough for the word and a name."""
        return QSize(280, 200) if self._compact else QSize(400, 380)

    @property
    def result(self) -> CheckinResult | None:
        """The result on show, or None when ready."""
        return self._result

    @property
    def admit_button(self) -> Button:
        """The override button, visible where a volunteer may admit."""
        return self._admit

    def show_result(
        self,
        result: CheckinResult,
        *,
        local: Callable[[datetime], datetime],
        workshops: Sequence[str] = (),
        country: str = "",
    ) -> None:
        """Show a result, announce it and start its hold time.

        Args:
            result: what the check-in answered.
            local: turns UTC into the event's time.
            workshops: today's sessions of the person, as shown.
            country: the country's name.

        """
        self._result, self._local = result, local
        self._workshops, self._country = tuple(workshops), country
        self._hold.start(HOLD_MS.get(result.verdict, REFUSAL_HOLD_MS))
        self._admit.setVisible(self.can_admit())
        self.retranslate()
        self._place_admit()
        self._fade()
        self._announce()

    def can_admit(self) -> bool:
        """Whether the rule that stopped this person may be overruled here."""
        result = self._result
        return bool(result and result.person and result.reason in _ADMITTABLE)

    def clear(self) -> None:
        """Back to ready."""
        self._hold.stop()
        self._result = None
        page = self.parentWidget()
        if self._admit.hasFocus() and page is not None:
            # Hidden with the focus on it, the button would pass it to whatever comes next.
            page.setFocus()
        self._admit.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self._admit.setText(tr("verdict.admit"))
        self.setAccessibleName(". ".join(part for part in self.texts() if part))
        self.update()

    def word(self) -> str:
        """Give the verdict's word, or the ready sentence."""
        result = self._result
        if result is None:
            return tr("verdict.ready")
        if result.verdict is Verdict.WELCOME and result.direction is Direction.EXIT:
            return tr("verdict.goodbye")
        return tr(f"verdict.{result.verdict.value}")

    def reason(self) -> str:
        """Why, in words; empty for a plain welcome."""
        result = self._result
        if result is None:
            return tr("verdict.ready_hint")
        if result.reason is Reason.ALREADY_IN:
            if result.since is None:
                return ""
            return tr("verdict.already_in_since", time=time_sentence(self._local(result.since)))
        return tr(f"verdict.reason_{result.reason.value}") if result.reason.value else ""

    def texts(self) -> list[str]:
        """Everything on the card in reading order."""
        return [line.text for line in self._lines()]

    def _lines(self) -> list[_Line]:
        result = self._result
        if result is None:
            return [_Line(self.word(), 28, 600, 20, 2, 0), _Line(self.reason(), 15, 400, 13, 3, 0)]
        small = 2 if self._compact else 0
        lines = [_Line(self.word(), WORD_SIZE, 700, 24, 1 if self._compact else 2, 0)]
        if result.reason is Reason.ALREADY_IN:
            lines.append(_Line(self.reason(), 36, 700, 20, 1, 4))
        person = result.person
        if person:
            facts = " · ".join(t for t in (person.function, self._country) if t)
            lines += [
                _Line(person.full_name, NAME_SIZE, 700, 24, 2, 20 - 4 * small),
                _Line(person.organisation, ORGANISATION_SIZE, 500, 18, 2, 8),
                _Line(facts, REST_SIZE, 400, 15, 2, 8),
            ]
        elif result.code:
            lines.append(_Line(codes.shown(result.code), ORGANISATION_SIZE, 500, 16, 2, 16))
        if result.reason is not Reason.ALREADY_IN:
            lines.append(_Line(self.reason(), 20, 600, 16, 3, 16 - 4 * small))
        if person and self._workshops:
            today = tr("verdict.today", sessions=", ".join(self._workshops))
            lines.append(_Line(today, REST_SIZE, 400, 15, 3, 12))
        if person and person.note:
            lines.append(_Line(person.note, REST_SIZE, 400, 15, 3, 12))
        return [line for line in lines if line.text]

    def _announce(self) -> None:
        result = self._result
        event = QAccessibleAnnouncementEvent(self, self.accessibleName())
        if result and result.verdict in (Verdict.NOT_ALLOWED, Verdict.UNKNOWN_CODE):
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _fade(self) -> None:
        if self.reduced_motion or not self.isVisible():
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", effect)
        fade.setDuration(FADE_MS)
        fade.setStartValue(0.35)
        fade.setEndValue(1.0)
        fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        fade.finished.connect(self._end_fade)
        fade.start()

    def _end_fade(self) -> None:
        # An effect left in place would paint the card through a pixmap for ever.
        self.setGraphicsEffect(None)  # type: ignore[arg-type]

    def _place_admit(self) -> None:
        margin = 20 if self._compact else 32
        hint = self._admit.sizeHint()
        width = min(max(hint.width() + 32, 220), self.width() - 2 * margin)
        self._admit.setGeometry(margin, self.height() - margin - 52, width, 52)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the foot."""
        super().resizeEvent(event)
        self._place_admit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the page."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, border, shape and texts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        result = self._result
        if result is None:
            painter.setBrush(tokens().surface)
            painter.setPen(QPen(tokens().line, 1))
            painter.drawRoundedRect(frame, 10, 10)
            self._paint_ready(painter, frame)
            return
        ground, ink = (QColor(c) for c in COLOURS[result.verdict])
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(frame, 10, 10)
        self._paint_border(painter, frame, ink, ground)
        margin = 20.0 if self._compact else 36.0
        body = frame.adjusted(margin, margin, -margin, -margin)
        if self.can_admit():
            body.setBottom(body.bottom() - 60)
        side = (56.0 if self._compact else 88.0) * self._scale()
        outline, mark = shape_path(result.verdict, QRectF(body.x() + 4, body.y() + 4, side, side))
        pen = QPen(ink, side * 0.07)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(outline)
        pen.setWidthF(side * 0.09)
        painter.setPen(pen)
        painter.drawPath(mark)
        painter.setPen(ink)
        self._paint_lines(painter, body, side)

    def _paint_border(self, painter: QPainter, frame: QRectF, ink: QColor, ground: QColor) -> None:
        verdict = self._result.verdict if self._result else Verdict.WELCOME
        if verdict is Verdict.NOT_ALLOWED:
            ring = QPainterPath()
            ring.addRoundedRect(frame, 10, 10)
            ring.addRoundedRect(frame.adjusted(14, 14, -14, -14), 6, 6)
            light = QColor(ink)
            light.setAlpha(150)
            painter.fillPath(ring, QBrush(light, Qt.BrushStyle.BDiagPattern))
        elif verdict is Verdict.UNKNOWN_CODE:
            pen = QPen(ink, 5)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(ground)
            painter.drawRoundedRect(frame.adjusted(4, 4, -4, -4), 10, 10)

    def _paint_ready(self, painter: QPainter, frame: QRectF) -> None:
        body = frame.adjusted(24, 0, -24, 0)
        side = 48 if self._compact else 72
        top = frame.center().y() - side / 2 - 60
        picture = icon("scan-line", tokens().quiet, side)
        picture.paint(painter, int(frame.center().x() - side / 2), int(top), side, side)
        top += side + 20
        for line, colour in zip(self._lines(), (tokens().text, tokens().quiet), strict=True):
            painter.setPen(colour)
            painter.setFont(font(line.size, line.weight))
            flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
            box = QRectF(body.x(), top, body.width(), frame.bottom() - top)
            top = painter.boundingRect(box, flags, line.text).bottom() + 12
            painter.drawText(box, flags, line.text)

    def _scale(self) -> float:
        """How much larger than the least sizes a big screen lets the card speak."""
        width, height = (560, 300) if self._compact else (560, 500)
        return max(1.0, min(1.6, self.width() / width, self.height() / height))

    def _paint_lines(self, painter: QPainter, body: QRectF, side: float) -> None:
        scale = self._scale()
        first, *rest = (
            replace(line, size=round(line.size * scale), gap=line.gap * scale)
            for line in self._lines()
        )
        beside = body.width() - side - 28
        # One line a little smaller reads faster than two with a lone word on the second.
        single = (
            size
            for size in range(first.size, WORD_SIZE - 1, -2)
            if QFontMetricsF(font(size, first.weight)).horizontalAdvance(first.text) < beside
        )
        first = replace(first, size=next(single, first.size))
        size, height = self._fit(first, beside)
        if size >= first.size or self._compact:
            left = body.x() + side + 28
            top = body.y() + max(0.0, (side + 8 - height) / 2)
            box = QRectF(left, top, beside, height)
            below = max(body.y() + side + 8, top + height)
        else:
            # A long word stands under its shape rather than shrink beside it.
            size, height = self._fit(first, body.width())
            box = QRectF(body.x(), body.y() + side + 16, body.width(), height)
            below = box.bottom()
        self.word_size = size
        painter.setFont(font(size, first.weight))
        painter.drawText(box, _WRAP, first.text)
        for line, size, height in self._fit_all(rest, body.width(), body.bottom() + 8 - below):
            below += line.gap
            if below + height > body.bottom() + 12:
                break
            painter.setFont(font(size, line.weight))
            painter.drawText(QRectF(body.x(), below, body.width(), height + 2), _WRAP, line.text)
            below += height

    def _fit_all(
        self, lines: Sequence[_Line], width: float, height: float
    ) -> list[tuple[_Line, int, float]]:
        """Every line with its size and height, smaller together until all of them fit."""
        for share in (1.0, 0.9, 0.8, 0.7, 0.6):
            fitted = []
            for line in lines:
                largest = max(line.smallest, round(line.size * share))
                scaled = replace(line, size=largest, gap=line.gap * share)
                fitted.append((scaled, *self._fit(scaled, width)))
            if sum(line.gap + tall for line, _, tall in fitted) <= height:
                break
        return fitted

    def _fit(self, line: _Line, width: float) -> tuple[int, float]:
        """Largest size at which a text keeps to its lines, and its height (pixels)."""
        size = line.size
        while True:
            metrics = QFontMetricsF(font(size, line.weight))
            box = metrics.boundingRect(QRectF(0, 0, width, 10000), _WRAP, line.text)
            fits = box.width() <= width and box.height() <= metrics.lineSpacing() * line.lines + 2
            if fits or size <= line.smallest:
                return size, min(box.height(), metrics.lineSpacing() * line.lines + 2)
            size -= 2

"""The one big thing on the desk: five states told by colour, shape, word and place at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QElapsedTimer,
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
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QSizePolicy, QWidget

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.ui import language, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import tr
from raict_desktop.ui.theme import tokens
from raict_desktop.ui.widgets import verdict_words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.verdict_shape import shape_path
from raict_desktop.ui.widgets.verdict_words import WORD_SIZE, Facts, Line

if TYPE_CHECKING:
    from raict_desktop.services.checkin import CheckinResult

HOLD_MS = {Verdict.WELCOME: 6000}
REFUSAL_HOLD_MS = 15000
LEAST_MS = 1000
"""A card is not replaced by another person's before this time; what comes sooner waits in a row."""
MOST_WAITING = 4
FADE_MS = 140
_ADMITTABLE = frozenset(
    {
        Reason.NOT_ENROLLED,
        Reason.WAITING,
        Reason.SESSION_CANCELLED,
        Reason.FULL,
        Reason.CALL,
    }
)
_READMITTABLE = frozenset({Reason.CANCELLED, Reason.REPLACED})
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)


class VerdictCard(QWidget):
    """Shows one result large, then goes back to a quiet "ready"."""

    admit_requested = Signal()
    readmit_requested = Signal()
    displayed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._compact = compact
        self._facts: Facts | None = None
        self._waiting: deque[Facts] = deque()
        self._since = QElapsedTimer()
        self.word_size = WORD_SIZE
        self.reduced_motion = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._hold = QTimer(self, singleShot=True)
        self._hold.timeout.connect(self.dismiss)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_next)
        self._admit = Button("", "primary", "user-check", self)
        self._admit.setAutoDefault(True)
        self._admit.setMinimumHeight(52)
        self._admit.setFont(font(18, 600))
        self._admit.clicked.connect(self._on_admit)
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
        return self._facts.result if self._facts else None

    @property
    def admit_button(self) -> Button:
        """The override button, visible where a volunteer may admit."""
        return self._admit

    def show_result(self, facts: Facts) -> None:
        """Show a result and start its hold time; within a second of another person's, soon after."""
        if self._must_wait(facts.result):
            if len(self._waiting) >= MOST_WAITING:
                # Every passage stands in the strip as well; what asks for the desk is kept longest.
                calm = (f for f in self._waiting if f.result.verdict is Verdict.WELCOME)
                self._waiting.remove(next(calm, self._waiting[0]))
            self._waiting.append(facts)
            self._next.start(max(1, LEAST_MS - self._since.elapsed()))
            return
        self._display(facts)

    def _must_wait(self, result: CheckinResult) -> bool:
        now = self.result
        if self._waiting:
            return True
        if now is None or not self._since.isValid() or self._since.elapsed() >= LEAST_MS:
            return False
        same = result.person is not None and now.person is not None
        return not (same and result.person and now.person and result.person.id == now.person.id)

    def _show_next(self) -> None:
        if self._waiting:
            self._display(self._waiting.popleft())
            if self._waiting:
                self._next.start(LEAST_MS)

    def _display(self, facts: Facts) -> None:
        self._facts = facts
        self._since.start()
        self._hold.start(HOLD_MS.get(facts.result.verdict, REFUSAL_HOLD_MS))
        self._admit.setVisible(self.can_admit() or self.can_readmit())
        self.retranslate()
        self._place_admit()
        self._fade()
        self._announce()
        self.displayed.emit(facts.result)

    def add_badge(self, person_id: str, text: str) -> None:
        """Say where this person's badge is, once that is known, if their card is still on show."""
        facts = self._facts
        if facts and facts.result.person and facts.result.person.id == person_id:
            self._facts = replace(facts, badge=text)
            self.retranslate()

    def can_admit(self) -> bool:
        """Whether the rule that stopped this person may be overruled here."""
        result = self.result
        return bool(result and result.person and result.reason in _ADMITTABLE)

    def can_readmit(self) -> bool:
        """Whether an organiser may let this person's registration stand again; never at a room."""
        result = self.result
        cancelled = result and result.person and result.reason in _READMITTABLE
        return bool(cancelled) and not self._compact

    def _on_admit(self) -> None:
        if self.can_admit():
            self.admit_requested.emit()
        elif self.can_readmit():
            self.readmit_requested.emit()

    def dismiss(self) -> None:
        """The next card that waits, or back to ready."""
        if self._waiting:
            self._next.stop()
            self._show_next()
            return
        self._hold.stop()
        self._facts = None
        page = self.parentWidget()
        if self._admit.hasFocus() and page is not None:
            # Hidden with the focus on it, the button would pass it to whatever comes next.
            page.setFocus()
        self._admit.hide()
        self.retranslate()

    def clear(self) -> None:
        """Back to ready; nothing waits any more."""
        self._waiting.clear()
        self.dismiss()

    def retranslate(self) -> None:
        """Read every text again."""
        self._admit.setText(tr("verdict.admit" if self.can_admit() else "verdict.readmit"))
        self._place_admit()
        self.setAccessibleName(". ".join(part for part in self.texts() if part))
        self.update()

    def word(self) -> str:
        """Give the verdict's word, or the ready sentence."""
        return verdict_words.word(self._facts)

    def reason(self) -> str:
        """Why, in words; empty for a plain welcome."""
        return verdict_words.reason(self._facts)

    def texts(self) -> list[str]:
        """Everything on the card in reading order."""
        return [line.text for line in self._lines()]

    def _lines(self) -> list[Line]:
        return verdict_words.lines(self._facts, compact=self._compact)

    def _announce(self) -> None:
        result = self.result
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
        result = self.result
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
        if self.can_admit() or self.can_readmit():
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
        verdict = self.result.verdict if self.result else Verdict.WELCOME
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
        self, lines: Sequence[Line], width: float, height: float
    ) -> list[tuple[Line, int, float]]:
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

    def _fit(self, line: Line, width: float) -> tuple[int, float]:
        """Largest size at which a text keeps to its lines, and its height (pixels)."""
        size = line.size
        while True:
            metrics = QFontMetricsF(font(size, line.weight))
            box = metrics.boundingRect(QRectF(0, 0, width, 10000), _WRAP, line.text)
            fits = box.width() <= width and box.height() <= metrics.lineSpacing() * line.lines + 2
            if fits or size <= line.smallest:
                return size, min(box.height(), metrics.lineSpacing() * line.lines + 2)
            size -= 2

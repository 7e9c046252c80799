"""The one big thing on the desk: five states told by colour, shape, word and place at once."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEasingCurve,
    QElapsedTimer,
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
from raict_desktop.ui.widgets.verdict_layout import Arrangement, arrange
from raict_desktop.ui.widgets.verdict_shape import shape_path
from raict_desktop.ui.widgets.verdict_text import WRAP
from raict_desktop.ui.widgets.verdict_words import ADMITTABLE, REST_SIZE, Facts, Line

if TYPE_CHECKING:
    from raict_desktop.services.checkin import CheckinResult

HOLD_MS = {Verdict.WELCOME: 6000}
REFUSAL_HOLD_MS = 15000
LEAST_MS = 1000
"""A card is not replaced by another person's before this time; what comes sooner waits in a row."""
MOST_WAITING = 4
FADE_MS = 140
LOW = 400
"""Below this height (pixels) margins, button and ready sign make themselves small."""
VERY_LOW = 260
NARROW = 700
"""Below this width (pixels) the margins are small: the word needs the room."""
ADMIT_GAP = 8
WIDE_BORDER, NARROW_BORDER = 14, 7
"""Width of the hatched border (pixels), where the margins are large and where they are small."""
_READMITTABLE = frozenset({Reason.CANCELLED, Reason.REPLACED})


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
        self._arrangement: Arrangement | None = None
        self.reduced_motion = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._hold = QTimer(self, singleShot=True)
        self._hold.timeout.connect(self.dismiss)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_next)
        self._admit = Button("", "primary", "user-check", self)
        self._admit.clicked.connect(self._on_admit)
        self._admit.hide()
        language.notifier.changed.connect(self.retranslate)
        theme.notifier.changed.connect(self.update)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        """Room enough for the word and a name."""
        return QSize(200, 120)

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
        return bool(result and result.person and result.reason in ADMITTABLE)

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

    def _dress_admit(self) -> None:
        """Give the button the card's own two colours, the other way round."""
        result = self.result
        if result is not None:
            ground, ink = (QColor(colour) for colour in COLOURS[result.verdict])
            self._admit.set_own_colours(ink, ground)

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
        self._dress_admit()
        self._arrangement = None
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
        margin = self._margin()
        small = self._compact or self.height() < LOW
        self._admit.setFont(font(18 if small else REST_SIZE, 600))
        hint = self._admit.sizeHint()
        width = min(max(hint.width() + 32, 220), self.width() - 2 * margin)
        tall = (56 if self.height() >= LOW else 44) if self.height() > VERY_LOW else 34
        self._admit.setMinimumHeight(tall)
        self._admit.setGeometry(margin, self.height() - margin - tall, width, tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the foot, and place everything anew."""
        super().resizeEvent(event)
        self._place_admit()
        self._arrangement = None

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
        made = self._arrange()
        side = made.shape.width()
        outline, mark = shape_path(result.verdict, made.shape.adjusted(4, 4, -4, -4))
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
        self._paint_lines(painter, ground, ink)

    def _paint_border(self, painter: QPainter, frame: QRectF, ink: QColor, ground: QColor) -> None:
        verdict = self.result.verdict if self.result else Verdict.WELCOME
        if verdict is Verdict.NOT_ALLOWED:
            ring = QPainterPath()
            ring.addRoundedRect(frame, 10, 10)
            # Narrow margins take a narrow border: the text never touches it.
            wide = WIDE_BORDER if self._margin() > WIDE_BORDER + 6 else NARROW_BORDER
            ring.addRoundedRect(frame.adjusted(wide, wide, -wide, -wide), 6, 6)
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
        scale = min(self._scale(), max(0.6, self.height() / LOW))
        side = round((48 if self._compact else 96) * scale)
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignHCenter)
        texts = []
        height = side + 24.0
        for line, colour in zip(self._lines(), (tokens().text, tokens().quiet), strict=True):
            words = font(round(line.size * scale), line.weight)
            box = QFontMetricsF(words).boundingRect(
                QRectF(0, 0, body.width(), 10_000), flags, line.text
            )
            texts.append((line.text, words, colour, box.height()))
            height += box.height() + 12
        top = frame.center().y() - height / 2
        picture = icon("scan-line", tokens().accent, side)
        picture.paint(painter, int(frame.center().x() - side / 2), int(top), side, side)
        top += side + 24
        for text, words, colour, tall in texts:
            painter.setPen(colour)
            painter.setFont(words)
            painter.drawText(QRectF(body.x(), top, body.width(), tall + 2), flags, text)
            top += tall + 12

    def _scale(self) -> float:
        """How much larger than the least sizes a big screen lets the card speak."""
        width, height = (560, 300) if self._compact else (840, 560)
        return max(1.0, min(1.6, self.width() / width, self.height() / height))

    def _body(self) -> QRectF:
        """The card without its margins and without the button's place."""
        margin = float(self._margin())
        body = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        if not self._admit.isHidden():
            body.setBottom(self._admit.y() - (ADMIT_GAP if self.height() >= LOW else 6))
        return body

    def _margin(self) -> int:
        if self.height() < LOW:
            return 20 if self._compact and self.height() > VERY_LOW else 12
        if self._compact:
            return 20
        return 16 if self.width() < NARROW else min(48, round(self.width() * 0.032))

    def _arrange(self) -> Arrangement:
        """Where everything stands; worked out again when card or size changed."""
        if self._arrangement is None:
            self._arrangement = arrange(
                self._lines(), self._body(), compact=self._compact, scale=self._scale()
            )
        return self._arrangement

    @property
    def word_size(self) -> int:
        """Size of the verdict's word in pixels; 0 when ready."""
        return self._arrange().word_size if self._facts else 0

    def _paint_lines(self, painter: QPainter, ground: QColor, ink: QColor) -> None:
        made = self._arrange()
        for word in made.words:
            painter.setFont(font(word.size, 700))
            painter.drawText(QPointF(word.x, word.baseline), word.text)
        if made.rule is not None:
            hair = QColor(ink)
            hair.setAlpha(70)
            body = self._body()
            painter.fillRect(QRectF(body.x(), made.rule, body.width(), 1), hair)
        for placed in made.lines:
            colour = ink
            if placed.frame is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawRoundedRect(placed.frame, 8, 8)
                colour = ground
            if placed.icon is not None:
                side = round(placed.icon.width())
                drawn = icon(placed.line.icon, colour, side)
                drawn.paint(painter, round(placed.icon.x()), round(placed.icon.y()), side, side)
            painter.setPen(colour)
            painter.setFont(font(placed.size, placed.line.weight))
            painter.drawText(placed.box.adjusted(0, 0, 0, 2), WRAP, placed.text)

"""Before the doors open: everything that can fail, each with a way to try it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain import codes
from raict_desktop.services import checklist
from raict_desktop.services.checklist import Finding, State
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_sentence, tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.sounds import NAMES
from raict_desktop.ui.wedge_filter import WedgeFilter
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_row import CheckRow
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.scroll import ScrollArea

if TYPE_CHECKING:
    from raict_desktop.scanning.camera_check import CheckFigures
    from raict_desktop.services.application import OpenEvent

WIDTH = 820
CHECKS = (
    "list",
    "camera",
    "scanner",
    "printer",
    "sound",
    "disk",
    "clock",
    "power",
    "sleep",
    "backup",
)
AT_ONCE = ("list", "disk", "clock", "power", "sleep", "backup", "printer")
"""Checks that need nobody and no device: they run when the page is shown."""
CAMERA_SECONDS = 3.0
SCANNER_WAIT_MS = 20_000
SOUND_STEP_MS = 900
NO_FAULT = frozenset({"good", "no_code", "seldom"})
"""Findings of a camera that nobody held a badge in front of."""


class ChecklistPage(Page):
    """One row for each check; ``ready`` asks for the desk."""

    ready = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.findings: dict[str, Finding] = {}
        self.rows = {name: CheckRow() for name in CHECKS}
        self.title, self.summary = PlainLabel(), PlainLabel()
        self.title.setFont(font(28, 700))
        self.title.setWordWrap(True)
        self.summary.setFont(font(15))
        self.summary.setWordWrap(True)
        self.paper, self.paper_said = Button(icon="printer"), PlainLabel()
        self.paper_said.setFont(font(13))
        self.paper_said.setWordWrap(True)
        self.all, self.go = Button(icon="refresh-cw"), Button(kind="primary", icon="user-check")
        self.awake = context.awake
        self._wedge = WedgeFilter(self, active=self.isVisible)
        self._wedge.scanned.connect(self._on_scanned)
        self._waiting = QTimer(self, singleShot=True, interval=SCANNER_WAIT_MS)
        self._waiting.timeout.connect(lambda: self._show("scanner", State.BAD, "scanner_nothing"))
        self._melody = QTimer(self, interval=SOUND_STEP_MS)
        self._melody.timeout.connect(self._next_sound)
        self._notes: list[str] = []
        self._build()
        for name, row in self.rows.items():
            row.tried.connect(partial(self.try_check, name))
        self.all.clicked.connect(self.run_all)
        self.paper.clicked.connect(self.write_paper)
        self.go.clicked.connect(self.ready)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        card, head, body, middle = Card(), QHBoxLayout(), QWidget(), QWidget()
        card.column.setSpacing(4)
        for row in self.rows.values():
            card.column.addWidget(row)
        head.setSpacing(12)
        head.addWidget(self.title, 1)
        head.addWidget(self.all)
        head.addWidget(self.go)
        column, centre = QVBoxLayout(body), QHBoxLayout(middle)
        body.setMaximumWidth(WIDTH)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(card)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self.paper)
        foot.addWidget(self.paper_said, 1)
        column.addLayout(foot)
        column.addStretch(1)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addStretch(1)
        centre.addWidget(body, 100)
        centre.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(middle))

    def _dress(self) -> None:
        tint(self.summary, "quiet")
        tint(self.paper_said, "quiet")

    def set_event(self, event: OpenEvent | None) -> None:
        """Check another event."""
        super().set_event(event)
        self.findings.clear()
        self.retranslate()

    def shown(self) -> None:
        """Run what needs nobody, and listen to the scanner."""
        self._wedge.start()
        self.run_all()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def hidden(self) -> None:
        """Stop listening."""
        self._wedge.stop()
        self._waiting.stop()
        self._melody.stop()
        self.awake.end()

    def run_all(self) -> None:
        """Run every check that needs nobody; those that need a hand keep their answer."""
        for name in AT_ONCE:
            self.try_check(name)

    def write_paper(self) -> None:
        """Ask where and write everybody on paper."""
        from raict_desktop.ui.paper_list import save_paper_list

        if self.open_event is not None:
            save_paper_list(self, self.context, self.open_event, self.paper_said.setText)

    def try_check(self, name: str) -> None:
        """Try one check."""
        event = self.open_event
        if name == "camera":
            self._try_camera()
        elif name == "scanner":
            self._show("scanner", State.ASK, "scanner_wait")
            self.setFocus()
            self._waiting.start()
        elif name == "sound":
            self._notes = list(NAMES)
            self._next_sound()
            self._melody.start()
            self._show("sound", State.ASK, "sound_playing")
        elif name == "printer":
            printer = self.context.printing.printer()
            found = Finding(State.GOOD, "printer", {"printer": printer})
            self._keep(name, found if printer else Finding(State.WARN, "printer_none"))
        elif name == "sleep":
            self.awake.begin()
            held = self.awake.holds
            self._show("sleep", State.GOOD if held else State.ASK, "sleep" if held else "sleep_ask")
        elif name == "power":
            self._keep(name, checklist.the_power())
        elif event is not None:
            place = self.context.settings_store.settings.second_place
            second = Path(place) if place else None
            answers = {
                "list": partial(checklist.the_list, event),
                "disk": partial(checklist.the_disk, event),
                "clock": partial(checklist.the_clock, event),
                "backup": partial(checklist.the_backup, event, second),
            }
            self._keep(name, answers[name]())

    def _try_camera(self) -> None:
        source = self.context.settings_store.settings.camera
        if not source:
            self._show("camera", State.WARN, "camera_none")
            return

        def job() -> tuple[CheckFigures, str]:
            from raict_desktop.scanning.camera_check import check_camera

            return check_camera(source, CAMERA_SECONDS)

        self._show("camera", State.ASK, "camera_looking")
        self.rows["camera"].button.setEnabled(False)
        self.context.tasks.run(job, self._on_camera, self._on_camera_failed)

    def _on_camera(self, answer: tuple[CheckFigures, str]) -> None:
        figures, _state = answer
        self.rows["camera"].button.setEnabled(True)
        worst = figures.findings()[0]
        if worst == "no_picture":
            self._show("camera", State.BAD, "camera_nothing")
        elif worst in NO_FAULT:
            key = "camera_read" if figures.code else "camera"
            facts = {"width": figures.width, "height": figures.height, "fps": round(figures.fps)}
            self._keep("camera", Finding(State.GOOD, key, facts))
        else:
            self._keep("camera", Finding(State.WARN, f"camera_{worst}"))

    def _on_camera_failed(self, fault: Exception) -> None:
        self.rows["camera"].button.setEnabled(True)
        self._show("camera", State.BAD, "camera_nothing")
        raise fault

    def _on_scanned(self, text: str) -> None:
        self._waiting.stop()
        own = codes.is_own_code(text)
        facts = {"code": codes.shown(text)[:6] if own else codes.shown(text)[:12]}
        self._keep("scanner", Finding(State.GOOD, "scanner_own" if own else "scanner", facts))

    def _next_sound(self) -> None:
        if self._notes:
            self.context.sounds.play_anyway(self._notes.pop(0))
            return
        self._melody.stop()
        worked = self.context.sounds.works()
        muted = not self.context.settings_store.settings.sound
        if worked is False:
            self._show("sound", State.BAD, "sound_fails")
        else:
            self._show(
                "sound", State.WARN if muted else State.GOOD, "sound_muted" if muted else "sound"
            )

    def _show(self, name: str, state: State, key: str) -> None:
        self._keep(name, Finding(state, key))

    def _keep(self, name: str, finding: Finding) -> None:
        self.findings[name] = finding
        self._say(name)
        self._sum_up()

    def _say(self, name: str) -> None:
        found = self.findings.get(name, Finding(State.ASK, f"{name}_untried"))
        facts = dict(found.facts)
        at = facts.pop("at", None)
        if isinstance(at, datetime):
            facts |= {"day": f"{at:%d/%m}", "date": f"{at:%d/%m/%Y}", "time": time_sentence(at)}
        self.rows[name].show_state(found.state.value, tr(f"checklist.{found.key}", **facts))

    def _sum_up(self) -> None:
        good = sum(found.state is State.GOOD for found in self.findings.values())
        bad = sum(found.state is State.BAD for found in self.findings.values())
        key = "checklist.summary_bad" if bad else "checklist.summary"
        self.summary.setText(tr(key, good=good, total=len(CHECKS), bad=bad))

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("checklist.title"))
        self.all.setText(tr("checklist.all"))
        self.go.setText(tr("checklist.go"))
        for name, row in self.rows.items():
            row.set_texts(tr(f"checklist.name_{name}"), tr("checklist.try"))
            self._say(name)
        self.paper.setText(tr("safety.paper_write"))
        self.paper.setEnabled(self.open_event is not None)
        self.paper_said.setText(tr("safety.paper_hint"))
        for button in (self.all, self.go, self.paper):
            button.updateGeometry()
        self._sum_up()

"""The designer: canvas in the middle, tools above, settings at the side, warnings below."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeProblem, Element, ElementKind, Face, Layout, Part
from raict_desktop.paper.badges import editing as edit
from raict_desktop.paper.badges.checks import layout_problems
from raict_desktop.services import badge_samples, badges, event_pictures, layouts
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pages.designer.canvas import Canvas
from raict_desktop.ui.pages.designer.fields import IconButton
from raict_desktop.ui.pages.designer.inspector import WIDTH, Inspector, element_title
from raict_desktop.ui.pages.organiser.parts import Choice, Words, coded_text, fault_text, scrolled
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.table import scroll_style

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

WARNINGS_SHOWN = 4
DPI = 300


class Designer(QWidget):
    """Works on one layout until it is saved or left."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.event_open: OpenEvent | None = None
        self.history: edit.History | None = None
        self.saved: Layout | None = None
        self.canvas, self.inspector = Canvas(), Inspector()
        self.title, self.warnings = Words(20, 600), Words(13, 400, "warn")
        self.title.setWordWrap(False)
        self.sample_choice, self.face_choice = Choice(), Choice()
        self.tools = {
            name: IconButton(icon)
            for name, icon in (
                ("back", "arrow-left"),
                ("undo", "undo-2"),
                ("redo", "redo-2"),
                ("duplicate", "copy"),
                ("raise", "layers-arrow-up"),
                ("lower", "layers-arrow-down"),
                ("remove", "trash-2"),
                ("zoom_out", "zoom-out"),
                ("fit", "maximize"),
                ("zoom_in", "zoom-in"),
            )
        }
        self.add, self.save = Button(icon="plus"), Button(kind="primary", icon="save")
        self.samples: list[badge_samples.Sample] = []
        self._menu = QMenu(self.add)
        self.add.setMenu(self._menu)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        top, middle, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.tools["back"])
        top.addWidget(self.title, 1)
        for name in ("undo", "redo", "duplicate", "raise", "lower", "remove"):
            top.addWidget(self.tools[name])
        for button in (self.add, self.save):
            button.setMinimumHeight(40)
            top.addSpacing(8)
            top.addWidget(button)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.canvas)
        self.area.verticalScrollBar().setStyleSheet(scroll_style())
        side = scrolled(self.inspector)
        side.setFixedWidth(WIDTH + 14)
        middle.setSpacing(16)
        middle.addWidget(self.area, 1)
        middle.addWidget(side)
        below.setSpacing(8)
        for choice in (self.sample_choice, self.face_choice):
            choice.setFixedHeight(36)
            choice.setMinimumWidth(290 if choice is self.sample_choice else 150)
            below.addWidget(choice)
        below.addStretch(1)
        for name in ("zoom_out", "fit", "zoom_in"):
            below.addWidget(self.tools[name])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addLayout(below)
        column.addWidget(self.warnings)

    def _connect(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "back": self.leave,
            "undo": self.undo,
            "redo": self.redo,
            "duplicate": self.duplicate,
            "raise": lambda: self.reorder(1),
            "lower": lambda: self.reorder(-1),
            "remove": self.remove,
            "zoom_out": lambda: self.canvas.zoom_by(1 / 1.25),
            "fit": self.canvas.zoom_to_fit,
            "zoom_in": lambda: self.canvas.zoom_by(1.25),
        }
        for name, slot in slots.items():
            self.tools[name].clicked.connect(slot)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+Z": self.undo,
            "Ctrl+Y": self.redo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+D": self.duplicate,
            "Ctrl+S": self.keep,
            "Delete": self.remove,
            "Ctrl++": slots["zoom_in"],
            "Ctrl+-": slots["zoom_out"],
            "Ctrl+0": self.canvas.zoom_to_fit,
            "F6": lambda: self.canvas.select_next(1),
            "Shift+F6": lambda: self.canvas.select_next(-1),
        }
        for text, action in keys.items():
            owner = self.canvas if text == "Delete" else self
            key = QShortcut(QKeySequence(text), owner)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(action)
        select_all = QShortcut(QKeySequence("Ctrl+A"), self.canvas)
        select_all.setContext(Qt.ShortcutContext.WidgetShortcut)
        select_all.activated.connect(self.select_all)
        self.canvas.edited.connect(self.take)
        self.canvas.selected.connect(self._show_selection)
        self.inspector.edited.connect(self._take_quietly)
        self.inspector.picture_wanted.connect(self.choose_picture)
        self.save.clicked.connect(self.keep)
        self.sample_choice.currentIndexChanged.connect(self._show_sample)
        self.face_choice.currentIndexChanged.connect(self._show_face)
        theme.notifier.changed.connect(self._dress)

    def _dress(self) -> None:
        self.area.verticalScrollBar().setStyleSheet(scroll_style())

    def open(self, event: OpenEvent, layout: Layout) -> None:
        """Begin to work on a layout."""
        self.event_open, self.saved = event, layout
        self.history = edit.History(layout)
        self.canvas.zoom_to_fit()
        self.canvas.face = Face.FRONT
        self.canvas.selection = set()
        self._load_samples()
        self._show()

    def _load_samples(self) -> None:
        if self.event_open is None:
            return
        self.samples = badge_samples.samples(self.event_open, current_language())
        self.sample_choice.set_options(
            {
                sample.key: tr(
                    f"designer.sample_{sample.key}",
                    name=f"{sample.content.given_name} {sample.content.family_name}".strip(),
                )
                for sample in self.samples
            }
        )
        self._show_sample()

    def _show_sample(self) -> None:
        if self.event_open is None:
            return
        key = self.sample_choice.key()
        chosen = next((s for s in self.samples if s.key == key), None)
        if chosen is not None:
            supplies = self.canvas.supplies
            if supplies is None or supplies.language != current_language():
                supplies, _ = badges.supplies(self.event_open, current_language())
            self.canvas.show_sample(chosen.content, supplies)
            self._show_warnings()

    def _show_face(self) -> None:
        face = Face(self.face_choice.key() or Face.FRONT)
        if face is not self.canvas.face:
            self.canvas.show_face(face)

    # Steps.

    def take(self, layout: Layout) -> None:
        """One more step, made on the canvas or by a tool."""
        if self.history is not None and self.history.take(layout):
            self._show()

    def _take_quietly(self, layout: Layout) -> None:
        """A step made in the side panel, which shows it already and keeps its focus."""
        if self.history is None or not self.history.take(layout):
            return
        self.canvas.show_layout(layout)
        self._show_tools()
        self._show_warnings()

    def undo(self) -> None:
        """One step back."""
        if self.history is not None and self.history.undo():
            self._show()

    def redo(self) -> None:
        """One step forth again."""
        if self.history is not None and self.history.redo():
            self._show()

    def select_all(self) -> None:
        """Select everything on this face."""
        if self.history is not None:
            elements = self.history.now.elements
            self.canvas.select({p for p, e in enumerate(elements) if e.face is self.canvas.face})

    def duplicate(self) -> None:
        """Copy the selected elements."""
        if self.history is None or not self.canvas.selection:
            return
        layout, places = edit.duplicated(self.history.now, self.canvas.selection)
        self.canvas.selection = set(places)
        self.take(layout)

    def remove(self) -> None:
        """Take the selected elements away."""
        if self.history is None or not self.canvas.selection:
            return
        layout = edit.removed(self.history.now, self.canvas.selection)
        self.canvas.selection = set()
        self.take(layout)

    def reorder(self, by: int) -> None:
        """Draw the selected element over others, or under them."""
        if self.history is None or len(self.canvas.selection) != 1:
            return
        layout, place = edit.raised(self.history.now, next(iter(self.canvas.selection)), by)
        self.canvas.selection = {place}
        self.take(layout)

    def add_element(self, kind: ElementKind, field: str = "") -> None:
        """Put a new element in the middle of the face."""
        if self.history is None:
            return
        layout = self.history.now
        width, height = layout.width * 0.6, layout.height * 0.12
        values: dict[str, object] = {}
        match kind:
            case ElementKind.WORDS:
                fr = tr("designer.new_text") if field == "text" else ""
                values = {"parts": (Part(field, 14, 10, 6, fr=fr),)}
            case ElementKind.QR:
                width = height = min(layout.width, layout.height) * 0.35
            case ElementKind.PICTURE:
                width = height = min(layout.width, layout.height) * 0.25
            case ElementKind.LINE:
                height, values = 0.0, {"stroke": "ink"}
            case ElementKind.BOX:
                values = {"fill": "category"}
            case ElementKind.LOGOS:
                pass
        x, y = round((layout.width - width) / 2, 1), round((layout.height - height) / 2, 1)
        element = Element(
            kind,
            x,
            y,
            round(width, 1),
            round(height, 1),
            self.canvas.face,
            **values,  # type: ignore[arg-type]
        )
        whole, place = edit.added(layout, element)
        self.canvas.selection = {place}
        self.take(whole)
        if kind is ElementKind.PICTURE:
            self.choose_picture(place)

    def choose_picture(self, place: int) -> None:
        """Ask for a picture; it is copied beside the event, so that the layout finds it there."""
        event, history = self.event_open, self.history
        if event is None or history is None:
            return
        title, kinds = tr("designer.choose_picture"), tr("designer.picture_files")
        chosen = self.context.prompts.choose_open_file(self, title, kinds)
        if not chosen:
            return
        source = Path(chosen)
        folder = event_pictures.picture_folder(event)
        try:
            folder.mkdir(exist_ok=True)
            target = folder / source.name
            if not (target.exists() and target.samefile(source)):
                shutil.copyfile(source, target)
        except OSError:
            fault = UserError("paper.cannot_write", path=source.name)
            self.context.prompts.tell(self, title, fault_text(fault))
            return
        element = history.now.elements[place]
        self.canvas.supplies = None
        self._show_sample()
        self.take(history.now.with_element(place, replace(element, file=source.name)))

    # Saving and leaving.

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.history is not None and self.history.now != self.saved

    def keep(self) -> bool:
        """Save the layout in the event; whether it is."""
        if self.event_open is None or self.history is None:
            return False
        try:
            self.saved = layouts.save_layout(self.event_open, self.history.now, origin=self)
        except UserError as fault:
            self.context.prompts.tell(self, tr("designer.save"), fault_text(fault))
            return False
        self._show_tools()
        return True

    def leave(self) -> None:
        """Back to the gallery; what is not saved is asked about."""
        if self.changed and not self.context.prompts.confirm(
            self, tr("designer.leave_title"), tr("designer.leave_text")
        ):
            return
        self.history = None
        self.left.emit()

    # Showing.

    def _show(self) -> None:
        if self.history is None:
            return
        self.canvas.show_layout(self.history.now)
        faces = {str(face): tr(f"designer.face_{face}") for face in self.history.now.possible_faces}
        self.face_choice.set_options(faces)
        self.face_choice.set_key(str(self.canvas.face))
        self._show_selection()
        self._show_warnings()

    def _show_selection(self) -> None:
        if self.history is None or self.event_open is None:
            return
        known = layouts.sheets(self.event_open)
        self.inspector.show_selection(self.history.now, self.canvas.selection, known)
        self._show_tools()

    def _show_tools(self) -> None:
        history = self.history
        if history is None:
            return
        some = bool(self.canvas.selection)
        self.tools["undo"].setEnabled(history.can_undo)
        self.tools["redo"].setEnabled(history.can_redo)
        for name in ("duplicate", "remove"):
            self.tools[name].setEnabled(some)
        for name in ("raise", "lower"):
            self.tools[name].setEnabled(len(self.canvas.selection) == 1)
        writable = self.event_open is not None and not self.event_open.read_only
        self.save.setEnabled(self.changed and writable)
        mark = " •" if self.changed else ""
        self.title.setText(history.now.title(current_language()) + mark)

    def warning_lines(self) -> list[str]:
        """What to look at: of the layout, then of the badge on show."""
        if self.history is None:
            return []
        layout = self.history.now
        lines = []
        for problem in layout_problems(layout, DPI):
            where = element_title(layout.elements[problem.place]) if problem.place >= 0 else ""
            words = coded_text(problem.code_, dict(problem.facts))
            lines.append(f"{where} – {words}" if where else words)
        found: tuple[BadgeProblem, ...] = self.canvas.problems()
        lines += [
            coded_text(problem.code_, {**problem.facts, "name": problem.name}) for problem in found
        ]
        return list(dict.fromkeys(lines))

    def _show_warnings(self) -> None:
        lines = self.warning_lines()
        shown = lines[:WARNINGS_SHOWN]
        if len(lines) > len(shown):
            shown.append(tr("organiser.more_problems", count=len(lines) - len(shown)))
        self.warnings.setText("\n".join(shown))
        self.warnings.setVisible(bool(shown))

    def retranslate(self) -> None:
        """Read every text again."""
        for name, tool in self.tools.items():
            tool.set_name(tr(f"designer.{name}"))
        self.add.setText(tr("designer.add"))
        self.save.setText(tr("designer.save"))
        self.canvas.setAccessibleName(tr("designer.canvas"))
        self.sample_choice.setAccessibleName(tr("designer.sample"))
        self.face_choice.setAccessibleName(tr("designer.face"))
        self._menu.clear()
        for field in ("given_name", "family_name", "organisation", "function", "country",
                      "category", "workshops", "event_title", "code", "text"):  # fmt: skip
            self._menu.addAction(
                tr(f"designer.field_{field}"),
                partial(self.add_element, ElementKind.WORDS, field),
            )
        self._menu.addSeparator()
        for kind in ElementKind:
            if kind is not ElementKind.WORDS:
                self._menu.addAction(tr(f"designer.kind_{kind}"), partial(self.add_element, kind))
        if self.history is not None:
            self._load_samples()
            self._show()

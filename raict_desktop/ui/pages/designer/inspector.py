"""What can be set of the badge or of the selected element, beside the canvas."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from raict_desktop.domain.records import CATEGORIES
from raict_desktop.paper.badges import Element, ElementKind, Fold, Layout, Part
from raict_desktop.paper.badges import editing as edit
from raict_desktop.paper.badges.layout_file import SIDE_LEAST, SIDE_MOST
from raict_desktop.paper.badges.model import ALIGNMENTS, ANCHORS, CONDITIONS, FIELDS, WEIGHTS
from raict_desktop.paper.badges.sheets import Sheet, fits
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.designer.fields import Form, IconButton
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.widgets.button import Button

WIDTH = 356
COLOURS = ("ink", "quiet", "white", "category")
_ALIGN_ICONS = {
    "left": "align-start-vertical",
    "centre": "align-center-vertical",
    "right": "align-end-vertical",
    "top": "align-start-horizontal",
    "middle": "align-center-horizontal",
    "bottom": "align-end-horizontal",
}


class Inspector(QWidget):
    """Editors for the selection; ``edited`` tells the new layout, ``picture_wanted`` asks for a file."""

    edited = Signal(object)
    picture_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.layout_shown: Layout | None = None
        self.selection: tuple[int, ...] = ()
        self.sheets: dict[str, Sheet] = {}
        self.part = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(12)
        self.form: Form | None = None

    def show_selection(
        self, layout: Layout | None, selection: set[int], sheets: dict[str, Sheet]
    ) -> None:
        """Show the editors of a selection anew."""
        chosen = tuple(sorted(selection))
        if chosen != self.selection:
            self.part = 0
        self.layout_shown, self.selection, self.sheets = layout, chosen, sheets
        self._build()

    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                # Not deleted at once: the change may come from inside it.
                widget.hide()
                widget.deleteLater()
        self.form = form = Form()
        if self.layout_shown is None:
            return
        title = Words(15, 600)
        title.setText(self._title())
        self._column.addWidget(title)
        if self.selection:
            self._column.addWidget(self._align_bar())
        if not self.selection:
            self._build_badge(form, self.layout_shown)
        elif len(self.selection) == 1:
            self._build_element(form, self.layout_shown.elements[self.selection[0]])
        self._column.addWidget(form)
        if not self.selection:
            hint = Words(13, 400, "quiet")
            hint.setText(tr("designer.hint"))
            self._column.addWidget(hint)
        self._column.addStretch(1)

    def _title(self) -> str:
        if not self.selection or self.layout_shown is None:
            return tr("designer.whole_badge")
        if len(self.selection) > 1:
            return tr("designer.several", count=len(self.selection))
        return element_title(self.layout_shown.elements[self.selection[0]])

    def _align_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for edge, icon in _ALIGN_ICONS.items():
            button = IconButton(icon, tr(f"designer.align_{edge}"))
            button.clicked.connect(partial(self._align, edge))
            row.addWidget(button)
        for across, icon in (
            (True, "align-horizontal-space-between"),
            (False, "align-vertical-space-between"),
        ):
            name = tr("designer.distribute_across" if across else "designer.distribute_down")
            button = IconButton(icon, name)
            button.setEnabled(len(self.selection) > 2)
            button.clicked.connect(partial(self._distribute, across))
            row.addWidget(button)
        row.addStretch(1)
        return bar

    def _align(self, edge: str) -> None:
        if self.layout_shown is not None:
            self.edited.emit(edit.aligned(self.layout_shown, self.selection, edge))

    def _distribute(self, across: bool) -> None:
        if self.layout_shown is not None:
            self.edited.emit(edit.distributed(self.layout_shown, self.selection, across=across))

    # The whole badge.

    def _build_badge(self, form: Form, layout: Layout) -> None:
        titles = dict(layout.titles)
        for language in ("fr", "en"):
            line = form.words(titles.get(language, ""), partial(self._set_title, language))
            form.row((tr(f"designer.title_{language}"), line))
        sides = (SIDE_LEAST, SIDE_MOST)
        form.row(
            (tr("designer.width"), form.number(layout.width, sides, self._set_width, 1)),
            (tr("designer.height"), form.number(layout.height, sides, self._set_height, 1)),
        )
        folds = {str(fold): tr(f"designer.fold_{fold}") for fold in Fold}
        form.row((tr("designer.fold"), form.choice(str(layout.fold), folds, self._set_fold)))
        known = {
            name: sheet.title or tr(f"designer.sheet_{name.replace('-', '_')}")
            for name, sheet in self.sheets.items()
            if fits(layout, sheet)
        }
        form.row((tr("designer.sheet"), form.choice(layout.sheet, known, self._set_sheet)))
        form.whole(form.tick(tr("designer.mirror"), layout.mirror, self._set_mirror))

    def _tell(self, **values: Any) -> None:
        if self.layout_shown is not None:
            self.layout_shown = replace(self.layout_shown, **values)
            self.edited.emit(self.layout_shown)

    def _set_title(self, language: str, words: str) -> None:
        if self.layout_shown is not None:
            titles = {**dict(self.layout_shown.titles), language: words.strip()}
            self._tell(titles=tuple((key, text) for key, text in titles.items() if text))

    def _set_width(self, width: float) -> None:
        if self.layout_shown is not None:
            self.layout_shown = edit.resized_to(self.layout_shown, width, self.layout_shown.height)
            self.edited.emit(self.layout_shown)

    def _set_height(self, height: float) -> None:
        if self.layout_shown is not None:
            self.layout_shown = edit.resized_to(self.layout_shown, self.layout_shown.width, height)
            self.edited.emit(self.layout_shown)

    def _set_fold(self, key: str) -> None:
        self._tell(fold=Fold(key))

    def _set_sheet(self, key: str) -> None:
        self._tell(sheet=key)

    def _set_mirror(self, mirror: bool) -> None:
        self._tell(mirror=mirror)

    # One element.

    def _element(self) -> Element:
        elements = self.layout_shown.elements if self.layout_shown else ()
        return elements[self.selection[0]]

    def _change(self, **values: Any) -> None:
        if self.layout_shown is None or len(self.selection) != 1:
            return
        element = replace(self._element(), **values)
        if element.kind is ElementKind.QR and "width" in values:
            element = replace(element, height=element.width)
        self.layout_shown = self.layout_shown.with_element(self.selection[0], element)
        self.edited.emit(self.layout_shown)

    def _set(self, name: str, value: object) -> None:
        self._change(**{name: value})

    def _build_element(self, form: Form, e: Element) -> None:
        far = (-SIDE_MOST, SIDE_MOST)
        side = (0.0 if e.kind is ElementKind.LINE else edit.LEAST_SIDE, SIDE_MOST)
        form.row(("X", form.number(e.x, far, partial(self._set, "x"))),
                 ("Y", form.number(e.y, far, partial(self._set, "y"))))  # fmt: skip
        width = (tr("designer.width"), form.number(e.width, side, partial(self._set, "width")))
        height = (tr("designer.height"), form.number(e.height, side, partial(self._set, "height")))
        form.row(*((width,) if e.kind is ElementKind.QR else (width, height)))
        if e.kind in (ElementKind.WORDS, ElementKind.PICTURE, ElementKind.LOGOS):
            self._build_placing(form, e)
        if e.kind is ElementKind.PICTURE:
            self._build_picture(form, e)
        if e.kind in (ElementKind.WORDS, ElementKind.BOX):
            none = {"": tr("designer.colour_none")}
            form.row(
                (
                    tr("designer.fill"),
                    form.choice(e.fill, none | colours(e.fill), partial(self._set, "fill")),
                )
            )
            corner = form.number(e.radius, (0, 50), partial(self._set, "radius"))
            form.row((tr("designer.radius"), corner))
        if e.kind in (ElementKind.LINE, ElementKind.BOX):
            none = {} if e.kind is ElementKind.LINE else {"": tr("designer.colour_none")}
            stroke = form.choice(e.stroke, none | colours(e.stroke), partial(self._set, "stroke"))
            form.row((tr("designer.stroke"), stroke))
            thick = form.number(e.thickness, (0.05, 20), partial(self._set, "thickness"), 0.1)
            form.row((tr("designer.thickness"), thick))
        if e.kind is ElementKind.WORDS:
            self._build_parts(form, e)
        self._build_conditions(form, e)

    def _build_placing(self, form: Form, e: Element) -> None:
        across = {name: tr(f"designer.text_{name}") for name in ALIGNMENTS}
        form.row((tr("designer.align"), form.choice(e.align, across, partial(self._set, "align"))))
        if e.kind is not ElementKind.LOGOS:
            down = {name: tr(f"designer.text_{name}") for name in ANCHORS}
            box = form.choice(e.anchor, down, partial(self._set, "anchor"))
            form.row((tr("designer.anchor"), box))

    def _build_picture(self, form: Form, e: Element) -> None:
        file = Words(13, 400, "quiet")
        file.setText(e.file or tr("designer.no_file"))
        form.whole(file)
        button = Button(tr("designer.choose_picture"), icon="image")
        button.clicked.connect(lambda: self.picture_wanted.emit(self.selection[0]))
        form.whole(button)

    def _build_conditions(self, form: Form, e: Element) -> None:
        form.heading(tr("designer.conditions"))
        button = Button(self._condition_words(e))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(tr("designer.conditions"))
        menu = QMenu(button)
        for key in CATEGORIES:
            action = menu.addAction(tr(f"categories.{key}"))
            action.setCheckable(True)
            action.setChecked(e.shows(key))
            action.toggled.connect(partial(self._set_category, key))
        button.setMenu(menu)
        form.whole(button)
        only_if = {name: tr(f"designer.when_{name or 'any'}") for name in CONDITIONS}
        form.row((tr("designer.when"), form.choice(e.when, only_if, partial(self._set, "when"))))

    @staticmethod
    def _condition_words(e: Element) -> str:
        if not e.only and not e.never:
            return tr("designer.every_category")
        shown = [tr(f"categories.{key}") for key in CATEGORIES if e.shows(key)]
        return tr("designer.some_categories", count=len(shown))

    def _set_category(self, key: str, shown: bool) -> None:
        e = self._element()
        kept = {name for name in CATEGORIES if e.shows(name)}
        kept = kept | {key} if shown else kept - {key}
        # Categories of a list's own are shown unless only some are wanted.
        only = () if len(kept) == len(CATEGORIES) else tuple(n for n in CATEGORIES if n in kept)
        never = CATEGORIES if not kept else ()
        self._change(only=only, never=never)

    # The texts of a words element.

    def _build_parts(self, form: Form, e: Element) -> None:
        self.part = min(self.part, len(e.parts) - 1)
        form.heading(tr("designer.texts"))
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        names = {
            str(number): f"{number + 1}. {tr(f'designer.field_{part.field}')}"
            for number, part in enumerate(e.parts)
        }
        row.addWidget(form.choice(str(self.part), names, self._choose_part), 1)
        for icon, name, slot in (
            ("plus", "add_text", self._add_part),
            ("trash-2", "remove_text", self._remove_part),
        ):
            button = IconButton(icon, tr(f"designer.{name}"))
            button.clicked.connect(slot)
            if name == "remove_text":
                button.setEnabled(len(e.parts) > 1)
            row.addWidget(button)
        form.whole(bar)
        part = e.parts[self.part]
        fields = {name: tr(f"designer.field_{name}") for name in FIELDS}
        form.row(
            (tr("designer.says"), form.choice(part.field, fields, partial(self._set_part, "field")))
        )
        if part.field == "text":
            for language in ("fr", "en"):
                line = form.words(getattr(part, language), partial(self._set_part, language))
                form.row((tr(f"designer.text_{language}"), line))
        weights = {name: tr(f"designer.weight_{name}") for name in WEIGHTS}
        weight = form.choice(part.weight, weights, partial(self._set_part, "weight"))
        form.row((tr("designer.weight"), weight))
        colour = form.choice(part.colour, colours(part.colour), partial(self._set_part, "colour"))
        form.row((tr("designer.colour"), colour))
        sizes = (1.0, 300.0)
        largest = form.number(part.largest, sizes, partial(self._set_size, "largest"), 1, " pt")
        floor = form.number(part.floor, sizes, partial(self._set_size, "floor"), 1, " pt")
        form.row((tr("designer.largest"), largest), (tr("designer.floor"), floor))
        gap = form.number(part.gap, (0, 100), partial(self._set_part, "gap"))
        form.row((tr("designer.gap"), gap))
        two = partial(self._set_lines)
        form.whole(form.tick(tr("designer.two_lines"), part.lines > 1, two))
        capital = partial(self._set_part, "capitals")
        form.whole(form.tick(tr("designer.capitals"), part.capitals, capital))
        if part.field == "country":
            flag = form.tick(tr("designer.flag"), part.flag, partial(self._set_part, "flag"))
            form.whole(flag)

    def _choose_part(self, key: str) -> None:
        self.part = int(key or 0)
        self._build()

    def _change_part(self, **values: Any) -> None:
        e = self._element()
        part = replace(e.parts[self.part], **values)
        parts = (*e.parts[: self.part], part, *e.parts[self.part + 1 :])
        self._change(parts=parts)

    def _set_part(self, name: str, value: object) -> None:
        self._change_part(**{name: value})
        if name == "field":
            self._build()

    def _set_lines(self, two: bool) -> None:
        self._change_part(lines=2 if two else 1)

    def _set_size(self, name: str, value: float) -> None:
        """Keep largest, floor and least in their order, whichever is typed."""
        part = self._element().parts[self.part]
        largest = value if name == "largest" else max(part.largest, value)
        floor = value if name == "floor" else min(part.floor, value)
        self._change_part(largest=largest, floor=floor, least=min(part.least, floor))

    def _add_part(self) -> None:
        parts = (*self._element().parts, Part("text", fr=tr("designer.new_text"), gap=1.0))
        self.part = len(parts) - 1
        self._change(parts=parts)
        self._build()

    def _remove_part(self) -> None:
        parts = self._element().parts
        kept = (*parts[: self.part], *parts[self.part + 1 :])
        self.part = max(0, self.part - 1)
        self._change(parts=kept)
        self._build()


def colours(now: str) -> dict[str, str]:
    """The colours offered by name, and the one in use if it is another."""
    offered = {name: tr(f"designer.colour_{name}") for name in COLOURS}
    return offered | ({now: now} if now.startswith("#") else {})


def element_title(element: Element) -> str:
    """What an element is called: its kind, or what its first text says."""
    if element.kind is ElementKind.WORDS:
        return " · ".join(tr(f"designer.field_{part.field}") for part in element.parts[:3])
    return tr(f"designer.kind_{element.kind}")

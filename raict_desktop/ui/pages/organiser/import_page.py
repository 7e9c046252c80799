"""The registration list: what a file would change, decisions on it, then the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event as Flag

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHBoxLayout, QVBoxLayout

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.services import import_history, programme, registrations
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.import_history import ImportRecord
from raict_desktop.services.list_results import Column, ImportChoices, ImportResult
from raict_desktop.services.list_workshops import NEW_SESSION
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.models.decision_model import DecisionDelegate, DecisionModel
from raict_desktop.ui.pages.organiser import import_views
from raict_desktop.ui.pages.organiser.import_views import UNDECIDED, View
from raict_desktop.ui.pages.organiser.parts import Section, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.figure_tile import FigureTile
from raict_desktop.ui.widgets.index_list import IndexList
from raict_desktop.ui.widgets.table import Table

FIGURES = ("new", "changed", "unchanged", "left_out")


_NEVER = (0, 0)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A list that was looked at (``preview``) or written, and the state of its file then.

    ``choices`` are those that were heeded; ``anew`` tells that the file is another than was shown.
    """

    result: ImportResult
    columns: tuple[Column, ...]
    state: tuple[int, int]
    preview: bool
    choices: ImportChoices
    anew: bool


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file is saved again: its size, and the time in nanoseconds."""
    try:
        status = path.stat()
    except OSError:
        return _NEVER  # the reader tells what is wrong with it
    return status.st_size, status.st_mtime_ns


def _still_meant(
    choices: ImportChoices, before: Sequence[Column], now: Sequence[Column]
) -> ImportChoices:
    """What was decided on a file that was saved again: its rows may be others, and its columns."""
    same = [column.title for column in before] == [column.title for column in now]
    return replace(choices, rows={}, columns=choices.columns if same else None)


def _done_words(result: ImportResult) -> str:
    words = tr("organiser.import_done")
    if result.cancelled:
        words += " " + tr("lists.cancelled", count=result.cancelled, shown=number(result.cancelled))
    return words


class ImportPage(Section):
    """Choose, look, decide, apply; and take an import back."""

    counted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.result: ImportResult | None = None
        self.columns: tuple[Column, ...] = ()
        self.path: Path | None = None
        self.seen = _NEVER
        self.choices = ImportChoices()
        self.records: list[ImportRecord] = []
        self.applied = False
        self.stopped = Flag()
        self.empty = EmptyState("upload")
        self.heading, self.source = Words(20, 600), Words(13, 400, "quiet")
        self.hint = Words(13, 400, "quiet")
        self.tiles = {name: FigureTile() for name in FIGURES}
        self.choose, self.apply = Button(icon="folder-open"), Button(kind="primary", icon="check")
        self.stop = Button(icon="x")
        self.undo = Button(icon="undo-2")
        self.make_all = Button(icon="plus")
        self.detail = Words(13)
        self.cancel_missing = CheckBox()
        self.index = IndexList()
        self.model = DecisionModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.setItemDelegate(DecisionDelegate(self.table))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.card = Card(margin=20)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        column = self.column()
        column.addWidget(self.notice)
        column.addWidget(self.empty, 1)
        column.addWidget(self.card, 1)
        top = QHBoxLayout()
        top.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.source)
        top.addLayout(words, 1)
        for button in (self.stop, self.choose, self.apply):
            top.addWidget(button)
        self.card.column.addLayout(top)
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, 0, place)
        self.card.column.addLayout(grid)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.index)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.hint)
        side.addWidget(self.cancel_missing)
        side.addWidget(self.table, 1)
        side.addWidget(self.detail)
        for button in (self.undo, self.make_all):
            side.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(side, 1)
        self.card.column.addLayout(body, 1)
        self.stop.hide()
        # Two lines at all times: the table above must not jump with every row.
        self.detail.setMinimumHeight(2 * self.detail.fontMetrics().lineSpacing() + 4)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_file)
        self.empty.action.connect(self.choose_file)
        self.apply.clicked.connect(self.apply_list)
        self.stop.clicked.connect(self._ask_to_stop)
        self.undo.clicked.connect(self.undo_selected)
        self.index.chosen.connect(lambda _name: self._show_view())
        self.model.decided.connect(self._decide)
        self.make_all.clicked.connect(self.make_all_sessions)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.table.clicked.connect(self._open_decision)
        self.table.activated.connect(self._open_decision_of_row)
        self.cancel_missing.toggled.connect(self._cancel_missing_toggled)
        self.counted.connect(self._show_progress)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A single file may be dropped on the page."""
        if len(event.mimeData().urls()) == 1 and self.choose.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the dropped file."""
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            event.acceptProposedAction()
            self.look_at(Path(path))

    def choose_file(self) -> None:
        """Ask for a file and show what it would change."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_open_file(
            self, tr("organiser.import_title"), tr("organiser.list_files")
        )
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, path: Path) -> None:
        """Show what a file would change."""
        self._read(path, preview=True, fresh=True)

    def apply_list(self) -> None:
        """Make the change that was shown."""
        if self.path is not None and not self.applied:
            self._read(self.path, preview=False)

    def undo_selected(self) -> None:
        """Take back the import chosen in the history, after asking."""
        record = self._selected_record()
        if record is None or record.undone or self.open_event is None:
            return
        title, text = tr("import.undo_title"), tr("import.undo_text", file=record.file or "–")
        if not self.context.prompts.confirm(self, title, text):
            return
        self._busy(busy=True)
        self.run_task(
            partial(import_history.undo_import, batch=record.batch),
            self._undo_done,
            partial(self._busy, busy=False),
        )

    def _undo_done(self, done: import_history.UndoneImport) -> None:
        facts = {
            name: import_views.counted(name, getattr(done, name))
            for name in ("removed", "restored", "kept")
        }
        self.result, self.path, self.applied = None, None, False
        self._read_history()
        self._show()
        self.say(tr("lists.undone", **facts), "good")

    def _selected_record(self) -> ImportRecord | None:
        row = self.table.currentIndex().row()
        if self.index.value() != "history" or not 0 <= row < len(self.records):
            return None
        return self.records[row]

    def _ask_to_stop(self) -> None:
        self.stopped.set()

    def _read(self, path: Path, *, preview: bool, fresh: bool = False) -> None:
        """Read a file; a ``fresh`` one takes the place of the one shown once it could be read."""
        self.say(tr("organiser.reading"))
        self.stopped = Flag()
        self._busy(busy=True)
        choices = ImportChoices() if fresh else self.choices
        shown, columns = self.seen, self.columns

        def job(event: OpenEvent) -> _Answer:
            state = _state(path)
            # What was not shown is not written: a file saved again is looked at again.
            anew = state != shown and not fresh
            looking = preview or anew
            found = registrations.inspect(event, path, self.stopped.is_set)
            heeded = _still_meant(choices, columns, found.columns) if anew else choices
            if heeded.columns is not None:
                found = found.mapped(heeded.columns)
            result = registrations.import_list(
                event,
                path,
                preview=looking,
                choices=heeded,
                progress=self.counted.emit,
                stop=self.stopped.is_set,
                found=found,
            )
            return _Answer(result, found.columns, state, looking, heeded, anew)

        self.run_task(job, partial(self._read_done, path), partial(self._busy, busy=False))

    def _show_progress(self, progress: registrations.Progress) -> None:
        key = "import.writing" if progress.writing else "import.progress"
        self.say(tr(key, shown=number(progress.done), total=number(progress.total)))

    def _busy(self, *, busy: bool) -> None:
        ready = self.open_event is not None and not self.open_event.read_only and not busy
        self.choose.setEnabled(ready)
        self.empty.button.setEnabled(ready)
        self.apply.setEnabled(ready and self.result is not None and not self.applied)
        self.undo.setEnabled(ready)
        self.make_all.setEnabled(ready)
        self.index.setEnabled(not busy)
        self.table.setEnabled(not busy)
        self.cancel_missing.setEnabled(not busy)
        self.stop.setVisible(busy)

    def _read_done(self, path: Path, answer: _Answer) -> None:
        preview = answer.preview
        fresh = path != self.path or answer.anew
        self.path, self.applied, self.seen = path, not preview, answer.state
        self.result, self.columns = answer.result, answer.columns
        self.choices = answer.choices
        if answer.anew:
            self.say(tr("import.file_changed", name=path.name), "warn")
        else:
            self.say("" if preview else _done_words(answer.result), "good")
        self._read_history()
        self._show()
        if fresh or not preview:
            self.index.set_value(self._first_view())
            self._show_view()
        self._busy(busy=False)

    def _first_view(self) -> str:
        """What needs a person first."""
        if self.applied:
            return "history"
        counts = self._counts()
        waiting = ("workshops", "twins", "conflicts", "problems", "changed", "new")
        return next((name for name in waiting if counts.get(name)), "columns")

    def _read_history(self) -> None:
        event = self.open_event
        self.records = import_history.imports(event) if event else []

    def _counts(self) -> dict[str, int]:
        found = import_views.counts(self.result, len(self.columns), len(self.records))
        if self.choices.workshops:
            found["workshops"] = max(found.get("workshops", 0), len(self.choices.workshops))
        if self.choices.from_list:
            found["conflicts"] = max(found.get("conflicts", 0), len(self.choices.from_list))
        return found

    def _open_decision(self, index: QModelIndex) -> None:
        if self.model.is_decision(index):
            self.table.edit(index)

    def _open_decision_of_row(self, index: QModelIndex) -> None:
        """Enter opens the decision of the row, wherever in the row the cursor is."""
        self._open_decision(index.siblingAtColumn(self.model.columnCount() - 1))

    def _decide(self, identity: object, key: str) -> None:
        """Take a decision into account and look at the list anew."""
        view = self.index.value()
        if view == "columns" and isinstance(identity, int):
            pairs = [(c.field, c.workshop) for c in self.columns]
            if key and key not in ("workshop", "workshops"):
                pairs = [("", "") if pair[0] == key else pair for pair in pairs]
            pairs[identity] = (key, self.columns[identity].workshop)
            self.choices = replace(self.choices, columns=tuple(pairs))
        elif view == "workshops":
            answers = dict(self.choices.workshops)
            answers.pop(str(identity), None)
            if key != UNDECIDED:
                answers[str(identity)] = key
            self.choices = replace(self.choices, workshops=answers)
        elif view == "twins" and isinstance(identity, int):
            rows = {**self.choices.rows, identity: key}
            self.choices = replace(self.choices, rows=rows)
            return  # the row stays in sight; applying takes the decision into account
        elif view == "conflicts" and isinstance(identity, tuple):
            kept = self.choices.from_list - {identity}
            wins = kept | {identity} if key == "list" else kept
            self.choices = replace(self.choices, from_list=wins)
            return
        if self.path is not None:
            self._read(self.path, preview=True)

    def make_all_sessions(self) -> None:
        """Make a session of every choice that nobody decided on."""
        if self.result is None or self.path is None:
            return
        answers = dict.fromkeys(self.result.unknown_workshops, NEW_SESSION)
        self.choices = replace(self.choices, workshops={**answers, **self.choices.workshops})
        self._read(self.path, preview=True)

    def _show_detail(self, *_: object) -> None:
        """Tell the row in full: its sentence is longer than its cell."""
        row = self.table.currentIndex().row()
        told = self.index.value() in import_views.TOLD_IN_FULL and 0 <= row < len(self.model.rows)
        self.detail.setText(import_views.told_in_full(self.model.rows[row]) if told else "")

    def _cancel_missing_toggled(self, wanted: bool) -> None:
        self.choices = replace(self.choices, cancel_missing=wanted)

    def _show(self) -> None:
        result, counts = self.result, self._counts()
        anything = result is not None or bool(self.records)
        self.card.setVisible(anything)
        self.empty.setVisible(not anything)
        self.index.set_entries(
            {
                name: (tr(f"import.view_{name}"), number(counts[name]))
                for name in import_views.VIEWS
                if counts.get(name)
            }
        )
        for tile in self.tiles.values():
            tile.setVisible(result is not None)
        self.apply.setVisible(result is not None and not self.applied)
        self.choose.setText(tr("organiser.other_file" if result else "organiser.choose_file"))
        if result is None:
            self.heading.setText(tr("import.earlier"))
            self.source.setText(tr("organiser.import_hint"))
        else:
            self.heading.setText(Path(result.file).name)
            rows = tr("organiser.import_rows", count=result.rows, shown=number(result.rows))
            self.source.setText(f"{tr(f'lists.source_{result.source}')} · {rows}")
            for name, tile in self.tiles.items():
                count = getattr(result, name)
                tile.show_figure(number(count), tr(f"organiser.import_{name}", count=count))
        self._show_view()

    def _show_view(self) -> None:
        name = self.index.value()
        if not name:
            return
        view = self._view(name)
        self.model.show_rows(view.titles, view.rows)
        self.table.set_widths(view.widths, view.stretch, share=True)
        self.hint.setText(tr(f"import.hint_{name}"))
        blocked = self.cancel_missing.blockSignals(True)
        self.cancel_missing.setChecked(self.choices.cancel_missing)
        self.cancel_missing.blockSignals(blocked)
        self.cancel_missing.setVisible(name == "missing" and not self.applied)
        self.undo.setVisible(name == "history")
        undecided = bool(self.result and self.result.unknown_workshops) and not self.applied
        self.make_all.setVisible(name == "workshops" and undecided)
        self.detail.setVisible(name in import_views.TOLD_IN_FULL)
        if view.rows and (name == "history" or name in import_views.TOLD_IN_FULL):
            self.table.selectRow(0)
        self._show_detail()

    def _view(self, name: str) -> View:
        event, result = self.open_event, self.result
        if name == "history" or result is None or event is None:
            times = {
                r.batch: f"{event.local(r.at):%d/%m/%Y %H:%M}" if event else ""
                for r in self.records
            }
            return import_views.history_view(self.records, times)
        found = result.differences
        if name == "columns":
            return import_views.columns_view(self.columns)
        if name == "problems":
            return import_views.problems_view(result.problems)
        if name == "workshops":
            names = programme.plain_names(event)
            return import_views.workshops_view(found, names, self.choices.workshops)
        if name == "twins":
            return import_views.twins_view(found, self.choices.rows)
        if name == "conflicts":
            return import_views.conflicts_view(found, self.choices.from_list)
        plain = {
            "changed": import_views.changed_view,
            "new": import_views.new_view,
            "missing": import_views.missing_view,
        }
        return plain[name](found)

    def set_event(self, event: OpenEvent | None) -> None:
        """Start anew with another event."""
        super().set_event(event)
        self.result, self.path, self.applied = None, None, False
        self.columns, self.choices = (), ImportChoices()
        self._read_history()
        self._show()
        self._busy(busy=False)

    def show_changes(self, changes: Changes) -> None:
        """Hear of imports that others made."""
        if changes.topics & {Topic.PEOPLE, Topic.PROGRAMME} and self.isVisible():
            self._read_history()

    def retranslate(self) -> None:
        """Read every text again."""
        self.empty.set_texts(
            tr("organiser.import_empty"), tr("organiser.import_hint"), tr("organiser.choose_file")
        )
        self.apply.setText(tr("organiser.apply"))
        self.stop.setText(tr("import.stop"))
        self.undo.setText(tr("import.undo"))
        self.make_all.setText(tr("import.make_all"))
        self.cancel_missing.setText(tr("import.cancel_missing"))
        self.table.setAccessibleName(tr("import.table"))
        self.index.setAccessibleName(tr("import.views"))
        self._show()

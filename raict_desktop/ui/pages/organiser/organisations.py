"""The organisations: settle kinds and countries in place, merge what is one, make delegations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.services import organisations
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.organisations import OrganisationLine, Overview
from raict_desktop.ui import theme
from raict_desktop.ui.clipboard import copy_rows, pasted_rows
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.models.decision_model import DecisionDelegate
from raict_desktop.ui.models.organisations_model import (
    COLUMNS,
    EDITABLE,
    OrganisationsModel,
    kind_options,
)
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.index_list import IndexList
from raict_desktop.ui.widgets.table import Table

VIEWS = ("all", "duplicates", "kinds", "no_country", "delegations", "merged")
REFRESH_MS = 500


class Organisations(Section):
    """Views on the left, the table with its actions on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = OrganisationsModel(self)
        self.table = Table(sortable=True)
        self.table.setModel(self.model)
        self.table.setItemDelegate(DecisionDelegate(self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.table.set_widths((190, 135, 115, 90, 84), stretch=0, share=True)
        self.words = QLineEdit()
        self.words.setFont(font(15))
        self.words.setMinimumHeight(44)
        self.words.setClearButtonEnabled(True)
        self.index = IndexList(width=190)
        self.hint, self.chosen = Words(13, 400, "quiet"), Words(13, 500, "quiet")
        self.kind = Choice()
        self.merge, self.part = Button(icon="repeat"), Button(icon="undo-2")
        self.accept = Button(kind="primary", icon="check")
        self.empty = EmptyState("landmark")
        self.card = Card(margin=12)
        self._views: dict[str, list[OrganisationLine]] = {}
        self._reading = self._again = False
        self.soon = QTimer(self)
        self.soon.setSingleShot(True)
        self.soon.setInterval(REFRESH_MS)
        self._build()
        self._connect()
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        column = self.column()
        column.addWidget(self.notice)
        column.addWidget(self.empty, 1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.index)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.words)
        side.addWidget(self.hint)
        side.addWidget(self.table, 1)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self.chosen, 1)
        actions.addWidget(self.kind)
        for button in (self.merge, self.part, self.accept):
            actions.addWidget(button)
        side.addLayout(actions)
        body.addLayout(side, 1)
        self.card.column.addLayout(body, 1)
        column.addWidget(self.card, 1)
        self.kind.setMinimumWidth(190)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self._show_view())
        self.index.chosen.connect(lambda _name: self._show_view())
        self.model.edited.connect(self._edited)
        self.table.selectionModel().selectionChanged.connect(self._show_actions)
        self.kind.activated.connect(lambda _index: self._change_kind())
        self.merge.clicked.connect(self.merge_chosen)
        self.part.clicked.connect(self.part_chosen)
        self.accept.clicked.connect(self.accept_chosen)
        self.soon.timeout.connect(self.reload)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key, slot, owner in (
            (QKeySequence.StandardKey.Find, self.words.setFocus, self),
            (QKeySequence.StandardKey.Copy, self.copy_chosen, self.table),
            (QKeySequence.StandardKey.Paste, self.paste, self.table),
        ):
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(within)
            shortcut.activated.connect(slot)

    def _dress(self) -> None:
        self.words.setStyleSheet(field_style())

    def copy_chosen(self) -> None:
        """Copy the chosen rows for a spreadsheet."""
        copied = copy_rows(self.table)
        if copied:
            self.say(tr("people_table.copied", count=copied, shown=number(copied)), "good")

    def paste(self) -> None:
        """Write rows from a spreadsheet over the organisations from the current cell on."""
        start, rows = self.table.currentIndex(), pasted_rows()
        if not rows or not start.isValid() or not self.model.editable:
            return
        titles = [tr(f"organisations.column_{name}") for name in COLUMNS]
        column = start.column()
        if rows[0] == titles[: len(rows[0])]:
            rows, column = rows[1:], 0
        lines = self.model.lines[start.row() : start.row() + len(rows)]
        wanted = [
            (
                line.organisation.id,
                {
                    name: self.model.value_of(name, text)
                    for name, text in zip(COLUMNS[column:], cells, strict=False)
                    if name in EDITABLE and (text.strip() or name == "country")
                },
            )
            for line, cells in zip(lines, rows, strict=False)
        ]
        text = tr("organisations.paste_text", count=len(wanted), shown=number(len(wanted)))
        title = tr("people_table.paste_title")
        if wanted and self.context.prompts.confirm(self, title, text):
            self._do(lambda event: organisations.change_each(event, wanted))

    def ids(self) -> list[str]:
        """The organisations chosen in the table, in its order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.lines[row].organisation.id for row in rows]

    def _edited(self, organisation_id: str, column: str, value: str) -> None:
        changes = {column: value}
        self._do(lambda event: organisations.change(event, [organisation_id], **changes))

    def _change_kind(self) -> None:
        kind = self.kind.key()
        chosen = self.ids()
        if kind and chosen:
            self._do(lambda event: organisations.change(event, chosen, kind=kind))
        self.kind.set_key("")

    def merge_chosen(self) -> None:
        """Merge the chosen organisations into the one with most people."""
        chosen = self.ids()
        lines = [li for li in self.model.lines if li.organisation.id in chosen]
        if len(lines) < 2:
            return
        into = max(lines, key=lambda line: line.people).organisation
        text = tr("organisations.merge_text", count=len(lines), name=into.name)
        if self.context.prompts.confirm(self, tr("organisations.merge_title"), text):
            self._do(lambda event: organisations.merge(event, chosen, into.id))

    def part_chosen(self) -> None:
        """Let merged organisations stand for themselves again."""
        chosen = self.ids()
        self._do(lambda event: organisations.part(event, chosen))

    def accept_chosen(self) -> None:
        """Take the proposals of the view: all of them, or those chosen."""
        name = self.index.value()
        chosen = set(self.ids()) or {line.organisation.id for line in self._views.get(name, [])}
        if name == "delegations":
            self._do(lambda event: organisations.make_delegations(event, chosen))
        elif name == "kinds" and self.open_event is not None:
            kinds = [
                (proposal.organisation.id, {"kind": proposal.proposed.value})
                for proposal in organisations.kind_proposals(self.open_event)
                if proposal.organisation.id in chosen
            ]
            self._do(lambda event: organisations.change_each(event, kinds))
        elif name == "duplicates":
            self._merge_groups(chosen)

    def _merge_groups(self, chosen: set[str]) -> None:
        event = self.open_event
        groups = [
            [line.organisation for line in group if line.organisation.id in chosen]
            for group in (organisations.duplicates(event) if event else [])
        ]
        groups = [group for group in groups if len(group) > 1]
        names = ", ".join(group[0].name for group in groups[:5])
        text = tr("organisations.merge_groups_text", count=len(groups), names=names)
        if not groups or not self.context.prompts.confirm(
            self, tr("organisations.merge_title"), text
        ):
            return
        for group in groups:
            ids = [organisation.id for organisation in group]
            self._do(partial(organisations.merge, organisation_ids=ids, into=ids[0]))

    def _do(self, job: Callable[[OpenEvent], int]) -> None:
        event = self.open_event
        if event is None:
            return
        done = self.attempt(lambda: job(event))
        if done:
            self.say(tr("organisations.done"), "good")
        self.reload()

    def reload(self) -> None:
        """Read every view again beside the desk, keeping the one that is open."""
        if self.open_event is None:
            self._on_read(organisations.Overview([], [], [], [], []))
        elif self._reading:
            self._again = True
        else:
            self._reading, self._again = True, False
            self.run_task(organisations.overview, self._on_read, self._on_ended)

    def _on_ended(self) -> None:
        self._reading = False
        if self._again:
            self.reload()

    def _on_read(self, read: Overview) -> None:
        every, kinds, away = read.lines, read.kinds, read.merged
        by_id = {line.organisation.id: line for line in every}
        self._proposed = {p.organisation.id: p.proposed for p in kinds}
        self._stands = {one.id: stays.name for one, stays in away}
        self._views = {
            "all": every,
            "duplicates": [line for group in read.duplicates for line in group],
            "kinds": [by_id[p.organisation.id] for p in kinds],
            "no_country": [line for line in every if not line.organisation.country],
            "delegations": [by_id[p.organisation.id] for p in read.delegations],
            "merged": [OrganisationLine(one, 0, 0) for one, _ in away],
        }
        self.card.setVisible(bool(every))
        self.empty.setVisible(not every)
        self.index.set_entries(
            {
                name: (tr(f"organisations.view_{name}"), number(len(self._views[name])))
                for name in VIEWS
                if self._views[name] or name == "all"
            }
        )
        self._show_view()

    def _show_view(self) -> None:
        name = self.index.value() or "all"
        words = self.words.text().casefold().split()
        lines = [
            line
            for line in self._views.get(name, [])
            if all(word in line.organisation.name.casefold() for word in words)
        ]
        event = self.open_event
        language = current_language()
        countries = event.countries if event else None
        names = {c: countries.name(c, language) for c in countries.codes} if countries else {}
        names = dict(sorted(names.items(), key=lambda pair: pair[1]))
        self.model.editable = event is not None and not event.read_only and name != "merged"
        self.model.show_lines(lines, names)
        self.hint.setText(self._hint(name))
        self._show_actions()

    def _hint(self, name: str) -> str:
        if name == "kinds":
            words = kind_options()
            shown = ", ".join(
                f"{line.organisation.name} → {words[self._proposed[line.organisation.id].value]}"
                for line in self._views["kinds"][:3]
            )
            return tr("organisations.hint_kinds", shown=shown)
        if name == "merged":
            shown = ", ".join(
                f"{line.organisation.name} → {self._stands[line.organisation.id]}"
                for line in self._views["merged"][:3]
            )
            return tr("organisations.hint_merged", shown=shown)
        return tr(f"organisations.hint_{name}")

    def _show_actions(self, *_: object) -> None:
        name, chosen = self.index.value() or "all", self.ids()
        free = self.open_event is not None and not self.open_event.read_only
        self.chosen.setText(
            tr("organisations.chosen", count=len(chosen), shown=number(len(chosen)))
            if chosen
            else ""
        )
        self.kind.setVisible(bool(chosen) and name not in ("merged", "kinds", "delegations"))
        self.merge.setVisible(len(chosen) > 1 and name not in ("merged", "kinds", "delegations"))
        self.part.setVisible(name == "merged")
        self.accept.setVisible(name in ("kinds", "delegations", "duplicates"))
        if self.accept.isVisibleTo(self):
            scope = "chosen" if chosen else "all"
            self.accept.setText(tr(f"organisations.accept_{name}_{scope}"))
            self.accept.updateGeometry()
        for button in (self.merge, self.part, self.accept):
            button.setEnabled(free)
        self.part.setEnabled(free and bool(chosen))

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's organisations."""
        super().set_event(event)
        self.words.clear()
        self.reload()
        self.index.set_value("all")

    def show_changes(self, changes: Changes) -> None:
        """Read again soon when organisations or people changed."""
        wanted = {Topic.ORGANISATIONS, Topic.PEOPLE}
        if changes.topics & wanted and self.isVisible() and not self.soon.isActive():
            self.soon.start()

    def shown(self) -> None:
        """Show the organisations as they are now."""
        self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.words.setPlaceholderText(tr("organisations.search"))
        self.words.setAccessibleName(tr("organisations.search"))
        self.table.setAccessibleName(without_mark(tr("organiser.tab_organisations")))
        self.index.setAccessibleName(tr("organisations.views"))
        self.kind.set_options({"": tr("organisations.set_kind"), **kind_options()})
        self.kind.setAccessibleName(tr("organisations.set_kind"))
        self.merge.setText(tr("organisations.merge"))
        self.part.setText(tr("organisations.part"))
        self.empty.set_texts(tr("organisations.nobody"), tr("organisations.nobody_hint"))
        self.reload()

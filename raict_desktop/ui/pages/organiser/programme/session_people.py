"""The people of one session: who is enrolled and who waits, and who is honoured there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.pages.organiser.parts import Section, Words
from raict_desktop.ui.pages.organiser.programme.enrolment_panel import EnrolmentPanel
from raict_desktop.ui.pages.organiser.programme.honour_panel import HonourPanel
from raict_desktop.ui.pages.organiser.programme.people_panel import PeoplePanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.segmented import Segmented

HONOURING = (SessionKind.CEREMONY, SessionKind.QUIZ)
VIEWS = ("enrolled", "honoured")


class SessionPeople(Section):
    """A title, and below it the list or the honours; ``closed`` goes back to the programme."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.session: Session | None = None
        self.back = Button(kind="ghost", icon="arrow-left")
        self.heading, self.facts = Words(20, 600), Words(13, 500, "quiet")
        self.view = Segmented(VIEWS)
        self.view.set_value("enrolled")
        self.paper = Button(icon="printer")
        self.enrolled, self.honoured = EnrolmentPanel(context), HonourPanel(context)
        self.stack = QStackedWidget()
        self._build()
        self.back.clicked.connect(self.closed)
        self.view.chosen.connect(self.show_view)
        self.paper.clicked.connect(lambda: self.panel().write_paper())
        for panel in self.panels():
            panel.session_changed.connect(self._read_session)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.closed)
        search = QShortcut(QKeySequence("Ctrl+F"), self)
        search.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        search.activated.connect(self._find)
        self.retranslate()

    def _build(self) -> None:
        column, head, row = self.column(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 1)
        row.setSpacing(12)
        row.addWidget(self.view)
        row.addWidget(self.facts, 1)
        row.addWidget(self.paper)
        column.addLayout(head)
        column.addLayout(row)
        for panel in self.panels():
            self.stack.addWidget(panel)
        column.addWidget(self.stack, 1)

    def panels(self) -> tuple[PeoplePanel, ...]:
        """Both views, in the order of ``VIEWS``."""
        return (self.enrolled, self.honoured)

    def panel(self) -> PeoplePanel:
        """The view in front."""
        return self.panels()[VIEWS.index(self.view.value())]

    def open(self, session: Session, view: str = "enrolled") -> None:
        """Show a session's people."""
        self.session = session
        honours = session.kind in HONOURING
        self.view.setVisible(honours)
        self.show_view(view if honours else "enrolled")

    def show_view(self, view: str) -> None:
        """Bring one of ``VIEWS`` to the front."""
        self.view.set_value(view)
        self.stack.setCurrentWidget(self.panel())
        self._refresh()
        self.panel().table.setFocus()

    def _find(self) -> None:
        self.panel().search.begin()

    def _read_session(self) -> None:
        event, session = self.open_event, self.session
        if event is None or session is None:
            return
        known = [s for s in programme.sessions(event) if s.id == session.id]
        if not known:
            self.closed.emit()
            return
        self.session = known[0]
        self._refresh()

    def _refresh(self) -> None:
        event, session = self.open_event, self.session
        if event is None or session is None:
            return
        self.panel().show_session(session)
        self.heading.setText(session.title)
        local = event.local(session.start)
        place = session.room or tr("door.no_room")
        facts = [f"{place}, {local:%d/%m} {time_text(local)}", *self.panel().facts()]
        self.facts.setText("   ·   ".join(facts))

    def set_event(self, event: OpenEvent | None) -> None:
        """Forget the session of another event."""
        super().set_event(event)
        self.session = None
        for panel in self.panels():
            panel.set_event(event)

    def show_changes(self, changes: Changes) -> None:
        """Read the list again when people, the programme or who came in changed."""
        topics = {Topic.PROGRAMME, Topic.PEOPLE, Topic.PASSAGES}
        if self.session is not None and self.isVisible() and changes.topics & topics:
            self._read_session()

    def retranslate(self) -> None:
        """Read every text again."""
        self.back.setText(tr("enrolments.back"))
        self.view.set_text("enrolled", tr("enrolments.tab_enrolled"))
        self.view.set_text("honoured", tr("enrolments.tab_honoured"))
        self.paper.setText(tr("enrolments.paper"))
        for panel in self.panels():
            panel.retranslate()
        self._refresh()

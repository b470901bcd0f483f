"""The line on the first page that says in how many cases others changed something since the last look."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator


class NewsLine(QFrame):
    """Leads to those cases, or takes them all as seen; hidden while there is nothing new."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setObjectName("news")
        self.setProperty("role", "card")
        self._session, self._go = session, go
        self._cases: tuple[str, ...] = ()
        self.words = Headline("", "body")
        self.words.setWordWrap(True)
        self.words.setToolTip(figure("changed_cases").definition)
        self.show_cases, self.seen = LinkButton("Show them"), LinkButton("Mark all as seen")
        self.show_cases.setObjectName("show-changed-cases")
        self.seen.setObjectName("all-seen")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(12)
        row.addWidget(Sign("history", 18, "accent"))
        row.addWidget(self.words, 1)
        row.addWidget(self.show_cases)
        row.addWidget(self.seen)
        self.show_cases.clicked.connect(lambda: self._go.cases(CaseQuery(only=self._cases)))
        self.seen.clicked.connect(self._take_as_seen)
        self.hide()

    def refresh(self) -> None:
        """Count again."""
        try:
            self._cases = tuple(self._session.workbook.since.changed())
        except WorkbookError:
            self._cases = ()  # the page itself says what is wrong
        name = figure("changed_cases").name
        self.words.setText(f"{plural(len(self._cases), 'case')} {name[0].lower()}{name[1:]}")
        self.setAccessibleName(self.words.text())
        self.setVisible(bool(self._cases))

    def _take_as_seen(self) -> None:
        self._session.workbook.since.looked_at_all()
        self.refresh()

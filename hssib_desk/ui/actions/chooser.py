"""Choosing the case to which a new action belongs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.store.lists.queries import CaseQuery, CaseRow
from hssib_desk.ui.actions.words import show_stored
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card, CardRow
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session

SHOWN = 4


class CaseChooser(Card):
    """A line to find a case by reference or words, and the first few that fit; `chosen` carries its id."""

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(padding=16)
        self._session = session
        self.search = LineField("Reference, or words of the case", icon="search")
        self.search.setObjectName("find-case")
        self.search.setAccessibleName("Find the case the action belongs to")
        self.search.setMaximumWidth(440)
        self.cancel = button("Cancel", kind="small")
        self.rows: list[CardRow] = []
        self.none = Headline("No case fits these words.", "second")
        self.add(Headline("Which case does the action belong to?", "strong"))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.add(line)
        self.add(self.none)
        self.search.textChanged.connect(self._look)
        self.search.returnPressed.connect(self._take_first)
        self.cancel.clicked.connect(self.cancelled)
        self.hide()

    def open(self) -> None:
        """Show the cases changed last, and wait for words."""
        self.search.set_value("")
        self._look("")
        self.show()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def _look(self, text: str) -> None:
        found = self._session.workbook.lists.cases(CaseQuery(text=text, sort="updated"), limit=SHOWN)
        for made in self.rows:
            self.body.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.rows = [self._row(case) for case in found]
        self.none.setVisible(not found)

    def _row(self, case: CaseRow) -> CardRow:
        died = f"died {show_stored(case.died)}" if case.died else ""
        second = ", ".join(filter(None, (died, case.after, case.ward_type, case.reviewer)))
        made = CardRow(case.ref, second[:1].upper() + second[1:], icon="folder-open", height=52)
        made.clicked.connect(partial(self.chosen.emit, case.id))
        self.body.addWidget(made)
        return made

    def _take_first(self) -> None:
        if self.rows:
            self.rows[0].click()

"""The history of a case, or of one question of it: who changed what, when, from what to what, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.history import PastChange
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import ChoiceField, FieldBox
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator

HISTORY = "history"  # stands in the place of a page's key
MOST = 200
_ALL = "all"
_HELP = "Every change of this case, the newest first."


class HistoryPage(QWidget):
    """The changes of a case, the newest first, of all questions or of one; nothing on it can change."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.changes: list[PastChange] = []
        self.wanted = ("", "")  # entry and field of the question that is asked about; empty for all
        self.question = ChoiceField([], placeholder="All questions")
        self.question.setObjectName("history-of")
        self.page = Page("History", _HELP)
        self.page.body.addWidget(FieldBox("Question", self.question))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.page.body.addLayout(self._rows)
        self.page.body.addStretch(1)
        self.back = button("Back to sign off")
        self.export = button("Save the history…", "file-down", "primary")
        self.export.setObjectName("export-history")
        self.foot = Footer("history", self.back, self.export)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(self.page), 1)
        whole.addWidget(self.foot)
        self.question.edited.connect(self._choose)
        self.export.clicked.connect(lambda: self.case and self.go.export("history", self.case.id))
        self.back.clicked.connect(lambda: self.case and self.go.case(self.case.id, page="sign_off"))

    def ask(self, entry_id: str = "", field: str = "") -> None:
        """Choose what is shown next: the history of one question, or of the whole case."""
        self.wanted = (entry_id, field)

    def show_case(self, case: CaseFile) -> None:
        """Read the history of a case; of a blind second review only what its reviewer may see."""
        self.case = case
        self.changes = self.session.workbook.past(case.id, as_shown=True)
        asked = {(item.entry_id, item.field): item for item in self.changes if item.field}
        options = [(_code(key), f"{item.asked} ({item.place})") for key, item in asked.items()]
        self.question.set_options([(_ALL, "All questions"), *options])
        self.question.set_value(_code(self.wanted) if self.wanted in asked else _ALL)
        self._show()

    def start(self) -> None:
        """Put the cursor where the question is chosen."""
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, code: object) -> None:
        entry_id, _, field = str(code or "").partition(" ")
        self.wanted = (entry_id, field) if field else ("", "")
        self._show()

    def _is_wanted(self, item: PastChange) -> bool:
        return not self.wanted[1] or (item.entry_id, item.field) == self.wanted

    def _show(self) -> None:
        empty(self._rows)
        found = [item for item in reversed(self.changes) if self._is_wanted(item)]
        for item in found[:MOST]:
            self._rows.addWidget(Headline(_head(item), "medium"))
            self._rows.addWidget(Paragraph(_body(item), "second"))
        if not found:
            self._rows.addWidget(Paragraph("Nothing has been changed yet.", "second"))
        shown = f"The newest {MOST} of {len(found):,} changes. " if len(found) > MOST else ""
        self.foot.say(f"{shown}Saved as PDF or Excel, it has every change.")


def _code(key: tuple[str, str]) -> str:
    return " ".join(key)


def _head(item: PastChange) -> str:
    at = item.at.astimezone()
    who = f", {item.who}" if item.who else ""
    return f"{show_date(local_day(item.at))}, {at:%H:%M}{who}: {item.what.lower()}"


def _body(item: PastChange) -> str:
    where = f"{item.place}, {item.asked}" if item.asked else item.place
    said = [where]
    if item.before or item.after:
        said.append(f"Before: {item.before or '(empty)'}")
        said.append(f"After: {item.after or '(empty)'}")
    if item.why:
        said.append(f"Why: {item.why}")
    return "\n".join(said)

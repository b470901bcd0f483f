"""A review that was begun on earlier forms: a quiet line that says so, and the page that shows what moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.entries.renewal import FormUpdate, together
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.strip import QuietStrip
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator

RENEWAL = "renewal"  # stands in the place of a page's key
BEGUN_EARLIER = "This review was started on an earlier form."
ABOUT = (
    "The forms were changed since this review was begun. It can stay on the form it was begun on, and be "
    "signed and printed as it was asked. Or it moves to the current form; this is what would happen."
)
PROMISE = "Nothing changes until you move it, and F8 undoes it."
DROPPED = "What was written stays in the history of the case."
AGAIN = "The answer is kept in its words; choose the nearest of the current choices."


class RenewalStrip(QuietStrip):
    """The quiet line above a page of a review that was begun on earlier forms; leads to the preview."""

    def __init__(self) -> None:
        super().__init__("info", BEGUN_EARLIER, "See what would change.")
        self.kept: set[str] = set()  # ids of cases that somebody chose to keep as they are
        self.link.setObjectName("see-form-changes")

    def show_case(self, case: CaseFile, session: Session, *, shown: bool) -> None:
        """Show the line where something that is asked today differs, and the review can still move."""
        forms = case.library.forms
        other = any(entry.form.text != forms.get(entry.form.key, entry.form).text for entry in case.entries)
        wanted = shown and other and case.id not in self.kept and not session.read_only
        self.setVisible(
            wanted and any(i.is_worth_asking for i in session.workbook.reviews.form_updates(case.id))
        )


class RenewalPage(QWidget):
    """What moving a review to the forms of today changes, form by form; `left(moved)` when it is decided."""

    left = Signal(bool)

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.keep = button("Keep it as it is")
        self.keep.setObjectName("keep-form")
        self.move_ = button("Move this review", kind="primary")
        self.move_.setObjectName("move-form")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(16)
        self._build()
        self.keep.clicked.connect(lambda: self.left.emit(False))
        self.move_.clicked.connect(self._move)

    def _build(self) -> None:
        page = Page("Moving to the current form")
        inside = QWidget()
        inside.setLayout(self._cards)
        self._cards.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(text_column(Paragraph(ABOUT, "subtitle"), inside), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        foot = Footer("undo-2", self.keep, self.move_)
        foot.say(PROMISE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(page), 1)
        whole.addWidget(foot)

    def show_case(self, case: CaseFile) -> None:
        """Show what would happen to a review."""
        self.case = case
        empty(self._cards)
        for item in together(self.session.workbook.reviews.form_updates(case.id)):
            self._cards.addWidget(FormCard(item))

    def start(self) -> None:
        """Put the cursor on the button that changes nothing."""
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self) -> None:
        if self.case is None:
            return
        case_id = self.case.id
        try:
            self.session.act(lambda wb: wb.reviews.update_forms(case_id), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.go.say("This review is now on the current form. F8 undoes it.", "ok")
        self.left.emit(True)


class FormCard(Card):
    """What happens in one form."""

    def __init__(self, item: FormUpdate) -> None:
        super().__init__(item.title)
        same = item.from_version == item.to_version
        moved = "reworded" if same else f"version {item.from_version} to {item.to_version}"
        self.head.addWidget(Headline(moved, "second"))
        self.body.setSpacing(4)
        self._part("New questions", item.asked)
        asked = [f"{old} → {new}" for old, new in item.renamed]
        self._part("Reworded", asked, "Answers are carried over.")
        dropped = [f"{label}: {answer}" if answer else label for label, answer in item.dropped]
        self._part("No longer asked", dropped, DROPPED if any(answer for _, answer in item.dropped) else "")
        self._part("Other choices", [f"{label}: {what}" for label, what in item.choices])
        self._part("To choose again", [f"{label}: {answer}" for label, answer in item.again], AGAIN)
        if item.is_quiet:
            self.body.addWidget(Paragraph("Only help and guidance are reworded.", "second"))

    def _part(self, title: str, lines: Sequence[str], after: str = "") -> None:
        if not lines:
            return
        if self.body.count():
            self.body.addSpacing(8)
        self.body.addWidget(Headline(title, "label"))
        for line in lines:
            self.body.addWidget(Paragraph(line))
        if after:
            self.body.addWidget(Paragraph(after, "hint"))

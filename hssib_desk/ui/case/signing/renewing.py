"""A review that was begun on earlier forms: a quiet line that says so, and the page that shows what moves."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.entries.renewal import FormUpdate, together
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.signing.preview import ChangePreview
from hssib_desk.ui.case.strip import QuietStrip
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
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


class RenewalPage(ChangePreview):
    """What moving a review to the forms of today changes, form by form."""

    def __init__(self, session: Session, go: Navigator) -> None:
        self.move_ = button("Move this review", kind="primary")
        self.move_.setObjectName("move-form")
        about = Paragraph(ABOUT, "subtitle")
        super().__init__(session, go, "Moving to the current form", about, acts=(self.move_,))
        self.keep.setObjectName("keep-form")
        self.foot.say(PROMISE)
        self.move_.clicked.connect(self._move)

    def show_case(self, case: CaseFile) -> None:
        """Show what would happen to a review."""
        self.case = case
        empty(self._cards)
        for item in together(self.session.workbook.reviews.form_updates(case.id)):
            self._cards.addWidget(FormCard(item))

    def _move(self) -> None:
        def act(workbook: Workbook, case_id: str) -> None:
            workbook.reviews.update_forms(case_id)

        if self._do(act, "This review is now on the current form."):
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

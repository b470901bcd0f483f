"""The outline as a drop-down, for large text and narrow windows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from hssib_desk.domain.forms.outline import PageState
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.outline import COMPARE, SIGN_OFF, can_compare
from hssib_desk.ui.case.signing.renewing import RENEWAL
from hssib_desk.ui.case.signing.review_form import REVIEW_FORM
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import ChoiceField
from hssib_desk.ui.kit.text import Headline

_WORDS = {"done": "complete", "part": "begun", "empty": "not begun", "not_applicable": "not applicable"}


class PagePicker(QFrame):
    """Reference, page drop-down and the way back in one line; `chosen(page key)` and `back()`."""

    chosen = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.reference = Headline("", "label")
        self.pages = ChoiceField([])
        self.pages.setObjectName("page-picker")
        self.pages.setAccessibleName("Page of this case")
        link = LinkButton("All cases", "chevron-left")
        link.clicked.connect(self.back)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.reference)
        row.addWidget(self.pages, 1)
        self.pages.edited.connect(lambda key: self.chosen.emit(str(key)) if key else None)

    def show_case(self, case: CaseFile, states: Sequence[PageState], page: str) -> None:
        """Offer the pages of a case with how far each is."""
        shown = [state for state in states if state.shown or state.written]
        options = [(state.page.key, f"{state.page.title}, {_said(state)}") for state in shown]
        options += [(COMPARE, "Compare reviews")] if can_compare(case) else []
        options.append((SIGN_OFF, "Sign off"))
        options += [(REVIEW_FORM, "Review form")] if len(case.library.reviews) > 1 else []
        options += [(RENEWAL, "Moving to the current form")] if page == RENEWAL else []
        self.pages.set_options(options)
        self.pages.set_value(page)
        self.reference.setText(case.ref)


def _said(state: PageState) -> str:
    word = "agreed score" if state.is_agreed else "score"
    score = f", {word} {state.score.points}" if state.score and state.score.points else ""
    return f"{_WORDS[state.state]}{score}"

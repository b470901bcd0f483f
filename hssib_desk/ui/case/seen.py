"""A case as this window may show it: while a second review is blind, only what its reviewer sees."""

from __future__ import annotations

from hssib_desk.domain.forms.outline import PageState
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.second_review import BLIND, shown_view
from hssib_desk.ui.case.strip import QuietStrip
from hssib_desk.ui.session import Session


def peek(session: Session, case_id: str) -> CaseFile:
    """The case with everything typed so far, as it may be shown."""
    return shown_view(session.peek(case_id))


def read(session: Session, case_id: str) -> CaseFile:
    """The case as it is in the file, with everything typed so far saved first, as it may be shown."""
    return shown_view(session.case(case_id))


class BlindStrip(QuietStrip):
    """The quiet line above a page of a case that is reviewed twice.

    While a second review is blind it says what is hidden, and until when; once scores are agreed, that the
    page holds the first review, and which score counts.
    """

    def __init__(self) -> None:
        super().__init__("eye-off", BLIND, colour="accent")
        self.setObjectName("blind")

    def show_case(self, case: CaseFile, page: PageState | None) -> None:
        """Say what there is to know on this page, or hide."""
        blind = case.stage == "second"
        said = BLIND if blind else _agreed_words(page)
        self.sign.set_sign("eye-off" if blind else "files", "accent")
        self.say(said)
        self.setVisible(bool(said))


def _agreed_words(page: PageState | None) -> str:
    if page is None or not page.is_agreed or page.score is None:
        return ""
    score = page.score
    said = score.label if score.points is None else f"{score.points}, {score.label.lower()}"
    return f"Reviewed twice. The agreed score is {said}. Below is the first review, as it was signed."

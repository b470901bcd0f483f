"""Practice and calibration: score a made-up review blind, then see the other scores and their reasons."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from hssib_desk.domain.figures.calibration import PracticeReview, Scored, calibration, latest
from hssib_desk.domain.forms.form import CodeList
from hssib_desk.ui.calibration.own_scores import forget_scores, load_scores, save_scores
from hssib_desk.ui.calibration.words import TITLE, comparison, own_record, phase_label
from hssib_desk.ui.kit.buttons import LinkButton, ViewSwitch, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.fields.score import ScoreSelector
from hssib_desk.ui.kit.layout import FlowRow, Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import IconLine, SideBySide, column, fill
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

SUBTITLE = "Made-up reviews. Score each one first, then compare. Your scores stay on this computer."
HIDDEN = "Give every score, then compare. The other scores and their reasons are hidden until then."


class CalibrationScreen(Place):
    """One practice review at a time; digits score, Ctrl Enter compares and goes on, Escape leaves."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.found = calibration()
        self.scored = load_scores()
        self.scores: dict[str, ScoreSelector] = {}
        self.is_compared = False
        items = [(review.key, review.title, None) for review in self.found.reviews]
        self.reviews = ViewSwitch(items)
        self.reviews.setAccessibleName("Practice reviews")
        self.story, self.asked = Card("Practice review"), Card("Your scores")
        self.compare = button("Compare", kind="primary")  # made anew with the scores of each review
        self.result, self.record = Card("Compared"), Card("How close you are")
        self.forget = LinkButton("Delete my scores from this computer")
        self.forget.setObjectName("forget")
        self.forget.hide()
        self._lay_out()
        self.reviews.chosen.connect(lambda _key: self.show_review())
        self.forget.clicked.connect(self.forget_all)
        on_key(self, "Ctrl+Return", self.go_on)
        self.show_review()

    def _lay_out(self) -> None:
        page = Page(TITLE, SUBTITLE)
        page.body.addWidget(IconLine("info", self.found.view))
        page.body.addWidget(self.reviews)
        left = column(self.story, self.asked)
        right = column(self.result, self.record, self.forget)
        page.body.addWidget(SideBySide(left, right))
        page.body.addStretch(1)
        self.area = ScrollArea(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    @property
    def review(self) -> PracticeReview:
        """The practice review that is shown."""
        return self.found.review(self.reviews.value()) or self.found.reviews[0]

    def refresh(self) -> None:
        """Show what this computer keeps by now."""
        self.scored = load_scores()
        self.show_record()
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self._to_first_score()

    def show_review(self) -> None:
        """Show a practice review with empty scores: it is scored without sight of any earlier ones."""
        review = self.review
        self.story.set_title(review.title)
        empty(self.story.body)
        self.story.body.addWidget(Paragraph(review.text, "body"))
        self._ask(review)
        self.is_compared = False
        fill(self.result, [("eye-off", HIDDEN)])
        self.show_record()

    def _ask(self, review: PracticeReview) -> None:
        empty(self.asked.body)
        self.scores = {}
        scale = self.session.library.lists[self.found.scale]
        for asked in review.scores:
            label = phase_label(self.session.library, self.found, asked.phase)
            selector = ScoreSelector(_steps(scale))
            selector.setObjectName(f"score-{asked.phase}")
            selector.setAccessibleName(label)
            selector.chosen.connect(lambda _code: self._follow_scores())
            self.scores[asked.phase] = selector
            self.asked.body.addWidget(Headline(label, "label"))
            self.asked.body.addWidget(selector)
        self.compare = button("Compare", kind="primary")
        self.compare.setObjectName("compare")
        self.compare.clicked.connect(self.show_comparison)
        self.asked.body.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)
        self._follow_scores()

    def _follow_scores(self) -> None:
        self.compare.setEnabled(all(selector.value() for selector in self.scores.values()))

    def show_comparison(self) -> None:
        """Keep the scores that were given, and show the other ones with their reasons."""
        given = {phase: int(selector.value() or 0) for phase, selector in self.scores.items()}
        if not all(given.values()):
            return
        made = Scored(self.review.key, date.today(), given)
        self.scored = (*self.scored, made)
        if said := save_scores(self.scored):
            self.go.say(said, "bad")
        for selector in self.scores.values():
            selector.set_read_only(True)
        self.compare.setEnabled(False)
        self.is_compared = True
        self._show_result(made)
        self.show_record()

    def _show_result(self, made: Scored) -> None:
        review, body = self.review, self.result.body
        empty(body)
        for sign, said in comparison(review, made, self.session.library, self.found):
            body.addWidget(IconLine(sign, said))
        parts = (
            ("Why", review.reason),
            ("What pulls reviewers apart", review.apart),
            ("Look again", review.note),
            ("What follows from the facts", review.duties),
        )
        for title, text in parts:
            if text:
                body.addSpacing(4)
                body.addWidget(Headline(title, "label"))
                body.addWidget(Paragraph(text, "body"))
        again = button("Score it again")
        again.setObjectName("again")
        again.clicked.connect(self.show_review)
        following = button("Next practice review", trailing="chevron-right")
        following.setObjectName("next-review")
        following.clicked.connect(self.next_review)
        body.addWidget(FlowRow(again, following))
        following.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_record(self) -> None:
        """Show how near the scores come over all practice reviews, and how they moved."""
        fill(self.record, own_record(self.found, self.scored))
        self.forget.setVisible(bool(self.scored))

    def next_review(self) -> None:
        """Go to the next practice review, to one that was not scored yet if there is one."""
        keys = [review.key for review in self.found.reviews]
        at = keys.index(self.review.key)
        order = [*keys[at + 1 :], *keys[:at]]
        done = latest(self.scored)
        self.reviews.set_value(next((key for key in order if key not in done), (order or keys)[0]))
        self.show_review()
        self._to_first_score()

    def _to_first_score(self) -> None:
        next(iter(self.scores.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(self.story)

    def go_on(self) -> None:
        """Compare once every score is given; go to the next practice review after that."""
        if self.compare.isEnabled():
            self.show_comparison()
        elif self.is_compared:
            self.next_review()

    def forget_all(self) -> None:
        """Delete every score that this computer keeps of the practice reviews."""
        forget_scores()
        self.scored = ()
        self.show_review()
        self.go.say("Your practice scores are deleted from this computer.", "ok")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to Learning."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.learning()
            return
        super().keyPressEvent(event)


def _steps(scale: CodeList) -> list[tuple[str, str, str, bool]]:
    """The scores that can be given: the points of the scale."""
    return [
        (choice.code, str(choice.points), choice.label, False)
        for choice in scale.offered
        if choice.points is not None
    ]

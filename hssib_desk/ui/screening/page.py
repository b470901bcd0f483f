"""One death to screen: what is known folded above, at most twenty questions, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card, Chip
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.screening.questions import ScreeningQuestions, facts_of
from hssib_desk.ui.screening.reopening import CAME, ReopenRow
from hssib_desk.ui.screening.who import WhoSigns

WIDTH, LABELS = 584, 124
NARROW = 520  # below this who signs stands above the buttons
_SCOPES = {
    "in_scope": ("info", "In scope"),
    "outside": ("none", "Outside the days"),
    "unclear": ("warn", "Dates"),
}


class ScreeningPage(QWidget):
    """The middle of the screening place; it says what was answered, and what is asked for below.

    `signed(opens)` asks for the signature: with True the review is opened afterwards, else the next death.
    """

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    kept = Signal(object, str)
    signed = Signal(bool)
    reopened = Signal(str)

    def __init__(self, who: WhoSigns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.who = who
        self.questions: ScreeningQuestions | None = None
        self._facts: dict[str, tuple[str, str]] = {}
        self._facts_of = ""
        self._asked: set[str] = set()
        self._unfolded = False
        self.ref, self.about = Headline("", "ref"), Paragraph("", "second")
        self.scope = Chip("none", "")
        self.owed = LinkButton("", trailing="chevron-right")  # where the deadlines have no room beside
        self.owed.setObjectName("owed")
        self.facts = Card("From the record", count=0, link="Change", padding=16)
        self.facts.setObjectName("facts")
        self._grid = QGridLayout()
        self.rest = Paragraph("", "second")
        self.suggestion = Paragraph("", "second")
        self.suggestion.setObjectName("suggestion")
        self.sealed, self.again = Paragraph("", "second"), ReopenRow()
        self.hint = Headline("Ctrl Enter", "hint")
        self.open = button("Sign and open")
        self.next = button("Sign and next", kind="primary", trailing="chevron-right")
        for made, name in ((self.open, "sign-open"), (self.next, "sign-next")):
            made.setObjectName(name)
        self._build()
        self.facts.link_clicked.connect(self.unfold)
        self.open.clicked.connect(lambda: self.signed.emit(True))
        self.next.clicked.connect(lambda: self.signed.emit(False))
        self.again.asked.connect(self.reopened)

    def _build(self) -> None:
        column = QWidget()
        column.setMaximumWidth(current().px(WIDTH))
        rows = self._rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.ref)
        names.addWidget(self.about)
        names.addWidget(self.owed, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(names, 1)
        head.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(head)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self.facts.body.addLayout(self._grid)
        self.facts.body.addWidget(self.rest)
        rows.addWidget(self.facts)
        rows.addWidget(self.sealed)
        rows.addWidget(self.again)
        rows.addStretch(1)
        inside = QWidget()
        around = QHBoxLayout(inside)
        around.setContentsMargins(32, 16, 20, 24)
        around.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        around.addStretch(0)
        self.area = ScrollArea(inside, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._footer())

    def _footer(self) -> QFrame:
        footer = self.footer = QFrame(self)
        footer.setProperty("role", "page-footer")
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight, footer)
        self._foot.setContentsMargins(32, 12, 32, 11)
        self._foot.addWidget(self.who)
        self._foot.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        for widget in (self.hint, self.open, self.next):
            row.addWidget(widget)
        self._foot.addLayout(row)
        return footer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put who signs above the buttons where both have no room in one line."""
        super().resizeEvent(event)
        narrow = event.size().width() * 100 / current().scale < NARROW
        directions = QBoxLayout.Direction
        self._foot.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.hint.setVisible(not narrow)

    def show_case(self, case: CaseFile, context: Context, *, keep: bool) -> None:
        """Show a death; with `keep` the question that has the cursor is left as it is."""
        if self._facts_of != case.id:
            self._facts_of, self._unfolded = case.id, False
            self._facts = dict(facts_of(case, context))
            self._asked = {f"{entry.form.key}.{field.key}" for entry, field in screening.asked(case)}
            self._fill_facts()
        questions = self._questions(case)
        folded = frozenset() if self._unfolded else frozenset(self._facts)
        questions.fill(case, context, folded, keep, whole=self._unfolded)
        scope = scope_of(case)
        tone, words = _SCOPES[scope.code]
        self.scope.set_chip(tone, words)
        self.ref.setText(case.ref)
        self.about.set_text(scope.sentence)
        self._show_suggestion(case, context)
        self._show_state(case)

    def _questions(self, case: CaseFile) -> ScreeningQuestions:
        names = tuple(f"{entry.form.key}.{field.key}" for entry, field in screening.asked(case))
        if self.questions is None or self.questions.is_of != names:
            if self.questions is not None:
                self._rows.removeWidget(self.questions)
                self.questions.deleteLater()
            made = self.questions = ScreeningQuestions(case, self)
            made.edited.connect(self.edited)
            made.left.connect(self.left)
            made.held.connect(self.held)
            made.kept.connect(self.kept)
            made.put_above_outcome(self.suggestion)
            self._rows.insertWidget(2, made)
            made.show()  # at once: the cursor goes into it before the layout is asked again
        return self.questions

    def _fill_facts(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        asked = {name: said for name, said in self._facts.items() if name in self._asked}
        half = (len(asked) + 1) // 2
        for at, (label, said) in enumerate(asked.values()):
            row, column = (at, 0) if at < half else (at - half, 2)
            name, value = Paragraph(label, "second"), Paragraph(said, "small-strong")
            name.setFixedWidth(current().px(LABELS))
            self._grid.addWidget(name, row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, column + 1, Qt.AlignmentFlag.AlignTop)
        rest = [f"{label} {said}" for name, (label, said) in self._facts.items() if name not in self._asked]
        self.rest.set_text(" · ".join(rest))
        self.rest.setVisible(bool(rest))
        count = len(self._facts)
        self.facts.count.setText(f"{count} answer{'' if count == 1 else 's'}")
        self.facts.count.setVisible(True)
        self.facts.setVisible(bool(count))

    def unfold(self) -> None:
        """Show what is known among the questions, to be changed."""
        self._unfolded = True
        self.facts.hide()
        self.edited.emit("", "", None)

    def _show_suggestion(self, case: CaseFile, context: Context) -> None:
        found = screening.suggestion(case, context)
        chosen = screening.outcome_of(case)
        open_ = not screening.is_signed(case)
        if self.questions is not None:
            self.questions.show_suggestion(found.choice.code if found.choice and open_ else "")
        named = f"Suggested: {found.choice.label}. " if found.choice else ""
        take = " Enter takes it." if found.choice and chosen is None and open_ else ""
        self.suggestion.set_text(f"{named}{found.sentence}{take}")
        self.suggestion.setVisible(bool(found.sentence))

    def _show_state(self, case: CaseFile) -> None:
        signed = screening.is_signed(case)
        day = screening.signed_on(case)
        who = ", ".join(filter(None, (case.text("screened_by"), case.text("screened_role"))))
        back = screening.back_on(case)
        said = f"Screened by {who} on {show_date(day)}." if day else ""
        self.sealed.set_text(said + (f" Comes back on {show_date(back)}." if back else ""))
        self.sealed.setVisible(signed)
        for made in (self.footer, self.who, self.open, self.next, self.hint):
            made.setVisible(not signed and not case.read_only)
        came = CAME if back and back <= case.today else ""
        self.again.show_for(case.id, signed and not case.read_only and case.seal is None, came)

    def start(self) -> None:
        """Put the cursor into the first question without an answer, and show the top."""
        self.area.verticalScrollBar().setValue(0)
        if self.questions is not None:
            self.questions.focus_first()

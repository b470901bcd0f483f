"""The decision on one case, at the right of an open meeting: its questions, saved as they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Field, Section
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.panel.decision import FROM_MEETING, decisions_of, overall_scores, panel_form
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.panel.minutes import STAGES, raised_form
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.second_review import is_closed
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.layout import FlowRow, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.panel.grades import FurtherGrades

WIDTH = 352


class DecisionQuestions(Questions):
    """The questions of a decision one under the other; what the meeting answers is not asked again."""

    def _asked(self, section: Section) -> tuple[Field, ...]:
        own = (field for field in section.fields if field.role not in FROM_MEETING)
        return tuple(replace(field, width="full") for field in own)


class DecisionPane(QFrame):
    """Head, questions and the button that goes on; `edited` and `left` as of questions."""

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    recorded = Signal()
    opened = Signal()  # the case itself

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("panel-decision")
        self.title = Headline("", "card-title")
        self.open = LinkButton("Open the case", trailing="arrow-right")
        self.open.setObjectName("open-case")
        self.scores = FlowRow(gap=8)
        self.raised = Paragraph("", "second")
        self.state = Paragraph("", "second")
        self.record = button("Record, next", kind="primary")
        self.record.setObjectName("record")
        self.grades = FurtherGrades()
        self.questions: DecisionQuestions | None = None
        self._made: dict[str, DecisionQuestions] = {}  # by form version
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._build()
        self.grades.edited.connect(self.edited)
        self.grades.left.connect(self.left)
        self.grades.held.connect(self.held)
        self.open.clicked.connect(self.opened)
        self.record.clicked.connect(self.recorded)

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(20, 16, 20, 12)
        head.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(self.title, 1)
        line.addWidget(self.open)
        head.addLayout(line)
        head.addWidget(self.scores)
        head.addWidget(self.raised)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.state)
        self._column.addWidget(self.grades)
        self._column.addStretch(1)
        self.area = ScrollArea(self._inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 10, 20, 10)
        foot.addStretch(1)
        self.hint = Headline("Ctrl Enter", "hint")
        foot.addWidget(self.hint)
        foot.addSpacing(8)
        foot.addWidget(self.record)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(Separator())
        whole.addWidget(self.area, 1)
        whole.addWidget(Separator())
        whole.addLayout(foot)

    def show_case(self, case: CaseFile, number: int, meeting: Meeting, closed: bool, keep: bool) -> None:
        """Show the decision on a case; with `keep` the field that has the cursor is left as it is."""
        entry = entry_of(case, meeting)
        self.title.setText(f"{number}. {case.ref}")
        self._show_scores(case)
        self.raised.set_text(", ".join(_raised(case)) or "Nothing was raised in this review.")
        sealed = closed or is_closed(case, entry)
        self.state.set_text("In sealed minutes. A further minute corrects it." if meeting.seal else "")
        self.state.setVisible(meeting.seal is not None)
        for made in (self.record, self.hint):
            made.setVisible(not sealed)
        shown = self._questions(entry)
        if shown is not self.questions:
            if self.questions is not None:
                self.questions.hide()
            self.questions = shown
            shown.show()
        context = Context(case)
        shown.fill(entry, context, sealed=sealed, keep=keep)
        self.grades.show_entries(decisions_of(case, meeting.number), context, sealed, keep)
        if not keep:
            self.area.verticalScrollBar().setValue(0)
        for box in shown.boxes.values() if sealed else ():
            box.set_read_only(True)

    def _show_scores(self, case: CaseFile) -> None:
        layout = self.scores.layout()
        if layout is not None:
            empty(layout)
        found = overall_scores(case)
        for stage, name in STAGES.items():
            if stage in found:
                self.scores.add(Headline(f"{name} review" if stage != "agreed" else name, "second"))
                points = found[stage].points
                self.scores.add(ScoreBlock("" if points is None else str(points), points))
        self.scores.setVisible(bool(found))

    def _questions(self, entry: EntryFile) -> DecisionQuestions:
        """The questions of a form version, made once and moved from case to case."""
        key = entry.form.text
        if key not in self._made:
            made = DecisionQuestions(entry.form.sections, False)
            made.edited.connect(self.edited)
            made.left.connect(self.left)
            made.held.connect(self.held)
            self._column.insertWidget(1, made)
            self._made[key] = made
        return self._made[key]

    def clear(self) -> None:
        """Let go of every word, behind the lock."""
        for made in self._made.values():
            self._column.removeWidget(made)
            made.deleteLater()
        self._made, self.questions = {}, None
        self.grades.clear()
        self.raised.set_text("")

    def start(self) -> None:
        """Put the cursor into the first question, and show the top."""
        self.area.verticalScrollBar().setValue(0)
        if self.questions is not None:
            first = next((key for key, box in self.questions.boxes.items() if not box.isHidden()), "")
            self.questions.boxes[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, key: str, entry_id: str = "") -> None:
        """Put the cursor into a question, of a further grade where the entry is one."""
        asked = self.grades.of(entry_id) or self.questions
        if asked is not None:
            asked.focus_field(key)


def entry_of(case: CaseFile, meeting: Meeting) -> EntryFile:
    """The decision of a meeting on a case, or the empty one that stands for it."""
    found = decisions_of(case, meeting.number)
    return found[0] if found else case.not_begun(panel_form(case.library).key)


def _raised(case: CaseFile) -> Iterator[str]:
    """How much of each kind the review raised, as the group may take it over."""
    field = panel_form(case.library).role("agreed_parts")
    for choice in field.options.choices if field and field.options else ():
        form = raised_form(case, choice.code)
        count = len([e for e in case.all_of(form.key) if e.stage == "first"]) if form else 0
        if form and count:
            yield f"{count} {(form.singular if count == 1 else choice.label).lower()}"

"""One section as two reviewers judged it, side by side, with what is agreed of it below them."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Answer, Choice, Field, Section
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.review_comparison import Compared
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.case.second.compare_answers import AnsweredRow, same_in_both
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import FieldBox
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

COMPACT_BELOW = 560  # width at text size 100 % under which the two reviews stand one under the other
FAR_APART = 2  # points from which a difference is marked more strongly
JUDGED = ("judgement_well", "judgement_better")
_SHAPES = {"same": ("ok", "check"), "near": ("warn", "triangle"), "far": ("bad", "diamond")}


class Judged(QWidget):
    """What one reviewer gave a section: the score with its word, the headline, and both judgements."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def show_section(self, entry: EntryFile, section: Section, score: Choice | None) -> None:
        """Show a section of an entry, as its own form asked it."""
        empty(self.column)
        asked = entry.form.by_section.get(section.key, section)
        self.column.addWidget(Headline(self._title, "guide-title"))
        row = QHBoxLayout()
        row.setSpacing(8)
        block = ScoreBlock(score.code if score else "", score.points if score else None)
        row.addWidget(block, 0, Qt.AlignmentFlag.AlignVCenter)
        word = Headline(score.label if score else "Not scored", "medium")
        row.addWidget(word, 1)
        self.column.addLayout(row)
        self.setAccessibleName(f"{self._title}: {word.text()}")
        for role in ("headline", "na_reason"):
            self._add(entry, asked, role, labelled=False)
        for role in JUDGED:
            self._add(entry, asked, role, labelled=True)
        self.column.addStretch(1)

    def _add(self, entry: EntryFile, section: Section, role: str, *, labelled: bool) -> None:
        field = section.field_with_role(role)
        value = entry.answers.get(field.key) if field else None
        if field is None or value is None:
            return
        text = escape(kinds.show(field, value)).replace("\n", "<br/>")
        said = f"<b>{escape(field.label)}</b><br/>{text}" if labelled else f"<b>{text}</b>"
        self.column.addWidget(Paragraph(said, "second", linked=True))


class CompareCard(Card):
    """A section with both reviews; `edited(key, answer)` carries what is agreed."""

    edited = Signal(str, object)
    left = Signal()

    def __init__(self, row: Compared, number: int) -> None:
        super().__init__(row.section.title, padding=20)
        self.setObjectName(f"compare-{row.section.key}")
        self.row = row
        self.chip = Chip("none", "")
        self.head.addWidget(self.chip)
        self.first, self.second = Judged("First review"), Judged("Second review")
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(24)
        self._pair.addWidget(self.first, 1)
        self._pair.addWidget(self.second, 1)
        self.body.addLayout(self._pair)
        self.body.addWidget(Separator())
        self._questions: dict[str, tuple[Question, FieldBox]] = {}
        self.answers: dict[str, AnsweredRow] = {}
        self.alike = Paragraph("", "small", linked=True)
        self._ask(row.section.score_field, "Agreed score")
        self._ask_answers(row)
        reason = row.section.field_with_role("agreed_reason")
        self._ask(reason, reason.label if reason else "")
        self.setAccessibleName(f"{number}: {row.section.title}")

    def _ask(self, field: Field | None, name: str) -> None:
        if field is None:
            return
        made = question(field)
        box = FieldBox(name, made.editor)
        made.editor.setAccessibleName(f"{self.row.section.title}: {name}")
        made.editor.edited.connect(
            lambda shown, key=field.key, made=made: self.edited.emit(key, made.read(shown))
        )
        self._questions[field.key] = (made, box)
        self.body.addWidget(box)

    def _ask_answers(self, row: Compared) -> None:
        """Ask for each coded answer in which the two differ; those that both gave stand in one text."""
        for item in row.answers:
            if item.is_open:
                made = AnsweredRow(item)
                made.edited.connect(self.edited)
                self.answers[item.field.key] = made
                self.body.addWidget(made)
        self.body.addWidget(self.alike)

    def show_row(self, row: Compared, *, closed: bool) -> None:
        """Show both reviews and what is agreed so far; a field that has the cursor is left as it is."""
        self.row = row
        self.first.show_section(row.first, row.section, row.first_score)
        self.second.show_section(row.second, row.section, row.second_score)
        for key, (made, box) in self._questions.items():
            if not made.editor.hasFocus():
                value = row.agreed.answers.get(key) if row.agreed else None
                made.editor.set_value(made.write(value))
            box.set_read_only(closed)
        for item in row.answers:
            if item.field.key in self.answers:
                self.answers[item.field.key].show_answers(item, closed=closed)
        self.show_state(row, closed=closed)

    def show_state(self, row: Compared, *, closed: bool) -> None:
        """Show how the two differ and what is left to settle, without touching a field."""
        self.row = row
        kind, shape = _SHAPES[_apart(row)]
        self.chip.set_chip(kind, row.said, shape)
        for item in row.answers:
            if item.field.key in self.answers:
                self.answers[item.field.key].show_state(item, closed=closed)
        self.alike.set_text(same_in_both(row.alike))
        self.alike.setVisible(bool(row.alike))
        for key, (_, box) in self._questions.items():
            field = row.section.score_field
            hint = "keys 1 to 5" if field and key == field.key else "needed" if row.needs_reason else ""
            box.set_hint("" if closed else hint)
        reason = row.section.field_with_role("agreed_reason")
        if reason:
            box = self._questions[reason.key][1]
            box.setVisible(row.needs_reason or bool(row.reason) or box.editor.hasFocus())

    def answer(self, key: str) -> Answer | None:
        """What a field of the card holds now."""
        if key in self.answers:
            return self.answers[key].answer()
        made = self._questions[key][0]
        return made.read(made.editor.value())

    def start(self) -> None:
        """Put the cursor on the first thing that is left."""
        boxes = [box for _, box in self._questions.values()]
        open_ones = [self.answers[item.field.key].box for item in self.row.answers if item.left]
        target = boxes[0] if not self.row.agreed_score else (open_ones or boxes[-1:])[0]
        target.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two reviews beside each other, or one under the other where the words need the width."""
        super().resizeEvent(event)
        narrow = event.size().width() * 100 / current().scale < COMPACT_BELOW
        directions = QBoxLayout.Direction
        self._pair.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)


def _apart(row: Compared) -> str:
    if row.is_same:
        return "near" if row.differing else "same"
    return "far" if row.difference is None or abs(row.difference) >= FAR_APART else "near"

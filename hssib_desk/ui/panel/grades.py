"""Every further grade that the group changes in a case, under the first: added and taken off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Field, Section
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.panel.decision import GRADE, new_score
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.text import Headline

TITLE = "Another changed grade"


class GradeQuestions(Questions):
    """What is asked of a further grade: which one, what it is now, and why."""

    def _asked(self, section: Section) -> tuple[Field, ...]:
        return tuple(replace(field, width="full") for field in section.fields if field.role in GRADE)


class FurtherGrade(QWidget):
    """One further grade with the button that takes it off."""

    def __init__(self, entry: EntryFile) -> None:
        super().__init__()
        self.form = entry.form.text
        self.questions = GradeQuestions(entry.form.sections, False)
        self.off = button("Take off", small=True)
        self.off.setObjectName("take-grade-off")
        self.off.setAccessibleName("Take this changed grade off")
        head = QHBoxLayout()
        head.addWidget(Headline(TITLE, "medium"), 1)
        head.addWidget(self.off)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(12)
        column.addWidget(Separator())
        column.addLayout(head)
        column.addWidget(self.questions)

    def show_entry(self, entry: EntryFile, context: Context, sealed: bool, keep: bool) -> None:
        """Show an entry of the decision, closed where its minutes are sealed."""
        self.questions.fill(entry, context, sealed=sealed, keep=keep)
        self.off.setVisible(not sealed)
        for box in self.questions.boxes.values() if sealed else ():
            box.set_read_only(True)


class FurtherGrades(QWidget):
    """All of them; `added` asks for another one, `taken_off(entry id)` for one to go."""

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    added = Signal()
    taken_off = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.add = button("Add another changed grade", "plus", small=True)
        self.add.setObjectName("add-grade")
        self.add.clicked.connect(self.added)
        self.shown: list[FurtherGrade] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_entries(self, found: Sequence[EntryFile], context: Context, sealed: bool, keep: bool) -> None:
        """Show all entries of a decision but its first, which is asked above."""
        wanted = [entry.form.text for entry in found[1:]]
        if [made.form for made in self.shown] != wanted[: len(self.shown)]:
            self.clear()
        for entry in found[1 + len(self.shown) :]:
            self._make(entry)
        for made, entry in zip(self.shown, found[1:], strict=True):
            made.show_entry(entry, context, sealed, keep)
        whole = bool(found) and all(new_score(context.case, entry) for entry in found)
        self.add.setVisible(whole and not sealed)
        self.setVisible(bool(self.shown) or (whole and not sealed))

    def _make(self, entry: EntryFile) -> None:
        made = FurtherGrade(entry)
        made.questions.edited.connect(self.edited)
        made.questions.left.connect(self.left)
        made.questions.held.connect(self.held)
        made.off.clicked.connect(partial(self._take_off, made))
        self._column.insertWidget(len(self.shown), made)
        made.show()  # now, so that the cursor can go into it
        self.shown.append(made)

    def _take_off(self, made: FurtherGrade, _pressed: bool = False) -> None:
        self.taken_off.emit(made.questions.entry_id)

    def of(self, entry_id: str) -> GradeQuestions | None:
        """The questions of a further grade; None for the first."""
        found = (made.questions for made in self.shown if made.questions.entry_id == entry_id)
        return next(found, None)

    def clear(self) -> None:
        """Let go of every word."""
        for made in self.shown:
            self._column.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.shown = []

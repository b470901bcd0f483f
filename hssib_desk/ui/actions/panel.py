"""A few questions of one action, answered inside its card; every key is saved as on a page of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.actions.progress import with_note
from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Field, Section
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.fields.editors import FieldBox, GrowingText
from hssib_desk.ui.kit.layout import TEXT_WIDTH
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session, merged

NEEDED = "needed for this"


class Panel(QWidget):
    """What is asked at one time; Done keeps it, Cancel puts back what was there before.

    Changes go to the session as they are made, so that nothing typed is lost while the panel is open.
    """

    closed = Signal()
    changed = Signal()

    def __init__(
        self, session: Session, case: CaseFile, entry: EntryFile, title: str, note: str = ""
    ) -> None:
        super().__init__()
        self.session, self.case, self.entry = session, case, entry
        self._before = dict(entry.answers)
        self._touched: set[str] = set()
        self.inside = QVBoxLayout()
        self.inside.setSpacing(12)
        self.done, self.cancel = button("Done", kind="primary", small=True), button("Cancel", kind="small")
        self.done.clicked.connect(self.finish)
        self.cancel.clicked.connect(self.put_back)
        self._build(title, note)

    def _build(self, title: str, note: str) -> None:
        writing = QWidget()
        writing.setMaximumWidth(TEXT_WIDTH)
        column = QVBoxLayout(writing)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        column.addWidget(Headline(title, "strong"))
        if note:
            column.addWidget(Paragraph(note, "second"))
        column.addLayout(self.inside)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.done)
        row.addWidget(self.cancel)
        row.addWidget(Headline("Saved as you type", "hint"))
        row.addStretch(1)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(Separator())
        side = QHBoxLayout()
        # A row knows how wide its parts become; a column would ask the words how high they are at full width.
        side.addWidget(writing, 1000)
        side.addStretch(1)
        whole.addLayout(side)

    def begin(self) -> None:
        """Put the cursor where the first answer goes."""

    def keep(self, key: str, value: Answer | None) -> None:
        """Give one answer to the session."""
        if self.entry.answers.get(key) == value:
            return
        self._touched.add(key)
        self.entry = replace(self.entry, answers=merged(self.entry.answers, {key: value}))
        self.session.edit(self.case.id, self.entry.id, key, value)
        self.changed.emit()

    def finish(self) -> None:
        """Save what is left to save and close."""
        self.session.flush()
        self.closed.emit()

    def put_back(self) -> None:
        """Take back everything that was answered here, and close."""
        for key in sorted(self._touched):
            self.keep(key, self._before.get(key))
        self.finish()


class ProgressPanel(Panel):
    """One note, put with its date before the older ones."""

    def __init__(self, session: Session, case: CaseFile, entry: EntryFile) -> None:
        field = entry.form.role("progress")
        assert field is not None
        super().__init__(session, case, entry, "Add progress", "Dated today, and put before the older notes.")
        self._field, self._older = field, str(entry.value("progress") or "")
        self.editor = GrowingText("What has been done since, and what is in the way", lines=2)
        self.editor.setObjectName(field.key)
        self.box = FieldBox("", self.editor)
        self.editor.setAccessibleName(field.label)
        self.inside.addWidget(self.box)
        self.editor.edited.connect(self._take)

    def begin(self) -> None:
        """Put the cursor into the note."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, text: object) -> None:
        whole = with_note(str(text), self._older, date.today())
        self.box.set_error(kinds.problem(self._field, whole) if whole else None)
        self.keep(self._field.key, whole or None)


class QuestionsPanel(Panel):
    """Some questions of the form; those in `follow` appear while they are needed and were not answered."""

    def __init__(
        self,
        session: Session,
        case: CaseFile,
        entry: EntryFile,
        title: str,
        fields: Sequence[Field],
        follow: Sequence[Field] = (),
        note: str = "",
    ) -> None:
        super().__init__(session, case, entry, title, note)
        self._follow = {field.key: rules.is_answered(field, entry) for field in follow}
        asked = tuple(replace(field, width="half") for field in (*fields, *follow))
        self.questions = Questions([Section("panel", title, asked)], titles=False)
        self.inside.addWidget(self.questions)
        self.questions.edited.connect(self._take)
        self.questions.left.connect(lambda *_: self._mark())
        self.questions.held.connect(self.session.saving)
        self.questions.fill(self.entry, self._context(), sealed=self._sealed())
        self._fit()

    def begin(self) -> None:
        """Put the cursor into the first question."""
        self.questions.focus_first()

    def _take(self, _entry_id: str, key: str, value: Answer | None) -> None:
        self.keep(key, value)
        self._mark()

    def _mark(self) -> None:
        self.questions.mark(self.entry, self._context(), sealed=self._sealed())
        self._fit()

    def _fit(self) -> None:
        """Show a question that follows only while it is needed, and say so beside it."""
        context = self._context()
        for field in self.entry.form.fields:
            box = self.questions.boxes.get(field.key)
            if box is None:
                continue
            needed = rules.is_required(field, self.entry, context)
            if field.key in self._follow:
                box.setVisible(needed and not self._follow[field.key])
            box.set_hint(NEEDED if needed and not rules.is_answered(field, self.entry) else field.unit)

    def _context(self) -> Context:
        entries = tuple(self.entry if e.id == self.entry.id else e for e in self.case.entries)
        return Context(replace(self.case, entries=entries))

    def _sealed(self) -> bool:
        return self.entry.seal is not None

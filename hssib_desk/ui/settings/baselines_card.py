"""Decisions on the charts of deaths: since when something else is counted, or what is usual is read anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import parse_date, show_date, show_moment
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.rates.baseline import Baseline
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.baselines import BASELINE, answers_of, baselines_of
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import ChoiceField, DateField, FieldBox, LineField
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

TITLE = "Charts of deaths: decisions"
ABOUT = (
    "The charts on Learning and in the board report are one series until somebody records a change here, "
    "with the day and the reason. There is no formula for it. Earlier lines stay on the chart."
)
NOT_A_DAY = "A day, such as 1 April 2026."
NEEDED = "Say this too: it is printed beside the chart."
ROLES = ("baseline_day", "baseline_kind", "baseline_reason", "baseline_decided_by")


class BaselinesCard(Card):
    """The decisions there are, each to take out again, and a place for a new one."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__(TITLE)
        self.session, self.go = session, go
        form = session.library.records[BASELINE]
        self.boxes = {role: _box(role, field) for role in ROLES if (field := form.role(role))}
        self.keep = button("Record the decision", kind="primary", small=True)
        self.keep.setObjectName("keep-baseline")
        self.problem = AdviceStrip("", kind="refusal")
        self.problem.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addLayout(self._lines)
        for box in self.boxes.values():
            self.body.addWidget(box)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.keep.clicked.connect(self._keep)

    def refresh(self) -> None:
        """Show the decisions; what is being typed is left alone."""
        empty(self._lines)
        found = baselines_of(self.session.workbook.records)
        for one in found:
            self._lines.addWidget(self._line(one))
        if not found:
            self._lines.addWidget(Paragraph("No decision is recorded.", "second"))
        for box in self.boxes.values():
            box.setVisible(not self.session.read_only)
        self.keep.setVisible(not self.session.read_only)

    def _line(self, one: Baseline) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        field = self.session.library.records[BASELINE].role("baseline_kind")
        choice = field.options.by_code.get(one.kind) if field and field.options else None
        words.addWidget(Headline(f"From {show_date(one.day)}", "label"))
        told = (
            f"{choice.label if choice else one.kind}. {one.reason.rstrip('.')}. Decided by {one.decided_by}."
        )
        words.addWidget(Paragraph(told, "second"))
        if one.written:
            words.addWidget(Paragraph(f"Recorded by {one.who}, {show_moment(one.written)}.", "hint"))
        row.addLayout(words, 1)
        if not self.session.read_only:
            remove = button("Take out", small=True)
            remove.setObjectName(f"remove-baseline-{one.day}")
            remove.setAccessibleName(f"Take out: from {show_date(one.day)}")
            remove.clicked.connect(lambda: self._remove(one))
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _typed(self) -> Baseline | None:
        """What is typed, once nothing of it is missing; each field says what it lacks."""
        said = {role: str(box.editor.value() or "").strip() for role, box in self.boxes.items()}
        day = parse_date(said["baseline_day"])
        exact = day.exact if day else None
        self.boxes["baseline_day"].set_error(None if exact else NOT_A_DAY)
        for role in ROLES[1:]:
            self.boxes[role].set_error(None if said[role] else NEEDED)
        if exact is None or not all(said.values()):
            return None
        kind, reason, decided_by = (said[role] for role in ROLES[1:])
        return Baseline(exact, kind, reason, decided_by)

    def _keep(self) -> None:
        typed = self._typed()
        if typed is None:
            return
        given = answers_of(self.session.library, typed)
        if self._act(lambda: self.session.act(lambda book: book.records.add(BASELINE, given))):
            for box in self.boxes.values():
                box.editor.set_value("")
            self.go.say(f"The decision from {show_date(typed.day)} is recorded.", "ok")

    def _remove(self, one: Baseline) -> None:
        if self._act(lambda: self.session.act(lambda book: book.records.remove(one.id))):
            said = f"The decision from {show_date(one.day)} is taken out."
            self.go.offer(said, "Undo", lambda: self._put_back(one))

    def _put_back(self, one: Baseline) -> None:
        self._act(lambda: self.session.act(lambda book: book.records.restore(one.id)))

    def _act(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except WorkbookError as error:
            self.problem.set_texts(f"Not saved. {error}")
            self.problem.show()
            return False
        self.problem.hide()
        self.refresh()
        return True


def _box(role: str, field: Field) -> FieldBox:
    """The editor of a question of the form, under its own words."""
    if field.options:
        editor = ChoiceField([(choice.code, choice.label) for choice in field.options.choices])
        made = FieldBox(field.label, editor, help=field.help)
    elif role == "baseline_day":
        made = FieldBox(field.label, DateField(allow_unknown=False), help=field.help)
    else:
        made = FieldBox(field.label, LineField(), help=field.help)
    made.editor.setObjectName(role.replace("_", "-"))
    return made

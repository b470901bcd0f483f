"""One line in which something is raised: a headline and Enter; of an action also owner and target date."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answer, Answers, Field, Form
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.wording import said_at_birth
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.fields.field import FieldBox
from hssib_desk.ui.kit.layout import show_in_sight
from hssib_desk.ui.kit.shell import Keycap
from hssib_desk.ui.kit.strips import AdviceStrip, Sign
from hssib_desk.ui.kit.text import Headline

ASK_AFTER_MS = 250
_BESIDE = ("owner", "target_date")  # asked under the headline, where a form has them
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RaiseLine(QWidget):
    """A line for one form. Enter raises it, Escape puts the line away and its text is kept.

    `raised(answers)`, `details(answers)` to fill in the rest as well, and `left()`.
    """

    raised = Signal(object)
    details = Signal(object)
    left = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.setObjectName(f"raise-{form.key}")
        self._context: Context | None = None
        self._rest: dict[str, Answer] = {}  # answers that are kept and not shown here
        title = form.role("title")
        assert title is not None
        self._asked: dict[str, tuple[Field, Question]] = {}
        self.title = self._ask(title)
        self.advice = AdviceStrip("")
        self.advice.hide()
        self._soon = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._soon.timeout.connect(self._advise)
        self._build()

    def _ask(self, field: Field) -> QWidget:
        made = question(field)
        self._asked[field.key] = field, made
        made.editor.setAccessibleName(field.label)
        made.editor.edited.connect(lambda _value: self._soon.start())
        return made.editor

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.title)
        assert isinstance(self.title, LineField)
        self.title.setPlaceholderText(f"{self.form.singular} in one line")
        beside = [field for role in _BESIDE if (field := self.form.role(role))]
        if beside:
            row = QHBoxLayout()
            row.setSpacing(8)
            for field in beside:
                editor = self._ask(field)
                row.addWidget(FieldBox(field.label, self._asked[field.key][1].editor), 1)
                editor.setObjectName(f"raise-{field.role}")
            column.addLayout(row)
        column.addWidget(self.advice)
        more = LinkButton("Details", "chevron-right")
        more.setObjectName(f"raise-details-{self.form.key}")
        more.clicked.connect(lambda: self.details.emit(self.answers()))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(more)
        foot.addStretch(1)
        for key, says in (("Enter", "adds it, then the next"), ("Esc", "later, text kept")):
            foot.addWidget(Keycap(key))
            foot.addWidget(Headline(says, "hint"))
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(Sign(self.form.icon or "circle", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def start(self, answers: Answers, context: Context) -> None:
        """Show what was kept or is carried along, with the cursor in the headline."""
        self._context = context
        self._rest = {key: value for key, value in answers.items() if key not in self._asked}
        for key, (_, made) in self._asked.items():
            made.editor.set_value(made.write(answers.get(key)))
        self._advise()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: show_in_sight(self, self.rect()))

    def answers(self) -> Answers:
        """What is written, with what is carried along."""
        typed = {key: made.read(made.editor.value()) for key, (_, made) in self._asked.items()}
        return {**self._rest, **{key: value for key, value in typed.items() if value is not None}}

    @property
    def headline(self) -> str:
        """What is written into the line."""
        assert isinstance(self.title, LineField)
        return self.title.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter raises what is written, or leaves an empty line; Escape leaves it for later."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _ENTER and not held and not event.isAutoRepeat():
            self.finish()
        else:
            super().keyPressEvent(event)

    def finish(self) -> None:
        """Raise what is written; an empty line is put away."""
        if self.headline:
            self.raised.emit(self.answers())
        else:
            self.left.emit()

    def _advise(self) -> None:
        """Say one thing at a time that would make it better; it stands in the way of nothing."""
        said = ""
        if self._context is not None and self.headline:
            said = said_at_birth(EntryFile("", self.form, self.answers()), self._context)
        self.advice.set_texts(said)
        self.advice.setVisible(bool(said))

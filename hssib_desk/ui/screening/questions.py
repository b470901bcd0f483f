"""The questions of the screening page: each label at the left, its editor at the right, in one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Advised, Context
from hssib_desk.domain.forms.wording import reasons_given, remarks
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.kit.fields.editors import ChipsField, ChoicesField, GrowingText, LineField
from hssib_desk.ui.kit.fields.field import ErrorLine
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.screening.tiles import OutcomeField

LABEL, GAP = 200, 10
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskRow(QWidget):
    """One question: label, editor, what the facts offer, and what is odd about the answer."""

    def __init__(self, name: str, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.field = name, field
        self.made = _question(field)
        self.editor = self.made.editor
        self.label = Headline(field.label, "label", self)
        self.label.setWordWrap(True)
        self.needed = Headline("needed", "hint", self)
        self.offer = Paragraph("", "hint", parent=self)
        self.error = ErrorLine(self)
        self.advice = AdviceStrip("", parent=self)
        self.advice.hide()
        self.why = KeptBecause(field, self)
        self.editor.setObjectName(field.key)
        self.editor.setAccessibleName(field.label)
        self.editor.setAccessibleDescription(field.help)
        self.label.setToolTip(field.help)
        left = QVBoxLayout()
        left.setContentsMargins(0, 8, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.label)
        left.addWidget(self.needed)
        left.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(4)
        if self.is_wide:
            grid.addLayout(left, 0, 0, 1, 2)
            grid.addWidget(self.editor, 1, 0, 1, 2)
        else:
            grid.addLayout(left, 0, 0, 5, 1)
            grid.addWidget(self.offer, 0, 1)
            grid.addWidget(self.editor, 1, 1)
            grid.addWidget(self.error, 2, 1)
            grid.addWidget(self.advice, 3, 1)
            grid.addWidget(self.why, 4, 1)
            grid.setColumnMinimumWidth(0, current().px(LABEL))
            grid.setColumnStretch(1, 1)
            self.label.setFixedWidth(current().px(LABEL) - 12)
        self.offer.hide()

    @property
    def is_wide(self) -> bool:
        """Whether the editor takes the whole width, under its label."""
        return isinstance(self.editor, OutcomeField)


class KeptBecause(LineField):
    """Why an answer is kept although something is said of it."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__("Why you are keeping this")
        self.setParent(parent)
        self.setObjectName(f"why-{field.key}")
        self.hide()

    def show_for(self, sentence: str, reason: str, *, anew: bool) -> None:
        """Stand under a remark with the reason given; one that is being written is left alone."""
        if anew or not self.hasFocus():
            self.start_anew(reason)
        self.setAccessibleName(f"Why you are keeping this: {sentence}")
        self.setVisible(bool(sentence))


def _question(field: Field) -> Question:
    if field.role == "outcome" and field.options:
        editor = OutcomeField(field.options)
        editor.setObjectName(field.key)
        return Question(editor, lambda shown: str(shown) if shown else None, lambda value: value)
    return question(field)


class ScreeningQuestions(QWidget):
    """All questions of the page, built once; those a case answered before it was opened are its facts.

    `edited(entry id, key, answer or None)` on every change, `left(entry id, key)` when the cursor leaves.
    """

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    kept = Signal(object, str)  # a remark, and why the answer stays as it is

    def __init__(self, case: CaseFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, AskRow] = {}
        self._entries: dict[str, str] = {}
        self._case: CaseFile | None = None
        self._facts: frozenset[str] = frozenset()
        self._offered: dict[str, Sequence[str]] = {}
        self._all = False
        self._said: Mapping[str, Sequence[Advised]] = {}  # remarks by question
        self._reasons: Mapping[str, str] = {}  # why they were kept, by remark
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for entry, field in screening.asked(case):
            row = AskRow(f"{entry.form.key}.{field.key}", field, self)
            self.rows[row.name] = row
            column.addWidget(row)
            row.editor.edited.connect(partial(self._take, row.name))
            row.why.edited.connect(partial(self._keep, row.name))
            for part in (row.editor, *row.editor.findChildren(QWidget)):
                part.installEventFilter(self)
            if isinstance(row.editor, LineField):
                row.editor.held.connect(self.held)

    @property
    def is_of(self) -> tuple[str, ...]:
        """The questions it was built for, by name."""
        return tuple(self.rows)

    def fill(
        self, case: CaseFile, context: Context, facts: frozenset[str], keep: bool, *, whole: bool = False
    ) -> None:
        """Show a case; `facts` are the questions that stand in the card above. Emits nothing.

        What is neither needed nor answered is in sight only with `whole`.
        """
        self._all = whole
        same = self._case is not None and self._case.id == case.id
        self._case, self._facts = case, facts
        self._said, self._reasons = self._remarks(case, context), reasons_given(case)
        for entry, field in screening.asked(case):
            row = self.rows.get(f"{entry.form.key}.{field.key}")
            if row is None:
                continue
            self._entries[row.name] = entry.id
            value = row.made.write(entry.answers.get(field.key))
            if isinstance(row.editor, LineField | GrowingText) and not same:
                row.editor.start_anew(value)
            elif not (keep and same and self._has_cursor(row)):
                row.editor.set_value(value)
            self._mark(row, field, entry, context)
            self._ask_why(row, anew=not same)
        self._offer(case, context)

    def _remarks(self, case: CaseFile, context: Context) -> Mapping[str, Sequence[Advised]]:
        """What is said of the answers, by question; the flags that facts point to are offered instead."""
        entries = {entry.id: entry for entry, _ in screening.asked(case)}
        open_ = not screening.is_signed(case) and not case.read_only
        found: dict[str, list[Advised]] = {}
        for item in (item for entry in entries.values() for item in remarks(entry, context) if open_):
            asked = item.entry.form.by_key.get(item.field)
            if asked is not None and asked.role != "red_flags":
                found.setdefault(f"{item.entry.form.key}.{asked.key}", []).append(item)
        return found

    def _mark(self, row: AskRow, field: Field, entry: EntryFile, context: Context) -> None:
        shown = rules.is_shown(field, entry, context)
        needed = rules.is_required(field, entry, context)
        answered = rules.is_answered(field, entry)
        said = " ".join(item.sentence for item in self._said.get(row.name, ()))
        folded = row.name in self._facts and not said  # what there is something to say of is in sight
        row.setVisible(shown and not folded and (needed or answered or self._all))
        if said or row.advice.isVisibleTo(row):
            row.advice.set_texts(said, "")
            row.advice.setVisible(bool(said) and not (row.made.typed and self._has_cursor(row)))
        sealed = field.key in screening.sealed_keys(entry) or entry.seal is not None
        row.editor.set_read_only(sealed or context.case.read_only)
        row.needed.setVisible(needed and not answered)
        value = entry.answers.get(field.key)
        sentence = kinds.problem(field, value, context.today) if value is not None and shown else None
        if row.made.typed and self._has_cursor(row):
            sentence = None  # while it is being written
        if field.role == "outcome_reason" and not sealed:
            sentence = sentence or screening.reason_problem(context.case, context)
        row.error.say(sentence or None)

    def _ask_why(self, row: AskRow, *, anew: bool) -> None:
        """Let an answer be kept with a reason; the reason for a next step is one already."""
        said = () if kind_of(row.field).is_writing else self._said.get(row.name, ())
        given = next((why for item in said if (why := self._reasons.get(item.key))), "")
        in_sight = row.advice.isVisibleTo(row) or row.why.hasFocus()
        row.why.show_for(" ".join(item.sentence for item in said if in_sight), given, anew=anew)
        row.why.set_read_only(self._case is None or self._case.read_only)

    def _keep(self, name: str, reason: object) -> None:
        for item in self._said.get(name, ()):
            self.kept.emit(item, str(reason or "").strip())

    def _offer(self, case: CaseFile, context: Context) -> None:
        """What the facts point to, taken by Enter in the question: red flags, or none of a list."""
        flags = screening.offered_flags(case, context)
        self._offered = {}
        for row in self.rows.values():
            options = row.field.options
            if not isinstance(row.editor, ChoicesField | ChipsField) or options is None:
                continue
            none = [choice.code for choice in options.offered if choice.means == "no"]
            given = row.editor.value()
            offered = flags if row.field.role == "red_flags" and flags else [] if given else none[:1]
            self._offered[row.name] = offered
            said = ", ".join(f"“{options.label(code)}”" for code in offered)
            row.offer.set_text(f"Enter takes {said}." if said else "")
            row.offer.setVisible(bool(said) and not context.case.read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is offered by Enter, and notice the cursor leaving a question."""
        row = self._row_of(watched)
        if row is None:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            offered = self._offered.get(row.name)
            if offered and event.key() in _TAKE and not event.modifiers():
                self.take_offered(row.name)
                return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and row.name in self._entries:
            if isinstance(watched, LineField | GrowingText):
                watched.finish()
            self.left.emit(self._entries[row.name], row.field.key)
        return False

    def take_offered(self, name: str) -> None:
        """Tick what the facts point to, beside what is ticked."""
        row = self.rows[name]
        if isinstance(row.editor, ChoicesField | ChipsField):
            row.editor.take(self._offered.get(name, ()))

    def _row_of(self, watched: QObject) -> AskRow | None:
        parent: QObject | None = watched
        while parent is not None and not isinstance(parent, AskRow):
            parent = parent.parent()
        return parent

    def put_above_outcome(self, widget: QWidget) -> None:
        """Put a line between the questions and the next step."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        row = next((row for row in self.rows.values() if row.is_wide), None)
        if row is not None:
            column.insertWidget(column.indexOf(row), widget)

    def show_suggestion(self, code: str) -> None:
        """Let Enter take a next step while none is chosen."""
        for row in self.rows.values():
            if isinstance(row.editor, OutcomeField):
                row.editor.suggested = code

    def focus_first(self) -> None:
        """Put the cursor into the first question in sight that has no answer, else the first one."""
        seen = [row for row in self.rows.values() if not row.isHidden()]
        target = next((row for row in seen if not row.editor.value()), seen[0] if seen else None)
        if target is not None:
            target.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, key: str) -> bool:
        """Put the cursor into the question with a key; False where it is not in sight."""
        row = next((row for row in self.rows.values() if row.field.key == key and not row.isHidden()), None)
        if row is not None:
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return row is not None

    def _take(self, name: str, shown: object) -> None:
        answer: Answer | None = self.rows[name].made.read(shown)
        self.edited.emit(self._entries[name], self.rows[name].field.key, answer)

    @staticmethod
    def _has_cursor(row: AskRow) -> bool:
        cursor = row.window().focusWidget() if row.window() else None
        return cursor is not None and (cursor is row.editor or row.editor.isAncestorOf(cursor))


def facts_of(case: CaseFile, context: Context) -> Mapping[str, tuple[str, str]]:
    """What is known before a death is screened, by the name of the question: its label and its answer."""
    form = case.library.screening
    own = form.key if form else ""
    found = {}
    for entry, field in (*screening.asked(case), *screening.strip(case)):
        if entry.form.key == own or not rules.is_answered(field, entry) or field.role == "red_flags":
            continue
        if rules.is_shown(field, entry, context) and not kinds.problem(field, entry.answers[field.key]):
            shown = kinds.show(field, entry.answers[field.key])
            found[f"{entry.form.key}.{field.key}"] = (field.column, shown)
    return found

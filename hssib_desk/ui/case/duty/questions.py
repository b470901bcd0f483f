"""The duties of a case on their page: each with its words, its day and its state, and how it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.duties.rule import BASES, DutyRule
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.form import Answer, Field, Library, Section
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.duties import STATES, AnyLevel, Duty, duties
from hssib_desk.ui.case.duty.offered import OfferedReasons
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current

_LINK_GAP = 16
_BELOW = 9  # a row of the grid under every question
NONE_OWED = "No duties yet: they appear here with the first facts of the death."


class DutyHead(QWidget):
    """What a duty asks, by when and how it is; `asked` names a question that would decide it."""

    asked = Signal(str, str)  # form and field

    def __init__(self, rule: DutyRule, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"duty-{rule.key}")
        self.words, self.day = Paragraph("", "card-title"), Paragraph("", "second")
        self.why = Paragraph(_why(rule, library), "second")
        self.why.hide()
        self.more = LinkButton("Basis and source")
        self.more.setAccessibleName(f"Basis and source: {rule.title}")
        self.more.clicked.connect(lambda: self.why.setVisible(self.why.isHidden()))
        self.decide = LinkButton("")
        self.decide.hide()
        self._place: tuple[str, str] = "", ""
        self.decide.clicked.connect(self._ask)
        self._chip: Chip | None = None
        self._first = QHBoxLayout()
        self._first.setSpacing(12)
        self._first.addWidget(self.words, 1)
        self._links = FlowRow(self.decide, self.more, gap=_LINK_GAP)
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._second.setSpacing(_LINK_GAP)
        self._second.addWidget(self.day, 1)
        self._second.addWidget(self._links)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._first)
        column.addLayout(self._second)
        column.addWidget(self.why)
        current().tell(self)

    def show_duty(self, duty: Duty, case: CaseFile) -> None:
        """Say how a duty is now."""
        self.words.set_text(duty.words)
        self.day.set_text(_day(duty))
        if self._chip is not None:
            self._first.removeWidget(self._chip)
            self._chip.deleteLater()
        self._chip = state_chip(duty, case)
        self._first.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        self._chip.show()  # at once: the one before is gone
        self._show_question(duty, case.library)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def follow_theme(self) -> None:
        """Follow the text size."""
        self._fit()

    def _fit(self) -> None:
        """Put the links below the day where both do not fit on one line."""
        said = text_width(self.day.plain(), current().font(13))
        fits = said + _LINK_GAP + self._links.sizeHint().width() <= self.width()
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if way != self._second.direction():
            self._second.setDirection(way)
            self._second.setSpacing(_LINK_GAP if fits else 2)

    def _ask(self) -> None:
        self.asked.emit(*self._place)

    def _show_question(self, duty: Duty, library: Library) -> None:
        """Lead to the question that would decide the duty."""
        roles = (role for name in duty.undecided for role in facts()[name].asks)
        asked = ((role, form) for role in roles if (form := library.form_with_role(role, repeat=False)))
        role, form = next(asked, ("", None))
        field = form.role(role) if form else None
        self.decide.setVisible(field is not None)
        if form and field:
            self._place = form.key, field.key
            self.decide.setText(f"Decided by: {field.column}")


def state_chip(duty: Duty, case: CaseFile) -> Chip:
    """The state of a duty in a word or two."""
    late = duty.is_late(case.today)
    if duty.state == "done":
        said = f"Done {show_date(duty.done)}" if duty.done else "Done"
        return Chip("warn" if late else "ok", f"{said}, late" if late else said, "check")
    if duty.state == "must":
        return Chip("bad", "Overdue", "diamond") if late else Chip("none", STATES["must"])
    if duty.state == "decide":
        return Chip("warn", STATES["decide"], "triangle")
    return Chip("none", STATES[duty.state])


def _day(duty: Duty) -> str:
    """From which day a duty counts, and by when it is due."""
    start = f"From {show_date(duty.start)}" if duty.start else "No date to count from yet"
    due = f"due {show_date(duty.due)}" if duty.due else ""
    if duty.without_delay:
        due = f"without delay, by {show_date(duty.due)}" if duty.due else "without delay"
    said = [BASES[duty.standard], start, due]
    return " · ".join(filter(None, [*said, duty.reason]))


def _why(rule: DutyRule, library: Library) -> str:
    """Who owes a duty, on what it rests, and where that is written."""
    basis = BASES[rule.basis] + ("" if rule.verified else ", not verified")
    if rule.time_basis != rule.basis:
        basis += f"; the days: {BASES[rule.time_basis].lower()}"
    found = [library.sources[key].title for key in rule.source if key in library.sources]
    parts = [f"{rule.who}.", f"{basis}.", rule.note, f"Source: {'; '.join(found)}." if found else ""]
    return " ".join(filter(None, parts))


class DutyQuestions(Questions):
    """The questions that answer the duties; a day that another page asks for can be given here too."""

    question_asked = Signal(str, str)  # form and field of a question that would decide a duty

    def __init__(self, sections: Sequence[Section], library: Library, parent: QWidget | None = None) -> None:
        self._rules = {rule.key: rule for rule in library.duties if rule.listed == "duties"}
        self._library = library
        self._owners: dict[str, EntryFile | None] = {}
        self.offered: dict[str, OfferedReasons] = {}  # by the key of a duty
        super().__init__(sections, True, parent)
        self.rest = Paragraph("", "second", parent=self)
        column = self.layout()
        assert column is not None
        column.addWidget(self.rest)

    def _head(self, section: Section) -> QWidget:
        if section.key not in self._rules:
            return super()._head(section)
        head = DutyHead(self._rules[section.key], self._library, self)
        head.asked.connect(self.question_asked)
        self._heads[section.key] = head
        return head

    def _asked(self, section: Section) -> tuple[Field, ...]:
        rule = self._rules.get(section.key)
        lent = self._lent(rule, section) if rule else ()
        return (*lent, *section.fields)

    def _plain(self, section: Section, fields: Sequence[Field]) -> QGridLayout:
        rule, grid = self._rules.get(section.key), super()._plain(section, fields)
        if rule and rule.offered:
            self._offer(rule, grid)
        return grid

    def _offer(self, rule: DutyRule, grid: QGridLayout) -> None:
        """Put the reasons that are offered under the field in which one of them may be taken."""
        key = rule.na.rpartition(".")[2]
        field = self.boxes[key].editor if key in self.boxes else None
        if not isinstance(field, LineField):
            return
        made = self.offered[rule.key] = OfferedReasons(field, rule.offered)
        self.boxes[key].describe(made.spoken)
        made.taken.connect(partial(self._take, key))
        grid.addWidget(made, _BELOW, 0, 1, grid.columnCount())

    def _lent(self, rule: DutyRule, section: Section) -> tuple[Field, ...]:
        """The questions of other forms that answer a duty, under the name “form.key”."""
        days = [key for every in rule.ends_by for key in every]
        named = [key for key in (*days, rule.reference) if "." in key and not key.startswith("duties.")]
        return tuple(self._as_own(key, section, single=key == rule.done) for key in dict.fromkeys(named))

    def _as_own(self, name: str, section: Section, single: bool) -> Field:
        form, _, key = name.partition(".")
        field = self._library.forms[form].by_key[key]
        label = "Done on" if single else field.label
        own = replace(field, key=name, label=label, section=section.key, width="third", help="", role="")
        return replace(own, show_if=None, asked_if=None, required_if=None, fixed_if=None, required=False)

    def fill(self, entry: EntryFile, context: Context, *, sealed: bool, keep: bool = False) -> None:
        """Show the duties of a case; an answer of another form is shown as it is there."""
        case = context.case
        self._owners = {name: case.entry(name.partition(".")[0]) for name in self._fields if "." in name}
        lent: dict[str, Answer] = {}
        for name, owner in self._owners.items():
            if owner and (value := owner.answers.get(name.partition(".")[2])) is not None:
                lent[name] = value
        super().fill(replace(entry, answers={**entry.answers, **lent}), context, sealed=sealed, keep=keep)

    def mark(self, entry: EntryFile, context: Context, *, sealed: bool) -> None:
        """Show the duties there are, and close what cannot be answered here."""
        self.needed_only = False  # a duty is never needed to sign, and always to be seen
        case = context.case
        # A screening asks nothing of the decisions, and what is owed follows from them all the same.
        heads, self._heads = self._heads, {}  # a head that is hidden for a moment loses the cursor
        super().mark(entry, AnyLevel(case) if case.level == "screen" else context, sealed=sealed)
        self._heads = heads
        owed = {duty.key: duty for duty in duties(case) if duty.key in self._rules}
        for key, head in self._heads.items():
            duty = owed.get(key)
            head.setVisible(duty is not None)
            if duty is not None and isinstance(head, DutyHead):
                head.show_duty(duty, case)
        for name, owner in self._owners.items():
            section = self._fields[name].section
            box, key = self.boxes[name], name.partition(".")[2]
            there = owner is not None and key in owner.form.by_key
            box.setVisible(there and section in owed)
            closed = owner is None or (owner.seal is not None and not self._fields[name].living)
            box.set_read_only(closed or context.is_closed(entry) or case.read_only)
        for grid, keys in self._grids:
            self._place(grid, [key for key in keys if not self.boxes[key].isHidden()])
        for key, reasons in self.offered.items():
            reasons.fit(key in owed and owed[key].is_open)
        self.rest.set_text(self._not_called_for(owed))

    def _not_called_for(self, owed: dict[str, Duty]) -> str:
        """The duties that the facts do not bring about, so that none is silent."""
        if not owed:
            return NONE_OWED
        free = [rule.title for key, rule in self._rules.items() if key in self._heads and key not in owed]
        return f"Not called for by the facts: {'; '.join(free)}." if free else ""

    def place_of(self, key: str) -> tuple[str, str]:
        """The entry and key under which an answer is kept."""
        owner = self._owners.get(key)
        return (owner.id, key.partition(".")[2]) if owner else (self.entry_id, key)

"""The days that an organisation sets for its own standards, and the local duties it does without."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.duties.day_settings import MOST_DAYS, day_settings, days_of
from hssib_desk.domain.duties.rule import DutyRule
from hssib_desk.domain.duties.switched_off import SWITCHED_OFF, as_setting, switched_off
from hssib_desk.domain.forms.form import Library
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.review_card import AT_ONCE
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Task

TITLE = "Duties and deadlines"
ABOUT = (
    "These days are your organisation’s own. What the law, a coroner or national guidance asks for stays as "
    "it is. Every deadline of every case is worked out again with them."
)
OFF_ABOUT = (
    "A local duty can be switched off, with the reason for it. Nobody is asked for it then; what was "
    "answered stays."
)
WRONG = f"A whole number of days, from 0 to {MOST_DAYS}."
_COLUMNS = 2


class DutiesCard(Card):
    """The days are taken together with a button; a duty is switched off or on with one of its own."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__(TITLE)
        self.session, self.go = session, go
        self.boxes = {key: self._box(key) for key in day_settings()}
        self.problem = AdviceStrip("", kind="refusal")
        self.take = button("Use these days", kind="primary", small=True)
        self.take.setObjectName("take-days")
        local = [rule for rule in session.library.duties if rule.can_be_switched_off]
        self.rows = {rule.key: LocalDuty(rule) for rule in local}
        self._build()
        self.take.clicked.connect(self._take_days)
        for key, row in self.rows.items():
            row.turned.connect(partial(self._turn, key))

    def _box(self, key: str) -> FieldBox:
        setting, field = day_settings()[key], LineField()
        field.setObjectName(key)
        field.setMaximumWidth(120)
        field.edited.connect(self._judge)
        field.returnPressed.connect(self._enter)
        return FieldBox(
            setting.label, field, hint=f"{setting.unit}; {setting.days} at first", help_below=True
        )

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(16)
        for at, box in enumerate(self.boxes.values()):
            grid.addWidget(box, at // _COLUMNS, at % _COLUMNS, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at % _COLUMNS, 1)
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addLayout(grid)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(Separator())
        self.body.addWidget(Headline("Local duties", "label"))
        self.body.addWidget(Paragraph(OFF_ABOUT, "second"))
        for row in self.rows.values():
            self.body.addWidget(row)
        self.problem.hide()

    def refresh(self) -> None:
        """Show what is in force; a field in which somebody writes is left alone."""
        found = self.session.workbook.facts.settings
        for key, box in self.boxes.items():
            box.set_read_only(self.session.read_only)
            if not box.editor.hasFocus():
                box.editor.set_value(days_of(key, found))
        off = switched_off(found)
        for key, row in self.rows.items():
            row.show_state(off.get(key), read_only=self.session.read_only)
        self._judge()

    def _typed(self) -> dict[str, str]:
        """The days that differ from those in force, by setting; None of them where one is no number."""
        typed = {key: str(box.editor.value()).strip() for key, box in self.boxes.items()}
        for key, text in typed.items():
            good = text.isdecimal() and int(text) <= MOST_DAYS
            self.boxes[key].set_error(None if good else WRONG)
            if not good:
                return {}
        now = self.session.workbook.facts.settings
        return {key: str(int(text)) for key, text in typed.items() if int(text) != days_of(key, now)}

    def _judge(self, _text: object = None) -> None:
        changed = self._typed()
        self.take.setVisible(bool(changed) and not self.session.read_only)
        if changed:
            cases = plural(self.session.workbook.lists.count_cases(CaseQuery()), "case")
            self.take.set_words(f"Use these days in {cases}")

    def _enter(self) -> None:
        if self.take.isVisible():
            self._take_days()

    def _take_days(self) -> None:
        changed = self._typed()
        if changed:
            self._keep(changed, "The new days are in force.")

    def _turn(self, key: str, reason: str) -> None:
        """Switch a duty off for a reason, or on again without one."""
        off = switched_off(self.session.workbook.facts.settings)
        off.pop(key, None)
        if reason:
            off[key] = reason
        title = self.rows[key].rule.title
        said = f"{title}: {'no longer asked for' if reason else 'asked for again'}."
        self._keep({SWITCHED_OFF: as_setting(off)}, said)

    def _keep(self, values: Mapping[str, str], said: str) -> None:
        book = self.session.workbook
        if book.lists.count_cases(CaseQuery()) > AT_ONCE:
            do = partial(set_all, book.path, book.library, values, said, book.driver)
            self.go.with_file("Working out every deadline again", do)
            return
        try:
            self.session.act(lambda workbook: workbook.set_settings(values))
        except WorkbookError as error:
            self.problem.set_texts(f"Not changed. {error}")
            self.problem.show()
            return
        self.problem.hide()
        self.refresh()
        self.go.say(said, "ok")


class LocalDuty(QWidget):
    """One local duty: on, or off with its reason; `turned` brings the reason, or nothing for on again."""

    turned = Signal(str)

    def __init__(self, rule: DutyRule) -> None:
        super().__init__()
        self.rule = rule
        self._is_off = self._is_writing = False
        self.state = Paragraph("", "second")
        self.reason = LineField("Why your organisation does without it")
        self.reason.setObjectName(f"why-off-{rule.key}")
        self.reason.setAccessibleName(f"{rule.title}: why it is switched off")
        self.turn = button("", small=True)
        self.turn.setObjectName(f"turn-{rule.key}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Headline(rule.title, "label"))
        words.addWidget(self.state)
        words.addWidget(self.reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.addLayout(words, 1)
        row.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        self.turn.clicked.connect(self._press)
        self.reason.edited.connect(lambda _text: self._show())
        self.reason.returnPressed.connect(self._press)

    def show_state(self, why: str | None, *, read_only: bool) -> None:
        """Show whether it is switched off, and why."""
        if self._is_off != (why is not None):
            self._is_writing = False
            self.reason.start_anew()
        self._is_off = why is not None
        said = f"Switched off. {why}".strip() if self._is_off else self.rule.words.replace(": {reason}", "")
        self.state.set_text(said)
        self.turn.setVisible(not read_only)
        self._show()

    def _show(self) -> None:
        self.reason.setVisible(self._is_writing)
        self.turn.set_words("Switch on again" if self._is_off else "Switch off")
        self.turn.setAccessibleName(f"{self.turn.text()}: {self.rule.title}")
        self.turn.setEnabled(not self._is_writing or bool(self.reason.text().strip()))

    def _press(self) -> None:
        if self._is_off:
            self.turned.emit("")
        elif not self._is_writing:
            self._is_writing = True
            self._show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif reason := self.reason.text().strip():
            self.turned.emit(reason)


def set_all(
    path: Path, library: Library, values: Mapping[str, str], said: str, driver: Driver, _task: Task
) -> str:
    """Keep settings in a workbook file; return the sentence to show then."""
    with Workbook.open(path, library=library, actor=actor(), driver=driver) as workbook:
        workbook.set_settings(values)
    return said

"""Panel: the meetings of the mortality group, or one of them with its cases and the decision on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QTextEdit, QWidget

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.panel.decision import decisions_of, in_words, left_of, panel_form
from hssib_desk.domain.panel.left import undecided, what_sealing_does, why_not_sealed
from hssib_desk.domain.panel.meeting import AGENDA, Meeting
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import WAITING, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.case_commands import CaseActs, Step
from hssib_desk.ui.case.seen import peek, read
from hssib_desk.ui.kit.fields.keys import REDO, UNDO, on_key
from hssib_desk.ui.panel.decision import entry_of
from hssib_desk.ui.panel.meetings import MeetingsPage
from hssib_desk.ui.panel.open_meeting import OpenMeeting
from hssib_desk.ui.session import Session, with_typed
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

MARK_AFTER_MS = 250
LISTED = 500  # reviews that may be put on a meeting
ALL_DECIDED = "Every case of this meeting is decided."


class PanelScreen(Place):
    """Every answer is saved as it is given; Ctrl Enter records a decision and leads to the next case."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.session, self.go = session, go
        self.meeting: Meeting | None = None
        self.cases: list[CaseFile] = []
        self.case: CaseFile | None = None
        self.acts = CaseActs(session, go)
        self.list, self.open = MeetingsPage(), OpenMeeting()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.open)
        self._soon = QTimer(self, singleShot=True, interval=MARK_AFTER_MS)
        self._soon.timeout.connect(lambda: self._fill(keep=True))
        self._connect()

    def _connect(self) -> None:
        self.list.opened.connect(self.start)
        self.list.planned.connect(self._plan)
        self.list.refused.connect(lambda said: self.go.say(said, "warn"))
        self.list.waiting.connect(lambda: self.go.cases(CaseQuery(panel=WAITING)))
        shown = self.open
        shown.back.clicked.connect(self.show_list)
        shown.papers.clicked.connect(lambda: self._export("papers"))
        shown.minutes.clicked.connect(lambda: self._export("minutes"))
        shown.seal.clicked.connect(self._ask_to_seal)
        shown.question.sealed.connect(self.seal)
        shown.question.left.connect(self._leave_question)
        shown.further.clicked.connect(self._further)
        shown.cases.chosen.connect(self.show_case)
        shown.cases.entered.connect(shown.decision.start)
        shown.added.connect(self._add)
        shown.taken_out.connect(self._take_out)
        shown.moved.connect(self._move)
        shown.roles.changed.connect(lambda codes: self._change("roles_present", codes))
        shown.details.changed.connect(self._change)
        self.session.closing.connect(shown.details.flush)
        shown.decision.edited.connect(self._edit)
        shown.decision.left.connect(self._left)
        shown.decision.held.connect(self.session.saving)
        shown.decision.recorded.connect(self.record)
        shown.decision.opened.connect(self._open_case)
        shown.decision.grades.added.connect(self._add_grade)
        shown.decision.grades.taken_off.connect(self._take_grade_off)
        keys = (
            ("Ctrl+Return", self.record), ("Ctrl+Enter", self.record), ("Ctrl+Down", lambda: self._step(1)),
            ("Ctrl+Up", lambda: self._step(-1)), ("Escape", self._step_back), (UNDO, self.undo),
            (REDO, self.redo),
        )  # fmt: skip
        for key, act in keys:
            on_key(self, key, act)

    # What the window asks

    def start(self, named: str = "") -> None:
        """Show a meeting by its number, or all of them."""
        if not named:
            self.show_list()
            return
        try:
            self.meeting = self.session.workbook.panel.find(named)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            self.show_list()
            return
        self.case = None
        self._read()
        line = next((one for one in self.open.cases.lines if one.selected), None)
        (line or self.open.add_one).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """Show every meeting."""
        self.open.details.flush()
        self.meeting = self.case = None
        self.refresh()
        if self.list.lines:
            self.list.lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the meetings, or the open one, again."""
        if self.meeting is not None:
            self._read()
            return
        workbook = self.session.workbook
        try:
            meetings = workbook.panel.all()
            planned = [one for one in meetings if one.seal is None]
            left = {one.id: len(undecided(one, workbook.panel.cases(one))) for one in planned}
            waiting = workbook.lists.count_cases(CaseQuery(panel=WAITING))
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._stack.setCurrentWidget(self.list)
        self.list.show_meetings(meetings, left, waiting, self.session.read_only)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of people's words behind the lock; what is not saved stays."""
        if self.session.has_unsaved:
            return False
        self.open.details.flush()
        self._soon.stop()
        self.list.clear()
        self.open.decision.clear()
        self.open.cases.clear_rows()
        self.cases = []
        return True

    def parts(self) -> Sequence[QWidget]:
        """The cases with the meeting, and the decision."""
        return (self.open.left, self.open.decision) if self.meeting else (self.list,)

    @property
    def _is_closed(self) -> bool:
        return self.session.read_only or (self.meeting is not None and self.meeting.seal is not None)

    def _read(self) -> None:
        """Read the open meeting and its cases."""
        if self.meeting is None:
            return
        workbook = self.session.workbook
        try:
            self.session.flush()
            self.meeting = workbook.panel.find(self.meeting.id)
            self.cases = [read(self.session, case.id) for case in workbook.panel.cases(self.meeting)]
            waiting = [] if self._is_closed else self._waiting()
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        known = {case.id: case for case in self.cases}
        chosen = self.case.id if self.case else ""
        first = next(iter(undecided(self.meeting, self.cases) or self.cases), None)
        self.case = known.get(chosen, first)
        self._stack.setCurrentWidget(self.open)
        self.open.show_meeting(self.meeting, self.cases, waiting, self._is_closed)
        self._show_lines()
        self._fill(keep=chosen == (self.case.id if self.case else ""))

    def _waiting(self) -> list[tuple[str, str]]:
        assert self.meeting is not None
        query = CaseQuery(panel=WAITING, sort="ref", descending=False)
        rows = self.session.workbook.lists.cases(query, 0, LISTED)
        return [(row.ref, row.ref) for row in rows if row.ref not in self.meeting.cases]

    def _show_lines(self) -> None:
        assert self.meeting is not None
        self.open.cases.show_cases(self.cases, self.meeting, self.case.id if self.case else "")
        why_not = why_not_sealed(self.meeting, self.cases, date.today())
        self.open.show_state(self.meeting, why_not, self.session.read_only)

    def show_case(self, case_id: str) -> None:
        """Show the decision on a case of the meeting."""
        self.session.flush()
        self.case = next((case for case in self.cases if case.id == case_id), None)
        self.open.cases.choose(case_id)
        self._fill(keep=False)

    def _fill(self, keep: bool) -> None:
        self._soon.stop()
        self.open.decision.setVisible(self.case is not None)
        if self.case is None or self.meeting is None:
            return
        number = self.meeting.cases.index(self.case.ref) + 1
        self.open.decision.show_case(self.case, number, self.meeting, self._is_closed, keep)

    # Answers

    def _edit(self, entry_id: str, key: str, answer: Answer | None) -> None:
        if self.case is None or self.meeting is None or self._is_closed:
            return
        if not entry_id:
            if not self._begin(key, answer):
                return
        else:
            self._take(entry_id, key, answer)
        self._offer_agreed(key)
        self._follow_first(key, answer)
        if isinstance(answer, str) and isinstance(self.focusWidget(), QLineEdit | QTextEdit):
            self._soon.start()
        else:
            self._replace()
            self._fill(keep=True)
            self._show_lines()

    def _begin(self, key: str, answer: Answer | None) -> bool:
        """The first answer begins the decision in its case."""
        assert self.case is not None
        assert self.meeting is not None
        if answer is None:
            return False
        meeting, case = self.meeting, self.case
        try:
            made = self.session.act(
                lambda wb: wb.panel.decide(meeting.id, case.ref, {key: answer}), case.id, lists=False
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        if self.open.decision.questions is not None:
            self.open.decision.questions.entry_id = made.id
        self.case = peek(self.session, case.id)
        return True

    def _take(self, entry_id: str, key: str, answer: Answer | None) -> None:
        assert self.case is not None
        self.case = with_typed(self.case, {entry_id: {key: answer}})
        self.session.edit(self.case.id, entry_id, key, answer)

    def _offer_agreed(self, key: str) -> None:
        """With a decision that agrees comes all that the review raised, ticked, unless somebody chose."""
        assert self.case is not None
        assert self.meeting is not None
        form, entry = panel_form(self.case.library), entry_of(self.case, self.meeting)
        decision, agreed = form.role("decision"), form.role("agreed_parts")
        if decision is None or agreed is None or agreed.options is None or key != decision.key:
            return
        chosen = decision.options.means(str(entry.answers.get(key) or "")) if decision.options else ""
        if chosen == "agreed" and agreed.key not in entry.answers and entry.id:
            self._take(entry.id, agreed.key, [choice.code for choice in agreed.options.choices])

    def _follow_first(self, key: str, answer: Answer | None) -> None:
        """Every further grade of a decision has the same decision."""
        assert self.case is not None
        assert self.meeting is not None
        decision = panel_form(self.case.library).role("decision")
        if decision is not None and key == decision.key:
            for entry in decisions_of(self.case, self.meeting.number)[1:]:
                self._take(entry.id, key, answer)

    def _add_grade(self) -> None:
        """Begin another changed grade with the decision and the reason of the first."""
        if self.case is None or self.meeting is None or self._is_closed:
            return
        self.session.flush()
        meeting, case = self.meeting, peek(self.session, self.case.id)
        first = entry_of(case, meeting)
        fields = (first.form.role(role) for role in ("decision", "decision_reason"))
        given = {
            field.key: first.answers[field.key] for field in fields if field and field.key in first.answers
        }
        phase = first.form.role("decision_phase")
        if self._do(lambda wb: wb.panel.decide(meeting.id, case.ref, given)) and phase is not None:
            made = decisions_of(self.case, meeting.number)[-1]
            self.open.decision.focus_field(phase.key, made.id)

    def _take_grade_off(self, entry_id: str) -> None:
        """Take a further grade off; it can be put back."""
        if self.case is None or self._is_closed:
            return
        case_id = self.case.id
        if self._do(lambda wb: wb.remove_entry(entry_id, "")):
            self.open.decision.grades.add.setFocus(Qt.FocusReason.OtherFocusReason)
            self.go.offer("The changed grade is off", "Undo", lambda: self._take_back(case_id))

    def _do(self, act: Callable[[Workbook], object]) -> bool:
        """Do an act to the case in hand and show it; False where it was refused."""
        assert self.case is not None
        try:
            self.session.act(act, self.case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        self.case = peek(self.session, self.case.id)
        self._replace()
        self._fill(keep=True)
        self._show_lines()
        return True

    def _replace(self) -> None:
        """Keep the case in hand among those of the meeting."""
        if self.case is not None:
            self.cases = [self.case if one.id == self.case.id else one for one in self.cases]

    def _left(self, _entry_id: str, _key: str) -> None:
        if self.session.has_unsaved:
            self.session.flush()
        if self.case is not None and self.meeting is not None:
            self._replace()
            self._show_lines()
        self._soon.start()

    def _change(self, role: str, answer: object) -> None:
        """Keep an answer of the meeting itself."""
        if self.meeting is None or self._is_closed:
            return
        value = answer if isinstance(answer, str | int | list) else None
        self._act_on_meeting({role: value})

    def _act_on_meeting(self, said: dict[str, Answer | None]) -> bool:
        assert self.meeting is not None
        meeting = self.meeting
        try:
            self.meeting = self.session.act(lambda wb: wb.panel.change(meeting.id, said), lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        self.open.show_head(self.meeting)
        self.open.roles.show_meeting(self.meeting, self._is_closed)
        self._show_lines()
        return True

    # The cases of the meeting

    def _set_cases(self, refs: Sequence[str]) -> None:
        if self._act_on_meeting({AGENDA: "\n".join(refs)}):
            self._read()

    def _add(self, refs: list[str]) -> None:
        if self.meeting is not None:
            self._set_cases([*self.meeting.cases, *(ref for ref in refs if ref not in self.meeting.cases)])

    def _take_out(self) -> None:
        """Take the case in hand off the meeting; one that is decided stays on it."""
        if self.meeting is None or self.case is None:
            return
        if decisions_of(self.case, self.meeting.number):
            self.go.say(f"{self.case.ref} has a decision of this meeting. Undo or remove that first.", "warn")
            return
        ref, before = self.case.ref, self.meeting.cases
        self.case = None
        self._set_cases([one for one in before if one != ref])
        self.go.offer(f"{ref} is off this meeting", "Undo", lambda: self._set_cases(before))

    def _move(self, by: int) -> None:
        """Move the case in hand up or down in the order of the papers."""
        if self.meeting is None or self.case is None:
            return
        refs = list(self.meeting.cases)
        at = refs.index(self.case.ref)
        if 0 <= at + by < len(refs):
            refs.insert(at + by, refs.pop(at))
            self._set_cases(refs)

    # Recording and sealing

    def record(self) -> None:
        """Record the decision when nothing that is needed is missing, and go on; else go to what is."""
        if self.case is None or self.meeting is None or self._is_closed:
            return
        self.session.flush()
        case = self.case = peek(self.session, self.case.id)
        self._replace()
        found = decisions_of(case, self.meeting.number) or [entry_of(case, self.meeting)]
        left_in = ((entry, missing) for entry in found if (missing := left_of(case, entry)))
        if first := next(left_in, None):
            entry, missing = first
            self._fill(keep=True)
            self.open.decision.focus_field(missing.key, entry.id)
            self.go.say(f"“{missing.label}” is needed before this is recorded.", "warn")
            return
        said = in_words(case, decisions_of(case, self.meeting.number))
        self._show_lines()
        left = undecided(self.meeting, self.cases)
        if left:
            after = self.cases.index(case)
            order = [*self.cases[after + 1 :], *self.cases[:after]]
            self.show_case(next(one.id for one in order if one in left))
            self.open.decision.start()
        else:
            self.open.seal.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go.offer(
            f"Recorded in {case.ref}: {said[:1].lower()}{said[1:]}", "Undo", lambda: self._take_back(case.id)
        )

    def _take_back(self, case_id: str) -> None:
        """Go back to a decision that was just recorded, and take its last change back."""
        self.show_case(case_id)
        self.undo()

    def _ask_to_seal(self) -> None:
        """Say what sealing does, and ask once more."""
        self.open.details.flush()
        self._read()
        if self.meeting is not None and self.open.seal.isEnabled():
            self.open.question.ask(self.meeting.number, what_sealing_does(self.meeting, self.cases))

    def _leave_question(self) -> None:
        self.open.question.hide()
        self.open.seal.setFocus(Qt.FocusReason.OtherFocusReason)

    def seal(self) -> None:
        """Seal the minutes; from now on a further minute corrects them."""
        if self.meeting is None or self.session.read_only:
            return
        self.open.details.flush()
        meeting = self.meeting
        try:
            self.meeting = self.session.act(lambda wb: wb.panel.seal(meeting.id))
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._read()
        self.open.further.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go.say(f"Minutes {meeting.number} are sealed.", "ok")

    def _further(self) -> None:
        if self.meeting is not None:
            meeting = self.meeting
            self._begin_meeting(lambda wb: wb.panel.further(meeting.id, date.today()))

    def _plan(self, day: date) -> None:
        self._begin_meeting(lambda wb: wb.panel.plan(day))

    def _begin_meeting(self, do: object) -> None:
        assert callable(do)
        try:
            made = self.session.act(do)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.start(made.id)

    # Moving

    def _export(self, what: str) -> None:
        if self.meeting is not None and self.session.flush():
            self.open.details.flush()
            self.go.export(what, meeting=self.meeting.number)

    def _open_case(self) -> None:
        if self.case is not None and self.session.flush():
            self.go.case(self.case.id)

    def _step(self, by: int) -> None:
        if self.case is None or self.meeting is None:
            return
        ids = [case.id for case in self.cases]
        at = ids.index(self.case.id) + by
        if 0 <= at < len(ids):
            self.show_case(ids[at])

    def _step_back(self) -> None:
        """From question to button, from decision to row, from there to all meetings, then to the cases."""
        if self.meeting is None:
            self.go.cases()
            return
        if self.open.question.isVisible():
            self._leave_question()
            return
        inside = self.open.decision.isAncestorOf(self.focusWidget() or self)
        line = next((one for one in self.open.cases.lines if one.selected), None)
        if inside and line is not None:
            line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.show_list()

    def undo(self) -> None:
        """Take back the last change in the case in hand."""
        if self.case is not None:
            self._show_step(self.acts.undo(self.case))

    def redo(self) -> None:
        """Make the change again that was undone."""
        if self.case is not None:
            self._show_step(self.acts.redo(self.case))

    def _show_step(self, step: Step | None) -> None:
        if step is None or self.case is None:
            return
        self.case = read(self.session, self.case.id)
        self._replace()
        self._show_lines()
        self._fill(keep=False)
        if step.place[1]:
            self.open.decision.focus_field(step.place[1], step.place[0])
        self.go.say(step.said)

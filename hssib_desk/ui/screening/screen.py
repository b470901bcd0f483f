"""Screening row after row: the deaths at the left, one page in the middle, duties at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from hssib_desk.domain.duties.rule import FORM
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.forms.rules import Advised, Context, Finding
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.case.case_commands import CaseActs, Step
from hssib_desk.ui.case.seen import peek, read
from hssib_desk.ui.case.signing.kept import keep_as_it_is
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import ProgressBar, Separator
from hssib_desk.ui.kit.fields.keys import REDO, UNDO, on_key
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.screening.deaths import DeathsList, is_open, rows_of_sitting
from hssib_desk.ui.screening.duties import DutiesPanel
from hssib_desk.ui.screening.page import ScreeningPage
from hssib_desk.ui.screening.who import WhoSigns
from hssib_desk.ui.session import Session, with_typed
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

LIST = 272
NARROW = 1120  # width at text size 100% under which the duties fold away
MARK_AFTER_MS = 250
WHO = "Who signs? Your name and role are asked once on this computer."
ALL_DONE = "Every death in this list is screened."


class ScreeningScreen(Place):
    """Shows one death at a time; every answer is saved as it is given, and a signature leads to the next."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.acts = CaseActs(session, go)
        self.deaths = DeathsList(session.library)
        self.page, self.duties = ScreeningPage(WhoSigns(session.library)), DutiesPanel()
        self.bar, self.count = ProgressBar(0, "screened"), Headline("", "second")
        self.nothing = Paragraph(ALL_DONE, "subtitle")
        self._soon = QTimer(self, singleShot=True, interval=MARK_AFTER_MS)
        self._soon.timeout.connect(self._mark)
        self._build()
        self._connect()

    def _build(self) -> None:
        left = QFrame()
        left.setProperty("role", "side-panel-left")
        left.setFixedWidth(current().px(LIST))
        self.back = LinkButton("Cases", "chevron-left")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 12, 1, 0)
        column.setSpacing(4)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 4)
        head.setSpacing(2)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addWidget(Headline("Screening", "card-title"))
        head.addWidget(Headline("Oldest death first", "second"))
        column.addLayout(head)
        rows = QVBoxLayout()
        rows.setContentsMargins(12, 0, 12, 0)
        rows.addWidget(self.deaths)
        column.addLayout(rows, 1)
        column.addWidget(Separator())
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 12, 24, 12)
        foot.setSpacing(8)
        foot.addWidget(self.bar)
        foot.addWidget(self.count)
        column.addLayout(foot)
        self.left = left
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.page, 1)
        row.addWidget(self.duties)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.go.cases())
        self.deaths.chosen.connect(self.show_case)
        self.duties.asked.connect(self._answer_duties)
        self.page.owed.clicked.connect(self._answer_duties)
        self.page.edited.connect(self._edit)
        self.page.left.connect(self._left)
        self.page.held.connect(self.session.saving)
        self.page.kept.connect(self._keep)
        self.page.signed.connect(self.sign)
        self.page.reopened.connect(self.reopen)
        keys = (
            ("Ctrl+Return", self.sign), ("Ctrl+Enter", self.sign), ("Ctrl+Down", lambda: self._step(1)),
            ("Ctrl+Up", lambda: self._step(-1)), (UNDO, self.undo), (REDO, self.redo),
        )  # fmt: skip
        for key, act in keys:
            on_key(self, key, act)

    # What the window asks

    def start(self, case_id: str = "") -> None:
        """Begin a sitting at a death, or at the oldest that is not screened."""
        self._read_rows()
        self.page.who.refresh()
        self.show_case(case_id or self.deaths.rows.next_open(-1))

    def refresh(self) -> None:
        """Read the list and the death in sight again."""
        if self.case is None:
            self.start()
        else:
            self._read_rows(self.case.id)
            self.show_case(self.case.id)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of people's words behind the lock."""
        if self.session.has_unsaved:
            return False
        self._soon.stop()
        self.deaths.rows.show_rows([])
        return True

    def parts(self) -> Sequence[QWidget]:
        """The list, the page and the duties."""
        return (self.left, self.page, self.duties)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the duties away where there is no room for them."""
        super().resizeEvent(event)
        is_wide = self.width() >= current().px(NARROW)
        self.duties.setVisible(is_wide)
        self.page.owed.setVisible(not is_wide)

    def _read_rows(self, with_case: str = "") -> None:
        """The deaths to screen; those that were screened in this sitting stay in their places."""
        try:
            rows = rows_of_sitting(self.session, "to_screen")
            stay = {row.id: row for row in self.deaths.rows.rows if not is_open(row)}
            wanted = tuple({*stay, *([with_case] if with_case else [])} - {row.id for row in rows})
            if wanted:
                rows += self.session.workbook.lists.cases(CaseQuery(only=wanted), 0, len(wanted))
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.deaths.rows.show_rows(sorted(rows, key=lambda row: (row.died or "9999", row.ref)))
        self._count()

    def _count(self) -> None:
        rows = self.deaths.rows.rows
        done = sum(not is_open(row) for row in rows)
        self.bar.set_percent(100 * done / len(rows) if rows else 100)
        self.count.setText(f"{done:,} of {len(rows):,} screened" if rows else ALL_DONE)

    def show_case(self, case_id: str) -> None:
        """Show a death of the list, or say that none is left."""
        if not case_id:
            self.go.say(ALL_DONE, "ok")
            self.go.cases()
            return
        try:
            self.case = read(self.session, case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        if self.deaths.rows.at(case_id) < 0:
            self._read_rows(case_id)
        self.deaths.choose(case_id)
        self._fill(keep=False)
        if not self.deaths.hasFocus():
            self.page.start()

    def _fill(self, keep: bool) -> None:
        if self.case is None:
            return
        context = Context(self.case)
        self.page.show_case(self.case, context, keep=keep)
        self.duties.show_case(self.case)
        self.page.owed.set_words(f"Deadlines, {self.duties.left} open")

    # Answers

    def _edit(self, entry_id: str, key: str, answer: Answer | None) -> None:
        if self.case is None:
            return
        if entry_id:
            before = self.case
            self._take(entry_id, key, answer)
            self._offer_reason(before, key)
            self._offer_day(before)
        if isinstance(answer, str) and isinstance(self.focusWidget(), QLineEdit | QTextEdit):
            self._soon.start()
        else:
            self._mark()

    def _keep(self, remark: Advised, reason: str) -> None:
        """Keep an answer that something is said of, with the reason, as it is typed."""
        if self.case is None:
            return
        try:
            self.case = keep_as_it_is(self.session, self.case, remark, reason)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._soon.start()

    def _take(self, entry_id: str, key: str, answer: Answer | None) -> None:
        assert self.case is not None
        self.case = with_typed(self.case, {entry_id: {key: answer}})
        self.session.edit(self.case.id, entry_id, key, answer)

    def _offer_reason(self, before: CaseFile, key: str) -> None:
        """With a next step that was suggested comes its sentence, unless somebody wrote their own."""
        assert self.case is not None
        entry = screening.entry_of(self.case)
        asked = entry.form.role("outcome") if entry else None
        reason = entry.form.role("outcome_reason") if entry else None
        if entry is None or asked is None or reason is None or key != asked.key:
            return
        found, chosen = screening.suggestion(self.case), screening.outcome_of(self.case)
        written = str(entry.answers.get(reason.key) or "")
        own = written and written != screening.suggestion(before).sentence
        takes = found.choice is not None and found.choice == chosen
        if not own and (takes or written):
            self._take(entry.id, reason.key, found.sentence if takes else None)

    def _offer_day(self, before: CaseFile) -> None:
        """With a next step that waits for somebody else comes the day of the next look."""
        assert self.case is not None
        entry, chosen = screening.entry_of(self.case), screening.outcome_of(self.case)
        asked = entry.form.role("look_again") if entry else None
        if entry is None or asked is None or chosen is None or asked.key in entry.answers:
            return
        if chosen.means == screening.WAITS and screening.outcome_of(before) != chosen:
            self._take(entry.id, asked.key, screening.look_again_on(self.case).isoformat())

    def _left(self, _entry_id: str, _key: str) -> None:
        if self.session.has_unsaved:
            self.session.flush()
        self._soon.start()

    def _mark(self) -> None:
        self._soon.stop()
        self._fill(keep=True)

    # Signing and moving

    def sign(self, opens: bool = False) -> None:
        """Sign when nothing that is needed is left, and go on; else go to what is missing."""
        if self.case is None or self.session.read_only:
            return
        self.session.flush()
        case = self.case = peek(self.session, self.case.id)
        if screening.is_signed(case):
            self.show_case(self.deaths.rows.next_open(self.deaths.rows.at(case.id)))
            return
        left = screening.left(case)
        if left:
            self._mark()
            self._lead_to(left[0], len(left))
            return
        who = self.page.who.given()
        if who is None:
            self.page.who.ask()
            self.go.say(WHO, "warn")
            return
        name, role = who
        try:
            done = self.session.act(
                lambda wb: wb.reviews.sign_screening(case.id, name=name, role=role), case.id
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        chosen = screening.outcome_of(done)
        self._read_rows(case.id)
        if opens and done.level != "screen":
            self.go.case(case.id)
            return
        self.go.say(f"{done.ref} signed: {chosen.label if chosen else ''}.", "ok")
        self.show_case(self.deaths.rows.next_open(self.deaths.rows.at(case.id)))

    def _lead_to(self, first: Finding, left: int) -> None:
        key = first.field.key
        if self.page.questions is not None and not self.page.questions.focus_field(key):
            self.page.unfold()
            self.page.questions.focus_field(key)
        needed = f"{left} answer{'' if left == 1 else 's'} needed before this can be signed."
        self.go.say(needed if first.kind == "missing" else first.sentence, "warn")

    def reopen(self, reason: str) -> None:
        """Open the screening in sight again, for a reason that stays in the history."""
        if self.case is None:
            return
        case = self.case
        try:
            self.session.act(lambda wb: wb.reviews.reopen_screening(case.id, reason), case.id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.refresh()

    def _answer_duties(self) -> None:
        """Lead to the page on which the duties of this death are answered."""
        if self.case is not None and self.session.flush():
            self.go.case(self.case.id, page=FORM)

    def _step(self, by: int) -> None:
        rows = self.deaths.rows.rows
        at = self.deaths.rows.at(self.case.id) + by if self.case else 0
        if 0 <= at < len(rows):
            self.show_case(rows[at].id)

    def undo(self) -> None:
        """Take back the last change in this death."""
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
        self._fill(keep=False)
        if self.page.questions is not None and step.place[1]:
            self.page.questions.focus_field(step.place[1])
        self.go.say(step.said)

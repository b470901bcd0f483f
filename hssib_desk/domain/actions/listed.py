"""One action as a list on paper or in an e-mail says it: what, by when, how late, what was said last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hssib_desk.domain.actions.measures import DONE, SET_ASIDE, Brag, action_facts, amber_days, brag
from hssib_desk.domain.actions.progress import Note, latest_note
from hssib_desk.domain.actions.promises import promised_before
from hssib_desk.domain.dates import PartialDate, read_iso, show_date, show_days
from hssib_desk.domain.forms.rules import Context, hidden_answers
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile

LATE, OPEN, CHECK, OWED, DONE_HERE, ENDED = "late", "open", "check", "owed", "done", "ended"
STANDINGS = (LATE, OPEN, CHECK, OWED, DONE_HERE, ENDED)  # in the order in which a list has them


@dataclass(frozen=True)
class ListedAction:
    """What a list says of an action; answers that identify somebody, or are not asked, are not in it."""

    entry_id: str
    ref: str
    title: str
    area: str
    owner: str
    organisation: str
    status: str
    state: Brag
    standing: str  # one of STANDINGS
    due: PartialDate | None
    promised: tuple[str, ...]  # earlier target dates, oldest first
    days_left: int | None
    measure: str
    evidence: str
    note: Note
    check_due: PartialDate | None

    @property
    def days(self) -> str:
        """How late, or how long there is."""
        if self.state.days_overdue is not None:
            return f"{show_days(self.state.days_overdue)} overdue"
        if self.standing != OPEN or self.days_left is None:
            return ""
        return "due today" if self.days_left == 0 else f"{show_days(self.days_left)} left"

    @property
    def due_text(self) -> str:
        """The target date in force, in words."""
        return show_date(self.due) if self.due else ""


def listed(case: CaseFile, entry: EntryFile, history: Sequence[Change]) -> ListedAction:
    """What a list says of one action of a case on the day of the case."""
    hidden = {field.key for field in hidden_answers(entry, Context(case))}

    def text(role: str) -> str:
        field = entry.field(role)
        return "" if field is None or field.key in hidden else entry.text(role).strip()

    facts, check = action_facts(entry), read_iso(entry.value("assurance_due"))
    state = brag(entry, case.today, case.library, amber_days(case.facts.settings, case.library))
    return ListedAction(
        entry_id=entry.id,
        ref=f"{case.ref}-{entry.ref}",
        title=text("title") or "Not written yet",
        area=text("area"),
        owner=text("owner"),
        organisation=text("other_organisation"),
        status=text("status"),
        state=state,
        standing=_standing(entry, case, state),
        due=facts.target,
        promised=promised_before(entry, history),
        days_left=(facts.target.last - case.today).days if facts.target else None,
        measure=text("measure"),
        evidence=text("evidence"),
        note=latest_note(entry, history, case.today) if text("progress") else Note(),
        check_due=check,
    )


def _standing(entry: EntryFile, case: CaseFile, state: Brag) -> str:
    status = action_facts(entry).status
    if is_owed(entry):
        return OWED
    if state.days_overdue is not None:
        return LATE
    if is_check_due(entry, case.today, amber_days(case.facts.settings, case.library)):
        return CHECK
    if status in SET_ASIDE or status == "closed":
        return ENDED
    return DONE_HERE if status in DONE else OPEN


def is_owed(entry: EntryFile) -> bool:
    """Whether another organisation has taken the action over, and no answer of theirs is recorded."""
    return action_facts(entry).status == "transferred" and entry.value("answered_date") is None


def is_check_due(entry: EntryFile, today: date, soon: int) -> bool:
    """Whether somebody has to look now, or within some days, whether a finished action made a difference."""
    day = read_iso(entry.value("assurance_due"))
    if day is None or entry.value("assurance_result") is not None:
        return False
    is_done = action_facts(entry).status in ("verified", "closed")
    return is_done and day.first <= today + timedelta(days=soon)


def in_order(actions: Iterable[ListedAction]) -> list[ListedAction]:
    """The most overdue first, then what is due next; within a day by reference."""

    def place(action: ListedAction) -> tuple[int, int, date, str]:
        due = action.check_due if action.standing == CHECK else action.due
        late = -(action.state.days_overdue or 0)
        return STANDINGS.index(action.standing), late, due.last if due else date.max, action.ref

    return sorted(actions, key=place)

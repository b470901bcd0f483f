"""What the dates, status and strength of an action mean today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hssib_desk.domain.dates import PartialDate, read_iso, show_days
from hssib_desk.domain.forms.form import CodeList, Form, FormError, Library
from hssib_desk.domain.review.case_file import EntryFile

# Words of the code lists that say an action's work is done, or that it will not be done here.
DONE = frozenset({"implemented", "verified", "closed"})
SET_ASIDE = frozenset({"superseded", "not_accepted", "transferred"})
NOT_BEGUN = frozenset({"", "draft", "agreed"})
STRENGTHS = ("strong", "intermediate", "weak")
# An action is open unless it is closed or set aside; every list, count and sheet asks this.
NOT_OPEN = SET_ASIDE | {"closed"}
BRAG = ("red", "amber", "green", "blue", "not_started", "set_aside")
AMBER_DAYS = 14


@dataclass(frozen=True)
class ActionFacts:
    """All that the colour of an action follows from; `status` is a meaning, not a code."""

    status: str = ""
    original: PartialDate | None = None
    revised: PartialDate | None = None
    at_risk: bool = False

    @property
    def target(self) -> PartialDate | None:
        """The target date in force."""
        return self.revised or self.original

    @property
    def is_extended(self) -> bool:
        """Whether the target date in force is later than the first one."""
        return bool(self.original and self.revised and self.revised.last > self.original.last)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status not in NOT_OPEN


@dataclass(frozen=True)
class Brag:
    """The colour of an action in words; days are None when it is not overdue, `why` explains the colour."""

    code: str
    label: str
    meaning: str
    days_overdue: int | None
    days_over_original: int | None
    why: str


def meaning(entry: EntryFile, role: str) -> str:
    """What the chosen code of a role means ("closed", "weak", "yes" …), empty when nothing is known."""
    field = entry.field(role)
    value = None if field is None else entry.answers.get(field.key)
    if field is None or field.options is None or not isinstance(value, str):
        return ""
    return field.options.means(value)


def is_action(form: Form) -> bool:
    """Whether the entries of a form are actions: they have an owner, a status and a target."""
    return form.repeat and all(form.role(role) for role in ("owner", "status", "target_date"))


def action_log_forms(library: Library) -> frozenset[str]:
    """The forms an action log reads: the actions, and the particulars of the case that rules look at."""
    return frozenset(key for key, form in library.forms.items() if not form.repeat or is_action(form))


def action_facts(entry: EntryFile) -> ActionFacts:
    """What the colour of an action follows from, read through its roles."""
    return ActionFacts(
        status=meaning(entry, "status"),
        original=read_iso(entry.value("target_date")),
        revised=read_iso(entry.value("revised_date")),
        at_risk=meaning(entry, "risk_flag") == "yes",
    )


def is_open(entry: EntryFile) -> bool:
    """Whether somebody still has to do something about an action."""
    return action_facts(entry).is_open


def days_over(target: PartialDate | None, status: str, today: date) -> int | None:
    """Days since a target that was missed; None when it was not, or when the work is done or set aside."""
    if target is None or status in DONE or status in SET_ASIDE or target.last >= today:
        return None
    return (today - target.last).days


def brag_code(facts: ActionFacts, today: date, amber_days: int = AMBER_DAYS) -> tuple[str, str]:
    """The colour and the reason for it, in the order in which the rules are asked."""
    if facts.status == "closed":
        return "blue", "closed with evidence"
    if facts.status in SET_ASIDE:
        return "set_aside", "no longer pursued here"
    if facts.status in DONE:
        return "green", "done, waiting for the evidence to be checked or the action to be closed"
    overdue = days_over(facts.target, facts.status, today)
    if overdue is not None:
        return "red", f"{show_days(overdue)} overdue"
    return _in_time(facts, today, amber_days)


def _in_time(facts: ActionFacts, today: date, amber_days: int) -> tuple[str, str]:
    target = facts.target
    if facts.at_risk:
        return "amber", "at risk, says the owner"
    if facts.status == "on_hold":
        return "amber", "on hold"
    if target and target.last <= today + timedelta(days=amber_days):
        left = (target.last - today).days
        return "amber", f"due in {show_days(left)}" if left else "due today"
    if facts.is_extended:
        return "amber", "given a later date"
    if facts.status in NOT_BEGUN:
        return "not_started", "not yet due" if target else "no target date yet"
    return "green", "on track" if target else "under way, no target date yet"


def brag(entry: EntryFile, today: date, library: Library, amber_days: int | None = None) -> Brag:
    """The colour of an action today, in the words of the library's key of colours."""
    key, facts = brag_list(library), action_facts(entry)
    days = key.settings.get("amber_days", AMBER_DAYS) if amber_days is None else amber_days
    code, why = brag_code(facts, today, days)
    choice = next(choice for choice in key.choices if choice.means == code)
    # An action that was set aside is called what it is.
    set_aside = entry.text("status") if code == "set_aside" else ""
    return Brag(
        code=code,
        label=set_aside or choice.label,
        meaning=why if set_aside else choice.help,
        days_overdue=days_over(facts.target, facts.status, today),
        days_over_original=days_over(facts.original, facts.status, today),
        why=why,
    )


def amber_days(settings: Mapping[str, str], library: Library) -> int:
    """How many days before its target an action turns amber: the workbook's own number, or the list's."""
    own = settings.get("amber_days", "")
    return int(own) if own.isdecimal() else brag_list(library).settings.get("amber_days", AMBER_DAYS)


def brag_list(library: Library) -> CodeList:
    """The list whose choices mean the colours, in the order in which it prints its key."""
    for found in library.lists.values():
        if set(BRAG) <= {choice.means for choice in found.choices}:
            return found
    raise FormError("forms/lists: no list has a choice for each of " + ", ".join(BRAG) + "; add one.")

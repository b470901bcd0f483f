"""What the action log counts while its rows go by: labels and numbers only, so that memory stays flat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hssib_desk.domain.actions.measures import Brag, action_facts, is_open
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.review.case_file import EntryFile

NOT_SAID = "(not said)"
NOT_OVERDUE, LONGER = "Not overdue", "More than 90 days"
AGES = ((30, "1 to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))
GROUPED_BY = ("theme", "ward", "owner")


@dataclass
class Count:
    """How many actions, how many of them are still open, how many of those overdue."""

    all: int = 0
    open: int = 0
    overdue: int = 0

    def add(self, is_open_now: bool, is_overdue: bool) -> None:
        """Count one action."""
        self.all += 1
        self.open += is_open_now
        self.overdue += is_overdue


@dataclass
class Tally:
    """The control totals of an action log and the counts of its summary."""

    selected: int = 0
    written: int = 0
    cases: int = 0
    left_out: int = 0
    withheld: list[str] = field(default_factory=list)  # cases of which a second reviewer sees no action
    total: Count = field(default_factory=Count)
    groups: dict[str, dict[str, Count]] = field(default_factory=dict)
    ages: Counter[str] = field(default_factory=Counter)
    colours: dict[str, str] = field(default_factory=dict)
    past_first_target: int = 0
    later_date: int = 0
    without_owner: int = 0

    def add(self, entry: EntryFile, state: Brag, hidden: set[str]) -> None:
        """Count one action that was written, under everything the summary groups by."""
        self.written += 1
        self.colours[state.label] = state.code
        open_now, overdue = is_open(entry), state.days_overdue is not None
        self.total.add(open_now, overdue)
        self._under("brag", [state.code], open_now, overdue)
        self._under("strength", [strength_of(entry, hidden)], open_now, overdue)
        for role in GROUPED_BY:
            self._under(role, list(labels_of(entry, role, hidden)), open_now, overdue)
        if open_now:
            self.ages[_age(state.days_overdue or 0)] += 1
            self.past_first_target += state.days_over_original is not None
            self.later_date += action_facts(entry).is_extended
            self.without_owner += not entry.text("owner").strip()

    def _under(self, group: str, labels: list[str], open_now: bool, overdue: bool) -> None:
        counts = self.groups.setdefault(group, {})
        for label in labels or [NOT_SAID]:
            counts.setdefault(label.strip() or NOT_SAID, Count()).add(open_now, overdue)


def strength_of(entry: EntryFile, hidden: set[str]) -> str:
    """The short name of an action's strength, or an empty text."""
    asked, value = entry.field("strength"), entry.value("strength")
    if asked is None or value is None or asked.key in hidden:
        return ""
    choice = asked.options.by_code.get(str(value)) if asked.options else None
    return kinds.show(asked, value) if choice is None else choice.short or choice.label


def labels_of(entry: EntryFile, role: str, hidden: set[str]) -> Iterator[str]:
    """What a role's answer says, one label for each of several answers."""
    asked, value = entry.field(role), entry.value(role)
    if asked is None or value is None or asked.key in hidden:
        return
    for code in kinds.codes(asked, value):
        yield asked.options.label(code) if asked.options else code


def _age(days: int) -> str:
    if days <= 0:
        return NOT_OVERDUE
    return next((label for most, label in AGES if days <= most), LONGER)

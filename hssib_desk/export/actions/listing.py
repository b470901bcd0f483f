"""What a list of actions says, before it is laid out: its actions in order, and a sentence over them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hssib_desk.domain.actions.changes import ActionChange, counted
from hssib_desk.domain.actions.listed import CHECK, LATE, OPEN, OWED, ListedAction, in_order, listed
from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.dates import show_date, show_days, show_long
from hssib_desk.domain.review.blinding import WHOLE_LOG, is_blind_view, keep_from_second, left_out
from hssib_desk.domain.review.case_file import CaseFile, Change, WorkbookFacts
from hssib_desk.domain.review.privacy import text_hits, without_identifiers
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.export.report import Progress, goes_on

Histories = Callable[[str], Sequence[Change]]


@dataclass(frozen=True)
class Listing:
    """Some actions of a workbook on one day, in the order in which they are read."""

    facts: WorkbookFacts
    day: date
    owner: str = ""  # whose they all are; empty for a list of several owners
    chosen_by: tuple[str, ...] = ()
    since: date | None = None
    changes: tuple[ActionChange, ...] = ()  # what is different since that day
    actions: tuple[ListedAction, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def title(self) -> str:
        """Whose list it is, or what it is about."""
        if self.owner:
            return self.owner
        return f"What changed since {show_long(self.since)}" if self.since else "Actions"

    def of(self, standing: str) -> list[ListedAction]:
        """The actions that stand alike."""
        return [action for action in self.actions if action.standing == standing]

    def summary(self) -> str:
        """How many there are, how many are overdue and since when; and what is different since a day."""
        said = [*_standing(self), *_changed(self)]
        return " ".join(said) if said else "There is no action to list."


def _standing(listing: Listing) -> list[str]:
    late, still_open = listing.of(LATE), [*listing.of(LATE), *listing.of(OPEN)]
    if not listing.actions:
        return []
    said = [f"{_many(len(listing.actions), 'action')}."]
    if still_open:
        first = min((action.due.last for action in late if action.due), default=None)
        longest = max((action.state.days_overdue or 0 for action in late), default=0)
        most = f", the longest by {show_days(longest)}, since {show_long(first)}" if first else ""
        overdue = f"{len(late):,} overdue{most}" if late else "none overdue"
        said = [f"{_many(len(still_open), 'action')} to do, {overdue}."]
    for standing, one, several in (
        (CHECK, "effect check is due", "effect checks are due"),
        (OWED, "action is owed by another organisation", "actions are owed by other organisations"),
    ):
        if n := len(listing.of(standing)):
            said.append(f"{n:,} {one if n == 1 else several}.")
    return said


def _changed(listing: Listing) -> list[str]:
    if listing.since is None:
        return []
    counts = ", ".join(f"{what.lower()} {n:,}" for what, n in counted(listing.changes).items())
    day = show_long(listing.since)
    return [f"Different since {day}: {counts}." if counts else f"Nothing has changed since {day}."]


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def list_actions(
    cases: Iterable[CaseFile],
    histories: Histories,
    listing: Listing,
    only: Collection[str] | None,
    progress: Progress | None = None,
) -> Listing:
    """Fill a list with the actions of cases; `only` keeps to some of them, by entry."""
    found: list[ListedAction] = []
    notes: list[str] = []
    withheld: list[str] = []
    for case in cases:
        if is_blind_view(case):
            withheld.append(case.ref)
            continue
        own = [
            entry
            for entry in without_identifiers(case).entries
            if is_action(entry.form) and (only is None or entry.id in only)
        ]
        if not own:
            continue
        history = histories(case.id)
        found += [listed(case, entry, history) for entry in own]
        notes += [keep_from_second(case.ref)] if state_of(case) == "blind" else []
        refs = {entry.ref for entry in own}
        forms = {entry.form.key for entry in own}
        notes += [hit.sentence for hit in text_hits(case, forms) if hit.entry_ref in refs]
        goes_on(progress, len(found))
    if withheld:
        notes.append(f"{left_out(len(withheld), withheld)} {WHOLE_LOG}")
    return Listing(
        listing.facts,
        listing.day,
        listing.owner,
        listing.chosen_by,
        listing.since,
        listing.changes,
        tuple(in_order(found)),
        tuple(notes),
    )


def when(action: ListedAction) -> str:
    """When it is due, how late, and which dates were promised before."""
    if action.standing == CHECK and action.check_due:
        return f"Effect check due {show_date(action.check_due)}"
    said = [f"Due {action.due_text}" if action.due else "No target date yet"]
    said += [action.days] if action.days else []
    said += [f"promised before: {', '.join(action.promised)}"] if action.promised else []
    return ", ".join(said)

"""What each row of the first page says, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from hssib_desk.domain.dates import show_long
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, HomeFacts, HomeRow, Person
from hssib_desk.ui.window.navigator import Navigator

ChipWords = tuple[str, str, str | None]  # kind, words and sign
SOON_DAYS = 7
# Where a second review goes on: it is begun where the first was signed; a blind one where something is left.
SECOND_PAGES = {"none": "sign_off", "compare": "compare", "agreeing": "compare"}
_LEVELS = {"full": "Full review", "short": "Short review", "screen": "Screening"}


@dataclass(frozen=True)
class Item:
    """A row: its words, the sign before them, the chip behind them, and what opening it does."""

    title: str
    second: str
    icon: str
    chip: ChipWords
    open: Callable[[], object]
    name: str = ""


def duties(facts: HomeFacts, go: Navigator, everyone: bool) -> list[Item]:
    """The deadlines."""
    return [
        Item(
            row.title or row.case_ref,
            _joined(row.case_ref, row.detail, row.who if everyone else ""),
            "clock",
            due_chip(row),
            partial(go.case, row.case_id, page=DUTIES, field=row.field),
        )
        for row in facts.duties.rows
    ]


def reviews(facts: HomeFacts, go: Navigator, everyone: bool) -> list[Item]:
    """The reviews to finish by their due date, and the deaths to screen as one among them."""
    found = [(row.due or date.max, _review(row, go, everyone)) for row in facts.to_finish.rows]
    if facts.to_screen.count:
        first = facts.to_screen.rows[0]
        deaths = f"{facts.to_screen.count:,} death{'' if facts.to_screen.count == 1 else 's'} to screen"
        begin = f"Begin with {first.case_ref}, the oldest"
        made = Item(
            deaths,
            begin,
            "list-checks",
            due_chip(first),
            lambda: go.screen_deaths(first.case_id),
            "to-screen",
        )
        found.append((first.due or date.max, made))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _review(row: HomeRow, go: Navigator, everyone: bool) -> Item:
    left = f"{row.detail}, {row.to_finish} left" if row.to_finish else "nothing left"
    second = _joined(_LEVELS.get(row.level, ""), left, row.who if everyone else "")
    soon = row.days is not None and row.days <= SOON_DAYS
    chip: ChipWords = due_chip(row) if row.due else ("info", f"{row.percent}%", None)
    if not (row.to_finish or soon):
        chip = "ok", "Ready to sign", "check"
    return Item(row.case_ref, second, "pen-line", chip, partial(go.case, row.case_id))


def seconds(facts: HomeFacts, go: Navigator, everyone: bool) -> list[Item]:
    """The second reviews, and the parts that somebody waits for, by their day.

    Nothing of the first review’s scores: who reads this may be the second reviewer.
    """
    found = [
        (row.due or date.max, Item(
            f"{row.case_ref}, second review",
            _joined(row.detail, row.who if everyone else ""),
            "files",
            due_chip(row),
            partial(go.case, row.case_id, page=SECOND_PAGES.get(row.second, "")),
        ))
        for row in facts.second_reviews.rows
    ]  # fmt: skip
    for row in facts.parts.rows:
        part, _, assignee = row.detail.partition(" · ")
        waits = f"Waiting for {assignee}" if assignee else "Waiting for its signature"
        title = f"{row.case_ref}, {part[:1].lower()}{part[1:]}"
        lead = partial(go.case, row.case_id, page="sign_off")
        found.append((row.due or date.max, Item(title, waits, "users", due_chip(row), lead)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def overdue(facts: HomeFacts, go: Navigator, person: Person | None) -> list[Item]:
    """The actions past their target."""
    query = ActionQuery(overdue=True, person=person)
    return [
        Item(
            row.title or row.ref,
            _joined(row.ref if row.title else "", row.detail),
            "list-checks",
            _days_chip(row.days),
            partial(go.action_log, query, row.entry_id),
        )
        for row in facts.overdue.rows
    ]


def effects(facts: HomeFacts, go: Navigator, person: Person | None) -> list[Item]:
    """The closed actions whose effect is to be looked at."""
    query = ActionQuery(check_due=True, person=person)
    return [
        Item(
            row.title or row.ref,
            _joined(row.ref if row.title else "", row.detail),
            "chart-no-axes-column",
            due_chip(row),
            partial(go.action_log, query, row.entry_id),
        )
        for row in facts.effects.rows
    ]


def panel(facts: HomeFacts, go: Navigator) -> list[Item]:
    """The next meeting of the panel."""
    return [
        Item(
            f"{row.title}, {show_long(row.due) if row.due else row.ref}",
            _joined(row.ref, row.detail),
            "users",
            due_chip(row),
            partial(go.panel, row.ref),
            "next-panel",
        )
        for row in facts.panel.rows
    ]


def all_of(name: str, go: Navigator, person: Person | None) -> Callable[[], object] | None:
    """What leads to all that a card holds; None for the deadlines, which have no list of their own."""
    return {
        "reviews": lambda: go.cases(CaseQuery(status="to_finish", person=person)),
        "second": lambda: go.cases(CaseQuery(status="second_review", person=person)),
        "overdue": lambda: go.action_log(ActionQuery(overdue=True, person=person)),
        "effects": lambda: go.action_log(ActionQuery(check_due=True, person=person)),
    }.get(name)


def due_chip(row: HomeRow) -> ChipWords:
    """How pressing it is, in words first."""
    if row.without_delay:
        return "bad", "Without delay", "diamond"
    if row.days is None:
        return "none", "No date", None
    if row.days < 0:
        return "bad", f"{-row.days} day{'' if row.days == -1 else 's'} over", "diamond"
    text = "today" if row.days == 0 else f"in {row.days} day{'' if row.days == 1 else 's'}"
    return ("warn", text, "triangle") if row.days <= SOON_DAYS else ("none", text, None)


def _days_chip(days: int | None) -> ChipWords:
    late = -(days or 0)
    return "bad", f"{late} day{'' if late == 1 else 's'}", "diamond"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

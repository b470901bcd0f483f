"""F22 to F27: the action log at the as-at date, whatever the date of death."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hssib_desk.domain.board.count import Count
from hssib_desk.domain.board.people import Action, BoardData

NOW = "now"
COLOURS = ("red", "amber", "green", "blue", "not_started", "set_aside")
STRENGTHS = ("strong", "intermediate", "weak")


def count_actions(data: BoardData) -> Iterator[Count]:
    """Every figure of the action log."""
    log = data.actions
    still_open = [action for action in log if action.is_open]
    yield _count("F22", "", log)
    for colour in COLOURS:
        yield _count("F22", colour, (a for a in log if a.colour == colour), log)
    for status in ("transferred", "superseded", "not_accepted"):
        yield _count("F22", status, (a for a in log if a.status == status), log)
    yield _count("F22", "open", still_open, log)
    overdue = [a for a in still_open if a.days_over]
    yield _count("F23", "", overdue, still_open)
    yield _count("F23", "first", (a for a in still_open if a.days_over_first), still_open)
    yield _number("F23", "longest", max((a.days_over or 0 for a in overdue), default=None), overdue)
    yield _count("F23", "extended", (a for a in still_open if a.extended), still_open)
    for strength in STRENGTHS:
        yield _count("F24", strength, (a for a in log if a.strength == strength), log)
    yield _count("F24", "not_said", (a for a in log if a.strength not in STRENGTHS), log)
    yield _weak_only(log)
    yield from _checks(data)
    yield from _sent(data)


def _weak_only(log: Sequence[Action]) -> Count:
    by_case: dict[str, list[Action]] = {}
    for action in log:
        by_case.setdefault(action.case, []).append(action)
    weak = [case for case, own in by_case.items() if all(action.strength == "weak" for action in own)]
    return Count("F25", "", NOW, len(weak), len(by_case), tuple(weak), tuple(by_case))


def _checks(data: BoardData) -> Iterator[Count]:
    closed = [action for action in data.actions if action.closed]
    due = [action for action in closed if action.check_due and action.check_due <= data.as_at]
    yield _count("F26", "closed", closed)
    yield _count("F26", "due", due, closed)
    for result in ("better", "same", "worse"):
        yield _count("F26", result, (a for a in due if a.check == result), due)
    yield _count("F26", "not_done", (a for a in due if not a.check), due)
    yield _count("F26", "no_measure", (a for a in closed if not a.has_measure), closed)


def _sent(data: BoardData) -> Iterator[Count]:
    sent = [action for action in data.actions if action.is_sent]
    silent = [action for action in sent if not action.answered]
    yield _count("F27", "sent", sent)
    yield _count("F27", "answered", (a for a in sent if a.answered), sent)
    yield _count("F27", "silent", silent, sent)
    days = [(data.as_at - action.sent).days for action in silent if action.sent]
    yield _number("F27", "days", max(days, default=None), silent)


def _count(figure: str, group: str, actions: Iterable[Action], of: Sequence[Action] | None = None) -> Count:
    refs = tuple(action.ref for action in actions)
    base = () if of is None else tuple(action.ref for action in of)
    return Count(figure, group, NOW, len(refs), None if of is None else len(base), refs, base)


def _number(figure: str, group: str, number: float | None, actions: Sequence[Action]) -> Count:
    return Count(figure, group, NOW, number, None, tuple(action.ref for action in actions))

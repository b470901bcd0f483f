"""F17 to F21 and F36: scores, problems, themes, good practice, agreement, and learning that came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.people import Action, Death, SecondReview

HARMS = ("yes", "probably", "no")


def count_scores(window: Window) -> Iterator[Count]:
    """The score of each phase, not applicable and not scored beside it; never a mean."""
    reviewed = [d for d in window.deaths if d.reviewed]
    for phase in dict.fromkeys(phase for death in reviewed for phase in death.phases):
        asked = [d for d in reviewed if phase in d.phases]
        scored = [d for d in asked if d.scores.get(phase) is not None]
        for points in range(1, 6):
            own = (d for d in scored if d.scores[phase] == points)
            yield window.people("F17", f"{phase}:{points}", own, scored)
        not_applicable = (d for d in asked if phase in d.scores and d.scores[phase] is None)
        yield window.people("F17", f"{phase}:not_applicable", not_applicable, asked)
        yield window.people("F17", f"{phase}:not_scored", (d for d in asked if phase not in d.scores), asked)
        yield window.people("F17", f"{phase}:n", scored, asked)


def count_learning(window: Window) -> Iterator[Count]:
    """Problems by type and harm, themes with what was done about them, and good practice."""
    reviewed = window.reviewed
    with_problem = [d for d in reviewed if d.problems]
    yield window.people("F18", "", with_problem, reviewed)
    mentions = [(d, problem) for d in reviewed for problem in d.problems]
    yield window.number("F18", "mentions", len(mentions), deaths=with_problem)
    for harm in HARMS:
        own = [d for d, problem in mentions if problem.harm == harm]
        yield window.number("F18", f"harm:{harm}", len(own), deaths=own)
    for kind in _by_number([(d, problem.type) for d, problem in mentions]):
        deaths = [d for d in reviewed if any(p.type == kind for p in d.problems)]
        yield window.people("F18", f"type:{kind}", deaths, reviewed)
        for harm in HARMS:
            own = [d for d, p in mentions if (p.type, p.harm) == (kind, harm)]
            yield window.number("F18", f"type:{kind}:{harm}", len(own), deaths=own)
    yield from _themes(window)
    yield window.people("F20", "", (d for d in reviewed if d.good_practice), reviewed)


def _by_number(told: list[tuple[Death, str]]) -> list[str]:
    """Codes by the number of deaths that have them, the most first, then by code."""
    deaths: dict[str, set[str]] = {}
    for death, code in told:
        deaths.setdefault(code, set()).add(death.ref)
    return sorted(deaths, key=lambda code: (-len(deaths[code]), code))


def _themes(window: Window) -> Iterator[Count]:
    reviewed = window.reviewed
    actions: dict[tuple[str, str], list[Action]] = {}
    for action in window.data.actions:
        actions.setdefault((action.case, action.theme), []).append(action)
    for theme in _by_number([(d, theme) for d in reviewed for theme in d.themes]):
        own = [d for d in reviewed if theme in d.themes]
        acted = [d for d in own if (d.ref, theme) in actions]
        closed = [d for d in acted if any(action.closed for action in actions[d.ref, theme])]
        yield window.people("F19", theme, own, reviewed)
        yield window.people("F19", f"{theme}:acted", acted, own)
        yield window.people("F19", f"{theme}:closed", closed, own)


def count_agreement(window: Window) -> Iterator[Count]:
    """Second reviews done and due, and how near their scores of overall care came to the first."""
    told = [(d, d.second) for d in window.deaths if d.second]
    done = [(d, second) for d, second in told if second.done]
    yield window.people("F21", "done", (d for d, _ in done))
    yield window.people("F21", "due", (d for d, second in told if not second.done))
    for reason in dict.fromkeys(second.reason for _, second in told):
        yield window.people("F21", f"reason:{reason}", (d for d, s in done if s.reason == reason))
    pairs = [(d, second) for d, second in done if second.first is not None and second.second is not None]
    base = [d for d, _ in pairs]
    yield window.people("F21", "same", (d for d, s in pairs if _apart(s) == 0), base)
    yield window.people("F21", "within_one", (d for d, s in pairs if _apart(s) <= 1), base)
    yield window.people("F21", "random", (d for d, s in pairs if s.reason == "random"), base)
    for group, sign in (("lower", -1), ("higher", 1)):
        changed = (d for d, s in pairs if _moved(s) == sign)
        yield window.people("F21", group, changed, base)


def _apart(second: SecondReview) -> int:
    assert second.first is not None and second.second is not None
    return abs(second.first - second.second)


def _moved(second: SecondReview) -> int:
    """Whether the agreed score is lower (-1) or higher (1) than the first one."""
    if second.agreed is None or second.first is None:
        return 0
    return (second.agreed > second.first) - (second.agreed < second.first)


def count_come_back(window: Window) -> Iterator[Count]:
    """Problems and themes met in a death after an action on the same was closed."""
    with_problem = [d for d in window.reviewed if d.problems]
    back = [d for d in window.reviewed if list(came_back(window, d))]
    yield window.people("F36", "", back, with_problem)


def came_back(window: Window, death: Death) -> Iterator[tuple[str, Action]]:
    """The types of problem and themes of a death for which an action had been closed before it."""
    for action in window.data.actions:
        if action.closed is None or death.died is None or not _closed_before(action.closed, death.died):
            continue
        if action.type and action.type in {problem.type for problem in death.problems}:
            yield f"type:{action.type}", action
        elif action.theme and action.theme in death.themes:
            yield f"theme:{action.theme}", action


def _closed_before(closed: date, died: date) -> bool:
    return closed < died

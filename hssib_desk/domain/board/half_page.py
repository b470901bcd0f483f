"""The half page in words: ten sentences in a fixed order, each made of figures, none left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hssib_desk.domain.board.count import Count, Figures
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import BoardData, Period
from hssib_desk.domain.board.rates import ENOUGH_KNOWN
from hssib_desk.domain.board.words import Sentence, between, day, fill, joined
from hssib_desk.domain.dates import MONTHS
from hssib_desk.domain.rates.series import Series
from hssib_desk.domain.rates.words import changed

GROUP = "half_page"
FEWEST_FOR_TOP = 3  # deaths in which a problem has to be met to be named


def half_page(
    data: BoardData,
    figures: Figures,
    found: Series,
    periods: tuple[Period, Period, Period],
    labels: Labels,
    changes: Sequence[str] = (),
) -> list[Sentence]:
    """The sentences in their order."""
    _, now, year = periods
    first = f"{year.start.day} {MONTHS[year.start.month - 1]}"
    return [
        Sentence("how_many", _how_many(data, figures, now, first)),
        Sentence("changed", changed(found)),
        Sentence("known", _known(data, figures, first)),
        Sentence("looked", _looked(data, figures)),
        Sentence("judged", _judged(figures, first)),
        Sentence("learnt", _learnt(figures, labels)),
        Sentence("families", _families(figures)),
        Sentence("time", _time(data, figures, labels)),
        Sentence("actions", _actions(figures)),
        Sentence("since", " ".join(changes) or fill(GROUP, "since_none")),
    ]


def _how_many(data: BoardData, figures: Figures, now: Period, first: str) -> str:
    start, end = between(now.start, now.end)
    before, current, year = figures.triple("F01")
    return fill(
        GROUP, "how_many", start=start, end=end, now=current, before=before, year=year,
        days=data.window_days, span="quarter" if now.months == 3 else "period", year_start=first,
    )  # fmt: skip


def _known(data: BoardData, figures: Figures, first: str) -> str:
    traced = figures.get("F30", "", "year")
    if traced.number is None or traced.of is None:
        return fill(GROUP, "traced_missing", days=data.window_days)
    key = "traced" if traced.share is None or traced.share >= ENOUGH_KNOWN else "traced_below"
    values = {"known": traced.n, "discharged": int(traced.of), "year_start": first}
    return fill(GROUP, key, days=data.window_days, **values)


def _looked(data: BoardData, figures: Figures) -> str:
    now = figures.get("F01").n
    if not now:
        return fill(GROUP, "looked_none")
    standing = {count.group: count for count in figures.groups("F03")}
    waiting = set(standing["not_screened"].cases)
    days = [(data.as_at - d.died).days for d in data.deaths if d.ref in waiting and d.died]
    longest = ""
    if days:
        longest = fill(GROUP, "looked_longest" if len(days) == 1 else "looked_longest_many", days=max(days))
    only_reviews = figures.get("F05", "reviews").n == figures.get("F05", "either").n
    return fill(
        GROUP, "looked", now=now, screened=figures.get("F02").n, reviewed=figures.get("F04").n,
        review=fill(GROUP, "looked_review" if only_reviews else "looked_either"),
        closed=standing["closed"].n, led=standing["led"].n, open=standing["open"].n,
        not_screened=standing["not_screened"].n, longest=longest,
    )  # fmt: skip


def _judged(figures: Figures, first: str) -> str:
    values = {count.group: count.n for count in figures.groups("F06", "year")}
    silent = values["unanswered"] + values["blind"]
    return fill(
        GROUP,
        "judged",
        deaths=figures.get("F01", "", "year").n,
        yes=values["yes"],
        no=values["no"],
        unjudged=values["not_judged"],
        closed=values["closed"],
        other=values["not_judged"] - values["closed"] - silent,
        unanswered=fill(GROUP, "judged_unanswered", n=silent) if silent else "",
        year_start=first,
    )


def top_problem(figures: Figures, period: str = "year") -> Count | None:
    """The type of problem met in most deaths, where it is met often enough and more than any other."""
    types = [c for c in figures.groups("F18", period) if c.group.count(":") == 1 and c.group[:5] == "type:"]
    ordered = sorted(types, key=lambda count: -count.n)
    if not ordered or ordered[0].n < FEWEST_FOR_TOP:
        return None
    return None if len(ordered) > 1 and ordered[1].n == ordered[0].n else ordered[0]


def _learnt(figures: Figures, labels: Labels) -> str:
    top, again = top_problem(figures), figures.get("F36", "", "year").n
    if top is None:
        words = fill(GROUP, "problem_none")
    else:
        name, reviewed = labels.problem(top.group.partition(":")[2]), int(top.of or 0)
        words = fill(GROUP, "problem_top", problem=name, n=top.n, reviewed=reviewed)
    return words + (fill(GROUP, "came_back", n=again) if again else fill(GROUP, "came_back_none"))


def _families(figures: Figures) -> str:
    held, shared, asked = (figures.get(key, "", "year") for key in ("F07", "F08", "F09"))
    return fill(
        GROUP, "families", held=held.n, reviewed=int(held.of or 0), shared=shared.n,
        in_touch=int(shared.of or 0), answered=asked.n, asked=int(asked.of or 0),
    )  # fmt: skip


def _time(data: BoardData, figures: Figures, labels: Labels) -> str:
    due = figures.get("F11", "due", "year").n
    in_time, overdue = (figures.get("F11", group, "year").n for group in ("in_time", "overdue"))
    days = data.standards.review
    words = (
        fill(GROUP, "in_time", in_time=in_time, due=due, days=days, overdue=overdue)
        if due
        else fill(GROUP, "in_time_none")
    )
    late = list(_late_by_law(data, figures, labels))
    return words + (fill(GROUP, "law_late", listed=", ".join(late)) if late else fill(GROUP, "law_none"))


def _late_by_law(data: BoardData, figures: Figures, labels: Labels) -> Iterator[str]:
    law = {duty.key for death in data.deaths for duty in death.duties if duty.is_law}
    for key in duties_counted(figures, labels):
        number = figures.get("F14", f"{key}:overdue", "year").n
        if key in law and number:
            yield f"{labels.duty(key)} {number}"


def duties_counted(figures: Figures, labels: Labels, period: str = "year") -> list[str]:
    """The duties that arose, in the order in which the forms name them."""
    keys = dict.fromkeys(c.group.partition(":")[0] for c in figures.groups("F14", period) if ":" in c.group)
    order = {key: at for at, key in enumerate(labels.duties)}
    return sorted(keys, key=lambda key: order.get(key, len(order)))


def _actions(figures: Figures) -> str:
    every = figures.get("F22").n
    if not every:
        return fill(GROUP, "actions_none")
    overdue, longest = figures.get("F23"), figures.get("F23", "longest")
    due = figures.get("F26", "due").n
    results = [(figures.get("F26", key).n, word) for key, word in _RESULTS]
    listed = ", ".join(f"{number} {word}" for number, word in results if number)
    checks = fill(GROUP, "actions_checks", due=due, listed=listed) if due else fill(GROUP, "actions_no_check")
    return fill(
        GROUP, "actions", overdue=overdue.n, open=int(overdue.of or 0), all=every, checks=checks,
        longest=fill(GROUP, "actions_longest", days=longest.n) if overdue.n else "",
        weak=figures.get("F24", "weak").n,
    )  # fmt: skip


_RESULTS = (("better", "better"), ("same", "no change"), ("worse", "worse"), ("not_done", "not done"))


def as_text(sentences: Sequence[Sentence]) -> str:
    """The half page as one text."""
    return " ".join(sentence.text for sentence in sentences)


def about(periods: tuple[Period, Period, Period]) -> str:
    """Which periods the half page speaks of."""
    _, now, year = periods
    return joined([f"{day(now.start)} to {day(now.end)}", f"{day(year.start)} to {day(year.end)}"])

"""Items 27.1 to 27.9 of the Quality Account, each as its sentence, none left empty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hssib_desk.domain.board.count import Figures
from hssib_desk.domain.board.half_page import top_problem
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import (
    BoardData,
    Death,
    Period,
    PublishedYear,
    quarters_between,
    year_start,
)
from hssib_desk.domain.board.words import Sentence, day, fill, joined, said

GROUP = "account"
ORDINALS = ("first", "second", "third", "fourth")
SMALL = 8  # below it the learning of item 27.4 covers all reviewed deaths


def account(data: BoardData, figures: Figures, year: Period, labels: Labels) -> list[Sentence]:
    """The nine items for the year to date."""
    quarters = quarters_between(year.start, year.end)
    return [
        Sentence("27.1", _deaths(data, figures, year, quarters)),
        Sentence("27.2", _reviews(data, figures, quarters)),
        Sentence("27.3", _judged(figures, quarters)),
        Sentence("27.4", _learnt(figures, labels)),
        Sentence("27.5", _acted(figures)),
        Sentence("27.6", _effect(data, figures)),
        *_year_before(data, year),
    ]


def is_interim(year: Period) -> bool:
    """Whether the financial year is not over."""
    return year.end < date(year_start(year.end).year + 1, 3, 31)


def _by_quarter(told: Iterable[str]) -> str:
    """What is said of each quarter; those that have not ended say so together."""
    ended = [f"{words} {ORDINALS[at % 4]} quarter" for at, words in enumerate(told)]
    open_ones = ORDINALS[len(ended) % 4 :] if len(ended) % 4 else ()
    if open_ones:
        noun = "quarters" if len(open_ones) > 1 else "quarter"
        ended.append(f"{joined(open_ones)} {noun} {fill(GROUP, 'not_ended')}")
    return "; ".join(ended)


def _deaths(data: BoardData, figures: Figures, year: Period, quarters: list[Period]) -> str:
    told = (f"{figures.get('F01', '', quarter.key).n} in the" for quarter in quarters)
    return fill(
        GROUP, "27.1", start=day(year.start), end=day(year.end), n=figures.get("F01", "", "year").n,
        provider=data.provider, quarters=_by_quarter(told),
    )  # fmt: skip


def _reviews(data: BoardData, figures: Figures, quarters: list[Period]) -> str:
    values = {count.group: count.n for count in figures.groups("F05", "year")}
    told = "; ".join(
        f"{figures.get('F05', 'either', quarter.key).n} in the {ORDINALS[at % 4]} quarter"
        for at, quarter in enumerate(quarters)
    )
    return fill(GROUP, "27.2", as_at=day(data.as_at), quarters=told, **values)


def percent(number: int, total: int) -> str:
    """A percentage to one decimal, rounded half up; "0.0" of nothing."""
    return f"{(2000 * number // total + 1) // 2 / 10:.1f}" if total else "0.0"


def _judged(figures: Figures, quarters: list[Period]) -> str:
    n, yes = figures.get("F01", "", "year").n, figures.get("F06", "yes", "year").n
    if not n:
        return fill(GROUP, "27.3.none")
    told = []
    for at, quarter in enumerate(quarters):
        judged = figures.get("F06", "yes", quarter.key)
        share = percent(judged.n, int(judged.of or 0))
        told.append(f"{judged.n} representing {share}% for the {ORDINALS[at % 4]} quarter")
    words = fill(
        GROUP, "27.3", yes=yes, percent=percent(yes, n), quarters="; ".join(told), method=said("method")
    )
    of = fill(GROUP, "27.3.of", yes=yes, n=n, unjudged=figures.get("F06", "not_judged", "year").n)
    return f"{words} {of}"


def _learnt(figures: Figures, labels: Labels) -> str:
    top = top_problem(figures)
    themes = [count for count in figures.groups("F19", "year") if ":" not in count.group]
    parts = [f"{labels.theme(count.group)} ({count.n} of {int(count.of or 0)})" for count in themes[:5]]
    if top is not None:
        name = labels.problem(top.group.partition(":")[2])
        parts.insert(0, f"the problem met most was {name} ({top.n} of {int(top.of or 0)} reviews)")
    if not parts:
        return fill(GROUP, "27.4.none")
    small = figures.get("F06", "yes", "year").n < SMALL
    return fill(GROUP, "27.4", learnt="; ".join(parts)) + (fill(GROUP, "27.4.all") if small else "")


def _acted(figures: Figures) -> str:
    every = figures.get("F22").n
    if not every:
        return fill(GROUP, "27.5.none")
    strengths = {key: figures.get("F24", key).n for key in ("strong", "intermediate", "weak")}
    return fill(GROUP, "27.5", n=every, closed=figures.get("F26", "closed").n, **strengths)


def _effect(data: BoardData, figures: Figures) -> str:
    values = {count.group: count.n for count in figures.groups("F26")}
    if not values["closed"]:
        return fill(GROUP, "27.6.none")
    without = values.pop("no_measure")
    words = fill(GROUP, "27.6.no_measure", n=without) if without else ""
    return fill(GROUP, "27.6", as_at=day(data.as_at), no_measure=words, **values)


def _since(before: PublishedYear, earlier: Iterable[Death], finished: set[str]) -> tuple[int, int]:
    """How many are judged yes since the last account, and how many of its own are judged no by now.

    A judgement that was changed counts as well as a review that was finished, where the record names cases.
    """
    yes = {d.ref for d in earlier if d.judged == "yes"}
    if before.cases is None:
        return len(yes & finished), 0
    in_year = {d.ref for d in earlier if d.died and before.start <= d.died <= before.end}
    new = (yes - set(before.cases)) & (finished | in_year)
    no = {d.ref for d in earlier if d.judged == "no"}
    return len(new), len(no & set(before.cases))


def _year_before(data: BoardData, year: Period) -> list[Sentence]:
    """27.7 to 27.9, against what the last account said; without one they say that they cannot be given."""
    before = data.published
    if before is None:
        return [Sentence(item, fill(GROUP, "without_snapshot")) for item in ("27.7", "27.8", "27.9")]
    earlier = [d for d in data.deaths if d.scope == "in" and d.died and d.died < year.start]
    reviews = [d for d in earlier if d.reviewed and d.reviewed > before.as_at]
    led = [d for d in earlier if d.investigated and d.investigated > before.as_at]
    later, withdrawn = _since(before, earlier, {d.ref for d in (*reviews, *led)})
    total = before.judged + later - withdrawn
    of_later = fill(GROUP, "27.8.of", n=later, deaths=before.deaths)
    taken_back = fill(GROUP, "27.9.withdrawn", n=withdrawn) if withdrawn else ""
    of_total = fill(
        GROUP, "27.9.of", published=before.judged, later=later, withdrawn=taken_back, n=total,
        deaths=before.deaths,
    )  # fmt: skip
    return [
        Sentence(
            "27.7",
            fill(
                GROUP, "27.7", reviews=len(reviews), investigations=len(led), as_at=day(before.as_at)
            ),
        ),
        Sentence(
            "27.8",
            fill(
                GROUP, "27.8", n=later, percent=percent(later, before.deaths), method=said("method")
            )
            + f" {of_later}",
        ),
        Sentence(
            "27.9",
            fill(
                GROUP, "27.9", n=total, percent=percent(total, before.deaths),
                start=day(before.start), end=day(before.end),
            )
            + f" {of_total}",
        ),
    ]  # fmt: skip

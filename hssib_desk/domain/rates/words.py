"""What is said beside the pictures: what the test finds, how often it errs, what a signal does not mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from statistics import median

from hssib_desk.domain.board.words import day, fill, said
from hssib_desk.domain.dates import MONTHS
from hssib_desk.domain.figures.xmr import RUN
from hssib_desk.domain.rates.chances import false_months, false_runs
from hssib_desk.domain.rates.change import FALSE_IN_TWO_YEARS, power_in_tenths
from hssib_desk.domain.rates.series import FEWEST_MONTHS, OFTEN, RARE, Series

HALF_PAGE, PICTURE = "half_page", "picture"


def changed(found: Series) -> str:
    """What the one test says, with how often it would notice a doubling."""
    test = found.test
    if test is None:
        return fill(HALF_PAGE, "test_broken" if found.is_broken else "test_short")
    tenths = power_in_tenths(test.a_month)
    power = fill(HALF_PAGE, "power", tenths=tenths) if tenths else fill(HALF_PAGE, "power_seldom")
    chance = test.upper if test.signal == "more" else test.lower
    words = f"test_{test.signal or 'none'}"
    return fill(HALF_PAGE, words, recent=test.recent, earlier=test.earlier, power=power, p=f"{chance:.4f}")


def verdict(found: Series) -> str:
    """The same in two words, for the head of a picture."""
    if found.test is None:
        return ""
    return fill(PICTURE, "signal" if found.test.signal else "no_signal")


def under_bars(found: Series, as_at: date) -> str:
    """How many, which picture follows from that, and how often the test errs."""
    if not found.is_enough:
        return fill(PICTURE, "too_few")
    picture = {"gaps": "rare", "months": "often"}.get(found.second, "alone")
    drawn = fill(PICTURE, picture, rare=f"{RARE:g}", often=f"{OFTEN:g}")
    n, quarters = sum(number for _, number in found.quarters), len(found.quarters)
    parts = [
        fill(PICTURE, "bars", n=n, quarters=quarters, a_month=f"{found.a_month:.1f}", picture=drawn),
        fill(PICTURE, "as_at", day=day(as_at)),
        fill(PICTURE, "test", false=FALSE_IN_TWO_YEARS),
        said("signal"),
        *decisions(found),
    ]
    return " ".join(parts)


def decisions(found: Series) -> Iterator[str]:
    """Each recorded decision among the quarters shown: day, what, why and by whom."""
    for one in found.baselines:
        by = fill(PICTURE, "decided_by", who=one.decided_by or one.who) if one.decided_by or one.who else ""
        words = "decision_break" if one.is_break else "decision_rebase"
        yield fill(PICTURE, words, day=day(one.day), reason=one.reason.strip().rstrip("."), by=by)


def of_gaps(found: Series) -> str:
    """What the runs of days between deaths say."""
    seen = found.runs
    if seen is None:
        return fill(PICTURE, "gaps_short")
    level = found.gap_levels[-1]
    gaps = found.gaps[level.first :]
    return fill(
        PICTURE, "gaps", verdict=fill(PICTURE, "signal" if seen.is_signal else "no_signal"), n=len(gaps),
        median=f"{median(gaps):g}", useful=seen.useful, longest=seen.longest, most=seen.longest_limit,
        crossings=seen.crossings, fewest=seen.crossings_limit,
    )  # fmt: skip


def under_gaps(found: Series) -> str:
    """Why no limits are drawn, how often the runs err, and which deaths are left out."""
    undated = sum(number for _, number in found.quarters) - len(found.days)
    left = fill(PICTURE, "undated", n=undated) if undated else ""
    false = fill(PICTURE, "gaps_chance", false=false_runs(found.a_month))
    return " ".join(filter(None, (false, left, said("signal"))))


def of_months(found: Series) -> str:
    """The rules that the months meet, each with its months."""
    if not found.month_signals:
        return fill(PICTURE, "months_none")
    names = [f"{MONTHS[start.month - 1][:3]} {start.year}" for start, _ in found.months]
    told = []
    for signal in found.month_signals:
        first, last = names[signal.first], names[signal.last]
        told.append(f"{signal.words}, {first if first == last else f'{first} to {last}'}")
    return fill(PICTURE, "months_signals", listed="; ".join(told))


def under_months(found: Series) -> str:
    """How the limits are worked out, and how often such a chart errs."""
    false = false_months(found.months_since)
    words = fill(PICTURE, "months_chance", points=FEWEST_MONTHS, run=RUN, false=false)
    return f"{words} {said('signal')}"

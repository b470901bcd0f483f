"""The figures of a workbook as charts, each with a question, a definition and its n."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hssib_desk.domain.charts import BarRow, Bars, Point, ScoreRow, StackedScores, XmR
from hssib_desk.domain.concord import Concord, concord
from hssib_desk.domain.dates import MONTHS
from hssib_desk.domain.form import CodeList
from hssib_desk.domain.veil import left_out
from hssib_desk.domain.xmr import Signal, xmr
from hssib_desk.store.rows import Count, Figures, ThemeCount
from hssib_desk.ui.actions.words import short_label

NEUTRAL = "Direction: neutral"
WEAK_LINK = "weak"
SET_ASIDE = "set_aside"
APART = ("Same score", "1 point apart", "2 or more apart")
TWICE = "Cases with two signed reviews, by how far apart their scores of overall care are."
STRENGTH = (
    "Actions by the kind of change they make (hierarchy of effectiveness); those set aside are left out."
)
COLOURS = (
    "Actions by BRAG colour today, from status, target date in force and risk flag. "
    "Actions that were set aside have no colour."
)


def judged(figures: Figures, reviews: str) -> StackedScores:
    """How was care judged, phase by phase? One review form at a time: the phases of two are not the same."""
    first = figures.scores[0] if figures.scores else None
    used = [count for count in figures.reviews if count.n]
    shown = next((count for count in figures.reviews if first and count.code == first.review), None)
    own = [spread for spread in figures.scores if first and spread.review == first.review]
    steps = tuple((count.code, count.label) for count in first.counts) if first else ()
    phases = tuple(
        ScoreRow(
            spread.title,
            {count.code: count.n for count in spread.counts},
            spread.not_applicable,
            spread.section,
        )
        for spread in own
        if tuple(count.code for count in spread.counts) == tuple(code for code, _ in steps)
    )
    definition = f"{reviews}, share of scores per phase; numbers are reviews. Not applicable left out."
    definition = _without_blind(definition, figures)
    question = "How was care judged, phase by phase?"
    if shown and (len(used) > 1 or shown != figures.reviews[0]):
        question = f"{question} {shown.label}"
        others = [f"{count.n:,} on the form “{count.label}”" for count in used if count is not shown]
        apart = f" {', '.join(others)}: not shown here; choose that form above." if others else ""
        definition += f" Review form “{shown.label}”, {shown.n:,}.{apart}"
    return StackedScores(question, steps, phases, definition, shown.n if shown else _counted(figures))


def _counted(figures: Figures) -> int:
    """The reviews that scores, actions and themes are counted of."""
    return figures.cases - figures.blind


def _without_blind(definition: str, figures: Figures) -> str:
    """A definition, with the cases that it leaves out while their second review is blind."""
    return f"{definition} {left_out(figures.blind)}".rstrip()


def deaths(figures: Figures) -> XmR:
    """Are deaths per month changing? The month we are in is left out until it is over."""
    months = _whole_months(figures)
    read = xmr([count.n for count in months])
    total = sum(count.n for count in months)
    definition = "Deaths in scope by month of death, reviewed or not."
    if read.limits is not None:
        definition += " XmR chart, limits at mean ± 2.66 × mean moving range, cut at 0."
    if figures.deaths_without_month:
        definition += f" Without a known month: {figures.deaths_without_month:,}."
    definition += " 1 month." if len(months) == 1 else f" {len(months):,} months."
    return XmR(
        "Are deaths per month changing?",
        tuple(Point(month_name(count.code), count.n, count.code) for count in months),
        read.mean if months else None,
        (read.limits.shown_lower, read.limits.upper) if read.limits else None,
        read.special,
        _rule([count.code for count in months], read.signals, read.words) if months else "",
        definition,
        total,
    )


def _whole_months(figures: Figures) -> list[Count]:
    """From the first death to the last month that is over, months without a death among them."""
    found = {count.code: count for count in figures.deaths_by_month}
    end = figures.today
    if figures.query.died_to and figures.query.died_to < end.replace(day=1):
        end = _next_month(figures.query.died_to)
    months: list[Count] = []
    if found:
        year, month = (int(part) for part in min(found).split("-"))
        day = date(year, month, 1)
        while (day.year, day.month) < (end.year, end.month):
            code = f"{day.year:04d}-{day.month:02d}"
            months.append(found.get(code, Count(code, code, 0)))
            day = _next_month(day)
    return months


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_name(code: str) -> str:
    """ "2025-04" as the axis of a chart writes it: "Apr 25"."""
    year, month = code.split("-")
    return f"{MONTHS[int(month) - 1][:3]} {year[2:]}"


def _rule(months: Sequence[str], signals: Sequence[Signal], words: str) -> str:
    """The rules that are met, with their months; that more or fewer is no verdict is always said."""
    if not signals:
        return words
    said = "; ".join(f"{signal.words}, {_stretch(months, signal)}" for signal in signals)
    return f"{'Rule' if len(signals) == 1 else 'Rules'}: {said}. {NEUTRAL}"


def _stretch(months: Sequence[str], signal: Signal) -> str:
    first, last = (f"{month_name(months[at])[:3]} {months[at][:4]}" for at in (signal.first, signal.last))
    if first == last:
        return first
    return f"{first.removesuffix(last[3:])} to {last}"


def strengths(figures: Figures) -> Bars:
    """How strong are our actions?"""
    total = sum(count.n for count in figures.strength)
    note = ""
    if figures.weak_only:
        verb = "review has" if figures.weak_only == 1 else "reviews have"
        link = f'<a href="{WEAK_LINK}">see {"it" if figures.weak_only == 1 else "them"}</a>'
        note = f"{figures.weak_only:,} {verb} weak actions only: {link}."
    return Bars(
        "How strong are our actions?",
        _rows(figures.strength, total),
        _without_blind(STRENGTH, figures),
        total,
        "actions",
        note,
    )


def colours(figures: Figures) -> Bars:
    """How are our actions going?"""
    coloured = [count for count in figures.brag if count.code != SET_ASIDE]
    aside = figures.actions - (total := sum(count.n for count in coloured))
    link = f'<a href="{SET_ASIDE}">see {"it" if aside == 1 else "them"}</a>'
    note = f"{aside:,} set aside, not in the shares: {link}." if aside else ""
    return Bars(
        "How are our actions going?",
        _rows(coloured, total),
        _without_blind(COLOURS, figures),
        total,
        "actions",
        note,
    )


def themes(figures: Figures, options: CodeList | None) -> Bars:
    """Which themes come up? The main themes are always there, the finer ones where they were raised."""
    main = {choice.code for choice in options.offered if not choice.group} if options else set()
    shown = [theme for theme in figures.themes if theme.cases or theme.code in main]
    shown.sort(key=lambda theme: -theme.cases)
    n = _counted(figures)
    rows = tuple(_theme_row(theme, n, options) for theme in shown)
    definition = "Reviews with at least one entry in the theme; a review may count in several."
    return Bars("Which themes come up?", rows, _without_blind(definition, figures), n, "reviews")


def twice(found: Concord | None) -> Bars:
    """How far do two reviewers agree? Kappa never stands alone, and says when it misleads."""
    found = found or concord({}, ())
    counts = (found.same, found.one_apart, found.more_apart)
    rows = tuple(
        BarRow(label, n, percent(n, found.n), str(steps) if n else "")
        for steps, (label, n) in enumerate(zip(APART, counts, strict=True))
    )
    return Bars("How far do two reviewers agree?", rows, TWICE, found.n, "pairs", _in_figures(found))


def _in_figures(found: Concord) -> str:
    if found.interval is None:
        return "Nothing to compare yet: no case was reviewed twice."
    low, high = (round(100 * bound) for bound in found.interval)
    said = [f"The same score in {percent(found.same, found.n)} % (95 % interval {low} to {high} %)."]
    if found.kappa is not None:
        said.append(f"Weighted kappa {_signed(found.kappa)},")
    if found.ac2 is not None:
        said.append(f"{'AC2' if found.kappa is not None else 'Weighted AC2'} {_signed(found.ac2)}.")
    return " ".join([*said, found.caution]).strip()


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _theme_row(theme: ThemeCount, n: int, options: CodeList | None) -> BarRow:
    label = short_label(options, theme.code, theme.label)
    return BarRow(label, theme.cases, percent(theme.cases, n), theme.code if theme.cases else "")


def _rows(counts: Sequence[Count], total: int) -> tuple[BarRow, ...]:
    shown = [count for count in counts if count.code or count.n]
    return tuple(
        BarRow(count.label or "Not said", count.n, percent(count.n, total), count.code if count.n else "")
        for count in shown
    )


def percent(value: int, n: int) -> int | None:
    """The share in whole per cent, rounded half up; None of nothing."""
    return (200 * value + n) // (2 * n) if n else None

"""The figures of a workbook as charts, each with a question, a definition and its n."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hssib_desk.domain.board.people import quarter_end
from hssib_desk.domain.dates import MONTHS, show_date
from hssib_desk.domain.figures.charts import BarRow, Bars, Columns, Point, Run, ScoreRow, StackedScores
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.figures.rater_agreement import FEW, Coefficient, Concord, concord
from hssib_desk.domain.forms.form import CodeList
from hssib_desk.domain.rates import words
from hssib_desk.domain.rates.periods import last_day
from hssib_desk.domain.rates.series import Series, series
from hssib_desk.domain.review.blinding import left_out
from hssib_desk.store.lists.queries import NOT_APPLICABLE, NOT_SCORED, Count, Figures, ThemeCount
from hssib_desk.ui.actions.words import short_label

LEFT_OUT = {
    "later": "In a quarter that is not over, or not wholly among the dates",
    "earlier": "Before the quarters shown",
}
DECISIONS = "decisions"
ASK_DECISION = "Did wards, beds, scope or the tracing of deaths change?"
CHOSEN = (
    "These pairs were chosen for a low score or by request, not at random, so they say nothing about "
    "agreement in other reviews."
)
APART = ("Same score", "1 point apart", "2 or more apart")


def judged(figures: Figures) -> StackedScores:
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
            spread.unscored,
            spread.section,
        )
        for spread in own
        if tuple(count.code for count in spread.counts) == tuple(code for code, _ in steps)
    )
    definition = _defined("scores", figures)
    question = "How was care judged, phase by phase?"
    if shown and (len(used) > 1 or shown != figures.reviews[0]):
        question = f"{question} {shown.label}"
        others = [f"{count.n:,} on the form “{count.label}”" for count in used if count is not shown]
        apart = f" {', '.join(others)}: not shown here; choose that form above." if others else ""
        definition += f" Review form “{shown.label}”, {shown.n:,}.{apart}"
    n = shown.n if shown else _counted(figures)
    note = " ".join(filter(None, (_without_score(phases), _not_reviewed(figures))))
    return StackedScores(question, steps, phases, definition, n, note=note)


def _without_score(phases: Sequence[ScoreRow]) -> str:
    """How many reviews have no score in each phase, by reason, each with a way to them."""
    said = []
    for key in (NOT_APPLICABLE, NOT_SCORED):
        counts = [(row, row.not_applicable if key == NOT_APPLICABLE else row.not_scored) for row in phases]
        found = [f'{row.label} <a href="{row.key}/{key}">{n:,}</a>' for row, n in counts if n]
        if found:
            said.append(f"{figure(key).name}: {', '.join(found)}.")
    return " ".join(said)


def _not_reviewed(figures: Figures) -> str:
    """How many of the cases chosen are no reviews, with a way to them."""
    counts = (("not_reviewed", figures.not_reviewed), ("unscreened", figures.unscreened))
    said = [f'{figure(key).name}, not counted: <a href="{key}">{n:,}</a>.' for key, n in counts if n]
    return " ".join(said)


def _counted(figures: Figures) -> int:
    """The reviews that scores and themes are counted of."""
    return figures.cases - figures.blind - figures.not_reviewed - figures.unscreened


def population(status: str) -> str:
    """What the reviews that the filter chooses are called."""
    return figure({"sealed": "signed_reviews", "to_finish": "to_finish"}.get(status, "cases")).heading


def _defined(key: str, figures: Figures) -> str:
    """Of which reviews, what is counted, and which it leaves out while their second review is blind."""
    told = figure(key)
    said = (population(figures.query.status) + ".", told.counts, told.rules, left_out(figures.blind))
    return " ".join(filter(None, said))


def deaths(figures: Figures) -> Columns:
    """Has the number of deaths changed? Every quarter that was asked for and is over."""
    found = series_of(figures)
    by_quarter = found.quarters if figures.deaths.start or any(n for _, n in found.quarters) else ()
    return Columns(
        "Has the number of deaths changed?",
        tuple(Point(quarter_name(start), n, f"{start}..{quarter_end(start)}") for start, n in by_quarter),
        words.changed(found) if by_quarter else "",
        f"{figure('deaths').counts} {words.under_bars(found, figures.today)}",
        sum(n for _, n in by_quarter),
        note=_not_drawn(figures.deaths_left_out),
        ask=f'{ASK_DECISION} <a href="{DECISIONS}">Record it</a>',
        breaks=frozenset(found.break_places),
        as_table=not found.is_enough,
    )


def second(figures: Figures) -> Run | None:
    """What is drawn beside the quarters: days between rare deaths, the months of many, or nothing."""
    found = series_of(figures)
    if found.second == "gaps":
        return gaps(found)
    return months(found) if found.second == "months" else None


def series_of(figures: Figures) -> Series:
    """The deaths of the figures in order of time."""
    given = figures.deaths
    return series(
        given.by_day, given.end, by_month=given.by_month, start=given.start, baselines=given.baselines
    )


def gaps(found: Series) -> Run:
    """Days between rare deaths."""
    between = found.between
    return Run(
        "How many days between deaths?",
        tuple(Point(show_date(gap.later), gap.days, f"{gap.earlier}..{gap.later}") for gap in between),
        found.gap_levels,
        frozenset(),
        words.of_gaps(found),
        f"{figure('days_between').counts} {words.under_gaps(found)}",
        sum(between[0].earlier <= day <= between[-1].later for day in found.days),
        centre="median",
        step="Death on",
        measure="Days since the one before",
        joined=False,
    )


def months(found: Series) -> Run:
    """Many deaths by month."""
    signals = found.month_signals
    return Run(
        "How many deaths a month?",
        tuple(Point(month_name(start), n, f"{start}..{last_day(start)}") for start, n in found.months),
        found.month_levels,
        frozenset(point for signal in signals for point in signal.points),
        words.of_months(found),
        f"{figure('deaths_by_month').counts} {words.under_months(found)}",
        sum(n for _, n in found.months),
    )


def quarter_name(start: date) -> str:
    """A quarter as the axis of a chart writes it: "Apr–Jun 25"."""
    first, last = (MONTHS[month - 1][:3] for month in (start.month, start.month + 2))
    return f"{first}–{last} {start.year % 100:02d}"


def month_name(start: date) -> str:
    """A month as the axis of a chart writes it: "Apr 25"."""
    return f"{MONTHS[start.month - 1][:3]} {start.year % 100:02d}"


def _not_drawn(reasons: Sequence[Count]) -> str:
    """What the months leave out, by reason, each with a way to its cases."""
    named = {count.code: LEFT_OUT.get(count.code) or figure(count.code).named() for count in reasons}
    said = [f'{named[count.code]} <a href="{count.code}">{count.n:,}</a>' for count in reasons if count.n]
    return f"Not drawn: {'; '.join(said)}." if said else ""


def strengths(figures: Figures) -> Bars:
    """How strong are our actions?"""
    total = sum(count.n for count in figures.strength)
    note = ""
    if figures.weak_only:
        verb = "case has" if figures.weak_only == 1 else "cases have"
        note = f"{figures.weak_only:,} {verb} weak actions only: {_see('weak_only', figures.weak_only)}."
    rows, definition = _rows(figures.strength, total), _defined("strength", figures)
    return Bars("How strong are our actions?", rows, definition, total, "actions", note)


def colours(figures: Figures) -> Bars:
    """How are our actions going?"""
    coloured = [count for count in figures.brag if count.code != "set_aside"]
    total = sum(count.n for count in coloured)
    aside = figures.actions - total
    note = f"{aside:,} set aside, not in the shares: {_see('set_aside', aside)}." if aside else ""
    rows, definition = _rows(coloured, total), _defined("brag", figures)
    return Bars("How are our actions going?", rows, definition, total, "actions", note)


def _see(key: str, n: int) -> str:
    return f'<a href="{key}">see {"it" if n == 1 else "them"}</a>'


def themes(figures: Figures, options: CodeList | None) -> Bars:
    """Which themes come up? The main themes are always there, the finer ones where they were raised."""
    main = {choice.code for choice in options.offered if not choice.group} if options else set()
    shown = [theme for theme in figures.themes if theme.cases or theme.code in main]
    shown.sort(key=lambda theme: -theme.cases)
    n = _counted(figures)
    rows = tuple(_theme_row(theme, n, options) for theme in shown)
    definition, note = _defined("themes", figures), _not_reviewed(figures)
    return Bars("Which themes come up?", rows, definition, n, "reviews", note)


def twice(found: Concord | None) -> Bars:
    """How far do two reviewers agree? Kappa never stands alone, and says when it misleads."""
    found = found or concord({}, ())
    counts = (found.same, found.one_apart, found.more_apart)
    rows = tuple(
        BarRow(label, n, percent(n, found.n) if found.n >= FEW else None, str(steps) if n else "")
        for steps, (label, n) in enumerate(zip(APART, counts, strict=True))
    )
    pairs = figure("pairs")
    definition = f"{pairs.counts} {pairs.rules}"
    return Bars("How far do two reviewers agree?", rows, definition, found.n, "pairs", _in_figures(found))


def _in_figures(found: Concord) -> str:
    if found.interval is None:
        return "Nothing to compare yet: no case was reviewed twice."
    low, high = (round(100 * bound) for bound in found.interval)
    said = [f"The same score in {found.same:,} of {found.n:,} (95% interval {low}% to {high}%)."]
    if found.ac2 is not None:
        named = [("kappa", found.kappa), ("AC2", found.ac2)]
        both = [f"{name} {_with_range(one)}" for name, one in named if one]
        said.append(f"Weighted {', '.join(both)}. Weights by steps apart: {_weights(found)}.")
    return " ".join(filter(None, [*said, found.caution, CHOSEN]))


def _with_range(found: Coefficient) -> str:
    if found.interval is None:
        return f"{_signed(found.value)} (no interval: every pair has the same score)"
    low, high = found.interval
    return f"{_signed(found.value)} (95% interval {_signed(low)} to {_signed(high)})"


def _weights(found: Concord) -> str:
    return ", ".join(f"{weight:.3g}" for weight in found.weights)


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

"""What a chart says, without how it looks: the same description is drawn on the screen and in the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: its label, its number, and its share in per cent where a share makes sense."""

    label: str
    value: int
    percent: int | None = None
    key: str = ""
    """What the cases behind the bar are found by."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers side by side, from zero; the title is the question it answers."""

    title: str
    rows: tuple[BarRow, ...]
    definition: str
    n: int
    noun: str = "cases"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The scores of one phase: how many of each code, worst first, and how many have none, by reason."""

    label: str
    counts: Mapping[str, int]
    not_applicable: int = 0
    not_scored: int = 0
    key: str = ""

    @property
    def n(self) -> int:
        """How many reviews gave a score."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class StackedScores:
    """How scores are spread, phase by phase; `steps` are the scale's codes and words, worst first."""

    title: str
    steps: tuple[tuple[str, str], ...]
    phases: tuple[ScoreRow, ...]
    definition: str
    n: int
    noun: str = "reviews"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One month (or other step) of a run of numbers."""

    label: str
    value: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers side by side in order of time, from zero; before a place in `breaks` others were counted.

    `rule_text` says what a test finds, `ask` what somebody at the window may do about it. With `as_table`
    there is too little for a picture.
    """

    title: str
    points: tuple[Point, ...]
    rule_text: str
    definition: str
    n: int
    noun: str = "deaths"
    note: str = ""
    ask: str = ""
    breaks: frozenset[int] = frozenset()
    as_table: bool = False
    step: str = "Quarter"


@dataclass(frozen=True, slots=True)
class Level:
    """A line from one place to another, with its limits where there are any."""

    first: int
    last: int
    centre: float
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run of numbers with the lines of each stretch (limits only where they work) and its signals.

    `signals` are the positions of the points a rule marked; `rule_text` names the rule in words. `centre` is
    what the line is called, `step` and `measure` what the table calls its columns. Dots are not `joined`.
    """

    title: str
    points: tuple[Point, ...]
    levels: tuple[Level, ...]
    signals: frozenset[int]
    rule_text: str
    definition: str
    n: int
    noun: str = "deaths"
    note: str = ""
    centre: str = "mean"
    step: str = "Month"
    measure: str = ""
    joined: bool = True


Chart = Bars | StackedScores | Columns | Run


def counted(chart: Chart) -> str:
    """What is counted, and how many."""
    noun = chart.noun.removesuffix("s") if chart.n == 1 else chart.noun
    return f"{chart.definition} n = {chart.n:,} {noun}."


def table_of(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heading and rows with every figure the chart draws, for a table or a screen reader."""
    if isinstance(chart, Bars):
        return _bars_table(chart)
    if isinstance(chart, StackedScores):
        return _scores_table(chart)
    return _run_table(chart) if isinstance(chart, Run) else _columns_table(chart)


def in_words(chart: Chart) -> str:
    """Return the figures of a chart as sentences for someone who cannot see it."""
    if isinstance(chart, Bars):
        parts = [f"{row.label} {_with_share(row)}" for row in chart.rows]
    elif isinstance(chart, StackedScores):
        words = dict(chart.steps)
        parts = []
        for phase in chart.phases:
            counts = ", ".join(f"{words[code]} {phase.counts.get(code, 0)}" for code, _ in chart.steps)
            parts.append(f"{phase.label}: {counts}, n = {phase.n}")
    else:
        parts = [f"{point.label} {show_number(point.value)}" for point in chart.points]
        if isinstance(chart, Run):
            parts += [words for level in chart.levels for words in _lines(level, chart)]
        if chart.rule_text:
            parts.append(chart.rule_text)
    return f"{chart.title} {'; '.join(parts)}. {chart.definition}".strip()


def show_number(value: float) -> str:
    """Return a number with at most one decimal, whole numbers without any."""
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def _with_share(row: BarRow) -> str:
    return f"{row.value}" if row.percent is None else f"{row.value}, {row.percent}%"


def _bars_table(chart: Bars) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if all(row.percent is None for row in chart.rows):
        return ("", chart.noun.capitalize()), tuple((row.label, f"{row.value}") for row in chart.rows)
    rows = [(row.label, f"{row.value}", _share(row.percent)) for row in chart.rows]
    return ("", chart.noun.capitalize(), "Share"), tuple(rows)


def _share(percent: int | None) -> str:
    return "" if percent is None else f"{percent}%"


def _scores_table(chart: StackedScores) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    heading = (
        "Phase",
        *(f"{code} {word}" for code, word in chart.steps),
        "Scored",
        "Not applicable",
        "Not scored",
    )
    rows = [
        (
            phase.label,
            *(f"{phase.counts.get(code, 0)}" for code, _ in chart.steps),
            f"{phase.n}",
            f"{phase.not_applicable}",
            f"{phase.not_scored}",
        )
        for phase in chart.phases
    ]
    return heading, tuple(rows)


def _lines(level: Level, chart: Run) -> list[str]:
    """The lines of a stretch, which is named where it is not the whole."""
    first, last = chart.points[level.first].label, chart.points[level.last].label
    stretch = "" if len(chart.levels) == 1 else f" from {first} to {last}"
    lines = [f"{chart.centre} {show_number(level.centre)}{stretch}"]
    if level.limits:
        lines.append(f"limits {' and '.join(map(show_number, level.limits))}{stretch}")
    return lines


def _run_table(chart: Run) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [
        (point.label, show_number(point.value), "yes" if place in chart.signals else "")
        for place, point in enumerate(chart.points)
    ]
    heading = (chart.step, chart.measure or chart.noun.capitalize(), "Signal")
    if not chart.signals:
        return heading[:2], tuple(row[:2] for row in rows)
    return heading, tuple(rows)


def _columns_table(chart: Columns) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [(point.label, show_number(point.value)) for point in chart.points]
    return (chart.step, chart.noun.capitalize()), tuple(rows)

"""Counts over many cases that carry their definition, their denominator and the cases behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hssib_desk.domain.casefile import CaseFile
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.form import Choice, CodeList
from hssib_desk.domain.measures import DEFINITIONS
from hssib_desk.domain.scope import scope_of
from hssib_desk.domain.standing import standing


@dataclass(frozen=True)
class Figure:
    """A number that explains itself: out of how many, by which definition, and what stands behind it."""

    code: str
    label: str
    value: int
    n: int
    definition: str
    refs: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """The share of `n`, rounded half up to whole per cent; None of nothing."""
        return (200 * self.value + self.n) // (2 * self.n) if self.n else None


@dataclass(frozen=True)
class Counted:
    """One thing to count: the reference of a case or action and the code it falls under."""

    ref: str
    code: str
    label: str


def counts(
    rows: Iterable[Counted], definition: str, order: Sequence[Choice] = (), n: int | None = None
) -> tuple[Figure, ...]:
    """One figure per code: how many different references fall under it, out of `n` or of all there are.

    Codes of `order` come first and appear with 0 as well; the others follow as they were met.
    """
    labels = {choice.code: choice.label for choice in order}
    refs: dict[str, dict[str, None]] = {code: {} for code in labels}
    everything: set[str] = set()
    for row in rows:
        labels.setdefault(row.code, row.label)
        refs.setdefault(row.code, {})[row.ref] = None
        everything.add(row.ref)
    total = len(everything) if n is None else n
    return tuple(
        Figure(code, labels[code], len(found), total, definition, tuple(found))
        for code, found in refs.items()
    )


@dataclass(frozen=True)
class Scored:
    """One scored section of one review; `choice` is None where no score is given yet."""

    ref: str
    section: str
    title: str
    scale: CodeList
    choice: Choice | None


@dataclass(frozen=True)
class Spread:
    """How one phase was judged, worst score first; only `steps` take part in shares."""

    section: str
    title: str
    scale: CodeList
    steps: tuple[Figure, ...]
    not_applicable: Figure
    unscored: Figure

    @property
    def n(self) -> int:
        """Reviews with a score that carries points."""
        return sum(step.value for step in self.steps)


def scores_of(case: CaseFile) -> Iterator[Scored]:
    """The scored sections of a case with the scores that count: agreed ones once signed, else the first."""
    case = standing(case)
    for entry in case.entries:
        for section in entry.form.phases if entry is case.entry(entry.form.key) else ():
            field = section.score_field
            if field and field.options:
                choice = field.options.by_code.get(str(entry.answers.get(field.key)))
                yield Scored(case.ref, section.key, section.title, field.options, choice)


def score_distribution(rows: Iterable[Scored]) -> tuple[Spread, ...]:
    """How each phase was judged; scores of different scales or directions are never put together."""
    groups: dict[object, list[Scored]] = {}
    for row in rows:
        steps = tuple((choice.code, choice.points) for choice in row.scale.choices)
        groups.setdefault((row.section, row.scale.key, row.scale.direction, steps), []).append(row)
    return tuple(_spread(group) for group in groups.values())


def _spread(rows: Sequence[Scored]) -> Spread:
    newest = max(rows, key=lambda row: row.scale.version)
    scale = newest.scale
    refs: dict[str, list[str]] = {}
    for row in rows:
        step = "" if row.choice is None else row.choice.code if row.choice.points is not None else "n/a"
        refs.setdefault(step, []).append(row.ref)
    steps = sorted((c for c in scale.choices if c.points is not None), key=lambda c: _goodness(scale, c))
    n = sum(len(refs.get(choice.code, ())) for choice in steps)

    def figure(code: str, label: str, of: int) -> Figure:
        found = tuple(refs.get(code, ()))
        return Figure(code, label, len(found), of, DEFINITIONS["scores"], found)

    return Spread(
        newest.section,
        newest.title,
        scale,
        tuple(figure(choice.code, choice.label, n) for choice in steps),
        figure("n/a", "Not applicable", len(rows)),
        figure("", "Not scored yet", len(rows)),
    )


def _goodness(scale: CodeList, choice: Choice) -> int:
    points = choice.points or 0
    return -points if scale.direction.startswith("lower") else points


def themes_of(case: CaseFile) -> Iterator[Counted]:
    """The themes in which anything was raised in a case."""
    for entry in case.entries:
        field = entry.field("theme") if entry.form.repeat else None
        if field and field.options and (value := entry.answers.get(field.key)):
            for code in value if isinstance(value, list) else [str(value)]:
                yield Counted(case.ref, code, field.options.label(code))


def months_of_death(cases: Iterable[CaseFile]) -> Iterator[Counted]:
    """Deaths in scope by month ("2025-04"); the code is empty where the month is not known."""
    for case in cases:
        if scope_of(case).code == "in_scope":
            died = read_iso(case.value("date_of_death"))
            month = f"{died.year:04d}-{died.month:02d}" if died and died.month else ""
            yield Counted(case.ref, month, month or "Month not known")

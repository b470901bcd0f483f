"""What a board report is made of, without how it looks: texts, facts, tables and charts in sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hssib_desk.domain.board.count import Count, Figures
from hssib_desk.domain.board.edits import Typed
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import BoardData, Period
from hssib_desk.domain.board.words import Sentence
from hssib_desk.domain.dates import MONTHS, local_day
from hssib_desk.domain.figures.charts import Level
from hssib_desk.domain.rates.series import Series

Look = Literal["body", "lead", "note"]
NOTHING = "None in this period."


@dataclass(frozen=True)
class Text:
    """A paragraph; a note is printed small, a lead bold."""

    text: str
    look: Look = "body"


@dataclass(frozen=True)
class Item:
    """A sentence under a number of its own, such as item 27.1."""

    number: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table: the first `words` columns hold words, the others figures. `strong` rows are printed bold.

    `widths` are relative; `closes` rules off the last row, which is a total; `remark` says that the last
    column holds words again; `below` that a page prints the last column under its row, across.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    words: int = 1
    strong: frozenset[int] = frozenset()
    indented: frozenset[int] = frozenset()
    closes: bool = False
    remark: bool = False
    below: bool = False

    def is_number(self, column: int) -> bool:
        """Whether a column holds figures, which stand to the right."""
        return column >= self.words and not (self.remark and column == len(self.head) - 1)


@dataclass(frozen=True)
class Facts:
    """Short facts, each under its label."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """Bars in order, or dots where `dots`; `levels` are the lines of each stretch, `breaks` the places before
    which something else was counted."""

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    dots: bool = False
    levels: tuple[Level, ...] = ()
    breaks: frozenset[int] = frozenset()
    signals: frozenset[int] = frozenset()

    @property
    def description(self) -> str:
        """Every value in words, for who cannot see it."""
        told = ", ".join(f"{label} {value}" for label, value in zip(self.labels, self.values, strict=True))
        return f"{self.title}: {told}."


FOR_THE_BOARD = "For the board"


def for_the_board(typed: Sequence[Typed]) -> Table:
    """The typed parts that are filled, with who wrote each and when; no row where there are none."""
    rows = tuple((one.label, one.text, _by(one)) for one in typed if one.text)
    return Table(FOR_THE_BOARD, ("What", "", "Written by, on"), rows, (2.2, 4.4, 1.8), words=3)


def _by(one: Typed) -> str:
    when = local_day(one.at) if one.at else None
    return ", ".join(filter(None, (one.who, short_day(when) if when else "")))


Block = Text | Item | Table | Facts | Chart


@dataclass(frozen=True)
class Section:
    """One section; `base` is the set that all of it is counted in."""

    title: str
    base: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The report whole, with the figures it was made of."""

    title: str
    subtitle: str
    marking: str
    provider: str
    written: str
    as_at: date
    classification: str
    program: str
    facts: Facts
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    items: tuple[Sentence, ...]
    figures: Figures
    data: BoardData
    periods: tuple[Period, ...]
    shows_cases: bool = True
    made: tuple[Sentence, ...] = ()  # the half page as the figures made it, before anybody worded it
    typed: tuple[Typed, ...] = ()  # what people write on the front page
    remarks: tuple[str, ...] = ()  # for whoever made it, not in the file
    to_keep: str = ""  # what a final report leaves in the workbook

    @property
    def size(self) -> int:
        """How many figures it holds: those counted, or in public the rows that are shown."""
        blocks = (block for section in self.sections for block in section.blocks)
        return len(self.figures.counts) or sum(len(b.rows) for b in blocks if isinstance(b, Table))


@dataclass(frozen=True)
class Source:
    """All that the sections are written from."""

    data: BoardData
    figures: Figures
    labels: Labels
    periods: tuple[Period, Period, Period]
    quarters: Sequence[Period]
    series: Series
    words: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> Period:
        """The quarters reported."""
        return self.periods[1]

    @property
    def year(self) -> Period:
        """The year to date."""
        return self.periods[2]

    def count(self, figure: str, group: str = "", period: str = "year") -> Count:
        """One value; of the year to date unless said."""
        return self.figures.get(figure, group, period)

    def by_period(self, figure: str, group: str = "") -> tuple[str, str]:
        """The numbers of this period and of the year to date, as cells."""
        return cell(self.count(figure, group, "now")), cell(self.count(figure, group))

    def titled(self, of: str) -> str:
        """A name for the period reported: this quarter, or this period."""
        quarter = self.now.months == 3
        return of.format("quarter" if quarter else "period")


def cell(count: Count) -> str:
    """A number as a cell has it; a dash where it cannot be given."""
    if count.number is None:
        return "–"
    return f"{count.number:,g}" if count.number % 1 else f"{int(count.number):,}"


def n_of(count: Count) -> str:
    """A number out of another: "8 of 13"; a dash where there is nothing to be out of."""
    if count.of is None or count.number is None:
        return "–"
    return f"{count.n:,} of {int(count.of):,}"


def n_of_percent(count: Count) -> str:
    """The same with its percentage."""
    return f"{n_of(count)} ({count.percent})" if count.percent else n_of(count)


def refs(*told: tuple[str, Count]) -> Text:
    """The cases behind some numbers, each under its words; for INTERNAL reports."""
    parts = [f"{words}: {', '.join(count.cases)}" for words, count in told if count.cases]
    return Text(f"{'. '.join(parts)}." if parts else "", "note")


def quarter_head(period: Period) -> str:
    """The head of a column of one quarter: "Jul–Sep 2026"."""
    first, last = (MONTHS[day.month - 1][:3] for day in (period.start, period.end))
    return f"{first}–{last} {period.end.year}"


def short_day(day: date | None) -> str:
    """A day in a narrow column: "15 Sep 2026"; a dash for none."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else "–"

"""Reports that were published one after another, read side by side: nobody may conclude more from all.

Time is cut into pieces, each the quarters that the same reports hold. Every row of every table is the sum of
its numbers in the pieces of its report. A number that did not change between two reports is one and the same
cell; of one that did, the reader is taken to have guessed which way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hssib_desk.domain.disclosure.attack import FEWEST_VALUES, Impossible, Sum
from hssib_desk.domain.disclosure.rounding import MOST_HIDDEN, STAR, Range, behind
from hssib_desk.domain.disclosure.splits import TOTAL, Row, Split
from hssib_desk.domain.disclosure.witness import Puzzle, Reader

QUARTER, JOINED = "quarter", "+"
MOST = 9999  # people
Truth = Mapping[str, Mapping[str, Mapping[str, int]]]  # by split, row and quarter


@dataclass(frozen=True)
class Cell:
    """A number as it was printed: the rows that it puts together, its text, and whether it is exact."""

    rows: tuple[str, ...]
    text: str
    exact: bool = False

    @property
    def range(self) -> Range:
        """What it may be, from its own text alone."""
        return Range(int(self.text), int(self.text)) if self.exact else behind(self.text)


@dataclass(frozen=True)
class Printed:
    """The numbers of one public report: its quarters, its total, the cells of each table, and the truth."""

    name: str
    quarters: tuple[str, ...]
    total: Cell
    tables: Mapping[str, tuple[Cell, ...]]
    of: Mapping[str, str]
    truth: Truth

    def number(self, table: str, row: str, quarters: Iterable[str]) -> int:
        """The true number of a row in some of the quarters."""
        by_quarter = self.truth[table].get(row, {})
        return sum(by_quarter.get(quarter, 0) for quarter in quarters)

    def as_told(self) -> dict[str, Any]:
        """What a sealed record keeps of it."""
        tables = {key: [[c.rows, c.text, c.exact] for c in cells] for key, cells in self.tables.items()}
        total = [self.total.rows, self.total.text, self.total.exact]
        return {
            "quarters": self.quarters,
            "total": total,
            "tables": tables,
            "of": self.of,
            "truth": self.truth,
        }


def read_printed(name: str, told: Mapping[str, Any]) -> Printed:
    """A public report from what a sealed record keeps of it."""

    def cell(rows: Sequence[str], text: str, exact: bool) -> Cell:
        return Cell(tuple(rows), text, exact)

    return Printed(
        name,
        tuple(told["quarters"]),
        cell(*told["total"]),
        {key: tuple(cell(*one) for one in cells) for key, cells in told["tables"].items()},
        told["of"],
        told["truth"],
    )


def printed(name: str, quarters: Sequence[str], total: Row, splits: Iterable[Split], truth: Truth) -> Printed:
    """What a report shows, as the attack reads it."""
    shown = [split for split in splits if not split.withheld]
    tables = {
        split.key: tuple(Cell(tuple(r.key.split(JOINED)), r.text, r.exact) for r in split.rows)
        for split in shown
    }
    whole = Cell((TOTAL,), total.text, total.exact)
    return Printed(name, tuple(quarters), whole, tables, {split.key: split.of for split in shown}, truth)


def beside(now: Printed, reports: Iterable[Printed]) -> list[Printed]:
    """The earlier reports that hold a quarter of this one, or of another one that does."""
    left, found, held = list(reports), [], set(now.quarters)
    while own := [one for one in left if held & set(one.quarters)]:
        left = [one for one in left if one not in own]
        found += own
        held |= {quarter for one in own for quarter in one.quarters}
    return [one for one in reports if one in found]


@dataclass
class SideBySide:
    """All that the reports say, as cells and the sums between them. The last report is the new one."""

    reports: Sequence[Printed]
    ranges: dict[str, Range] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    guarded: dict[str, str] = field(default_factory=dict)  # a cell that has to keep its values, and its table
    _last: dict[str, tuple[str, int]] = field(default_factory=dict)
    _tables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at, report in enumerate(self.reports):
            self._read(at, report)
        by_law = self._by_law()
        self.guarded = {cell: table for cell, table in self.guarded.items() if table not in by_law}

    def _by_law(self) -> set[str]:
        """The tables that the new report has to print exact, whatever follows from them."""
        new = self.reports[-1]
        found = {table for table, cells in new.tables.items() if all(cell.exact for cell in cells)}
        return found | ({TOTAL} if new.total.exact else set())

    @cached_property
    def pieces(self) -> list[tuple[str, ...]]:
        """The quarters that the same reports hold, together."""
        found: dict[frozenset[int], list[str]] = {}
        for quarter in sorted({q for report in self.reports for q in report.quarters}):
            holders = frozenset(at for at, one in enumerate(self.reports) if quarter in one.quarters)
            found.setdefault(holders, []).append(quarter)
        return [tuple(quarters) for quarters in found.values()]

    def weak(self) -> str | None:
        """The table of a cell that keeps too few values; None where every one keeps enough."""
        try:
            puzzle = Puzzle(self.ranges, self.sums, self.truth)
        except Impossible:  # the record does not fit itself, so nothing can be promised
            return TOTAL
        for cell, table in self.guarded.items():
            if puzzle.ranges[cell].values < FEWEST_VALUES:
                return table
        reader = Reader(puzzle, self.guarded)
        for cell, table in self.guarded.items():
            if not reader.has_values(cell, FEWEST_VALUES, self._with(table)):
                return table
        return None

    def _with(self, table: str) -> frozenset[str]:
        """The cells of a table, and of those that are about one of its rows."""
        family = {
            table,
            *(key for one in self.reports for key, of in one.of.items() if of.startswith(f"{table}/")),
        }
        family |= {one.of[table].partition("/")[0] for one in self.reports if table in one.of} - {TOTAL}
        return frozenset(name for name, own in self._tables.items() if own in family)

    def _cell(self, name: str, kept: Range, number: int, table: str) -> str:
        self.ranges[name], self.truth[name], self._tables[name] = kept, number, table
        return name

    def _in_piece(self, report: Printed, table: str, row: str, piece: tuple[str, ...]) -> str:
        """The cell of a row in a piece of time: the one there was, or one of its own where it changed."""
        number, place = report.number(table, row, piece), f"{table}/{row}/{piece[0]}"
        before = self._last.get(place)
        if before is not None and before[1] == number:
            return before[0]
        name = self._cell(f"{place}@{report.name}", Range(0, MOST), number, table)
        self._last[place] = (name, number)
        if before is not None:
            low, high = sorted((before, (name, number)), key=lambda one: one[1])
            more = self._cell(f"change of {name}", Range(0, MOST), high[1] - low[1], table)
            self.sums.append(Sum(high[0], (low[0], more)))
        return name

    def _read(self, at: int, report: Printed) -> None:
        own = [piece for piece in self.pieces if piece[0] in report.quarters]
        quarters = {q: self._in_piece(report, TOTAL, TOTAL, (q,)) for q in report.quarters}
        whole = {piece: self._together([quarters[q] for q in piece]) for piece in own}
        self._show(report, TOTAL, report.total, tuple(quarters.values()))
        for cell in report.tables.get(QUARTER, ()):
            self._show(report, QUARTER, cell, (quarters[cell.rows[0]],))
        if at == len(self.reports) - 1 and QUARTER not in report.tables:
            self._guard(whole.values(), TOTAL)
        for table, cells in report.tables.items():
            if table != QUARTER:
                for piece in own:
                    self._split(report, table, piece, whole[piece])
                for cell in cells:
                    self._rows(at, report, table, cell, own)

    def _split(self, report: Printed, table: str, piece: tuple[str, ...], whole: str) -> None:
        """The rows of a table in a piece of time add up to what the table is of."""
        base, _, row = report.of[table].partition("/")
        total = whole if base == TOTAL else self._in_piece(report, base, row, piece)
        parts = tuple(self._in_piece(report, table, key, piece) for key in report.truth[table])
        self.sums.append(Sum(total, parts))

    def _rows(
        self, at: int, report: Printed, table: str, cell: Cell, pieces: Sequence[tuple[str, ...]]
    ) -> None:
        """A printed row is the sum of its numbers; those that only differences tell are guarded too."""
        parts = {piece: [self._in_piece(report, table, row, piece) for row in cell.rows] for piece in pieces}
        self._show(report, table, cell, tuple(name for names in parts.values() for name in names))
        if at == len(self.reports) - 1 and len(pieces) > 1:
            self._guard([self._together(names) for names in parts.values()], table)

    def _show(self, report: Printed, table: str, cell: Cell, parts: tuple[str, ...]) -> None:
        name = f"{report.name}: {table}/{JOINED.join(cell.rows)}"
        self._cell(name, cell.range, sum(self.truth[part] for part in parts), table)
        self.sums.append(Sum(name, parts))
        if cell.text == STAR:
            self.guarded[name] = table

    def _guard(self, names: Iterable[str], table: str) -> None:
        for name in names:
            if 0 < self.truth[name] <= MOST_HIDDEN:
                self.guarded.setdefault(name, table)

    def _together(self, names: Sequence[str]) -> str:
        """The cell that is the sum of some others: that one itself where it is alone."""
        if len(names) == 1:
            return names[0]
        name = " and ".join(names)
        if name not in self.ranges:
            number = sum(self.truth[one] for one in names)
            self._cell(name, Range(0, MOST), number, self._tables[names[0]])
            self.sums.append(Sum(name, tuple(names)))
        return name


def weak_beside(now: Printed, reports: Sequence[Printed]) -> str | None:
    """The table that gives way when a report is read beside the earlier ones; None where none does."""
    return SideBySide([*reports, now]).weak() if reports else None

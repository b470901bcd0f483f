"""Values that a cell can have, each shown by a whole set of numbers that fits everything printed.

A value counts only when such a set was found. Where the search gives up the value does not count, so that a
report is rather shown with less than with too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hssib_desk.domain.disclosure.attack import Impossible, Sum, narrowed
from hssib_desk.domain.disclosure.rounding import Range

MOST_STEPS = 300  # of one search


class Puzzle:
    """Cells, the sums between them, and the true numbers, which fit."""

    def __init__(self, ranges: Mapping[str, Range], sums: Iterable[Sum], truth: Mapping[str, int]) -> None:
        self._sums, self.truth = tuple(dict.fromkeys(sums)), dict(truth)
        self._of: dict[str, list[Sum]] = {name: [] for name in ranges}
        for one in self._sums:
            for name in (one.total, *one.parts):
                self._of[name].append(one)
        self.ranges = self._settled(dict(ranges), self._sums)
        for name, kept in self.ranges.items():
            if not kept.low <= self.truth[name] <= kept.high:
                raise Impossible(f"The true number of “{name}” does not fit what is shown.")

    def witness(self, cell: str, value: int, free: frozenset[str] | None = None) -> dict[str, int] | None:
        """Numbers that fit with this value in the cell; None where none were found.

        With `free` only these cells may differ from the truth, which is quicker and mostly enough.
        """
        begun = dict(self.ranges)
        if free is not None:
            begun |= {name: Range(n, n) for name, n in self.truth.items() if name not in free}
        begun[cell] = Range(value, value)
        try:
            begun = self._settled(begun, self._sums if free is not None else self._of[cell])
        except Impossible:
            return None
        self._left = MOST_STEPS
        return self._searched(begun)

    def _settled(self, ranges: dict[str, Range], first: Sequence[Sum]) -> dict[str, Range]:
        """Every range as tight as the sums make it; raises Impossible where nothing fits."""
        waiting = dict.fromkeys(first)
        while waiting:
            one = next(iter(waiting))
            del waiting[one]
            for name, tighter in narrowed(one, ranges):
                if tighter != ranges[name]:
                    if tighter.low > tighter.high:
                        raise Impossible(f"No value of “{name}” fits everything that is shown.")
                    ranges[name] = tighter
                    waiting.update(dict.fromkeys(self._of[name]))
        return ranges

    def _searched(self, ranges: dict[str, Range]) -> dict[str, int] | None:
        unsettled = [name for name, kept in ranges.items() if kept.values > 1]
        if not unsettled:
            return {name: kept.low for name, kept in ranges.items()}
        name = min(unsettled, key=lambda one: ranges[one].values)
        for value in self._nearest(name, ranges[name]):
            self._left -= 1
            if self._left < 0:
                return None
            try:
                tried = self._settled({**ranges, name: Range(value, value)}, self._of[name])
            except Impossible:
                continue
            found = self._searched(tried)
            if found is not None:
                return found
        return None

    def _nearest(self, name: str, kept: Range) -> Iterator[int]:
        yield from sorted(range(kept.low, kept.high + 1), key=lambda n: abs(n - self.truth[name]))


class Reader:
    """One who looks for the values of the cells that matter, and keeps every set of numbers found."""

    def __init__(self, puzzle: Puzzle, guarded: Iterable[str]) -> None:
        self.puzzle = puzzle
        self._seen: dict[str, set[int]] = {cell: {puzzle.truth[cell]} for cell in guarded}

    def has_values(self, cell: str, fewest: int, free: frozenset[str]) -> bool:
        """Whether a cell keeps so many values; the cells that are free are tried to move first."""
        for among in (free, None):
            for value in self._untried(cell):
                if len(self._seen[cell]) >= fewest:
                    return True
                found = self.puzzle.witness(cell, value, among)
                for name, values in self._seen.items() if found else ():
                    values.add(found[name])  # type: ignore[index]
        return len(self._seen[cell]) >= fewest

    def _untried(self, cell: str) -> list[int]:
        kept, truth = self.puzzle.ranges[cell], self.puzzle.truth[cell]
        values = set(range(kept.low, kept.high + 1)) - self._seen[cell]
        return sorted(values, key=lambda n: abs(n - truth))

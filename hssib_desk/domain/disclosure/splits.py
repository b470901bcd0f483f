"""The tables of a public report as splits of one base, shown so that no starred cell can be worked back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hssib_desk.domain.disclosure.attack import FEWEST_VALUES, Sum, bounds
from hssib_desk.domain.disclosure.rounding import STAR, Range, behind, shown

TOTAL = "total"


@dataclass(frozen=True)
class Row:
    """One row of a split: its words and true number; `exact` ones are printed as they are, by law."""

    key: str
    words: str
    number: int
    exact: bool = False

    @property
    def text(self) -> str:
        """What is printed."""
        return str(self.number) if self.exact else shown(self.number)

    @property
    def range(self) -> Range:
        """What it may be, from its own text alone."""
        return Range(self.number, self.number) if self.exact else behind(self.text)


@dataclass(frozen=True)
class Merge:
    """Rows that become one, with the words of it."""

    rows: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Split:
    """A table whose rows add up to a base: the total, or a row of another split as "split/row".

    `merges` are tried in their order. A sensitive split is withheld where one of its rows holds everybody,
    since that would tell the same of each of them.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    of: str = TOTAL
    merges: tuple[Merge, ...] = ()
    sensitive: frozenset[str] = frozenset()
    withheld: bool = False

    @property
    def number(self) -> int:
        """How many it counts."""
        return sum(row.number for row in self.rows)

    def cell(self, row: Row) -> str:
        """The name of a cell in the attack."""
        return f"{self.key}/{row.key}"

    def names_everybody(self) -> bool:
        """Whether a sensitive row holds all that the split counts."""
        return any(row.number and row.number == self.number for row in self.rows if row.key in self.sensitive)

    def merged(self) -> Split:
        """The split with its next merge; withheld where there is none left."""
        if not self.merges:
            return replace(self, withheld=True)
        merge, *later = self.merges
        own = [row for row in self.rows if row.key in merge.rows]
        if len(own) < 2:
            return replace(self, merges=tuple(later)).merged()
        one = Row("+".join(row.key for row in own), merge.words, sum(row.number for row in own))
        first = self.rows.index(own[0])
        rows = [row for row in self.rows if row not in own]
        rows.insert(first, one)
        return replace(self, rows=tuple(rows), merges=tuple(later))


@dataclass(frozen=True)
class Published:
    """What is shown: the total, the splits, and what a reader could conclude of each cell."""

    total: Row
    splits: tuple[Split, ...]
    concluded: dict[str, Range]

    def split(self, key: str) -> Split:
        """One split by its key."""
        return next(split for split in self.splits if split.key == key)


class TooFew(ValueError):
    """So few people that even their number cannot be shown."""


def publish(
    total: Row, splits: Sequence[Split], beside: Callable[[Sequence[Split]], str | None] = lambda _kept: None
) -> Published:
    """Show what can be shown: attack everything together, and merge or withhold until no cell gives way.

    `beside` reads it with what was published earlier, and names a table that gives way. Raises TooFew where
    the total itself would be given away.
    """
    kept = [replace(split, withheld=split.withheld or split.names_everybody()) for split in splits]
    while True:
        kept = list(_with_their_base(kept))
        found = conclude(total, kept)
        if total.text == STAR and found[TOTAL].values < FEWEST_VALUES:
            raise TooFew("Too few people died to publish even their number by these rules.")
        weak = next((split.key for split in kept if any(_gives_way(split, found))), None) or beside(kept)
        if weak is None:
            return Published(total, tuple(kept), found)
        at = _to_change(kept, weak)
        changed = kept[at].merged()
        kept[at] = replace(changed, withheld=changed.withheld or changed.names_everybody())


def _to_change(kept: Sequence[Split], weak: str) -> int:
    """The place of the split that gives way, or where it is not shown, of the last one that could."""
    shown = [at for at, split in enumerate(kept) if not split.withheld]
    own = [at for at in shown if kept[at].key == weak]
    others = [at for at in shown if not any(row.exact for row in kept[at].rows)]
    if not own and not others:
        raise TooFew("Beside what was published earlier, even the number of people would tell too much.")
    return own[0] if own else others[-1]


def conclude(total: Row, splits: Iterable[Split]) -> dict[str, Range]:
    """What a reader can conclude of every cell that is shown."""
    cells, sums = {TOTAL: total.range}, []
    for split in splits:
        if split.withheld:
            continue
        cells |= {split.cell(row): row.range for row in split.rows}
        sums.append(Sum(split.of, tuple(split.cell(row) for row in split.rows)))
    return bounds(cells, sums)


def _gives_way(split: Split, found: dict[str, Range]) -> Iterator[bool]:
    for row in split.rows if not split.withheld else ():
        yield row.text == STAR and found[split.cell(row)].values < FEWEST_VALUES


def _with_their_base(splits: Sequence[Split]) -> Iterator[Split]:
    """A split of a row that is not shown any more goes with it."""
    there = {split.cell(row) for split in splits if not split.withheld for row in split.rows} | {TOTAL}
    for split in splits:
        yield split if split.of in there else replace(split, withheld=True)

"""What a reader can conclude from sums: the values that each cell may have, given all that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hssib_desk.domain.disclosure.rounding import Range

FEWEST_VALUES = 3  # a starred cell has to keep so many


@dataclass(frozen=True)
class Sum:
    """A cell that is the sum of others, as every reader knows."""

    total: str
    parts: tuple[str, ...]


class Impossible(ValueError):
    """What is said to be shown cannot all be true, so the attack itself is wrong."""


def bounds(cells: Mapping[str, Range], sums: Iterable[Sum]) -> dict[str, Range]:
    """The tightest range of every cell.

    Exact as long as no two sums share more than one cell (their graph has no circle): then every value of a
    range can be had together with all that is shown.
    """
    found, every = dict(cells), list(sums)
    changed = True
    while changed:
        changed = False
        for one in every:
            for name, tighter in narrowed(one, found):
                if tighter != found[name]:
                    if tighter.low > tighter.high:
                        raise Impossible(f"No value of “{name}” fits everything that is shown.")
                    found[name] = tighter
                    changed = True
    return found


def narrowed(one: Sum, cells: Mapping[str, Range]) -> Iterable[tuple[str, Range]]:
    """The cells of one sum with what that sum alone leaves of their ranges."""
    low = sum(cells[part].low for part in one.parts)
    high = sum(cells[part].high for part in one.parts)
    total = cells[one.total].within(Range(low, high))
    yield one.total, total
    for part in one.parts:
        own = cells[part]
        yield part, own.within(Range(total.low - (high - own.high), total.high - (low - own.low)))

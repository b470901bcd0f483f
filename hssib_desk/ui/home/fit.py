"""How many rows of each card the first page has room for, and which cards stand in which column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 3  # rows that each card should have before another one gets more


@dataclass(frozen=True)
class Heights:
    """What a card takes: its head, each of its rows, and the last row that leads to all."""

    head: int
    all_row: int
    gap: int


@dataclass(frozen=True)
class Need:
    """A card that would like to be drawn: how many there are, and the heights of the rows at hand."""

    count: int
    rows: tuple[int, ...]


def fit(needs: Sequence[Need], room: int, columns: int, heights: Heights) -> tuple[list[int], list[int]]:
    """The column of each card, and how many of its rows are shown; never half a row.

    Cards keep their order down the columns. Where all rows do not fit, the card with most rows gives one up
    first, and each keeps at least one.
    """
    if not needs:
        return [], []
    splits = range(1, len(needs)) if columns > 1 and len(needs) > 1 else (len(needs),)
    best = min((_shown(needs, split, room, heights) for split in splits), key=lambda found: found[0])
    _, split, shown = best
    return [0 if n < split else 1 for n in range(len(needs))], shown


def _shown(
    needs: Sequence[Need], split: int, room: int, heights: Heights
) -> tuple[tuple[int, int, int, int], int, list[int]]:
    """The rows shown with the cards before `split` in the first column, and how good that is."""
    shown = [len(need.rows) for need in needs]
    hidden, tallest = 0, 0
    for column in (range(split), range(split, len(needs))):
        while (height := _height(needs, column, shown, heights)) > room:
            most = max(column, key=lambda n: shown[n])
            if shown[most] <= 1:
                break
            shown[most] -= 1
            hidden += 1
        tallest = max(tallest, height)
    few = sum(min(count, ENOUGH) for count in shown)  # no card is long at the cost of all others
    return (max(0, tallest - room), -few, hidden, tallest), split, shown


def _height(needs: Sequence[Need], column: range, shown: Sequence[int], heights: Heights) -> int:
    whole = [
        heights.head + sum(needs[n].rows[: shown[n]]) + (heights.all_row if shown[n] < needs[n].count else 0)
        for n in column
    ]
    return sum(whole) + heights.gap * (len(whole) - 1)

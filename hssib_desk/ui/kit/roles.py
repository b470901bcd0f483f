"""The item roles with which a model tells the row delegate how a cell looks."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)

IdRole = _FIRST
"""Whatever the model's owner needs to know its row again."""
SortRole = _FIRST + 1
"""The native value of a cell."""
ChipRole = _FIRST + 2
"""A `ChipValue`: the cell is a chip."""
ScoresRole = _FIRST + 3
"""A sequence of (code, points or None), None for a gap: the cell is a row of scores."""
BragRole = _FIRST + 4
"""(code, text) of a BRAG state: the cell is a BRAG chip; text "" says the state's own word."""
WeightRole = _FIRST + 5
"""400 (as when absent), 500 or 600."""
MutedRole = _FIRST + 6
"""True: the text is secondary (`text2`)."""
SmallRole = _FIRST + 7
"""True: 13 pixels instead of 14."""
TabularRole = _FIRST + 8
"""True: figures of one width (numbers and dates, never references)."""
IconRole = _FIRST + 9
"""The name of an icon before the text."""
DotRole = _FIRST + 11
"""True: a dot before the text marks what is new; the accessible text and the tool tip say so in words."""
GroupRole = _FIRST + 13
"""A `GroupValue` in every cell of a row that heads the rows below it."""
WrapRole = _FIRST + 12
"""True: the text takes as many lines as the row is high."""
OddRole = _FIRST + 14
"""True: the cell wants a look; its text wears a line under it."""
SecondLineRole = _FIRST + 10
"""In a header: the second line, a string, or a sequence of words above the scores (None for a gap)."""


@dataclass(frozen=True, slots=True)
class GroupValue:
    """What the head of a group says, and whether its rows are folded away."""

    name: str
    counts: str
    is_folded: bool


@dataclass(frozen=True, slots=True)
class ChipValue:
    """What a chip in a cell says; kind as for `Chip`, icon an icon or a shape name."""

    kind: str
    text: str
    icon: str | None = None

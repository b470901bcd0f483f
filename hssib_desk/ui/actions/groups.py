"""Heads of groups between the rows of the action log: where each stands, and which are folded away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hssib_desk.store.lists.queries import ActionGroup, ActionRow

Fetch = Callable[[int, int], list[ActionRow]]  # rows of the list without heads: from which, how many


def head_of(group: ActionGroup) -> ActionRow:
    """The row that heads a group; it is of no entry."""
    return ActionRow("", "", "", "", "", "", "", "", "", "", "", "", "", "", None, 0, group.value)


class Groups:
    """The groups of a list, each with a head above its rows; the rows of a folded one are not there."""

    def __init__(self, groups: Sequence[ActionGroup], folded: set[str]) -> None:
        self.groups, self.folded = tuple(groups), folded
        self.by_value = {group.value: group for group in groups}

    @property
    def rows(self) -> int:
        """How many rows there are, with the heads."""
        return sum(1 + self._shown(group) for group in self.groups)

    def page(self, offset: int, limit: int, fetch: Fetch) -> list[ActionRow]:
        """Some of the rows: what is not folded away is fetched in as few pieces as there are."""
        found: list[ActionRow] = []
        wanted: list[tuple[int, int]] = []  # from which row of the list without heads, and where it goes
        for at, under, group in self._places():
            if at >= offset + limit:
                break
            if offset <= at:
                found.append(head_of(group))
            first, last = max(0, offset - at - 1), min(self._shown(group), offset + limit - at - 1)
            wanted += [(under + n, len(found) + n - first) for n in range(first, last)]
            found += [head_of(group)] * max(0, last - first)  # each is replaced below
        for start, end in _pieces([under for under, _ in wanted]):
            rows = fetch(wanted[start][0], end - start)
            for (_, place), row in zip(wanted[start:end], rows, strict=False):
                found[place] = row
        return found

    def row_of(self, under: int) -> int:
        """Where a row of the list without heads stands; -1 while its group is folded."""
        for at, first, group in self._places():
            if first <= under < first + group.count:
                return -1 if group.value in self.folded else at + 1 + under - first
        return -1

    def group_at(self, under: int) -> str | None:
        """The group of a row of the list without heads."""
        places = self._places()
        return next((g.value for _, first, g in places if first <= under < first + g.count), None)

    def _places(self) -> Iterator[tuple[int, int, ActionGroup]]:
        """Where the head of each group stands, and its first row in the list without heads."""
        at = under = 0
        for group in self.groups:
            yield at, under, group
            at, under = at + 1 + self._shown(group), under + group.count

    def _shown(self, group: ActionGroup) -> int:
        return 0 if group.value in self.folded else group.count


def _pieces(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The runs of numbers that follow one another, as first and last place."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield start, place
            start = place

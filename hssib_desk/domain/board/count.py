"""One counted value of the report, the window it is counted in, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from hssib_desk.domain.board.people import BoardData, Death, Period


@dataclass(frozen=True)
class Count:
    """A value of a figure for one group and period; `number` is None where it cannot be given.

    `of` is what it is a share of. `cases` are the references behind the number, `of_cases` those behind what
    it is a share of.
    """

    figure: str
    group: str
    period: str
    number: float | None
    of: float | None = None
    cases: tuple[str, ...] = ()
    of_cases: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """The number as a whole one; nought where there is none."""
        return int(self.number or 0)

    @property
    def share(self) -> float | None:
        """Number over what it is a share of."""
        return self.number / self.of if self.of and self.number is not None else None

    @property
    def percent(self) -> str:
        """The share as a whole percentage; empty where there is nothing to share."""
        return "" if self.share is None else f"{_half_up(100 * self.share):d}%"


def _half_up(value: float) -> int:
    return int(value + 0.5 + 1e-9)


@dataclass(frozen=True)
class Window:
    """The deaths of one period, in scope and all, with what the whole report looks at."""

    data: BoardData
    period: Period

    @cached_property
    def known(self) -> tuple[Death, ...]:
        """Every death with a date in the period, whatever its scope."""
        return self.data.died_between(self.period.start, self.period.end)

    @cached_property
    def deaths(self) -> tuple[Death, ...]:
        """Those in scope: the base of nearly every figure."""
        return tuple(death for death in self.known if death.scope == "in")

    @cached_property
    def reviewed(self) -> tuple[Death, ...]:
        """Those with a signed review or a finished investigation."""
        return tuple(death for death in self.deaths if death.is_reviewed)

    def people(
        self, figure: str, group: str, deaths: Iterable[Death], of: Iterable[Death] | None = None
    ) -> Count:
        """A count of people, with who they are."""
        refs = _refs(deaths)
        base = None if of is None else _refs(of)
        return Count(
            figure,
            group,
            self.period.key,
            len(refs),
            None if base is None else len(base),
            refs,
            base or (),
        )

    def number(
        self,
        figure: str,
        group: str,
        number: float | None,
        of: float | None = None,
        deaths: Iterable[Death] = (),
    ) -> Count:
        """A value that is no count of people; `deaths` are those behind it."""
        return Count(figure, group, self.period.key, number, of, _refs(deaths))

    def split(self, figure: str, groups: Iterable[str], told: Iterable[tuple[Death, str]]) -> Iterator[Count]:
        """A partition of deaths into groups; a group that is not foreseen raises KeyError."""
        found: dict[str, list[Death]] = {group: [] for group in groups}
        every: list[Death] = []
        for death, group in told:
            found[group].append(death)
            every.append(death)
        for group, deaths in found.items():
            yield self.people(figure, group, deaths, every)


def _refs(deaths: Iterable[Death]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(death.ref for death in deaths))


class Unbalanced(ValueError):
    """The parts of a figure do not add up to the whole, so no report is written."""


@dataclass(frozen=True)
class Control:
    """One sum that was checked: its parts and what they add up to."""

    words: str
    parts: tuple[int, ...]
    total: int

    @property
    def holds(self) -> bool:
        """Whether the parts add up."""
        return sum(self.parts) == self.total


@dataclass(frozen=True)
class Figures:
    """Every value of a report, found by figure, group and period."""

    counts: tuple[Count, ...]
    controls: tuple[Control, ...] = ()

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], Count]:
        return {(count.figure, count.group, count.period): count for count in self.counts}

    def get(self, figure: str, group: str = "", period: str = "now") -> Count:
        """One value; raises KeyError for one that is not counted."""
        return self._by_key[figure, group, period]

    def groups(self, figure: str, period: str = "now") -> list[Count]:
        """The values of a figure in the order in which they were counted."""
        return [count for count in self.counts if (count.figure, count.period) == (figure, period)]

    def triple(self, figure: str, group: str = "") -> list[int]:
        """The numbers of the quarter before, this period and the year to date."""
        return [self.get(figure, group, period).n for period in ("before", "now", "year")]

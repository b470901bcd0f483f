"""Code lists and scales: what can be chosen, under stable codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: a stable code, its label, and what Python may know of it."""

    code: str
    label: str
    help: str = ""
    short: str = ""
    group: str = ""
    points: int | None = None
    means: str = ""
    icon: str = ""
    source: str = ""
    words: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    retired: bool = False
    national: str = ""  # the code under which a national return counts it, where that is another


USUAL = "higher is better"


@dataclass(frozen=True)
class CodeList:
    """A code list, or a scale when its choices carry points; `direction` is set for scales only."""

    key: str
    title: str
    version: int
    source: str
    choices: tuple[Choice, ...]
    direction: str = ""
    note: str = ""
    settings: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, Choice]:
        """The choices by their code, retired ones included."""
        return {choice.code: choice for choice in self.choices}

    @property
    def says_direction(self) -> bool:
        """Whether a score must say which way its scale runs: not the way that every reader expects."""
        return self.direction not in ("", USUAL)

    def scored(self, code: str) -> str:
        """A score for a reader: its label, and its points and direction where the scale must say that."""
        choice = self.by_code.get(code)
        if choice is None or choice.points is None or not self.says_direction:
            return self.label(code)
        return f"{choice.points}: {choice.label} (scale {self._ends}; {self.direction})"

    @property
    def _ends(self) -> str:
        points = [choice.points for choice in self.choices if choice.points is not None]
        return f"{min(points)} to {max(points)}"

    @cached_property
    def offered(self) -> tuple[Choice, ...]:
        """The choices a new answer may use."""
        return tuple(choice for choice in self.choices if not choice.retired)

    def label(self, code: str) -> str:
        """The label of a code; the code itself when the list does not hold it."""
        choice = self.by_code.get(code)
        return choice.label if choice else code

    def main(self, code: str) -> str:
        """The code that a finer choice counts under: the one whose label is its group, else its own."""
        choice = self.by_code.get(code)
        found = (item.code for item in self.choices if choice and choice.group and item.label == choice.group)
        return next(found, code)

    def within(self, code: str) -> list[str]:
        """The codes that count under one: its own and, for a main one, every finer one."""
        finer = [choice.code for choice in self.choices if self.main(choice.code) == code]
        return list(dict.fromkeys([code, *finer]))

    @cached_property
    def is_mapped(self) -> bool:
        """Whether a national return counts some of the choices under other codes."""
        return any(choice.national for choice in self.choices)

    def national(self, code: str) -> str:
        """The code under which a national return counts a code."""
        choice = self.by_code.get(code)
        return choice.national or code if choice else code

    def means(self, code: str) -> str:
        """What Python may know of a code ("closed", "red" …), or an empty string."""
        choice = self.by_code.get(code)
        return choice.means if choice else ""

    def codes_meaning(self, *means: str) -> tuple[str, ...]:
        """The codes whose meaning is one of those given, in list order."""
        return tuple(choice.code for choice in self.choices if choice.means in means)

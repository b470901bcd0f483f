"""A rule of a form as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Condition:
    """A rule as data: a test of one field, role or fact, or a combination of conditions."""

    field: str = ""
    fact: str = ""
    option: str = ""  # what an organisation chose in the settings of its workbook
    accepts: tuple[str, ...] = ()
    test: Literal["is", "empty", "filled", "above", "below", "since", "same", "any", "all", "not"] = "is"
    bound: float | None = None
    parts: tuple[Condition, ...] = ()
    since: str = ""  # the day from which on the answer, a date, passes; none does before it is set
    same: str = ""  # another field, whose answer is the same
    role: str = ""  # the answer to the question that plays it, in whichever form that is
    after: str = ""  # another field with a date: the days from it to the answer are compared
    words: bool = False  # the number of words of the answer is compared

    def fields(self) -> Iterator[str]:
        """Every field the condition looks at, `form.key` for a field of another form."""
        if self.field:
            yield self.field
        yield from filter(None, (self.same, self.after))
        for part in self.parts:
            yield from part.fields()

    def facts(self) -> Iterator[str]:
        """Every fact the condition looks at."""
        if self.fact:
            yield self.fact
        for part in self.parts:
            yield from part.facts()

    def options(self) -> Iterator[Condition]:
        """Every test of an option of the organisation."""
        if self.option:
            yield self
        for part in self.parts:
            yield from part.options()

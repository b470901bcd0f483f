"""The ledger of figures: one entry for every number that the program shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import read_toml

FILE = "figures.toml"
UNITS = frozenset(
    "cases actions duties pairs phases answers pages remarks rows characters texts".split()
    + "changes files copies forms versions lines".split()
)


@dataclass(frozen=True)
class Figure:
    """One figure: its name, what is counted, out of what, over which time, and the list behind it.

    `title` is its name where it stands alone, `rules` say how it is worked out. `where` holds the terms of
    the list of cases or actions that shows what was counted, `by` what it is split by.
    """

    key: str
    name: str
    unit: str
    counts: str
    period: str
    levels: tuple[str, ...]
    places: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    rules: str = ""
    by: str = ""
    of: str = ""
    left_out: str = ""

    def named(self, *, days: int = 30, day: str = "1 April") -> str:
        """Its name, with the days after discharge or the first day that it speaks of."""
        return self.name.format(days=days, day=day)

    @property
    def heading(self) -> str:
        """Its name where nothing beside it says what is counted."""
        return self.title or self.named()

    @property
    def definition(self) -> str:
        """What is counted, how, and what is left out, in sentences."""
        left = f"Left out: {self.left_out[0].lower()}{self.left_out[1:]}" if self.left_out else ""
        return " ".join(filter(None, (self.counts, self.rules, left)))

    @property
    def out_of(self) -> str:
        """What it is a share of, in words."""
        found = ledger().get(self.of)
        return found.named() if found else self.of

    @property
    def filter(self) -> str:
        """The terms of the list behind it, in one line."""
        return ", ".join(f"{name} = {str(value).lower()}" for name, value in self.where.items())


@cache
def ledger() -> Mapping[str, Figure]:
    """Every figure by its key, in the order of the file; raises FormError where an entry is not whole."""
    raw = read_toml(resources.forms_dir() / FILE)
    periods = raw["periods"]
    found = {item["key"]: _figure(item, periods) for item in raw["figure"]}
    if len(found) != len(raw["figure"]):
        raise FormError(f"{FILE}: two figures have the same key; give each its own.")
    return found


def figure(key: str) -> Figure:
    """The ledger's entry of a figure."""
    return ledger()[key]


def _figure(raw: Mapping[str, Any], periods: Mapping[str, str]) -> Figure:
    try:
        return Figure(
            **{
                **raw,
                "period": periods[raw["period"]],
                "levels": tuple(raw["levels"]),
                "places": tuple(raw["places"]),
            }
        )
    except (KeyError, TypeError) as error:
        raise FormError(f"{FILE}, figure {raw.get('key', '?')}: {error} is missing or not known.") from error

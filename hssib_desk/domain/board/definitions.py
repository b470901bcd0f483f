"""The ledger of the board report, `forms/board.toml`: what each figure is called, counts and leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import read_condition, read_toml

FILE = "board.toml"


@dataclass(frozen=True)
class Definition:
    """One figure: `base` is the set it is counted in, `groups` the words of what it is split into."""

    key: str
    name: str
    counts: str
    base: str
    period: str
    levels: tuple[str, ...]
    unit: str = "people"
    of: str = ""
    left_out: str = ""
    rules: str = ""
    public: str = "left out"
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def definition(self) -> str:
        """What is counted, how, and what is left out, in sentences."""
        left = f"Left out: {self.left_out[0].lower()}{self.left_out[1:]}" if self.left_out else ""
        return " ".join(filter(None, (self.counts, self.rules, left)))


@dataclass(frozen=True)
class SplitGroup:
    """One group into which a case falls where its rule holds; without a rule, every case that is left."""

    key: str
    when: Condition | None


@dataclass(frozen=True)
class BoardForm:
    """The file whole: figures, the words of the report, how cases are split, and which questions it reads."""

    version: int
    figures: Mapping[str, Definition]
    words: Mapping[str, Any]
    splits: Mapping[str, tuple[SplitGroup, ...]]
    answers: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]


@cache
def board_form() -> BoardForm:
    """The ledger of the board report; raises FormError where an entry is not whole."""
    raw = read_toml(resources.forms_dir() / FILE)
    periods = raw["periods"]
    figures = {item["key"]: _definition(item, periods) for item in raw["figure"]}
    if len(figures) != len(raw["figure"]):
        raise FormError(f"{FILE}: two figures have the same key; give each its own.")
    return BoardForm(
        raw["version"],
        figures,
        raw["words"],
        {item["key"]: tuple(_groups(item)) for item in raw["split"]},
        raw["answers"],
        {key: tuple(codes) for key, codes in raw["codes"].items()},
    )


def definition(key: str) -> Definition:
    """The entry of a figure."""
    return board_form().figures[key]


@cache
def groups_of(key: str) -> tuple[str, ...]:
    """The groups of a figure by key, in the order in which they are printed."""
    return tuple(definition(key).groups)


def group_words(figure: str, group: str) -> str:
    """What a group of a figure is called."""
    return definition(figure).groups.get(group, group)


def _definition(raw: Mapping[str, Any], periods: Mapping[str, str]) -> Definition:
    try:
        return Definition(**{**raw, "period": periods[raw["period"]], "levels": tuple(raw["levels"])})
    except (KeyError, TypeError) as error:
        raise FormError(f"{FILE}, figure {raw.get('key', '?')}: {error} is missing or not known.") from error


def _groups(raw: Mapping[str, Any]) -> list[SplitGroup]:
    place = f"{FILE}, split {raw['key']}"
    return [
        SplitGroup(item["key"], read_condition(item["when"], place) if "when" in item else None)
        for item in raw["group"]
    ]


@dataclass(frozen=True)
class PublicRow:
    """A row of a public split: groups of its figure added up, or what the other rows leave."""

    key: str
    words: str
    groups: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True)
class PublicSplit:
    """A table of the public version, and how its rows may be put together."""

    key: str
    title: str
    figure: str
    rows: tuple[PublicRow, ...]
    of: str = "total"
    by_law: bool = False
    sensitive: tuple[str, ...] = ()
    merge: tuple[tuple[tuple[str, ...], str], ...] = ()


@cache
def public_splits() -> tuple[PublicSplit, ...]:
    """The tables of the public version in their order."""
    raw = read_toml(resources.forms_dir() / FILE)["public"]
    return tuple(
        PublicSplit(
            **{
                **item,
                "rows": tuple(PublicRow(**{**r, "groups": tuple(r.get("groups", ()))}) for r in item["rows"]),
                "sensitive": tuple(item.get("sensitive", ())),
                "merge": tuple((tuple(one["rows"]), one["words"]) for one in item.get("merge", ())),
            }
        )
        for item in raw
    )

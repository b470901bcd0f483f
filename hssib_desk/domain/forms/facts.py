"""What the program works out about a case: the facts of `forms/facts.toml`, with the rule for each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hssib_desk import resources
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    one_of,
    read_condition,
    read_toml,
    tables_of,
    text_of,
    texts_of,
)
from hssib_desk.domain.forms.vocabulary import ROLES

FILE = "facts.toml"
_FACT_KEYS = ("key", "title", "values", "otherwise", "help", "source", "asks", "rule")


@dataclass(frozen=True)
class FactRule:
    """One value of a fact, and when it has it."""

    value: str
    when: Condition


@dataclass(frozen=True)
class Fact:
    """One thing that is worked out; without rules it is computed in Python, from roles, dates or scores.

    `values` is empty for a number or a free code; `asks` are the roles of the questions that decide it.
    """

    key: str
    title: str
    values: tuple[str, ...] = ()
    rules: tuple[FactRule, ...] = ()
    otherwise: str = ""
    help: str = ""
    source: str = ""
    asks: tuple[str, ...] = ()


@cache
def facts() -> Mapping[str, Fact]:
    """Every fact by its key."""
    return read_facts(read_toml(resources.forms_dir() / FILE), FILE)


def read_facts(raw: Table, place: str) -> dict[str, Fact]:
    """The facts of a file; a value that its fact does not list, or facts in a circle, are refused."""
    check_keys(raw, ("fact",), place)
    found: dict[str, Fact] = {}
    for item in tables_of(raw, "fact", place):
        fact = _fact(item, f"{place}, fact {item.get('key', '?')}")
        if fact.key in found:
            raise FormError(f"{place}: the fact “{fact.key}” is there twice; give one another key.")
        _check_order(fact, found, place)
        found[fact.key] = fact
    return found


def _fact(raw: Table, place: str) -> Fact:
    check_keys(raw, _FACT_KEYS, place)
    values = texts_of(raw, "values", place)
    rules = tuple(_rule(item, values, place) for item in tables_of(raw, "rule", place))
    otherwise = text_of(raw, "otherwise", place) if rules else ""
    asks = texts_of(raw, "asks", place)
    return Fact(
        key=text_of(raw, "key", place),
        title=text_of(raw, "title", place),
        values=values,
        rules=rules,
        otherwise=one_of(otherwise, values, "otherwise", place) if rules else "",
        help=text_of(raw, "help", place, ""),
        source=text_of(raw, "source", place, ""),
        asks=tuple(one_of(role, ROLES, "asks", place) for role in asks),
    )


def _rule(raw: Table, values: tuple[str, ...], place: str) -> FactRule:
    check_keys(raw, ("value", "when"), f"{place}, rule")
    value = one_of(text_of(raw, "value", place), values, "value", place)
    return FactRule(value, read_condition(raw.get("when"), place))


def _check_order(fact: Fact, before: Mapping[str, Fact], place: str) -> None:
    """A rule may look only at facts above its own, so that none waits for itself."""
    for rule in fact.rules:
        for name in rule.when.facts():
            if name not in before:
                raise FormError(
                    f"{place}, fact {fact.key}: its rule looks at the fact “{name}”, which comes after it; "
                    "move that one above."
                )

"""Reading the rules on wording from their definition file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import Table, check_keys, flag_of, number_of, one_of, text_of, texts_of
from hssib_desk.domain.forms.word_rules import WordRule

KINDS = ("lacks", "has", "shared", "against", "past", "empty")
_KEYS = [
    "key",
    "kind",
    "roles",
    "at_least",
    "words",
    "patterns",
    "unless",
    "points_at_most",
    "points_at_least",
    "say",
    "source",
    "birth",
    "form_has",
]


def read_word_rules(raw: Table, place: str) -> tuple[WordRule, ...]:
    """The rules of a definition file; raises FormError naming rule and remedy."""
    tables: Sequence[Mapping[str, Any]] = raw.get("rule", [])
    return tuple(_rule(table, f"{place}, rule {table.get('key', '?')}") for table in tables)


def _rule(raw: Table, place: str) -> WordRule:
    check_keys(raw, _KEYS, place)
    kind = one_of(text_of(raw, "kind", place), KINDS, "kind", place)
    return WordRule(
        key=text_of(raw, "key", place),
        kind=kind,
        roles=frozenset(texts_of(raw, "roles", place)),
        say=text_of(raw, "say", place),
        found=_pattern(texts_of(raw, "words", place), texts_of(raw, "patterns", place), place),
        unless=_pattern(texts_of(raw, "unless", place), (), place),
        at_least=number_of(raw, "at_least", place) or 0,
        points=(number_of(raw, "points_at_least", place) or 0, number_of(raw, "points_at_most", place) or 99),
        source=text_of(raw, "source", place),
        birth=flag_of(raw, "birth", place),
        form_has=frozenset(texts_of(raw, "form_has", place)),
    )


def _pattern(words: Sequence[str], patterns: Sequence[str], place: str) -> re.Pattern[str] | None:
    """One expression for all words, whatever their case and apostrophes; longer words first."""
    ordered = sorted(words, key=len, reverse=True)
    parts = [rf"\b{re.escape(word.strip()).replace(chr(39), '[’' + chr(39) + ']')}\b" for word in ordered]
    try:
        return re.compile("|".join([*parts, *patterns]), re.IGNORECASE) if parts or patterns else None
    except re.error as error:
        raise FormError(f"{place}: a pattern cannot be used ({error}); correct it.") from error

"""Parts of one form that stand in another word for word, so that they are written once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import Table, tables_of, text_of

_PARTS = ("block", "section")
BORROW = "borrow"


def with_borrowed(raw: Table, others: Mapping[str, Table], place: str) -> Table:
    """The form with every `borrow = "form.part"` replaced by that part; keys beside it take its place."""
    made: dict[str, Any] = dict(raw)
    for kind in _PARTS:
        if kind in raw:
            made[kind] = [_part(item, kind, others, place) for item in tables_of(raw, kind, place)]
    return made


def _part(item: Table, kind: str, others: Mapping[str, Table], place: str) -> Table:
    if BORROW not in item:
        return item
    named = text_of(item, BORROW, place)
    form, _, key = named.partition(".")
    lent = tables_of(others.get(form, {}), kind, place)
    found = next((part for part in lent if part.get("key") == key), None)
    if found is None or BORROW in found:
        raise FormError(f"{place}: there is no {kind} “{named}” to borrow; name one as form.{kind}.")
    return {**found, **{name: value for name, value in item.items() if name != BORROW}}

"""Reading `forms/parts.toml`: the parts of a review, beside the form that keeps who signed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import Form, FormError, Outline
from hssib_desk.domain.forms.levels import LEVELS, Level
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    one_of,
    read_condition,
    tables_of,
    text_of,
    texts_of,
)
from hssib_desk.domain.parts.part import FORM, Part

_KEYS = ("key", "label", "icon", "roles", "declaration", "also", "needed")


def read_parts(raw: Table, place: str) -> tuple[Part, ...]:
    """The parts of a file in their order; a key used twice is refused."""
    found = tuple(_part(item, place) for item in tables_of(raw, "part", place))
    refuse_twice(found, place)
    return found


def refuse_twice(parts: Iterable[Part], place: str) -> None:
    """Refuse two parts with the same key."""
    seen: set[str] = set()
    for part in parts:
        if part.key in seen:
            raise FormError(f"{place}: the part “{part.key}” is there twice; give one another key.")
        seen.add(part.key)


def _part(raw: Table, place: str) -> Part:
    key = text_of(raw, "key", place)
    place = f"{place}, part {key}"
    check_keys(raw, _KEYS, place)
    needed: dict[Level, Condition | None] = {}
    for item in tables_of(raw, "needed", place):
        check_keys(item, ("level", "when"), place)
        level = one_of(text_of(item, "level", place), LEVELS, "level", place)
        needed[level] = read_condition(item["when"], place) if "when" in item else None
    return Part(
        key=key,
        label=text_of(raw, "label", place),
        needed=needed,
        icon=text_of(raw, "icon", place, "users"),
        roles=texts_of(raw, "roles", place),
        declaration=text_of(raw, "declaration", place, ""),
        also=texts_of(raw, "also", place),
    )


def without_parts(raw: Table) -> dict[str, Any]:
    """The form beside the parts, as a workbook keeps it."""
    return {key: value for key, value in raw.items() if key != "part"}


def with_declarations(parts: Iterable[Part], forms: Mapping[str, Form]) -> tuple[Part, ...]:
    """The parts with the label of a question where they name one as what they declare."""
    fields = {f"{form.key}.{field.key}": field for form in forms.values() for field in form.fields}
    return tuple(
        replace(part, declaration=fields[part.declaration].label) if part.declaration in fields else part
        for part in parts
    )


def check_parts(parts: Sequence[Part], forms: Mapping[str, Form], outlines: Iterable[Outline]) -> None:
    """Refuse a page of a part that is not there, and a part that names what no form asks."""
    keys = {part.key for part in parts}
    for outline in outlines:
        for page in outline.pages:
            if page.part and page.part not in keys:
                raise FormError(
                    f"The page “{page.title}” has part = “{page.part}”, which is no part; use one of: "
                    f"{', '.join(sorted(keys))}."
                )
    for part in parts:
        for name in part.also:
            form, _, key = name.partition(".")
            if form not in forms or (key and key not in {*forms[form].by_key, *forms[form].by_section}):
                raise FormError(
                    f"{FORM}.toml, part {part.key}: there is no “{name}” in the forms; correct it."
                )
        for condition in filter(None, part.needed.values()):
            for name in condition.fields():
                form, _, key = name.rpartition(".")
                if form not in forms or forms[form].repeat or key not in forms[form].by_key:
                    raise FormError(
                        f"{FORM}.toml, part {part.key}: no form asks “{name}” once per case; correct it."
                    )

"""Turning the table of one question into a Field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answer, CodeList, Condition, Field, FormError
from hssib_desk.domain.forms.kinds import KINDS
from hssib_desk.domain.forms.levels import LEVELS
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    flag_of,
    number_of,
    one_of,
    read_condition,
    read_list,
    tables_of,
    text_of,
    texts_of,
)
from hssib_desk.domain.forms.vocabulary import ROLES

_FIELD_KEYS = [
    "key",
    "label",
    "kind",
    "help",
    "placeholder",
    "short",
    "unit",
    "width",
    "required",
    "required_if",
    "show_if",
    "asked_if",
    "fixed_if",
    "min",
    "max",
    "max_length",
    "choices",
    "list",
    "scale",
    "role",
    "identifying",
    "in_list",
    "living",
    "blind",
    "to",
    "many",
    "across",
    "renamed",
    "default",
    "source",
    "level",
    "more",
    "apart_from",
]

YES_NO_LIST = "yes_no"
_KEY = re.compile("[a-z][a-z0-9_]*")


def read_field(
    raw: Table,
    section: str,
    source: str,
    renames: Mapping[str, str],
    lists: Mapping[str, CodeList],
    place: str,
) -> Field:
    """One question; `renames` holds the names of a block's fields in this section, `source` is inherited."""
    key = text_of(raw, "key", place)
    place = f"{place}, field {key}"
    if not _KEY.fullmatch(key):
        raise FormError(f"{place}: a key is small letters, digits and _, beginning with a letter.")
    check_keys(raw, _FIELD_KEYS, place)
    kind = one_of(text_of(raw, "kind", place), KINDS, "kind", place)
    role = text_of(raw, "role", place, "")
    if role:
        one_of(role, ROLES, "role", place)
    return Field(
        key=renames.get(key, key),
        label=text_of(raw, "label", place),
        kind=kind,
        section=section,
        help=text_of(raw, "help", place, ""),
        placeholder=text_of(raw, "placeholder", place, ""),
        short=text_of(raw, "short", place, ""),
        unit=text_of(raw, "unit", place, ""),
        width=one_of(text_of(raw, "width", place, "full"), ("full", "half", "third"), "width", place),
        required=flag_of(raw, "required", place),
        required_if=_renamed(raw, "required_if", renames, place),
        show_if=_renamed(raw, "show_if", renames, place),
        asked_if=_renamed(raw, "asked_if", renames, place),
        fixed_if=_renamed(raw, "fixed_if", renames, place),
        min=_bound(raw, "min", kind, place),
        max=_bound(raw, "max", kind, place),
        max_length=number_of(raw, "max_length", place),
        options=_options(raw, kind, lists, place),
        role=role,
        identifying=_identifying(raw, place),
        in_list=number_of(raw, "in_list", place),
        living=flag_of(raw, "living", place),
        blind=flag_of(raw, "blind", place),
        to=(raw["to"],) if isinstance(raw.get("to"), str) else texts_of(raw, "to", place),
        many=flag_of(raw, "many", place),
        across=_across(raw, kind, place),
        renamed=texts_of(raw, "renamed", place),
        default=_default(raw, kind, place),
        source=text_of(raw, "source", place, source),
        level=one_of(text_of(raw, "level", place, "full"), LEVELS, "level", place),
        more=flag_of(raw, "more", place),
        apart_from=tuple(renames.get(name, name) for name in texts_of(raw, "apart_from", place)),
    )


def _identifying(raw: Table, place: str) -> Any:
    value = raw.get("identifying", False)
    if value is True:
        return "person"
    if value not in (False, "relative", "staff", "person"):
        raise FormError(f'{place}: identifying is true, "relative" or "staff".')
    return value or None


def _options(raw: Table, kind: str, lists: Mapping[str, CodeList], place: str) -> CodeList | None:
    named = [key for key in ("choices", "list", "scale") if key in raw]
    if not KINDS[kind].has_choices:
        if named:
            raise FormError(f'{place}: a {kind} takes no {named[0]}; use kind = "choice".')
        return None
    if len(named) > 1:
        raise FormError(f"{place}: give one of choices, list or scale, not several.")
    if named == ["choices"]:
        own = {"key": "", "title": raw["label"], "version": 1, "source": ""}
        return read_list({**own, "choice": tables_of(raw, "choices", place)}, place)
    key = text_of(raw, named[0], place) if named else (YES_NO_LIST if KINDS[kind].is_yes_no else "")
    if key not in lists:
        raise FormError(f"{place}: there is no list called “{key}” in forms/lists; name one that is there.")
    if KINDS[kind].is_score and not lists[key].direction:
        raise FormError(f"{place}: “{key}” is not a scale; a score needs a list with points and a direction.")
    return lists[key]


def _across(raw: Table, kind: str, place: str) -> bool:
    if flag_of(raw, "across", place) and not (KINDS[kind].is_link and flag_of(raw, "many", place)):
        raise FormError(f"{place}: across = true belongs to a link with many = true.")
    return flag_of(raw, "across", place)


def _renamed(raw: Table, key: str, renames: Mapping[str, str], place: str) -> Condition | None:
    if key not in raw:
        return None
    return rename(read_condition(raw[key], f"{place}, {key}"), renames)


def _bound(raw: Table, key: str, kind: str, place: str) -> str | float | None:
    value = raw.get(key)
    if value is None:
        return None
    if KINDS[kind].is_date:
        if value == "today" or (isinstance(value, str) and (found := read_iso(value)) and found.exact):
            return str(value)
        raise FormError(f'{place}: {key} of a date is "today" or a day such as "2025-11-18".')
    if not KINDS[kind].is_number:
        raise FormError(f"{place}: {key} belongs to dates and numbers; a {kind} has none.")
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise FormError(f"{place}: {key} must be a number.")
    return value


def _default(raw: Table, kind: str, place: str) -> Answer | None:
    value = raw.get("default")
    if value is None:
        return None
    if KINDS[kind].holds_several:
        return list(texts_of(raw, "default", place))
    return number_of(raw, "default", place) if KINDS[kind].is_whole_number else text_of(raw, "default", place)


def rename(condition: Condition, renames: Mapping[str, str]) -> Condition:
    """The condition with the fields of a block under their names in a section."""
    return replace(
        condition,
        field=renames.get(condition.field, condition.field),
        same=renames.get(condition.same, condition.same),
        after=renames.get(condition.after, condition.after),
        parts=tuple(rename(part, renames) for part in condition.parts),
    )

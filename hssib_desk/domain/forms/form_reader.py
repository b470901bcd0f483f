"""Turning a definition table into a Form, refusing whatever could not mean what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hssib_desk.domain.forms.field_reader import read_field, rename
from hssib_desk.domain.forms.form import (
    MORE,
    Advice,
    CodeList,
    Field,
    Form,
    FormError,
    Guidance,
    Outcome,
    Ruling,
    Section,
    Trigger,
)
from hssib_desk.domain.forms.form_check import check_form
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    flag_of,
    number_of,
    read_condition,
    read_list,
    tables_of,
    text_of,
    texts_of,
)
from hssib_desk.domain.review.seal import canonical_json

_FORM_KEYS = [
    "key",
    "title",
    "version",
    "source",
    "note",
    "repeat",
    "singular",
    "letter",
    "icon",
    "raise",
    "after_seal",
    "instead_of",
    "second",
    "blind",
    "dropped",
    "block",
    "section",
    "advise",
    "trigger",
    "ask",
    "strip",
    "outcome",
    "before",
]
_SECTION_KEYS = [
    "key",
    "title",
    "short",
    "note",
    "block",
    "block_last",
    "themes",
    "source",
    "show_if",
    "guidance",
    "field",
    "advise",
    "more",
    "ruled_out",
]
_FORMERLY = frozenset(["clock"])  # what only older versions held; duties stand in duties.toml now


def read_form(raw: Table, lists: Mapping[str, CodeList], raw_lists: Mapping[str, Any], place: str) -> Form:
    """A Form from its table; `lists` are those it may name, `raw_lists` their tables for the kept text."""
    check_keys(raw, _FORM_KEYS, place)
    blocks = {text_of(item, "key", place): item for item in tables_of(raw, "block", place)}
    source = text_of(raw, "source", place)
    sections = tuple(_section(item, raw, blocks, lists, place) for item in tables_of(raw, "section", place))
    form = Form(
        key=text_of(raw, "key", place),
        title=text_of(raw, "title", place),
        version=number_of(raw, "version", place) or 1,
        source=source,
        sections=sections,
        note=text_of(raw, "note", place, ""),
        repeat=flag_of(raw, "repeat", place),
        singular=text_of(raw, "singular", place, text_of(raw, "title", place)),
        letter=text_of(raw, "letter", place, ""),
        icon=text_of(raw, "icon", place, ""),
        can_raise=flag_of(raw, "raise", place),
        after_seal=flag_of(raw, "after_seal", place),
        instead_of=text_of(raw, "instead_of", place, ""),
        second=flag_of(raw, "second", place),
        blind=flag_of(raw, "blind", place),
        dropped=texts_of(raw, "dropped", place),
        advice=tuple(_advice(item, {}, source, place) for item in tables_of(raw, "advise", place)),
        triggers=tuple(_trigger(item, place) for item in tables_of(raw, "trigger", place)),
        ask=texts_of(raw, "ask", place),
        strip=texts_of(raw, "strip", place),
        before=read_condition(raw["before"], place) if "before" in raw else None,
        outcomes=tuple(_outcome(item, place) for item in tables_of(raw, "outcome", place)),
    )
    check_form(form, place)
    used = {item.options.key for item in form.fields if item.options and item.options.key in raw_lists}
    used |= {g.scale.key for s in sections for g in s.guidance if g.scale and g.scale.key in raw_lists}
    kept = {"form": raw, "lists": {key: raw_lists[key] for key in sorted(used)}}
    return replace(form, text=canonical_json(kept))


def form_from_raw(kept: Table, place: str) -> Form:
    """A Form from the kept table `{"form": …, "lists": {…}}` of a workbook."""
    raw_lists: Mapping[str, Any] = kept["lists"]
    lists = {key: read_list(table, f"{place}, list {key}") for key, table in raw_lists.items()}
    raw = {key: value for key, value in kept["form"].items() if key not in _FORMERLY}
    return replace(read_form(raw, lists, raw_lists, place), text=canonical_json(kept))


def _section(
    raw: Table, form: Table, blocks: Mapping[str, Table], lists: Mapping[str, CodeList], place: str
) -> Section:
    key = text_of(raw, "key", place)
    place = f"{place}, section {key}"
    check_keys(raw, _SECTION_KEYS, place)
    source = text_of(raw, "source", place, text_of(form, "source", place, ""))
    own = [read_field(item, key, source, {}, lists, place) for item in tables_of(raw, "field", place)]
    advice = [_advice(item, {}, source, place) for item in tables_of(raw, "advise", place)]
    block_key = text_of(raw, "block", place, "")
    if block_key:
        if block_key not in blocks:
            raise FormError(f"{place}: there is no [[block]] called “{block_key}”.")
        fields, block_advice = _expand(blocks[block_key], key, source, lists, place)
        own = own + fields if flag_of(raw, "block_last", place) else fields + own
        advice = block_advice + advice
    return Section(
        key=key,
        title=text_of(raw, "title", place),
        fields=tuple(own),
        short=text_of(raw, "short", place, ""),
        note=text_of(raw, "note", place, ""),
        themes=texts_of(raw, "themes", place),
        source=source,
        show_if=read_condition(raw["show_if"], place) if "show_if" in raw else None,
        guidance=tuple(_guidance(item, lists, place) for item in tables_of(raw, "guidance", place)),
        advice=tuple(advice),
        ruled_out=tuple(_ruling(item, place) for item in tables_of(raw, "ruled_out", place)),
        more=text_of(raw, "more", place, MORE),
    )


def _expand(
    block: Table, section: str, source: str, lists: Mapping[str, CodeList], place: str
) -> tuple[list[Field], list[Advice]]:
    """The block's fields with the section's key before theirs, and rules that follow the new names."""
    check_keys(block, ("key", "field", "advise"), place)
    tables = tables_of(block, "field", place)
    keys = [text_of(item, "key", f"{place}, block") for item in tables]
    renames = {key: f"{section}_{key}" for key in keys}
    fields = [read_field(item, section, source, renames, lists, place) for item in tables]
    advice = [_advice(item, renames, source, place) for item in tables_of(block, "advise", place)]
    return fields, [replace(item, key=f"{section}_{item.key}") for item in advice]


def _advice(raw: Table, renames: Mapping[str, str], source: str, place: str) -> Advice:
    key = text_of(raw, "key", place)
    place = f"{place}, advice {key}"
    check_keys(raw, ("key", "field", "when", "say", "source", "choice", "holds_back"), place)
    field = text_of(raw, "field", place, "")
    say = text_of(raw, "say", place)
    for old, new in renames.items():
        say = say.replace("{" + old + "}", "{" + new + "}")
    when = rename(read_condition(raw.get("when"), place), renames)
    source, choice = text_of(raw, "source", place, source), text_of(raw, "choice", place, "")
    back = flag_of(raw, "holds_back", place)
    return Advice(key, when, say, renames.get(field, field), source, choice, back)


def _guidance(raw: Table, lists: Mapping[str, CodeList], place: str) -> Guidance:
    check_keys(raw, ("title", "points", "scale", "source"), f"{place}, guidance")
    scale = text_of(raw, "scale", place, "")
    if scale and scale not in lists:
        raise FormError(f"{place}: there is no scale called “{scale}” in forms/lists.")
    return Guidance(
        title=text_of(raw, "title", place),
        points=texts_of(raw, "points", place),
        scale=lists[scale] if scale else None,
        source=text_of(raw, "source", place, ""),
    )


def _ruling(raw: Table, place: str) -> Ruling:
    check_keys(raw, ("when", "say"), f"{place}, ruled_out")
    return Ruling(read_condition(raw.get("when"), f"{place}, ruled_out"), text_of(raw, "say", place))


def _trigger(raw: Table, place: str) -> Trigger:
    key = text_of(raw, "key", place)
    place = f"{place}, trigger {key}"
    check_keys(raw, ("key", "when", "say"), place)
    return Trigger(key, read_condition(raw.get("when"), place), text_of(raw, "say", place))


def _outcome(raw: Table, place: str) -> Outcome:
    key = text_of(raw, "key", place)
    place = f"{place}, outcome {key}"
    check_keys(raw, ("key", "when", "suggest", "say", "source"), place)
    when = read_condition(raw.get("when"), place)
    suggest, say = text_of(raw, "suggest", place), text_of(raw, "say", place)
    return Outcome(key, when, suggest, say, text_of(raw, "source", place, ""))

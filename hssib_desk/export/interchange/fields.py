"""One FHIR question as the table of a form's field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.kinds import KINDS
from hssib_desk.export.interchange.choices import Option, code_of, plain
from hssib_desk.export.interchange.items import Asked
from hssib_desk.export.interchange.source import (
    Lost,
    Raw,
    clean,
    extensions,
    flag,
    line,
    number,
    shown,
    table,
    tables,
    text,
    value_of,
)

Table = dict[str, Any]

_KINDS = {
    "boolean": "yes_no",
    "decimal": "decimal",
    "integer": "integer",
    "date": "date",
    "dateTime": "date",
    "time": "time",
    "string": "text",
    "text": "note",
    "url": "text",
    "choice": "choice",
    "coding": "choice",
    "open-choice": "open_choice",
    "attachment": "attachment",
    "reference": "text",
    "quantity": "decimal",
}
_CHANGED = {
    "dateTime": "the time of day is not asked, only the date",
    "url": "it is a text; an address is not checked",
    "reference": "it is a text; a reference to a record cannot be chosen",
    "quantity": "it is a number; its unit cannot be chosen",
}
_LARGEST = 10**15
# What an extension says of looks or of terminology servers changes nothing that a form asks.
_LOOKS = frozenset(
    "rendering-style rendering-xhtml rendering-markdown questionnaire-choiceOrientation designNote "
    "questionnaire-displayCategory terminology-server preferredTerminologyServer "
    "sdc-questionnaire-preferredTerminologyServer questionnaire-itemControl questionnaire-hidden "
    "questionnaire-unitOption sdc-questionnaire-shortText sdc-questionnaire-openLabel "
    "sdc-questionnaire-choiceColumn sdc-questionnaire-width questionnaire-optionPrefix".split()
)
_READ = frozenset(["minValue", "maxValue", "entryFormat", "questionnaire-unit"])


def kind_of(asked: Asked, options: list[Option], lost: Lost) -> str:
    """The kind of a question; one with choices is a choice, and one that has lost them is a text."""
    kind = _KINDS.get(asked.kind)
    if kind is None:
        what = f"the type “{shown(asked.kind)}” is not one of FHIR R4" if asked.kind else "it has no type"
        raise FormError(f"{asked.where}: {what}; use one of: {', '.join(sorted(_KINDS))}, group, display.")
    if asked.kind in _CHANGED:
        lost.add(asked.where, f"{_CHANGED[asked.kind]}.")
    repeats = flag(asked.raw, "repeats", asked.where)
    if options:
        is_open = KINDS[kind].takes_other or asked.raw.get("answerConstraint") == "optionsOrString"
        if is_open and repeats:
            lost.add(asked.where, "several can be chosen, but no other text written in.")
        return "choices" if repeats else "open_choice" if is_open else "choice"
    if KINDS[kind].has_choices and not KINDS[kind].is_yes_no:
        lost.add(asked.where, "it is a text, because there is nothing to choose from.")
        kind = "text"
    if repeats:
        lost.add(asked.where, "it takes one answer; several belong in one text or in a repeating group.")
    return kind


def field_table(asked: Asked, key: str, kind: str, options: list[Option], lost: Lost) -> Table:
    """The table of one question, without its rule."""
    raw, where = asked.raw, asked.where
    found: Table = {"key": key, "label": asked.label, "kind": kind}
    if asked.help:
        found["help"] = "\n".join(asked.help)
    if flag(raw, "required", where):
        found["required"] = True
    length = number(raw, "maxLength", where)
    if isinstance(length, int) and 0 < length < _LARGEST and KINDS[kind].is_writing:
        found["max_length"] = length
    elif length is not None:
        lost.add(where, "its maxLength is left out; only texts have one.")
    if asked.unit:
        found["unit"] = asked.unit
    found |= dict(_from_extensions(asked, kind, lost))
    default = _default(asked, kind, options, lost)
    if default is not None:
        found["default"] = default
    if flag(raw, "readOnly", where):
        lost.add(where, "it can be changed; a form has nothing that is only to read.")
    if options:
        found["choices"] = [{"code": option.code, "label": option.label} for option in options]
    return found


def _from_extensions(asked: Asked, kind: str, lost: Lost) -> Iterator[tuple[str, object]]:
    where = asked.where
    for name, found in extensions(asked.raw, where):
        value = value_of(found, "value")[1]
        if name in ("minValue", "maxValue"):
            bound = _bound(value, kind)
            if bound is None:
                lost.add(where, f"its {name} is left out; dates have whole days as bounds, numbers numbers.")
            else:
                yield name[:3], bound
        elif name == "entryFormat" and isinstance(value, str) and line(value):
            yield "placeholder", line(value)
        elif name == "questionnaire-unit" and KINDS[kind].is_number:
            unit = table(found, "valueCoding", where)
            words = line(text(unit, "display", where)) or line(text(unit, "code", where))
            if words:
                yield "unit", words
        elif name not in _LOOKS | _READ:
            lost.add(where, f"the extension “{shown(name)}” is left out.")


def _bound(value: object, kind: str) -> str | int | float | None:
    if KINDS[kind].is_date and isinstance(value, str):
        day = read_iso(value)
        return value if day and day.exact else None
    if not KINDS[kind].is_number or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_LARGEST <= value <= _LARGEST else None


def _default(asked: Asked, kind: str, options: list[Option], lost: Lost) -> str | int | list[str] | None:
    given = [value_of(raw, "value") for raw in tables(asked.raw, "initial", asked.where)]
    found = [_initial(kind, name, value, options, asked.where) for name, value in given]
    found += [option.code for option in options if option.starts]
    good = list(dict.fromkeys(value for value in found if value not in (None, "")))
    if len(good) < len(given) or (len(good) > 1 and not KINDS[kind].holds_several):
        lost.add(asked.where, "not all of what it starts with is carried over.")
    if KINDS[kind].holds_several:
        return [str(value) for value in good] or None
    return good[0] if good else None


def _initial(kind: str, name: str, value: object, options: list[Option], where: str) -> str | int | None:
    if KINDS[kind].is_attachment or name in ("Reference", "Attachment"):
        return None
    if name == "Quantity" and isinstance(value, dict):
        value = value.get("value")
    if KINDS[kind].is_yes_no:
        return {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
    if isinstance(value, dict):
        code = code_of(value, options, where)
        return code or (
            line(text(value, "display", where))
            if KINDS[kind].is_free_text and not KINDS[kind].is_note
            else None
        )
    if value is None or isinstance(value, bool | list):
        return None
    words = clean(plain(value, where))
    if KINDS[kind].has_choices and not KINDS[kind].takes_other:
        return words if words in {option.code for option in options} else None
    return _typed(kind, value, words)


def _typed(kind: str, value: object, words: str) -> str | int | None:
    if KINDS[kind].is_whole_number:
        return value if isinstance(value, int) and abs(value) < _LARGEST else None
    if KINDS[kind].is_date:
        return words[:10] if read_iso(words[:10]) else None
    return words[:5] if kind == "time" else words


def tell_left_out(raw: Raw, where: str, lost: Lost) -> None:
    """List the extensions of a group or of the whole Questionnaire, none of which a form has."""
    for name, _ in extensions(raw, where):
        if name not in _LOOKS:
            lost.add(where, f"the extension “{shown(name)}” is left out.")

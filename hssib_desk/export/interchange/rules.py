"""What shows a question, said as FHIR's enableWhen where enableWhen can say it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Condition, Field, Form
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.export.interchange.fhir_json import Json
from hssib_desk.export.interchange.names import coding

Behaviour = Literal["any", "all"]
_OPPOSITE: dict[Behaviour, Behaviour] = {"any": "all", "all": "any"}


@dataclass(frozen=True)
class Said:
    """A rule as enableWhen: tests, and whether all of them must pass or any one."""

    behaviour: Behaviour
    tests: tuple[Json, ...]

    def written(self) -> Json:
        """The two elements of an item."""
        found: Json = {"enableWhen": list(self.tests)}
        if len(self.tests) > 1:
            found["enableBehavior"] = self.behaviour
        return found


def enable_when(condition: Condition | None, form: Form) -> Said | None:
    """The rule as enableWhen, or None where that cannot say it: facts, other forms, “and” with “or”."""
    return None if condition is None else _said(condition, form, False)


def _said(condition: Condition, form: Form, negated: bool) -> Said | None:
    if condition.test == "not":
        return _said(condition.parts[0], form, not negated)
    if condition.test == "any" or condition.test == "all":
        behaviour: Behaviour = condition.test
        parts = [_said(part, form, negated) for part in condition.parts]
        return _joined(_OPPOSITE[behaviour] if negated else behaviour, parts)
    field = form.by_key.get(condition.field)
    if field is None or condition.test == "same":
        return None
    return _of_field(condition, field, form, negated)


def _joined(behaviour: Behaviour, parts: list[Said | None]) -> Said | None:
    """One list of tests from several; None where that would mix “and” with “or”."""
    tests: list[Json] = []
    for part in parts:
        if part is None or (len(part.tests) > 1 and part.behaviour != behaviour and len(parts) > 1):
            return None
        tests += part.tests
    if len(parts) == 1 and parts[0]:
        return parts[0]
    return Said(behaviour, tuple(tests))


def _of_field(condition: Condition, field: Field, form: Form, negated: bool) -> Said | None:
    if condition.after or condition.words:
        return None  # FHIR counts neither days nor words
    if condition.test in ("empty", "filled"):
        return Said("all", (_exists(field, (condition.test == "filled") != negated),))
    if condition.test == "is":
        return _is(condition.accepts, field, form, negated)
    if condition.test == "since":
        return _since(condition, field, negated)
    if field.options:  # codes that are numbers are compared as numbers, and FHIR cannot do that with codes
        return _is(_codes_beyond(condition, field), field, form, negated)
    return _beyond(condition, field, negated)


def _since(condition: Condition, field: Field, negated: bool) -> Said | None:
    if not kind_of(field).is_date or not condition.since:
        return None
    day = {"question": field.key, "answerDate": condition.since}
    if not negated:
        return Said("all", ({**day, "operator": ">="},))
    return Said("any", ({**day, "operator": "<"}, _exists(field, False)))


def _exists(field: Field, there: bool) -> Json:
    return {"question": field.key, "operator": "exists", "answerBoolean": there}


def _is(accepts: tuple[str, ...], field: Field, form: Form, negated: bool) -> Said | None:
    values = [_value(field, form, code) for code in accepts]
    if not values or any(value is None for value in values):
        return None
    operator = "!=" if negated else "="  # != passes without an answer too, as our “not” does
    tests = tuple({"question": field.key, "operator": operator, **value} for value in values if value)
    return Said("all" if negated else "any", tests)


def _value(field: Field, form: Form, text: str) -> Json | None:
    if field.options:
        choice = field.options.by_code.get(text)
        return {"answerCoding": coding(form, field, choice)} if choice else None
    if kind_of(field).is_date:
        return {"answerDate": text} if read_iso(text) else None
    if kind_of(field).fhir[1] == "valueString" and text.strip():
        return {"answerString": text}
    if kind_of(field).is_whole_number and text.lstrip("-").isdecimal():
        return {"answerInteger": int(text)}
    return None


def _codes_beyond(condition: Condition, field: Field) -> tuple[str, ...]:
    bound, above = condition.bound or 0.0, condition.test == "above"
    numbers = {code: _number(code) for code in (field.options.by_code if field.options else ())}
    return tuple(
        code
        for code, number in numbers.items()
        if number is not None and (number > bound if above else number < bound)
    )


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _beyond(condition: Condition, field: Field, negated: bool) -> Said | None:
    if not kind_of(field).is_number:
        return None
    bound, above = condition.bound or 0.0, condition.test == "above"
    value: Json = {"answerDecimal": bound}
    if kind_of(field).is_whole_number:
        value = {"answerInteger": floor(bound) if above else ceil(bound)}
    if not negated:
        return Said("all", ({"question": field.key, "operator": ">" if above else "<", **value},))
    test = {"question": field.key, "operator": "<=" if above else ">=", **value}
    return Said("any", (test, _exists(field, False)))  # our “not above” holds without an answer too

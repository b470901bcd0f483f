"""FHIR's enableWhen as a rule of a form, where a form can say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.kinds import KINDS
from hssib_desk.export.interchange.choices import Option, code_of, plain
from hssib_desk.export.interchange.items import Items, enable_whens
from hssib_desk.export.interchange.source import Lost, Raw, line, shown, text, value_of

Rule = dict[str, Any]
_LARGEST = 10**15
_OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")


@dataclass(frozen=True)
class Target:
    """A question as rules see it: its key in the form, the form's key, its kind and its choices."""

    key: str
    form: str
    kind: str
    options: list[Option]


class CannotSay(Exception):
    """A form has no words for a rule; the text says which part."""


@dataclass(frozen=True)
class Rules:
    """Reads the rules of a Questionnaire whose questions have their keys already."""

    items: Items
    targets: Mapping[str, Target]
    main: str
    lost: Lost

    def read(self, raw: Raw, where: str, form: str) -> Rule | None:
        """The rule of an item of a form; None where there is none, or none that a form can say."""
        tests = enable_whens(raw, where)
        if not tests:
            return None
        behaviour = text(raw, "enableBehavior", where) or ("" if len(tests) > 1 else "all")
        if behaviour not in ("all", "any"):
            raise FormError(f"{where}: it has several enableWhen; its enableBehavior must be “all” or “any”.")
        try:
            parts = [self._test(test, where, form) for test in tests]
        except CannotSay as reason:
            self.lost.add(where, f"its enableWhen is left out, so it is always shown: {reason}.")
            return None
        return parts[0] if len(parts) == 1 else {behaviour: parts}

    def is_lost(self, raw: Raw, where: str, form: str) -> bool:
        """Whether an item has a rule that a form cannot say."""
        return bool(enable_whens(raw, where)) and self.read(raw, where, form) is None

    def _test(self, test: Raw, where: str, form: str) -> Rule:
        link, operator = line(text(test, "question", where)), text(test, "operator", where)
        if operator not in _OPERATORS:
            raise FormError(
                f"{where}: the operator “{shown(operator)}” of its enableWhen is not one of FHIR R4."
            )
        target = self.targets.get(link)
        if target is None and link in self.items.headings:
            raise CannotSay(f"it looks at “{shown(link)}”, which is not asked")
        if target is None:
            raise FormError(
                f"{where}: its enableWhen looks at “{shown(link)}”, which is not in the Questionnaire."
            )
        if target.form not in (form, self.main):
            raise CannotSay(
                f"it looks at “{shown(link)}”, which is asked again in every entry of another form"
            )
        key = target.key if target.form == form else f"{target.form}.{target.key}"
        return _rule(key, target, operator, value_of(test, "answer"), where)


def _rule(key: str, target: Target, operator: str, answer: tuple[str, Any], where: str) -> Rule:
    kind, value = answer
    if operator == "exists":
        if not isinstance(value, bool):
            raise FormError(f"{where}: an enableWhen with “exists” needs answerBoolean.")
        return {"field": key, "filled": True} if value else {"field": key, "empty": True}
    if operator in ("=", "!="):
        found = _equal(key, target, kind, value, where)
        return {"not": found} if operator == "!=" else found
    if KINDS[target.kind].is_date and kind == "Date" and operator in (">=", "<"):
        since: Rule = {"field": key, "since": str(value)}
        return since if operator == ">=" else {"all": [{"field": key, "filled": True}, {"not": since}]}
    bound = _number(kind, value, where)
    if bound is None or not KINDS[target.kind].is_number:
        raise CannotSay(f"“{operator}” is for numbers only")
    if operator in (">", "<"):
        return {"field": key, "above" if operator == ">" else "below": bound}
    beyond = {"field": key, "below" if operator == ">=" else "above": bound}
    return {"all": [{"field": key, "filled": True}, {"not": beyond}]}


def _equal(key: str, target: Target, kind: str, value: object, where: str) -> Rule:
    bound = _number(kind, value, where)
    if KINDS[target.kind].is_number and not KINDS[target.kind].is_whole_number and bound is not None:
        off = [{"field": key, "below": bound}, {"field": key, "above": bound}]
        return {"all": [{"field": key, "filled": True}, *({"not": part} for part in off)]}
    return {"field": key, "is": [_stored(target, kind, value, where)]}


def _stored(target: Target, kind: str, value: object, where: str) -> str:
    """The answer as a form stores it."""
    if kind == "Boolean" and KINDS[target.kind].is_yes_no and isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "Coding" and isinstance(value, Mapping):
        code = code_of(value, target.options, where)
        if code:
            return code
        raise CannotSay("it waits for a choice that its question does not offer")
    if kind in ("Reference", "Quantity", "Boolean", "Coding", ""):
        raise CannotSay("it waits for an answer that its question cannot have")
    words = line(plain(value, where))
    if kind == "Time":
        return words[:5]
    return words[:10] if kind == "DateTime" else words


def _number(kind: str, value: object, where: str) -> float | int | None:
    if kind == "Quantity" and isinstance(value, Mapping):
        value = value.get("value")
    elif kind not in ("Integer", "Decimal"):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormError(f"{where}: its enableWhen compares with something that is not a number.")
    if not -_LARGEST <= value <= _LARGEST:  # also refuses what JSON reads as infinite
        raise FormError(f"{where}: its enableWhen compares with a number that is too large.")
    return value


def joined(rules: Iterator[Rule | None]) -> Rule | None:
    """All of several rules; None where there is none."""
    found = [rule for rule in rules if rule]
    return found[0] if len(found) == 1 else {"all": found} if found else None

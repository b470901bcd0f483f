"""The choices of a FHIR question: its answer options, or a value set that came in the same file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hssib_desk.domain.forms.form import FormError
from hssib_desk.export.interchange.items import Asked
from hssib_desk.export.interchange.source import (
    Lost,
    Raw,
    extensions,
    flag,
    line,
    shown,
    table,
    tables,
    text,
    value_of,
)

MOST_CHOICES = 20_000
POINTS = frozenset(["ordinalValue", "itemWeight", "valueset-ordinalValue", "questionnaire-ordinalValue"])


@dataclass(frozen=True)
class Option:
    """One choice: the code and label the form gets, and the system and code it has in FHIR."""

    code: str
    label: str
    system: str = ""
    original: str = ""
    starts: bool = False


class ValueSets:
    """The value sets and code systems of a file, by their address and by the id they are contained under."""

    def __init__(self, resources: list[Raw]) -> None:
        self._found: dict[str, Raw] = {}
        self.written = 0
        for raw in resources:
            if raw.get("resourceType") in ("ValueSet", "CodeSystem"):
                name = f"A {raw['resourceType']}"
                keys = {text(raw, "url", name), f"#{text(raw, 'id', name)}"} - {"", "#"}
                for key in keys:
                    self._found.setdefault(key, raw)

    def codings(self, address: str, where: str, lost: Lost) -> list[Raw]:
        """What can be chosen from a value set; empty where the file does not hold it."""
        found = self._found.get(address) or self._found.get(address.partition("|")[0])
        if found is None or not address:
            lost.add(where, f"its choices are in the value set {shown(address)}, which is not in the file.")
            return []
        expanded = list(_flat(table(found, "expansion", where), "contains", where))
        return expanded or list(self._composed(found, where, lost))

    def _composed(self, found: Raw, where: str, lost: Lost) -> Iterator[Raw]:
        compose = table(found, "compose", where)
        if compose.get("exclude"):
            lost.add(where, "what its value set excludes is not worked out; take those choices out by hand.")
        for include in tables(compose, "include", where):
            system = text(include, "system", where)
            concepts = tables(include, "concept", where)
            if not concepts and system in self._found and not include.get("filter"):
                concepts = list(_flat(self._found[system], "concept", where))
            if not concepts:
                lost.add(
                    where, f"its value set takes choices from {shown(system)}, which is not in the file."
                )
            yield from ({"system": system, **concept} for concept in concepts)


def _flat(raw: Raw, key: str, where: str) -> Iterator[Raw]:
    """Concepts within concepts, in reading order, without those that cannot be chosen."""
    waiting = list(reversed(tables(raw, key, where)))
    while waiting:
        found = waiting.pop()
        if not flag(found, "abstract", where):
            yield found
        waiting += reversed(tables(found, key, where))


def read_options(asked: Asked, value_sets: ValueSets, lost: Lost) -> list[Option]:
    """The choices of a question; none where it has none, or where they are not in the file."""
    where, raw = asked.where, asked.raw
    if raw.get("option"):
        raise FormError(
            f"{where}: “option” belongs to FHIR before R4; convert the Questionnaire to R4 first."
        )
    given = [_given(option, where, lost) for option in tables(raw, "answerOption", where)]
    address = text(raw, "answerValueSet", where)
    if address:
        given += [_coded(coding, False, where, lost) for coding in value_sets.codings(address, where, lost)]
    value_sets.written += len(given)
    if value_sets.written > MOST_CHOICES:
        raise FormError(f"The Questionnaire has more than {MOST_CHOICES:,} choices; use shorter lists.")
    return list(_distinct([option for option in given if option.label], where, lost))


def _given(option: Raw, where: str, lost: Lost) -> Option:
    for name, _ in extensions(option, where):
        if name in POINTS:
            _tell_points(where, lost)
        elif name == "questionnaire-optionExclusive":
            lost.add(where, "a choice that excludes the others can be chosen beside them.")
    kind, value = value_of(option, "value")
    starts = flag(option, "initialSelected", where)
    if kind == "Coding":
        return _coded(table(option, "valueCoding", where), starts, where, lost)
    if kind == "Reference":
        label = line(text(table(option, "valueReference", where), "display", where))
    else:
        label = line(plain(value, where))
    return Option(label, label, "", label, starts)


def _coded(coding: Raw, starts: bool, where: str, lost: Lost) -> Option:
    for name, _ in extensions(coding, where):
        if name in POINTS:
            _tell_points(where, lost)
    code, label = line(text(coding, "code", where)), line(text(coding, "display", where))
    return Option(code or label, label or code, text(coding, "system", where), code, starts)


def _tell_points(where: str, lost: Lost) -> None:
    lost.add(where, "the points of its choices are left out; make it a scale if they are to count.")


def _distinct(options: list[Option], where: str, lost: Lost) -> Iterator[Option]:
    """Each option once, and with a code that no other has."""
    seen: set[tuple[str, str]] = set()
    codes: set[str] = set()
    numbers: dict[str, int] = {}
    for option in options:
        if (option.system, option.code) in seen:
            continue
        seen.add((option.system, option.code))
        code = option.code
        while code in codes:
            numbers[option.code] = numbers.get(option.code, 1) + 1
            code = f"{option.code}_{numbers[option.code]}"
        if code != option.code:
            lost.add(where, f"two choices have the code {shown(option.code)}; one is now {shown(code)}.")
        codes.add(code)
        yield Option(code, option.label, option.system, option.original, option.starts)


def plain(value: object, where: str) -> str:
    """A simple value as a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormError(f"{where}: a choice or answer must be a text, a number or a coding.")
    return f"{value:g}" if isinstance(value, float) and math.isfinite(value) else str(value)


def code_of(value: Mapping[str, object], options: list[Option], where: str) -> str:
    """The form's code of a coding, by system and code, then by code alone; empty where there is none."""
    system, code = text(value, "system", where), line(text(value, "code", where))
    label = line(text(value, "display", where))
    exact = [option for option in options if (option.system, option.original) == (system, code)]
    loose = [option for option in options if code and option.original == code]
    by_label = [option for option in options if not code and option.label == label]
    return next((option.code for option in exact or loose or by_label), "")

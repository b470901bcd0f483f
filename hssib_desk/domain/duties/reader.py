"""Reading `forms/duties.toml`: the duties, and the questions by which each is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from hssib_desk.domain.duties.rule import FORM, ROLE, Basis, Due, DutyRule, Listed, Part, Reason
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.form import Form, FormError
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    flag_of,
    number_of,
    one_of,
    read_condition,
    tables_of,
    text_of,
    texts_of,
)
from hssib_desk.domain.forms.vocabulary import ROLES

_KEYS = (
    *("key", "code", "title", "words", "who", "born_if", "decide_if", "counted_from", "due", "days"),
    *("setting", "printed", "ends_by", "done_if", "na_if", "na_words", "ended_if", "ended_words", "formerly"),
    *(
        "reference",
        "offered",
        "note",
        "basis",
        "time_basis",
        "verified",
        "source",
        "part",
        "list",
        "reason",
        "also",
    ),
)


def read_duty_rules(raw: Table, place: str) -> tuple[DutyRule, ...]:
    """The duties of a file; a key or code used twice is refused."""
    found = tuple(_duty(item, place) for item in tables_of(raw, "duty", place))
    for what in ("key", "code"):
        seen: set[str] = set()
        for rule in found:
            name = getattr(rule, what)
            if name in seen:
                raise FormError(f"{place}: the duty {what} “{name}” is there twice; give one another.")
            seen.add(name)
    return found


def _duty(raw: Table, place: str) -> DutyRule:
    key = text_of(raw, "key", place)
    place = f"{place}, duty {key}"
    check_keys(raw, _KEYS, place)
    basis = one_of(text_of(raw, "basis", place), get_args(Basis), "basis", place)
    due = one_of(text_of(raw, "due", place), get_args(Due), "due", place)
    days, setting = number_of(raw, "days", place), text_of(raw, "setting", place, "")
    if due in ("days", "working_days", "months", "as_printed") and days is None and not setting:
        raise FormError(f"{place}: due = “{due}” needs days = … or the setting that holds them.")
    rule = DutyRule(
        key=key,
        code=text_of(raw, "code", place),
        title=text_of(raw, "title", place),
        words=text_of(raw, "words", place),
        who=text_of(raw, "who", place),
        counted_from=tuple(_start(item, place) for item in texts_of(raw, "counted_from", place)),
        due=due,
        ends_by=_ends(raw, key, place),
        basis=basis,
        born_if=_condition(raw, "born_if", place),
        decide_if=_condition(raw, "decide_if", place),
        reasons=tuple(_reason(item, place) for item in tables_of(raw, "reason", place)),
        days=days or 0,
        setting=setting,
        printed=tuple(_start(item, place) for item in texts_of(raw, "printed", place)),
        done_if=_condition(raw, "done_if", place),
        na_if=_condition(raw, "na_if", place),
        na_words=text_of(raw, "na_words", place, ""),
        ended_if=_condition(raw, "ended_if", place),
        ended_words=text_of(raw, "ended_words", place, ""),
        formerly=text_of(raw, "formerly", place, ""),
        reference=_reference(raw, key, place),
        offered=texts_of(raw, "offered", place),
        note=text_of(raw, "note", place, ""),
        time_basis=one_of(text_of(raw, "time_basis", place, basis), get_args(Basis), "time_basis", place),
        verified=flag_of(raw, "verified", place) if "verified" in raw else True,
        source=texts_of(raw, "source", place),
        part=one_of(text_of(raw, "part", place, "safety"), get_args(Part), "part", place),
        listed=one_of(text_of(raw, "list", place, "duties"), get_args(Listed), "list", place),
    )
    if rule.born_if is None and rule.decide_if is None:
        raise FormError(f"{place}: say when it is born: born_if, decide_if or both.")
    if not rule.counted_from:
        raise FormError(f"{place}: say from which day it counts: counted_from = [“role:date_of_death”].")
    return rule


def _condition(raw: Table, key: str, place: str) -> Condition | None:
    return read_condition(raw[key], f"{place}, {key}") if key in raw else None


def _reason(raw: Table, place: str) -> Reason:
    check_keys(raw, ("when", "say"), f"{place}, reason")
    return Reason(read_condition(raw.get("when"), place), text_of(raw, "say", place))


def _start(name: str, place: str) -> str:
    if name.startswith(ROLE):
        one_of(name.removeprefix(ROLE), ROLES, "role:…", place)
    return name


def _ends(raw: Table, key: str, place: str) -> tuple[tuple[str, ...], ...]:
    found = raw.get("ends_by", [f"{FORM}.{key}_done"])
    every = [item if isinstance(item, list) else [item] for item in found] if isinstance(found, list) else []
    if not all(every) or not every or not all(isinstance(name, str) for item in every for name in item):
        raise FormError(f"{place}: ends_by is a list of questions, or of lists that must all be answered.")
    return tuple(tuple(item) for item in every)


def _reference(raw: Table, key: str, place: str) -> str:
    if raw.get("reference") is True:
        return f"{FORM}.{key}_ref"
    return text_of(raw, "reference", place, "")


def with_questions(raw: Table, place: str) -> dict[str, Any]:
    """The form of duties with the section of each in the place of its `[[duty]]`, as a workbook keeps it."""
    rules = read_duty_rules(raw, place)
    tables = tables_of(raw, "duty", place)
    made = {key: value for key, value in raw.items() if key != "duty"}
    asked = zip(rules, tables, strict=True)
    return {**made, "section": [_section(rule, table) for rule, table in asked if rule.listed == "duties"]}


def _section(rule: DutyRule, raw: Table) -> dict[str, Any]:
    born = [raw[key] for key in ("born_if", "decide_if") if key in raw]
    same = {"living": True, "level": "screen", "width": "third"}
    fields: list[dict[str, Any]] = []
    if rule.done == f"{FORM}.{rule.key}_done":
        said = {"label": "Done on", "short": f"{rule.title}: done on", "kind": "date", "max": "today"}
        fields.append({"key": f"{rule.key}_done", **said, **same})
    if rule.reference == f"{FORM}.{rule.key}_ref":
        said = {"label": "Reference", "short": f"{rule.title}: reference", "kind": "text"}
        fields.append({"key": f"{rule.key}_ref", **said, "identifying": True, "max_length": 60, **same})
    for more in tables_of(raw, "also", rule.key):
        check_keys(more, ("key", "label", "show_if"), f"duty {rule.key}, also")
        told = {**more, "key": f"{rule.key}_{more['key']}", "short": f"{rule.title}: {more['label'].lower()}"}
        fields.append({**told, "kind": "date", "max": "today", **same})
    said = {"label": "Does not apply, because", "short": f"{rule.title}: does not apply", "kind": "text"}
    fields.append({"key": f"{rule.key}_na", **said, "max_length": 400, **same})
    return {
        "key": rule.key,
        "title": rule.title,
        "source": next(iter(rule.source), "local"),
        "show_if": born[0] if len(born) == 1 else {"any": born},
        "field": fields,
    }


def check_duties(rules: Iterable[DutyRule], forms: Mapping[str, Form]) -> None:
    """A duty that names a question which no form asks once per case is refused."""
    for rule in rules:
        named = [*rule.questions(), *(key for condition in rule.rules() for key in condition.fields())]
        for key in named:
            form, _, name = key.rpartition(".")
            asked = [item for item in forms.values() if form in (item.key, item.instead_of)]
            if not asked or any(item.repeat or name not in item.by_key for item in asked):
                raise FormError(
                    f"{FORM}.toml, duty {rule.key}: no form asks “{key}” once per case; correct it."
                )

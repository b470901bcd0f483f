"""All shipped definitions, read once from the `forms/` folder, and forms read back from a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.duties import reader as duty_reader
from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms.borrowing import with_borrowed
from hssib_desk.domain.forms.form import CodeList, Condition, Form, FormError, Library, Option
from hssib_desk.domain.forms.form_check import refuse_loops, waits_of
from hssib_desk.domain.forms.form_reader import form_from_raw, read_form
from hssib_desk.domain.forms.outline_reader import (
    OUTLINE,
    form_order,
    read_options,
    read_outlines,
    read_sources,
)
from hssib_desk.domain.forms.reading import read_list
from hssib_desk.domain.forms.reading import read_toml as read_toml
from hssib_desk.domain.forms.word_reader import read_word_rules
from hssib_desk.domain.parts import reader as part_reader
from hssib_desk.domain.parts.part import FORM as PARTS

# These files of the folder, and every outline, are not forms.
RECORDS = "records"  # the folder of forms that belong to no case
_SOURCES, _IMPORT, _ADVICE, _OPTIONS = "sources", "import", "advice", "options"
_NO_FORMS = (
    _SOURCES,
    _IMPORT,
    _ADVICE,
    _OPTIONS,
    "figures",
    "board",
    "letter",
    "settings",
    "log_return",
    "names",
    "facts",
    "calibration",
)


def load_library(folder: Path | None = None) -> Library:
    """The shipped forms, or those of another folder; read once, raises FormError naming file and remedy."""
    return _load(folder or resources.forms_dir())


@lru_cache(maxsize=8)
def _load(folder: Path) -> Library:
    raw_lists = {path.stem: read_toml(path) for path in sorted((folder / "lists").glob("*.toml"))}
    lists = read_lists(raw_lists)
    forms = _read_forms(folder, lists, raw_lists)
    outlines = read_outlines(folder, forms)
    order = {key: n for n, key in enumerate(form_order(outlines))}
    forms = dict(sorted(forms.items(), key=lambda item: order.get(item[0], len(order))))
    chosen = folder / f"{_OPTIONS}.toml"
    options = read_options(read_toml(chosen), chosen.name) if chosen.exists() else ()
    check_between(forms, options)
    sources = read_sources(read_toml(folder / f"{_SOURCES}.toml"), f"{_SOURCES}.toml")
    word_rules = folder / f"{_ADVICE}.toml"
    wording = read_word_rules(read_toml(word_rules), word_rules.name) if word_rules.exists() else ()
    duties = folder / f"{DUTIES}.toml"
    rules = duty_reader.read_duty_rules(read_toml(duties), duties.name) if duties.exists() else ()
    duty_reader.check_duties(rules, forms)
    records = _read_forms(folder / RECORDS, lists, raw_lists)
    for key in forms.keys() & records.keys():
        raise FormError(f"{RECORDS}/{key}.toml: a form of cases has this key too; take another one.")
    whose = folder / f"{PARTS}.toml"
    parts = part_reader.read_parts(read_toml(whose), whose.name) if whose.exists() else ()
    parts = part_reader.with_declarations(parts, forms)
    part_reader.check_parts(parts, forms, outlines)
    return Library(
        forms,
        lists,
        sources,
        outlines[0],
        raw_lists,
        wording,
        outlines,
        options,
        rules,
        parts=parts,
        records=records,
    )


@lru_cache(maxsize=1)
def imported_fields() -> frozenset[str]:
    """The questions beyond the particulars of a death that a caseload can answer, as "form.field"."""
    columns = read_toml(resources.forms_dir() / f"{_IMPORT}.toml")["column"]
    return frozenset(column["field"] for column in columns if "field" in column)


def _read_forms(folder: Path, lists: Mapping[str, CodeList], raw_lists: Mapping[str, Any]) -> dict[str, Form]:
    paths = [path for path in sorted(folder.glob("*.toml")) if path.stem not in _NO_FORMS]
    raws = {path.stem: read_toml(path) for path in paths if path.stem.split("_")[0] != OUTLINE}
    if DUTIES in raws:
        raws[DUTIES] = duty_reader.with_questions(raws[DUTIES], f"{DUTIES}.toml")
    if PARTS in raws:
        raws[PARTS] = part_reader.without_parts(raws[PARTS])
    forms = {}
    for stem, raw in raws.items():
        form = read_form(with_borrowed(raw, raws, f"{stem}.toml"), lists, raw_lists, f"{stem}.toml")
        if form.key != stem:
            raise FormError(f"{stem}.toml: its key is “{form.key}”; give file and form the same name.")
        forms[form.key] = form
    return forms


def read_lists(raw_lists: Mapping[str, Any]) -> dict[str, CodeList]:
    """The code lists by key, from their tables by file name."""
    return {key: _named(read_list(raw, f"lists/{key}.toml"), key) for key, raw in raw_lists.items()}


@lru_cache(maxsize=256)
def form_from_text(text: str) -> Form:
    """A Form from the text kept in a workbook, exactly as it was when its entries were filled."""
    return form_from_raw(json.loads(text), "kept form")


def _named(found: CodeList, stem: str) -> CodeList:
    if found.key != stem:
        raise FormError(f"lists/{stem}.toml: its key is “{found.key}”; give file and list the same name.")
    return found


def check_between(forms: Mapping[str, Form], options: Sequence[Option] = ()) -> None:
    """Rules that look at another form must name a question that it, and any stand-in, asks once per case."""
    refuse_loops({key: keys for form in forms.values() for key, keys in waits_of(form).items()}, "forms")
    for form in forms.values():
        if form.instead_of and (form.instead_of not in forms or form.repeat):
            raise FormError(
                f"{form.key}.toml: instead_of = “{form.instead_of}” names no form, or it repeats; correct it."
            )
        for rule in _rules(form):
            for key in (key for key in rule.fields() if "." in key):
                _check_named(form, key, forms)
            for test in rule.options():
                _check_option(form, test, options)
        for name in (*form.ask, *form.strip):
            other, _, key = name.partition(".")
            if other not in forms or forms[other].repeat or key not in forms[other].by_key:
                raise FormError(f"{form.key}.toml: its page asks “{name}”, which no form asks once per case.")
        for item in form.fields:
            if any(target not in forms for target in item.to):
                raise FormError(
                    f"{form.key}.toml, field {item.key}: to = {item.to} names a form that is not there."
                )


def _rules(form: Form) -> Iterator[Condition]:
    yield from (rule for item in form.fields for rule in item.rules)
    yield from (section.show_if for section in form.sections if section.show_if)
    yield from (item.when for item in form.outcomes)
    yield from (advice.when for advice in form.advice)
    yield from (advice.when for section in form.sections for advice in section.advice)


def _check_named(form: Form, key: str, forms: Mapping[str, Form]) -> None:
    other, _, name = key.partition(".")
    asked = [item for item in forms.values() if other in (item.key, item.instead_of)]
    if other not in forms or forms[other].repeat or any(name not in item.by_key for item in asked):
        raise FormError(f"{form.key}.toml: a rule looks at “{key}”, which no form asks once per case.")


def _check_option(form: Form, test: Condition, options: Sequence[Option]) -> None:
    codes = {option.key: {choice.code for choice in option.choices} for option in options}
    if not set(test.accepts) <= codes.get(test.option, set()):
        raise FormError(
            f"{form.key}.toml: a rule looks at the option “{test.option}” with a choice that "
            f"{_OPTIONS}.toml does not have; correct one of the two."
        )

"""All shipped definitions, read once from the `forms/` folder, and forms read back from a workbook."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.form import CodeList, Form, FormError, Library, Outline, Page, Source
from hssib_desk.domain.formcheck import refuse_loops, waits_of
from hssib_desk.domain.formreader import form_from_raw, read_form
from hssib_desk.domain.reading import Table, check_keys, number_of, read_list, tables_of, text_of, texts_of
from hssib_desk.domain.wordreader import read_word_rules

# These files of the folder are not forms.
_OUTLINE, _SOURCES, _IMPORT, _ADVICE = "outline", "sources", "import", "advice"


def load_library(folder: Path | None = None) -> Library:
    """The shipped forms, or those of another folder; read once, raises FormError naming file and remedy."""
    return _load(folder or resources.forms_dir())


@lru_cache(maxsize=8)
def _load(folder: Path) -> Library:
    raw_lists = {path.stem: read_toml(path) for path in sorted((folder / "lists").glob("*.toml"))}
    lists = read_lists(raw_lists)
    forms = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem in (_OUTLINE, _SOURCES, _IMPORT, _ADVICE):
            continue
        form = read_form(read_toml(path), lists, raw_lists, path.name)
        if form.key != path.stem:
            raise FormError(f"{path.name}: its key is “{form.key}”; give file and form the same name.")
        forms[form.key] = form
    outline = read_outline(read_toml(folder / f"{_OUTLINE}.toml"), forms)
    order = {key: n for n, key in enumerate(form_order(outline))}
    forms = dict(sorted(forms.items(), key=lambda item: order.get(item[0], len(order))))
    check_between(forms)
    sources = read_sources(read_toml(folder / f"{_SOURCES}.toml"))
    word_rules = folder / f"{_ADVICE}.toml"
    wording = read_word_rules(read_toml(word_rules), word_rules.name) if word_rules.exists() else ()
    return Library(forms, lists, sources, outline, raw_lists, wording)


def read_lists(raw_lists: Mapping[str, Any]) -> dict[str, CodeList]:
    """The code lists by key, from their tables by file name."""
    return {key: _named(read_list(raw, f"lists/{key}.toml"), key) for key, raw in raw_lists.items()}


def read_toml(path: Path) -> dict[str, Any]:
    """The table of a TOML file; raises FormError with the line when it is not one."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FormError(
            f"{path.name}: the file cannot be read ({error.strerror}). Check that it is there to be read."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormError(f"{path.name}: this is not a valid TOML file ({error}).") from error


def read_outline(raw: Table, forms: Mapping[str, Form]) -> Outline:
    """The order of pages; a page that names a form or section that is not there is refused."""
    place = f"{_OUTLINE}.toml"
    check_keys(raw, ("key", "title", "version", "page"), place)
    pages = tuple(_page(item, forms, place) for item in tables_of(raw, "page", place))
    return Outline(
        text_of(raw, "key", place), text_of(raw, "title", place), number_of(raw, "version", place) or 1, pages
    )


def _page(raw: Table, forms: Mapping[str, Form], place: str) -> Page:
    check_keys(raw, ("key", "title", "form", "section", "entries"), place)
    form_key, section = text_of(raw, "form", place, ""), text_of(raw, "section", place, "")
    entries = texts_of(raw, "entries", place)
    for key in ([form_key] if form_key else []) + list(entries):
        if key not in forms:
            raise FormError(f"{place}: there is no form called “{key}”; correct the page.")
    form = forms.get(form_key)
    if form and section and section not in form.by_section:
        raise FormError(f"{place}: the form “{form_key}” has no section “{section}”.")
    sections = (section,) if section else tuple(form.by_section) if form else ()
    title = form.by_section[section].title if form and section else form.title if form else ""
    key = ".".join(filter(None, (form_key, section))) or "+".join(entries)
    return Page(
        key=text_of(raw, "key", place, key),
        title=text_of(raw, "title", place, title or forms[entries[0]].title),
        form=form_key,
        sections=sections,
        entries=entries,
    )


def form_order(outline: Outline) -> list[str]:
    """The keys of the forms in the order in which the pages show them."""
    order: dict[str, None] = {}
    for page in outline.pages:
        order.update(dict.fromkeys([page.form, *page.entries] if page.form else page.entries))
    return list(order)


def read_sources(raw: Table) -> dict[str, Source]:
    """The catalogue of sources by key."""
    place = f"{_SOURCES}.toml"
    rows = [
        Source(
            text_of(item, "key", place), text_of(item, "title", place), text_of(item, "address", place, "")
        )
        for item in tables_of(raw, "source", place)
    ]
    return {row.key: row for row in rows}


@lru_cache(maxsize=256)
def form_from_text(text: str) -> Form:
    """A Form from the text kept in a workbook, exactly as it was when its entries were filled."""
    return form_from_raw(json.loads(text), "kept form")


def _named(found: CodeList, stem: str) -> CodeList:
    if found.key != stem:
        raise FormError(f"lists/{stem}.toml: its key is “{found.key}”; give file and list the same name.")
    return found


def check_between(forms: Mapping[str, Form]) -> None:
    """Rules that look at another form must name a question that form asks once per case."""
    refuse_loops({key: keys for form in forms.values() for key, keys in waits_of(form).items()}, "forms")
    for form in forms.values():
        of_fields = ((item.show_if, item.required_if, item.fixed_if) for item in form.fields)
        rules = [rule for three in of_fields for rule in three if rule]
        rules += [section.show_if for section in form.sections if section.show_if]
        for key in (key for rule in rules for key in rule.fields() if "." in key):
            other, _, name = key.partition(".")
            if other not in forms or name not in forms[other].by_key or forms[other].repeat:
                raise FormError(
                    f"{form.key}.toml: a rule looks at “{key}”, which no form asks once per case."
                )
        for item in form.fields:
            if any(target not in forms for target in item.to):
                raise FormError(
                    f"{form.key}.toml, field {item.key}: to = {item.to} names a form that is not there."
                )

"""Reading what stands around the forms: the outlines, what an organisation may choose, and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from hssib_desk.domain.forms.form import Form, FormError, Option, Outline, Page, Source
from hssib_desk.domain.forms.reading import (
    Table,
    check_keys,
    number_of,
    one_of,
    read_choice,
    read_toml,
    tables_of,
    text_of,
    texts_of,
)

OUTLINE = "outline"
_OPTION_KEYS = ("key", "title", "help", "source", "choice")


def read_outlines(folder: Path, forms: Mapping[str, Form]) -> tuple[Outline, ...]:
    """The review forms of a folder; `outline.toml` comes first, and is the one where nobody chose."""
    paths = [folder / f"{OUTLINE}.toml", *sorted(folder.glob(f"{OUTLINE}_*.toml"))]
    found = tuple(read_outline(read_toml(path), forms, path.name) for path in paths)
    for number, outline in enumerate(found):
        if outline.key in {other.key for other in found[:number]}:
            raise FormError(f"{paths[number].name}: the key “{outline.key}” is taken; give it another.")
        own = outline.forms - frozenset[str]().union(*(o.forms for o in found if o is not outline))
        if len(found) > 1 and not own:
            raise FormError(f"{paths[number].name}: no form is on its pages alone, so no case can tell it.")
    return found


def read_outline(raw: Table, forms: Mapping[str, Form], place: str) -> Outline:
    """The order of pages; a page that names a form or section that is not there is refused."""
    check_keys(raw, ("key", "title", "version", "help", "source", "page"), place)
    return Outline(
        text_of(raw, "key", place),
        text_of(raw, "title", place),
        number_of(raw, "version", place) or 1,
        tuple(_page(item, forms, place) for item in tables_of(raw, "page", place)),
        text_of(raw, "help", place, ""),
        text_of(raw, "source", place, ""),
    )


def _page(raw: Table, forms: Mapping[str, Form], place: str) -> Page:
    check_keys(raw, ("key", "title", "form", "section", "entries", "part", "before", "after"), place)
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
        part=text_of(raw, "part", place, ""),
        before=_lent(raw, "before", forms, place),
        after=_lent(raw, "after", forms, place),
    )


def _lent(raw: Table, key: str, forms: Mapping[str, Form], place: str) -> tuple[str, ...]:
    """Questions of other forms that a page asks, as `form.key`."""
    names = texts_of(raw, key, place)
    for name in names:
        form, _, field = name.partition(".")
        if form not in forms or forms[form].repeat or field not in forms[form].by_key:
            raise FormError(
                f"{place}: there is no question “{name}” in a form that does not repeat; correct it."
            )
    return names


def form_order(outlines: Iterable[Outline]) -> list[str]:
    """The keys of the forms in the order in which the pages show them; one stands beside its stand-in."""
    order: list[str] = []
    for outline in outlines:
        keys = dict.fromkeys(key for page in outline.pages for key in (page.form, *page.entries) if key)
        after = len(order)
        for key in reversed(keys):
            if key not in order:
                order.insert(after, key)
            after = order.index(key)
    return order


def read_options(raw: Table, place: str) -> tuple[Option, ...]:
    """What an organisation may choose for its workbook."""
    check_keys(raw, ("option",), place)
    found = tuple(_option(item, place) for item in tables_of(raw, "option", place))
    if len({option.key for option in found}) < len(found):
        raise FormError(f"{place}: two options have one key; give one of them another.")
    return found


def _option(raw: Table, place: str) -> Option:
    key = text_of(raw, "key", place)
    place = f"{place}, option {key}"
    check_keys(raw, _OPTION_KEYS, place)
    choices = tuple(read_choice(item, place) for item in tables_of(raw, "choice", place))
    if len(choices) < 2:
        raise FormError(f"{place}: give it two choices or more; the first is in force until one is chosen.")
    title, help = text_of(raw, "title", place), text_of(raw, "help", place, "")
    return Option(key, title, help, choices, text_of(raw, "source", place, ""))


def read_sources(raw: Table, place: str) -> dict[str, Source]:
    """The catalogue of sources by key."""
    rows = [_source(item, place) for item in tables_of(raw, "source", place)]
    return {row.key: row for row in rows}


def _source(raw: Table, place: str) -> Source:
    key = text_of(raw, "key", place)
    kind = one_of(text_of(raw, "kind", place, ""), ("", "law", "national", "peer"), "kind", f"{place}, {key}")
    return Source(key, text_of(raw, "title", place), text_of(raw, "address", place, ""), kind)

"""A provider's own pages and lists beside the shipped forms; the shipped ones are never touched.

A pack is a folder: `pack.toml` says what it is and may hold sections of its own, each a page; further
`*.toml` files are forms, `lists/*.toml` lists. Its parts carry its key, so that none can be taken for a
shipped one, and every question says that it is local.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hssib_desk.domain.forms.form import Field, Form, FormError, Library, Outline, Page
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import check_between, read_lists
from hssib_desk.domain.forms.reading import Table, check_keys, number_of, tables_of, text_of
from hssib_desk.domain.parts.part import Part
from hssib_desk.domain.parts.reader import check_parts, read_parts, refuse_twice
from hssib_desk.drives import why_unread

ABOUT = "pack.toml"
MOST_LETTERS = 500_000  # of all files together; they are kept in the workbook
# What Python reasons about stays with the shipped questions, or figures could not be compared.
ROLES = frozenset(
    ["title", "detail", "question", "answer", "event_date", "event_time", "event_source", "links"]
)
_KEYS = ["key", "title", "version", "organisation", "note", "section", "page", "part"]
_PAGE_KEYS = ["form", "section", "title", "after", "part"]
_KEY = re.compile("[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Pack:
    """A local pack as it was read; `files` is what a workbook keeps of it, text by path in the folder."""

    key: str
    title: str
    version: int
    organisation: str
    files: Mapping[str, str]
    forms: Mapping[str, Form]
    raw_lists: Mapping[str, Any]
    pages: tuple[tuple[str, Page], ...]  # the key of the page before it, or "" at the end; and the page
    note: str = ""
    parts: tuple[Part, ...] = ()  # of a review, beside the shipped ones

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every question of the pack."""
        return tuple(field for form in self.forms.values() for field in form.fields)


def read_pack(folder: Path, library: Library) -> Pack:
    """The pack in a folder, checked against the shipped forms; raises FormError naming file and remedy."""
    if not (folder / ABOUT).is_file():
        raise FormError(f"{folder.name}: there is no {ABOUT} in this folder; it says what the pack is.")
    paths = [*sorted(folder.glob("*.toml")), *sorted((folder / "lists").glob("*.toml"))]
    try:
        if sum(path.stat().st_size for path in paths) > MOST_LETTERS:
            raise FormError(f"{folder.name}: the files are too large together; {MOST_LETTERS:,} bytes fit.")
        files = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    except OSError as error:
        name = Path(error.filename).name if error.filename else folder.name
        raise FormError(why_unread(error, name)) from error
    except UnicodeDecodeError as error:
        raise FormError(f"{folder.name}: a file is not text in UTF-8; save it as UTF-8.") from error
    return pack_from_files(files, library)


def pack_from_files(files: Mapping[str, str], library: Library) -> Pack:
    """The pack whose files a workbook keeps."""
    tables = {name: _table(name, text) for name, text in files.items()}
    about = tables.get(ABOUT, {})
    check_keys(about, _KEYS, ABOUT)
    key = text_of(about, "key", ABOUT)
    title = text_of(about, "title", ABOUT)
    if not _KEY.fullmatch(key) or key in library.forms or key in library.lists:
        raise FormError(
            f"{ABOUT}: key = “{key}” cannot be used; take a short name of small letters and digits "
            "that no shipped form or list has."
        )
    version = number_of(about, "version", ABOUT) or 1
    mark = f"local: {title}"
    raw_lists = {
        Path(name).stem: _marked(raw, mark) for name, raw in tables.items() if name.startswith("lists/")
    }
    _check_names(key, raw_lists, library.lists, "lists/")
    raws = _raw_forms(tables, about, key, title, version, mark)
    _check_names(key, raws, library.forms, "")
    all_lists = {**library.raw_lists, **raw_lists}
    lists = read_lists(all_lists)
    forms = {stem: read_form(raw, lists, all_lists, _place(stem, key)) for stem, raw in raws.items()}
    for stem, form in forms.items():
        _check_form(stem, form, key)
    pages = tuple(_pages(about, forms, library, key))
    organisation, note = text_of(about, "organisation", ABOUT, ""), text_of(about, "note", ABOUT, "")
    parts = read_parts(about, ABOUT)
    for part in parts:
        if part.key != key and not part.key.startswith(f"{key}_"):
            raise FormError(f"{ABOUT}: call the part {key}_{part.key}; all of a pack carries its key.")
    made = Pack(key, title, version, organisation, dict(files), forms, raw_lists, pages, note, parts)
    with_packs(library, [made])
    return made


def with_packs(library: Library, packs: list[Pack]) -> Library:
    """The shipped library with the pages, forms and lists of some packs behind their neighbours."""
    forms, raw_lists = dict(library.forms), dict(library.raw_lists)
    letters = {form.letter: form for form in forms.values() if form.letter}
    for pack in packs:
        for form in pack.forms.values():
            other = letters.setdefault(form.letter, form) if form.letter else form
            if other is not form:
                raise FormError(
                    f"{_place(form.key, pack.key)}: “{other.title}” has the letter “{form.letter}” for its "
                    "references; take another one."
                )
        forms |= pack.forms
        raw_lists |= pack.raw_lists
    check_between(forms, library.options)
    parts = (*library.parts, *(part for pack in packs for part in pack.parts))
    refuse_twice(parts, ABOUT)
    reviews = tuple(_with_pages(outline, packs) for outline in library.reviews or (library.outline,))
    check_parts(parts, forms, reviews)
    lists = read_lists(raw_lists)
    return replace(
        library,
        forms=forms,
        lists=lists,
        raw_lists=raw_lists,
        outline=reviews[0],
        reviews=reviews,
        parts=parts,
    )


def _with_pages(outline: Outline, packs: list[Pack]) -> Outline:
    pages = list(outline.pages)
    for pack in packs:
        for after, page in pack.pages:
            _place_page(pages, after, page, pack.key)
    return replace(outline, pages=tuple(pages))


def _place_page(pages: list[Page], after: str, page: Page, key: str) -> None:
    """Put a page behind the one it names, and behind what the same pack put there before.

    Where a review form does not have that page, the page comes last.
    """
    keys = [item.key for item in pages]
    at = keys.index(after) + 1 if after in keys else len(pages)
    while at < len(pages) and keys[at].split(".")[0].split("_")[0] == key:
        at += 1
    pages.insert(at, page)


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormError(f"{name}: this is not a valid TOML file ({error}).") from error


def _raw_forms(
    tables: Mapping[str, Table], about: Table, key: str, title: str, version: int, mark: str
) -> dict[str, Table]:
    """The forms of a pack as tables: one for each file, and one for the sections of pack.toml."""
    raws = {Path(name).stem: _marked(raw, mark) for name, raw in tables.items() if "/" not in name}
    del raws[Path(ABOUT).stem]
    sections = [dict(item) for item in tables_of(about, "section", ABOUT)]
    for section in sections:
        for key_of_page in ("after", "part"):
            section.pop(key_of_page, None)
    if sections:
        own = {"key": key, "title": title, "version": version, "section": sections}
        raws = {key: _marked(own, mark), **raws}
    if not raws:
        raise FormError(f"{ABOUT}: the pack asks nothing; add a [[section]] or a form beside it.")
    return raws


def _marked(raw: Any, mark: str) -> Any:
    """The table with every source saying that it is local; a source of its own stays in brackets."""
    made = _sources(raw, mark)
    return {**made, "source": made.get("source", mark)} if isinstance(made, dict) else made


def _sources(value: Any, mark: str) -> Any:
    if isinstance(value, list):
        return [_sources(item, mark) for item in value]
    if not isinstance(value, Mapping):
        return value
    made = {key: _sources(item, mark) for key, item in value.items()}
    source = made.get("source")
    if isinstance(source, str):
        made["source"] = mark if source in ("", "local") else f"{mark} ({source})"
    return made


def _check_names(key: str, made: Mapping[str, Any], shipped: Mapping[str, Any], folder: str) -> None:
    for stem in made:
        if stem in shipped:
            raise FormError(f"{folder}{stem}.toml: a shipped one has this name and is not to be touched.")
        if stem != key and not stem.startswith(f"{key}_"):
            raise FormError(f"{folder}{stem}.toml: call it {key}_{stem}.toml; all of a pack carries its key.")


def _check_form(stem: str, form: Form, key: str) -> None:
    place = _place(stem, key)
    if form.key != stem:
        raise FormError(f"{place}: its key is “{form.key}”; give file and form the same name.")
    for field in form.fields:
        if field.role and (field.role not in ROLES or not form.repeat):
            allowed = f"; use one of: {', '.join(sorted(ROLES))}" if form.repeat else ""
            raise FormError(
                f"{place}, field {field.key}: role = “{field.role}” belongs to the shipped forms{allowed}."
            )


def _place(stem: str, key: str) -> str:
    return ABOUT if stem == key else f"{stem}.toml"


def _pages(about: Table, forms: Mapping[str, Form], library: Library, key: str) -> Iterator[tuple[str, Page]]:
    """A page for each section of pack.toml, those that it names, and one for every form left over."""
    for section in tables_of(about, "section", ABOUT):
        name = text_of(section, "key", ABOUT)
        title = text_of(section, "title", ABOUT)
        whose = text_of(section, "part", ABOUT, "")
        yield _after(section, library), Page(f"{key}.{name}", title, form=key, sections=(name,), part=whose)
    named = set()
    for raw in tables_of(about, "page", ABOUT):
        check_keys(raw, _PAGE_KEYS, f"{ABOUT}, page")
        page = _page(raw, forms)
        named |= {page.form, *page.entries}
        yield _after(raw, library), page
    for form in forms.values():
        if form.key != key and form.key not in named:
            yield "", _page({"form": form.key}, forms)


def _page(raw: Table, forms: Mapping[str, Form]) -> Page:
    name, section = text_of(raw, "form", ABOUT), text_of(raw, "section", ABOUT, "")
    form = forms.get(name)
    if form is None or (section and section not in form.by_section):
        raise FormError(f"{ABOUT}, page: this pack has no form “{name}” with a section “{section}”.")
    title = text_of(raw, "title", ABOUT, form.by_section[section].title if section else form.title)
    whose = text_of(raw, "part", ABOUT, "")
    if form.repeat:
        return Page(name, title, entries=(name,), part=whose)
    sections = (section,) if section else tuple(form.by_section)
    return Page(f"{name}.{section}" if section else name, title, form=name, sections=sections, part=whose)


def _after(raw: Table, library: Library) -> str:
    after = text_of(raw, "after", ABOUT, "")
    outlines = library.reviews or (library.outline,)
    keys = list(dict.fromkeys(page.key for outline in outlines for page in outline.pages))
    if after and after not in keys:
        raise FormError(f"{ABOUT}: after = “{after}” is no page; use one of: {', '.join(keys)}.")
    return after

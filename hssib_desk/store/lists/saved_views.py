"""Lists as somebody set them up: between a query and the record of the workbook that keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, fields, replace
from datetime import date
from typing import Any

from hssib_desk.domain.forms.form import Answers, Library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery, LearningQuery

Query = ActionQuery | CaseQuery | LearningQuery
PLACES: Mapping[str, type[Query]] = {"cases": CaseQuery, "actions": ActionQuery, "learning": LearningQuery}
VIEW = "view_place"  # the role by which the form of a view is found
_APART = ("sort", "descending", "group_by")  # kept in questions of their own
_NOT_KEPT = ("only", "cases", "person", "case_id")  # what holds for one moment, one case or one person


@dataclass(frozen=True)
class SavedView:
    """A view that the workbook keeps: its record, its name, and what it finds."""

    id: str
    name: str
    place: str
    query: Query


def view_form(library: Library) -> str:
    """The key of the form of saved views."""
    return next(form.key for form in library.records.values() if form.role(VIEW))


def may_be_kept(query: Query) -> bool:
    """Whether nothing in a query holds for one moment, one case or one person only."""
    return all(getattr(query, name) is None or getattr(query, name) == "" for name in _kept_out(query))


def _kept_out(query: Query) -> Iterator[str]:
    return (item.name for item in fields(query) if item.name in _NOT_KEPT)


def answers_of(library: Library, name: str, place: str, query: Query) -> Answers:
    """The answers of the record that keeps a query under a name."""
    form = library.records[view_form(library)]
    lines = [f"{item.name} = {_written(getattr(query, item.name))}" for item in _changed(query)]
    given = {
        "title": name.strip(),
        VIEW: place,
        "view_filters": "\n".join(lines),
        "view_sort": ("-" if getattr(query, "descending", False) else "") + getattr(query, "sort", ""),
        "view_group": getattr(query, "group_by", ""),
    }
    return {field.key: value for role, value in given.items() if value and (field := form.role(role))}


def _changed(query: Query) -> Iterator[Field[Any]]:
    for item in fields(query):
        if item.name not in (*_APART, *_NOT_KEPT) and getattr(query, item.name) != item.default:
            yield item


def _written(value: object) -> str:
    return "yes" if value is True else value.isoformat() if isinstance(value, date) else str(value)


def view_of(entry: EntryFile) -> SavedView | None:
    """The view that a record keeps; None where this program knows no such list."""
    place = str(entry.value(VIEW) or "")
    if place not in PLACES:
        return None
    plain = PLACES[place]()
    known = {item.name: item for item in fields(plain) if item.name not in (*_APART, *_NOT_KEPT)}
    given: dict[str, Any] = {}
    for line in str(entry.value("view_filters") or "").splitlines():
        name, _, value = (part.strip() for part in line.partition("="))
        if name in known and (read := _read(known[name], value)) is not None:
            given[name] = read
    sort = str(entry.value("view_sort") or "")
    if sort and hasattr(plain, "sort"):
        given |= {"sort": sort.removeprefix("-"), "descending": sort.startswith("-")}
    if place == "actions":
        given["group_by"] = str(entry.value("view_group") or "")
    return SavedView(entry.id, entry.text("title"), place, replace(plain, **given))


def _read(item: Field[Any], value: str) -> object:
    """A value as the query has it; None for one that cannot be meant."""
    if isinstance(item.default, bool):
        return value == "yes"
    if item.default is None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value


def views_of(entries: Iterable[EntryFile], place: str = "") -> list[SavedView]:
    """The views of a list, by name; of all lists where none is named."""
    found = [view for entry in entries if (view := view_of(entry)) is not None]
    return sorted((v for v in found if place in ("", v.place)), key=lambda view: view.name.casefold())

"""Which column of a caseload file answers which question: known names, suggestions, and saved maps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from hssib_desk import resources
from hssib_desk.domain.caseload.dates import excel_day
from hssib_desk.domain.caseload.table import Row, is_blank, plain, words
from hssib_desk.domain.caseload.values import resolve
from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms.form import Field, Form, FormError, Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.library import read_toml
from hssib_desk.domain.forms.vocabulary import CASE_ROLES

SAMPLE_ROWS = 50
# How sure a suggestion is: the whole name, the name without brackets, the name inside a longer one.
EXACT, BARE, INSIDE = 300, 200, 100
SURE_NAME = 150  # above it, a column has the name itself, not only a part of it
UNFIT = -150  # a whole name outlives cells that do not fit, a part of a name does not


@dataclass(frozen=True)
class Target:
    """A question that a column can answer; `key` is its role, or `form.field` where it plays none.

    `others` put the same question by other lists, which an organisation may ask instead.
    """

    key: str
    form: Form
    field: Field
    names: tuple[str, ...] = ()
    others: tuple[Field, ...] = ()

    @property
    def label(self) -> str:
        """The question in a few words."""
        return self.field.label


@dataclass(frozen=True)
class ImportNames:
    """What forms/import.toml says, bound to the forms in use."""

    targets: Mapping[str, Target]
    joint: Mapping[tuple[str, ...], tuple[str, ...]]  # questions that share a column, and its names
    preview: tuple[str, ...]
    other_words: frozenset[str]
    always_inpatient: frozenset[str]


@dataclass(frozen=True)
class ColumnMap:
    """Which column (counted from 0) answers which target, and which are kept whole in the notes.

    `answers` says, by target, how a column is read that its cells leave open; `dates` which way round every
    date is written, where somebody said it. `unsure` are the targets that more than one column may answer;
    nothing is chosen for them.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[int, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    dates: Literal["", "dmy", "mdy"] = ""
    unsure: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def choose(self, target: str, column: int | None) -> ColumnMap:
        """The map with another column, or none, for a target."""
        columns = {key: at for key, at in self.columns.items() if key != target}
        if column is not None:
            columns[target] = column
        unsure = {key: candidates for key, candidates in self.unsure.items() if key != target}
        notes = tuple(at for at in self.notes if at != column)
        return replace(self, columns=columns, notes=notes, unsure=unsure)

    def answer(self, target: str, answer: str) -> ColumnMap:
        """The map with an answer to the question about the column of a target."""
        return replace(self, answers={**self.answers, target: answer})

    def keep_in_notes(self, *columns: int) -> ColumnMap:
        """The map with exactly these columns kept whole in the notes of each case."""
        used = set(self.columns.values())
        return replace(self, notes=tuple(at for at in sorted(set(columns)) if at not in used))

    def shared_with(self, target: str) -> tuple[str, ...]:
        """The other targets that read the same column as a target."""
        at = self.columns.get(target)
        return tuple(key for key, where in self.columns.items() if where == at and key != target)

    def unread(self, count: int) -> tuple[int, ...]:
        """The columns of a file that go nowhere."""
        used = {*self.columns.values(), *self.notes}
        return tuple(at for at in range(count) if at not in used)


def import_names(
    library: Library, path: Path | None = None, settings: Mapping[str, str] | None = None
) -> ImportNames:
    """The known column names for the forms in use; raises FormError naming the place in the file.

    `settings` decide which question is meant where an organisation asks one of several.
    """
    raw = _read(path or resources.forms_dir() / "import.toml")
    given: dict[str, tuple[str, ...]] = {}
    joint: dict[tuple[str, ...], tuple[str, ...]] = {}
    for item in raw.get("column", []):
        names = tuple(item.get("names", ()))
        if roles := item.get("roles"):
            joint[tuple(roles)] = names
        else:
            given[item.get("role") or item["field"]] = names
    found = {key: _target(key, library, names, settings or {}) for key, names in given.items()}
    targets = {key: target for key, target in found.items() if target}
    for target in _by_label(library, raw.get("forms", ())):
        targets.setdefault(target.key, target)
    stay = raw.get("inpatient", {})
    return ImportNames(
        targets=targets,
        joint={roles: names for roles, names in joint.items() if all(role in targets for role in roles)},
        preview=tuple(key for key in raw.get("preview", ()) if key in targets),
        other_words=frozenset(map(plain, raw.get("other_words", ()))),
        always_inpatient=frozenset(stay.get("always", ())),
    )


@lru_cache(maxsize=4)
def _read(path: Path) -> Mapping[str, Any]:
    return read_toml(path)


def _target(key: str, library: Library, names: tuple[str, ...], settings: Mapping[str, str]) -> Target | None:
    """The question behind a role or `form.field`; None where a local set of forms does not ask it."""
    if "." in key:
        form_key, _, field_key = key.partition(".")
        form = library.forms.get(form_key)
        found = form.by_key.get(field_key) if form else None
        return Target(key, form, found, names) if form and found else None
    if key not in CASE_ROLES:
        raise FormError(
            f"import.toml: “{key}” is not a role of a case; use one of {', '.join(sorted(CASE_ROLES))}."
        )
    form = library.form_with_role(key, repeat=False)
    asked = form.with_role(key) if form else ()
    if form is None or not asked:
        return None
    found = next((item for item in asked if library.is_chosen(item, settings)), asked[0])
    return Target(key, form, found, names, tuple(item for item in asked if item is not found))


def _by_label(library: Library, forms: Iterable[str]) -> Iterable[Target]:
    for form in (library.forms[key] for key in forms if key in library.forms):
        for item in form.fields:
            if not (kind_of(item).holds_ids or kind_of(item).is_score):
                yield Target(item.role if item.role in CASE_ROLES else f"{form.key}.{item.key}", form, item)


def suggest_mapping(columns: Sequence[str], library: Library, rows: Sequence[Row] = ()) -> ColumnMap:
    """Match columns to questions by name, and by what stands in the first rows where names leave a doubt.

    Columns that match nothing are kept in the notes, so that nothing of a file is lost unseen.
    """
    names = import_names(library)
    scored: list[tuple[int, int, tuple[str, ...]]] = []
    for at, column in enumerate(columns):
        cells = [words(row.cells[at]) for row in rows[:SAMPLE_ROWS] if not is_blank(row.cells[at])]
        for key, target in names.targets.items():
            if score := _score(column, (*target.names, target.field.label, target.field.short), names):
                scored.append((score + _fit(target, cells), at, (key,)))
        for roles, known in names.joint.items():
            if score := _score(column, known, names):
                scored.append((score + 1, at, roles))
    unsure = _unsure(scored, names, rows)
    left = [item for item in scored if not any(item[1] in places for places in unsure.values())]
    found = replace(_settle(left, len(columns)), unsure=unsure)
    order = [key for key in names.targets if key in found.columns]
    return replace(found, columns={key: found.columns[key] for key in order})


def _unsure(
    scored: Sequence[tuple[int, int, tuple[str, ...]]],
    names: ImportNames,
    rows: Sequence[Row],
) -> dict[str, tuple[int, ...]]:
    """The dates that two columns of dates are named after, with those columns."""
    found: dict[str, tuple[int, ...]] = {}
    for key, target in names.targets.items():
        if not kind_of(target.field).is_date:
            continue
        places = {at for score, at, keys in scored if keys == (key,) and score > SURE_NAME}
        places = {at for at in places if _holds_dates(at, rows)}
        if len(places) > 1 and len({tuple(words(row.cells[at]) for row in rows) for at in places}) > 1:
            found[key] = tuple(sorted(places))
    return found


def _holds_dates(at: int, rows: Sequence[Row]) -> bool:
    cells = [row.cells[at] for row in rows[:SAMPLE_ROWS] if not is_blank(row.cells[at])]
    return any(isinstance(cell, date) or parse_date(words(cell)) or excel_day(cell) for cell in cells)


def _settle(scored: list[tuple[int, int, tuple[str, ...]]], count: int) -> ColumnMap:
    """Give each column and each question its best partner; the surer the match, the earlier it chooses."""
    chosen: dict[str, int] = {}
    for score, at, keys in sorted(scored, key=lambda item: (-item[0], item[1])):
        if score > 0 and at not in chosen.values() and not any(key in chosen for key in keys):
            chosen.update(dict.fromkeys(keys, at))
    used = set(chosen.values())
    return ColumnMap(chosen, tuple(at for at in range(count) if at not in used))


def _score(column: str, names: Iterable[str], known: ImportNames) -> int:
    column = _without_hints(column)
    whole, bare = _squeeze(column), _squeeze(re.sub(r"\(.*?\)|\[.*?\]", "", column))
    parts = plain(column)
    best = 0
    for order, name in enumerate(filter(None, names)):
        wanted = _squeeze(name)
        if wanted == whole:
            score = EXACT - order
        elif wanted == bare:
            score = BARE - order
        elif _is_inside(plain(name), parts, known.other_words):
            score = INSIDE + len(wanted)
        else:
            continue
        best = max(best, score)
    return best


def _without_hints(column: str) -> str:
    """A column name without its number, the format its cells are to have, and “time” beside “date”."""
    bare = re.sub(r"^\s*\(?(?:\d{1,2}|[a-z])[.):]\s+(?=\S)", "", column, flags=re.I)
    bare = re.sub(
        r"\b(?:d{1,2}|m{1,3}|y{2,4})[-/. ](?:d{1,2}|m{1,3})[-/. ](?:d{1,2}|y{2,4})\b", "", bare, flags=re.I
    )
    bare = re.sub(r"\bdate ?(?:/|&|and|-) ?time\b|\bdatetime\b", "date", bare, flags=re.I)
    return bare if plain(bare) else column


def _squeeze(name: str) -> str:
    return plain(name).replace(" ", "")


def _is_inside(name: str, column: str, other_words: frozenset[str]) -> bool:
    """A name of two words or more, at the start or end of a column name that adds little to it."""
    if " " not in name or not (column.startswith(f"{name} ") or column.endswith(f" {name}")):
        return False
    rest = column.replace(name, "", 1).split()
    return len(rest) <= 2 and not other_words.intersection(rest)


def _fit(target: Target, cells: Sequence[str]) -> int:
    """What the cells themselves say: a little for a fit, and much against dates without one date."""
    if not cells:
        return 0
    item = target.field
    if kind_of(item).is_date:
        return 1 if any(parse_date(cell) or re.fullmatch(r"\d{5}", cell) for cell in cells) else UNFIT
    if item.role in ("name", "given_name") and all(map(parse_date, cells)):
        return UNFIT - EXACT  # “Deceased” may be a name or a day
    if kind_of(item).is_nhs_number:
        return 1 if any(len(re.sub(r"\D", "", cell)) in (9, 10) for cell in cells) else UNFIT
    if item.options:
        return 20 if any(resolve(item, cell) for cell in cells) else -20
    return 0

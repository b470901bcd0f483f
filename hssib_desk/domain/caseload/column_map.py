"""A map of columns as a file that can be used again for the next list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hssib_desk.domain.caseload.columns import ColumnMap, import_names
from hssib_desk.domain.caseload.table import plain
from hssib_desk.domain.forms.form import Library

KEPT = "kept_in_notes"  # in a saved map: the columns that are kept whole in the notes
ANSWERS = "answers"  # in a saved map: what was answered to the questions about its columns
ANSWER_WORDS = frozenset(("dmy", "mdy", "section", "code", "yes", "open"))


class MapError(ValueError):
    """A saved map does not fit the file or the forms; the sentence says where."""


def map_to_json(chosen: ColumnMap, columns: Sequence[str]) -> str:
    """A map as a file that can be used again: which question, which column name."""
    saved: dict[str, str | list[str] | dict[str, str]] = {
        key: columns[at] for key, at in chosen.columns.items()
    }
    # Which way round its dates are is said of one file only: the next may be written otherwise.
    if answers := {key: said for key, said in chosen.answers.items() if said not in ("dmy", "mdy")}:
        saved[ANSWERS] = answers
    if chosen.notes:
        saved[KEPT] = [columns[at] for at in chosen.notes]
    return json.dumps(saved, ensure_ascii=False, indent=2) + "\n"


def map_from_json(text: str, columns: Sequence[str], library: Library) -> ColumnMap:
    """Read a saved map for a file; raises MapError with a sentence when it does not fit."""
    try:
        saved = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MapError(f"The map of columns is not a JSON file: {error}. Choose a saved map.") from error
    if not isinstance(saved, dict) or not saved:
        raise MapError('The map of columns should look like {"date_of_death": "Date died", …}.')
    targets = import_names(library).targets
    kept, answers = saved.pop(KEPT, []), saved.pop(ANSWERS, {})
    if not isinstance(kept, list):
        raise MapError(f"“{KEPT}” in the map should be a list of column names.")
    if not isinstance(answers, dict) or not all(word in ANSWER_WORDS for word in answers.values()):
        known = ", ".join(sorted(ANSWER_WORDS))
        raise MapError(f"“{ANSWERS}” in the map names questions with one of: {known}.")
    for key in (*saved, *answers):
        if key not in targets:
            raise MapError(f"The map names “{_short(key)}”, which no form asks. It may name {_few(targets)}.")
    chosen = {key: _place(name, columns) for key, name in saved.items()}
    return ColumnMap(chosen, answers=answers).keep_in_notes(*(_place(name, columns) for name in kept))


def _place(name: object, columns: Sequence[str]) -> int:
    for at, column in enumerate(columns):
        if isinstance(name, str) and plain(column) == plain(name):
            return at
    raise MapError(
        f"The map names the column “{_short(name)}”, and the file has {_few(f'“{c}”' for c in columns)}."
    )


def _short(found: object) -> str:
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in str(found))
    return text if len(text) <= 60 else f"{text[:59]}…"


def _few(names: Iterable[str]) -> str:
    """The names, or as many of them as a reader takes in."""
    found = [_short(name) for name in names]
    more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
    return ", ".join(found[:_MOST_NAMES]) + more


_MOST_NAMES = 12

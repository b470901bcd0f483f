"""A question that can be asked by several lists: a cell is read by the one asked, or else by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.caseload.columns import Target
from hssib_desk.domain.caseload.table import Cell, is_blank, words
from hssib_desk.domain.caseload.values import Reading, Way, read_cell, resolve
from hssib_desk.domain.forms.codelist import CodeList
from hssib_desk.domain.forms.form import Answer, Choice, Field

SHOWN = 3


@dataclass(frozen=True)
class Elsewhere:
    """What a text means in another list, and the choice of the list asked that it counts under."""

    found: Choice
    of: CodeList
    kept: Choice


def read_by_lists(
    target: Target, cell: Cell, today: date, spreadsheet: bool = False, way: Way | None = None
) -> Reading:
    """Read one cell for a target; what only another list knows is kept as the list that is asked has it."""
    reading = read_cell(target.field, cell, today, spreadsheet, way)
    if reading.value is not None or not target.others or is_blank(cell):
        return reading
    text = words(cell).strip()
    other = _elsewhere(target, text)
    if other is None:
        return reading
    if other.found.code == other.kept.code:
        return Reading(other.kept.code)
    said = (
        f"{target.label} “{text}” is “{other.found.label}” in {other.of.title}: kept as "
        f"“{other.kept.label}”, and as written in the notes."
    )
    return Reading(other.kept.code, notes=(said,), keep=True)


def which_list(target: Target, column: str, cells: Iterable[Cell]) -> str:
    """A sentence that says by which list a column is read; empty for a question that has only one."""
    own = target.field.options
    if own is None or not any(other.options for other in target.others):
        return ""
    said = f"“{column}” is kept under {own.title}, the list that this workbook asks for."
    texts = Counter(words(cell).strip() for cell in cells if not is_blank(cell))
    found = [(text, times, _elsewhere(target, text)) for text, times in texts.items()]
    found = [item for item in found if item[2] and resolve(target.field, item[0]) is None]
    for title in dict.fromkeys(other.of.title for _, _, other in found if other):
        theirs = [(text, times) for text, times, other in found if other and other.of.title == title]
        rows = sum(times for _, times in theirs)
        many = f"{rows} of its rows are" if rows > 1 else "One of its rows is"
        said += f" {many} written in the words of {title} ({_few(theirs)})."
    return said


def as_known(item: Field, read_for: Field, value: Answer) -> Answer:
    """An answer read for one list, as another list has it: the same code, or the one it counts under."""
    if item.options is None or read_for.options is None or value in item.options.by_code:
        return value
    return read_for.options.national(str(value))


def is_alike(old_item: Field, old: Answer | None, item: Field, value: Answer) -> bool:
    """Whether an answer by one list says all that an answer by another does."""
    if old is None or old_item.options is None or item.options is None:
        return False
    counted = item.options.national(str(value))
    return old_item.options.national(str(old)) == counted and value in (counted, old)


def _elsewhere(target: Target, text: str) -> Elsewhere | None:
    own = target.field.options
    for other in target.others:
        found = resolve(other, text)
        if own and found and other.options:
            kept = own.by_code.get(found.code) or own.by_code.get(other.options.national(found.code))
            if kept:
                return Elsewhere(found, other.options, kept)
    return None


def _few(texts: Sequence[tuple[str, int]]) -> str:
    named = ", ".join(f"“{text}”" for text, _ in texts[:SHOWN])
    return f"{named} …" if len(texts) > SHOWN else named

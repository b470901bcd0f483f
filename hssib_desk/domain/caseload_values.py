"""One cell of a caseload file as the answer to a question, with what a reader must know about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hssib_desk.domain import kinds
from hssib_desk.domain.caseload_table import Cell, has_lost_letters, is_blank, plain, words
from hssib_desk.domain.dates import KEPT, PartialDate, parse_date, show_date, why_not_a_date
from hssib_desk.domain.form import UNKNOWN_DATE, Answer, Choice, Field

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(18264, 73051)  # 1950 to 2099 as Excel counts days
EXCEL_CELL = 32_767  # characters that a cell of a spreadsheet can hold
SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)  # 9.99798E+09: digits are gone for good
# Number ranges of other services (first nine digits); numbers beginning 3 are now issued in England too.
OTHER_ISSUERS = {
    "Scotland": range(10_100_000, 311_300_000),
    "Northern Ireland": range(320_000_001, 400_000_000),
}
TIME_OF_DAY = re.compile(r"\d[ ,T]+(?!0?0:00)\d{1,2}:\d{2}", re.I)


@dataclass(frozen=True)
class Reading:
    """What a cell gave: an answer, warnings that want a look, and notes that only explain.

    `keep` says that the cell holds more than the answer, so that its words are kept in the notes.
    """

    value: Answer | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keep: bool = False


def read_cell(item: Field, cell: Cell, today: date, spreadsheet: bool = False) -> Reading:
    """Read one cell for a question; never raises, and whatever cannot be read is kept as it was written."""
    if cell is None or is_blank(cell):
        return Reading()
    if item.kind == "date":
        return _read_date(item, cell, today)
    text = words(cell)
    if item.options and item.kind not in ("open_choice", "person_role"):
        return _read_choice(item, text)
    if item.kind in ("text", "note"):
        return _read_text(item, cell, text, spreadsheet)
    value = kinds.parse(item, text.strip())
    if value is None:
        return Reading()
    problem = _shortened(item, text) or _said(item, text, kinds.problem(item, value, today))
    return Reading(value, warnings=(problem,) if problem else ())


def resolve(item: Field, text: str) -> Choice | None:
    """The choice that a text means by its code, label or another spelling, however it is written."""
    exact, loose = text.strip().casefold(), plain(text)
    choices = item.options.choices if item.options else ()
    for choice in choices:  # a whole round first: “4 ” is a code before it is anything else
        if exact in (name.casefold() for name in _names(choice)):
            return choice
    return next((c for c in choices if loose and loose in map(plain, _names(c))), None)


def nhs_origin(text: str) -> str:
    """Where a valid number comes from when that is not England: "test", "Scotland", "Northern Ireland"."""
    if text.startswith("999"):
        return "test"
    first_nine = int(text[:9])
    return next((place for place, numbers in OTHER_ISSUERS.items() if first_nine in numbers), "")


def _names(choice: Choice) -> tuple[str, ...]:
    return tuple(name for name in (choice.code, choice.label, choice.short, *choice.match) if name)


def _said(item: Field, text: str, problem: str | None) -> str:
    return f"{item.label} “{text.strip()}”: {problem}" if problem else ""


def _shortened(item: Field, text: str) -> str:
    if not SHORTENED.fullmatch(text.strip()):
        return ""
    return (
        f"{item.label} “{text.strip()}” was shortened by a spreadsheet program, and digits are lost. "
        "Export the file again, or look the number up."
    )


def _read_date(item: Field, cell: Cell, today: date) -> Reading:
    if isinstance(cell, datetime):
        return Reading(PartialDate.of(cell.date()).iso, keep=cell.time() != time())
    if isinstance(cell, date):
        return Reading(PartialDate.of(cell).iso)
    text = words(cell).strip()
    if day := _excel_day(text):
        note = f"{item.label} {text} is how Excel counts {show_date(day)}."
        return Reading(PartialDate.of(day).iso, notes=(note,), keep=True)
    if kinds.parse(item, text) == UNKNOWN_DATE:
        return Reading(UNKNOWN_DATE)
    if found := parse_date(text, today=today):
        return Reading(found.iso, keep=bool(TIME_OF_DAY.search(text)))
    return Reading(text, warnings=(_said(item, text, why_not_a_date(text, today=today)),))


def _excel_day(text: str) -> date | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    days = int(float(text))
    return EXCEL_EPOCH + timedelta(days=days) if days in EXCEL_DAYS else None


def _read_choice(item: Field, text: str) -> Reading:
    if item.kind == "choices":
        parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
        found = [resolve(item, part) for part in parts]
        if whole := resolve(item, text):
            return Reading([whole.code])
        codes = {choice.code for choice in found if choice}
        value: Answer | None = (
            [c.code for c in item.options.choices if c.code in codes] if item.options else None
        )
        return Reading(value or None, *_unresolved(item, text, all(found)))
    choice = resolve(item, text)
    return Reading(choice.code if choice else None, *_unresolved(item, text, choice is not None))


def _unresolved(item: Field, text: str, known: bool) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    if known:
        return (), (), False
    say = f"{item.label} “{text.strip()}” is not in the list. It is kept in the notes; choose the nearest."
    return (say,), (), True


def _read_text(item: Field, cell: Cell, text: str, spreadsheet: bool) -> Reading:
    warnings = []
    if isinstance(cell, date):
        warnings.append(f"{item.label} “{text}” may have been turned into a date by a spreadsheet program.")
    elif shortened := _shortened(item, text):
        warnings.append(shortened)
    if item.role in ("name", "given_name") and has_lost_letters(text):
        warnings.append(f"Letters were lost in “{text.strip()}” when the file was saved. Check the spelling.")
    if spreadsheet and len(text) >= EXCEL_CELL:
        warnings.append(f"{item.label}: the text fills the cell and was probably cut off there by Excel.")
    notes = []
    if len(text) > EXCEL_CELL:
        notes.append(
            f"{item.label}: {len(text):,} characters, more than a cell of Excel holds. All are kept."
        )
    return Reading(text if item.kind == "note" else text.strip(), tuple(warnings), tuple(notes))


def without_kept(sentence: str) -> str:
    """A sentence about a value that will not be stored."""
    return sentence.removesuffix(KEPT).strip()

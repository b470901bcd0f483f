"""One cell of a caseload file as the answer to a question, with what a reader must know about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from hssib_desk.domain.caseload.dates import (
    DAY_FIRST,
    EVERY_EXCEL_DAY,
    EXCEL_DAYS,
    DateColumn,
    excel_day,
    has_time,
    is_doubtful,
    loose_date,
    month_first,
    turned_round,
    visible,
)
from hssib_desk.domain.caseload.matching import is_placeholder
from hssib_desk.domain.caseload.table import Cell, has_lost_letters, is_blank, plain, words
from hssib_desk.domain.dates import KEPT, PartialDate, parse_date, show_date, why_not_a_date
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import UNKNOWN_DATE, Answer, Choice, Field
from hssib_desk.domain.forms.kinds import kind_of

EXCEL_CELL = 32_767  # characters that a cell of a spreadsheet can hold
SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)  # 9.99798E+09: digits are gone for good
# Number ranges of other services (first nine digits); numbers beginning 3 are now issued in England too.
OTHER_ISSUERS = {
    "Scotland": range(10_100_000, 311_300_000),
    "Northern Ireland": range(320_000_001, 400_000_000),
}
TIME_OF_DAY = re.compile(r"\d[ ,T]+(?!0?0:00)\d{1,2}:\d{2}", re.I)
TICKS = frozenset(("x", "✓", "✔", "√", "☑", "☒", "✗", "✘", "*", "tick", "ticked"))
# What is written before and after an NHS number, and around one by spreadsheet programs.
NHS_WORDS = re.compile(r"^(?:nhs|chi|hsc)?(?: ?(?:no|num|number))?[ .:#]*|\(.*?\)$", re.I)


@dataclass(frozen=True)
class Reading:
    """What a cell gave: an answer, warnings that want a look, and notes that only explain.

    `keep` says that the cell holds more than the answer, so that its words are kept in the notes.
    """

    value: Answer | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keep: bool = False


@dataclass(frozen=True)
class Way:
    """How the cells of a column are read: what was seen in it, and what somebody said about it.

    `asks` is what the question about the column is about, if there is one, and `answer` what was answered.
    """

    dates: DateColumn = DAY_FIRST
    asks: Literal["", "dates", "numbers", "ticks"] = ""
    answer: str = ""


def read_cell(
    item: Field, cell: Cell, today: date, spreadsheet: bool = False, way: Way | None = None
) -> Reading:
    """Read one cell for a question; never raises, and whatever cannot be read is kept as it was written."""
    way = way or Way()
    if cell is None or is_blank(cell):
        return Reading()
    if kind_of(item).is_date:
        return _read_date(item, cell, today, way)
    text = words(cell)
    if kind_of(item).is_nhs_number:
        return _read_nhs(item, text, today)
    if item.options and not kind_of(item).takes_other:
        return _read_choice(item, text, way)
    if kind_of(item).is_writing:
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


def _read_date(item: Field, cell: Cell, today: date, way: Way) -> Reading:
    column = way.dates
    if column.is_open and not way.answer and is_doubtful(cell, column):
        say = f"The day and the month of “{words(cell)}” may be the wrong way round."
        return Reading(
            warnings=(f"{item.label}: {say} Say which way round the dates of the column are.",), keep=True
        )
    if isinstance(cell, date):
        is_turned = column.swapped and way.answer == column.order and cell.day <= 12
        return Reading(PartialDate.of(turned_round(cell) if is_turned else cell).iso, keep=has_time(cell))
    text = words(cell).strip()
    if day := excel_day(cell, EVERY_EXCEL_DAY if column.serial else EXCEL_DAYS):
        note = f"{item.label} {text} is how Excel counts {show_date(day)}."
        return Reading(PartialDate.of(day).iso, notes=(note,), keep=True)
    if kinds.parse(item, text) == UNKNOWN_DATE:
        return Reading(UNKNOWN_DATE)
    is_month_first = (column.order if column.swapped else way.answer) == "mdy"
    written = month_first(text) if is_month_first else text
    if found := parse_date(written, today=today):
        return Reading(found.iso, keep=is_month_first or bool(TIME_OF_DAY.search(text)))
    if found := loose_date(written, today):
        say = f"{item.label} “{text}” is read as {show_date(found)}: please check."
        return Reading(found.iso, warnings=(say,), keep=True)
    return Reading(text, warnings=(_said(item, text, why_not_a_date(text, today=today)),))


def _read_nhs(item: Field, text: str, today: date) -> Reading:
    if is_placeholder(text):
        return Reading(warnings=(f"{item.label} “{text.strip()}” is no NHS number.",), keep=True)
    typed = kinds.parse(item, text.strip())
    if re.fullmatch(r"[0-9]{10}", str(typed)):
        return Reading(typed, warnings=_problem(item, text, typed, today))
    if found := _digits_of_nhs(text):
        note = f"{item.label} “{text.strip()}” is read as {kinds.show(item, found)}."
        return Reading(found, _problem(item, found, found, today), (note,), keep=True)
    warnings = (_shortened(item, text),) if _shortened(item, text) else _problem(item, text, typed, today)
    return Reading(typed, warnings=warnings)


def _problem(item: Field, text: str, value: Answer | None, today: date) -> tuple[str, ...]:
    problem = _said(item, text, kinds.problem(item, value, today)) if value is not None else ""
    return (problem,) if problem else ()


def _digits_of_nhs(text: str) -> str:
    """The ten digits of a number with words, marks or decimals about them; empty where they are not plain."""
    bare = NHS_WORDS.sub("", visible(text).strip(" '\"=’‘")).strip(" '\"")
    if re.fullmatch(r"\d\.\d{9}E\+?0?9", bare, re.I):  # every digit is still there
        bare = str(int(Decimal(bare)))
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", re.sub(r"\.0+$", "", bare))
    return digits if re.fullmatch(r"[0-9]{10}", digits) else ""


def is_tick(text: str) -> bool:
    """Whether a cell holds only a tick or a cross."""
    return text.strip().casefold() in TICKS


def says_yes(item: Field) -> Choice | None:
    """The choice that a tick would mean, where a question can be answered with yes or no."""
    yes, no = (resolve(item, word) for word in ("yes", "no"))
    return yes if yes and no else None


def section(item: Field, text: str) -> Choice | None:
    """What a number means as a section of the Mental Health Act."""
    return resolve(item, f"s{text.strip()}")


def numbered(item: Field, text: str) -> Choice | None:
    """What a number means as a code of the national list, whose codes have two digits."""
    return resolve(item, text.strip().zfill(2)) or resolve(item, text)


def _read_choice(item: Field, text: str, way: Way) -> Reading:
    if way.asks == "ticks" and is_tick(text):
        yes = {"yes": says_yes(item), "code": resolve(item, text)}.get(way.answer)
        return Reading(yes.code) if yes else Reading(keep=True)
    if way.asks == "numbers" and text.strip().isdecimal():
        return _read_numbered(item, text, way.answer)
    if kind_of(item).holds_several:
        parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
        found = [resolve(item, part) for part in parts]
        if whole := resolve(item, text):
            return Reading([whole.code])
        codes = {choice.code for choice in found if choice}
        value: Answer | None = (
            [c.code for c in item.options.choices if c.code in codes] if item.options else None
        )
        return Reading(value or None, *_unresolved(item, text, all(found)))
    choice = resolve(item, text) or (section(item, text) if text.strip().isdecimal() else None)
    return Reading(choice.code if choice else None, *_unresolved(item, text, choice is not None))


def _read_numbered(item: Field, text: str, answer: str) -> Reading:
    if not answer and numbered(item, text) != section(item, text):
        return Reading(warnings=(both_readings(item, text),), keep=True)
    choice = section(item, text) if answer == "section" else numbered(item, text)
    return Reading(choice.code if choice else None, *_unresolved(item, text, choice is not None))


def both_readings(item: Field, text: str) -> str:
    """A sentence that gives a bare number both ways."""
    as_code, as_section = numbered(item, text), section(item, text)
    code = f"the code for “{as_code.label}”" if as_code else "a code that the list does not have"
    act = f"“{as_section.label}”" if as_section else f"section {text.strip()} (not in the list)"
    return f"{item.label} “{text.strip()}” may mean {act} or {code}. It is kept in the notes."


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
    if item.role == "local_number" and is_placeholder(text):
        say = f"{item.label} “{text.strip()}” identifies nobody: enter the right one when it is known."
        return Reading(warnings=(say,), keep=True)
    notes = []
    if len(text) > EXCEL_CELL:
        notes.append(
            f"{item.label}: {len(text):,} characters, more than a cell of Excel holds. All are kept."
        )
    return Reading(text if kind_of(item).is_note else text.strip(), tuple(warnings), tuple(notes))


def without_kept(sentence: str) -> str:
    """A sentence about a value that will not be stored."""
    return sentence.removesuffix(KEPT).strip()

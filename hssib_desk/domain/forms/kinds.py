"""The kinds of question, in one table: what each stores, accepts, shows and gives to a file or an editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from nhs_number.validate import is_valid

from hssib_desk.domain.dates import parse_date, show_date, why_not_a_date
from hssib_desk.domain.forms.form import UNKNOWN_DATE, Answer, Choice, CodeList, Field, Identifying
from hssib_desk.domain.series import unread_line

Cell = str | int | Decimal | date | None

# A short year this far ahead of today is one to come, where a question allows dates to come.
_YEARS_AHEAD = 5

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_TYPED_DURATION = re.compile(
    r"\s*(?:(\d+)\s*(?:days?|d))?\s*(?:(\d+)\s*(?:hours?|hrs?|h))?\s*(?:(\d+)\s*(?:minutes?|mins?|m))?\s*",
    re.I,
)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]?([0-5]\d)")


@dataclass(frozen=True)
class Kind:
    """A kind of question, and all that the program knows of it; the window has an editor of each name."""

    key: str  # as a form writes it
    editor: Literal["line", "text", "note", "choice", "choices", "date", "score", "files", ""]
    fhir: tuple[str, str]  # the type of an item in FHIR R4, and the element that holds one answer
    words: str = "text"  # what a cell of it may hold, as a spreadsheet says it
    parse: Callable[[Field, str], Answer] | None = None  # None: it is kept as typed
    check: Callable[[Field, Answer, date], str | None] | None = None
    show: Callable[[str], str] = str
    cell: Callable[[Field, Answer], Cell] | None = None  # None: as it is shown
    # What is a value already, because no key more makes another of it: 14/11/20 may become 14/11/2025.
    whole: re.Pattern[str] | None = None
    measure: Literal["", "date", "number"] = ""  # what bounds are set to it, and how a cell is formatted
    has_choices: bool = False
    takes_other: bool = False  # besides the choices, what somebody writes
    holds_several: bool = False
    is_writing: bool = False  # somebody's own words, as long as they like
    is_searched: bool = False
    identifies: Identifying | None = None  # whom every answer identifies
    example: Answer = ""

    @property
    def is_date(self) -> bool:
        """Whether it is a date, perhaps known to the month or year only."""
        return self.measure == "date"

    @property
    def is_number(self) -> bool:
        """Whether it can be counted with."""
        return self.measure == "number"

    @property
    def is_whole_number(self) -> bool:
        """Whether it is stored as an int."""
        return self.key == "integer"

    @property
    def is_free_text(self) -> bool:
        """Whether anything can be written, a name too."""
        return self.is_writing or self.takes_other

    @property
    def is_note(self) -> bool:
        """Whether it may be many lines."""
        return self.key == "note"

    @property
    def is_yes_no(self) -> bool:
        """Whether it is answered by yes or no."""
        return self.key == "yes_no"

    @property
    def is_score(self) -> bool:
        """Whether it judges on a scale with a direction."""
        return self.key == "score"

    @property
    def is_person_role(self) -> bool:
        """Whether it asks for a role, in whose place somebody may write a name."""
        return self.key == "person_role"

    @property
    def is_nhs_number(self) -> bool:
        """Whether it is an NHS number."""
        return self.key == "nhs_number"

    @property
    def is_link(self) -> bool:
        """Whether it leads to other entries."""
        return self.key == "link"

    @property
    def is_attachment(self) -> bool:
        """Whether it holds files."""
        return self.key == "attachment"

    @property
    def holds_ids(self) -> bool:
        """Whether what it stores says nothing outside the workbook."""
        return self.is_link or self.is_attachment


def kind_of(field: Field) -> Kind:
    """The kind of a question."""
    return KINDS[field.kind]


def parse(field: Field, text: str) -> Answer | None:
    """What was typed as the stored value; text that fits no value is kept as typed, nothing is None."""
    if not text.strip():
        return None
    read = kind_of(field).parse
    return read(field, text) if read else text


def is_whole(field: Field, text: str) -> bool:
    """Whether a text that is being typed is a value already, and no key more makes another value of it."""
    kind = kind_of(field)
    if kind.whole is None:
        return kind.parse is None
    return bool(kind.whole.fullmatch(text.strip())) and problem(field, parse(field, text) or "") is None


def is_answer(field: Field, value: object) -> bool:
    """Whether a stored value has a shape that this program writes.

    That is a text, a whole number where one is asked for, or a list of texts where several may be chosen.
    """
    if isinstance(value, list):
        return kind_of(field).holds_several and all(isinstance(part, str) for part in value)
    return isinstance(value, str) or (kind_of(field).is_whole_number and type(value) is int)


def problem(field: Field, value: Answer, today: date | None = None) -> str | None:
    """A sentence on why a stored value cannot be signed off as it is, or None."""
    check = kind_of(field).check
    return check(field, value, today or date.today()) if check else None


def show(field: Field, value: Answer) -> str:
    """A stored value as a reader sees it: labels for codes, "18 Nov 2025", an NHS number as 3 3 4."""
    if field.options:
        say = field.options.scored if kind_of(field).is_score else field.options.label
        return ", ".join(say(code) for code in codes(field, value))
    return ", ".join(value) if isinstance(value, list) else kind_of(field).show(str(value))


def cell(field: Field, value: Answer) -> Cell:
    """A stored value typed for a spreadsheet; a partial date and anything as typed stay text."""
    typed = kind_of(field).cell
    return typed(field, value) if typed else show(field, value)


def codes(field: Field, value: Answer) -> list[str]:
    """A stored value as a list of codes (or texts of an open choice)."""
    return value if isinstance(value, list) else [str(value)]


def _parse_choice(field: Field, text: str) -> Answer:
    return _code_for(field.options, text.strip())


def _parse_choices(field: Field, text: str) -> Answer:
    """The codes in list order, each once; what fits no choice stays as typed behind them."""
    choices = field.options.choices if field.options else ()
    order = {choice.code: n for n, choice in enumerate(choices)}
    longest = 1 + max((name.count(",") for choice in choices for name in _names(choice)), default=0)
    parts, found = [part.strip() for part in text.split(",")], []
    while parts:
        # A label may have commas of its own, so the longest run of parts that is a choice is taken.
        runs = [(n, _code_for(field.options, ", ".join(parts[:n]))) for n in range(longest, 0, -1)]
        length, code = next((run for run in runs if run[1] in order), runs[-1])
        found += [code] if code else []
        parts = parts[length:]
    return sorted(dict.fromkeys(found), key=lambda code: order.get(code, len(order)))


def _code_for(options: CodeList | None, text: str) -> str:
    """The code whose code, label or other spelling was typed; the text itself when none was."""
    folded = text.casefold()
    for choice in options.choices if options else ():
        if folded in {name.casefold() for name in _names(choice)}:
            return choice.code
    return text


def _names(choice: Choice) -> list[str]:
    return [name for name in (choice.code, choice.label, choice.short, *choice.match) if name]


def _parse_date(field: Field, text: str) -> Answer:
    if text.strip().casefold() in (UNKNOWN_DATE, "not known", "n/k", "nk"):
        return UNKNOWN_DATE
    found = parse_date(text, ahead=0 if field.max == "today" else _YEARS_AHEAD)
    return found.iso if found else text


def _parse_time(_field: Field, text: str) -> Answer:
    found = _TIME.fullmatch(text.strip())
    return f"{int(found[1]):02d}:{found[2]}" if found else text


def _parse_integer(_field: Field, text: str) -> Answer:
    return int(text) if re.fullmatch(r"\s*-?\d{1,15}\s*", text) else text


def _parse_decimal(_field: Field, text: str) -> Answer:
    found = _decimal(text.strip())
    return text if found is None else str(found)


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _parse_nhs(_field: Field, text: str) -> Answer:
    digits = re.sub(r"[\s\-\u2010-\u2015\u00a0]", "", text)
    return digits if re.fullmatch(r"[0-9]{10}", digits) else text


def _parse_duration(_field: Field, text: str) -> Answer:
    found = _TYPED_DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return text
    days, hours, minutes = found.groups()
    time = (f"{int(hours)}H" if hours else "") + (f"{int(minutes)}M" if minutes else "")
    return "P" + (f"{int(days)}D" if days else "") + (f"T{time}" if time else "")


def _text_problem(field: Field, value: Answer, _today: date) -> str | None:
    over = len(str(value)) - field.max_length if field.max_length else 0
    return f"This is {over} characters too long; {field.max_length} fit." if over > 0 else None


def _series_problem(field: Field, value: Answer, today: date) -> str | None:
    return _text_problem(field, value, today) or unread_line(str(value)) or None


def _choice_problem(field: Field, value: Answer, _today: date) -> str | None:
    known = field.options.by_code if field.options else {}
    odd = [code for code in codes(field, value) if code not in known]
    return (
        f"“{odd[0]}” is not one of the choices. What was written is kept; choose the nearest."
        if odd
        else None
    )


def _date_problem(field: Field, value: Answer, today: date) -> str | None:
    if value == UNKNOWN_DATE:
        return None
    found = parse_date(str(value))
    if not found:
        return why_not_a_date(str(value))
    latest = today if field.max == "today" else _exact(field.max)
    earliest = today if field.min == "today" else _exact(field.min)
    if latest and found.first > latest:
        return f"This is after {show_date(latest)}. Check the year."
    if earliest and found.last < earliest:
        return f"This is before {show_date(earliest)}. Check the year."
    return None


def _exact(bound: str | float | None) -> date | None:
    return date.fromisoformat(bound) if isinstance(bound, str) else None


def _time_problem(_field: Field, value: Answer, _today: date) -> str | None:
    return None if _TIME.fullmatch(str(value)) else "Write the time as 14:05. The text is kept."


def _number_problem(field: Field, value: Answer, _today: date) -> str | None:
    number = Decimal(value) if isinstance(value, int) else _decimal(str(value))
    if number is None or (kind_of(field).is_whole_number and not isinstance(value, int)):
        return "This is not a number. The text is kept."
    if isinstance(field.min, int | float) and number < Decimal(str(field.min)):
        return f"The least is {field.min:g}."
    if isinstance(field.max, int | float) and number > Decimal(str(field.max)):
        return f"The most is {field.max:g}."
    return None


def _nhs_problem(_field: Field, value: Answer, _today: date) -> str | None:
    text = str(value)
    if not re.fullmatch(r"[0-9]{10}", text):
        return "An NHS number has ten digits. The text is kept."
    if len(set(text)) == 1:
        return "No NHS number has ten equal digits. The number is kept."
    if not is_valid(text):
        return "The last digit does not fit the others: a digit may be mistyped. The number is kept."
    return None


def _duration_problem(_field: Field, value: Answer, _today: date) -> str | None:
    return (
        None
        if _DURATION.fullmatch(str(value))
        else "Write it as “3 days” or “2 hours 30 minutes”. The text is kept."
    )


def _show_date(value: str) -> str:
    if value == UNKNOWN_DATE:
        return "Not known"
    found = parse_date(value)
    return show_date(found) if found else value


def _show_nhs(value: str) -> str:
    return f"{value[:3]} {value[3:6]} {value[6:]}" if re.fullmatch(r"\d{10}", value) else value


def _show_duration(value: str) -> str:
    found = _DURATION.fullmatch(value)
    if not found:
        return value
    parts = [(n, word) for n, word in zip(found.groups(), ("day", "hour", "minute"), strict=True) if n]
    return " ".join(f"{n} {word}{'' if int(n) == 1 else 's'}" for n, word in parts)


def _date_cell(field: Field, value: Answer) -> Cell:
    found = parse_date(str(value))
    return found.exact if found and found.exact else show(field, value)


def _integer_cell(field: Field, value: Answer) -> Cell:
    return value if isinstance(value, int) else show(field, value)


def _decimal_cell(_field: Field, value: Answer) -> Cell:
    number = _decimal(str(value))
    return str(value) if number is None else number


_CODING, _OPEN = ("choice", "valueCoding"), ("open-choice", "valueCoding")
_STRING = ("string", "valueString")
_ALL = (
    Kind("text", "text", _STRING, check=_text_problem, is_writing=True, is_searched=True),
    Kind(
        "note", "note", ("text", "valueString"), "long text",
        check=_text_problem, is_writing=True, is_searched=True,
    ),
    Kind(
        "series", "note", ("text", "valueString"), "a date and a number on each line",
        check=_series_problem, is_writing=True, example="1 Oct 2025: 71\n1 Nov 2025: 92",
    ),
    Kind(
        "choice", "choice", _CODING, "one of the list", _parse_choice, _choice_problem,
        has_choices=True, is_searched=True,
    ),
    Kind(
        "choices", "choices", _CODING, "several of the list", _parse_choices, _choice_problem,
        has_choices=True, holds_several=True, is_searched=True,
    ),
    Kind(
        "open_choice", "choice", _OPEN, "one of the list, or other words", _parse_choice,
        has_choices=True, takes_other=True, is_searched=True,
    ),
    Kind(
        "person_role", "choice", _OPEN, "a role: one of the list, or other words", _parse_choice,
        has_choices=True, takes_other=True, is_searched=True,
    ),
    Kind("yes_no", "choice", _CODING, "one of the list", _parse_choice, _choice_problem, has_choices=True),
    Kind("score", "score", _CODING, "one of the scale", _parse_choice, _choice_problem, has_choices=True),
    Kind(
        "date", "date", ("date", "valueDate"), "date", _parse_date, _date_problem, _show_date, _date_cell,
        re.compile(r".*\D\d{4}|\d{4}-\d\d-\d\d"), "date", example="2025-11-18",
    ),
    Kind(
        "time", "line", ("time", "valueTime"), "time", _parse_time, _time_problem,
        whole=re.compile(r"\d\d[:.h]?\d\d"), example="14:05",
    ),
    Kind(
        "integer", "line", ("integer", "valueInteger"), "whole number", _parse_integer, _number_problem,
        cell=_integer_cell, measure="number", example=3,
    ),
    Kind(
        "decimal", "line", ("decimal", "valueDecimal"), "number", _parse_decimal, _number_problem,
        cell=_decimal_cell, measure="number", example="1.5",
    ),
    Kind(
        "nhs_number", "line", _STRING, "text", _parse_nhs, _nhs_problem, _show_nhs,
        whole=re.compile(r"(\d[ -]?){10}"), is_searched=True, identifies="person", example="9990000018",
    ),
    Kind(
        "duration", "line", _STRING, "text", _parse_duration, _duration_problem, _show_duration,
        example="P2D",
    ),
    Kind("link", "", ("reference", "valueReference"), holds_several=True),
    Kind("attachment", "files", ("attachment", "valueAttachment"), holds_several=True),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}

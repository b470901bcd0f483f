"""Dates as lists of other systems hold them: which way round, as plain numbers, or with words about them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from hssib_desk.domain.caseload.table import Cell, is_blank, words
from hssib_desk.domain.dates import PartialDate, parse_date

Order = Literal["dmy", "mdy"]

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(18264, 73051)  # 1950 to 2099 as Excel counts days
EVERY_EXCEL_DAY = range(367, 73051)  # from 1901: only in a column that is full of such numbers
SERIAL = re.compile(r"(\d{3,5})(?:[.,]\d+)?")
NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)")
SURE = 5  # so many dates one way round outweigh one that can only be read the other way
# What is written about a date, or around it, by people and by programs.
ABOUT = re.compile(
    r"\b(?:approx(?:imately)?|about|around|circa|c|ca|est(?:imated)?|found|probably|possibly|on|at|d)\b\.?|[?()~]",
    re.I,
)
CLOCK = re.compile(
    r"(?<![\d/.-])\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[ap]m)?(?![\d/])|(?<!\d)\d{4} ?h(?:ou)?rs?\b", re.I
)


@dataclass(frozen=True)
class DateColumn:
    """How the dates of one column are written, as far as its cells tell.

    `swapped` says that dates stored by a spreadsheet program stand beside texts that it could not read: it
    took the day for the month. `doubt` says that some can only be month first, and not enough only day first.
    """

    order: Order = "dmy"
    doubt: bool = False
    swapped: bool = False
    serial: bool = False
    example: str = ""
    count: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say which way round the dates are."""
        return self.doubt or self.swapped


DAY_FIRST = DateColumn()


def date_column(cells: Iterable[Cell]) -> DateColumn:
    """Look at all cells of a column of dates."""
    filled = [cell for cell in cells if not is_blank(cell)]
    stored = [cell for cell in filled if isinstance(cell, date)]
    numbers = sum(excel_day(cell, EVERY_EXCEL_DAY) is not None for cell in filled)
    texts = [(match, words(cell)) for cell in filled if (match := _numeric(cell))]
    ways = Counter(_way(match) for match, _ in texts)
    serial = numbers * 5 >= len(filled) * 4
    if _has_swapped(stored, ways):
        order: Order = "dmy" if ways["dmy"] else "mdy"
        return DateColumn(order, swapped=True, serial=serial, example=texts[0][1], count=len(stored))
    odd = next((text for match, text in texts if _way(match) == "mdy"), "")
    doubt = bool(odd) and ways["dmy"] < SURE * ways["mdy"]
    return DateColumn(doubt=doubt, serial=serial, example=odd, count=ways["mdy"])


def _numeric(cell: Cell) -> re.Match[str] | None:
    return NUMERIC.match(cell.strip()) if isinstance(cell, str) else None


def _way(match: re.Match[str]) -> str:
    """Which way round a date can be read: dmy, mdy, either, or the same both ways."""
    first, second = int(match[1]), int(match[2])
    if first > 12:
        return "dmy"
    if second > 12:
        return "mdy"
    return "same" if first == second else "either"


def _has_swapped(stored: list[date], ways: Counter[str]) -> bool:
    """Stored dates whose days are all 12 or less, beside texts that all have a part above 12."""
    low = len(stored) > 1 and all(day.day <= 12 for day in stored)
    return low and not ways["either"] and bool(ways["dmy"]) != bool(ways["mdy"])


def is_doubtful(cell: Cell, column: DateColumn) -> bool:
    """Whether a date could be meant the other way round, while nobody has said which."""
    if column.swapped:
        return isinstance(cell, date) and cell.day != cell.month
    match = _numeric(cell)
    return column.doubt and match is not None and _way(match) == "either"


def turned_round(day: date) -> date:
    """A date whose day was taken for the month."""
    return date(day.year, day.day, day.month)


def excel_day(cell: Cell, days: range = EXCEL_DAYS) -> date | None:
    """The date behind a plain number, as Excel counts them; None where it is none."""
    found = SERIAL.fullmatch(words(cell).strip()) if isinstance(cell, str | int | float) else None
    return EXCEL_EPOCH + timedelta(days=int(found[1])) if found and int(found[1]) in days else None


def month_first(text: str) -> str:
    """A date in numbers with its first two parts changed about, for one that is written month first."""
    return NUMERIC.sub(lambda match: f"{match[2]}/{match[1]}/{match[3]}", text.strip(), count=1)


def loose_date(text: str, today: date) -> PartialDate | None:
    """The one date in a text with words, marks or a time about it; None for none, or for two."""
    plain = visible(text).strip(" '\"=`’‘")
    plain = re.sub(r"(?<=\d{4}):(?=\d{1,2}:\d\d)", " ", plain)  # 12MAR2026:14:35:00
    plain = re.sub(r"(?<=\d)[\\_,](?=\d)", "/", plain)
    plain = " ".join(ABOUT.sub(" ", CLOCK.sub(" ", re.sub(r"^D(?=\d)", "", plain))).split())
    return parse_date(plain.strip(" ,;:-"), today=today)


def visible(text: str) -> str:
    """A text without invisible marks, its digits and letters in their plain width."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def has_time(cell: Cell) -> bool:
    """Whether a stored date has a time of day with it."""
    return isinstance(cell, datetime) and cell.time() != time()

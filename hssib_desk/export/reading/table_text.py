"""Read delimited text: which letters, which delimiter, and which rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from charset_normalizer import from_bytes

from hssib_desk.domain.caseload.table import LOOK_AHEAD, Quotes, Row, StrayQuotes, Table, TableError, shape
from hssib_desk.export.reading.content import content_of

DELIMITERS = ",;\t|"
SAMPLE = 200_000  # characters that decide the delimiter
LONGEST_CELL = 10_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500
LOST = "\ufffd"
MARKS = "’‘–"  # that stand in names too
STRAY = (
    "In row {number} of {name} one cell holds {lines}, so a quotation mark is probably missing or in the "
    "wrong place. Mend that row in the file, or read the file line by line."
)
OLDER = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "MS-DOS 850"}
# Letters that UTF-8 turns into when an older program reads it as Windows-1252.
MOJIBAKE = re.compile(r"[ÃÂÅÄÐØ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u017d\u017e‘’“”•–—™€ƒ„…†‡‰‹›]")


def read_text(path: Path, quotes: Quotes = "") -> Table:
    """Read a delimited text file into a table; raises TableError with a sentence for the user.

    Quotation marks that swallow what look like rows raise StrayQuotes, unless `quotes` says to trust them or
    to ignore them, where each line is a row.
    """
    text, encoding, notes = _decode(content_of(path), path.name)
    delimiter, told = _delimiter(text)
    records = _line_by_line(text, delimiter) if quotes == "ignore" else _reader(text, delimiter)
    rows = _rows(records, path.name)
    if not quotes:
        _refuse_stray_quotes(text, records, delimiter, path.name)
    table = shape(path.name, rows[1:] if told else rows)
    return replace(table, encoding=encoding, delimiter=delimiter, notes=(*notes, *table.notes))


def _decode(data: bytes, name: str) -> tuple[str, str, list[str]]:
    """The text of a file, the encoding it was read with, and what the reader should know about it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"), encoding, name)
    if encoding := _bare_utf16(data):
        return _checked(data.decode(encoding, "replace"), encoding, name)
    try:
        return _checked(data.decode("utf-8"), "utf-8", name)
    except UnicodeDecodeError:
        return _checked(*_older(data), name)


def _bare_utf16(data: bytes) -> str:
    """UTF-16 without a byte order mark shows as a zero beside every Latin letter."""
    start = data[:2000]
    if start[1::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > 0.4 * len(start) / 2 else ""


def _older(data: bytes) -> tuple[str, str]:
    """Text that is not UTF-8: a damaged UTF-8 file, Windows-1252 (the usual one here), or a guess."""
    mended = data.decode("utf-8", "replace")
    if sum(ord(letter) > 127 for letter in mended) > 10 * mended.count(LOST):
        return mended, "utf-8"
    found = {name: text for name in OLDER if (text := _decoded(data, name)) is not None}
    if found:
        likeliest = min(found, key=lambda name: _unlikely(found[name]))
        return found[likeliest], likeliest
    best = from_bytes(data).best()
    if best is None:
        return data.decode("cp1252", "replace"), "cp1252"
    return str(best), best.encoding


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unlikely(text: str) -> int:
    """How many letters of a text no name has where they stand: a sign, or a capital, amid small letters."""
    small = re.findall(r"(?<=[a-z])([^\x00-\x7f])(?=[a-z]|\b)", text)
    capital = re.findall(r"(?<=[A-Z])([^\x00-\x7f])(?=[A-Z])", text)
    odd = sum(not letter.islower() and letter not in MARKS for letter in small)
    return odd + sum(not letter.isupper() and letter not in MARKS for letter in capital)


def _checked(text: str, encoding: str, name: str) -> tuple[str, str, list[str]]:
    if "\0" in text:
        raise TableError(f"{name} is not a spreadsheet. Please choose a .csv, .xlsx or .ods file.")
    notes = []
    again = "If you can, export it again as “CSV UTF-8” or .xlsx."
    if lost := text.count(LOST):
        notes.append(f"{lost} letters were lost when the file was saved and show as {LOST}. {again}")
    if MOJIBAKE.search(text):
        notes.append(f"Some letters with accents are garbled in the file itself. {again}")
    if not encoding.startswith("utf"):
        notes.append(
            f"The file was saved in an older alphabet ({OLDER.get(encoding, encoding)}) that lacks many "
            f"letters; where a name shows ?, letters were lost. {again}"
        )
    return text, encoding, notes


def _delimiter(text: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line of the file tells it (`sep=;`, as Excel writes)."""
    if told := re.match(r"\"?sep=(.)\"?\r?\n", text, re.IGNORECASE):
        return told[1], True
    return max(DELIMITERS, key=lambda mark: _agreement(text[:SAMPLE], mark)), False


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter cuts the text: the share of rows with the most common width, then that width."""
    records = [cells for cells in _reader(text, delimiter) if cells]
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    if not widths:
        return 0, 0
    width, times = widths.most_common(1)[0]
    return round(times / len(records), 1), width


def _reader(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _line_by_line(text: str, delimiter: str) -> list[list[str]]:
    """Every line as a row; quotation marks that have no partner in their line are letters like others."""
    rows: list[list[str]] = []
    for line in io.StringIO(text, newline=None):
        bare = line.rstrip("\n")
        rows += [bare.split(delimiter)] if bare.count('"') % 2 else _reader(bare, delimiter) or [[]]
    return rows


def _rows(records: list[list[str]], name: str) -> list[Row]:
    if len(records) > MAX_ROWS + LOOK_AHEAD:
        raise TableError(f"{name} has {len(records):,} rows; a list of deaths has at most {MAX_ROWS:,}.")
    widest = max(map(len, records), default=0)
    if widest < 2:
        raise TableError(
            f"{name} has only one column. A list of deaths needs a date of death and a number or a name, "
            "with a comma, semicolon or tab between them."
        )
    if widest > MAX_COLUMNS:
        raise TableError(f"{name} has {widest} columns; a list of deaths has at most {MAX_COLUMNS}.")
    return [Row(number, tuple(cell or None for cell in cells)) for number, cells in enumerate(records, 1)]


def _refuse_stray_quotes(text: str, records: list[list[str]], delimiter: str, name: str) -> None:
    """A quotation mark in the wrong place swallows the rows after it: say so rather than lose them."""
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    wide = max(2, widths.most_common(1)[0][0] - 2) if widths else 2
    for number, cells in enumerate(records, 1):
        for cell in cells:
            lines = cell.splitlines()[1:] if "\n" in cell or "\r" in cell else ()
            is_open = number == len(records) and cell is cells[-1] and text.count('"') % 2
            if swallowed := sum(line.count(delimiter) >= (2 if is_open else wide) for line in lines):
                raise StrayQuotes(STRAY.format(name=name, number=number, lines=_lines(swallowed)))


def _lines(count: int) -> str:
    return (
        "a line that looks like a row of its own"
        if count == 1
        else (f"{count} lines that look like rows of their own")
    )

"""Cells and their styles, written straight to the file: a text is always a text, never a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.constants import XML_NS
from openpyxl.xml.functions import Element, SubElement

from hssib_desk.domain.kinds import Cell
from hssib_desk.export.text import in_cell, is_mistakable

FONT = "Arial"
NAVY, INK, QUIET, LINE, BAND, SOFT = "003087", "17212B", "425563", "CBD4DC", "F5F8FB", "E8EDEE"
DATE_FORMAT = "dd/mm/yyyy"

# Spreadsheets count 1900 as a leap year: a date before March 1900 would come back as another day.
FIRST_DATE = date(1900, 3, 1)
MOST_DIGITS = 15
_PRESERVE = {f"{{{XML_NS}}}space": "preserve"}


@dataclass(frozen=True)
class Look:
    """How a cell looks; colours are six hex digits, and an empty fill is no fill."""

    bold: bool = False
    size: float = 10
    colour: str = INK
    fill: str = ""
    across: str = ""
    down: str = "top"
    wrap: bool = True
    lined: bool = True
    number: str = "General"


LOOKS = {
    "head": Look(bold=True, colour="FFFFFF", fill=NAVY, down="center"),
    "keys": Look(size=8, colour=QUIET, fill=SOFT, wrap=False),
    "body": Look(),
    "bold": Look(bold=True),
    "date": Look(across="right", number=DATE_FORMAT),
    "number": Look(across="right"),
    "count": Look(across="right", number="#,##0"),
    "share": Look(across="right", number="0%"),
    "late": Look(bold=True, across="right", number="0"),
    "plain": Look(lined=False),
    "label": Look(bold=True, colour=QUIET, lined=False),
    "title": Look(bold=True, size=16, colour=NAVY, wrap=False, lined=False),
    "section": Look(bold=True, size=12, colour=NAVY, down="bottom", wrap=False, lined=False),
    "quiet": Look(colour=QUIET, lined=False),
    "day": Look(across="left", number=DATE_FORMAT, lined=False),
    "blue": Look(bold=True, colour="FFFFFF", fill="005EB8", across="center"),
    "green": Look(bold=True, colour="FFFFFF", fill="006747", across="center"),
    "amber": Look(bold=True, fill="FFB81C", across="center"),
    "red": Look(bold=True, colour="FFFFFF", fill="8A1538", across="center"),
    "not_started": Look(bold=True, fill=SOFT, across="center"),
}


class Styles:
    """The styles of one workbook: each is registered once and used by its number."""

    def __init__(self, any_sheet: Any) -> None:
        self._sheet = any_sheet
        self._ids: dict[tuple[str, bool], str] = {}

    def number(self, look: str, quoted: bool = False) -> str:
        """The number of a look; `quoted` keeps a text a text when somebody edits the cell."""
        key = (look, quoted)
        if key not in self._ids:
            self._ids[key] = self._register(LOOKS[look], quoted)
        return self._ids[key]

    def _register(self, look: Look, quoted: bool) -> str:
        cell = WriteOnlyCell(self._sheet)
        cell.font = Font(name=FONT, size=look.size, bold=look.bold, color=f"FF{look.colour}")
        cell.alignment = Alignment(horizontal=look.across or None, vertical=look.down, wrap_text=look.wrap)
        cell.number_format = look.number
        if look.fill:
            cell.fill = solid(look.fill)
        if look.lined:
            side = Side(style="thin", color=f"FF{LINE}")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if quoted:
            cell.quotePrefix = True
        return str(cell.style_id)


def solid(colour: str) -> PatternFill:
    """A fill that spreadsheets agree on, in a cell and in a conditional format."""
    return PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")


class RowWriter:
    """Turns values into the elements of one row after another; holds nothing of a row once written."""

    def __init__(self, styles: Styles, columns: int) -> None:
        self._styles = styles
        self._letters = [get_column_letter(n) for n in range(1, columns + 1)]

    def row(self, number: int, values: list[Cell], looks: list[str], height: float | None) -> Any:
        """The element of a row; every string is written as a string."""
        row = Element("row", {"r": str(number)})
        if height is not None:  # a height without customHeight: the row still grows when somebody types
            row.set("ht", f"{height:g}")
        for letter, value, look in zip(self._letters, values, looks, strict=False):
            self._add(row, f"{letter}{number}", value, look)
        return row

    def _add(self, row: Any, place: str, value: Cell, look: str) -> None:
        if value is None or value == "":
            SubElement(row, "c", {"r": place, "s": self._styles.number(look)})
            return
        if isinstance(value, str):
            style = self._styles.number(look, is_mistakable(value))
            cell = SubElement(row, "c", {"r": place, "s": style, "t": "inlineStr"})
            text = SubElement(SubElement(cell, "is"), "t", {} if value == value.strip() else _PRESERVE)
            text.text = in_cell(value)
            return
        cell = SubElement(row, "c", {"r": place, "s": self._styles.number(look)})
        SubElement(cell, "v").text = str(to_excel(value)) if isinstance(value, date) else str(value)


def holdable(value: Cell) -> Cell:
    """The value, as text where a spreadsheet would change a number or a date."""
    if isinstance(value, date) and value < FIRST_DATE:
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        return str(value)
    if isinstance(value, Decimal) and (not value.is_finite() or len(value.as_tuple().digits) > MOST_DIGITS):
        return str(value)
    return value

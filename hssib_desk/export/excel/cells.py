"""Cells and their styles, written straight to the file: a text is always a text, never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.export.text import in_cell, is_mistakable

FONT = "Arial"
NAVY, INK, QUIET, LINE, BAND, SOFT = "003087", "17212B", "425563", "CBD4DC", "F5F8FB", "E8EDEE"
DATE_FORMAT = "dd/mm/yyyy"

# Spreadsheets count 1900 as a leap year: a date before March 1900 would come back as another day.
FIRST_DATE, DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)
MOST_DIGITS = 15
FARTHEST = 300  # powers of ten


@dataclass(frozen=True)
class Formula:
    """A formula of our own, without its equals sign, and what it comes to on the day of the export."""

    text: str
    value: Cell


@dataclass(frozen=True)
class CellStyle:
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
    "head": CellStyle(bold=True, colour="FFFFFF", fill=NAVY, down="center"),
    "head_right": CellStyle(bold=True, colour="FFFFFF", fill=NAVY, across="right", down="center"),
    "keys": CellStyle(size=8, colour=QUIET, fill=SOFT, wrap=False),
    "body": CellStyle(),
    "bold": CellStyle(bold=True),
    "date": CellStyle(across="right", wrap=False, number=DATE_FORMAT),
    "number": CellStyle(across="right", wrap=False),
    "count": CellStyle(across="right", wrap=False, number="#,##0"),
    "late": CellStyle(bold=True, across="right", wrap=False, number="0"),
    "plain": CellStyle(lined=False),
    "plain_line": CellStyle(wrap=False, lined=False),
    "raw": CellStyle(wrap=False, lined=False),
    "raw_date": CellStyle(wrap=False, lined=False, number=DATE_FORMAT),
    "label": CellStyle(bold=True, colour=QUIET, lined=False),
    "title": CellStyle(bold=True, size=16, colour=NAVY, wrap=False, lined=False),
    "section": CellStyle(bold=True, size=12, colour=NAVY, down="bottom", wrap=False, lined=False),
    "quiet": CellStyle(colour=QUIET, wrap=False, lined=False),
    "total": CellStyle(across="left", lined=False, number="#,##0"),
    "blue": CellStyle(bold=True, colour="FFFFFF", fill="005EB8", across="center"),
    "green": CellStyle(bold=True, colour="FFFFFF", fill="006747", across="center"),
    "amber": CellStyle(bold=True, fill="FFB81C", across="center"),
    "red": CellStyle(bold=True, colour="FFFFFF", fill="8A1538", across="center"),
    "brag": CellStyle(bold=True, across="center"),  # the colour follows the word
    "not_started": CellStyle(bold=True, fill=SOFT, across="center"),
    "set_aside": CellStyle(fill=SOFT, across="center"),
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

    def column(self, look: str) -> Any:
        """The style of a whole column: the same without lines, which would run down to the last row."""
        return self._cell(replace(LOOKS[look], fill=""), lines=False)._style

    def _register(self, look: CellStyle, quoted: bool) -> str:
        cell = self._cell(look, lines=look.lined)
        if quoted:
            cell.quotePrefix = True
        return str(cell.style_id)

    def _cell(self, look: CellStyle, lines: bool) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.font = Font(name=FONT, size=look.size, bold=look.bold, color=f"FF{look.colour}")
        across = look.across or ("left" if look.lined else None)
        indent = 1 if look.lined and across in ("left", "right") else 0
        cell.alignment = Alignment(across, look.down, wrap_text=look.wrap, indent=indent)
        cell.number_format = look.number
        if look.fill:
            cell.fill = solid(look.fill)
        if lines:
            cell.border = lined()
        return cell


def solid(colour: str) -> PatternFill:
    """A fill that spreadsheets agree on, in a cell and in a conditional format."""
    return PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")


def lined() -> Border:
    """A thin line on all sides."""
    side = Side(style="thin", color=f"FF{LINE}")
    return Border(left=side, right=side, top=side, bottom=side)


class RowWriter:
    """Spells one row after another as the file format wants it; holds nothing of a row once written."""

    def __init__(self, styles: Styles, columns: int) -> None:
        self.styles = styles
        self._letters = [get_column_letter(n) for n in range(1, columns + 1)]

    def row(
        self, number: int, values: Sequence[Cell | Formula], looks: Sequence[str], height: float, sparse: bool
    ) -> str:
        """One row; a sparse one leaves empty cells out, so that the style of their column shows."""
        cells = [
            self._cell(f"{letter}{number}", value, look)
            for letter, value, look in zip(self._letters, values, looks, strict=False)
            if not sparse or (value is not None and value != "")
        ]
        # A height without customHeight: the row still grows when somebody types.
        return f'<row r="{number}" ht="{height:g}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: Cell | Formula, look: str) -> str:
        if isinstance(value, Formula):
            return self._formula(place, value, look)
        if value is None or value == "":
            return f'<c r="{place}" s="{self.styles.number(look)}"/>'
        if isinstance(value, str):
            style = self.styles.number(look, is_mistakable(value))
            keep = "" if value == value.strip() else ' xml:space="preserve"'
            return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{keep}>{spelt(value)}</t></is></c>'
        number = (value - DAY_ZERO).days if isinstance(value, date) else value
        return f'<c r="{place}" s="{self.styles.number(look)}"><v>{number}</v></c>'

    def _formula(self, place: str, formula: Formula, look: str) -> str:
        text, style, value = spelt(formula.text), self.styles.number(look), formula.value
        if value is None or isinstance(value, str):
            return f'<c r="{place}" s="{style}" t="str"><f>{text}</f><v>{spelt(value or "")}</v></c>'
        number = (value - DAY_ZERO).days if isinstance(value, date) else value
        return f'<c r="{place}" s="{style}"><f>{text}</f><v>{number}</v></c>'


def spelt(text: str) -> str:
    """A text as XML: a carriage return would otherwise be read back as a line feed."""
    text = in_cell(text)
    if text.isalnum():
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def holdable(value: Cell | Formula) -> Cell | Formula:
    """The value, as text where a spreadsheet would change a number or a date."""
    if value is None or isinstance(value, Formula):
        return value
    if isinstance(value, date) and value < FIRST_DATE:
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        return str(value)
    if isinstance(value, Decimal) and not _is_a_number_there(value):
        return str(value)
    return value


def _is_a_number_there(value: Decimal) -> bool:
    """Whether a spreadsheet keeps a number: it has 15 digits, and no room beyond about 1E±308."""
    small_enough = value.is_finite() and len(value.as_tuple().digits) <= MOST_DIGITS
    return small_enough and abs(value.adjusted()) < FARTHEST

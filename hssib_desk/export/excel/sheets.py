"""A spreadsheet file written row by row: memory stays flat, and the same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from datetime import date
from io import BufferedRandom
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.writer.excel import ExcelWriter

from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.excel.cells import FONT, LOOKS, Formula, RowWriter, Styles, holdable
from hssib_desk.export.excel.heights import row_height
from hssib_desk.export.excel.package import A4, FixedZip, properties, set_up_page
from hssib_desk.export.report import ExportError
from hssib_desk.export.spool import Spool
from hssib_desk.export.text import POINTER, Notes, different, held, is_plain, parts_of, safe_title

MOST_ROWS = 1_048_576
LONG_TEXTS = "Long texts"


class Book:
    """One file being written; use it in a `with` block, then `save` it."""

    def __init__(self, title: str, facts: WorkbookFacts, today: date) -> None:
        self.notes = Notes()
        self._facts = facts
        self._title = title
        self._book = Workbook(write_only=True)
        # The width of a digit of this font is the unit of column widths.
        self._book._fonts[0] = Font(name=FONT, size=10)
        self._book.properties = properties(title, facts, today)
        self._sheets: list[Sheet] = []
        self._styles: Styles | None = None
        self._long: Sheet | None = None

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_error: object) -> None:
        for sheet in self._sheets:
            with suppress(Exception):  # the file is given up; only its handles matter now
                sheet.abandon()

    def sheet(self, title: str, widths: Sequence[float], paper: int = A4, upright: bool = False) -> Sheet:
        """A new sheet after those made before; titles are made safe and different from each other."""
        worksheet = self._book.create_sheet(safe_title(title, {sheet.title for sheet in self._sheets}))
        self._styles = self._styles or Styles(worksheet)
        name = f"{self._facts.title or self._title} · {worksheet.title}"
        set_up_page(worksheet, name, self._facts, paper, upright)
        for position, width in enumerate(widths, 1):
            worksheet.column_dimensions[get_column_letter(position)].width = width
        sheet = Sheet(self, worksheet, RowWriter(self._styles, len(widths)), widths)
        self._sheets.append(sheet)
        return sheet

    def name_cells(self, name: str, sheet: Sheet, cells: str) -> None:
        """Give cells of a sheet, such as "$B$3", a name that formulas use."""
        at = f"'{sheet.title}'!{cells}"
        self._book.defined_names[name] = DefinedName(name, attr_text=at)

    def fit(self, text: str, place: tuple[str, str, str]) -> str:
        """What a cell can hold of a text; the whole of an over-long text goes to the sheet Long texts."""
        where = ", ".join(filter(None, place))
        text = held(text, where, self.notes)
        parts = parts_of(text)
        if len(parts) == 1:
            return text
        first = self._keep_long(parts, place)
        self.notes.continued += 1
        self.notes.add(f"{where}: too long for a cell; the whole text is on {LONG_TEXTS} from row {first}.")
        return parts[0] + POINTER.format(row=first)

    def _keep_long(self, parts: list[str], place: tuple[str, str, str]) -> int:
        if self._long is None:
            self._long = self.sheet(LONG_TEXTS, [18, 22, 30, 10, 110])
            self._long.freeze("A2")
            self._long.row(["Sheet", "Row", "Column", "Part", "Text"], "head")
        first = self._long.rows + 1
        for number, part in enumerate(parts, 1):
            self._long.row([*place, f"{number} of {len(parts)}", part], "body", checked=True)
        return first

    def save(self, part: Path | BinaryIO) -> None:
        """Close every sheet and write the file."""
        for sheet in self._sheets:
            sheet.finish()
        with FixedZip(part, "w", ZIP_DEFLATED, allowZip64=True) as archive:
            ExcelWriter(self._book, archive).write_data()


class Sheet:
    """One sheet of a book: rows go down in order and are gone from memory once written."""

    def __init__(self, book: Book, worksheet: Any, writer: RowWriter, widths: Sequence[float]) -> None:
        self.worksheet = worksheet
        self.heads: list[str] = []
        self.least_lines = 1
        self.sparse = False
        self.rows = 0
        self._book = book
        self._writer = writer
        self._widths = widths

    @property
    def title(self) -> str:
        """The title as it stands on the tab."""
        return str(self.worksheet.title)

    def freeze(self, cell: str) -> None:
        """Keep what is above and left of a cell in sight; before the first row only."""
        self.worksheet.freeze_panes = cell

    def style_columns(self, looks: Sequence[str]) -> None:
        """Give columns a look of their own, so that what people type later fits in; before the first row."""
        for position, look in enumerate(looks, 1):
            dimension = self.worksheet.column_dimensions[get_column_letter(position)]
            dimension._style = self._writer.styles.column(look)
        self.sparse = True

    def head(self, heads: Sequence[str], height: float | None = 33) -> None:
        """The header row, repeated on each printed page; heads are made different from each other."""
        self.heads = different([held(head, self.title, self._book.notes) for head in heads])
        self.worksheet.print_title_rows = f"{self.rows + 1}:{self.rows + 1}"
        self.row(list(self.heads), "head", height=height, checked=True)

    def row(
        self,
        values: Sequence[Cell | Formula],
        looks: str | list[str],
        name: str = "",
        height: float | None = None,
        checked: bool = False,
    ) -> None:
        """Write one row; `name` says which one in the notes, `checked` that its texts fit as they are."""
        if self.rows >= MOST_ROWS:
            raise ExportError(
                f"The sheet “{self.title}” is full: a spreadsheet holds {MOST_ROWS:,} rows. "
                "Please choose fewer cases and try again. No file was written."
            )
        cells = list(values) if checked else [self._held(value, n, name) for n, value in enumerate(values)]
        looks = [looks] * len(cells) if isinstance(looks, str) else looks
        if height is None:
            wraps = [LOOKS[look].wrap for look in looks]
            shown = [cell.value if isinstance(cell, Formula) else cell for cell in cells]
            height = row_height(shown, self._widths, wraps, self.least_lines)
        if self.worksheet._rows is None:
            self._begin()
        self.rows += 1
        self.worksheet._rows.send(self._writer.row(self.rows, cells, looks, height, self.sparse))

    def _held(self, value: Cell | Formula, position: int, name: str) -> Cell | Formula:
        if isinstance(value, str):
            if is_plain(value):
                return value
            head = self.heads[position] if position < len(self.heads) else ""
            return self._book.fit(value, (self.title, name, head))
        if isinstance(value, Formula) and isinstance(value.value, str):
            # Where it follows another cell, that cell has told what it could not hold.
            return Formula(value.text, parts_of(held(value.value, name, Notes()))[0])
        return holdable(value)

    def table(self, name: str, columns: int, first_row: int = 1) -> str:
        """Make a real table of what was written from its header row on; returns its range."""
        if self.rows == first_row:
            self.row([None] * columns, "body")  # a table needs a row below its header
        area = f"A{first_row}:{get_column_letter(columns)}{self.rows}"
        table = Table(displayName=name, ref=area, autoFilter=AutoFilter(ref=area))
        table.tableColumns = [TableColumn(id=n, name=head) for n, head in enumerate(self.heads[:columns], 1)]
        self.worksheet._tables.add(table)  # add_table() warns that we must do what we have just done
        return area

    def _begin(self) -> None:
        self.worksheet._writer = _SheetWriter(self.worksheet)
        self.worksheet._writer.write_top()
        self.worksheet._rows = _rows(self.worksheet)
        next(self.worksheet._rows)

    def finish(self) -> None:
        """Write what follows the rows and close the sheet's own file."""
        if self.worksheet._rows is None:
            self._begin()
        self.worksheet.close()

    def abandon(self) -> None:
        """Let go of the sheet's own file after a failure; nothing to do when it was finished."""
        if self.worksheet._writer is not None and not self.worksheet.closed:
            self.worksheet._rows.close()
            self.worksheet._writer.close()
            self.worksheet._writer.cleanup()


class _SheetWriter(WorksheetWriter):
    """Writes a sheet where nobody can read it, and not into a temporary file that has a name."""

    def __init__(self, worksheet: Any) -> None:
        self.file = BufferedRandom(Spool(), 1 << 16)
        super().__init__(worksheet, out=self.file)

    def cleanup(self) -> None:
        self.file.close()


def _rows(worksheet: Any) -> Generator[None, str, None]:
    """Take rows one by one as they are spelt; the protocol that the library's own row writer follows."""
    writer = worksheet._writer
    stream = writer.xf.send(True)
    with stream.element("sheetData"):
        stream.write("\n")  # so that the tag is opened before we go on past the library
        stream.flush()
        try:
            while True:
                writer.file.write((yield).encode())
        except GeneratorExit:
            pass
    writer.xf.send(None)

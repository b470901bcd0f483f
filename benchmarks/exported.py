"""The exports beside the bare libraries writing the same cells and laying out the same flowables."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate

from benchmarks.measure import Row, child, median, peak_mib, spread, times
from hssib_desk.domain.actions.measures import action_log_forms
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export.excel.action_log import TITLE, write_action_log
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.pdf.summary import story_of, write_summary
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook

ACTIONS = 10_000
TODAY = date.today()
MARGIN = 54


def rows(path: Path) -> list[Row]:
    """Every figure of the exports."""
    with (
        TemporaryDirectory() as folder,
        Workbook.open(path, library=load_library(), actor="benchmark", read_only=True) as workbook,
    ):
        return [log_row(workbook, Path(folder)), memory_row(path), summary_row(workbook, Path(folder))]


def first_cases(workbook: Workbook, actions: int) -> list[CaseFile]:
    """Cases with so many actions, as the action log reads them."""
    found, count = [], 0
    for case in workbook.lists.case_files(forms=action_log_forms(workbook.library)):
        found.append(case)
        count += sum(bool(entry.form.role("target_date")) for entry in case.entries)
        if count >= actions:
            break
    return found


def log_row(workbook: Workbook, folder: Path) -> Row:
    """The action log beside styled cells of the same values."""
    cases, facts, library = first_cases(workbook, ACTIONS), workbook.facts, workbook.library
    out = folder / "actions.xlsx"

    def ours() -> None:
        write_action_log(cases, facts, library, out, today=TODAY, force=True)

    taken = times(ours, 2)
    cells = [list(row) for row in load_workbook(out, read_only=True)[TITLE].iter_rows(values_only=True)]
    bare = times(lambda: bare_log(cells, folder / "bare.xlsx"), 2)
    note = f"{len(cells):,} rows × {len(cells[-1])} columns; {spread(taken)}"
    return Row("action log of 10,000 rows", median(taken), median(bare), 1.3, note=note)


def bare_log(cells: list[list[object]], out: Path) -> None:
    """The same cells in the same few styles, written the way the library's own pages say."""
    book = Book(write_only=True)
    sheet = book.create_sheet("Bare")
    side = Side("thin", color="D0D7DE")
    styles = (Font("Arial", 10), Alignment(wrap_text=True, vertical="top"), Border(bottom=side))
    for row in cells:
        sheet.append([styled(sheet, value, *styles) for value in row])
    book.save(out)


def styled(sheet, value: object, font: Font, alignment: Alignment, border: Border) -> WriteOnlyCell:
    """One cell with its style."""
    cell = WriteOnlyCell(sheet, value)
    cell.font, cell.alignment, cell.border = font, alignment, border
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def memory_row(path: Path) -> Row:
    """The most memory of an action log, of few rows and of many: it does not grow with them."""
    few, many = (child("exported", path, count)["peak"] for count in (ACTIONS // 8, ACTIONS))
    note = f"peak of {ACTIONS:,} rows beside {ACTIONS // 8:,}"
    return Row("memory of the action log", many, few, 1.15, unit="MiB", note=note)


def summary_row(workbook: Workbook, folder: Path) -> Row:
    """The summary of a signed review beside its flowables alone."""
    row = workbook.lists.cases(CaseQuery(status="sealed"), limit=1)[0]
    case = workbook.case(row.id)
    out, bare_out = folder / "review.pdf", str(folder / "bare.pdf")

    def bare() -> float:
        story = story_of(Sheet(case))
        page = SimpleDocTemplate(bare_out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN)
        return times(lambda: page.build(story), 1)[0]

    ours, plain = [], []
    for _ in range(10):
        ours += times(lambda: write_summary(case, out, force=True), 1)
        plain.append(bare())
    return Row("review summary (PDF)", median(ours), median(plain), 1.5, note=spread(ours))


def main(path: Path, count: int) -> None:
    """Write one action log while its cases are being read, and tell the most memory it took."""
    library = load_library()
    with (
        TemporaryDirectory() as folder,
        Workbook.open(path, library=library, actor="benchmark", read_only=True) as workbook,
    ):
        write_action_log(
            some_cases(workbook, count), workbook.facts, library, Path(folder) / "a.xlsx", today=TODAY
        )
    print(json.dumps({"peak": peak_mib()}))


def some_cases(workbook: Workbook, actions: int):
    """Cases with so many actions, one after another."""
    count = 0
    for case in workbook.lists.case_files(forms=action_log_forms(workbook.library)):
        count += sum(bool(entry.form.role("target_date")) for entry in case.entries)
        yield case
        if count >= actions:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Read a caseload file, .csv, .xlsx or .ods, into a plain table, and refuse what is no such file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hssib_desk.domain.caseload.table import (
    Cell,
    NeedsPassword,
    Quotes,
    Row,
    SkippedRow,
    StrayQuotes,
    Table,
    TableError,
)
from hssib_desk.export.reading import locked
from hssib_desk.export.reading.content import content_of, first_bytes, refuse_other_formats

__all__ = [
    "Cell",
    "NeedsPassword",
    "Row",
    "SkippedRow",
    "StrayQuotes",
    "Table",
    "TableError",
    "read_table",
    "read_tables",
]


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Read the first table of a .csv, .txt, .tsv, .xlsx or .ods file, or the one on the named sheet."""
    return read_tables(path, (sheet,) if sheet is not None else ())[0]


def read_tables(
    path: Path,
    sheets: Sequence[str] = (),
    *,
    password: str = "",
    quotes: Quotes = "",
    step: Callable[[int], object] = lambda _done: None,
) -> tuple[Table, ...]:
    """Read every table of a file, one for each sheet; the content decides which kind it is, not the name.

    `sheets` names the sheets of a workbook that are wanted; without it all visible ones that hold a table
    are read. Raises TableError with a sentence for the user, NeedsPassword for a file behind a password, and
    StrayQuotes for a text whose quotation marks swallow rows, unless `quotes` says what to do with them.
    `step` is told how many rows were read, and may raise to stop.
    """
    content = locked.unlocked(path, password) if locked.is_locked(path) else None
    start = first_bytes(path) if content is None else content[:4096]
    if content is None:
        refuse_other_formats(path.name, start, path)
    if start.startswith(b"PK"):
        content = content_of(path) if content is None else content
        # Here and not above: openpyxl takes a third of a second to import.
        from hssib_desk.export.reading.opendocument import is_opendocument, read_opendocument
        from hssib_desk.export.reading.table_excel import read_sheets

        read = read_opendocument if is_opendocument(content) else read_sheets
        return read(path.name, content, sheets, step)
    if sheets:
        raise TableError(f"{path.name} is a text file and has no sheets.")
    from hssib_desk.export.reading.table_text import read_text

    return (read_text(path, quotes),)

"""A long list of deaths taken into an empty workbook, beside reading the same file with openpyxl alone."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook as Sheets
from openpyxl import load_workbook

from benchmarks.measure import Row, child, peak_mib, times

HEADS = ("Local number", "Date of death", "Discharge date", "Ward", "Surname", "Gender", "Cause of death")
CAUSES = ("Natural causes, expected", "Heart disease", "Not known yet", "Found at home; the coroner was told")


def rows(count: int) -> list[Row]:
    """One row: the command, its dry run and all, in a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deaths.xlsx"
        write_list(path, count)
        bare = times(lambda: read_bare(path), 1)[0]
        found = child("taking_in", path)
    note = f"reading and planning {found['plan'] / 1000:.0f} s; at most {found['peak']:.0f} MiB"
    return [Row(f"import of {count:,} rows", found["took"], bare, 3, note=note)]


def write_list(path: Path, count: int) -> None:
    """A list as a system exports it; nobody in it is real."""
    book = Sheets(write_only=True)
    sheet = book.create_sheet("Deaths")
    sheet.append(HEADS)
    for line in deaths(count):
        sheet.append(line)
    book.save(path)


def deaths(count: int) -> Iterator[tuple[object, ...]]:
    """Made-up deaths, each different."""
    first = date(2006, 1, 2)
    for number in range(count):
        died = first + timedelta(days=number % 7_000)
        left = died - timedelta(days=number % 40)
        yield (
            f"L{number:07d}",
            died,
            left,
            f"Ward {number % 30}",
            f"Made-up {number}",
            "Female",
            CAUSES[number % 4],
        )


def read_bare(path: Path) -> int:
    """Every cell, with the library alone."""
    book = load_workbook(path, read_only=True)
    return sum(cell is not None for line in book.active.iter_rows(values_only=True) for cell in line)


def main(path: Path) -> None:
    """Take the list in, and print one JSON object."""
    from hssib_desk import cli

    workbook = path.with_name("taken.hssib")
    run(cli.main, "new", workbook)
    begun = time.perf_counter()
    run(cli.main, "import", workbook, path, "--dry-run", "--json")
    planned = time.perf_counter()
    run(cli.main, "import", workbook, path)
    took = time.perf_counter() - planned
    print(json.dumps({"plan": (planned - begun) * 1000, "took": took * 1000, "peak": peak_mib()}))


def run(command: Callable[[list[str]], object], *words: object) -> None:
    """Run a command of the program with what it says kept back."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        command(list(map(str, words)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`python benchmarks/run.py`: one table, each row beside a bare baseline measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.many_cases import make, workbook  # noqa: E402
from benchmarks.measure import Row, bare_window, child, median, p95, p99, spread, table, times  # noqa: E402

STARTS = 15
MADE = 1_000  # a tenth, as it grows with the number
WATCHED = ("open", "case", "page", "home", "learning")
PARTS = ("start", "window", "durable", "store", "backup", "export", "protection", "import", "practice")


def main() -> int:
    """Measure the parts that were asked for; 1 when a bar is missed."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them without")
    line.add_argument("--cases", type=int, default=10_000, help="in the workbook that is measured")
    line.add_argument("--rows", type=int, default=100_000, help="of the list of deaths that is imported")
    chosen = line.parse_args()
    parts = {
        "start": starting,
        "window": in_window,
        "durable": to_the_disk,
        "store": in_store,
        "backup": backing_up,
        "export": exporting,
        "protection": protecting,
        "import": lambda _path: importing(chosen.rows),
        "practice": making,
    }
    path = workbook(chosen.cases)
    rows: list[Row] = []
    for name in chosen.parts or PARTS:
        print(f"{name} …", file=sys.stderr)
        rows += parts[name](path)
    print(table(rows))
    return int(not all(row.is_met for row in rows))


def starting(_path: Path) -> list[Row]:
    """From the start of the process to the painted window, by turns with a bare one."""
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    with TemporaryDirectory() as home:
        remember_workbooks(Path(home))
        for turn in range(STARTS + 1):
            for kind, taken in found.items():
                took = bare_window(Path(home), kind)
                if turn:  # the first is for the compiler and the disk
                    taken.append(took)
    note = f"{spread(found['ours'])}; bare {spread(found['bare'])}"
    return [Row("start to painted window", median(found["ours"]), median(found["bare"]), 1.3, note=note)]


def remember_workbooks(home: Path) -> None:
    """Settings as somebody has them who opened four workbooks before."""
    at = "2026-01-09T10:00:00+00:00"
    recent = [
        {"path": f"/home/{n}.hssib", "title": f"Ward {n}", "cases": 120 * n, "at": at} for n in range(1, 5)
    ]
    kept = home / "hssib-desk" / "settings.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps({"recent": recent}), "utf-8")


def in_window(path: Path) -> list[Row]:
    """The window with the workbook in it."""
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.workbook import Workbook

    with Workbook.open(path, library=load_library(), actor="benchmark"):
        pass  # backed up now, so that no backup is made while the window is measured
    found = child("in_window", path)
    stalls = ", ".join(f"{name} {found[f'{name}_stall']:.0f}" for name in WATCHED)
    first = f"first {found['first_case']:.0f}; {spread(found['cases'])}"
    built = f"built the first time {median(found['first_pages']):.0f}; {spread(found['pages'])}"
    return [
        Row("open the workbook to a usable list", found["open"], found["bare_list"], 1.5, "B"),
        Row("memory over the empty window", found["memory"], None, 70, "value", "MiB",
            note=f"{found['memory_after']:.0f} after {len(found['cases']) + 1} cases and every page"),
        Row("back to the list, p95", p95(found["list_again"]), found["bare_list"], 0.5, "B"),
        Row("first case", found["first_case"], found["bare_case"], 1, "B", note=first),
        Row("next page, p95", p95(found["pages"]), found["bare_page"], 0.5, "B", note=built),
        Row("Home", found["home"], None, 0.8, "B"),
        Row("Learning", found["learning"], None, 0.8, "B"),
        Row("longest stall of the window", max(found[f"{name}_stall"] for name in WATCHED), None, 0.8, "B",
            note=stalls),
    ]  # fmt: skip


def to_the_disk(path: Path) -> list[Row]:
    """From a key to the disk, alone and with other programs at work."""
    copied = Path(shutil.copy(path, path.with_name("typed-in.hssib")))
    found = child("durable", copied)
    copied.unlink()
    return [
        Row(f"key to durable, {name}, p99", p99(found[how]), None, 500, "value",
            note=f"median {median(found[how]):.0f}; {spread(found[how])}")
        for how, name in (("quiet", "alone"), ("busy", "busy computer"))
    ]  # fmt: skip


def in_store(path: Path) -> list[Row]:
    """The store beside bare SQLite."""
    from benchmarks import stored

    return stored.rows(path)


def backing_up(path: Path) -> list[Row]:
    """A backup of the whole file on the worker, while somebody writes."""
    copied = Path(shutil.copy(path, path.with_name("backed-up.hssib")))
    found = child("backing_up", copied)
    copied.unlink()
    took = f"in {found['took'] / 1000:.1f} s" if found["took"] > 0 else "NOT READY after two minutes"
    said = f"{found['size'] / 2**20:.0f} MiB {took}; {', '.join(found['problems'])}"
    return [
        Row("longest stall during a backup", found["stall"], None, 100, "value", note=said.rstrip("; ")),
        Row("save during a backup, longest", max(found["during"]), median(found["alone"]), 100, "value",
            note=spread(found["during"])),
    ]  # fmt: skip


def exporting(path: Path) -> list[Row]:
    """The exports beside bare libraries."""
    from benchmarks import exported

    return exported.rows(path)


def protecting(path: Path) -> list[Row]:
    """A protected workbook beside the same one unprotected."""
    from benchmarks.protection import rows

    return rows(path)


def importing(count: int) -> list[Row]:
    """A long list of deaths, beside reading it alone."""
    from benchmarks import taking_in

    return taking_in.rows(count)


def making(_path: Path) -> list[Row]:
    """The practice workbook that everything else is measured on, made anew."""
    with TemporaryDirectory() as folder:
        took = times(lambda: make(Path(folder) / "many.hssib", MADE), 1)[0] / 1000
    return [Row(f"a practice workbook of {MADE:,} cases", took, None, 60 * MADE / 10_000, "value", "s")]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.SubprocessError as error:
        sys.exit(str(error))

"""`python benchmarks/run.py`: one table, each row beside a bare baseline measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.many_cases import workbook  # noqa: E402
from benchmarks.measure import Row, child, median, p95, p99, spread, table  # noqa: E402

STARTS = 15
PARTS = ("start", "window", "durable", "store", "backup", "export", "protection")


def main() -> int:
    """Measure the parts that were asked for; 1 when a bar is missed."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them without")
    line.add_argument("--cases", type=int, default=10_000, help="in the workbook that is measured")
    chosen = line.parse_args()
    parts = {
        "start": starting,
        "window": in_window,
        "durable": to_the_disk,
        "store": in_store,
        "backup": backing_up,
        "export": exporting,
        "protection": protecting,
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
    worked: dict[str, list[float]] = {"ours": [], "bare": []}
    with TemporaryDirectory() as home:
        remember_workbooks(Path(home))
        for turn in range(STARTS + 1):
            for kind in found:
                begun = time.time()
                told = child("first_paint", kind, home=Path(home))
                if turn:  # the first is for the compiler and the disk
                    found[kind].append((told["painted"] - begun) * 1000)
                    worked[kind].append(told["worked"] * 1000)
    ours, bare = (f"{median(taken):.0f}" for taken in worked.values())
    note = f"{spread(found['ours'])}; {ours} ms of the processor beside {bare}"
    return [Row("start to painted window", median(found["ours"]), median(found["bare"]), 1.5, note=note)]


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
    worst = max(found["open_stall"], found["case_stall"], found["page_stall"])
    stalls = (
        f"opening {found['open_stall']:.0f}, case {found['case_stall']:.0f}, page {found['page_stall']:.0f}"
    )
    first = f"first {found['first_case']:.0f}; {spread(found['cases'])}"
    built = f"built the first time {median(found['first_pages']):.0f}; {spread(found['pages'])}"
    return [
        Row("open the workbook to a usable list", found["open"], found["bare_list"], 1000, "value"),
        Row("memory over the empty window", found["memory"], None, 80, "value", "MiB",
            note=f"{found['memory_after']:.0f} after {len(found['cases']) + 1} cases and every page"),
        Row("back to the list, p95", p95(found["list_again"]), found["bare_list"], 100, "value"),
        Row("open a case, median", median(found["cases"]), found["bare_case"], 150, "value", note=first),
        Row("next page, median", median(found["pages"]), found["bare_page"], 50, "value", note=built),
        Row("next page, p95", p95(found["pages"]), found["bare_page"], 50, "value"),
        Row("longest stall of the window", worst, None, 100, "value", note=stalls),
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


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.SubprocessError as error:
        sys.exit(str(error))

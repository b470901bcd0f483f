"""A protected workbook beside the same one unprotected: opening, saving, searching, and reading it whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measure import Row, median, p95, spread, table, times  # noqa: E402
from hssib_desk.domain.forms.library import load_library  # noqa: E402
from hssib_desk.store import backups  # noqa: E402
from hssib_desk.store.lists.queries import CaseQuery  # noqa: E402
from hssib_desk.store.passphrase.change import protect  # noqa: E402
from hssib_desk.store.passphrase.keys import driver  # noqa: E402
from hssib_desk.store.workbook import Workbook  # noqa: E402

PASSPHRASE = "seven plain wooden spoons"
OPENINGS, EDITS, READINGS = 9, 120, 3
SEARCHES = ("continuity", "her daughter", "weight", "the", "safety plan", "blood", "medicines", "sleep")
SAID = "Seen at home on the third day; the plan was written with her. " * 10


def rows(path: Path) -> list[Row]:
    """Every figure; the two workbooks are taken by turns."""
    plain, protected = twins(path)
    library = load_library()
    way = driver(protected, PASSPHRASE)
    given = {"library": library, "actor": "benchmark", "back_up": False}
    typed = lambda: Workbook.open(protected, secret=PASSPHRASE, **given).close()  # noqa: E731
    again = lambda: Workbook.open(protected, driver=way, **given).close()  # noqa: E731
    bare = lambda: Workbook.open(plain, **given).close()  # noqa: E731
    found = [
        row("open, passphrase typed", typed, bare, OPENINGS, bar=250, of="value"),
        row("open, key at hand", again, bare, OPENINGS, bar=1.5),
    ]
    with Workbook.open(plain, **given) as one, Workbook.open(protected, driver=way, **given) as other:
        for what, act, count, bar in (
            ("commit of one edit", edits, EDITS, 1.5),
            ("search", searches, 5 * len(SEARCHES), 1.5),
            ("count and first 200 cases", lists, 20, 1.5),
            ("read every case", readings, READINGS, 1.5),
        ):
            found.append(row(what, act(other), act(one), count, bar=bar))
    return found


def twins(path: Path) -> tuple[Path, Path]:
    """A copy of the workbook as it is, and a protected one, made once."""
    plain, protected = path.with_name("plain-twin.hssib"), path.with_name("protected-twin.hssib")
    if not protected.exists():
        shutil.copy(path, plain)
        making = Path(shutil.copy(path, path.with_name("making-twin.hssib")))
        protect(making, PASSPHRASE)
        shutil.rmtree(backups.folder_of(making), ignore_errors=True)
        making.replace(protected)
    return plain, protected


def row(
    what: str,
    ours: Callable[[], object],
    bare: Callable[[], object],
    count: int,
    *,
    bar: float,
    of: str = "ratio",
) -> Row:
    """Both by turns, so that they meet the same machine."""
    taken: tuple[list[float], list[float]] = [], []
    for _ in range(count):
        for kept, do in zip(taken, (ours, bare), strict=True):
            kept += times(do, 1)
    note = f"{spread(taken[0])}, p95 {p95(taken[0]):.3g} beside {p95(taken[1]):.3g}"
    return Row(f"protected: {what}", median(taken[0]), median(taken[1]), bar, of, note=note)


def edits(workbook: Workbook) -> Callable[[], object]:
    """Typed words of a draft, each time others."""
    case = workbook.case(workbook.lists.cases(CaseQuery(status="draft"), limit=1)[0].id)
    form = workbook.library.form_with_role("phase_score", repeat=False)
    entry, note = case.entry(form.key), form.phases[1].field_with_role("judgement_well")
    sizes = iter(range(60, 100_000))
    return lambda: workbook.save(entry.id, {note.key: SAID[: 60 + next(sizes) % 500]})


def searches(workbook: Workbook) -> Callable[[], object]:
    """One word after the other."""
    words = iter(SEARCHES * 100)
    return lambda: workbook.lists.search(next(words))


def lists(workbook: Workbook) -> Callable[[], object]:
    """What the case list asks for when it is shown."""
    return lambda: (workbook.lists.count_cases(CaseQuery()), workbook.lists.cases(CaseQuery()))


def readings(workbook: Workbook) -> Callable[[], object]:
    """Every page of the file, more than the cache holds."""
    return lambda: sum(1 for _ in workbook.lists.case_files())


if __name__ == "__main__":
    from benchmarks.many_cases import workbook as made

    print(table(rows(made(int(sys.argv[1]) if sys.argv[1:] else 1000))))

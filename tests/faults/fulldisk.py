"""A disk that is full at every write: less and less room left, until nothing fits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.report import ExportError
from hssib_desk.store import opening
from hssib_desk.store.backups import list_backups, restore
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.passphrase.keys import is_protected
from hssib_desk.store.workbook import Workbook
from tests.factories import TODAY
from tests.faults.acts import ACTOR, OLD, PASSPHRASE, STEPS, batch, case_in_work, entry_id
from tests.faults.mounts import leave_room, limit_files, mounted
from tests.faults.pool import Job, share
from tests.faults.stage import Stage, faults_of, picture

LONG = "Physical health checks were missed on the ward. " * 900
KEPT = "kept.hssib"
LEFT = (".part", ".part-journal", "-journal", ".lock", ".being-wiped")
MEGABYTES = 16


@dataclass(frozen=True)
class Deed:
    """Something that needs room; `book` is open for writing when `open` says so. `changes`: what must show after."""

    name: str
    do: Callable[[Stage, Path, Workbook | None], None]
    kind: type[BaseException] = DiskFull
    open: bool = True
    changes: bool = False
    step: int = 6  # pages between two tries of the full campaign


def play(stage: Stage) -> None:
    """Every deed with more and more room, in a process with a file system of its own."""
    share(stage, [Job(f"disk full: {deed.name}", "", partial(_fill, deed=deed), 600) for deed in DEEDS])


def _fill(stage: Stage, deed: Deed) -> None:
    folder = stage.place("disk")
    problem = mounted(folder, MEGABYTES)
    how = f"a file system of {MEGABYTES} MB, more and more of its 4 KiB pages left free until all fits"
    if problem:
        how = f"no small file system can be made here ({problem}): no file may grow beyond a size"
    stage.ledger.remark(f"disk full: {deed.name}", how)
    for room in _rooms(stage, deed):
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        path = folder / "Oak House.hssib"
        shutil.copyfile(OLD if deed.name == "migration" else stage.template, path)
        shutil.copyfile(stage.template, path.with_name(KEPT))
        if _try(stage, deed, path, room, bool(problem)) and not stage.short:
            return


def _rooms(stage: Stage, deed: Deed) -> Iterator[int]:
    if stage.short:
        yield from (0, stage.random.randrange(1, 8), stage.random.randrange(8, 160))
    else:
        yield from (*range(6), *range(6, MEGABYTES * 256, deed.step))


def _try(stage: Stage, deed: Deed, path: Path, room: int, by_limit: bool) -> bool:
    """Do it with so many free pages; give whether it succeeded."""
    name, what = f"disk full: {deed.name}", f"{room} pages free"
    before = None if deed.name == "migration" else picture(stage, path)
    book = stage.open(path) if deed.open else None
    with _room(path, room, by_limit), stage.ledger.fault(name, what, deed.kind) as said:
        deed.do(stage, path, book)
    if book:
        book.close()
    try:
        _look(stage, deed, path, before, bool(said), what)
    except Exception as error:  # the edge of the experiment
        stage.ledger.broke(name, "unreadable", f"{what}: {type(error).__name__}: {error}")
    return not said


@contextmanager
def _room(path: Path, pages: int, by_limit: bool) -> Iterator[None]:
    ballast = path.with_name("ballast")
    limit_files(pages) if by_limit else leave_room(ballast, pages)
    try:
        yield
    finally:
        limit_files(None) if by_limit else ballast.unlink()


def _look(stage: Stage, deed: Deed, path: Path, before: str | None, failed: bool, what: str) -> None:
    """Nothing of a failed deed is there, and all of one that ended well."""
    ledger, name = stage.ledger, f"disk full: {deed.name}"
    left = [found.name for found in path.parent.rglob("*") if found.name.endswith(LEFT)]
    if left:
        ledger.broke(name, "silent", f"{what}: left behind: {left}")
    if is_protected(path):
        before, after = before, picture(stage, path, secret=PASSPHRASE)
    else:
        after = picture(stage, path) if before else None
        if found := faults_of(stage, path):
            ledger.broke(name, "unreadable", f"{what}: {found[:2]}")
        bad = [info.problem for info in list_backups(path) if info.problem]
        if bad:
            ledger.broke(name, "unreadable", f"{what}: backups: {bad}")
    if failed and after != before:
        ledger.broke(name, "silent", f"{what}: the workbook is not as it was")
    if not failed:
        ledger.add(name, "acknowledged")
        if deed.changes and after == before:
            ledger.broke(name, "edits lost", what)


def _save(stage: Stage, path: Path, book: Workbook) -> None:
    book.save(entry_id(stage, book), {stage.notes[0]: LONG})


def _import(stage: Stage, path: Path, book: Workbook) -> None:
    book.import_cases(batch(stage, 40), "deaths.csv")


def _migrate(stage: Stage, path: Path, book: None) -> None:
    opening.open_workbook(path, ACTOR, False, steps=STEPS[:-1]).close()


def _open(stage: Stage, path: Path, book: None) -> None:
    """A workbook opens although there is no room for its backup."""
    stage.open(path, back_up=True).close()


def _create(stage: Stage, path: Path, book: None) -> None:
    new = path.with_name("new.hssib")
    try:
        Workbook.create(new, library=stage.library, actor=ACTOR).close()
    except DiskFull:
        if new.exists():
            stage.ledger.broke("disk full: new workbook", "silent", "half a workbook is left")
        raise


def _actions(stage: Stage, path: Path, book: Workbook) -> None:
    out = path.with_name("log.xlsx")
    _export(
        out, lambda: write_action_log(book.lists.case_files(), book.facts, stage.library, out, today=TODAY)
    )


def _data(stage: Stage, path: Path, book: Workbook) -> None:
    out = path.with_name("data.xlsx")
    _export(out, lambda: write_data(book.lists.case_files(), book.facts, stage.library, out, today=TODAY))


def _summary(stage: Stage, path: Path, book: Workbook) -> None:
    out = path.with_name("summary.pdf")
    _export(out, lambda: write_summary(case_in_work(book, 1), out))


def _export(out: Path, write: Callable[[], object]) -> None:
    try:
        write()
    except ExportError:
        assert not out.exists(), "half an export is left"
        raise
    assert out.stat().st_size > 1000, "the export is empty"


DEEDS = (
    Deed("save", _save, changes=True, step=1),
    Deed("import", _import, changes=True),
    Deed("migration", _migrate, open=False),
    Deed("backup", lambda stage, path, book: book.copies.backup()),
    Deed("opening", _open, open=False),
    Deed("new workbook", _create, open=False),
    Deed("restore", lambda stage, path, book: restore(path, path.with_name(KEPT)), open=False),
    Deed("protecting", lambda stage, path, book: protect(path, PASSPHRASE), open=False, step=20),
    Deed("action log", _actions, ExportError, step=1),
    Deed("data", _data, ExportError, step=2),
    Deed("summary", _summary, ExportError, step=2),
)

"""Links in the way: whatever is done to a workbook, what a link leads to stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path

from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.store.backups import folder_of, make, paths_of, restore
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.passphrase.change import protect, unprotect
from hssib_desk.store.recovery.recover import recover
from tests.factories import TODAY
from tests.faults.acts import case_in_work
from tests.faults.pool import Job, share
from tests.faults.stage import ACTOR, PASSPHRASE, Stage, faults_of

NAME, THROUGH = "a link in the way", "a workbook reached through a link"
LETTER = b"Dear all, " * 4000
ENDINGS = (".part", ".being-wiped", ".publishing", ".lock", "-journal", "-wal", ".part-journal")
Deed = Callable[[Stage, Path], object]


def play(stage: Stage) -> None:
    """Every deed, with every link; and every deed through a link."""
    jobs = [Job(f"{NAME}: {deed}", "", partial(_in_the_way, deed=deed), 600) for deed in DEEDS]
    share(stage, [*jobs, *(Job(THROUGH, deed, partial(_through, deed=deed), 200) for deed in DEEDS)])


def _in_the_way(stage: Stage, deed: str) -> None:
    ways = list(product(ENDINGS, ("symbolic", "hard"), ("beside", "among the backups", "under our own name")))
    for ending, kind, where in stage.random.sample(ways, 1) if stage.short else ways:
        path = _workbook(stage)
        letter = path.parent / "elsewhere" / "letter.txt"
        letter.parent.mkdir()
        letter.write_bytes(LETTER)
        for place in _places(path, ending, where):
            (place.symlink_to if kind == "symbolic" else place.hardlink_to)(letter)
        what = f"{deed}: {kind} {ending} {where}"
        with stage.ledger.fault(f"{NAME}: {deed}", what, WorkbookError):
            DEEDS[deed](stage, path)
        if letter.read_bytes() != LETTER:
            stage.ledger.broke(f"{NAME}: {deed}", "silent", f"{what}: the file it leads to was altered")
        stage.drop(path.parent)


def _places(path: Path, ending: str, where: str) -> Iterator[Path]:
    if where == "beside":
        yield path.with_name(f"{path.name}{ending}")
    elif where == "under our own name":
        yield path.with_name(f".hssib-desk-00000000-00000000{ending}")
    else:
        yield folder_of(path) / f".hssib-desk-00000000-00000000{ending}"
        for copy in paths_of(path):
            yield copy.with_name(f"{copy.name}{ending}")


def _workbook(stage: Stage) -> Path:
    path = stage.copy("links")
    make(path)
    return path


def _through(stage: Stage, deed: str) -> None:
    path = _workbook(stage)
    link = path.parent / "desktop" / "shortcut.hssib"
    link.parent.mkdir()
    link.symlink_to(path)
    with stage.ledger.fault(THROUGH, deed):
        DEEDS[deed](stage, link)
        stage.open(path).close()
    strange = [file.name for file in link.parent.iterdir() if file not in (link, link.with_name("log.xlsx"))]
    if not link.is_symlink() or Path(os.path.realpath(link)) != path or strange:
        stage.ledger.broke(THROUGH, "silent", f"{deed}: the link is another now, or beside it lies {strange}")
    elif found := faults_of(stage, path):
        stage.ledger.broke(THROUGH, "unreadable", f"{deed}: {found[:2]}")


def _protect(stage: Stage, path: Path) -> None:
    protect(path, PASSPHRASE)
    unprotect(path, PASSPHRASE)


def _dispose(stage: Stage, path: Path) -> None:
    with stage.open(path) as book:
        book.retention.dispose([case_in_work(book, 1).id], "Begun by mistake", early=True)


def _export(stage: Stage, path: Path) -> None:
    with stage.open(path, read_only=True) as book:
        log = path.with_name("log.xlsx")
        write_action_log(book.lists.case_files(), book.facts, stage.library, log, today=TODAY)


def _replace(stage: Stage, path: Path) -> None:
    kept = path.parent / "kept.hssib"
    shutil.copyfile(stage.template, kept)
    restore(path, kept)
    kept.unlink()


DEEDS: dict[str, Deed] = {
    "opening": lambda stage, path: stage.open(path, back_up=True).close(),
    "backing up": lambda stage, path: make(path),
    "protecting": _protect,
    "restoring": _replace,
    "recovering": lambda stage, path: recover(path, stage.library, ACTOR),
    "disposing": _dispose,
    "exporting": _export,
}

"""Files and folders that may not be written or read, as somebody without rights and on a drive that is read-only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hssib_desk.domain.caseload.plan import TableError
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import read_toml
from hssib_desk.export.interchange.fhir_read import read_questionnaire_file
from hssib_desk.export.reading.action_reader import read_action_log
from hssib_desk.export.reading.tables import read_table
from hssib_desk.export.report import ExportError
from hssib_desk.store.backups import make, restore
from hssib_desk.store.entries.attachments import read_file
from hssib_desk.store.errors import Missing, NoPermission, NotReady, ReadOnly
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.workbook import Workbook
from tests.faults.acts import PASSPHRASE, answers_of, entry_id, export
from tests.faults.mounts import make_unwritable, mounted
from tests.faults.pool import Job, share
from tests.faults.stage import ACTOR, NOBODY, Stage, picture

NAME = "without the right to write"
DRIVE = "on a read-only drive"
KEPT = "kept.hssib"


def play(stage: Stage) -> None:
    """Each in a process of its own: rights are given up, and drives made read-only, for good."""
    stage.before = picture(stage, stage.template)
    if hasattr(os, "geteuid"):
        share(stage, [Job(NAME, "", _as_nobody), Job(DRIVE, "", _on_read_only_drive)])


def _as_nobody(stage: Stage) -> None:
    datetime.strptime("2025", "%Y")  # loads what nobody might not be allowed to load
    folder = stage.place("nobody")
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        stage.ledger.remark(NAME, "root gave up its rights for this (user 65534)")
    stage.folder = folder
    with _locked(stage, 0o444, 0o755) as path:
        _refused(stage, NAME, path, "file")
    with _locked(stage, 0o644, 0o555) as path:
        _refused(stage, NAME, path, "folder")
        _folder(stage, path)
    with _locked(stage, 0o000, 0o755) as path:
        _unreadable(stage, path)
    with (
        _locked(stage, 0o644, 0o000) as path,
        stage.ledger.fault(NAME, "hidden folder", NoPermission, Missing, must_fail=True),
    ):
        stage.open(path, read_only=True)
    _while_open(stage)


@contextmanager
def _locked(stage: Stage, file: int, folder: int) -> Iterator[Path]:
    """A workbook with a copy beside it, and these rights."""
    path = stage.copy("rights")
    shutil.copyfile(path, path.with_name(KEPT))
    path.chmod(file)
    path.parent.chmod(folder)
    try:
        yield path
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)


def _refused(stage: Stage, name: str, path: Path, what: str) -> None:
    """Nothing writes; reading shows all that is there."""
    fault, before = stage.ledger.fault, path.read_bytes()
    with fault(name, f"{what}: open", NoPermission, must_fail=True):
        stage.open(path).close()
    with fault(name, f"{what}: protect", NoPermission, must_fail=True):
        protect(path, PASSPHRASE, actor=ACTOR)
    with fault(name, f"{what}: read"), stage.open(path, read_only=True) as book:
        with fault(name, f"{what}: save while reading", ReadOnly, must_fail=True):
            book.save(entry_id(stage, book), {stage.notes[0]: "x"})
    if path.read_bytes() != before or picture(stage, path) != stage.before:
        stage.ledger.broke(name, "silent", f"{what}: the file was changed")


def _folder(stage: Stage, path: Path, name: str = NAME) -> None:
    """What would be written beside the workbook is refused too."""
    fault, new = stage.ledger.fault, path.with_name("new.hssib")
    with fault(name, "folder: restore", NoPermission, must_fail=True):
        restore(path, path.with_name(KEPT))
    with fault(name, "folder: backup", NoPermission, must_fail=True):
        make(path)
    with fault(name, "folder: new", NoPermission, must_fail=True):
        Workbook.create(new, library=stage.library, actor=ACTOR)
    with fault(name, "folder: export", ExportError, must_fail=True):
        export(stage, path)
    left = sorted(found.name for found in path.parent.iterdir())
    if left != sorted([path.name, KEPT]):
        stage.ledger.broke(name, "silent", f"left behind: {left}")


def _unreadable(stage: Stage, path: Path) -> None:
    fault, log = stage.ledger.fault, path.with_name("list.csv")
    log.write_text("a,b\n1,2\n")
    log.chmod(0)
    for read_only in (False, True):
        with fault(NAME, "unreadable workbook", NoPermission, must_fail=True):
            stage.open(path, read_only=read_only).close()
    with fault(NAME, "unreadable backup", NoPermission, must_fail=True):
        restore(path.with_name("lost.hssib"), path)
    with fault(NAME, "unreadable list", TableError, must_fail=True):
        read_table(log)
    with fault(NAME, "unreadable log", TableError, must_fail=True):
        read_action_log(log, stage.library)
    with fault(NAME, "unreadable form", FormError, must_fail=True):
        read_toml(log)
    with fault(NAME, "unreadable questionnaire", FormError, must_fail=True):
        read_questionnaire_file(log, stage.library)
    with fault(NAME, "unreadable attachment", NotReady, must_fail=True):
        read_file(log, 1000)


def _while_open(stage: Stage) -> None:
    """The right is lost in the middle of the work, and comes back: the same save then succeeds."""
    for what in ("file", "folder"):
        path = stage.copy("rights")
        with stage.open(path) as book:
            entry = entry_id(stage, book)
            book.save(entry, {stage.notes[0]: "before"})
            harmed = path if what == "file" else path.parent
            harmed.chmod(0o444 if what == "file" else 0o555)
            with stage.ledger.fault(NAME, f"{what} locked while open", NoPermission) as said:
                book.save(entry, {stage.notes[0]: "during"})
            harmed.chmod(0o755)
            if not said:
                stage.ledger.add(NAME, "acknowledged")
            _expect(stage, path, "before" if said else "during", f"{what} locked while open")
            book.save(entry, {stage.notes[0]: "after"})
            stage.ledger.add(NAME, "acknowledged")
        _expect(stage, path, "after", f"{what} unlocked again")


def _expect(stage: Stage, path: Path, text: str, what: str) -> None:
    with stage.open(path, read_only=True) as book:
        if answers_of(stage, book)[stage.notes[0]] != text:
            stage.ledger.broke(NAME, "edits lost", f"{what}: “{text}” is not there")


def _on_read_only_drive(stage: Stage) -> None:
    folder = stage.place("drive")
    if problem := mounted(folder, 16):
        stage.ledger.remark(DRIVE, f"left out: no file system can be made here ({problem})")
        return
    path = folder / "Oak House.hssib"
    shutil.copyfile(stage.template, path)
    shutil.copyfile(stage.template, path.with_name(KEPT))
    book = stage.open(path)
    entry = entry_id(stage, book)
    with stage.ledger.fault(DRIVE, "before"):
        book.save(entry, {stage.notes[0]: "before"})
    book.close()
    if not make_unwritable(folder):
        stage.ledger.remark(DRIVE, "left out: the drive cannot be made read-only here")
        return
    stage.before = picture(stage, path)
    with stage.ledger.fault(DRIVE, "open to write", NoPermission, must_fail=True):
        stage.open(path).close()
    _refused(stage, DRIVE, path, "drive")
    _folder(stage, path, DRIVE)

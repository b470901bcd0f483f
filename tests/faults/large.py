"""A workbook with 500 MB of attached files, and one of 100,000 entries: killed, damaged, checked and recovered."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from hssib_desk.store.backups import list_backups
from hssib_desk.store.entries.attachments import FILE_LIMIT, TOTAL_LIMIT
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from tests.faults.acts import batch, entry_id
from tests.faults.damage import agrees, flip
from tests.faults.kills import killed_after
from tests.faults.pool import Job, share
from tests.faults.stage import Stage, faults_of, picture

FILES = "500 MB of attached files"
ENTRIES = "100,000 entries"
MB = 1_000_000


def play(stage: Stage) -> None:
    """Both, each in a process of its own; in short, a hundredth of each."""
    share(stage, [Job(FILES, "", _files, 900), Job(ENTRIES, "", _entries, 900)])


def _files(stage: Stage) -> None:
    path, ledger = stage.copy("large"), stage.ledger
    one, many = (20 * MB, 25) if not stage.short else (MB // 2, 10)
    form, field = stage.file_field()
    with stage.open(path) as book:
        book.set_setting(FILE_LIMIT, "20")
        book.set_setting(TOTAL_LIMIT, "600")
        ids = []
        for number in range(many):
            case = book.new_case()
            source = path.with_name(f"scan {number}.pdf")
            source.write_bytes(b"%PDF-1.4\n" + os.urandom(one - 9))
            with ledger.fault(FILES, f"attach file {number}"):
                ids.append(book.attach(case.entry(form.key).id, field, source).id)
                ledger.add(FILES, "acknowledged")
            source.unlink()
        with ledger.fault(FILES, "backup"):
            book.copies.backup()
    _whole(stage, FILES, path)
    acks = killed_after(
        stage,
        path,
        stage.many(6, 1),
        lambda book, number: book.save(entry_id(stage, book), {stage.notes[0]: f"{number}"}),
    )
    ledger.add(FILES, "injected", stage.many(6, 1))
    ledger.add(FILES, "acknowledged", acks)
    with stage.open(path) as book:  # to write: what the killed program left is taken away
        for key in ids:
            if not book.attachment_content(key).startswith(b"%PDF"):
                ledger.broke(FILES, "edits lost", "a file is not what was added")
    _whole(stage, FILES, path)
    stage.before = picture(stage, path)
    _flips(stage, FILES, path, stage.many(4, 1))
    stage.drop(path.parent)


def _entries(stage: Stage) -> None:
    path, ledger = stage.copy("many"), stage.ledger
    wanted = stage.many(100_000, 1_000)
    rows = wanted // len([form for form in stage.library.forms.values() if not form.repeat]) + 1
    with stage.open(path) as book:
        with ledger.fault(ENTRIES, "import"):
            book.import_cases(batch(stage, rows), "deaths.csv", back_up=False)
        with ledger.fault(ENTRIES, "lists, figures, search"):
            book.lists.cases(CaseQuery())
            book.lists.actions(ActionQuery())
            book.lists.figures()
            book.lists.home()
            book.lists.search("ward")
        with ledger.fault(ENTRIES, "backup"):
            book.copies.backup()
    acks = killed_after(
        stage,
        path,
        stage.many(6, 1),
        lambda book, number: book.save(entry_id(stage, book), {stage.notes[0]: f"{number}"}),
    )
    ledger.add(ENTRIES, "injected", stage.many(6, 1))
    ledger.add(ENTRIES, "acknowledged", acks)
    with stage.open(path) as book:
        if book.lists.count_cases(CaseQuery()) != rows + 3:
            ledger.broke(ENTRIES, "edits lost", "not every case is there")
    _whole(stage, ENTRIES, path)
    stage.before = picture(stage, path)
    _flips(stage, ENTRIES, path, stage.many(2, 1))
    stage.drop(path.parent)


def _whole(stage: Stage, name: str, path: Path) -> None:
    if found := faults_of(stage, path):
        stage.ledger.broke(name, "unreadable", str(found[:3]))
    if bad := [info.problem for info in list_backups(path) if info.problem]:
        stage.ledger.broke(name, "unreadable", f"backups: {bad}")


def _flips(stage: Stage, name: str, path: Path, many: int) -> None:
    """Single bits, flipped and flipped back, in so large a file."""
    for _ in range(many):
        place, bit = stage.random.randrange(path.stat().st_size), 1 << stage.random.randrange(8)
        turn = partial(flip, path, place, bit)
        turn()
        stage.ledger.add(name, "injected")
        agrees(stage, name, f"bit {bit} at {place}", path, stage.before)
        turn()

"""Work that is interrupted: each act goes on for ever, says when something is on disk, and can be looked at after."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.ownfiles import sweep_passing
from hssib_desk.store import opening
from hssib_desk.store.backups import list_backups, paths_of, restore
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.passphrase.change import protect, unprotect
from hssib_desk.store.passphrase.keys import driver, is_protected
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.migrations import Step
from hssib_desk.store.workbook import Workbook
from tests.factories import TODAY, keyed
from tests.faults.stage import ACTOR, PASSPHRASE, Stage, faults_of

DATA = Path(__file__).parent.parent / "data"
BURST = 9  # saves to one field before the next one is typed in
ROWS = 12
Ack = Callable[[], None]


class Broken(Exception):
    """What was found after an interruption breaks a bar; `head` names which."""

    def __init__(self, head: str, what: str) -> None:
        super().__init__(what)
        self.head = head


@dataclass(frozen=True)
class Act:
    """How something is prepared, done over and over, and looked at when it was interrupted after some acks."""

    name: str
    full: int
    short: int
    prepare: Callable[[Stage], Path]
    loop: Callable[[Stage, Path, Ack], None]
    verify: Callable[[Stage, Path, int], None]
    stops: int = 1  # acks after which one round is over


def change(stage: Stage, number: int) -> dict[str, str]:
    """What the nth save of somebody typing holds: a text that grows, then the next question."""
    key = stage.notes[number // BURST % len(stage.notes)]
    return {key: "The ward round heard " + " ".join(map(str, range(number // BURST * BURST, number + 1)))}


def typed(stage: Stage, number: int) -> dict[str, str]:
    """All answers after the nth save."""
    answers: dict[str, str] = {}
    for done in range(1, number + 1):
        answers |= change(stage, done)
    return answers


def case_in_work(book: Workbook, place: int) -> CaseFile:
    """A case of the template by its place: 0 signed, 1 answered, 2 hardly begun."""
    return list(book.lists.case_files())[place]


def answers_of(stage: Stage, book: Workbook) -> dict[str, object]:
    """What stands in the texts of the judgement that is typed in."""
    entry = case_in_work(book, 2).entry(stage.judgement.key)
    return {key: entry.answers[key] for key in stage.notes if key in entry.answers}


def entry_id(stage: Stage, book: Workbook) -> str:
    """The judgement that is typed in."""
    return case_in_work(book, 2).entry(stage.judgement.key).id


def expect(holds: object, head: str, what: str) -> None:
    """Break off when something is not as it must be."""
    if not holds:
        raise Broken(head, what)


def expect_sound(stage: Stage, path: Path, **more: object) -> None:
    """The file passes its check."""
    found = faults_of(stage, path, **more)
    expect(not found, "unreadable", "; ".join(found[:3]))


def expect_typed(stage: Stage, path: Path, acks: int, **more: object) -> None:
    """Every save that was acknowledged is there, and at most the one that was under way besides."""
    with stage.open(path, **more) as book:
        found = answers_of(stage, book)
    good = [typed(stage, acks), typed(stage, acks + 1)]
    expect(found in good, "edits lost", f"after {acks} acknowledged saves: {found}")


# Typing


def type_on(stage: Stage, path: Path, ack: Ack, **more: object) -> None:
    """Save again and again, as somebody who types."""
    with stage.open(path, **more) as book:
        entry = entry_id(stage, book)
        for number in count(1):
            book.save(entry, change(stage, number))
            ack()


def verify_typed(stage: Stage, path: Path, acks: int) -> None:
    """Nothing acknowledged is lost and the history is whole."""
    expect_typed(stage, path, acks)
    expect_sound(stage, path)


def type_protected(stage: Stage, path: Path, ack: Ack) -> None:
    """The same in a workbook with a passphrase, backed up now and then."""
    with stage.open(path, driver=stage.key()) as book:
        entry = entry_id(stage, book)
        for number in count(1):
            book.save(entry, change(stage, number))
            ack()
            if number % 4 == 0:
                book.copies.backup()


def verify_typed_protected(stage: Stage, path: Path, acks: int) -> None:
    """As without a passphrase; and no word is readable in any file."""
    expect_typed(stage, path, acks, driver=stage.key())
    expect_sound(stage, path, driver=stage.key())
    bad = [info.problem for info in list_backups(path, stage.key()) if info.problem]
    expect(not bad, "unreadable", f"backups: {bad}")
    plain = [copy.name for copy in everything_in(path.parent) if is_readable(copy)]
    expect(not plain, "silent", f"readable although the workbook is protected: {plain}")


# Importing


def batch(stage: Stage, rows: int = ROWS) -> list[Mapping[str, Mapping[str, object]]]:
    """Deaths of an imported list."""
    return [
        {stage.person.key: keyed(stage.person, {"date_of_death": "2025-10-19", "name": f"Ng{n}", "comments": "x" * 400})}
        for n in range(rows)
    ]  # fmt: skip


def import_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Import lists again and again."""
    with stage.open(path) as book:
        while True:
            book.import_cases(batch(stage), "deaths.csv")
            ack()


def verify_imported(stage: Stage, path: Path, acks: int) -> None:
    """Lists are in the workbook whole or not at all."""
    with stage.open(path) as book:
        new = book.lists.count_cases(CaseQuery()) - 3
    expect(new >= acks * ROWS, "edits lost", f"{new} cases after {acks} imports")
    expect(
        new in (acks * ROWS, (acks + 1) * ROWS), "silent", f"half an import: {new} cases after {acks} imports"
    )
    expect_sound(stage, path)


# Sealing


def seal_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Sign and reopen again and again."""
    with stage.open(path) as book:
        case = case_in_work(book, 1)
        while True:
            book.reviews.sign(case.id, name=ACTOR, role="Psychiatrist")
            ack()
            book.reviews.reopen(case.id, "A witness came forward")
            ack()


def verify_sealed(stage: Stage, path: Path, acks: int) -> None:
    """Every signature and every reopening that was acknowledged is there."""
    with stage.open(path) as book:
        case = case_in_work(book, 1)
        versions = book.reviews.sealed_versions(case.id)
    done = 2 * len(versions) - bool(case.seal)
    expect(done in (acks, acks + 1), "edits lost", f"{done} signatures and reopenings of {acks}")
    expect_sound(stage, path)


# Migrating


def _made_up(raw: sqlite3.Connection) -> None:
    raw.execute("CREATE TABLE made_up (entry_id TEXT PRIMARY KEY, words TEXT)")
    for row in raw.execute("SELECT id, answers FROM entries").fetchall():
        raw.execute("INSERT INTO made_up VALUES (?, ?)", row)
    raw.execute("ALTER TABLE cases ADD COLUMN made_up TEXT")
    raw.execute("UPDATE cases SET made_up = ref || hex(zeroblob(4000))")


EXTRA = Step(migrations.newest() + 1, "a step that only the campaign knows", _made_up)
STEPS = (*migrations.STEPS, EXTRA)
OLD = DATA / "schema-1.hssib"


def first_old_one(stage: Stage) -> Path:
    """A folder with a workbook of the first schema."""
    path = stage.place("old") / "old 1.hssib"
    shutil.copyfile(OLD, path)
    return path


def migrate_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Bring old workbooks up to date, one after another."""
    for number in count(1):
        old = path.with_name(f"old {number}.hssib")
        if not old.exists():
            part = old.with_suffix(".copying")
            shutil.copyfile(OLD, part)
            part.rename(old)
        opening.open_workbook(old, ACTOR, False, steps=STEPS).close()
        ack()


def answers_in(path: Path) -> list[tuple[str, str]]:
    """The answers of every entry, read by another program."""
    raw = sqlite3.connect(path)
    try:
        return raw.execute("SELECT id, answers FROM entries ORDER BY id").fetchall()
    finally:
        raw.close()


def verify_migrated(stage: Stage, path: Path, acks: int) -> None:
    """Every workbook is of the old schema or of the new one, can be brought up to date, and has all its words."""
    for number in range(1, acks + 2):
        old = path.with_name(f"old {number}.hssib")
        if not old.exists():
            continue
        expect(
            number > acks or _version(old) == EXTRA.version,
            "edits lost",
            "an acknowledged migration is undone",
        )
        opening.open_workbook(old, ACTOR, False, steps=STEPS).close()
        expect(_version(old) == EXTRA.version, "unreadable", "it is not brought up to date")
        expect(answers_in(old) == answers_in(OLD), "edits lost", "answers differ after the migration")
        raw = sqlite3.connect(old)
        try:
            expect(raw.execute("PRAGMA integrity_check").fetchone() == ("ok",), "unreadable", "not sound")
            same = raw.execute("SELECT count(*) FROM made_up JOIN entries ON id = entry_id").fetchone()
            expect(same == (len(answers_in(OLD)),), "silent", "half a migration")
        finally:
            raw.close()
        bad = [info.problem for info in list_backups(old) if info.problem]
        expect(not bad and paths_of(old), "unreadable", f"backups: {bad or 'none'}")


def _version(path: Path) -> int:
    raw = sqlite3.connect(path)
    try:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    finally:
        raw.close()


# Backing up


def back_up_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Type and back up in turn."""
    with stage.open(path) as book:
        entry = entry_id(stage, book)
        for number in count(1):
            book.save(entry, change(stage, number))
            book.copies.backup()
            ack()


def verify_backed_up(stage: Stage, path: Path, acks: int) -> None:
    """The workbook is whole, and so is every backup; the newest holds what was acknowledged."""
    expect_typed(stage, path, acks)
    found = list_backups(path)
    bad = [info.problem for info in found if info.problem]
    expect(not bad, "unreadable", f"backups: {bad}")
    expect(len(found) >= min(acks, 5), "edits lost", f"{len(found)} backups of {acks}")
    if acks:
        expect_typed(stage, found[0].path, acks)
    expect_sound(stage, path)


# Restoring


def workbook_with_backup(stage: Stage) -> Path:
    """A workbook with words that its backup does not have."""
    path = stage.copy("restore")
    with stage.open(path) as book:
        book.save(entry_id(stage, book), {stage.notes[0]: "backed up"})
        book.copies.backup(path.with_name("kept.hssib"))
        book.save(entry_id(stage, book), {stage.notes[0]: "typed 0"})
    return path


def restored(number: int) -> str:
    """The text after the nth act: restored, typed, restored, typed …"""
    return "backed up" if number % 2 else f"typed {number}"


def restore_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Restore, type something else, and restore again."""
    for number in count(2, 2):
        restore(path, path.with_name("kept.hssib"), actor=ACTOR)
        ack()
        with stage.open(path) as book:
            book.save(entry_id(stage, book), {stage.notes[0]: restored(number)})
        ack()


def verify_restored(stage: Stage, path: Path, acks: int) -> None:
    """The workbook is as before or as in the backup, and all that was ever typed is in a file that is kept."""
    expect(path.exists(), "unreadable", "the workbook is not in its place")
    with stage.open(path) as book:
        text = answers_of(stage, book)[stage.notes[0]]
    expect(text in (restored(acks), restored(acks + 1)), "edits lost", f"“{text}” after {acks} acts")
    expect_sound(stage, path)
    found = {text}
    for kept in paths_of(path):
        with stage.open(kept, read_only=True) as book:
            found.add(str(answers_of(stage, book)[stage.notes[0]]))
    missing = {restored(done) for done in range(0, acks + 1, 2)} - found
    expect(not missing, "edits lost", f"{sorted(missing)} is in no file")


# Exporting


def _action_log(stage: Stage, book: Workbook, out: Path) -> None:
    write_action_log(book.lists.case_files(), book.facts, stage.library, out, today=TODAY, force=True)


def _locked_data(stage: Stage, book: Workbook, out: Path) -> None:
    given = {"today": TODAY, "force": True, "password": PASSPHRASE}
    write_data(book.lists.case_files(), book.facts, stage.library, out, **given)


def _data(stage: Stage, book: Workbook, out: Path) -> None:
    write_data(book.lists.case_files(), book.facts, stage.library, out, today=TODAY, force=True)


EXPORTS: Mapping[str, tuple[str, Callable[[Stage, Workbook, Path], object]]] = {
    "the action log": ("log.xlsx", _action_log),
    "all data": ("data.xlsx", _data),
    "all data with a password": ("locked.xlsx", _locked_data),
    "a summary": ("one.pdf", lambda _stage, book, out: write_summary(case_in_work(book, 1), out, force=True)),
    "a summary and its page": (
        "two.pdf",
        lambda _stage, book, out: write_summary_twice(case_in_work(book, 1), out, force=True),
    ),
    "FHIR": ("case.json", lambda _stage, book, out: write_fhir(case_in_work(book, 1), out, force=True)),
}
ENDS = {".pdf": b"%%EOF", ".html": b"</html>", ".json": b"}"}


def workbook_with_export(stage: Stage, what: str) -> Path:
    """A workbook with an export beside it."""
    path = stage.copy("export")
    path.with_name("temporary").mkdir()
    export(stage, path, what)
    return path


def export(stage: Stage, path: Path, what: str = "the action log") -> None:
    """Write an export over the one that is there."""
    name, write = EXPORTS[what]
    with stage.open(path, read_only=True) as book:
        write(stage, book, path.with_name(name))


def export_on(stage: Stage, path: Path, ack: Ack, what: str) -> None:
    """Write the same file again and again."""
    tempfile.tempdir = str(path.with_name("temporary"))
    while True:
        export(stage, path, what)
        ack()


def verify_exported(stage: Stage, path: Path, acks: int) -> None:
    """The export is whole, be it the old or the new one; nothing is left of it anywhere, the workbook untouched."""
    sweep_passing()  # as the next start does
    for out in path.parent.iterdir():
        if out.suffix == ".xlsx" and out.name != "locked.xlsx":
            with zipfile.ZipFile(out) as book:
                expect(book.testzip() is None, "unreadable", f"{out.name} is damaged")
        elif out.suffix in ENDS:
            whole = out.read_bytes().rstrip().endswith(ENDS[out.suffix])
            expect(whole, "unreadable", f"{out.name} is damaged")
    left = [
        file.name
        for file in everything_in(path.parent)
        if file.suffix == ".part" or file.parent.name == "temporary"
    ]
    expect(not left, "silent", f"left behind: {left}")
    expect_sound(stage, path)


# Disposing

CASES = 6


def _word(number: int) -> str:
    return f"Floccinaucinihil{number}x"


def workbook_to_dispose_of(stage: Stage) -> Path:
    """A workbook with cases that each hold a word of their own, and copies of it; made once."""
    made = stage.folder / "disposing" / "Oak House.hssib"
    if not made.exists():
        made.parent.mkdir()
        shutil.copyfile(stage.template, made)
        with stage.open(made) as book:
            for number in range(CASES):
                book.new_case({stage.person.key: keyed(stage.person, {"comments": _word(number) * 200})})
                if number % 2:
                    book.copies.backup()
    path = stage.place("dispose") / made.name
    shutil.copytree(made.parent, path.parent, dirs_exist_ok=True)
    return path


def dispose_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Dispose of one case after another."""
    with stage.open(path) as book:
        for case in list(book.lists.case_files())[-CASES:]:
            book.retention.dispose([case.id], "Begun by mistake", early=True)
            ack()


def verify_disposed(stage: Stage, path: Path, acks: int) -> None:
    """What was acknowledged is gone from every file; what was under way is there, or gone once asked for again."""
    with stage.open(path) as book:
        held = list(book.lists.case_files())
        gone = 3 + CASES - len(held)
        expect(gone in (acks, acks + 1), "silent", f"{gone} cases are gone after {acks} disposals")
        if gone == acks < CASES:
            book.retention.dispose([held[3].id], "Begun by mistake", early=True)
            gone += 1
    for file in everything_in(path.parent):
        content = file.read_bytes().lower()
        found = [number for number in range(gone) if _word(number).lower().encode() in content]
        expect(not found, "silent", f"words of disposed cases {found} can be read in {file.name}")
    expect_sound(stage, path)


# Protecting


def workbook_with_copies(stage: Stage) -> Path:
    """A workbook with words in it and two backups."""
    path = stage.copy("protect")
    with stage.open(path) as book:
        for number in range(1, 3):
            book.save(entry_id(stage, book), change(stage, number))
            book.copies.backup()
    return path


def protect_on(stage: Stage, path: Path, ack: Ack) -> None:
    """Set the passphrase and take it off, in turn."""
    while True:
        protect(path, PASSPHRASE, actor=ACTOR)
        ack()
        unprotect(path, PASSPHRASE, actor=ACTOR)
        ack()


def verify_protected(stage: Stage, path: Path, acks: int) -> None:
    """The workbook opens with or without its passphrase, and no readable copy lies beside a protected one."""
    protected = is_protected(path)
    expect(protected in (acks % 2 == 1, (acks + 1) % 2 == 1), "silent", "protection is not as acknowledged")
    secret = PASSPHRASE if protected else ""
    expect_typed(stage, path, 2, secret=secret)
    way = driver(path, secret)
    expect_sound(stage, path, driver=way)
    bad = [info.problem for info in list_backups(path, way) if info.problem]
    expect(not bad, "unreadable", f"copies: {bad}")
    expect(len(paths_of(path)) >= 2, "edits lost", "a copy is gone")
    if protected:
        plain = [copy.name for copy in everything_in(path.parent) if is_readable(copy)]
        expect(not plain, "silent", f"readable although the workbook is protected: {plain}")


def everything_in(folder: Path) -> Iterator[Path]:
    """All files of a folder and those below it."""
    return (path for path in folder.rglob("*") if path.is_file())


def is_readable(path: Path) -> bool:
    """Whether words of the workbook can be read in a file without its passphrase."""
    return b"The ward round heard" in path.read_bytes()


ACTS = (
    Act("typing", 320, 4, lambda stage: stage.copy("type"), type_on, verify_typed),
    Act(
        "typing with a passphrase",
        80,
        2,
        lambda stage: stage.protected_copy(),
        type_protected,
        verify_typed_protected,
    ),
    Act("importing", 110, 2, lambda stage: stage.copy("import"), import_on, verify_imported),
    Act("sealing", 110, 2, lambda stage: stage.copy("seal"), seal_on, verify_sealed, 2),
    Act("migrating", 100, 2, first_old_one, migrate_on, verify_migrated),
    Act("backing up", 110, 2, lambda stage: stage.copy("back up"), back_up_on, verify_backed_up),
    Act("restoring", 100, 2, workbook_with_backup, restore_on, verify_restored, 2),
    *(
        Act(
            f"exporting {what}",
            30,
            1,
            partial(workbook_with_export, what=what),
            partial(export_on, what=what),
            verify_exported,
        )
        for what in EXPORTS
    ),
    Act("disposing", 80, 2, workbook_to_dispose_of, dispose_on, verify_disposed),
    Act("protecting", 80, 2, workbook_with_copies, protect_on, verify_protected, 2),
)

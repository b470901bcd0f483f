"""Files made to do harm, or by accident what they should not be, offered to every reader of the program."""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from hssib_desk.domain.actions.log_update import changes_of, compare
from hssib_desk.domain.caseload.plan import MapError, TableError, map_from_json, plan_import, suggest_mapping
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import read_toml
from hssib_desk.domain.forms.reading import read_list
from hssib_desk.export.interchange.fhir_read import read_questionnaire_file
from hssib_desk.export.reading.action_reader import read_action_log
from hssib_desk.export.reading.tables import read_table
from hssib_desk.store.backups import list_backups, problem_in, restore
from hssib_desk.store.errors import (
    Damaged,
    Missing,
    NeedsPassphrase,
    NewerVersion,
    NoPermission,
    NotAWorkbook,
    NotReady,
    WorkbookError,
)
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check
from hssib_desk.store.verify.diagnose import examine
from tests.faults.hostile_files import FILES, WORKBOOKS, Make
from tests.faults.pool import Job, share
from tests.faults.stage import Stage, faults_of, picture

PATIENCE = 90.0
MEMORY = 1 << 30
NO_WORKBOOK = (NotAWorkbook, Damaged, Missing, NeedsPassphrase, NewerVersion, NoPermission)
Reader = Callable[[Stage, Path], None]


def play(stage: Stage) -> None:
    """Every file to every reader, each pair in a process with little memory and little time."""
    stage.before = picture(stage, stage.template)
    jobs = []
    for kind in READERS:
        files = {**FILES, **WORKBOOKS} if kind == "workbook" else FILES
        chosen = list(files)
        if stage.short:
            chosen = stage.random.sample(chosen, 6)
        for what in chosen:
            jobs.append(
                Job(
                    f"hostile file as {kind}",
                    what,
                    partial(_offer, kind=kind, what=what, make=files[what]),
                    PATIENCE,
                )
            )
    share(stage, jobs)


def _offer(stage: Stage, kind: str, what: str, make: Make) -> None:
    path = stage.place("hostile") / f"offered.{ENDINGS[kind]}"
    make(stage, path)
    reader, kinds = READERS[kind]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with stage.ledger.fault(f"hostile file as {kind}", what, *kinds):
        reader(stage, path)
    stage.drop(path.parent)


# Readers


def _workbook(stage: Stage, path: Path) -> None:
    """Opened, looked at, checked, restored from and repaired; whatever opens can also be shown."""
    problem_in(path)
    for look in (
        lambda: check(path, stage.library),
        lambda: examine(path, stage.library),
        lambda: _restore(stage, path),
    ):
        try:
            look()
        except WorkbookError as error:
            stage.ledger.hear("hostile file as workbook", "looked at", error, NO_WORKBOOK)
    with stage.open(path, back_up=True) as book:
        book.lists.cases(CaseQuery())
        list(book.lists.case_files())
        book.lists.figures()
        book.lists.search("ward")
    list_backups(path)


def _restore(stage: Stage, path: Path) -> None:
    good = stage.copy("good")
    try:
        restore(good, path)
    except WorkbookError:
        if picture(stage, good) != stage.before:
            stage.ledger.broke(
                "hostile file as workbook", "edits lost", "a bad backup took the place of a good file"
            )
        raise


def _caseload(stage: Stage, path: Path) -> None:
    table = read_table(path)
    mapping = suggest_mapping(table.columns, stage.library, table.rows)
    plan = plan_import(table, mapping, stage.library, [], date(2025, 11, 18))
    with stage.open(stage.copy("into")) as book:
        before = book.lists.count_cases(CaseQuery())
        refs = book.import_cases(plan.batch[:200], table.name, back_up=False)
        if book.lists.count_cases(CaseQuery()) != before + len(refs):
            stage.ledger.broke("hostile file as caseload", "edits lost", "not every row was imported")
        list(book.lists.case_files())


def _map(stage: Stage, path: Path) -> None:
    try:
        text = path.read_text("utf-8") if path.is_file() and path.stat().st_size < 1 << 22 else ""
    except (OSError, UnicodeDecodeError):
        return
    map_from_json(text, ("Name", "Date of death"), stage.library)


def _form(stage: Stage, path: Path) -> None:
    raw = read_toml(path)
    lists = stage.library.raw_lists
    if "choice" in raw:
        read_list(raw, path.name)
        return
    read_form(raw, stage.library.lists, lists, path.name)


def _log(stage: Stage, path: Path) -> None:
    copy = stage.copy("log")
    with stage.open(copy) as book:
        log = read_action_log(path, stage.library)
        found = compare(log, book.lists.case_files(), stage.library, book.facts.workbook_id)
        book.update_actions(changes_of([d for d in found.differences if d.kind == "take"]), path.name)
    if problems := faults_of(stage, copy):
        stage.ledger.broke("hostile file as action log", "unreadable", str(problems[:2]))


def _questionnaire(stage: Stage, path: Path) -> None:
    for made in read_questionnaire_file(path, stage.library).forms:
        assert made.toml


def _attachment(stage: Stage, path: Path) -> None:
    form = next(f for f in stage.library.forms.values() if not f.repeat and _file_field(f))
    with stage.open(stage.copy("attach")) as book:
        case = book.new_case()
        found = book.attach(case.entry(form.key).id, _file_field(form), path)
        if book.attachment_content(found.id) != path.read_bytes():
            stage.ledger.broke("hostile file as attachment", "edits lost", "it is not what was added")
        if "/" in found.name or "\\" in found.name or found.name.startswith("."):
            stage.ledger.broke(
                "hostile file as attachment", "silent", f"its name can do harm: {found.name!r}"
            )


def _file_field(form: object) -> str:
    return next((f.key for f in form.fields if f.kind == "attachment"), "")


READERS: dict[str, tuple[Reader, tuple[type[BaseException], ...]]] = {
    "workbook": (_workbook, NO_WORKBOOK),
    "caseload": (_caseload, (TableError, MapError)),
    "column map": (_map, (MapError,)),
    "form": (_form, (FormError,)),
    "action log": (_log, (TableError,)),
    "questionnaire": (_questionnaire, (FormError,)),
    "attachment": (_attachment, (NotReady, Missing, NoPermission)),
}
ENDINGS = {
    "workbook": "hssib", "caseload": "xlsx", "column map": "json", "form": "toml", "action log": "xlsx",
    "questionnaire": "json", "attachment": "pdf",
}  # fmt: skip

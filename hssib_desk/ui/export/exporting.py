"""What an export would contain, and writing it: done on the worker, over a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Identifying, Library
from hssib_desk.domain.forms.rules import Context, hidden_answers, shown_answers
from hssib_desk.domain.review.blinding import is_blind_view
from hssib_desk.domain.review.case_file import Audience, CaseFile
from hssib_desk.domain.review.privacy import EVERYBODY, NOBODY, Contents, TextHit, identifies, printed_hits
from hssib_desk.domain.review.second_review import shown_view, state_of, version_view
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.work import Task

if TYPE_CHECKING:
    from hssib_desk.export.report import ExportReport

What = Literal["actions", "data", "summary", "fhir", "history"]


@dataclass(frozen=True)
class Order:
    """What is to be exported from which workbook file; frozen, so that the worker can have it."""

    what: What
    workbook: Path
    library: Library
    case_id: str = ""
    audience: Audience = "governance"
    identifying: bool = False
    password: str = field(default="", repr=False)  # kept out of every report
    twin: bool = False  # an accessible HTML page beside the PDF
    driver: Driver = PLAIN
    actions: ActionQuery | None = None  # the actions that the page shows; None for all of them
    chosen_by: tuple[str, ...] = ()  # the same in words
    version: int = 0  # the number of a signed version; 0 for the review as it is now

    @property
    def of_one_case(self) -> bool:
        """Whether one case is written, and not what the whole workbook holds."""
        return bool(self.case_id)


@dataclass(frozen=True)
class Looked:
    """What an export would contain, counted before it is written."""

    order: Order
    cases: int = 0
    rows: int = 0  # actions, cases or answers
    case_ref: str = ""
    identifying: Counter[tuple[Identifying, str]] = field(default_factory=Counter)
    hits: tuple[TextHit, ...] = ()
    not_asked: int = 0  # answers to questions that are hidden now
    withheld: tuple[str, ...] = ()  # cases under blind second review
    identifying_changes: int = 0  # in a history: what answers were and are that identify somebody
    named: tuple[str, ...] = ()  # labels of what is printed although it may name somebody


def look(order: Order, task: Task) -> Looked:
    """Go through what an export would take."""
    with _opened(order) as workbook:
        if order.what == "summary":
            return _look_at_summary(order, _case_of(order, workbook))
        if order.what == "fhir":
            return _look_at_answers(order, shown_view(workbook.case(order.case_id)))
        if order.what == "history":
            return _look_at_history(order, workbook, task)
        return _look_at_cases(order, workbook, task)


def signed_versions(workbook: Workbook, case_id: str) -> list[tuple[str, str]]:
    """The signed versions that can be written, by number; none while a second review is blind."""
    if state_of(workbook.case(case_id)) == "blind":
        return []
    return [
        (str(found.number), f"Version {found.number}, signed {show_date(local_day(found.seal.at))}")
        for found in workbook.sealed_versions(case_id)
    ]


def _case_of(order: Order, workbook: Workbook) -> CaseFile:
    """The case as it may be shown, or one of its signed versions."""
    case = workbook.case(order.case_id)
    if not order.version or state_of(case) == "blind":
        return shown_view(case)
    return version_view(workbook.sealed_version(case, order.version).case)


def _look_at_cases(order: Order, workbook: Workbook, task: Task) -> Looked:
    action = action_key(order.library)
    forms = {action} if order.what == "actions" else None
    contents, rows, not_asked = Contents(), 0, 0
    only = None if order.actions is None else workbook.chosen_actions(order.actions)
    withheld: list[str] = []
    for done, case in enumerate(_cases(order, workbook), 1):
        task.step(done)
        withheld += [case.ref] if is_blind_view(case) else []
        if only is not None:
            kept = (e for e in case.entries if e.form.key != action or e.id in only)
            case = replace(case, entries=tuple(kept))
        actions = len(case.all_of(action))
        if order.what == "actions" and not actions:
            continue
        contents.add(case, forms)
        rows += actions if forms else 1
        not_asked += _hidden_in(case, forms)
    return Looked(
        order,
        contents.cases,
        rows,
        identifying=contents.answers,
        hits=tuple(contents.hits),
        not_asked=not_asked,
        withheld=tuple(withheld),
    )


def _look_at_history(order: Order, workbook: Workbook, task: Task) -> Looked:
    blind: list[str] = []
    rows = cases = identifying = 0
    ref = ""
    for ref, changes in workbook.histories(order.case_id, as_shown=True, blind=blind):
        task.step(cases)
        cases += bool(ref)
        rows += len(changes)
        texts = (text for change in changes if change.identifies for text in (change.before, change.after))
        identifying += sum(map(bool, texts))
    case_ref = ref if order.case_id else ""
    return Looked(order, cases, rows, case_ref, withheld=tuple(blind), identifying_changes=identifying)


def _look_at_summary(order: Order, case: CaseFile) -> Looked:
    """Lay the summary out without writing it: only so it is known which answers it prints."""
    from hssib_desk.export.pdf.summary import sheet_of, story_of

    sheet = sheet_of(case, order.audience)
    story_of(sheet, order.audience)
    printed = list(sheet.printed())
    hits = printed_hits(sheet.case, printed)
    contents = Contents()
    contents.add(case)
    named = {asked.label: None for _, asked in printed if identifies(asked) or asked.kind == "attachment"}
    kept = Counter({key: n for key, n in contents.answers.items() if key[1] not in named})
    return Looked(
        order, 1, len(printed), case.ref, kept, tuple(hits), _hidden_in(case, None), named=tuple(named)
    )


def _look_at_answers(order: Order, case: CaseFile) -> Looked:
    contents, context = Contents(), Context(case)
    contents.add(case)
    rows = sum(len(list(shown_answers(entry, context))) for entry in case.entries)
    return Looked(
        order, 1, rows, case.ref, contents.answers, tuple(contents.hits), not_asked=_hidden_in(case, None)
    )


def _hidden_in(case: CaseFile, forms: set[str] | None) -> int:
    context = Context(case)
    chosen = (entry for entry in case.entries if forms is None or entry.form.key in forms)
    return sum(len(hidden_answers(entry, context)) for entry in chosen)


def write(order: Order, out: Path, force: bool, task: Task) -> ExportReport:
    """Write the export; raises ExportError with a sentence, and then leaves no file."""
    with _opened(order) as workbook:
        if order.what == "summary":
            return _write_summary(order, _case_of(order, workbook), out, force)
        if order.what == "fhir":
            from hssib_desk.export.interchange.fhir_write import write_fhir

            without = NOBODY if order.identifying else EVERYBODY
            return write_fhir(shown_view(workbook.case(order.case_id)), out, force=force, without=without)
        cases, today = _cases(order, workbook), date.today()
        if order.what == "history":
            return _write_history(order, workbook, out, force, task)
        if order.what == "actions":
            from hssib_desk.export.excel.action_log import write_action_log

            return write_action_log(
                cases,
                workbook.facts,
                order.library,
                out,
                today=today,
                force=force,
                progress=task.progress,
                only=None if order.actions is None else workbook.chosen_actions(order.actions),
                filters=order.chosen_by,
                password=order.password,
            )
        from hssib_desk.export.excel.data import write_data

        return write_data(
            cases,
            workbook.facts,
            order.library,
            out,
            today=today,
            force=force,
            progress=task.progress,
            include_identifying=order.identifying,
            password=order.password,
        )


def _write_history(order: Order, workbook: Workbook, out: Path, force: bool, task: Task) -> ExportReport:
    from hssib_desk.export.excel.history import write_history

    blind: list[str] = []
    return write_history(
        workbook.histories(order.case_id, as_shown=True, blind=blind),
        workbook.facts,
        out,
        today=date.today(),
        last_hash=workbook.last_hash(),
        force=force,
        progress=task.progress,
        include_identifying=order.identifying,
        withheld=blind,
        password=order.password,
    )


def _write_summary(order: Order, case: CaseFile, out: Path, force: bool) -> ExportReport:
    if order.twin:
        from hssib_desk.export.html.summary import write_summary_twice

        return write_summary_twice(case, out, audience=order.audience, force=force, password=order.password)
    from hssib_desk.export.pdf.summary import write_summary

    return write_summary(case, out, audience=order.audience, force=force, password=order.password)


def file_name(order: Order, case_ref: str, today: date) -> str:
    """A name that says what the file is and of whom only by reference; the learning copy names no case."""
    if order.what == "actions":
        return f"action-log-{today}.xlsx"
    if order.what == "data":
        return f"data-identifiable-{today}.xlsx" if order.identifying else f"data-{today}.xlsx"
    if order.what == "history":
        of_case = f"-{case_ref}" if case_ref else ""
        return f"history{of_case}{'-identifiable' if order.identifying else ''}-{today}.xlsx"
    if order.what == "fhir":
        return f"review-{case_ref}{'-identifiable' if order.identifying else ''}.json"
    if order.audience == "learning":
        return f"learning-{today}.pdf"
    version = f"-version-{order.version}" if order.version else ""
    return f"review-{case_ref}{version}{'-family' if order.audience == 'family' else ''}.pdf"


def action_key(library: Library) -> str:
    """The key of the form that asks for actions, or an empty text."""
    return next((form.key for form in library.forms.values() if is_action(form)), "")


def _cases(order: Order, workbook: Workbook) -> Iterator[CaseFile]:
    """The cases as this window may show them."""
    return map(shown_view, workbook.case_files(forms=_read_for(order)))


def _read_for(order: Order) -> frozenset[str] | None:
    """The forms to read: an action log needs the actions, and what rules look at beside them."""
    if order.what != "actions":
        return None
    singles = {key for key, form in order.library.forms.items() if not form.repeat}
    return frozenset(singles | {action_key(order.library)})


@contextmanager
def _opened(order: Order) -> Iterator[Workbook]:
    with Workbook.open(
        order.workbook, library=order.library, actor=actor(), read_only=True, driver=order.driver
    ) as workbook:
        yield workbook

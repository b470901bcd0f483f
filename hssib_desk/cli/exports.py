"""`export actions`, `export data`, `export summary`, `export history` and `export fhir`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, progress, say, say_error
from hssib_desk.cli.opening import opened
from hssib_desk.cli.secrets import password_of
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.blinding import keep_from_second
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export.report import ExportError, ExportReport

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook


def actions(arguments: Namespace) -> int:
    """Write the action log of a workbook."""
    from hssib_desk.export.excel.action_log import write_action_log
    from hssib_desk.store.lists.queries import ActionQuery, query_in_words

    with opened(arguments, read_only=True) as workbook:
        _say_room(arguments, workbook)
        _refuse_unknown(arguments, workbook)
        query = ActionQuery(
            owner=arguments.owner, status=arguments.status, ward=arguments.ward, overdue=arguments.overdue
        )
        chosen_by = query_in_words(query, workbook.library)
        report = write_action_log(
            _staged(workbook.case_files(forms=action_log_forms(workbook.library)), arguments),
            workbook.facts,
            workbook.library,
            Path(arguments.out),
            today=date.today(),
            force=arguments.force,
            only=workbook.chosen_actions(query) if chosen_by else None,
            filters=chosen_by,
            password=password_of(arguments),
            progress=progress("Actions written"),
        )
    return _told(report, "actions")


def _refuse_unknown(arguments: Namespace, workbook: Workbook) -> None:
    """Refuse what no action can be chosen by, rather than write a log without a row; raises ExportError."""
    from hssib_desk.cli.arguments import choices_of
    from hssib_desk.domain.actions.measures import is_action

    asked = next(form for form in workbook.library.forms.values() if is_action(form)).role("status")
    statuses = asked.options.choices if asked and asked.options else ()
    used = workbook.choices()
    known = {
        "owner": [value for value, _ in used["owner"]],
        "ward": [value for value, _ in used["ward"]],
        "status": list(dict.fromkeys(["open", "active", *(choice.code for choice in statuses)])),
    }
    for name, values in known.items():
        given = getattr(arguments, name)
        if given and given not in values:
            raise ExportError(f"No action has the {name} “{given}”. {choices_of(given, values)}")


def data(arguments: Namespace) -> int:
    """Write every answer of a workbook."""
    from hssib_desk.export.excel.data import write_data

    with opened(arguments, read_only=True) as workbook:
        _say_room(arguments, workbook, workbook.case_counts().get("all", 0))
        report = write_data(
            _staged(workbook.case_files(), arguments),
            workbook.facts,
            workbook.library,
            Path(arguments.out),
            today=date.today(),
            force=arguments.force,
            password=password_of(arguments),
            progress=progress("Rows written"),
            include_identifying=arguments.identifying,
        )
    return _told(report, "rows")


def summary(arguments: Namespace) -> int:
    """Write the summary of one review as a PDF, and as HTML beside it where that is asked for."""
    from hssib_desk.export.html.summary import write_summary_twice
    from hssib_desk.export.pdf.summary import write_summary

    password = password_of(arguments)

    with opened(arguments, read_only=True) as workbook:
        _say_room(arguments, workbook)
        case = _at_stage(workbook.case(arguments.case), arguments)
        if arguments.number:
            case = _signed_version(workbook, case, arguments)
    write = write_summary_twice if arguments.html else write_summary
    out = Path(arguments.out)
    report = write(case, out, audience=arguments.audience, force=arguments.force, password=password)
    if arguments.html:
        say(f"{Path(arguments.out).with_suffix('.html')}: the same words as a page for screen readers.")
    return _told(report, "review", case)


def history(arguments: Namespace) -> int:
    """Write every change of one case, or of the whole workbook."""
    from hssib_desk.export.excel.history import write_history

    case_ref, out = (arguments.case, arguments.out) if arguments.out else ("", arguments.case)
    as_shown = not arguments.with_blind
    with opened(arguments, read_only=True) as workbook:
        blind: list[str] = []
        arguments.out = out
        _say_room(arguments, workbook)
        report = write_history(
            workbook.histories(case_ref, as_shown=as_shown, blind=blind),
            workbook.facts,
            Path(out),
            today=date.today(),
            last_hash=workbook.last_hash(),
            force=arguments.force,
            password=password_of(arguments),
            progress=progress("Changes written"),
            include_identifying=arguments.identifying,
            withheld=blind if as_shown else (),
        )
    for ref in () if as_shown else blind:
        say(f"  {keep_from_second(ref)}")
    return _told(report, "changes")


def fhir(arguments: Namespace) -> int:
    """Write one case as FHIR; answers that identify somebody stay behind unless they are asked for."""
    from hssib_desk.domain.review.privacy import EVERYBODY, NOBODY
    from hssib_desk.export.interchange.fhir_write import write_fhir

    with opened(arguments, read_only=True) as workbook:
        _say_room(arguments, workbook)
        case = _at_stage(workbook.case(arguments.case), arguments)
    without = NOBODY if arguments.identifying else EVERYBODY
    report = write_fhir(case, Path(arguments.out), force=arguments.force, without=without)
    return _told(report, "answers", case)


def _say_room(arguments: Namespace, workbook: Workbook, rows: int = 0) -> None:
    """Warn before a file is written where room is short; raises DiskFull where it cannot fit."""
    from hssib_desk.store.space import LEAST_EXPORT, LEAST_ROW, before_writing

    said = before_writing(Path(arguments.out), LEAST_EXPORT + rows * LEAST_ROW, workbook.low_mb)
    if said:
        say_error(said)


def _staged(cases: Iterator[CaseFile], arguments: Namespace) -> Iterator[CaseFile]:
    """The cases as the window shows them: without what is hidden while a second review is blind."""
    from hssib_desk.domain.review.second_review import shown_view

    return cases if arguments.with_blind else map(shown_view, cases)


def _signed_version(workbook: Workbook, case: CaseFile, arguments: Namespace) -> CaseFile:
    """The case as one of its signed versions has it."""
    from hssib_desk.domain.review.second_review import state_of, version_view

    if not arguments.with_blind and state_of(case) == "blind":
        raise ExportError(
            f"{case.ref} is under blind second review. Its signed versions can be written once that is "
            "signed."
        )
    return version_view(workbook.sealed_version(case, arguments.number).case)


def _at_stage(case: CaseFile, arguments: Namespace) -> CaseFile:
    """One case as the window shows it, as its second review has it, or with what a blind one hides."""
    from hssib_desk.domain.review.second_review import shown_view, stage_view, state_of

    if not arguments.stage:
        return case if arguments.with_blind else shown_view(case)
    state = state_of(case)
    if state == "none":
        raise ExportError(f"{case.ref} has no second review yet. Leave out --stage, or begin one first.")
    return stage_view(case, "second", blind=state == "blind")


def action_log_forms(library: Library) -> frozenset[str]:
    """The forms an action log reads: the actions, what they come from, and the particulars of the case."""
    singles = {key for key, form in library.forms.items() if not form.repeat}
    return frozenset(singles | {key for key, form in library.forms.items() if form.role("owner")})


def _told(report: ExportReport, what: str, case: CaseFile | None = None) -> int:
    from hssib_desk.domain.review.blinding import is_blind_view, view_left_out
    from hssib_desk.domain.review.second_review import state_of

    say(f"{report.path}: {report.rows_written:,} of {report.rows_selected:,} {what} written.")
    for note in report.notes:
        say(f"  {note}")
    if case and is_blind_view(case):
        say(f"  {view_left_out(case.ref)}")
    elif case and state_of(case) == "blind":
        say(f"  {keep_from_second(case.ref)}")
    return DONE

"""Which cases an order is about, as whoever asks may see them, and counting what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hssib_desk.domain.forms.rules import Context, hidden_answers
from hssib_desk.domain.review.blinding import is_blind_view
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.privacy import Contents
from hssib_desk.domain.review.second_review import shown_view, stage_view, state_of, version_view
from hssib_desk.export.report import ExportError
from hssib_desk.export_list.order import Order, Preview, Step

if TYPE_CHECKING:
    from hssib_desk.store.lists.queries import CaseQuery
    from hssib_desk.store.workbook import Workbook


def case_of(workbook: Workbook, order: Order) -> CaseFile:
    """The one case of an order: as the window shows it, as its second review or a signed version has it."""
    case = workbook.case(order.case)
    state = state_of(case)
    if order.stage and state == "none":
        raise ExportError(f"{case.ref} has no second review yet. Leave out --stage, or begin one first.")
    if order.version:
        if state == "blind" and not order.with_blind:
            raise ExportError(
                f"{case.ref} is under blind second review. Its signed versions can be written once that is "
                "signed."
            )
        return version_view(workbook.reviews.sealed_version(case, order.version).case)
    if order.stage:
        return stage_view(case, "second", blind=state == "blind")
    return case if order.with_blind else shown_view(case)


def cases_of(workbook: Workbook, order: Order, forms: frozenset[str] | None = None) -> Iterator[CaseFile]:
    """The cases as the window shows them: without what is hidden while a second review is blind."""
    cases = workbook.lists.case_files(query_of(order), forms=forms)
    return cases if order.with_blind else map(shown_view, cases)


def query_of(order: Order) -> CaseQuery:
    """The cases of the workbook that an order is about."""
    from hssib_desk.store.lists.queries import CaseQuery

    chosen = order.cases or CaseQuery()
    if order.duty:
        chosen = replace(chosen, duty=order.duty, duty_by=order.duty_by)
    return replace(chosen, level=order.level) if order.level else chosen


def count_cases(
    cases: Iterable[CaseFile],
    step: Step,
    forms: frozenset[str] | None = None,
    only: frozenset[str] | None = None,
) -> Preview:
    """Count the cases, or the entries of some forms in them; of these only some where they are given."""
    contents, rows, not_asked = Contents(), 0, 0
    withheld: list[str] = []
    for done, case in enumerate(cases, 1):
        step(done)
        withheld += [case.ref] if is_blind_view(case) else []
        if forms is not None and only is not None:
            kept = (e for e in case.entries if e.form.key not in forms or e.id in only)
            case = replace(case, entries=tuple(kept))
        counted = 1 if forms is None else sum(entry.form.key in forms for entry in case.entries)
        if counted:
            contents.add(case, forms)
            rows += counted
            not_asked += hidden_in(case, forms)
    return Preview(
        contents.cases,
        rows,
        identifying=contents.answers,
        hits=tuple(contents.hits),
        not_asked=not_asked,
        withheld=tuple(withheld),
    )


def hidden_in(case: CaseFile, forms: frozenset[str] | None = None) -> int:
    context = Context(case)
    chosen = (entry for entry in case.entries if forms is None or entry.form.key in forms)
    return sum(len(hidden_answers(entry, context)) for entry in chosen)

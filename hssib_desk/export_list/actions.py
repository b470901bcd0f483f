"""The actions: the log, the list for each owner, what changed since a day, and the evidence of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.domain.actions.measures import action_log_forms, is_action
from hssib_desk.domain.review.blinding import is_blind_view
from hssib_desk.domain.review.privacy import Contents
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.export.report import ExportReport, Progress
from hssib_desk.export_list.cases import case_of, cases_of, count_cases, hidden_in, query_of
from hssib_desk.export_list.order import Order, Preview, Step

if TYPE_CHECKING:
    from hssib_desk.domain.actions.changes import ActionChange
    from hssib_desk.export.actions.listing import Listing
    from hssib_desk.store.workbook import Workbook

_ALL_ROWS = 1_000_000
OWNER_FILES = ("xlsx", "pdf")  # what an owner is given in the window: to edit and send back, and to read


def action_changes(workbook: Workbook, order: Order) -> list[ActionChange]:
    """What is different since the day of an order, in the actions that it is about; nothing without a day."""
    from hssib_desk.domain.actions.changes import changes_since

    if order.since is None:
        return []
    chosen = workbook.lists.chosen_actions(order.actions) if order.actions else None
    within = (
        {case.id for case in workbook.lists.cases(query_of(order), 0, _ALL_ROWS)} if order.level else None
    )
    found: list[ActionChange] = []
    for case_id in workbook.lists.cases_with_changed_actions(order.since):
        case = workbook.case(case_id) if order.with_blind else shown_view(workbook.case(case_id))
        if is_blind_view(case) or (within is not None and case_id not in within):
            continue
        removed = workbook.removed_entries(case_id)
        found += changes_since(case, removed, workbook.history(case_id), order.since)
    return [change for change in found if chosen is None or change.entry_id in chosen]


def _chosen(workbook: Workbook, order: Order, changes: Iterable[ActionChange]) -> frozenset[str] | None:
    """The entries of the actions that an order is about; None for all of them."""
    if order.since is not None:
        return frozenset(change.entry_id for change in changes)
    return workbook.lists.chosen_actions(order.actions) if order.actions else None


def action_listing(workbook: Workbook, order: Order, progress: Progress | None = None) -> Listing:
    """The actions of an order as a list on paper or in an e-mail has them."""
    from hssib_desk.export.actions.listing import Listing, list_actions

    changes = action_changes(workbook, order)
    owner = order.actions.owner if order.actions else ""
    listing = Listing(workbook.facts, date.today(), owner, order.chosen_by, order.since, tuple(changes))
    cases = cases_of(workbook, order, action_log_forms(workbook.library))
    return list_actions(cases, workbook.history, listing, _chosen(workbook, order, changes), progress)


def preview_actions(workbook: Workbook, order: Order, step: Step) -> Preview:
    forms = frozenset(key for key, form in workbook.library.forms.items() if is_action(form))
    only = _chosen(workbook, order, action_changes(workbook, order))
    return count_cases(cases_of(workbook, order, action_log_forms(workbook.library)), step, forms, only)


def export_actions(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    match out.suffix.lower():
        case ".pdf":
            from hssib_desk.export.actions.sheet_pdf import write_pdf

            return write_pdf(action_listing(workbook, order, progress), out, force, order.password)
        case ".txt":
            from hssib_desk.export.actions.plain import write_text

            return write_text(action_listing(workbook, order, progress), out, force, order.password)
    from hssib_desk.export.excel.action_log import write_action_log

    changes = action_changes(workbook, order)
    return write_action_log(
        cases_of(workbook, order, action_log_forms(workbook.library)),
        workbook.facts,
        workbook.library,
        out,
        today=date.today(),
        force=force,
        progress=progress,
        only=_chosen(workbook, order, changes),
        filters=order.chosen_by,
        password=order.password,
        changes=changes if order.since else None,
    )


def write_each_owner(
    workbook: Workbook, order: Order, folder: Path, endings: Sequence[str], force: bool
) -> Iterator[ExportReport]:
    """Write the open actions of every owner into files of their own, named after the owner's role."""
    from hssib_desk.export.actions.owners import file_names
    from hssib_desk.store.lists.queries import ActionQuery

    owners = [owner for owner, _ in workbook.lists.choices()["owner"] if owner]
    chosen = order.actions or ActionQuery()
    for name, owner in file_names(owners):
        query = replace(chosen, owner=owner, status=chosen.status or "open")
        if workbook.lists.count_actions(query):
            own = order.keep_to(query, workbook.library)
            for ending in endings:
                yield order.export.write(workbook, own, folder / f"{name}.{ending}", force, None)


def preview_evidence(workbook: Workbook, order: Order, _step: Step) -> Preview:
    from hssib_desk.export.actions.evidence import action_in

    case = case_of(workbook, order)
    entry = action_in(case, order.action)
    own = replace(case, entries=(entry,))
    contents = Contents()
    contents.add(own)
    ref = f"{case.ref}-{entry.ref}"
    return Preview(1, 1, ref, contents.answers, tuple(contents.hits), hidden_in(own))


def export_evidence(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.actions.evidence import action_in, write_evidence

    case = case_of(workbook, order)
    entry = action_in(case, order.action)
    history = workbook.history(case.id, entry.id)
    past = workbook.past(case.id, as_shown=not order.with_blind)
    return write_evidence(case, entry, history, past, out, force, order.password)

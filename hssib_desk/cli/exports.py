"""`export`: whatever the list of exports holds, written by a command."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, progress, say, say_error
from hssib_desk.cli.opening import opened
from hssib_desk.cli.secrets import password_of
from hssib_desk.export.report import ExportError
from hssib_desk.export_list.actions import write_each_owner
from hssib_desk.export_list.board import keep_final
from hssib_desk.export_list.cases import case_of
from hssib_desk.export_list.order import Export, Order

if TYPE_CHECKING:
    from hssib_desk.store.lists.saved_views import SavedView
    from hssib_desk.store.workbook import Workbook


def write(arguments: Namespace) -> int:
    """Write one export of a workbook, or of one case of it."""
    export: Export = arguments.export
    if export.of == "either" and not arguments.out:
        arguments.case, arguments.out = "", arguments.case
    if export.of == "action":
        arguments.case, _, arguments.action = arguments.action.rpartition("-")
    if getattr(arguments, "each_owner", ""):
        return _write_each(arguments)
    if getattr(arguments, "ending", ""):
        raise ExportError("--as says what --each-owner writes. Without it, the name of the file does.")
    if not arguments.out:
        raise ExportError("Name the file to write, or a folder with --each-owner.")
    out = Path(arguments.out)
    with opened(arguments, read_only=not getattr(arguments, "final", False)) as workbook:
        _say_room(
            out,
            workbook,
            0 if export.of in ("case", "action") else workbook.lists.case_counts().get("all", 0),
        )
        order = _order(arguments, workbook)
        counted = f"{export.words.counted.capitalize()}s written"
        report = export.write(workbook, order, out, arguments.force, progress(counted))
        if report.to_keep:
            keep_final(workbook, order, report)
        remarks = [*report.notes, *_said_of_blind(workbook, order)]
    if order.html:
        say(f"{out.with_suffix('.html')}: the same words as a page for screen readers.")
    noun = export.words.counted + (
        "" if export.of in ("case", "action") and report.rows_selected == 1 else "s"
    )
    say(f"{report.path}: {report.rows_written:,} of {report.rows_selected:,} {noun} written.")
    for remark in remarks:
        say(f"  {remark}")
    return DONE


def write_bundle(arguments: Namespace) -> int:
    """Write the coroner's bundle of a case into a folder that is made."""
    from hssib_desk.export_list.coroner import write_case_bundle

    folder = Path(arguments.folder)
    with opened(arguments, read_only=True) as workbook:
        _say_room(folder / "x", workbook, 0)
        report = write_case_bundle(workbook, arguments.case, folder, arguments.with_blind, None)
    say(f"{report.path}: {report.rows_written:,} documents, with the index before them.")
    for remark in report.notes:
        say(f"  {remark}")
    return DONE


def _write_each(arguments: Namespace) -> int:
    """Write the open actions of every owner, each into a file of its own that is named after the owner."""
    if arguments.out or arguments.owner:
        raise ExportError("--each-owner takes neither OUT nor --owner: it writes a file for each owner.")
    folder, ending = Path(arguments.each_owner), arguments.ending or "xlsx"
    with opened(arguments, read_only=True) as workbook:
        _say_room(folder / "x", workbook, workbook.lists.case_counts().get("all", 0))
        order = _order(arguments, workbook)
        for report in write_each_owner(workbook, order, folder, [ending], arguments.force):
            say(f"{report.path}: {report.rows_written:,} of {report.rows_selected:,} actions written.")
    return DONE


def _order(arguments: Namespace, workbook: Workbook) -> Order:
    """What the options of the command line ask for; each bears the name of what it is in an order."""
    named = [asked.name for asked in fields(Order) if hasattr(arguments, asked.name)]
    order = Order(**{name: getattr(arguments, name) for name in named})
    if "password" in order.export.options:
        order = replace(order, password=password_of(arguments))
    order = order.keep_to_level(order.level).keep_since(order.since)
    if getattr(arguments, "view", ""):
        order = order.keep_to_view(_view_named(arguments.view, order.export.key, workbook))
    if owed := getattr(arguments, "owed", "") or getattr(arguments, "duty_state", ""):
        order = _owing(order, owed, arguments.duty_state == "late", workbook)
    if "filters" not in order.export.options:
        return order
    from hssib_desk.store.lists.queries import ActionQuery

    _refuse_unknown(arguments, workbook)
    chosen = {name: getattr(arguments, name) for name in ("owner", "status", "ward", "overdue")}
    if order.actions is not None:  # the filters narrow what the view finds
        given = {name: value for name, value in chosen.items() if value}
        return replace(order, actions=replace(order.actions, **given))
    return order.keep_to(ActionQuery(**chosen), workbook.library)


def _owing(order: Order, owed: str, late: bool, workbook: Workbook) -> Order:
    """The order for the cases that owe a duty; raises ExportError where the forms know no such duty."""
    from hssib_desk.cli.arguments import choices_of
    from hssib_desk.store.lists.queries import ANY_DUTY, late_by

    titles = {ANY_DUTY: "any", **{rule.key: rule.title for rule in workbook.library.duties}}
    key = ANY_DUTY if owed in ("open", "late") else owed
    if key not in titles:
        raise ExportError(f"There is no duty “{owed}”. {choices_of(owed, list(titles))}")
    return order.keep_to_duty(key, late_by() if late else None, titles[key])


def _view_named(name: str, export: str, workbook: Workbook) -> SavedView:
    """The view of a name that fits an export; raises ExportError where there is none."""
    from hssib_desk.cli.arguments import choices_of
    from hssib_desk.store.lists.saved_views import view_form, views_of

    places = ("actions",) if export == "actions" else ("cases", "learning")
    every = views_of(workbook.records.of_form(view_form(workbook.library)))
    known = sorted(
        (view for view in every if view.place in places), key=lambda view: places.index(view.place)
    )
    found = next((view for view in known if view.name.casefold() == name.casefold()), None)
    if found is None:
        there = choices_of(name, [view.name for view in known]) if known else ""
        raise ExportError(f"The workbook keeps no view “{name}” of {places[0]}. {there}".rstrip())
    return found


def _refuse_unknown(arguments: Namespace, workbook: Workbook) -> None:
    """Refuse what no action can be chosen by, rather than write a log without a row; raises ExportError."""
    from hssib_desk.cli.arguments import choices_of
    from hssib_desk.domain.actions.measures import is_action

    asked = next(form for form in workbook.library.forms.values() if is_action(form)).role("status")
    statuses = asked.options.choices if asked and asked.options else ()
    used = workbook.lists.choices()
    known = {
        "owner": [value for value, _ in used["owner"]],
        "ward": [value for value, _ in used["ward"]],
        "status": list(dict.fromkeys(["open", "active", *(choice.code for choice in statuses)])),
    }
    for name, values in known.items():
        given = getattr(arguments, name)
        if given and given not in values:
            raise ExportError(f"No action has the {name} “{given}”. {choices_of(given, values)}")


def _say_room(out: Path, workbook: Workbook, rows: int) -> None:
    """Warn before a file is written where room is short; raises DiskFull where it cannot fit."""
    from hssib_desk.store.space import LEAST_EXPORT, LEAST_ROW, before_writing

    said = before_writing(out, LEAST_EXPORT + rows * LEAST_ROW, workbook.low_mb)
    if said:
        say_error(said)


def _said_of_blind(workbook: Workbook, order: Order) -> Iterator[str]:
    """What a file of one case leaves out, or from whom it is kept, while a second review is blind."""
    from hssib_desk.domain.review.blinding import is_blind_view, keep_from_second, view_left_out
    from hssib_desk.domain.review.second_review import state_of

    if order.export.of != "case":
        return  # the writer says it of each
    case = case_of(workbook, order)
    if is_blind_view(case):
        yield view_left_out(case.ref)
    elif state_of(case) == "blind":
        yield keep_from_second(case.ref)

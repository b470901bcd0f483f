"""What is due, for a calendar, and the papers and minutes of a panel meeting."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.domain.review.privacy import Contents, TextHit
from hssib_desk.domain.review.second_review import shown_view, state_of
from hssib_desk.export.report import ExportReport, Progress, goes_on
from hssib_desk.export_list.order import Order, Preview, Step

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook


def preview_calendar(workbook: Workbook, _order: Order, step: Step) -> Preview:
    found = workbook.lists.calendar()
    cases = workbook.lists.case_counts().get("all", 0)
    step(cases)
    return Preview(cases, len(found.days), withheld=tuple(workbook.lists.blind_cases()))


def export_calendar(
    workbook: Workbook, _order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.interchange.ics import write_calendar

    return write_calendar(workbook.lists.calendar(), workbook.facts, out, force=force)


def preview_panel(workbook: Workbook, order: Order, step: Step) -> Preview:
    cases = workbook.panel.cases(workbook.panel.find(order.meeting))
    blind = [case.ref for case in cases if state_of(case) == "blind"]
    hits: list[TextHit] = []
    for done, case in enumerate(cases, 1):
        step(done)
        contents = Contents()
        contents.add(shown_view(case))
        hits += contents.hits
    return Preview(len(cases), len(cases), hits=tuple(hits), withheld=tuple(blind))


def export_papers(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.panel.papers import Overdue, Papers, write_papers
    from hssib_desk.store.lists.queries import ActionQuery

    meeting = workbook.panel.find(order.meeting)
    cases = []
    for done, case in enumerate(workbook.panel.cases(meeting), 1):
        goes_on(progress, done)
        cases.append(case if order.with_blind else shown_view(case))
    late = workbook.lists.actions(ActionQuery(overdue=True))
    overdue = (Overdue(a.ref, a.title, a.owner, a.target, a.days_overdue or 0) for a in late)
    themes = ((t.label, t.cases) for t in workbook.lists.coverage().themes if t.cases)
    papers = Papers(meeting, tuple(cases), workbook.facts, date.today(), tuple(overdue), tuple(themes))
    return write_papers(papers, out, force, order.password)


def export_minutes(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.panel.minutes import write_minutes

    meeting = workbook.panel.find(order.meeting)
    seal = meeting.seal.short if meeting.seal else ""
    return write_minutes(workbook.panel.minutes(meeting), seal, out, force, order.password)

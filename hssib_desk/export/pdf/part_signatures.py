"""Who signed which part of a review and when, by role, and which parts were set aside and why."""

from __future__ import annotations

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.parts.standing import Standing, is_shared, standings
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.pdf.tables import ruled_table

# What the table says; a name identifies somebody, and is in no document.
_SAID = (
    *("part", "title", "part_assignee_role", "part_due", "part_signed_role", "part_signed_on"),
    *("part_signed_time", "part_declared", "part_aside", "part_aside_on"),
)
WHOLE = "One signature covers every part of this review."
_WAITING = {"open": "Not signed yet", "waiting": "Waiting to be signed"}


def part_signatures(sheet: Sheet) -> list[Flowable]:
    """The parts as a table, or that one signature covers them all; nothing while nobody shares a draft."""
    found = standings(sheet.case) if sheet.case.stage == "first" else []
    if is_shared(found):
        rows = [_row(sheet, item) for item in found]
        heads, widths = ("Part", "State", "By", "Declared"), (62, 150, 110, 160)
        return [Spacer(1, 6), ruled_table(sheet.words, heads, rows, widths)]
    return [sheet.note(WHOLE)] if sheet.case.seal and len(found) > 1 else []


def who_signed(case: CaseFile) -> str:
    """What a draft says of its signatures."""
    signed = [item.part.label for item in standings(case) if item.state == "signed"]
    return f"Signed so far: {', '.join(signed)}" if signed else "Nobody has signed it"


def _row(sheet: Sheet, found: Standing) -> list[Flowable]:
    said = {role: sheet.text(found.entry, role) if found.entry else "" for role in _SAID}
    when = ", ".join(filter(None, (show_date(found.on) if found.on else "", found.time)))
    state = _WAITING.get(found.state, f"Signed {when}")
    if found.state == "aside":
        state = f"Set aside {when}: {said['part_aside']}"
    elif found.is_waited_for and found.due:
        state = f"{state}, due {show_date(found.due)}"
    role = said["part_assignee_role"] if found.is_waited_for else said["part_signed_role"]
    role = role or (found.role if found.whole else "")
    cells = (found.part.label, state, role or "–", said["part_declared"] or "–")
    return [sheet.words.cell(cell) for cell in cells]

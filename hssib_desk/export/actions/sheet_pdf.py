"""A list of actions as a PDF across the page: overdue first, with what was promised before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from hssib_desk import __version__
from hssib_desk.domain.actions.changes import in_order
from hssib_desk.domain.actions.listed import CHECK, DONE_HERE, ENDED, LATE, OPEN, OWED, ListedAction
from hssib_desk.domain.dates import show_date, show_long
from hssib_desk.export.actions.listing import Listing
from hssib_desk.export.files import locking
from hssib_desk.export.pdf.fonts import SEMIBOLD
from hssib_desk.export.pdf.page import TEXT2, Running, WidePages, style_of
from hssib_desk.export.pdf.parts import BODY, SMALL, Heading, Words
from hssib_desk.export.pdf.signs import BragSign
from hssib_desk.export.pdf.tables import ruled_table
from hssib_desk.export.report import ExportReport
from hssib_desk.resources import product

CELL, STRONG = style_of("list cell", 9.5, 12.5), style_of("list strong", 9.5, 12.5, SEMIBOLD)
QUIET = style_of("list quiet", 9, 12, textColor=TEXT2)
SECTIONS = {
    LATE: "Overdue",
    OPEN: "To do",
    CHECK: "Effect checks due",
    OWED: "Owed by others",
    DONE_HERE: "Done, not yet closed",
    ENDED: "Closed or set aside",
}
HEAD = ("Ref", "What to do, and why", "Owner", "Due", "BRAG", "Needed to close", "Said last")
WIDTHS = (92, 160, 76, 74, 82, 100, 144)  # the first holds a reference in one line
CHANGED = ("Ref", "Action", "What", "Before", "Now", "On", "Why")
CHANGED_WIDTHS = (92, 150, 80, 115, 135, 74, 82)
_WIDE = WidePages.wide - 2 * 56.7
_LONGEST = 220  # letters of a note in a cell


def write_pdf(listing: Listing, out: Path, force: bool = False, password: str = "") -> ExportReport:
    """Write the list; the same actions on the same day give the same bytes."""
    words = Words()
    story = _story(listing, words)
    draw, facts = words.replaced.drawable, listing.facts
    program = facts.program or f"{product()} {__version__}"
    running = Running(
        reference=draw("Action list"),
        classification=draw(facts.classification),
        kind=draw(f"Action list, {show_long(listing.day)}"),
        title=draw(listing.title),
        written=draw(f"{facts.title}. Written by {program}, {show_long(listing.day)}"),
        seal="",
        subject=draw(facts.classification),
        program=program,
        today=listing.day,
    )
    with locking(out, force, password) as part:
        WidePages(part, running).write(story)
    rows = len(listing.actions)
    return ExportReport(out, rows, rows, (*words.replaced.notes, *listing.notes))


def _story(listing: Listing, words: Words) -> list[Flowable]:
    story: list[Flowable] = [words.line(listing.summary(), BODY)]
    if listing.chosen_by:
        story.append(words.line(f"Chosen by: {'; '.join(listing.chosen_by)}.", SMALL))
    if listing.changes:
        story += _headed(words, "What is different", _changes(listing, words))
    for standing, title in SECTIONS.items():
        if actions := listing.of(standing):
            story += _headed(
                words, f"{title} ({len(actions):,})", _table(words, actions, bool(listing.owner))
            )
    return story


def _headed(words: Words, title: str, table: Any) -> list[Flowable]:
    return [CondPageBreak(42 + table.needs), Heading(words, title), table, Spacer(1, 4)]


def _table(words: Words, actions: list[ListedAction], of_one: bool) -> Any:
    rows = [_row(words, action) for action in actions]
    head, widths = list(HEAD), list(WIDTHS)
    if of_one:  # the title says whose they are
        at = head.index("Owner")
        for columns in (head, widths, *rows):
            del columns[at]  # type: ignore[attr-defined]
    return ruled_table(words, head, rows, widths, room=_WIDE)


def _row(words: Words, action: ListedAction) -> list[Any]:
    what = [*words.cell(action.title, STRONG), *words.cell(action.area, QUIET)]
    owner = [*words.cell(action.owner or "Nobody yet", CELL)]
    owner += words.cell(f"with {action.organisation}", QUIET) if action.organisation else []
    return [
        words.cell(action.ref, CELL),
        what,
        owner,
        _due(words, action),
        [BragSign(action.state.code, action.state.label), *words.cell(_status(action), QUIET)],
        [*words.cell(action.measure or "Not said yet", CELL), *words.cell(action.evidence, QUIET)],
        _note(words, action),
    ]


def _status(action: ListedAction) -> str:
    return "" if action.status == action.state.label else action.status


def _due(words: Words, action: ListedAction) -> list[Flowable]:
    if action.standing == CHECK and action.check_due:
        return [*words.cell("effect check", QUIET), *words.cell(show_date(action.check_due), CELL)]
    found = [*words.cell(action.due_text or "No date yet", CELL), *words.cell(action.days, STRONG)]
    if action.promised:
        found += words.cell(f"before: {', '.join(action.promised)}", QUIET)
    return found


def _note(words: Words, action: ListedAction) -> list[Flowable]:
    if not action.note.text:
        return words.cell("Nothing yet", QUIET)
    return [*words.cell(action.note.day, QUIET), *words.cell(_short(action.note.text), CELL)]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _changes(listing: Listing, words: Words) -> Any:
    rows = [
        [
            words.cell(change.ref, CELL),
            words.cell(change.title, CELL),
            words.cell(change.what, STRONG),
            words.cell(_short(change.before) or "–", CELL),
            words.cell(_short(change.after) or "–", CELL),
            words.cell(show_date(change.on), CELL),
            words.cell(change.why, CELL),
        ]
        for change in in_order(listing.changes)
    ]
    return ruled_table(words, CHANGED, rows, CHANGED_WIDTHS, room=_WIDE)

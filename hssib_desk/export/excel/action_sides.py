"""Sheets beside an action log: what changed since a day, and what other organisations owe."""

from __future__ import annotations

from collections.abc import Sequence

from hssib_desk.domain.actions.changes import ActionChange, in_order
from hssib_desk.domain.actions.listed import is_owed
from hssib_desk.domain.actions.measures import Brag, action_facts
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.export.excel.sheets import Book

CHANGES, OWED = "Changes", "Owed by others"
CHANGE_HEADS = ("Action ref", "Action", "Owner (role)", "What", "Before", "Now", "On", "Why")
OWED_HEADS = (
    "Action ref",
    "Action",
    "Other organisation",
    "Owner (role)",
    "Status",
    "Target",
    "Days overdue",
    "Progress",
)


def write_changes(book: Book, changes: Sequence[ActionChange]) -> None:
    """Write what is different since a day, each with before and after."""
    sheet = book.sheet(CHANGES, [17, 34, 17, 13, 26, 30, 12, 20])
    sheet.freeze("B2")
    sheet.head(CHANGE_HEADS)
    looks = ["bold", *["body"] * 5, "date", "body"]
    for change in in_order(changes):
        said = [change.ref, change.title, change.owner, change.what, change.before, change.after]
        sheet.row([*said, change.on, change.why], looks, name=change.ref)
    sheet.table("Changes", len(CHANGE_HEADS))


class OwedSheet:
    """The actions that another organisation has taken over, and of which no answer is recorded."""

    def __init__(self, book: Book) -> None:
        self._sheet = book.sheet(OWED, [17, 38, 22, 18, 14, 13, 11.5, 36])
        self._sheet.freeze("B2")
        self._sheet.head(OWED_HEADS)

    def add(self, case: CaseFile, entry: EntryFile, state: Brag) -> None:
        """Write an action, where it is owed by another organisation."""
        if not is_owed(entry):
            return
        target = action_facts(entry).target
        due: Cell = (target.exact or target.iso) if target else None
        roles = ("title", "other_organisation", "owner", "status")
        said = [
            f"{case.ref}-{entry.ref}",
            *map(entry.text, roles),
            due,
            state.days_overdue,
            entry.text("progress"),
        ]
        looks = ["bold", *["body"] * 4, "date" if target and target.exact else "body", "late", "body"]
        self._sheet.row(said, looks, name=f"{case.ref}-{entry.ref}")

    def finish(self) -> None:
        """Close the table; an empty one keeps its head."""
        self._sheet.table("OwedByOthers", len(OWED_HEADS))

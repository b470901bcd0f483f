"""The rows of the action log, fetched by pages; the workbook filters, sorts and counts them in SQL."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery, ActionRow
from hssib_desk.ui.actions.words import (
    action_form,
    brag_text,
    brag_words,
    options_of,
    short_label,
    show_stored,
)
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.table_model import Column, Display, PagedModel
from hssib_desk.ui.session import Session


class ActionsModel(PagedModel[ActionRow, ActionQuery]):
    """The actions that `query` finds."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        self._session = session
        form = action_form(session.library)
        self._theme = options_of(form, "theme")
        self._brag = {code: word for code, word, _ in brag_words(session.library)}
        names = {role: field.column for role in ("title", "theme", "owner") if (field := form.role(role))}
        super().__init__(
            self._columns(names), ActionQuery(),
            lambda query, offset, limit: session.workbook.lists.actions(query, offset, limit),
            lambda query: session.workbook.lists.count_actions(query), WorkbookError, parent,
        )  # fmt: skip

    def _columns(self, names: dict[str, str]) -> tuple[Column[ActionRow], ...]:
        return (
            Column("group", "Group", 150, lambda row: row.group or "Not said", weight=600, wraps=True),
            Column("ref", "Ref", 134, lambda row: row.ref, "ref", muted=True, small=True),
            Column(
                "title", names["title"], 200, lambda row: row.title or "Not written yet", "title", weight=500,
                wraps=True,
            ),
            Column(
                "theme", names.get("theme", ""), 174,
                lambda row: short_label(self._theme, row.codes.get("theme", ""), row.theme), "theme",
                muted=True, small=True,
            ),
            Column("strength", "Strength", 102, lambda row: row.strength, "strength"),
            Column("owner", names["owner"], 118, lambda row: row.owner, "owner", wraps=True),
            Column(
                "target", "Target", 104, lambda row: show_stored(row.target), "target", small=True,
                tabular=True,
            ),
            Column("brag", "BRAG", 104, lambda row: brag_text(row, self._brag), "brag"),
            Column("overdue", "Overdue", 100, _overdue, "overdue", right=True, tabular=True),
        )  # fmt: skip

    def row_of(self, entry_id: str) -> int:
        """The number of the row that shows an action, or -1; pages at hand are looked through first."""
        for number, row in self.held():
            if row.entry_id == entry_id:
                return number
        try:
            found = self._session.workbook.lists.row_of_action(self.query, entry_id)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return -1
        return -1 if found is None else found

    def update_case(self, case_id: str) -> None:
        """Show what the actions of a case say now, each in the row where it stands."""
        fresh = {
            row.entry_id: row for row in self._session.workbook.lists.actions(ActionQuery(case_id=case_id))
        }
        for number, row in self.held():
            newer = fresh.get(row.entry_id)
            if newer is not None and replace(newer, group=row.group) != row:
                self.replace_row(number, replace(newer, group=row.group))

    def look(self, row: ActionRow, column: Column[ActionRow], role: int, number: int) -> object:
        """What a cell says beside its words, and where a group begins."""
        if role == roles.IdRole:
            return row.entry_id
        if role == roles.BragRole and column.key == "brag":
            return row.brag, brag_text(row, self._brag)
        if role == roles.SortRole and column.key == "overdue":
            return -1 if row.days_overdue is None else row.days_overdue
        if role == roles.SortRole and column.key == "target":
            return row.target
        if role in (Display, roles.SortRole):
            return self._group(row, number) if column.key == "group" else column.text(row)
        if column.key != "overdue":
            return None
        late = row.days_overdue is not None
        return {roles.WeightRole: 600 if late else None, roles.MutedRole: not late}.get(role)

    def _group(self, row: ActionRow, number: int) -> str:
        """The group a row begins; nothing in the rows that follow in the same group."""
        before = self.row(number - 1) if number else None
        if before is not None and before.group == row.group:
            return ""
        if self.query.group_by == "brag":
            return self._brag.get(row.group, row.group)
        if self.query.group_by == "theme":
            return short_label(self._theme, row.codes.get("theme", ""), row.group) or "Not said"
        return row.group or "Not said"


def _overdue(row: ActionRow) -> str:
    if row.days_overdue is None:
        return "–"
    return f"{row.days_overdue:,} day{'' if row.days_overdue == 1 else 's'}"

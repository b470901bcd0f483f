"""The rows of the case list, fetched by pages; the workbook filters, sorts and counts them in SQL."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt

from hssib_desk.domain.dates import show_date
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery, CaseRow
from hssib_desk.ui.cases.columns import (
    case_columns,
    header_names,
    is_late,
    phase_scores,
    score_items,
    status_chip,
)
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.table_model import Column, Display, PagedModel
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.session import Session

CHANGED = "changed since you last looked"


class CaseListModel(PagedModel[CaseRow, CaseQuery]):
    """The cases that `query` finds."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        self._session = session
        super().__init__(
            case_columns(session.library), CaseQuery(),
            lambda query, offset, limit: session.workbook.lists.cases(query, offset, limit),
            lambda query: session.workbook.lists.count_cases(query), WorkbookError, parent,
        )  # fmt: skip
        self._scores = phase_scores(session.library)
        self.news: frozenset[str] = frozenset()  # ids of cases that others changed

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> object:
        """The name of a column; above the scores also the phases."""
        is_scores = 0 <= section < len(self.columns) and self.columns[section].key == "scores"
        if orientation == Qt.Orientation.Horizontal and role == roles.SecondLineRole and is_scores:
            return header_names(self._session.library, self.query.review)
        return super().headerData(section, orientation, role)

    def look(self, row: CaseRow, column: Column[CaseRow], role: int, number: int) -> object:
        """What a cell says beside its words."""
        key = column.key
        if role == roles.IdRole:
            return row.id
        if key == "ref" and row.id in self.news:
            if role == roles.DotRole:
                return True
            if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                return f"{row.ref}, {CHANGED}"
        if role == Qt.ItemDataRole.ToolTipRole:
            said = _hint(row, key) or (column.text(row) if key == "scores" else None)
            return said and plain(said)
        if role == roles.ChipRole:
            return _chip(row, key)
        if role == roles.ScoresRole and key == "scores":
            given = [score for _, score in self._scores(row)]
            return score_items(self._session.library, row, given, self.query.review)
        return (_is_quiet(row, key) or None) if role == roles.MutedRole else None

    def order_in_words(self) -> str:
        """The order of the rows, for the line under the list."""
        return self.columns[self.column_sorted() or 0].orders[int(self.query.descending)]


def _chip(row: CaseRow, key: str) -> roles.ChipValue | None:
    if key == "status":
        return status_chip(row)
    if key == "due" and is_late(row, date.today()):
        return roles.ChipValue("bad", show_date(date.fromisoformat(row.due)), "diamond")
    if key == "after" and row.flag:
        return roles.ChipValue("warn", row.after, "triangle")
    return None


def _hint(row: CaseRow, key: str) -> str | None:
    """What a tool tip says beyond the cell: the doubt about the dates, and the ward type in full."""
    return {"after": row.flag_sentence, "ward": row.ward_type}.get(key) or None


def _is_quiet(row: CaseRow, key: str) -> bool:
    return (key == "after" and row.setting == "inpatient") or (key == "reviewer" and not row.reviewer)

"""The rows of the case list, fetched by pages; the workbook filters, sorts and counts them in SQL."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from hssib_desk.domain.dates import show_date
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery, CaseRow
from hssib_desk.ui.cases.columns import (
    Column,
    case_columns,
    header_names,
    is_late,
    phase_scores,
    score_items,
    status_chip,
)
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.session import Session

PAGE = 200
PAGES_KEPT = 20
Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CHANGED = "changed since you last looked"
_QUIET = ("ward", "percent")
_FIGURES = ("died", "due", "percent")


class CaseListModel(QAbstractTableModel):
    """The cases that `query` finds, in its order; it holds a few pages and asks for the others.

    `failed` carries a sentence when the workbook could not be read; the rows are then empty.
    """

    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = CaseQuery()
        self._session = session
        self.columns: tuple[Column, ...] = case_columns(session.library)
        self._scores = phase_scores(session.library)
        self.news: frozenset[str] = frozenset()  # ids of cases that others changed
        self._count = 0
        self._pages: OrderedDict[int, list[CaseRow]] = OrderedDict()

    # What a view asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many cases the query finds."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> object:
        """The name of a column; above the scores also the phases."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Display:
            return column.title
        if role == roles.SecondLineRole and column.key == "scores":
            return header_names(self._session.library, self.query.review)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.key == "percent":
            return RIGHT
        return None

    def data(self, index: Index, role: int = Display) -> object:
        """One cell, in words or as it is drawn."""
        if not index.isValid():
            return None
        row, column = self.row(index.row()), self.columns[index.column()]
        if row is None:
            return None
        if role == Display:
            return column.text(row)
        if role == roles.IdRole:
            return row.id
        if column.key == "ref" and row.id in self.news:
            if role == roles.DotRole:
                return True
            if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                return f"{row.ref}, {CHANGED}"
        if role == Qt.ItemDataRole.ToolTipRole:
            said = _hint(row, column.key) or (column.text(row) if column.key == "scores" else None)
            return said and plain(said)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.key == "percent" else None
        return self._look(row, column.key, role)

    def _look(self, row: CaseRow, key: str, role: int) -> object:
        if role == roles.ChipRole:
            return _chip(row, key)
        if role == roles.ScoresRole and key == "scores":
            given = [score for _, score in self._scores(row)]
            return score_items(self._session.library, row, given, self.query.review)
        if role == roles.WeightRole:
            return 500 if key == "ref" else None
        if role == roles.TabularRole:
            return key in _FIGURES or None
        if role == roles.MutedRole:
            return key in _QUIET or _is_quiet(row, key) or None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in another order; the workbook does the sorting."""
        if 0 <= column < len(self.columns):
            descending = order == Qt.SortOrder.DescendingOrder
            self.show_query(replace(self.query, sort=self.columns[column].sort, descending=descending))

    # What the page asks

    def show_query(self, query: CaseQuery) -> None:
        """Show other cases, or the same ones in another order."""
        if query == self.query:
            return
        self.beginResetModel()
        self.query = query
        self._pages.clear()
        self._count = self._counted()
        self.endResetModel()

    def forget(self) -> None:
        """Let go of the rows at hand; they are read again when they are seen again."""
        self._pages.clear()

    def reload(self) -> None:
        """Read again what is shown: rows that changed say so, and a list that grew or shrank starts anew."""
        count = self._counted()
        if count != self._count:
            self.beginResetModel()
            self._pages.clear()
            self._count = count
            self.endResetModel()
            return
        for page in list(self._pages):
            before, after = self._pages[page], self._fetch(page)
            self._pages[page] = after
            for first, last in _changed(before, after):
                start = page * PAGE
                self.dataChanged.emit(
                    self.index(start + first, 0), self.index(start + last, len(self.columns) - 1)
                )

    def row(self, number: int) -> CaseRow | None:
        """The case in a row, or None where it could not be read."""
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            self._pages[page] = self._fetch(page)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def column_sorted(self) -> int:
        """The column the rows are sorted by."""
        sorts = [column.sort for column in self.columns]
        return sorts.index(self.query.sort) if self.query.sort in sorts else 0

    def order_in_words(self) -> str:
        """The order of the rows, for the line under the list."""
        return self.columns[self.column_sorted()].orders[int(self.query.descending)]

    def _counted(self) -> int:
        try:
            return self._session.workbook.lists.count_cases(self.query)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return 0

    def _fetch(self, page: int) -> list[CaseRow]:
        try:
            return self._session.workbook.lists.cases(self.query, page * PAGE, PAGE)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return []


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


def _changed(before: list[CaseRow], after: list[CaseRow]) -> Iterator[tuple[int, int]]:
    """The runs of rows that are not what they were, as first and last place."""
    if len(before) != len(after):
        if after:
            yield 0, max(len(before), len(after)) - 1
        return
    start: int | None = None
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and start is None:
            start = place
        if old == new and start is not None:
            yield start, place - 1
            start = None
    if start is not None:
        yield start, len(before) - 1

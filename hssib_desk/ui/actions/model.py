"""The rows of the action log, fetched by pages; the workbook filters, sorts and counts them in SQL."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

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
from hssib_desk.ui.session import Session

PAGE = 200
PAGES_KEPT = 20
Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True)
class Column:
    """One column: its name, what the workbook sorts it by, its width in design pixels, and its looks."""

    name: str
    title: str
    width: int
    sort: str = ""
    right: bool = False
    quiet: bool = False
    small: bool = False
    tabular: bool = False


class ActionsModel(QAbstractTableModel):
    """The actions that `query` finds, in its order; it holds a few pages and asks for the others.

    `failed` carries a sentence when the workbook cannot be read.
    """

    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = ActionQuery()
        self._session = session
        form = action_form(session.library)
        self._theme = options_of(form, "theme")
        self._brag = {code: word for code, word, _ in brag_words(session.library)}
        names = {role: field.column for role in ("title", "theme", "owner") if (field := form.role(role))}
        self.columns = _columns(names)
        self._count = 0
        self._pages: OrderedDict[int, list[ActionRow]] = OrderedDict()
        self._text: dict[str, Callable[[ActionRow], str]] = {
            "ref": lambda row: row.ref,
            "title": lambda row: row.title or "Not written yet",
            "theme": lambda row: short_label(self._theme, row.codes.get("theme", ""), row.theme),
            "strength": lambda row: row.strength,
            "owner": lambda row: row.owner,
            "target": lambda row: show_stored(row.target),
            "brag": lambda row: brag_text(row, self._brag),
            "overdue": lambda row: "–" if row.days_overdue is None else f"{row.days_overdue:,}",
        }

    def show_query(self, query: ActionQuery) -> None:
        """Find anew."""
        self.beginResetModel()
        self.query = query
        self._pages.clear()
        self._count = self._counted(query)
        self.endResetModel()

    def forget(self) -> None:
        """Let go of the rows at hand; they are read again when they are seen again."""
        self._pages.clear()

    def _counted(self, query: ActionQuery) -> int:
        try:
            return self._session.workbook.lists.count_actions(query)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return 0

    def row(self, number: int) -> ActionRow | None:
        """One row, fetched with its page if need be; None where the list has become shorter."""
        page, place = divmod(number, PAGE)
        rows = self._page(page)
        return rows[place] if place < len(rows) else None

    def row_of(self, entry_id: str) -> int:
        """The number of the row that shows an action, or -1; pages at hand are looked through first."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.entry_id == entry_id:
                    return page * PAGE + place
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
        for number, row in list(self._held()):
            newer = fresh.get(row.entry_id)
            if newer is not None and replace(newer, group=row.group) != row:
                page, place = divmod(number, PAGE)
                self._pages[page][place] = replace(newer, group=row.group)
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def _held(self) -> Iterator[tuple[int, ActionRow]]:
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                yield page * PAGE + place, row

    def _page(self, page: int) -> list[ActionRow]:
        if page in self._pages:
            self._pages.move_to_end(page)
            return self._pages[page]
        try:
            self._pages[page] = self._session.workbook.lists.actions(self.query, page * PAGE, PAGE)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return []
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return self._pages[page]

    # What a view asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many actions were found."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Display)
    ) -> str | Qt.AlignmentFlag | None:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Display:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = int(Display)) -> object:
        """What a cell shows, and how."""
        if not index.isValid() or index.row() >= self._count:
            return None
        row, column = self.row(index.row()), self.columns[index.column()]
        if row is None:
            return None
        if role in (Display, roles.SortRole):
            return self._cell(row, column, index.row(), role)
        if role == roles.IdRole:
            return row.entry_id
        if role == roles.BragRole and column.name == "brag":
            return row.brag, self._text["brag"](row)
        return self._look(row, column, role)

    def _cell(self, row: ActionRow, column: Column, number: int, role: int) -> object:
        if column.name == "group":
            return self._group(row, number)
        if role == roles.SortRole and column.name == "overdue":
            return -1 if row.days_overdue is None else row.days_overdue
        if role == roles.SortRole and column.name == "target":
            return row.target
        return self._text[column.name](row)

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

    def _look(self, row: ActionRow, column: Column, role: int) -> object:
        late = column.name == "overdue" and row.days_overdue is not None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == roles.WeightRole:
            return 600 if late or column.name == "group" else 500 if column.name == "title" else 400
        if role == roles.MutedRole:
            return column.quiet or (column.name == "overdue" and not late)
        if role == roles.SmallRole:
            return column.quiet or column.small
        if role == roles.TabularRole:
            return column.tabular
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the workbook sort by a column."""
        if not 0 <= column < len(self.columns) or not self.columns[column].sort:
            return
        descending = order == Qt.SortOrder.DescendingOrder
        wanted = replace(self.query, sort=self.columns[column].sort, descending=descending)
        if wanted != self.query:
            self.show_query(wanted)

    def column_of(self, sort: str) -> int:
        """The column that sorts in a way."""
        return next(
            (n for n, column in enumerate(self.columns) if column.sort == sort), len(self.columns) - 1
        )


def _columns(names: dict[str, str]) -> tuple[Column, ...]:
    return (
        Column("group", "Group", 190),
        Column("ref", "Ref", 136, "ref", quiet=True),
        Column("title", names["title"], 200, "title"),
        Column("theme", names.get("theme", ""), 174, "theme", quiet=True),
        Column("strength", "Strength", 102, "strength"),
        Column("owner", names["owner"], 132, "owner"),
        Column("target", "Target", 100, "target", small=True, tabular=True),
        Column("brag", "BRAG", 116, "brag"),
        Column("overdue", "Days overdue", 126, "overdue", right=True, tabular=True),
    )

"""What a table shows: its columns, and rows that are all at hand or fetched by pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from hssib_desk.ui.kit import roles

PAGE = 200
PAGES_KEPT = 20
Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Row = TypeVar("Row")


class Sorted(Protocol):
    """A query with an order; a frozen dataclass, of which `replace` makes another."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def sort(self) -> str:
        """What the rows are sorted by."""
        ...

    @property
    def descending(self) -> bool:
        """Whether the last comes first."""
        ...


Query = TypeVar("Query", bound=Sorted)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its key, heading and width in design pixels, the words of a cell, and how these look.

    `sort` is what the rows are sorted by; `orders` says the order upwards and downwards in words.
    """

    key: str
    title: str
    width: int
    text: Callable[[Row], str]
    sort: str = ""
    orders: tuple[str, str] = ("", "")
    hint: str | None = None  # the tool tip of the heading
    right: bool = False
    muted: bool = False
    small: bool = False
    tabular: bool = False
    wraps: bool = False
    weight: int | None = None


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows under columns; who makes one says which row is where, and what is not as its column says."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row(self, number: int) -> Row | None:
        """One row, or None where it cannot be read."""
        raise NotImplementedError

    def look(self, row: Row, column: Column[Row], role: int, number: int) -> object:
        """What a cell of a row says otherwise than its column; None for nothing else."""
        return None

    def column_of(self, key: str) -> int:
        """The place of a column by its key."""
        return next(place for place, column in enumerate(self.columns) if column.key == key)

    def show_change(self, first: int, last: int) -> None:
        """Say that some rows are not what they were."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> object:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Display:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.right else None

    def data(self, index: Index, role: int = Display) -> object:
        """One cell, in words or as it is drawn."""
        if not index.isValid():
            return None
        row, column = self.row(index.row()), self.columns[index.column()]
        if row is None:
            return None
        said = self.look(row, column, role, index.row())
        if said is not None:
            return said
        if role == Display:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else None
        looks = {
            roles.MutedRole: column.muted, roles.SmallRole: column.small, roles.TabularRole: column.tabular,
            roles.WeightRole: column.weight, roles.WrapRole: column.wraps,
        }  # fmt: skip
        return looks.get(role) or None


class PagedModel(TableModel[Row], Generic[Row, Query]):
    """The rows that `query` finds, in its order: it holds a few pages and fetches the others.

    What `fetch` and `count` raise as one of `errors` is said by `failed`; the rows are empty then.
    """

    failed = Signal(str)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        query: Query,
        fetch: Callable[[Query, int, int], list[Row]],
        count: Callable[[Query], int],
        errors: type[Exception],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self.query = query
        self._errors = errors
        self._fetch_rows, self._count_rows = fetch, count
        self._count = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows the query finds."""
        return 0 if parent.isValid() else self._count

    def show_query(self, query: Query) -> None:
        """Find anew."""
        self._start(query, self._counted(query))

    def _start(self, query: Query, count: int) -> None:
        self.beginResetModel()
        self.query, self._count = query, count
        self._pages.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Let go of the rows at hand; they are read again when they are seen again."""
        self._pages.clear()

    def reload(self) -> None:
        """Read again what is shown: rows that changed say so, and a list that grew or shrank starts anew."""
        count = self._counted(self.query)
        if count != self._count:
            self._start(self.query, count)
            return
        for page in list(self._pages):
            before, after = self._pages[page], self._fetch(page)
            self._pages[page] = after
            for first, last in _changed(before, after):
                self.show_change(page * PAGE + first, page * PAGE + last)

    def row(self, number: int) -> Row | None:
        """One row, fetched with its page if need be; None where the list has become shorter."""
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            self._pages[page] = self._fetch(page)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def held(self) -> Iterator[tuple[int, Row]]:
        """The rows at hand, each with its number."""
        for page, rows in list(self._pages.items()):
            for place, row in enumerate(rows):
                yield page * PAGE + place, row

    def replace_row(self, number: int, row: Row) -> None:
        """Show a row at hand as it is now, where it stands."""
        page, place = divmod(number, PAGE)
        self._pages[page][place] = row
        self.show_change(number, number)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in another order; who fetches them does the sorting."""
        if not 0 <= column < len(self.columns) or not self.columns[column].sort:
            return
        descending = order == Qt.SortOrder.DescendingOrder
        wanted = replace(self.query, sort=self.columns[column].sort, descending=descending)
        if wanted != self.query:
            self.show_query(wanted)

    def column_sorted(self) -> int | None:
        """The column the rows are sorted by, where it is one that is shown."""
        return next(
            (at for at, column in enumerate(self.columns) if column.sort and column.sort == self.query.sort),
            None,
        )

    def _counted(self, query: Query) -> int:
        try:
            return self._count_rows(query)
        except self._errors as error:
            self.failed.emit(str(error))
            return 0

    def _fetch(self, page: int) -> list[Row]:
        try:
            return self._fetch_rows(self.query, page * PAGE, PAGE)
        except self._errors as error:
            self.failed.emit(str(error))
            return []


def _changed(before: list[Row], after: list[Row]) -> Iterator[tuple[int, int]]:
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

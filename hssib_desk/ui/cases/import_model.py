"""The rows of a list that could be imported, each with its fate; and how an odd cell is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from hssib_desk.domain.caseload.plan import FATES, Fate, ImportPlan, RowFate, Target, import_names
from hssib_desk.domain.caseload.table import RowKey
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.table import RowDelegate
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
OddRole = roles.DotRole + 1
"""True: the cell wants a look; its text wears a line under it."""
SHOWN_TARGETS = 4
ALL = "all"
FATE_SIGNS: dict[Fate, tuple[str, str, str]] = {  # tone of the chip, icon, colour of the icon in the views
    "new": ("ok", "plus", "ok"),
    "warning": ("warn", "triangle-alert", "warnshape"),
    "changed": ("warn", "pen-line", "warnshape"),
    "held": ("warn", "clock", "warnshape"),
    "duplicate": ("none", "copy", "text2"),
    "refused": ("bad", "ban", "bad"),
    "skipped": ("none", "minus", "text2"),
}
NEW_CASE = "Becomes a new case."


@dataclass(frozen=True)
class Column:
    """One column: its name, its width in design pixels, and the question it shows, if it shows one."""

    key: str
    title: str
    width: int
    target: Target | None = None


def fate_chip(fate: Fate) -> roles.ChipValue:
    """The chip of a fate."""
    tone, icon, _ = FATE_SIGNS[fate]
    return roles.ChipValue(tone, FATES[fate], icon)


def shown_short(target: Target, shown: str) -> str:
    """An answer in the few words that its list has for narrow places."""
    choices = target.field.options.choices if target.field.options else ()
    return next((choice.short for choice in choices if choice.label == shown and choice.short), shown)


class FateModel(QAbstractTableModel):
    """The rows of a plan, or those with one fate."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        names = import_names(library)
        targets = [names.targets[key] for key in names.preview[:SHOWN_TARGETS]]
        self.columns = (
            Column("row", "Row", 64),
            Column("fate", "What happens", 152),
            *(Column(item.key, item.field.column, 120, item) for item in targets),
            Column("why", "Why", 360),
        )
        self._plan: ImportPlan | None = None
        self._view = ALL
        self._rows: Sequence[RowFate] = ()

    def show_plan(self, plan: ImportPlan | None, view: str) -> None:
        """Show the rows of a plan; `view` is a fate or ALL."""
        self.beginResetModel()
        self._plan, self._view = plan, view
        rows = plan.rows if plan else ()
        rows = rows if view == ALL or plan is None else (*rows, *plan.skipped)
        self._rows = rows if view == ALL else [row for row in rows if row.fate == view]
        self.endResetModel()

    def fate(self, row: int) -> RowFate:
        """The row of the file that stands in a row of the list."""
        return self._rows[row]

    def place_of(self, key: RowKey) -> int | None:
        """In which row of the list a row of the file stands."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows there are in this view."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> object:
        """The name of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(column.target.label) if column.target else None
        return column.title if role == Display else None

    def data(self, index: Index, role: int = Display) -> object:
        """One cell, in words or as it is drawn."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Display:
            return _text(row, column)
        if role == roles.IdRole:
            return row.number
        if role == Qt.ItemDataRole.ToolTipRole:
            said = _hint(row, column)
            return said and plain(said)
        if role == roles.ChipRole:
            return fate_chip(row.fate) if column.key == "fate" else None
        if role == OddRole:
            return bool(column.key in row.odd and row.shown.get(column.key))
        if role == roles.TabularRole:
            return column.key == "row" or (column.target is not None and kind_of(column.target.field).is_date)
        if role == roles.MutedRole:
            return _is_quiet(row, column)
        return None


def _text(row: RowFate, column: Column) -> str:
    if column.key == "row":
        return f"{row.number} {row.sheet}".strip()
    if column.key == "fate":
        return FATES[row.fate]
    if column.key == "why" and row.differences:
        said = {"take": ", taken", "keep": ", kept", "": ""}
        differ = (
            f"{item.label} {item.old or 'empty'} → {item.new}{said[item.choice]}" for item in row.differences
        )
        return f"{row.duplicate_of}: {'; '.join(' '.join(text.split()) for text in differ)}"
    if column.key == "why":
        return " ".join(row.why) or NEW_CASE
    shown = row.shown.get(column.key, "")
    if column.target and shown:
        return shown_short(column.target, shown)
    return "empty" if column.key in row.odd else "–"


def _hint(row: RowFate, column: Column) -> str | None:
    if column.key == "why":
        return "\n".join(row.why) if len(row.why) > 1 else None
    return row.shown.get(column.key) if column.target and column.target.field.options else None


def _is_quiet(row: RowFate, column: Column) -> bool:
    if column.target is None:
        return column.key == "row"
    return not row.shown.get(column.key) or column.target.field.options is not None


class FateDelegate(RowDelegate):
    """Draws a row as every list does, and a line under what wants a look."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        if not index.data(OddRole):
            return
        theme = current()
        area = self._inner(QRectF(option.rect), option.widget, index)
        font = theme.font(14, 400, bool(index.data(roles.TabularRole)))
        width = min(text_width(str(index.data(Display)), font), area.width())
        line = QRectF(area.left(), round(area.center().y() + theme.px(10)), width, 1)
        painter.fillRect(line, theme.tokens.bad)

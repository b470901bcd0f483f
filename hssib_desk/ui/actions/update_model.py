"""The differences between an edited log and the workbook as rows, each with its fate and its tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from hssib_desk.domain.actions.log_update import ActionUpdate, Difference, NewAction
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.paint import box, sign
from hssib_desk.ui.kit.table import RowDelegate
from hssib_desk.ui.kit.theme import current

Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
ALL, NEW, ROW = "all", "new", "row"
SIGNS: dict[str, tuple[str, str, str]] = {  # tone of the chip, icon, colour of the icon in the views
    "take": ("ok", "check", "ok"),
    NEW: ("info", "plus", "accent"),
    "conflict": ("warn", "triangle-alert", "warnshape"),
    "odd": ("warn", "circle-question-mark", "warnshape"),
    "refused": ("bad", "ban", "bad"),
    ROW: ("none", "table-2", "text2"),
}
WORDS = {
    "take": "Can be taken",
    NEW: "New action",
    "conflict": "To decide",
    "odd": "Cannot be read",
    "refused": "Refused",
    ROW: "Row not taken",
}
SHORT = {
    **WORDS,
    NEW: "New",
    "conflict": "In both",
    "odd": "Unclear",
    ROW: "Rows",
}  # where there is little room
COLUMNS = (
    ("tick", "Take", 64),
    ("fate", "What happens", 150),
    ("ref", "Action", 138),
    ("label", "Column", 130),
    ("old", "In the workbook", 130),
    ("new", "In the file", 130),
    ("why", "Why", 280),
)
NOTHING = "nothing"
NO_ROW = "The file has no row for it. It stays in the workbook as it is."


@dataclass(frozen=True)
class Shown:
    """One line of the list: a difference, an action that was added in the spreadsheet, or neither."""

    kind: str
    ref: str
    label: str
    old: str
    new: str
    why: str
    difference: Difference | None = None
    added: NewAction | None = None

    @property
    def can_be_taken(self) -> bool:
        """Whether it has a tick."""
        return self.added is not None or (self.difference is not None and self.difference.can_be_taken)

    @property
    def key(self) -> tuple[str, str]:
        """What a tick is remembered by."""
        if self.difference is not None:
            return self.difference.entry_id, self.difference.field
        return self.ref, self.new


def lines_of(found: ActionUpdate) -> Iterator[Shown]:
    """Everything that an edited log says anew, in the order of the file, then what has no row."""
    for item in found.differences:
        yield Shown(item.kind, item.ref, item.label, item.old, item.new, item.why, item)
    for new in found.added:
        why = " ".join((f"It was added in the spreadsheet, for {new.case_ref}.", *new.remarks))
        yield Shown(NEW, new.place, new.case_ref, "", new.title, why, added=new)
    for row in found.unknown:
        yield Shown(ROW, row.place, "", "", row.text, row.why)
    for ref in found.missing:
        yield Shown(ROW, ref, "", "", "", NO_ROW)


class UpdateModel(QAbstractTableModel):
    """The lines of an update, or those with one fate; which are ticked is kept when they are shown anew."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Shown] = ()
        self._lines: Sequence[Shown] = ()
        self._decided: dict[tuple[str, str], bool] = {}

    def show_update(self, found: ActionUpdate | None, view: str) -> None:
        """Show the lines of an update; `view` is a kind or ALL."""
        self.beginResetModel()
        self._all = list(lines_of(found)) if found else []
        self._lines = [line for line in self._all if view in (ALL, line.kind)]
        self.endResetModel()

    def forget(self) -> None:
        """Forget what was ticked: another file is coming."""
        self._decided.clear()

    def line(self, row: int) -> Shown:
        """The line in a row of the list."""
        return self._lines[row]

    def counts(self) -> dict[str, int]:
        """How many lines there are of each kind, and of all."""
        return {ALL: len(self._all), **{kind: sum(x.kind == kind for x in self._all) for kind in WORDS}}

    def chosen(self) -> list[Difference]:
        """The ticked differences."""
        found = (line.difference for line in self._all if self._is_ticked(line))
        return [difference for difference in found if difference is not None]

    def chosen_new(self) -> list[NewAction]:
        """The ticked actions that were added in the spreadsheet."""
        return [line.added for line in self._all if line.added is not None and self._is_ticked(line)]

    def toggle(self, row: int) -> None:
        """Tick or untick a line that can be taken."""
        line = self._lines[row]
        if not line.can_be_taken:
            return
        self._decided[line.key] = not self._is_ticked(line)
        place = self.index(row, 0)
        self.dataChanged.emit(place, place)
        self.ticked.emit()

    def _is_ticked(self, line: Shown) -> bool:
        return line.can_be_taken and self._decided.get(line.key, line.kind == "take")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines there are in this view."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> object:
        """The name of a column."""
        if orientation != Qt.Orientation.Horizontal or role != Display or not 0 <= section < len(COLUMNS):
            return None
        return COLUMNS[section][1]

    def data(self, index: Index, role: int = Display) -> object:
        """One cell, in words or as it is drawn."""
        if not index.isValid():
            return None
        line, name = self._lines[index.row()], COLUMNS[index.column()][0]
        if name == "tick":
            return self._tick(line, role)
        if role == Display:
            return _text(line, name)
        if role == roles.ChipRole and name == "fate":
            tone, icon, _ = SIGNS[line.kind]
            return roles.ChipValue(tone, WORDS[line.kind], icon)
        if role == roles.MutedRole:
            return name in ("ref", "why") or (name in ("old", "new") and not getattr(line, name))
        return None

    def _tick(self, line: Shown, role: int) -> object:
        if not line.can_be_taken:
            return None
        ticked = self._is_ticked(line)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "Will be taken" if ticked else "Left out"
        return None


def _text(line: Shown, name: str) -> str:
    if name == "fate":
        return WORDS[line.kind]
    text = " ".join(str(getattr(line, name)).split())
    return NOTHING if not text and name in ("old", "new") and line.difference is not None else text or "–"


class UpdateDelegate(RowDelegate):
    """Draws a line as every list does, and its tick box."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        theme = current()
        tokens, side = theme.tokens, theme.px(20)
        inner = self._inner(QRectF(option.rect), option.widget, index)
        area = QRectF(inner.left(), round(inner.center().y() - side / 2), side, side)
        if Qt.CheckState(state) == Qt.CheckState.Checked:
            box(painter, area, 4, tokens.accent, "")
            sign(painter, area, "check", "on_accent", 14)
        else:
            box(painter, area, 4, tokens.surface, tokens.control)

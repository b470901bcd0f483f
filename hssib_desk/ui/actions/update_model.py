"""The differences between an edited log and the workbook as rows, each with its fate and its tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal

from hssib_desk.domain.actions.log_update import ActionUpdate, Difference, NewAction
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.table_model import Column
from hssib_desk.ui.reading.fate_list import ALL, FateModel, FateSign

NEW, ROW = "new", "row"
SIGNS = {
    "take": FateSign("Can be taken", "ok", "check", "ok"),
    NEW: FateSign("New action", "info", "plus", "accent", "New"),
    "conflict": FateSign("To decide", "warn", "triangle-alert", "warnshape", "In both"),
    "odd": FateSign("Cannot be read", "warn", "circle-question-mark", "warnshape", "Unclear"),
    "refused": FateSign("Refused", "bad", "ban", "bad"),
    ROW: FateSign("Row not taken", "none", "table-2", "text2", "Rows"),
}
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


class UpdateModel(FateModel[Shown]):
    """The lines of an update, or those with one fate; which are ticked is kept when they are shown anew."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__(
            (
                Column("tick", "Take", 64, lambda line: ""),
                Column("fate", "What happens", 150, lambda line: SIGNS[line.kind].word),
                Column("ref", "Action", 138, lambda line: _text(line.ref), muted=True),
                Column("label", "Column", 130, lambda line: _text(line.label)),
                Column("old", "In the workbook", 130, lambda line: _text(line.old, line)),
                Column("new", "In the file", 130, lambda line: _text(line.new, line)),
                Column("why", "Why", 280, lambda line: _text(line.why), muted=True),
            ),
            SIGNS,
            lambda line: line.kind,
        )
        self._all: Sequence[Shown] = ()
        self._decided: dict[tuple[str, str], bool] = {}

    def show_update(self, found: ActionUpdate | None, view: str) -> None:
        """Show the lines of an update; `view` is a kind or ALL."""
        self._all = list(lines_of(found)) if found else []
        self.show_rows(self._all, view)

    def forget(self) -> None:
        """Forget what was ticked: another file is coming."""
        self._decided.clear()

    def counts(self) -> dict[str, int]:
        """How many lines there are of each kind, and of all."""
        return {ALL: len(self._all), **{kind: sum(x.kind == kind for x in self._all) for kind in SIGNS}}

    def chosen(self) -> list[Difference]:
        """The ticked differences."""
        found = (line.difference for line in self._all if self._is_ticked(line))
        return [difference for difference in found if difference is not None]

    def chosen_new(self) -> list[NewAction]:
        """The ticked actions that were added in the spreadsheet."""
        return [line.added for line in self._all if line.added is not None and self._is_ticked(line)]

    def toggle(self, row: int) -> None:
        """Tick or untick a line that can be taken."""
        line = self.row(row)
        if not line.can_be_taken:
            return
        self._decided[line.key] = not self._is_ticked(line)
        place = self.index(row, 0)
        self.dataChanged.emit(place, place)
        self.ticked.emit()

    def _is_ticked(self, line: Shown) -> bool:
        return line.can_be_taken and self._decided.get(line.key, line.kind == "take")

    def look(self, row: Shown, column: Column[Shown], role: int, number: int) -> object:
        """What a cell says beside its words."""
        if column.key == "tick" and row.can_be_taken:
            ticked = self._is_ticked(row)
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return "Will be taken" if ticked else "Left out"
        if role == roles.MutedRole and column.key in ("old", "new"):
            return not (row.old if column.key == "old" else row.new)
        return super().look(row, column, role, number)


def _text(text: str, line: Shown | None = None) -> str:
    """A text on one line; of a difference, where there is none, that there is nothing."""
    words = " ".join(text.split())
    return words or (NOTHING if line is not None and line.difference is not None else "–")

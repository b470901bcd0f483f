"""The rows of a list that could be imported, each with its fate."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from hssib_desk.domain.caseload.plan import FATES, Fate, ImportPlan, RowFate, Target, import_names
from hssib_desk.domain.caseload.table import RowKey
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.table_model import Column
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.reading.fate_list import ALL, FateModel, FateSign, OddRole

SHOWN_TARGETS = 4
_SIGNS: dict[Fate, tuple[str, str, str]] = {
    "new": ("ok", "plus", "ok"),
    "warning": ("warn", "triangle-alert", "warnshape"),
    "changed": ("warn", "pen-line", "warnshape"),
    "held": ("warn", "clock", "warnshape"),
    "duplicate": ("none", "copy", "text2"),
    "refused": ("bad", "ban", "bad"),
    "skipped": ("none", "minus", "text2"),
}
FATE_SIGNS = {fate: FateSign(word, *_SIGNS[fate]) for fate, word in FATES.items()}
NEW_CASE = "Will be a new case."


def shown_short(target: Target, shown: str) -> str:
    """An answer in the few words that its list has for narrow places."""
    choices = target.field.options.choices if target.field.options else ()
    return next((choice.short for choice in choices if choice.label == shown and choice.short), shown)


class CaseloadModel(FateModel[RowFate]):
    """The rows of a plan, or those with one fate."""

    def __init__(self, library: Library) -> None:
        names = import_names(library)
        targets = [names.targets[key] for key in names.preview[:SHOWN_TARGETS]]
        self._targets = {item.key: item for item in targets}
        super().__init__(
            (
                Column(
                    "row",
                    "Row",
                    64,
                    lambda row: f"{row.number} {row.sheet}".strip(),
                    muted=True,
                    tabular=True,
                ),
                Column("fate", "What happens", 152, lambda row: FATES[row.fate]),
                *map(_column, targets),
                Column("why", "Why", 360, _why, wraps=True),
            ),
            {str(fate): told for fate, told in FATE_SIGNS.items()},
            lambda row: row.fate,
        )

    def show_plan(self, plan: ImportPlan | None, view: str) -> None:
        """Show the rows of a plan; those that are skipped only where they are asked for."""
        rows: Sequence[RowFate] = plan.rows if plan else ()
        self.show_rows(rows if view == ALL or plan is None else (*rows, *plan.skipped), view)

    def place_of(self, key: RowKey) -> int | None:
        """In which row of the list a row of the file stands."""
        return next((at for at, row in enumerate(self.rows()) if row.key == key), None)

    def look(self, row: RowFate, column: Column[RowFate], role: int, number: int) -> object:
        """What a cell says beside its words."""
        target = self._targets.get(column.key)
        if role == roles.IdRole:
            return row.number
        if role == OddRole:
            return bool(column.key in row.odd and row.shown.get(column.key))
        if role == roles.MutedRole and target is not None:
            return not row.shown.get(column.key) or target.field.options is not None
        if role == Qt.ItemDataRole.ToolTipRole:
            said = "\n".join(row.why) if column.key == "why" and len(row.why) > 1 else None
            if target is not None and target.field.options:
                said = row.shown.get(column.key)
            return said and plain(said)
        return super().look(row, column, role, number)


def _column(target: Target) -> Column[RowFate]:
    def text(row: RowFate) -> str:
        if shown := row.shown.get(target.key, ""):
            return shown_short(target, shown)
        return "empty" if target.key in row.odd else "–"

    is_date = kind_of(target.field).is_date
    return Column(target.key, target.field.column, 120, text, hint=plain(target.label), tabular=is_date)


def _why(row: RowFate) -> str:
    if not row.differences:
        return " ".join(row.why) or NEW_CASE
    said = {"take": ", taken", "keep": ", kept", "": ""}
    differ = (
        f"{item.label} {item.old or 'empty'} → {item.new}{said[item.choice]}" for item in row.differences
    )
    return f"{row.duplicate_of}: {'; '.join(' '.join(text.split()) for text in differ)}"

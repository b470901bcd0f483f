"""Which column of a list answers which question: the most important ones, and all of them on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.caseload.columns import ImportNames
from hssib_desk.domain.caseload.plan import ColumnMap, ImportPlan, Table, import_names
from hssib_desk.domain.caseload.table import words
from hssib_desk.domain.forms.form import Library
from hssib_desk.ui.cases.importing import JOINT, KEEP, LEAVE, answer_from, use_column, use_of
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.editors import ChoiceField, Option
from hssib_desk.ui.kit.layout import ScrollArea, SplitRow, side_by_side
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

NONE = "Not in this list"
DATES = (("", "Day first, asked if in doubt"), ("dmy", "Day first"), ("mdy", "Month first"))
SAMPLES = 3
LEAST_WIDTH, GAP = 160, 12
LIST_HEIGHT = 240
ANSWER_WIDTH = 300


class ColumnsCard(Card):
    """Shows a map of columns and says when somebody changes it."""

    changed = Signal(object)  # the new ColumnMap

    def __init__(self, library: Library) -> None:
        super().__init__(padding=20)
        self._names = import_names(library)
        self._table: Table | None = None
        self._map = ColumnMap()
        self.fields = {key: ChoiceField((), placeholder=NONE, small=True) for key in self._names.preview}
        self.uses: list[ChoiceField] = []
        self.all = LinkButton("All columns", trailing="chevron-down")
        self.dates = FilterButton("Dates", DATES)
        self.questions = _Questions()
        self._grid = _Grid([self._field(key) for key in self._names.preview])
        self._list = QWidget()
        self._lines = QGridLayout(self._list)
        self._area = ScrollArea(self._list)
        self._build_body()

    def _field(self, key: str) -> QWidget:
        field, target = self.fields[key], self._names.targets[key]
        field.setObjectName(f"column-{key}")
        field.setAccessibleName(f"Column for {target.label}")
        field.edited.connect(lambda value, key=key: self._answer(key, value))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Headline(target.field.column, "small-strong"))
        column.addWidget(field)
        return holder

    def _build_body(self) -> None:
        title = Headline("Which column is which", "card-title")
        hint = Headline("Matched by name. Change any of them.", "hint")
        head = SplitRow(side_by_side(title, hint), side_by_side(self.dates, self.all, gap=16))
        self.body.setContentsMargins(20, 13, 20, 16)
        self.body.setSpacing(10)
        self.body.addWidget(head)
        self.body.addWidget(self._grid)
        self.body.addWidget(self.questions)
        self.body.addWidget(self._area)
        self.all.setCheckable(True)
        self.all.toggled.connect(self._show_all)
        self.dates.chosen.connect(self._order)
        self.questions.answered.connect(self._reply)
        self._area.hide()

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the columns of a list and what is asked about them, without saying so."""
        self.show_map(plan.table, plan.columns)
        self.dates.set_value(plan.columns.dates)
        self.questions.show_plan(plan, self._names)

    def _order(self, order: str) -> None:
        dates: Literal["", "dmy", "mdy"] = "dmy" if order == "dmy" else "mdy" if order == "mdy" else ""
        self._say(replace(self._map, dates=dates))

    def _reply(self, target: str, answer: str) -> None:
        if target in self._map.unsure:
            self._answer(target, answer)
        else:
            self._say(self._map.answer(target, answer))

    def show_map(self, table: Table, mapping: ColumnMap) -> None:
        """Show a map for a list, without saying so."""
        if table is not self._table:
            options = [Option(str(at), name) for at, name in enumerate(table.columns)]
            for field in self.fields.values():
                field.set_options([Option("", NONE), *options])
        self._table, self._map = table, mapping
        for key, field in self.fields.items():
            at = mapping.columns.get(key)
            field.set_value(None if at is None else str(at))
        self._grid.fit()
        if self.all.isChecked():
            self._fill_list()

    def _show_all(self, shown: bool) -> None:
        self.all.trailing = "chevron-up" if shown else "chevron-down"
        if shown:
            self._fill_list()
        self._area.setVisible(shown)

    def _fill_list(self) -> None:
        if self._table is None:
            return
        if len(self.uses) != len(self._table.columns):
            self._make_list(self._table)
        for at, (name, field) in enumerate(zip(self._table.columns, self.uses, strict=True)):
            use = use_of(self._map, at)
            field.set_options(self._options(use))
            field.set_value(use)
            field.setAccessibleName(f"What column {name} answers")

    def _make_list(self, table: Table) -> None:
        empty(self._lines)
        self.uses = []
        self._lines.setContentsMargins(0, 0, 12, 0)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(1, 1)
        self._lines.addWidget(Separator(), 0, 0, 1, 3)
        for at, name in enumerate(table.columns):
            field = ChoiceField((), small=True)
            field.setMinimumWidth(current().px(240))
            field.edited.connect(lambda value, at=at: self._use(at, value))
            self._lines.addWidget(Headline(name, "small-strong"), at + 1, 0)
            self._lines.addWidget(Headline(sample(table, at), "second"), at + 1, 1)
            self._lines.addWidget(field, at + 1, 2)
            self.uses.append(field)
        self._area.setFixedHeight(min(LIST_HEIGHT, self._list.sizeHint().height()))

    def _options(self, use: str) -> list[Option]:
        questions = [Option(key, target.label, "Answers") for key, target in self._names.targets.items()]
        if JOINT in use:
            labels = [self._names.targets[key].label for key in use.split(JOINT)]
            questions.insert(0, Option(use, " and ".join(labels), "Answers"))
        return [Option(KEEP, "Kept in the notes"), Option(LEAVE, "Not read"), *questions]

    def _answer(self, target: str, value: object) -> None:
        at = int(str(value)) if value not in (None, "") else None
        self._say(answer_from(self._map, target, at, self._count()))

    def _use(self, at: int, value: object) -> None:
        self._say(use_column(self._map, at, str(value or LEAVE), self._count()))

    def _count(self) -> int:
        return len(self._table.columns) if self._table else 0

    def _say(self, mapping: ColumnMap) -> None:
        if self._table is not None and mapping != self._map:
            self.show_map(self._table, mapping)
            self.changed.emit(mapping)


def sample(table: Table, column: int) -> str:
    """The first different things that stand in a column, as they stand there."""
    first: list[str] = []
    for row in table.rows:
        text = " ".join(words(row.cells[column]).split())
        if text and text not in first:
            first.append(text)
        if len(first) == SAMPLES:
            break
    joined = " · ".join(first)
    return joined if len(joined) <= 60 else f"{joined[:58]}…"


class _Questions(QWidget):
    """What has to be said about single columns, each with its answers; `answered(target, answer)`."""

    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, ChoiceField] = {}
        self._asked: object = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)

    def show_plan(self, plan: ImportPlan, names: ImportNames) -> None:
        """Show the questions of a plan with their answers."""
        columns = plan.table.columns
        unsure = [
            (
                key,
                f"Which column is “{names.targets[key].label}”?",
                tuple((str(at), columns[at]) for at in places),
                "",
            )
            for key, places in plan.columns.unsure.items()
        ]
        asked = [
            *unsure,
            *((item.target, item.sentence, item.answers, item.answer) for item in plan.questions),
        ]
        self.setVisible(bool(asked))
        if self._asked != [item[:3] for item in asked]:
            self._asked = [item[:3] for item in asked]
            self._build(asked)
        for target, _, _, answer in asked:
            self.fields[target].set_value(answer)

    def _build(self, asked: Sequence[tuple[str, str, tuple[tuple[str, str], ...], str]]) -> None:
        empty(self._rows)
        self.fields = {}
        for target, sentence, answers, _ in asked:
            field = ChoiceField([Option(*answer) for answer in answers], placeholder="Please say", small=True)
            field.setObjectName(f"question-{target}")
            field.setAccessibleName(sentence)
            field.setFixedWidth(current().px(ANSWER_WIDTH))
            field.edited.connect(lambda answer, target=target: self.answered.emit(target, str(answer or "")))
            self.fields[target] = field
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(Sign("message-circle-question-mark", 18, "warnshape"))
            row.addWidget(Paragraph(sentence, "small"), 1)
            row.addWidget(field)
            holder = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(row)
            self._rows.addWidget(holder)


class _Grid(QWidget):
    """Fields side by side, as many in a line as have room."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts = parts
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(8)
        self._arrange(len(parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of fields in a line."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put as many fields in a line as stand there whole, each with the share that its words need."""
        needs = [max(current().px(LEAST_WIDTH), _whole_width(part)) for part in self._parts]
        for across in range(len(needs), 0, -1):
            widths = [max(needs[column::across]) for column in range(across)]
            if across == 1 or sum(widths) + GAP * (across - 1) <= self.width():
                self._arrange(across)
                for column, wide in enumerate(widths):
                    self._grid.setColumnStretch(column, wide)
                return

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        for column in range(self._across):
            self._grid.setColumnStretch(column, 0)
        self._across = across
        for number, part in enumerate(self._parts):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, *divmod(number, across), Qt.AlignmentFlag.AlignTop)
        self.updateGeometry()


def _whole_width(part: QWidget) -> int:
    """The width in which a label and what is chosen under it are whole."""
    fields = (field.whole_width() for field in part.findChildren(ChoiceField))
    return max(part.minimumSizeHint().width(), *fields)

"""One row of a list whole: everything that is to be said of it, and every value as it was read."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.caseload.plan import Difference, RowChoice, RowFate, import_names
from hssib_desk.domain.caseload.table import words
from hssib_desk.domain.forms.form import Library
from hssib_desk.ui.cases.import_model import FATE_SIGNS, NEW_CASE
from hssib_desk.ui.cases.importing import Caseload
from hssib_desk.ui.kit.buttons import LinkButton, button, icon_button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import ChoiceField, LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

VALUE_WIDTH = 240
DECISIONS = (("take", "Take from the list"), ("keep", "Keep as in the case"))


class RowDetail(Card):
    """Stands below the list of rows; `closed` says that somebody is done with it."""

    closed = Signal()
    decided = Signal(object, object)  # the RowFate that is shown, and the RowChoice made for it
    case_wanted = Signal(str)  # the reference of the case that a duplicate is of

    def __init__(self, library: Library) -> None:
        super().__init__(padding=16)
        self._targets = import_names(library).targets
        self._ref = ""
        self.heading = Headline("", "card-title")
        self.chip = Chip("none", "")
        self.open_case = LinkButton("")
        self.close_button = icon_button("x", "Close this row", small=True)
        self.sentences = Paragraph("", "small")
        self._values = FlowRow(gap=16)
        self._row: RowFate | None = None
        self.alone = button("Import as a case of its own", small=True)
        self.leave = button("Leave this row out", small=True)
        self.anew = button("Decide again", small=True)
        self.take_all = button("Take all", small=True)
        self.keep_all = button("Keep all", small=True)
        self.choices: dict[str, ChoiceField] = {}
        self.mends: dict[str, LineField] = {}
        self._asked = QWidget()
        self._lines = QGridLayout(self._asked)
        self._build_body()
        self.hide()

    def _build_body(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.heading)
        head.addWidget(self.chip)
        head.addWidget(self.open_case)
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        self.body.addWidget(self.sentences)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(1, 1)
        self.body.addWidget(self._asked)
        acts = FlowRow(self.take_all, self.keep_all, self.alone, self.leave, self.anew)
        self.body.addWidget(acts)
        self.body.addWidget(self._values)
        self.take_all.clicked.connect(lambda: self._decide_all("take"))
        self.keep_all.clicked.connect(lambda: self._decide_all("keep"))
        self.alone.clicked.connect(lambda: self._choose(do="import"))
        self.leave.clicked.connect(lambda: self._choose(do="skip"))
        self.anew.clicked.connect(lambda: self._tell(RowChoice()))
        self.open_case.clicked.connect(lambda: self.case_wanted.emit(self._ref))
        self.close_button.clicked.connect(self.closed)

    def show_row(self, caseload: Caseload, row: RowFate) -> None:
        """Show a row of a list."""
        chip = FATE_SIGNS[row.fate].chip
        self._row = row
        here = self.focusWidget()
        name = here.objectName() if here is not None and self.isAncestorOf(here) else ""
        self.heading.setText(f"Row {row.number} {row.sheet}".strip())
        self.chip.set_chip(chip.kind, chip.text, chip.icon)
        self._ref = row.duplicate_of if isinstance(row.duplicate_of, str) else ""
        self.open_case.set_words(f"Open {self._ref}")
        self.open_case.setVisible(bool(self._ref))
        self.sentences.set_text("\n".join(row.why) or NEW_CASE)
        self._show_acts(row)
        self._show_questions(row)
        self._values.clear()
        for label, value, odd in self._read(caseload, row):
            self._values.add(_value(label, value, odd))
        self.show()
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_acts(self, row: RowFate) -> None:
        """Offer what can be decided about a row as a whole."""
        is_row = row.fate != "skipped" or row.choice.do == "skip"
        open_ones = sum(not item.why for item in row.differences)
        self.take_all.setVisible(open_ones > 1)
        self.keep_all.setVisible(open_ones > 1)
        self.alone.setVisible(row.fate in ("changed", "held", "duplicate"))
        self.leave.setVisible(is_row and row.fate in ("new", "warning") and row.choice.do != "skip")
        self.anew.setVisible(is_row and row.choice != RowChoice())

    def _show_questions(self, row: RowFate) -> None:
        """A line for each difference from the case that is there, and for each cell that can be mended."""
        empty(self._lines)
        self.choices, self.mends = {}, {}
        for item in row.differences:
            self._add_line(item.label, f"{item.old or 'empty'}  →  {item.new}", self._difference(item))
        mended = [key for key in self._targets if key in row.odd or key in row.choice.mended]
        for key in mended if row.fate == "refused" or row.choice.mended else ():
            self._add_line(self._targets[key].label, row.shown.get(key, "") or "empty", self._mend(key, row))
        self._asked.setVisible(self._lines.count() > 0)

    def _add_line(self, label: str, text: str, field: QWidget) -> None:
        at = self._lines.rowCount()
        self._lines.addWidget(Headline(label, "small-strong"), at, 0)
        self._lines.addWidget(Paragraph(text, "small"), at, 1)
        field.setFixedWidth(current().px(VALUE_WIDTH))
        self._lines.addWidget(field, at, 2)

    def _difference(self, item: Difference) -> QWidget:
        if item.why:
            return Paragraph(item.why, "hint")
        field = ChoiceField(DECISIONS, placeholder="Not decided", small=True)
        field.setAccessibleName(f"{item.label}: take it from the list, or keep it as it is in the case")
        field.setObjectName(f"decide-{item.target}")
        field.set_value(item.choice)
        field.edited.connect(lambda answer, key=item.target: self._decide(key, answer or None))
        self.choices[item.target] = field
        return field

    def _mend(self, key: str, row: RowFate) -> QWidget:
        field = LineField("Type what is right")
        field.setAccessibleName(f"{self._targets[key].label}: type what is right")
        field.setObjectName(f"mend-{key}")
        field.setText(row.choice.mended.get(key, ""))
        field.editingFinished.connect(lambda: self._mended(key, field.text().strip()))
        self.mends[key] = field
        return field

    def _mended(self, key: str, typed: str) -> None:
        if self._row is None or self._row.choice.mended.get(key, "") == typed:
            return
        others = {name: text for name, text in self._row.choice.mended.items() if name != key}
        self._tell(replace(self._row.choice, mended={**others, key: typed} if typed else others))

    def _decide(self, key: str, answer: Literal["take", "keep"] | None) -> None:
        if self._row is not None:
            answers = {name: said for name, said in self._row.choice.answers.items() if name != key}
            if answer is not None:
                answers[key] = answer
            self._tell(replace(self._row.choice, answers=answers))

    def _decide_all(self, answer: Literal["take", "keep"]) -> None:
        if self._row is not None:
            every: dict[str, Literal["take", "keep"]] = {
                item.target: answer for item in self._row.differences if not item.why
            }
            self._tell(replace(self._row.choice, answers=every))

    def _choose(self, do: Literal["import", "skip"]) -> None:
        if self._row is not None:
            self._tell(replace(self._row.choice, do=do))

    def _tell(self, choice: RowChoice) -> None:
        if self._row is not None:
            self.decided.emit(self._row, choice)

    def _read(self, caseload: Caseload, row: RowFate) -> list[tuple[str, str, bool]]:
        """Each question and column of the row, with its value and whether it wants a look."""
        table = caseload.table
        cells = next((item.cells for item in table.rows if item.key == row.key), None)
        if cells is None:
            return []
        asked = [
            (self._targets[key].label, row.shown.get(key, ""), key in row.odd)
            for key in caseload.plan.columns.columns
        ]
        kept = [
            (f"{table.columns[at]}, kept in the notes", words(cells[at]).strip(), False)
            for at in caseload.plan.columns.notes
        ]
        return [*asked, *(item for item in kept if item[1])]


def _value(label: str, value: str, odd: bool) -> QWidget:
    holder = QWidget()
    holder.setFixedWidth(current().px(VALUE_WIDTH))
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Headline(label, "caption"))
    column.addWidget(Paragraph(value or "empty", "bad" if odd else "small" if value else "hint"))
    column.addStretch(1)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return holder

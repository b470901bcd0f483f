"""One row of a list whole: everything that is to be said of it, and every value as it was read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.caseload import RowFate, import_names
from hssib_desk.domain.caseload_table import words
from hssib_desk.domain.form import Library
from hssib_desk.ui.cases.import_model import NEW_CASE, fate_chip
from hssib_desk.ui.cases.importing import Caseload
from hssib_desk.ui.kit.buttons import LinkButton, icon_button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.chips import Chip
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

VALUE_WIDTH = 240


class RowDetail(Card):
    """Stands below the list of rows; `closed` says that somebody is done with it."""

    closed = Signal()
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
        self.body.addWidget(self._values)
        self.open_case.clicked.connect(lambda: self.case_wanted.emit(self._ref))
        self.close_button.clicked.connect(self.closed)

    def show_row(self, caseload: Caseload, row: RowFate) -> None:
        """Show a row of a list."""
        chip = fate_chip(row.fate)
        self.heading.setText(f"Row {row.number}")
        self.chip.set_chip(chip.kind, chip.text, chip.icon)
        self._ref = row.duplicate_of if isinstance(row.duplicate_of, str) else ""
        self.open_case.set_words(f"Open {self._ref}")
        self.open_case.setVisible(bool(self._ref))
        self.sentences.set_text("\n".join(row.why) or NEW_CASE)
        self._values.clear()
        for label, value, odd in self._read(caseload, row):
            self._values.add(_value(label, value, odd))
        self.show()

    def _read(self, caseload: Caseload, row: RowFate) -> list[tuple[str, str, bool]]:
        """Each question and column of the row, with its value and whether it wants a look."""
        table = caseload.table
        cells = next(item.cells for item in table.rows if item.number == row.number)
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

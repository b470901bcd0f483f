"""What an import would do, on the screen: the columns, the notes, every row's fate, and one row whole."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.caseload.plan import FATES
from hssib_desk.domain.forms.form import Library
from hssib_desk.ui.cases.import_columns import ColumnsCard
from hssib_desk.ui.cases.import_detail import RowDetail
from hssib_desk.ui.cases.import_model import ALL, FATE_SIGNS, FateDelegate, FateModel
from hssib_desk.ui.cases.importing import Caseload, identifying_labels
from hssib_desk.ui.cases.parts import ListTable, SplitRow
from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import AdviceStrip
from hssib_desk.ui.kit.table_card import TableCard
from hssib_desk.ui.kit.text import Headline, plain

ALWAYS = ("new", "warning", "duplicate", "refused")
LEAST_ROWS = 4  # below this the page scrolls, not the list


class CaseloadView(QWidget):
    """Shows a list that was read and planned; `columns_changed` carries another map of its columns."""

    columns_changed = Signal(object)
    decided = Signal(object, object)  # the RowFate, and the RowChoice that somebody made
    case_wanted = Signal(str)  # the reference of a case that is there already
    row_opened = Signal()

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._caseload: Caseload | None = None
        self.model = FateModel(library, self)
        self.columns = ColumnsCard(library)
        self.notes = AdviceStrip("", kind="notice")
        self.views = ViewSwitch(
            [(ALL, "All", None), *((fate, word, None) for fate, word in FATES.items())],
            signs={fate: (icon, ink) for fate, (_, icon, ink) in FATE_SIGNS.items()},
        )
        self.taken = Headline("", "hint")
        self.table = self._make_table()
        self.nothing = Headline("There is no row of this kind.", "second")
        self.card = TableCard(self.table, self.nothing)
        self.detail = RowDetail(library)
        self._build()

    def _make_table(self) -> ListTable:
        widths = [column.width for column in self.model.columns]
        table = ListTable(40, 36, widths, {len(widths) - 1})
        table.setObjectName("rows")
        table.setAccessibleName("Rows of the list")
        table.setModel(self.model)
        table.setItemDelegate(FateDelegate(table))
        table.horizontalHeader().setSortIndicatorShown(False)
        table.horizontalHeader().setSectionsClickable(False)
        return table

    def _build(self) -> None:
        self.nothing.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (self.columns, self.notes, SplitRow(self.views, self.taken)):
            column.addWidget(part)
        column.addWidget(self.card, 1)
        column.addWidget(self.detail)
        column.addStretch(0)
        self.columns.changed.connect(self.columns_changed)
        self.views.chosen.connect(lambda _: self._show_rows())
        self.table.activated.connect(self._show_row)
        self.table.selectionModel().currentRowChanged.connect(self._follow_row)
        self.detail.closed.connect(self.close_row)
        self.detail.case_wanted.connect(self.case_wanted)
        self.detail.decided.connect(self.decided)

    def show_caseload(self, caseload: Caseload) -> None:
        """Show a list; the same one with another plan keeps its view and its chosen row."""
        fresh = self._caseload is None or self._caseload.table is not caseload.table
        self._caseload = caseload
        if fresh:
            self.views.set_value(ALL)
            self.detail.hide()
        self.columns.show_plan(caseload.plan)
        self._show_notes(caseload)
        self.views.set_count(ALL, len(caseload.plan.rows))
        for fate, count in caseload.plan.counts.items():
            self.views.set_count(fate, count)
            self.views.show_view(fate, bool(count) or fate in ALWAYS or self.views.value() == fate)
        self._show_rows()
        if fresh and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_row(self) -> bool:
        """Close the row that is shown whole, if one is; say whether one was."""
        if not self.detail.isVisible():
            return False
        self.detail.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show_notes(self, caseload: Caseload) -> None:
        asked = {question.sentence for question in caseload.plan.questions}  # they stand with their answers
        notes = [note for note in caseload.plan.notes if note not in asked]
        self.notes.set_texts(" ".join(notes))
        self.notes.setVisible(bool(notes))
        who = identifying_labels(caseload, self._library)
        count = f"{len(who)} column{'' if len(who) == 1 else 's'}"
        self.taken.setText(f"{count} that identify somebody will be imported" if who else "")
        self.taken.setToolTip(plain(", ".join(who)))

    def _show_rows(self) -> None:
        here = self.table.currentIndex()
        key = self.model.fate(here.row()).key if here.isValid() else None
        self.model.show_plan(self._caseload.plan if self._caseload else None, self.views.value())
        rows = self.model.rowCount()
        self.table.setVisible(rows > 0)
        self.nothing.setVisible(not rows)
        self.table.setMinimumHeight(self.table.height_of(min(rows, LEAST_ROWS)))
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.card.setMaximumHeight(
            self.table.height_of(rows) + bar if rows else self.card.sizeHint().height()
        )
        place = self.model.place_of(key) if key is not None else None
        if place is not None:
            self.table.setCurrentIndex(self.model.index(place, 0))
            self._follow_row(self.table.currentIndex())
        else:
            self.detail.hide()

    def _show_row(self, index: QModelIndex) -> None:
        if self._caseload is not None and index.isValid():
            self.detail.show_row(self._caseload, self.model.fate(index.row()))
            self.row_opened.emit()

    def _follow_row(self, index: QModelIndex) -> None:
        if self.detail.isVisible():
            self._show_row(index)

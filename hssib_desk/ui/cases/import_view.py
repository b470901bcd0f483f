"""What an import would do, on the screen: the columns, the notes, every row's fate, and one row whole."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal

from hssib_desk.domain.forms.form import Library
from hssib_desk.ui.cases.import_columns import ColumnsCard
from hssib_desk.ui.cases.import_detail import RowDetail
from hssib_desk.ui.cases.import_model import CaseloadModel
from hssib_desk.ui.cases.importing import Caseload, identifying_labels
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.reading.fate_list import ALL, FateView
from hssib_desk.ui.window.icon_line import plural

ALWAYS = ("new", "warning", "duplicate", "refused")


class CaseloadView(FateView):
    """Shows a list that was read and planned; `columns_changed` carries another map of its columns."""

    model: CaseloadModel
    columns_changed = Signal(object)
    decided = Signal(object, object)  # the RowFate, and the RowChoice that somebody made
    case_wanted = Signal(str)  # the reference of a case that is there already
    row_opened = Signal()

    def __init__(self, library: Library) -> None:
        model = CaseloadModel(library)
        self.columns, self.detail = ColumnsCard(library), RowDetail(library)
        last = len(model.columns) - 1
        super().__init__(model, above=(self.columns,), below=(self.detail,), flexible={last}, noun="row")
        self._library = library
        self._caseload: Caseload | None = None
        self.table.setObjectName("rows")
        self.table.setAccessibleName("Rows of the list")
        self.columns.changed.connect(self.columns_changed)
        self.views.chosen.connect(lambda _: self._show_plan())
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
        asked = {question.sentence for question in caseload.plan.questions}  # they stand with their answers
        who = identifying_labels(caseload, self._library)
        count = f"{plural(len(who), 'column')} that identify somebody will be imported"
        self.say(" ".join(note for note in caseload.plan.notes if note not in asked), count if who else "")
        self.aside.setToolTip(plain(", ".join(who)))
        self.views.set_count(ALL, len(caseload.plan.rows))
        for fate, number in caseload.plan.counts.items():
            self.views.set_count(fate, number)
            self.views.show_view(fate, bool(number) or fate in ALWAYS or self.views.value() == fate)
        self._show_plan()
        if fresh and self.isVisible():
            self.take_focus()

    def close_row(self) -> bool:
        """Close the row that is shown whole, if one is; say whether one was."""
        if not self.detail.isVisible():
            return False
        self.detail.hide()
        self.take_focus()
        return True

    def _show_plan(self) -> None:
        here = self.table.currentIndex()
        key = self.model.row(here.row()).key if here.isValid() else None
        self.model.show_plan(self._caseload.plan if self._caseload else None, self.views.value())
        self.fit()
        place = self.model.place_of(key) if key is not None else None
        if place is not None:
            self.table.setCurrentIndex(self.model.index(place, 0))
            self._follow_row(self.table.currentIndex())
        else:
            self.detail.hide()

    def _show_row(self, index: QModelIndex) -> None:
        if self._caseload is not None and index.isValid():
            self.detail.show_row(self._caseload, self.model.row(index.row()))
            self.row_opened.emit()

    def _follow_row(self, index: QModelIndex) -> None:
        if self.detail.isVisible():
            self._show_row(index)

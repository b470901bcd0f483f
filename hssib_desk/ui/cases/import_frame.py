"""What stands above and below an import: which list it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.caseload import ImportPlan
from hssib_desk.ui.cases.importing import Caseload
from hssib_desk.ui.cases.parts import SplitRow, side_by_side
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton, button
from hssib_desk.ui.kit.layout import MARGIN, FlowRow
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline

PROMISE = "Nothing is written until you import. A backup is made first."


class ImportHead(QWidget):
    """The way back, the title, and which list is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.back = LinkButton("Cases", "chevron-left")
        self.source = Headline("", "subtitle")
        self.sheets = FilterButton("Sheet", ())
        self.other = button("Other file", small=True)
        names = FlowRow(Headline("Import caseload", "page-title"), self.source, gap=12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(names, 1)
        row.addWidget(self.sheets)
        row.addWidget(self.other)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)

    def show_caseload(self, caseload: Caseload | None) -> None:
        """Show the name of a list, or none."""
        self.other.setVisible(caseload is not None)
        self.sheets.setVisible(caseload is not None and len(caseload.table.sheets) > 1)
        if caseload is None:
            self.source.setText("")
            return
        rows = len(caseload.table.rows)
        self.source.setText(f"{caseload.source}, {rows:,} row{'' if rows == 1 else 's'}")
        sheets = [(sheet, sheet) for sheet in caseload.table.sheets]
        self.sheets.set_options(sheets, caseload.table.sheet)


class ImportFoot(QFrame):
    """What is promised, and the three things to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page-footer")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.words = Headline(PROMISE, "subtitle")
        self.save = button("Save list of refused rows", "file-down")
        self.cancel = button("Cancel")
        self.take = button("Import", kind="primary")
        self.take.setObjectName("take")
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 12, MARGIN, 11)
        buttons = side_by_side(self.save, self.cancel, self.take)
        row.addWidget(SplitRow(side_by_side(Sign("shield-check", 18), self.words), buttons))

    def show_plan(self, plan: ImportPlan | None, *, busy: bool, read_only: bool) -> None:
        """Say what can be taken in, or why nothing can."""
        count = len(plan.accepted) if plan else 0
        self.take.set_words(f"Import {count:,} case{'' if count == 1 else 's'}")
        self.take.setEnabled(bool(count) and not busy and not read_only)
        self.save.setEnabled(bool(plan and plan.counts["refused"]) and not busy)
        words = PROMISE
        if read_only:
            words = "This workbook is open for reading only, so nothing can be imported."
        elif plan and not count:
            words = "No row can become a case. Each row says why."
        self.words.setText(words)

"""What stands above and below an import: which list it is, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.caseload.plan import ImportPlan
from hssib_desk.ui.cases.importing import Caseload
from hssib_desk.ui.cases.parts import SplitRow, side_by_side
from hssib_desk.ui.kit.buttons import FilterButton, LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import MARGIN, FlowRow
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph

TOGETHER = "*"  # no name of a sheet: Excel allows none with this sign
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
        self.sheets.setVisible(caseload is not None and len(caseload.tables) > 1)
        if caseload is None:
            self.source.setText("")
            return
        rows = len(caseload.table.rows)
        self.source.setText(f"{caseload.table.source}, {rows:,} row{'' if rows == 1 else 's'}")
        lists = caseload.table.sheets
        sheets = [(table.sheet, table.sheet) for table in caseload.tables]
        together = [(TOGETHER, f"All {len(lists)} lists together")] if len(lists) > 1 else []
        chosen = {row.sheet for row in caseload.table.rows}
        self.sheets.set_options([*sheets, *together], TOGETHER if len(chosen) > 1 else caseload.table.sheet)


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
        taken = sum(map(len, plan.changes.values())) if plan else 0
        cases = f"Import {count:,} case{'' if count == 1 else 's'}"
        answers = f"{taken:,} answer{'' if taken == 1 else 's'}"
        self.take.set_words(
            f"Take {answers}" if taken and not count else f"{cases}, take {answers}" if taken else cases
        )
        self.take.setEnabled(bool(count or taken) and not busy and not read_only)
        self.save.setEnabled(bool(plan and plan.counts["refused"]) and not busy)
        words = PROMISE
        if read_only:
            words = "This workbook is open for reading only, so nothing can be imported."
        elif plan and not count and not taken:
            words = "No row can become a case. Each row says why."
        self.words.setText(words)


class QuotesCard(Card):
    """Asks what quotation marks are that swallow rows; `answered(path, quotes)` says what somebody chose."""

    answered = Signal(Path, str)

    def __init__(self) -> None:
        super().__init__("Quotation marks in the file")
        self._path = Path()
        self.sentence = Paragraph("", "second")
        self.ignore = button("Read line by line", kind="primary")
        self.trust = button("Read as it is")
        self.body.addWidget(self.sentence)
        self.body.addWidget(side_by_side(self.ignore, self.trust))
        self.ignore.clicked.connect(lambda: self.answered.emit(self._path, "ignore"))
        self.trust.clicked.connect(lambda: self.answered.emit(self._path, "trust"))
        self.hide()

    def ask(self, path: Path, sentence: str) -> None:
        """Ask about a file."""
        self._path = path
        self.sentence.set_text(sentence)
        self.show()
        self.ignore.setFocus(Qt.FocusReason.OtherFocusReason)

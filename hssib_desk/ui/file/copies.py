"""The copies of a workbook, what is in each beside what is in the file now, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.store import backups
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import BackupInfo
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card, CardRow, EmptyState
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.icon_line import SideBySide, column, plural
from hssib_desk.ui.window.progress import ProgressStrip
from hssib_desk.ui.work import Job, Task, start

KEPT = "The file as it is now is kept among the copies, so nothing is lost, and you can go back again."
_KIB = 1024


@dataclass(frozen=True)
class Inside:
    """What a workbook file holds; `problem` says why it cannot be opened."""

    cases: int = 0
    entries: int = 0
    last_change: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Copies:
    """The file as it is now, and its copies, newest first."""

    now: Inside
    copies: tuple[BackupInfo, ...]


def read_copies(path: Path, driver: Driver, _task: Task) -> Copies:
    """Open the file and every copy of it and say what is in them."""
    try:
        now = Inside(*backups.inside(path, backups.suited(path, driver)))
    except WorkbookError as error:
        now = Inside(problem=str(error))
    return Copies(now, tuple(backups.list_backups(path, driver)))


def go_back(path: Path, copy: BackupInfo, driver: Driver, _task: Task) -> str:
    """Put a copy in the place of the workbook; return the sentence to show then."""
    kept = backups.restore(path, copy.path, actor=actor(), driver=backups.suited(copy.path, driver))
    said = f"The workbook is as it was on {moment(copy.made_at)}."
    return f"{said} The file that was replaced is kept as “{kept.name}”." if kept else said


def moment(at: datetime | None) -> str:
    """A time as the screen writes it, in this computer's zone."""
    if at is None:
        return "never"
    return f"{show_date(local_day(at))}, {at.astimezone():%H:%M}"


class CopiesPanel(QWidget):
    """A list of copies; the chosen one is compared with the file, and a second yes asks to go back to it."""

    go_back_asked = Signal(object)  # BackupInfo
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.found: Copies | None = None
        self.may_go_back = True
        self._rows: list[CardRow] = []
        self._job: Job | None = None
        self.list = Card(figure("copies_kept").name, count=0)
        self.choice = ChoiceCard()
        self.progress = ProgressStrip()
        left, right = column(self.list, self.progress), column(self.choice)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(SideBySide(left, right, (3, 2), narrow=840))
        self.choice.hide()
        self.choice.yes.clicked.connect(self._say_yes)

    def show_workbook(self, path: Path, driver: Driver = PLAIN) -> None:
        """Look for the copies of a workbook; opening each of them takes a moment."""
        if self._job is not None:
            self._job.drop()
        self._job = start(partial(read_copies, path, driver))
        self._job.finished.connect(self._take)
        self._job.failed.connect(self.failed)
        self.progress.follow(self._job, "Opening the copies", can_stop=False)

    def _take(self, found: Copies) -> None:
        self._job, self.found = None, found
        self.choice.hide()
        self.list.clear_rows()
        self._rows = []
        self.list.set_count(len(found.copies))
        if not found.copies:
            self.list.add_row(EmptyState("There is no copy yet. One is made when the workbook is opened."))
        for copy in found.copies:
            self._add(copy)

    def _add(self, copy: BackupInfo) -> None:
        parts = [copy.reason, _size(copy.size)]
        if copy.problem:
            chip = Chip("bad", "cannot be opened", "circle-x")
        else:
            parts.append(plural(copy.cases, "case"))
            chip = Chip("ok", "can be opened", "check")
        row = CardRow(moment(copy.made_at), " · ".join(part for part in parts if part), icon="history")
        row.add_trailing(chip)
        row.clicked.connect(lambda _=False, row=row, copy=copy: self._choose(row, copy))
        self._rows.append(row)
        self.list.add_row(row)

    def _choose(self, row: CardRow, copy: BackupInfo) -> None:
        for other in self._rows:
            other.set_selected(other is row)
        assert self.found is not None
        self.choice.show_copy(copy, self.found.now, self.may_go_back)
        self.choice.show()
        self.choice.first.setFocus(Qt.FocusReason.TabFocusReason)
        # The card gets its place a moment later.
        QTimer.singleShot(0, self, self._show_choice)

    def _show_choice(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.choice)

    def _say_yes(self) -> None:
        if self.choice.copy is not None:
            self.go_back_asked.emit(self.choice.copy)


class ChoiceCard(Card):
    """The chosen copy beside the file as it is now; going back needs a second yes, said here."""

    def __init__(self) -> None:
        super().__init__("This copy")
        self.copy: BackupInfo | None = None
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(6)
        self.words = Paragraph("", "second")
        self.first = button("Go back to this copy…", "history")
        self.first.setObjectName("go-back")
        self.sure = AdviceStrip("")
        self.yes = button("Yes, go back", kind="primary", small=True)
        self.yes.setObjectName("yes-go-back")
        self.no = button("Keep it as it is", small=True)
        both = QHBoxLayout()
        both.addWidget(self.yes)
        both.addWidget(self.no)
        both.addStretch(1)
        self.body.addLayout(self._table)
        for widget in (self.words, self.first, self.sure):
            self.body.addWidget(widget)
        self.body.addLayout(both)
        self.first.clicked.connect(self._ask)
        self.no.clicked.connect(lambda: self._show_question(False))

    def show_copy(self, copy: BackupInfo, now: Inside, may_go_back: bool) -> None:
        """Compare one copy with the file."""
        self.copy = copy
        there = Inside(copy.cases, copy.entries, copy.last_change, copy.problem)
        self._show_table(now, there)
        problems = [copy.problem] if copy.problem else []
        problems += [f"The file as it is now: {now.problem}"] if now.problem else []
        if not may_go_back:
            problems.append("This workbook is open for reading only, so you cannot go back to a copy here.")
        self.words.set_text("\n".join(problems) or KEPT)
        self._show_question(False)
        self.first.setVisible(may_go_back and not copy.problem)
        last = moment(copy.last_change or copy.made_at)
        changed = f"What was changed after {last} is then no longer in the workbook."
        same = not now.problem and copy.last_change == now.last_change
        self.sure.set_texts("Nothing was changed since this copy was made." if same else changed)

    def _show_table(self, now: Inside, there: Inside) -> None:
        empty(self._table)
        for at, head in enumerate(("", "In the file now", "In this copy")):
            self._table.addWidget(Headline(head, "caption"), 0, at)
        rows = (("Cases", "cases"), ("Entries", "entries"), ("Last change", "last_change"))
        for line, (label, name) in enumerate(rows, 1):
            self._table.addWidget(Headline(label, "second"), line, 0)
            for at, inside in enumerate((now, there), 1):
                self._table.addWidget(Headline(_cell(inside, name), "label"), line, at)
        self._table.setColumnStretch(2, 1)

    def _ask(self) -> None:
        self._show_question(True)
        self.no.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_question(self, asked: bool) -> None:
        self.first.setVisible(not asked)
        for widget in (self.sure, self.yes, self.no):
            widget.setVisible(asked)


def _cell(inside: Inside, name: str) -> str:
    if inside.problem:
        return "–"
    value = getattr(inside, name)
    return f"{value:,}" if isinstance(value, int) else moment(value)


def _size(size: int) -> str:
    return f"{size / _KIB / _KIB:.1f} MB" if size >= _KIB * _KIB else f"{max(1, size // _KIB)} KB"

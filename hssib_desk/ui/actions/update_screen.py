"""Re-import of an edited action log: what came back, what of it can be taken, and a button that takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.actions.log_update import changes_of
from hssib_desk.domain.caseload.table import TableError
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui import work
from hssib_desk.ui.actions.password_card import PasswordCard, is_locked
from hssib_desk.ui.actions.update_view import UpdateView
from hssib_desk.ui.actions.updating import Reading, compare_again, read_update
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.layout import MARGIN, FlowRow, ScrollArea
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.progress import ProgressStrip

MANY_BYTES, MANY_ROWS, MANY_CHANGES = 64 * 1024, 200, 50  # from here on the worker does it
KINDS = "Action logs (*.xlsx *.ods);;All files (*)"
TITLE = "Re-import edited log"
START = (
    "Choose an action log that was exported here and edited since. You will see every difference before "
    "anything changes."
)
QUIET = "Nothing in this file differs from the workbook."
PROMISE = "Nothing changes until you take it. A backup is made first."
READ_ONLY = "This workbook is open for reading only, so nothing can be taken."
NONE_CHOSEN = "Nothing is chosen. Each line says why, or has a tick."
TAKING = "Taking"
T = TypeVar("T")


class UpdateScreen(Place):
    """Shows what an edited log would change; nothing is written until somebody presses the button."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.reading: Reading | None = None
        self._job: work.Job | None = None
        self.back = LinkButton("Actions", "chevron-left")
        self.source = Headline("", "subtitle")
        self.other = button("Other file", small=True)
        self.start = EmptyState(START, "Choose the edited log", "file-up")
        self.password = PasswordCard()
        self.quiet = EmptyState(QUIET, "Choose another file", "file-up")
        self.view = UpdateView()
        self.progress = ProgressStrip()
        self.cancel = button("Cancel")
        self.take = button("Take", kind="primary")
        self.foot = Footer("shield-check", self.cancel, self.take)
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.take.setObjectName("take")
        head = QHBoxLayout()
        head.addWidget(FlowRow(Headline(TITLE, "page-title"), self.source, gap=12), 1)
        head.addWidget(self.other)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 18, MARGIN, 16)
        column.setSpacing(14)
        title = QVBoxLayout()
        title.setSpacing(0)
        title.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        title.addLayout(head)
        column.addLayout(title)
        for part in (self.progress, self.start, self.password, self.quiet):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(inside), 1)
        whole.addWidget(self.foot)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.go.action_log())
        for asked in (self.other, self.start, self.quiet):
            asked.clicked.connect(self.choose_file)
        self.password.given.connect(self._read)
        self.view.ticked.connect(self._show_foot)
        self.cancel.clicked.connect(self.leave)
        self.take.clicked.connect(self.take_chosen)
        on_key(self, "Escape", lambda: self.go.action_log())

    # What the window asks

    def open_file(self, path: Path | None) -> None:
        """Read an edited log and show every difference; without a path, ask for one."""
        if path is None:
            self.choose_file()
        else:
            self._read(path)

    def refresh(self) -> None:
        """Compare the file with the actions as they are by now."""
        if self.reading is not None and self._job is None and self.session.flush():
            again = partial(compare_again, self.session.workbook, self.reading)
            self._do(again, self._show_again, "Comparing", len(self.reading.log.rows) > MANY_ROWS)

    def choose_file(self) -> None:
        """Ask for the edited log."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose the edited action log", "", KINDS)
        if chosen:
            self._read(Path(chosen))

    def _read(self, path: Path, password: str = "") -> None:
        if not self.session.flush():
            self._fail(self.session.problem)
            return
        if not password and is_locked(path):
            self.reading = None
            self._show()
            self.start.hide()
            self.password.ask(path)
            return
        heavy = bool(password) or (path.is_file() and path.stat().st_size > MANY_BYTES)
        read = partial(read_update, self.session.workbook, path, password)
        self._do(read, self._show_fresh, "Reading the log", heavy)

    def _do(self, do: Callable[[], T], then: Callable[[T], None], doing: str, heavy: bool) -> None:
        """Do something now, or on the worker where it takes a while; a newer wish replaces an older one."""
        if self._job is not None:
            self._job.drop()
            self._end()
        if not heavy:
            try:
                result = do()
            except (TableError, WorkbookError) as error:
                self._fail(str(error))
            else:
                then(result)
            return
        self._job = job = work.start(lambda _task: do(), doing if doing.startswith(TAKING) else "")
        job.finished.connect(then)
        job.failed.connect(self._fail)
        job.ended.connect(self._end)
        self.progress.follow(job, doing, can_stop=False)
        self._show_foot()

    def _end(self) -> None:
        self._job = None
        self._show_foot()

    def _fail(self, sentence: str) -> None:
        if self.password.isVisible():
            self.password.say(sentence)
        else:
            self.go.say(sentence, "bad")

    # What is shown

    def _show_fresh(self, reading: Reading) -> None:
        self.reading = reading
        self._show()
        self.view.show_update(reading.found, fresh=True)
        self._show_foot()

    def _show_again(self, reading: Reading) -> None:
        self.reading = reading
        self._show()
        self.view.show_update(reading.found, fresh=False)
        self._show_foot()

    def _show(self) -> None:
        reading = self.reading
        quiet = reading is not None and reading.found.is_quiet
        self.password.put_away()
        self.start.setVisible(reading is None)
        self.quiet.setVisible(quiet)
        self.view.setVisible(reading is not None and not quiet)
        self.foot.setVisible(reading is not None and not quiet)
        self.other.setVisible(reading is not None)
        rows = plural(len(reading.log.rows), "row") if reading else ""
        self.source.setText(f"{reading.path.name}, {rows}" if reading else "")
        self._show_foot()

    def _show_foot(self) -> None:
        model = self.view.model
        count = len(model.chosen()) + len(model.chosen_new()) if self.reading else 0
        self.take.set_words(f"Take {plural(count, 'change')}")
        self.take.setEnabled(bool(count) and self._job is None and not self.session.read_only)
        self.foot.say(READ_ONLY if self.session.read_only else PROMISE if count else NONE_CHOSEN)

    # What can be done

    def take_chosen(self) -> None:
        """Take the ticked differences into the workbook, all or none."""
        chosen, new = self.view.model.chosen(), self.view.model.chosen_new()
        reading, workbook = self.reading, self.session.workbook
        if reading is None or self._job is not None or not (chosen or new):
            return
        if not self.session.flush():
            self._fail(self.session.problem)
            return
        changes = changes_of(chosen)
        added = [(row.case_id, row.answers) for row in new]
        take = partial(workbook.update_actions, changes, reading.path.name, added)
        doing = f"{TAKING} {plural(len(chosen) + len(new), 'change')}"
        touched = dict.fromkeys([*(item.case_id for item in chosen), *(row.case_id for row in new)])
        self._do(take, partial(self._taken, touched), doing, len(changes) + len(added) > MANY_CHANGES)

    def _taken(self, touched: Iterable[str], count: int) -> None:
        reading, self.reading = self.reading, None
        if reading is None:
            return
        self._show()
        for case_id in touched:
            self.session.case_changed.emit(case_id)
        self.session.lists_changed.emit()
        self.go.action_log()
        self.go.say(_done(count, reading), "ok")

    def leave(self) -> None:
        """Forget the file and go back; nothing was written."""
        if self._job is not None:
            self._job.drop()
            self._end()
        self.reading = None
        self._show()
        self.go.action_log()


def _done(count: int, reading: Reading) -> str:
    said = f"{plural(count, 'change')} {'was' if count == 1 else 'were'} taken from {reading.path.name}."
    left = len(reading.found.differences) + len(reading.found.added) - count
    if left:
        said += (
            f" {plural(left, 'difference')} left as {'it is' if left == 1 else 'they are'} in the workbook."
        )
    return f"{said} A backup was made just before; with it you can go back."

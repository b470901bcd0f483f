"""A page that reads a file, shows what becomes of every line of it, and takes it when somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.caseload.table import TableError
from hssib_desk.store.entries.importing import unwatched
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui import work
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.layout import MARGIN, FlowRow, ScrollArea
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.reading.fate_list import FateView
from hssib_desk.ui.reading.password_card import PasswordCard
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.progress import ProgressStrip

T = TypeVar("T")
Step = Callable[[int], object]


@dataclass(frozen=True)
class ReviewWords:
    """What a page says of the files it reads."""

    title: str
    back: str  # the page one comes from
    start: str
    choose: str  # the button that begins
    dialog: str
    kinds: str  # of files, as a file dialog takes them
    read: str  # the button under the password of a file


class ReviewPage(Place):
    """Nothing is written until somebody presses `take`; `view` shows what would be.

    Who makes one reads a path in `read`, goes back in `go_back`, and says in `show_foot` what can be done.
    """

    def __init__(
        self,
        session: Session,
        go: Navigator,
        words: ReviewWords,
        view: FateView,
        *,
        beside: tuple[QWidget, ...] = (),
        instead: tuple[QWidget, ...] = (),
        more: tuple[QWidget, ...] = (),
    ) -> None:
        """Make a page: `beside` the name of the file, `instead` of the view, `more` buttons in the foot."""
        super().__init__()
        self.session, self.go, self.view = session, go, view
        self._words = words
        self._job: work.Job | None = None
        self.back = LinkButton(words.back, "chevron-left")
        self.source = Headline("", "subtitle")
        self.other = button("Other file", small=True)
        self.start = EmptyState(words.start, words.choose, "file-up")
        self.password = PasswordCard(words.read)
        self.progress = ProgressStrip()
        self.cancel = button("Cancel")
        self.take = button("Take", kind="primary")
        self.take.setObjectName("take")
        self.foot = Footer("shield-check", *more, self.cancel, self.take)
        self._build(beside, instead)
        self.back.clicked.connect(self.go_back)
        self.other.clicked.connect(self.choose_file)
        self.start.clicked.connect(self.choose_file)
        self.password.given.connect(lambda path, password: self.read(path, password))
        self.cancel.clicked.connect(self.leave)
        self.take.clicked.connect(self.take_chosen)
        on_key(self, "Escape", self.step_back)

    def _build(self, beside: tuple[QWidget, ...], instead: tuple[QWidget, ...]) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(FlowRow(Headline(self._words.title, "page-title"), self.source, gap=12), 1)
        for part in (*beside, self.other):
            head.addWidget(part)
        title = QVBoxLayout()
        title.setSpacing(0)
        title.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        title.addLayout(head)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 18, MARGIN, 16)
        column.setSpacing(14)
        column.addLayout(title)
        for part in (self.progress, self.start, self.password, *instead):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.area = ScrollArea(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.foot)

    # What a page of its own says

    def read(self, path: Path, password: str = "") -> None:
        """Read a file and show what becomes of it."""
        raise NotImplementedError

    def take_chosen(self) -> None:
        """Take what can be taken into the workbook, all or none."""
        raise NotImplementedError

    def go_back(self) -> None:
        """Go to the page one comes from."""
        raise NotImplementedError

    def show_foot(self) -> None:
        """Say what can be done now."""
        raise NotImplementedError

    def forget(self) -> None:
        """Forget the file."""
        raise NotImplementedError

    # What all of them do

    def open_file(self, path: Path | None) -> None:
        """Read a file and show what becomes of it; without a path, ask for one."""
        if path is None:
            self.choose_file()
        else:
            self.read(path)

    def choose_file(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, self._words.dialog, "", self._words.kinds)
        if chosen:
            self.read(Path(chosen))

    def leave(self) -> None:
        """Forget the file and go back; nothing was written."""
        self.drop()
        self.forget()
        self.go_back()

    def step_back(self) -> None:
        """Escape: leave what is open on the page, or the page."""
        self.go_back()

    def show_file(self, name: str, is_shown: bool) -> None:
        """Show the view of a file that was read, or what begins; `name` says which file it is."""
        self.start.setVisible(not name)
        self.other.setVisible(bool(name))
        self.view.setVisible(is_shown)
        self.foot.setVisible(is_shown)
        self.source.setText(name)
        self.show_foot()

    @property
    def is_busy(self) -> bool:
        """Whether the worker has something to do for this page."""
        return self._job is not None

    def do(
        self,
        do: Callable[[Step], T],
        then: Callable[[T], None],
        doing: str,
        heavy: bool,
        *,
        total: int = 0,
        can_stop: bool = True,
        waited_for: str = "",
    ) -> None:
        """Do something now, or on the worker where it takes a while; a newer wish replaces an older one."""
        self.drop()
        if not heavy:
            try:
                result = do(unwatched)
            except (TableError, WorkbookError) as error:
                self.fail(str(error))
            else:
                then(result)
            return
        self._job = job = work.start(lambda task: do(task.step), waited_for)
        job.finished.connect(then)
        job.failed.connect(self.fail)
        job.stopped.connect(self._stopped)
        job.ended.connect(self._end)
        self.progress.follow(job, doing, total, can_stop=can_stop)
        self.show_foot()

    def drop(self) -> None:
        """Want no more of what the worker does for this page."""
        if self._job is not None:
            self._job.drop()
            self._end()

    def _stopped(self) -> None:
        self.go.say("Stopped. Nothing was written.")

    def _end(self) -> None:
        self._job = None
        self.ended()
        self.show_foot()

    def ended(self) -> None:
        """What the worker did for this page has come to its end."""

    def fail(self, sentence: str) -> None:
        """Say why something was not done."""
        self.go.say(sentence, "bad")

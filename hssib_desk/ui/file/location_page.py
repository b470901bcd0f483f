"""Opening a workbook in an unsafe place: two ways in words, and the one that is chosen is remembered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ownfiles import is_file
from hssib_desk.store.connect import PLAIN
from hssib_desk.store.errors import InUse, WorkbookError
from hssib_desk.store.places import Place, place_of
from hssib_desk.store.state import recall, remember
from hssib_desk.store.workcopy import workcopy_note
from hssib_desk.store.workcopy.workcopy import WorkCopy
from hssib_desk.ui.file.opening import actor, open_session, refuse
from hssib_desk.ui.file.updating import open_up_to_date
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.overlay import Overlay
from hssib_desk.ui.work import Stopped, Task, start

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.ui.session import Session

COPY, HERE = "copy", "here"
WAIT = "Please wait."
_KIND = "places"
COPY_WORDS = (
    "You work on a copy on this computer. It is put back in one step when you close the workbook, and "
    "now and then in between. If somebody else changed the workbook meanwhile, both are kept."
)
HERE_WORDS = (
    "Every change is written there at once. If the connection drops, or the folder is "
    "synchronised in the middle of a save, the file can be damaged; its backups lie beside it."
)


def file_to_unlock(path: Path) -> Path:
    """The file that a passphrase is tried on: the copy here where the workbook is out of reach."""
    return path if is_file(path) else workcopy_note.copy_of(path)


def begins_elsewhere(host: Host, path: Path, driver: Driver | None, where: str) -> bool:
    """Whether a page has taken over the opening of a workbook: it asks where to work, or makes the copy."""
    chosen = where or str(recall(_KIND).get(str(path.absolute()), ""))
    if chosen == COPY or workcopy_note.pending(path):
        host.show_overlay(CopyingPage(host, path, driver))
        return True
    place = place_of(path) if is_file(path) else None
    if chosen == HERE or place is None or place_of(workcopy_note.root()) is not None:
        return False
    host.show_overlay(PlacePage(host, path, driver, place))
    return True


def choose(path: Path, where: str) -> None:
    """Remember where somebody wants to work on a workbook."""
    remember(_KIND, str(path.absolute()), where)


class PlacePage(Overlay):
    """Says why a place is unsafe, and asks where to work."""

    def __init__(self, host: Host, path: Path, driver: Driver | None, place: Place) -> None:
        title = "Where to work"
        super().__init__(title)
        self._host, self.path, self._driver = host, path, driver
        self.copy = self.first = button("Work on a copy on this computer (recommended)", "copy", "primary")
        self.copy.setObjectName("work-on-copy")
        self.here = button("Open it where it is", "folder-open")
        self.here.setObjectName("open-here")
        self.back = button("Back")
        self.centre(
            Sign("triangle-alert", 24, "warnshape"), Headline(title, "card-title"),
            Paragraph(place.sentence, "body"), _choice(self.copy, COPY_WORDS), _choice(self.here, HERE_WORDS),
            Paragraph("You are asked once. You can change it later in the menu.", "second"), self.back,
            width=640,
        )  # fmt: skip
        self.copy.clicked.connect(partial(self._choose, COPY))
        self.here.clicked.connect(partial(self._choose, HERE))
        self.back.clicked.connect(self.leave)

    def _choose(self, where: str, _checked: bool = False) -> None:
        self.leave()
        choose(self.path, where)
        self._host.open_workbook(self.path, driver=self._driver, where=where)


def _choice(act: QWidget, words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 8, 0, 8)
    column.setSpacing(6)
    row = QHBoxLayout()
    row.addWidget(act)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(Paragraph(words, "second"))
    return holder


class CopyingPage(Overlay):
    """Shown while the copy is made on the worker; then the workbook opens on it."""

    def __init__(self, host: Host, path: Path, driver: Driver | None) -> None:
        said = f"Getting “{path.name}” ready on this computer"
        super().__init__(said)
        self._host, self.path, self._driver = host, path, driver
        self.centre(Sign("copy", 24, "accent"), Headline(said, "card-title"), Paragraph(WAIT, "second"))
        self._job = start(partial(begin, path, actor(), driver or PLAIN), "The workbook is being copied")
        self._job.finished.connect(self._open)
        self._job.stopped.connect(self.leave)

    def _open(self, result: WorkCopy | WorkbookError) -> None:
        self.leave()
        if isinstance(result, InUse):
            session = open_session(self.path, self._host, True, self._driver)
            if session is not None:
                session.note = f"{result} You are viewing a read-only copy."
                self._host.show_session(session)
        elif isinstance(result, WorkbookError):
            refuse(self.path, result, self._host, self._driver)
        else:
            self._show(result)

    def _show(self, copy: WorkCopy) -> None:
        open_up_to_date(copy.path, self._host, partial(self._show_on, copy), driver=self._driver)

    def _show_on(self, copy: WorkCopy, session: Session | None) -> None:
        if session is None:
            copy.finish()
            return
        session.copy = copy
        session.note = " ".join(said for said in (copy.note, session.note) if said)
        self._host.show_session(session)


def begin(path: Path, who: str, driver: Driver, task: Task) -> WorkCopy | WorkbookError:
    """The copy of a workbook, or why there is none."""
    try:
        copy = WorkCopy.begin(path, who, driver)
    except WorkbookError as error:
        return error
    if task.cancelled:
        copy.finish()
        raise Stopped
    return copy


def reopen(host: Host, where: str) -> None:
    """Close the workbook, publishing what is on a copy, and open it where somebody wants to work."""
    session = host.session
    if session is None:
        return
    path, driver = session.place, session.workbook.driver
    if host.leave_workbook(partial(reopen, host, where)):
        choose(path, where)
        host.open_workbook(path, driver=None if driver.unlock is None else driver, where=where)

"""What is odd about the file that was opened, in words, and what to do next; shown above the home page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.store.backups import suited
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.schema.file_header import is_protected
from hssib_desk.store.workcopy import fork_detection
from hssib_desk.store.workcopy.workbook_diff import Side, side_by_side
from hssib_desk.ui.file.copies import moment
from hssib_desk.ui.kit.buttons import Button, button, icon_button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import FlowLayout
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import IconLine
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Job, Task, start

TITLES = {
    "fork": "Two copies of this workbook have different changes",
    "earlier": "This is an older copy",
    "disk_full": "Disk space is low",
    "place": "Where this workbook is stored",
    "unpublished": "Newer work is waiting on this computer",
    "rules": "Lists from an earlier version",
}
SETTLED = "You are continuing with this file. The other one is kept, and is no longer compared with this one."
_MOST_CASES = 12
_SIGNS = {"error": ("circle-x", "bad"), "warning": ("triangle-alert", "warnshape")}


class ArrivalCard(QWidget):
    """One card for each finding; none when there is nothing to say."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        session.arrived.connect(self.show_findings)
        self.show_findings()

    def show_findings(self) -> None:
        """Show what was found about the file, what was closed left out."""
        empty(self._column)
        for finding in self.session.findings:
            self._column.addWidget(FindingCard(finding, self.session, self.go))
        self.setVisible(bool(self.session.findings))


class FindingCard(Card):
    """What was found, what to do, and buttons that do it."""

    def __init__(self, finding: CheckFinding, session: Session, go: Navigator) -> None:
        super().__init__(TITLES.get(finding.code, "About this file"))
        self.finding, self.session, self.go = finding, session, go
        self._job: Job | None = None
        self.setObjectName(f"arrival-{finding.code}")
        close = icon_button("x", "Close this message", small=True)
        close.clicked.connect(self._close)
        self.head.addWidget(close)
        icon, colour = _SIGNS.get(finding.severity, ("info", "accent"))
        self.body.addWidget(IconLine(icon, finding.sentence, colour))
        self.body.addWidget(IconLine("chevron-right", finding.step))
        self.compared = QVBoxLayout()
        self.body.addLayout(self.compared)
        row = FlowLayout()
        for made in self._buttons():
            row.addWidget(made)
        if row.count():
            self.body.addLayout(row)

    def _buttons(self) -> list[Button]:
        code, other = self.finding.code, self._other()
        made: list[Button] = []
        if other is not None:
            words = "Open the newer file" if code == "earlier" else "Open the other file"
            made.append(self._button(words, "open-other", self._open, primary=code == "earlier"))
            made.append(self._button("Compare the two", "compare-files", self._compare))
        if code in ("fork", "earlier"):
            made.append(self._button("Copies and restore", "see-copies", self.go.backups))
        if code == "fork" and other is not None and not self.session.read_only:
            made.append(self._button("Continue with this file", "settle", self._settle))
        if code == "place" and not self.session.read_only:
            made.append(
                self._button("Work on a copy on this computer", "work-on-copy", self._copy, primary=True)
            )
        if code == "disk_full":
            made.append(self._button("Change when this is shown", "limits", self._settings))
        return made

    def _other(self) -> Path | None:
        """The other file, where there is one to open."""
        other = Path(self.finding.other) if self.finding.other else None
        return other if other and other != self.session.place.absolute() and other.exists() else None

    def _button(self, words: str, name: str, do: Callable[[], object], primary: bool = False) -> Button:
        made = button(words, kind="primary" if primary else "secondary", small=True)
        made.setObjectName(name)
        made.clicked.connect(lambda _checked=False: do())
        return made

    def _close(self) -> None:
        self.session.settle(self.finding)

    def _open(self) -> None:
        self.go.open_workbook(Path(self.finding.other))

    def _copy(self) -> None:
        self.go.work_on_copy()

    def _settings(self) -> None:
        self.go.show_place("settings")

    def _settle(self) -> None:
        workbook = self.session.workbook
        try:
            fork_detection.settle(workbook.path, Path(self.finding.other), workbook.driver)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.session.settle(self.finding)
        self.go.say(SETTLED, "ok")

    def _compare(self) -> None:
        workbook = self.session.workbook
        if self._job is None and self.session.flush():
            work = partial(compare, workbook.path, Path(self.finding.other), workbook.driver)
            self._job = start(work)
            self._job.finished.connect(self._show_compared)
            self._job.failed.connect(self._cannot_compare)
            self._job.ended.connect(self._end)

    def _end(self) -> None:
        self._job = None

    def _cannot_compare(self, sentence: str) -> None:
        empty(self.compared)
        self.compared.addWidget(AdviceStrip(sentence, kind="refusal"))

    def _show_compared(self, sides: tuple[Side, Side]) -> None:
        empty(self.compared)
        self.compared.addWidget(_table(*sides))
        for icon, sentence in differences(*sides):
            self.compared.addWidget(IconLine(icon, sentence))


def compare(here: Path, there: Path, driver: Driver, _task: Task) -> tuple[Side, Side]:
    """Both files beside each other; raises what is wrong with the other one."""
    other = suited(there, driver)
    if is_protected(there) and driver.unlock is None:
        raise WorkbookError(f"“{there.name}” has a passphrase. Open it to see what is in it.")
    return side_by_side(here, there, driver, other)


def differences(here: Side, there: Side) -> list[tuple[str, str]]:
    """Which cases only one file changed, and which both did, as sentences with their sign."""
    shared = sorted(set(here.own) & set(there.own) - {""})
    both = [ref for ref in shared if here.ids[ref] == there.ids[ref]]
    twice = [ref for ref in shared if ref not in both]
    said = []
    for side, name in ((here, "this file"), (there, "the other file")):
        own = [f"{ref} ({n:,})" for ref, n in side.own.items() if ref and ref not in shared]
        if own:
            said.append(("pen-line", f"Only in {name}, with the number of changes: {_listed(own)}."))
    if both:
        said.append(("triangle-alert", f"Changed in both, to be read side by side: {_listed(both)}."))
    if twice:
        said.append(("triangle-alert", f"One reference used for two different cases: {_listed(twice)}."))
    if here.own.get("") or there.own.get(""):
        said.append(("settings", "Settings, or cases that are gone, were changed too."))
    return said or [("check", "No case differs.")]


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_CASES
    return ", ".join(names[:_MOST_CASES]) + (f" and {more:,} more" if more > 0 else "")


def _table(here: Side, there: Side) -> QWidget:
    holder = QWidget()
    whole = QHBoxLayout(holder)
    whole.setContentsMargins(26, 4, 0, 4)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for at, head in enumerate(("", "This file", "The other file")):
        grid.addWidget(Headline(head, "caption"), 0, at)
    rows = (
        ("Cases", [f"{side.cases:,}" for side in (here, there)]),
        ("Entries", [f"{side.entries:,}" for side in (here, there)]),
        ("Last change", [moment(side.last_change) for side in (here, there)]),
        ("Its own changes", [f"{sum(side.own.values()):,}" for side in (here, there)]),
    )
    for line, (label, values) in enumerate(rows, 1):
        grid.addWidget(Paragraph(label, "second"), line, 0)
        for at, value in enumerate(values, 1):
            grid.addWidget(Headline(value, "label"), line, at)
    whole.addLayout(grid)
    whole.addStretch(1)
    return holder

"""What a change would do to a review, shown before it is done; leaving it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator

ENOUGH = 140  # letters of an answer that is told


class ChangePreview(QWidget):
    """Cards that say what would happen, and a foot whose first button keeps all as it is."""

    left = Signal(bool)  # when it is decided: whether something was changed

    def __init__(
        self, session: Session, go: Navigator, title: str, *above: QWidget, acts: tuple[Button, ...] = ()
    ) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.keep = button("Keep it as it is")
        self.foot = Footer("undo-2", self.keep, *acts)
        inside = QWidget()
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(16)
        page = Page(title)
        row = QHBoxLayout()
        row.addWidget(text_column(*above, inside), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(page), 1)
        whole.addWidget(self.foot)
        self.keep.clicked.connect(lambda: self.left.emit(False))

    def start(self) -> None:
        """Put the cursor on the button that changes nothing."""
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, act: Callable[[Workbook, str], object], said: str) -> bool:
        """Change the case that is shown and say what was done; False where there is none, or it failed."""
        if self.case is None:
            return False
        case_id = self.case.id
        try:
            self.session.act(lambda workbook: act(workbook, case_id), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        self.go.say(f"{said} F8 undoes it.", "ok")
        return True


def told(label: str, answer: str) -> str:
    """A question and enough of its answer to know which one it is."""
    line = " ".join(answer.split())
    short = line if len(line) <= ENOUGH else f"{line[:ENOUGH].rstrip()} …"
    return f"{label}{'' if label.endswith('?') else ':'} {short}"

"""The state of the backups on one line; advice once the last good copy is older than a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.store.context import utc_now
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import HomeFacts
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

OLD = timedelta(days=1)


class BackupLine(QWidget):
    """When the last copy was made and how many there are; leads to them, or makes one."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setObjectName("backup-line")
        self._session, self._go = session, go
        self.fresh, self.old = Sign("shield-check", 16, "ok"), Sign("triangle-alert", 16, "warnshape")
        self.words = Headline("", "second")
        self.now, self.see = LinkButton("Back up now"), LinkButton("See copies")
        self.now.setObjectName("back-up-now")
        self.now.clicked.connect(self._back_up)
        self.see.clicked.connect(lambda: go.backups())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.fresh, self.old, self.words, self.now, self.see):
            row.addWidget(widget)
        row.addStretch(1)

    def show_facts(self, facts: HomeFacts) -> None:
        """Say how old the last copy is."""
        made = facts.last_backup
        is_old = made is None or utc_now() - made > OLD
        self.words.setText(_said(made, facts.backups))
        self.fresh.setVisible(not is_old)
        self.old.setVisible(is_old)
        self.now.setVisible(is_old and not self._session.read_only)
        self.see.setVisible(bool(facts.backups))

    def _back_up(self) -> None:
        try:
            path = self._session.act(lambda workbook: workbook.copies.backup())
        except WorkbookError as error:
            self._go.say(str(error), "bad")
            return
        self._go.say(f"Backed up and checked: {path.name}", "ok")


def _said(made: datetime | None, copies: int) -> str:
    if made is None:
        return "Not backed up yet. A copy is made when you open or change it."
    return f"Backed up {when(made)}. {figure('copies_kept').name}: {copies:,}."


def when(made: datetime) -> str:
    """The day and time of a copy: "today, 13:40"."""
    day = local_day(made)
    return f"{'today' if day == date.today() else show_date(day)}, {made.astimezone():%H:%M}"

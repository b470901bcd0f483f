"""Every meeting of the panel, the last one first, and planning another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import day_of_week, parse_date, show_long
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import DateField, FieldBox
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.window.icon_line import plural

TITLE = "Panel"
ABOUT = "Meetings of the mortality group. Decisions go into their cases; sealed minutes stay as they are."
NO_DAY = "Give the day of the meeting first, such as 10 December 2026."
NONE_YET = "No meeting is planned yet. Give a day and press Plan a meeting."


class MeetingsPage(QWidget):
    """The list; `opened(meeting id)`, `planned(day)` and `waiting` for the cases that wait."""

    opened = Signal(str)
    planned = Signal(object)
    refused = Signal(str)
    waiting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.page = Page(TITLE, ABOUT)
        self.wait = LinkButton("", trailing="arrow-right")
        self.wait.setObjectName("waiting-for-panel")
        self.day = DateField(allow_unknown=False, read=_day)
        self.day.setObjectName("meeting-day")
        self.plan = button("Plan a meeting", "plus", "primary")
        self.plan.setObjectName("plan-meeting")
        self.new = Card("Next meeting", padding=16, head=44)
        self.card = Card("Meetings", count=0, padding=16, head=40)
        self.nothing = Paragraph(NONE_YET, "second")
        self.lines: list[CardRow] = []
        self._build()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        box = FieldBox("Day of the meeting", self.day)
        box.setFixedWidth(260)
        line.addWidget(box)
        line.addWidget(self.plan)
        line.addStretch(1)
        self.new.body.addLayout(line)
        self.new.body.addWidget(self.wait)
        for widget in (self.new, self.card, self.nothing):
            self.page.body.addWidget(widget)
        self.page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(self.page))
        self.plan.clicked.connect(self._plan)
        self.day.returnPressed.connect(self._plan)
        self.wait.clicked.connect(self.waiting)

    def show_meetings(
        self, meetings: Sequence[Meeting], left: Mapping[str, int], waiting: int, read_only: bool
    ) -> None:
        """Show the meetings, each with how many cases are left to decide, and how many reviews wait."""
        self.card.clear_rows()
        self.card.set_count(len(meetings))
        self.card.setVisible(bool(meetings))
        self.nothing.setVisible(not meetings)
        self.lines = [_line(meeting, left.get(meeting.id, 0)) for meeting in meetings]
        for line, meeting in zip(self.lines, meetings, strict=True):
            line.setObjectName("panel-meeting-row")
            line.clicked.connect(lambda _=False, one=meeting.id: self.opened.emit(one))
            self.card.add_row(line)
        waits = "waits" if waiting == 1 else "wait"
        self.wait.set_words(f"{plural(waiting, 'signed review')} {waits} for the panel")
        self.wait.setVisible(waiting > 0)
        self.day.set_read_only(read_only)
        self.plan.setEnabled(not read_only)

    def clear(self) -> None:
        """Let go of the rows, behind the lock."""
        self.card.clear_rows()
        self.lines = []

    def _plan(self) -> None:
        day = _day(str(self.day.value() or ""))
        if day is None:
            self.refused.emit(NO_DAY)
            self.day.setFocus()
            return
        self.day.set_value("")
        self.planned.emit(day)


def _day(text: str) -> date | None:
    found = parse_date(text)
    return found.exact if found else None


def when_in_words(meeting: Meeting) -> str:
    """The day of a meeting with its name of the week, and the hour."""
    if meeting.day is None:
        return "No day yet"
    day = f"{day_of_week(meeting.day)} {show_long(meeting.day)}"
    return f"{day}, {meeting.time}" if meeting.time else day


def _line(meeting: Meeting, left: int) -> CardRow:
    cases = plural(len(meeting.cases), "case")
    told = [meeting.number, cases, f"{left} left to decide" if left and not meeting.seal else ""]
    if meeting.corrects:
        told.append(f"further minute to {meeting.corrects}")
    chip = Chip("ok", "Sealed", "check") if meeting.seal else Chip("none", "Open")
    return CardRow(when_in_words(meeting), " · ".join(filter(None, told)), icon="users", trailing=chip)

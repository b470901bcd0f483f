"""What is said of the meeting itself: who was there by role, in the chair, and what was declared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.panel.minutes import quorum_in_words
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.editors import FieldBox, TickBox
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.state import empty

SAVE_AFTER_MS = 400
TICKS = 3  # side by side
# The questions beside the roles, each with the columns of six that it takes.
_ASKED = {"chair": 3, "conflicts": 3, "title": 6, "met_on": 2, "met_at": 2, "quorum": 2, "members": 6}
_LEFT = ("title", "met_on")  # never emptied: a meeting has a name and a day


class RolesCard(Card):
    """The roles of the group, ticked as they are present, with the quorum; `changed(codes)`."""

    changed = Signal(list)

    def __init__(self) -> None:
        super().__init__("Roles present", padding=16, head=44)
        self.setObjectName("panel-roles")
        self.quorum = Chip("none", "")
        self.head.addWidget(self.quorum)
        self.ticks: dict[str, TickBox] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self.body.addLayout(self._grid)

    def show_meeting(self, meeting: Meeting, closed: bool) -> None:
        """Show who belongs to the group and who is there."""
        wanted = [*meeting.members, *(code for code in meeting.present if code not in meeting.members)]
        if wanted != list(self.ticks):
            empty(self._grid)
            self.ticks = {}
            for at, code in enumerate(wanted):
                tick = self.ticks[code] = TickBox(meeting.label(code))
                tick.setObjectName(f"present-{code}")
                tick.edited.connect(lambda _ticked: self.changed.emit(self.present()))
                self._grid.addWidget(tick, at // TICKS, at % TICKS)
        for code, tick in self.ticks.items():
            tick.set_value(code in meeting.present)
            tick.set_read_only(closed)
        kind = "ok" if meeting.is_quorate else "none"
        self.quorum.set_chip(kind, quorum_in_words(meeting), "check" if meeting.is_quorate else None)

    def present(self) -> list[str]:
        """The roles that are ticked."""
        return [code for code, tick in self.ticks.items() if tick.value()]


class DetailsCard(Card):
    """The other answers of a meeting; `changed(role, answer)` soon after each was given."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("The meeting", padding=16, head=44)
        self.setObjectName("panel-meeting")
        self.made: dict[str, Question] = {}
        self.boxes: dict[str, FieldBox] = {}
        self._shown = ""
        self._typed: dict[str, Answer | None] = {}
        self._soon = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._soon.timeout.connect(self.flush)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(14)
        self.body.addLayout(self._grid)

    def show_meeting(self, meeting: Meeting, closed: bool) -> None:
        """Show the answers; a field that has the cursor is left as it is."""
        if not self.made:
            self._build(meeting)
        same, self._shown = self._shown == meeting.id, meeting.id
        for role, made in self.made.items():
            busy = made.editor.hasFocus() or made.editor.isAncestorOf(self.focusWidget() or self)
            if not (same and (busy or role in self._typed)):
                made.editor.set_value(made.write(meeting.entry.value(role)))
            self.boxes[role].set_read_only(closed)

    def _build(self, meeting: Meeting) -> None:
        row = used = 0
        for role, span in _ASKED.items():
            field = meeting.entry.form.role(role)
            if field is None:
                continue
            made = self.made[role] = question(field)
            box = self.boxes[role] = FieldBox(field.label, made.editor, help=field.help, parent=self)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            made.editor.edited.connect(partial(self._take, role))
            if used + span > 6:
                row, used = row + 1, 0
            self._grid.addWidget(box, row, used, 1, span, Qt.AlignmentFlag.AlignTop)
            used += span
        for column in range(6):
            self._grid.setColumnStretch(column, 1)
        on_key(self, "Ctrl+Return", self.flush)

    def _take(self, role: str, shown: object) -> None:
        made = self.made[role]
        answer = made.read(shown)
        if answer is None and role in _LEFT:
            return
        self._typed[role] = answer
        if made.typed:
            self._soon.start()
        else:
            self.flush()

    def flush(self) -> None:
        """Say what was typed and not told yet."""
        self._soon.stop()
        typed, self._typed = self._typed, {}
        for role, answer in typed.items():
            self.changed.emit(role, answer)

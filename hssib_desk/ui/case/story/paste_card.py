"""What pasted rows become, before any of it is added: each line beside its event."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.forms.form import CodeList, Form
from hssib_desk.domain.review.pasted_events import PastedLine, answers, events, read_lines
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.text import Headline, Paragraph

_HEADS = ("As pasted", "Date", "Time", "Kind of event", "What happened")


class PasteCard(Card):
    """A preview; `added(list of answers)` when it is taken, `left()` when it is not."""

    added = Signal(object)
    left = Signal()

    def __init__(self, form: Form, text: str, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, parent=parent)
        self.setObjectName("paste-preview")
        kind = form.role("event_kind")
        self._form, self._kinds = form, kind.options if kind else None
        self.lines: Sequence[PastedLine] = read_lines(text, self._kinds)
        self._left_out: set[int] = set()
        self.said = Headline("", "second")
        self.add_button = button("", kind="primary", small=True)
        self.cancel = button("Cancel", small=True)
        self.add_button.clicked.connect(self._take)
        self.cancel.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(Headline(f"Pasted: {len(self.lines)} lines", "card-title"))
        head.addWidget(self.said, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self._holder = QWidget()
        self.body.addWidget(self._holder)
        self._show()

    def events(self) -> list[PastedLine]:
        """What the lines become as it stands."""
        return events(self.lines, frozenset(self._left_out))

    def _take(self) -> None:
        self.added.emit([answers(event, self._form) for event in self.events()])

    def _turn(self, number: int) -> None:
        self._left_out ^= {number}
        self._show()

    def _show(self) -> None:
        made = self.events()
        count = len(made)
        self.said.setText(f"{count} become{'s an event' if count == 1 else ' events'}. Dates are day first.")
        self.add_button.set_words(f"Add {count} event{'' if count == 1 else 's'}")
        self.add_button.setEnabled(count > 0)
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for column, name in enumerate(_HEADS):
            grid.addWidget(Headline(name, "caption"), 0, column)
        for column, share in enumerate((3, 0, 0, 2, 3)):
            grid.setColumnStretch(column, share)
        for number, line in enumerate(self.lines):
            self._row(grid, number, line)
        self.body.replaceWidget(self._holder, fresh)
        let_go(self._holder)
        self._holder = fresh

    def _row(self, grid: QGridLayout, number: int, line: PastedLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        row = number + 1
        grid.addWidget(Paragraph(line.pasted.replace("\t", "  "), "second"), row, 0, top)
        first = not any(one.is_event for n, one in enumerate(self.lines[:number]) if n not in self._left_out)
        if line.is_event or (first and number not in self._left_out):
            day = read_iso(line.day)
            cells = (
                show_date(day) if day else "No date",
                line.time,
                _label(self._kinds, line.kind),
                line.said,
            )
            for column, text in enumerate(cells, start=1):
                grid.addWidget(Paragraph(text, "small"), row, column, top)
            return
        out = number in self._left_out
        said = "Left out." if out else "No date in this line: it is added to the event above."
        grid.addWidget(Paragraph(said, "small"), row, 1, 1, 3, top)
        turn = LinkButton("Add to the event above" if out else "Leave out")
        turn.setObjectName(f"turn-{number}")
        turn.clicked.connect(lambda: self._turn(number))
        grid.addWidget(turn, row, 4, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


def _label(kinds: CodeList | None, code: str) -> str:
    return kinds.label(code) if kinds and code else ""

"""Occupied bed days and discharges, month by month: what a board report sets its deaths beside."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from hssib_desk.domain.board.people import Denominator
from hssib_desk.domain.dates import MONTHS, PartialDate, parse_date, show_date
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.board import denominators_of, keep_denominator
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import ChoiceField, DateField, FieldBox, LineField
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

TITLE = "Bed days and discharges"
ABOUT = (
    "For the board report: deaths of inpatients beside occupied bed days, deaths after discharge beside "
    "people discharged, and how many of those you know about. A rate is given once every month of its period "
    "is here."
)
NUMBERS = {
    "bed_days": "Occupied bed days",
    "discharged": "People discharged",
    "known": "Of them, known about after {days} days",
}
NOT_A_NUMBER = "A whole number, or nothing."
TOO_MANY = "No more than the people discharged."
NOT_A_DAY = "A day, such as 31 October 2026, or nothing."
MONTHS_OFFERED = 36
_MOST = 9  # digits


class DenominatorsCard(Card):
    """One month at a time; what is typed is kept with a button, with who and when in the history."""

    def __init__(self, session: Session, go: Navigator, today: date | None = None) -> None:
        super().__init__(TITLE)
        self.session, self.go = session, go
        self.month = ChoiceField(months(today or date.today()))
        self.month.setObjectName("denominator-month")
        days = session.workbook.facts.window_days
        self.boxes = {key: self._box(key, words.format(days=days)) for key, words in NUMBERS.items()}
        self.traced = FieldBox("Last traced on", DateField(allow_unknown=False, read=_day))
        self.traced.editor.setObjectName("denominator-traced")
        self.traced.editor.edited.connect(self._judge)
        self.there = Paragraph("", "second")
        self.problem = AdviceStrip("", kind="refusal")
        self.keep = button("Save this month", kind="primary", small=True)
        self.keep.setObjectName("keep-denominator")
        self._build()
        self.month.set_value(months(today or date.today())[0][0])
        self._drafts: dict[str, tuple[str, ...]] = {}  # what is typed of a month and not saved
        self.month.edited.connect(lambda _month: self._show_month())
        self.keep.clicked.connect(self._keep)

    def _box(self, key: str, label: str) -> FieldBox:
        field = LineField()
        field.setObjectName(f"denominator-{key}")
        field.setMaximumWidth(160)
        field.edited.connect(self._judge)
        return FieldBox(label, field)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        boxes = [FieldBox("Month", self.month), *self.boxes.values(), self.traced]
        for at, box in enumerate(boxes):
            grid.addWidget(box, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(at % 2, 1)
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addLayout(grid)
        self.body.addWidget(self.there)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.problem.hide()

    def refresh(self) -> None:
        """Show what is recorded; a field in which somebody writes is left alone."""
        found = denominators_of(self.session.workbook.records)
        said = ", ".join(_named(row.start) for row in sorted(found, key=lambda row: row.start)[-12:])
        self.there.set_text(f"Recorded: {said}." if said else "No month is recorded yet.")
        for box in self._every_box():
            box.set_read_only(self.session.read_only)
        if not any(box.editor.hasFocus() for box in self._every_box()):
            self._show_month()
        self.keep.setVisible(not self.session.read_only)

    def _every_box(self) -> tuple[FieldBox, ...]:
        return (*self.boxes.values(), self.traced)

    def _show_month(self) -> None:
        """Show what is typed of the month and not saved, else what is recorded."""
        texts = self._drafts.get(str(self.month.value())) or self._texts(self._recorded())
        for box, text in zip(self._every_box(), texts, strict=True):
            box.editor.set_value(text)
        self._judge()

    def _texts(self, row: Denominator | None) -> tuple[str, ...]:
        """A row as it stands in the fields."""
        numbers = [getattr(row, key) if row else None for key in self.boxes]
        traced = row.traced if row else None
        texts = ("" if number is None else str(number) for number in numbers)
        return (*texts, show_date(PartialDate.of(traced)) if traced else "")

    def _recorded(self) -> Denominator | None:
        start = date.fromisoformat(str(self.month.value()))
        found = denominators_of(self.session.workbook.records)
        return next((row for row in found if row.start == start), None)

    def _typed(self) -> Denominator | None:
        """What is typed for the month; None where something of it cannot be right."""
        numbers = {key: _number(str(box.editor.value() or "")) for key, box in self.boxes.items()}
        for key, box in self.boxes.items():
            box.set_error(NOT_A_NUMBER if numbers[key] == _WRONG else None)
        known, discharged = numbers["known"], numbers["discharged"]
        if known is not None and known != _WRONG and known > (discharged or 0):
            self.boxes["known"].set_error(TOO_MANY)
            return None
        text = str(self.traced.editor.value() or "").strip()
        traced = _day(text)
        self.traced.set_error(NOT_A_DAY if text and traced is None else None)
        if _WRONG in numbers.values() or (text and traced is None):
            return None
        start = date.fromisoformat(str(self.month.value()))
        return Denominator(start, 1, numbers["bed_days"], discharged, known, traced)

    def _judge(self, _text: object = None) -> None:
        typed, before = self._typed(), self._recorded()
        texts = tuple(str(box.editor.value() or "") for box in self._every_box())
        if texts == self._texts(before):
            self._drafts.pop(str(self.month.value()), None)
        else:
            self._drafts[str(self.month.value())] = texts
        is_new = typed is not None and typed != (before or Denominator(typed.start))
        self.keep.setEnabled(is_new)

    def _keep(self) -> None:
        typed = self._typed()
        if typed is None:
            return
        try:
            self.session.act(lambda workbook: keep_denominator(workbook.records, typed))
        except WorkbookError as error:
            self.problem.set_texts(f"Not saved. {error}")
            self.problem.show()
            return
        self.problem.hide()
        self._drafts.pop(str(self.month.value()), None)
        self.refresh()
        self._show_month()
        self.go.say(f"{_named(typed.start)} is saved.", "ok")


_WRONG = -1


def _number(text: str) -> int | None:
    """A number as it is typed, with or without commas; None for nothing, -1 for what is none."""
    plain = text.replace(",", "").replace(" ", "")
    if not plain:
        return None
    return int(plain) if plain.isdecimal() and len(plain) <= _MOST else _WRONG


def _day(text: str) -> date | None:
    found = parse_date(text)
    return found.exact if found else None


def _named(start: date) -> str:
    return f"{MONTHS[start.month - 1]} {start.year}"


def months(today: date) -> list[tuple[str, str]]:
    """The months that are over, the last one first, each under its first day."""
    last = today.year * 12 + today.month - 2
    starts = (date(number // 12, number % 12 + 1, 1) for number in range(last, last - MONTHS_OFFERED, -1))
    return [(start.isoformat(), _named(start)) for start in starts]

"""The timeline of a case: a table with an open last row, what is known already, and rows that are pasted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.domain.dates import read_iso, show_date
from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.timeline import known_events
from hssib_desk.ui.case.entries import EntryList
from hssib_desk.ui.case.story.open_row import OpenRow
from hssib_desk.ui.case.story.paste_card import PasteCard
from hssib_desk.ui.case.story.story_row import StoryHead, StoryRow
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.strips import AdviceStrip

HOW = "Type in the last row, or paste rows from Excel, Word or a record. Tab moves on, Enter adds."


class StoryList(EntryList):
    """`events_asked(list of answers)` adds events: one from the open row, several pasted, or those known."""

    events_asked = Signal(object)

    def __init__(self, title: str, form: Form, parent: QWidget | None = None) -> None:
        self.form = form
        self.head, self.open_row = StoryHead(form), OpenRow(form)
        self._line_above = Separator()
        self.known = AdviceStrip("", kind="notice")
        self._known: list[Answers] = []
        self.paste: PasteCard | None = None
        super().__init__(title, [form], HOW, parent=parent)
        add = button("", small=True)
        add.setObjectName("add-known")
        add.clicked.connect(lambda: self.events_asked.emit(self._known))
        self._add_known = add
        self.known.add_button(add)
        self.known.hide()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.card), self.known)
        self._lines.addWidget(self.head)
        self._lines.addWidget(self._line_above)
        self._lines.addWidget(self.open_row)
        self.open_row.added.connect(lambda answers: self.events_asked.emit([answers]))
        self.open_row.pasted.connect(self._preview)

    def show_entries(self, entries: Sequence[EntryFile], case: CaseFile, context: Context) -> None:
        """Show the events, and offer those that other pages know."""
        if self._context is not None and self._context.case.id != case.id:
            self._drop_paste()
            self.open_row.clear_quietly()
        super().show_entries(entries, case, context)
        may = not self.buttons[self.form.key].isHidden()
        self.open_row.setVisible(may)
        self._known = known_events(case, self.form) if may else []
        self._show_known()
        self.nothing.setVisible(may)

    def take_added(self, count: int) -> None:
        """Events were added: be ready for the next one."""
        if self.paste is not None and count:
            self._drop_paste()
        if count:
            self.open_row.clear()

    def _show_known(self) -> None:
        date_key, title_key = self.form.role("event_date"), self.form.role("title")
        said = []
        for answers in self._known:
            day = read_iso(answers.get(date_key.key)) if date_key else None
            title = str(answers.get(title_key.key, "")) if title_key else ""
            said.append(f"{title} {show_date(day)}" if day else title)
        self.known.set_texts(f"Known from other pages: {' · '.join(said)}")
        count = len(self._known)
        self._add_known.set_words(f"Add {count} event{'' if count == 1 else 's'}")
        self.known.setVisible(count > 0)

    def _preview(self, text: str) -> None:
        self._drop_paste()
        self.paste = PasteCard(self.form, text, self)
        self.paste.added.connect(self.events_asked)
        self.paste.left.connect(self._leave_paste)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.card) + 1, self.paste)
        self.paste.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_paste(self) -> None:
        self._drop_paste()
        self.open_row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_paste(self) -> None:
        if self.paste is not None:
            let_go(self.paste)
            self.paste = None

    def _row(self, entry: EntryFile) -> StoryRow:
        row = StoryRow(entry)
        row.clicked.connect(lambda: self.opened.emit(entry.id))
        return row

    def _make_rows(self, entries: Sequence[EntryFile]) -> None:
        super()._make_rows(entries)
        self._lines.insertWidget(0, self.head)
        self._lines.addWidget(self._line_above)
        self._lines.addWidget(self.open_row)

    def _show_empty(self) -> None:
        self.nothing.setVisible(True)
        self.card.setVisible(True)

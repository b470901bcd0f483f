"""Repeating entries on a page: a list to read, one entry at a time to fill in, and buttons that add."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.wording import remarks
from hssib_desk.domain.review.blinding import is_blind_view
from hssib_desk.domain.review.carried import after, raise_order
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.second_review import is_closed, may_add
from hssib_desk.domain.review.timeline import anchor, day_of, gaps, is_story
from hssib_desk.ui.case.changes import Marks
from hssib_desk.ui.case.entry_row import EntryRow
from hssib_desk.ui.case.links import Links
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.case.raising.raise_line import RaiseLine
from hssib_desk.ui.case.removed import RemovedEntries
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.text import Headline, Paragraph

COUNTED = "Day 0 is {name}. Events are listed by day and time."
GAP = "{days:,} days without an event"


class EntryEditor(QWidget):
    """The questions of one entry, opened under its line."""

    closed = Signal()
    removed = Signal(str)

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.questions = Questions(form.sections, len(form.sections) > 1, self)
        self.links = Links(form)
        self.remove = button("Remove", "trash-2", "quiet", small=True)
        done = button("Done", "check", small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(16)
        column.addWidget(self.questions)
        column.addWidget(self.links)
        row = QHBoxLayout()
        row.addWidget(done)
        row.addStretch(1)
        row.addWidget(self.remove)
        column.addLayout(row)
        done.clicked.connect(self.closed)
        self.remove.clicked.connect(lambda: self.removed.emit(self.questions.entry_id))


class EntryList(QWidget):
    """The entries of some forms: lines in a card, the open one with its questions below it.

    `edited` and `left` come from the open entry; `add(form key)`, `remove(entry id)`, `put_back(entry id)`
    and `opened(entry id)` ask the page to act. With `raised` the buttons stand beside the title, as on a
    judgement page.
    """

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    add = Signal(str)
    raise_asked = Signal(str, object, object)  # form, answers written into the line, what it follows from
    detail_asked = Signal(str, object, object)  # the same, with the rest of its questions opened
    remove = Signal(str)
    put_back = Signal(str)
    opened = Signal(str)
    file_asked = Signal(str, str, str, str)
    elsewhere = Signal(object)  # an entry of another case that is to be shown

    def __init__(
        self,
        title: str,
        forms: Sequence[Form],
        empty: str,
        raised: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.forms = {form.key: form for form in forms}
        self.raised = raised
        self._empty_words = empty
        self._editors: dict[str, EntryEditor] = {}
        self._rows: dict[str, EntryRow] = {}
        self._gaps: dict[str, Headline] = {}
        self._between: list[Separator] = []
        self._open = self._line_case = ""
        self._entries: tuple[EntryFile, ...] = ()
        self.marks: Marks = {}
        self.needed_only = False
        self.removed = RemovedEntries()
        self.removed.put_back.connect(self.put_back)
        self.title = Headline(title, "label" if raised else "card-title")
        self.card = Card()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.line: RaiseLine | None = None  # in which something is being raised
        self._thread: list[EntryFile] = []  # what was raised in this line after each other
        self._kept: dict[tuple[str, str], Answers] = {}  # put away, by case and form
        self._context: Context | None = None
        self.buttons: dict[str, QWidget] = {}
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addStretch(1)
        for form in raise_order(list(self.forms.values())):
            add = button(form.singular, "plus", "quiet", small=True)
            add.setAccessibleName(f"Add: {form.singular}")
            add.setObjectName(f"add-{form.key}")
            add.clicked.connect(lambda _=False, key=form.key: self.begin(key))
            self.buttons[form.key] = add
            head.addWidget(add)
        self.nothing, self.counted = Paragraph(self._empty_words, "hint"), Paragraph("", "hint")
        self.counted.hide()
        self._rows_holder = QWidget()
        self._rows_holder.setLayout(self._lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.card._put(self._rows_holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.nothing)
        column.addWidget(self.counted)
        column.addWidget(self.card)
        column.addWidget(self.removed)

    @property
    def open_entry(self) -> str:
        """The id of the entry that is being filled in, or an empty text."""
        return self._open

    @property
    def open_editor(self) -> EntryEditor | None:
        """The questions of the entry that is being filled in."""
        entry = next((item for item in self._entries if item.id == self._open), None)
        return self._editor(entry) if entry else None

    def show_entries(self, entries: Sequence[EntryFile], case: CaseFile, context: Context) -> None:
        """Show the entries; the open one keeps what is typed, and its place while it has the cursor."""
        self._context = context
        if self.line and self._line_case != case.id:
            self._put_line_away(keep=True)
        here = {entry.id: n for n, entry in enumerate(self._entries)}
        if self.has_cursor and here.keys() == {entry.id for entry in entries}:
            entries = sorted(entries, key=lambda entry: here[entry.id])
        ids = [entry.id for entry in entries]
        if ids != [entry.id for entry in self._entries]:
            self._make_rows(entries)
        self._entries = tuple(entries)
        self._show_rows(case)
        for key, add in self.buttons.items():
            add.setVisible(may_add(case, self.forms[key]))
        self._show_empty()
        if self._open in ids:
            self._fill_open(case, context, keep=True)
        else:
            self._open = ""

    def show_removed(self, entries: Sequence[EntryFile], case: CaseFile) -> None:
        """Offer the entries that were taken out, where one like them may be added."""
        self.removed.show_entries([entry for entry in entries if may_add(case, entry.form)])

    def _show_rows(self, case: CaseFile) -> None:
        """Show each line, of events with their day and what lies long after the one before."""
        told = [entry for entry in self._entries if is_story(entry.form)]
        zero, name = anchor(case) if told else (None, "")
        self.counted.set_text(COUNTED.format(name=name) if zero else "")
        self.counted.setVisible(zero is not None)
        later = gaps(told)
        for entry in self._entries:
            changed = any(entry.id == marked for marked, _ in self.marks)
            hidden = entry.stage == "first" and is_blind_view(case)
            day = day_of(entry, zero) if is_story(entry.form) else ""
            self._rows[entry.id].show_entry(entry, changed, day=day, hidden=hidden)
            gap = self._gaps[entry.id]
            gap.setText(GAP.format(days=later[entry.id]) if entry.id in later else "")
            gap.setVisible(entry.id in later)

    def open(self, entry_id: str, case: CaseFile, context: Context, field: str = "") -> None:
        """Open an entry under its line, close the one before, and put the cursor into a field of it."""
        entry = next((item for item in self._entries if item.id == entry_id), None)
        if entry is None:
            return
        self._hide_editors()
        self._put_line_away(keep=True)
        self._open = entry_id
        editor = self._editor(entry)
        self._lines.insertWidget(self._lines.indexOf(self._rows[entry_id]) + 1, editor)
        editor.show()
        self._rows[entry_id].set_opened(True)
        self._fill_open(case, context, keep=False)
        if not (field and editor.questions.focus_field(field)):
            editor.questions.focus_first()
        self.opened.emit(entry_id)

    def add_another(self) -> None:
        """Ask for one more of the kind that is open, or of the first kind, where that may be added."""
        editor = self.open_editor
        key = editor.form.key if editor and editor.form.key in self.buttons else next(iter(self.buttons))
        if not self.buttons[key].isHidden():
            self.begin(key)

    def begin(self, form_key: str) -> None:
        """Open a line for one more; of what is not raised the questions at once."""
        form = self.forms[form_key]
        if not form.can_raise or self._context is None:
            self.add.emit(form_key)
            return
        if not self._leaves_step_out(form):
            self._thread = []
        self._open_line(form)

    def _leaves_step_out(self, form: Form) -> bool:
        """Whether the next line is open and empty, and a form is asked for that comes later than its own."""
        if self.line is None or self.line.headline or self.line.form is form:
            return False
        return self.line.form in raise_order([self.line.form, form])[:1]

    def go_on(self, made: EntryFile, opened: bool) -> None:
        """What was written in the line is raised: open the next line, unless it was opened itself."""
        self._put_line_away(keep=False)
        self._thread.append(made)
        if not opened:
            self._open_line(after(made.form, list(self.forms.values())))

    def _open_line(self, form: Form) -> None:
        if self._context is None or self.buttons[form.key].isHidden():
            self._put_line_away(keep=False)
            return
        self._put_line_away(keep=True)
        self._line_case = self._context.case.id
        self.line = RaiseLine(form, self)
        self.line.raised.connect(lambda answers: self._raise(self.raise_asked, answers))
        self.line.details.connect(lambda answers: self._raise(self.detail_asked, answers))
        self.line.left.connect(self._leave_line)
        self._hide_editors()
        self._open = ""
        self._lines.addWidget(self.line)
        self.line.show()
        self._show_empty()
        self.line.start(self._kept.pop((self._line_case, form.key), {}), self._context)

    def _raise(self, signal: SignalInstance, answers: Answers) -> None:
        if self.line is not None:
            signal.emit(self.line.form.key, answers, tuple(self._thread))

    def _leave_line(self) -> None:
        form = self.line.form.key if self.line else ""
        self._put_line_away(keep=True)
        if form in self.buttons:
            self.buttons[form].setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_line_away(self, keep: bool) -> None:
        if self.line is None:
            return
        if keep and self.line.headline:
            self._kept[self._line_case, self.line.form.key] = self.line.answers()
        line, self.line = self.line, None
        self._lines.removeWidget(line)
        let_go(line)
        self._show_empty()

    def _show_empty(self) -> None:
        shown = bool(self._entries) or self.line is not None
        self.nothing.setVisible(not shown)
        self.card.setVisible(shown)

    def close_entry(self) -> None:
        """Close the open entry and put the cursor back on its line; the page then looks at its place."""
        closed, row = self._open, self._rows.get(self._open)
        self._hide_editors()
        self._open = ""
        if row:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            self.left.emit(closed, "")

    @property
    def has_cursor(self) -> bool:
        """Whether somebody writes in the open entry, or in the line."""
        holder = self.window().focusWidget()
        inside = (self.open_editor, self.line)
        return holder is not None and any(part is not None and part.isAncestorOf(holder) for part in inside)

    def finish(self) -> None:
        """Finish what has the cursor: raise what is in the line, or close the open entry."""
        if self.line is not None:
            self.line.finish()
        else:
            self.close_entry()

    def _fill_open(self, case: CaseFile, context: Context, keep: bool) -> None:
        entry = next(item for item in self._entries if item.id == self._open)
        editor = self._editor(entry)
        sealed = is_closed(case, entry)
        editor.questions.marks, editor.questions.needed_only = self.marks, self.needed_only
        editor.questions.fill(entry, context, sealed=sealed, keep=keep)
        editor.questions.advise(remarks(entry, context))
        editor.links.fill(entry, case, sealed)
        editor.remove.setVisible(not sealed)

    def _editor(self, entry: EntryFile) -> EntryEditor:
        """The editor of a form version; it is made once and moves to the entry that is open."""
        key = entry.form.text
        if key not in self._editors:
            made = EntryEditor(entry.form, self)
            made.questions.edited.connect(self.edited)
            made.questions.left.connect(self.left)
            made.questions.held.connect(self.held)
            made.questions.file_asked.connect(self.file_asked)
            made.links.edited.connect(self.edited)
            made.links.opened.connect(self.elsewhere)
            made.closed.connect(self.close_entry)
            made.removed.connect(self.remove)
            self._editors[key] = made
        return self._editors[key]

    def _hide_editors(self) -> None:
        for row in self._rows.values():
            row.set_opened(False)
        for editor in self._editors.values():
            editor.hide()
            self._lines.removeWidget(editor)

    def _make_rows(self, entries: Sequence[EntryFile]) -> None:
        """Put the lines into their order; one that is there already moves, and the cursor with it."""
        gone = {**self._rows}
        rows: dict[str, EntryRow] = {}
        gaps: dict[str, Headline] = {}
        for entry in entries:
            rows[entry.id] = gone.pop(entry.id) if entry.id in gone else self._row(entry)
            gaps[entry.id] = self._gaps.pop(entry.id) if entry.id in self._gaps else self._gap()
        self._take_lines_out()
        for widget in (*gone.values(), *self._gaps.values()):
            let_go(widget)
        self._rows, self._gaps = rows, gaps
        for n, entry in enumerate(entries):
            if n:
                self._between.append(Separator())
                self._lines.addWidget(self._between[-1])
            self._lines.addWidget(gaps[entry.id])
            self._lines.addWidget(rows[entry.id])
            if n:
                QWidget.setTabOrder(rows[entries[n - 1].id], rows[entry.id])
            if entry.id == self._open:
                self._lines.addWidget(self._editor(entry))
        if self.line is not None:
            self._lines.addWidget(self.line)
        if self._open not in rows:
            self._hide_editors()

    def _take_lines_out(self) -> None:
        for line in self._between:
            let_go(line)
        self._between = []
        while self._lines.takeAt(0) is not None:
            pass

    def _row(self, entry: EntryFile) -> EntryRow:
        row = EntryRow(entry)
        row.clicked.connect(lambda: self.opened.emit(entry.id))
        return row

    def _gap(self) -> Headline:
        gap = Headline("", "hint")
        gap.setContentsMargins(20, 6, 20, 6)
        gap.hide()
        return gap

"""One page of a case: its questions, what was raised from it, and the way to the next page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms.form import Form, Library, Page, Section
from hssib_desk.domain.forms.outline import own_entry
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.wording import remarks
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.timeline import is_story, order
from hssib_desk.store.entries.importing import Brought
from hssib_desk.ui.case.changes import Marks
from hssib_desk.ui.case.duty.questions import DutyQuestions
from hssib_desk.ui.case.entries import EntryList
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.case.story.story_list import StoryList
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.fields.keys import ANOTHER, on_key
from hssib_desk.ui.kit.layout import TEXT_WIDTH, ScrollArea, text_column
from hssib_desk.ui.kit.shell import Keycap
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

COMPACT_BELOW = 520  # width at text size 100 % under which the footer says only "Back" and "Next"
PAGE_NEEDS = 648  # width at text size 100% in which a page shows all its scores side by side
TABLE_NEEDS = 720  # and a table all its columns
TABLE_WIDTH = 1120  # of a page that is a table
Lent: TypeAlias = Sequence[tuple[EntryFile, tuple[Section, ...]]]
NOTHING_RAISED = "Nothing yet. Raise it here, where you are reading, and it stays linked to this judgement."


class FormPage(QWidget):
    """A page built for one form version and filled for each case.

    Signals ask the case screen to act: `edited`, `left`, `add(form key, section or "")`, `remove(entry id)`,
    `put_back(entry id)`, `open_entry(entry id)`, `go(page key)`.
    """

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()
    add = Signal(str, str)
    events_asked = Signal(object, object)  # the timeline, and the answers of each event
    raise_asked = Signal(object, str, object, object, bool)  # list, form, answers, what it follows, opened
    remove = Signal(str)
    put_back = Signal(str)
    open_entry = Signal(str)
    previous_asked = Signal()
    next_asked = Signal()
    guidance_asked = Signal()
    needed_asked = Signal()
    question_asked = Signal(str, str)  # form and field of another page
    all_asked = Signal()
    file_asked = Signal(str, str, str, str)  # entry id, key, act, attachment id or path

    def __init__(
        self,
        page: Page,
        form: Form | None,
        sections: Sequence[Section],
        repeats: Sequence[Form],
        raisable: Sequence[Form],
        library: Library,
        parent: QWidget | None = None,
        lent: Sequence[Lent] = ((), ()),
    ) -> None:
        """`lent` are the questions of other forms that stand before the page's own, and after them."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.page = page
        self.needs = PAGE_NEEDS
        self.case_id = ""  # of the case it was filled with
        self._cursor: QWidget | None = None
        self._neighbours = "", ""
        # Outside in: what is put into another widget later is dressed anew, with all that is inside it.
        column = self._column()
        noted = sections[0] if len(sections) == 1 else form or next(iter(repeats), None)
        note = noted.note if noted else ""
        parts: list[QWidget] = [self._top(column, note)]
        self.judged = next((section for section in sections if section.score_field), None)
        before = self._lent(lent[0], column)
        self.questions = self._questions(form, sections, library, column) if form else None
        after = self._lent(lent[1], column)
        self.lent = [*before, *after]  # each with the form that they are of
        own = [self.questions] if self.questions else []
        self.every_question = [q for _, q in before] + own + [q for _, q in after]  # in reading order
        self.lists = [_list(form, column) for form in repeats]
        self.raised: EntryList | None = None
        if self.judged:
            self.raised = EntryList("Raised from this page", raisable, NOTHING_RAISED, True, column)
        parts += self.every_question
        if any(isinstance(made, StoryList) for made in self.lists):
            column.setMaximumWidth(current().px(TABLE_WIDTH))
            self.needs = TABLE_NEEDS
        rows = column.layout()
        assert rows is not None
        for part in (*parts, self._hidden_line(column), *self._entry_lists()):
            rows.addWidget(part)
        self._connect()

    def _questions(
        self, form: Form, sections: Sequence[Section], library: Library, parent: QWidget
    ) -> Questions:
        if form.key != DUTIES:
            return Questions(sections, len(sections) > 1, parent, under=self.page.title)
        made = DutyQuestions(sections, library, parent)
        made.question_asked.connect(self.question_asked)
        return made

    def _lent(self, lent: Lent, parent: QWidget) -> list[tuple[str, Questions]]:
        return [(entry.form.key, Questions(sections, False, parent)) for entry, sections in lent]

    def _column(self) -> QWidget:
        """The column of the page above its footer, which scrolls."""
        inside = QWidget()
        self.area = ScrollArea(inside, self)
        around = QHBoxLayout(inside)
        around.setContentsMargins(32, 24, 20, 24)  # the scroll bar has the other 12
        column = text_column(gap=20, parent=inside)
        around.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        around.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._footer())
        return column

    def _top(self, parent: QWidget, note: str) -> QWidget:
        top = QWidget(parent)
        self.title = Headline(self.page.title, "page-title", top)
        self.number = Headline("", "second", top)
        self.note = Paragraph(note, "subtitle", parent=top)
        self.note.setVisible(bool(note))
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.guidance = button("Guidance", "panel-right-open", small=True)
        self.guidance.setToolTip("Show the guidance (F7)")
        self.guidance.setObjectName("show-guidance")
        self.guidance.hide()
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.title, 1)
        head.addWidget(self.number, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.guidance, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self.note)
        return top

    def _hidden_line(self, parent: QWidget) -> QWidget:
        """What is said of the questions that are hidden because signing does not need them."""
        self.hidden = QWidget(parent)
        self.hidden_words = Paragraph("", "second")
        self.show_all = LinkButton("Show them on this page")
        self.show_all.setObjectName("show-all")
        self.show_all.clicked.connect(self.all_asked)
        line = QHBoxLayout(self.hidden)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Sign("eye-off", 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.hidden_words)
        words.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(words, 1)
        self.hidden.hide()
        return self.hidden

    def show_needed_only(self, only: bool) -> None:
        """Hide what signing does not ask for, or show all; seen with the next `fill`."""
        for questions in self.every_question:
            questions.needed_only = only
        for entries in self._entry_lists():
            entries.needed_only = only

    def _count_hidden(self) -> None:
        count = sum(questions.hidden for questions in self.every_question)
        are = "1 question that signing does not need is" if count == 1 else ""
        self.hidden_words.set_text(f"{are or f'{count} questions that signing does not need are'} hidden.")
        self.hidden.setVisible(count > 0)

    def _footer(self) -> QFrame:
        footer = QFrame(self)
        footer.setProperty("role", "page-footer")
        self.previous = button("", "chevron-left")
        self.next = button("", kind="primary", trailing="chevron-right")
        self.needed = button("Next needed", kind="quiet")
        self.needed.setAccessibleName("Next needed question, Ctrl .")
        self.needed.setObjectName("next-needed")
        self.keycap = Keycap("Ctrl .")
        inside = QWidget(footer)
        inside.setMaximumWidth(current().px(TEXT_WIDTH))
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.previous)
        row.addStretch(1)
        row.addWidget(self.needed)
        row.addWidget(self.keycap)
        row.addSpacing(16)
        row.addWidget(self.next)
        around = QHBoxLayout(footer)
        around.setContentsMargins(32, 12, 32, 11)
        around.addWidget(inside, 1)
        around.addStretch(0)
        return footer

    def add_another(self) -> None:
        """Ask for one more of what is being filled in, or of the first that this page holds."""
        holders = self._entry_lists()
        holder = next((made for made in holders if made.open_entry), holders[0] if holders else None)
        if holder:
            holder.add_another()

    def _connect(self) -> None:
        on_key(self, ANOTHER, self.add_another)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._note_cursor)
        self.previous.clicked.connect(self.previous_asked)
        self.next.clicked.connect(self.next_asked)
        self.guidance.clicked.connect(self.guidance_asked)
        self.needed.clicked.connect(self.needed_asked)
        for questions in self.every_question:
            questions.edited.connect(self.edited)
            questions.left.connect(self.left)
            questions.held.connect(self.held)
            questions.file_asked.connect(self.file_asked)
        for entries in self._entry_lists():
            entries.edited.connect(self.edited)
            entries.left.connect(self.left)
            entries.held.connect(self.held)
            entries.file_asked.connect(self.file_asked)
            entries.remove.connect(self.remove)
            entries.put_back.connect(self.put_back)
            entries.opened.connect(self._open_asked)
            section = self.judged.key if entries is self.raised and self.judged else ""
            entries.add.connect(lambda key, section=section: self.add.emit(key, section))
            if isinstance(entries, StoryList):
                entries.events_asked.connect(partial(self.events_asked.emit, entries))
            for signal, opened in ((entries.raise_asked, False), (entries.detail_asked, True)):
                signal.connect(partial(self._ask_to_raise, entries, opened))

    def _ask_to_raise(
        self, entries: EntryList, opened: bool, form: str, answers: object, thread: object
    ) -> None:
        self.raise_asked.emit(entries, form, answers, thread, opened)

    def section_of(self, entries: EntryList) -> Section | None:
        """The section of the judgement that a list belongs to; None for one that stands for itself."""
        return self.judged if entries is self.raised else None

    def _entry_lists(self) -> list[EntryList]:
        return [*self.lists, *([self.raised] if self.raised else [])]

    def _open_asked(self, entry_id: str) -> None:
        holder = next((e for e in self._entry_lists() if e.open_entry == entry_id), None)
        if holder is None:
            self.open_entry.emit(entry_id)

    def fill(self, case: CaseFile, context: Context, *, keep: bool) -> None:
        """Show a case; with `keep` the field that has the cursor is left as it is."""
        self.case_id = case.id
        if self.questions:
            entry = own_entry(case, self.page)[0]
            # A form that was not begun before the signature stays as empty as it was signed.
            begins = entry.form.after_seal or case.seal is None
            closed = entry.seal is not None or (not entry.id and not begins)
            self.questions.fill(entry, context, sealed=closed, keep=keep)
            self.questions.advise(remarks(entry, context))
        for key, questions in self.lent:
            entry = case.entry(key) or case.not_begun(key)
            questions.fill(entry, context, sealed=entry.seal is not None or not entry.id, keep=keep)
            questions.advise(remarks(entry, context))
        self._count_hidden()
        for entries in self.lists:
            found = [entry for key in entries.forms for entry in case.all_of(key)]
            entries.show_entries(_sorted(found), case, context)
        if self.raised:
            self.raised.show_entries(self.raised_from(case), case, context)

    def show_removed(self, case: CaseFile, removed: Sequence[EntryFile]) -> None:
        """Offer what was taken out of this page's lists at the stage that is shown."""
        own = [entry for entry in removed if entry.stage == case.stage]
        for entries in self.lists:
            entries.show_removed([entry for entry in own if entry.form.key in entries.forms], case)
        if self.raised:
            self.raised.show_removed([entry for entry in own if self._is_raised_here(entry, case)], case)

    def show_brought(self, brought: Brought) -> None:
        """Fold what a caseload said of the case; shown with the next `fill`."""
        for questions in self.every_question:
            questions.brought = brought

    def show_marks(self, marks: Marks) -> None:
        """Mark what others changed, by entry and field; shown with the next `fill`."""
        for questions in self.every_question:
            questions.marks = marks
        for entries in self._entry_lists():
            entries.marks = marks

    def raised_from(self, case: CaseFile) -> list[EntryFile]:
        """The entries raised from this page's judgement."""
        return [item for item in case.entries if self._is_raised_here(item, case)]

    def _is_raised_here(self, item: EntryFile, case: CaseFile) -> bool:
        entry = case.entry(self.page.form) if self.judged and item.origin else None
        here = (entry.id, self.judged.key) if entry and self.judged else None
        return item.origin is not None and (item.origin.entry_id, item.origin.section) == here

    def show_place(self, number: int, total: int, before: str, after: str) -> None:
        """Say which of the pages that are asked this is, 0 for none of them, and name its neighbours."""
        self.number.setText(f"Page {number} of {total}" if number else "Not asked in this case")
        self._neighbours = before, after
        self._name_neighbours()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the neighbours in full where there is room for it."""
        super().resizeEvent(event)
        self._name_neighbours()

    def _name_neighbours(self) -> None:
        before, after = self._neighbours
        small = self.width() < current().px(COMPACT_BELOW)
        self.previous.set_words("Back" if small else before)
        self.previous.setAccessibleName(f"Back to {before}")
        self.previous.setVisible(bool(before))
        self.next.set_words("Next" if small else after)
        self.next.setAccessibleName(f"Next: {after}")
        self.keycap.setVisible(not small)

    def show_entry(self, entry_id: str, case: CaseFile, context: Context, field: str = "") -> bool:
        """Open one of the page's entries; False when it is not on this page."""
        for entries in self._entry_lists():
            if any(entry.id == entry_id for entry in entries._entries):
                entries.open(entry_id, case, context, field)
                return True
        return False

    def last_cursor(self) -> QWidget | None:
        """What has the cursor on this page, or had it last: the key to another page may be elsewhere."""
        here = self.window().focusWidget()
        if here is not None and self.isAncestorOf(here):
            return here
        return self._cursor if self._cursor is not None and isValid(self._cursor) else None

    def _note_cursor(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is not None and isValid(old) and self.area.isAncestorOf(old):
            self._cursor = old

    def finish_entry(self) -> bool:
        """Close the entry in which the cursor is; False where it is in none."""
        holder = next((entries for entries in self._entry_lists() if entries.has_cursor), None)
        if holder:
            holder.finish()
        return holder is not None

    def start(self, field: str = "") -> None:
        """Put the cursor into a field, or the first one, and show the top of the page."""
        self.area.verticalScrollBar().setValue(0)
        every = self.every_question
        if field and any(questions.focus_field(field) for questions in every):
            return
        if any(questions.focus_first() for questions in every):
            return
        if not self.questions and self.lists:
            first = self.lists[0]
            story = (
                first.open_row if isinstance(first, StoryList) and first.open_row.isVisibleTo(self) else None
            )
            (story or next(iter(first.buttons.values()))).setFocus(Qt.FocusReason.OtherFocusReason)


def _sorted(entries: Sequence[EntryFile]) -> list[EntryFile]:
    """Events by date and time; everything else as it was added."""
    if all(is_story(entry.form) for entry in entries):
        return sorted(entries, key=order)
    return sorted(entries, key=lambda entry: entry.position)


def _list(form: Form, parent: QWidget) -> EntryList:
    """The list of the entries of a form: events as a table, everything else as lines."""
    if is_story(form):
        return StoryList(form.title, form, parent)
    return EntryList(form.title, [form], _invitation(form), parent=parent)


def _invitation(form: Form) -> str:
    return f"None yet. “{form.singular}” adds one."

"""What was already written much like a title that is being typed; it never stands in the way of typing."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Field, Form
from hssib_desk.domain.review.cross_case_links import Elsewhere
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.similar import Similar
from hssib_desk.ui.case.entries import EntryEditor
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, plain
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

ASK_AFTER_MS = 400
LONGEST = 64


def compared(form: Form) -> Field | None:
    """The title that is compared with others: of what is raised, except problems in one person’s care."""
    return form.role("title") if form.can_raise and not form.role("problem_type") else None


class SimilarTitles(QWidget):
    """Up to three entries with titles like the one being written: a link each, and one that ties them."""

    opened = Signal(object)
    linked = Signal(object)

    def __init__(self, after: QWidget) -> None:
        super().__init__()
        self.setObjectName("similar-titles")
        self._after = after  # the field under which this stands
        self._last: QWidget = after
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_found(self, found: list[Similar], can_link: set[str]) -> None:
        """Show what was found; `can_link` are the entries that may be tied to the open one."""
        empty(self._column)
        self._last = self._after
        if found:
            self._column.addWidget(Headline("Similar to what has been written already", "hint"))
        for item in found:
            self._column.addLayout(self._line(item, item.entry_id in can_link))
        self.setVisible(bool(found))

    def _line(self, item: Similar, can_link: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        title = item.title if len(item.title) <= LONGEST else f"{item.title[:LONGEST]}…"
        link = LinkButton(f"{item.ref}  {title}")
        link.setToolTip(plain(item.title))
        link.clicked.connect(lambda: self.opened.emit(item))
        self._add(row, link)
        row.addStretch(1)
        if can_link:
            tie = button("Link as related", "link", "quiet", small=True)
            tie.setAccessibleName(f"Link {item.ref} as related")
            tie.clicked.connect(lambda: self.linked.emit(item))
            self._add(row, tie)
        return row

    def _add(self, row: QHBoxLayout, made: QWidget) -> None:
        """Put a button where Tab finds it: after the field, before the next question."""
        made.setParent(self)
        row.addWidget(made)
        QWidget.setTabOrder(self._last, made)
        self._last = made


class SimilarFinder(QObject):
    """Follows the typing in titles of a case screen's pages, and looks when it pauses."""

    def __init__(self, session: Session, go: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.go = session, go
        self._asked: tuple[FormPage, str, str] | None = None
        self._shown: dict[EntryEditor, SimilarTitles] = {}
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._timer.timeout.connect(self._look)

    def follow(self, page: FormPage) -> None:
        """Listen to a page."""
        page.edited.connect(lambda entry_id, key, answer: self._typed(page, entry_id, key, answer))
        for entries in page._entry_lists():
            entries.opened.connect(self._clear)
            entries.elsewhere.connect(self._open)

    def _open(self, place: Similar | Elsewhere) -> None:
        self.go.case(place.case_id, entry_id=place.entry_id)

    def forget(self) -> None:
        """Let go of what was found and of the pages that it stood on."""
        self._timer.stop()
        self._asked = None
        self._shown.clear()

    def _clear(self, _entry_id: str = "") -> None:
        self._timer.stop()
        for shown in self._shown.values():
            shown.show_found([], set())

    def _typed(self, page: FormPage, entry_id: str, key: str, answer: object) -> None:
        editor = _editor(page, entry_id)
        title = compared(editor.form) if editor else None
        if title is not None and title.key == key:
            self._asked = (page, entry_id, str(answer or ""))
            self._timer.start()

    def _look(self) -> None:
        if self._asked is None:
            return
        page, entry_id, typed = self._asked
        editor = _editor(page, entry_id)
        if editor is None:
            return
        try:
            found = self.session.workbook.lists.similar(entry_id, typed)
        except WorkbookError:
            found = []  # a hint only; what stands in the way of it is said when the text is saved
        self._below(editor).show_found(found, self._tieable(editor, found))

    def _below(self, editor: EntryEditor) -> SimilarTitles:
        if editor not in self._shown:
            title = compared(editor.form)
            assert title is not None
            box = editor.questions.boxes[title.key]
            self._shown[editor] = made = SimilarTitles(box.editor)
            layout = box.layout()
            assert layout is not None
            layout.addWidget(made)
            made.opened.connect(self._open)
            made.linked.connect(lambda item: self._tie(editor, item))
        return self._shown[editor]

    def _tieable(self, editor: EntryEditor, found: list[Similar]) -> set[str]:
        """The entries of this case and of others that the open one may name and does not yet."""
        links = editor.links
        own = {other for (_, other), box in links._boxes.items() if not box.value() and box.isEnabled()}
        if not links.can_name(editor.form.key):
            return own
        here = {other for _, other in links._boxes}
        return own | {i.entry_id for i in found if i.entry_id not in here and not links.names(i.ref)}

    def _tie(self, editor: EntryEditor, item: Similar) -> None:
        box = next((b for (_, other), b in editor.links._boxes.items() if other == item.entry_id), None)
        if box is not None and not box.value():
            box.click()
        elif box is None and editor.links.can_name(editor.form.key):
            editor.links.name(item.ref, editor.form.key)
        self._look()


def _editor(page: FormPage, entry_id: str) -> EntryEditor | None:
    """The open editor of an entry on a page."""
    holder = next((made for made in page._entry_lists() if made.open_entry == entry_id), None)
    return holder.open_editor if holder else None

"""One case: outline at the left, the page being filled in, guidance at the right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from hssib_desk.domain import outline
from hssib_desk.domain.casefile import CaseFile, Origin
from hssib_desk.domain.form import Answer
from hssib_desk.domain.rules import Context
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.guidance import GuidancePanel
from hssib_desk.ui.case.outline import SIGN_OFF, OutlinePanel
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.case.picker import PagePicker
from hssib_desk.ui.case.signoff import SignOffPage
from hssib_desk.ui.go import Go
from hssib_desk.ui.kit.buttons import icon_button
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session, merged
from hssib_desk.ui.settings import load_settings

CONTENT_NOTICE = (
    "These pages are about a person who has died, and can be hard to read. "
    "Pause (Ctrl Shift P) hides them at any time. This notice can be turned off in Settings."
)
COMPACT_BELOW = 900  # width at text size 100 % under which outline and guidance fold away
MARK_AFTER_MS = 250  # rules, outline and advice follow the typing, not every letter


class CaseScreen(QWidget):
    """Shows one case at a time; every answer goes to the session as it is typed."""

    def __init__(self, session: Session, go: Go) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.page_key = ""
        self._noticed = self._compact = False
        self._guidance_wanted = True
        self._pages: dict[tuple[str, int], FormPage] = {}
        self.outline, self.guidance = OutlinePanel(), GuidancePanel()
        self.sign_off = SignOffPage(session, go)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.sign_off)
        self._soon = QTimer(self, singleShot=True, interval=MARK_AFTER_MS)
        self._soon.timeout.connect(self._mark)
        self._build()
        self._add_keys()
        session.case_changed.connect(self._follow)

    def _build(self) -> None:
        self.unfold = icon_button("panel-right-open", "Show the guidance (F7)", small=True)
        self.unfold.clicked.connect(self.toggle_guidance)
        self.edge = QWidget()
        self.edge.setProperty("role", "page")
        edge = QVBoxLayout(self.edge)
        edge.setContentsMargins(4, 16, 8, 0)
        edge.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignTop)
        edge.addStretch(1)
        self.edge.hide()
        self.picker = PagePicker()
        self.picker.hide()
        self.picker.chosen.connect(self.show_page)
        self.picker.back.connect(lambda: self.go.cases())
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.picker)
        middle.addWidget(self.middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.outline)
        row.addLayout(middle, 1)
        row.addWidget(self.edge)
        row.addWidget(self.guidance)
        self.outline.chosen.connect(self.show_page)
        self.outline.back.connect(lambda: self.go.cases())
        self.guidance.folded.connect(self.toggle_guidance)
        self.guidance.asked_for.connect(self._open_entry)
        self.sign_off.go_to.connect(self._go_to)

    def _add_keys(self) -> None:
        keys = (
            ("Ctrl+Return", self.show_next),
            ("Ctrl+Enter", self.show_next),
            ("Ctrl+Shift+Return", self.show_previous),
            ("Ctrl+Alt+Z", self.undo),
            ("Ctrl+Alt+Y", self.redo),
            ("F6", self._next_panel),
            ("F7", self.toggle_guidance),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # Showing

    def show_case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page, a field or an entry; without one, at the first page with something to do."""
        try:
            case = self.session.case(case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.case = case
        if not self._noticed and load_settings().content_notice:
            self.go.say(CONTENT_NOTICE)
        self._noticed = True
        entry = case.entry_by_id(entry_id) if entry_id else None
        if entry and not page:
            found = outline.page_of(case, entry)
            page = found.key if found else ""
        first = outline.completeness(case).next_page
        self.show_page(page or (first.key if first else self._page_keys()[0]), field, entry_id)

    def refresh(self) -> None:
        """Read the case again, for example after it was signed or changed elsewhere."""
        if self.case is not None:
            self._reload(keep=True)

    def show_page(self, key: str, field: str = "", entry_id: str = "") -> None:
        """Show one page of the open case; everything typed on the last one is saved first."""
        if self.case is None:
            return
        self.session.flush()
        self.case = self.session.peek(self.case.id)
        self.page_key = key
        self._fill(keep=False)
        page = self._shown_page()
        if page is None:
            self.sign_off.start()
        elif not (entry_id and page.show_entry(entry_id, self.case, Context(self.case), field)):
            page.start(field)

    def _page_keys(self) -> list[str]:
        assert self.case is not None
        return [page.key for page in self.case.library.outline.pages] + [SIGN_OFF]

    def _shown_page(self) -> FormPage | None:
        shown = self.middle.currentWidget()
        return shown if isinstance(shown, FormPage) else None

    def _fill(self, keep: bool) -> None:
        assert self.case is not None
        context = Context(self.case)
        self._show_outline()
        if self.page_key == SIGN_OFF:
            self.sign_off.show_case(self.case)
            self.middle.setCurrentWidget(self.sign_off)
            self._show_guidance(None)
            return
        page = self._page(self.page_key)
        page.fill(self.case, context, keep=keep)
        self._name_neighbours(page)
        self.middle.setCurrentWidget(page)
        self._show_guidance(page)

    def _page(self, key: str) -> FormPage:
        """The page built for the form version of the open case; built once, refilled after."""
        assert self.case is not None
        library = self.case.library
        page = next(item for item in library.outline.pages if item.key == key)
        entry = self.case.entry(page.form) if page.form else None
        form = entry.form if entry else library.forms.get(page.form)
        built = (key, form.version if form else 0)
        if built not in self._pages:
            repeats = [library.forms[name] for name in page.entries]
            raisable = [item for item in library.forms.values() if item.can_raise]
            self._pages[built] = made = FormPage(page, form, repeats, raisable)
            self._connect(made)
            self.middle.addWidget(made)
        return self._pages[built]

    def _connect(self, page: FormPage) -> None:
        page.edited.connect(self._edit)
        page.left.connect(self._leave)
        page.add.connect(self._add)
        page.remove.connect(self._remove)
        page.open_entry.connect(self._open_entry)
        page.next_asked.connect(self.show_next)
        page.previous_asked.connect(self.show_previous)

    def _name_neighbours(self, page: FormPage) -> None:
        assert self.case is not None
        states = outline.page_states(self.case)
        pages = [s.page for s in states if s.shown or s.page.key == self.page_key]
        at = next(n for n, item in enumerate(pages) if item.key == self.page_key)
        after = pages[at + 1].title if at + 1 < len(pages) else "Sign off"
        page.show_place(at + 1, len(pages), pages[at - 1].title if at else "", after)

    def _show_outline(self) -> None:
        assert self.case is not None
        states = outline.page_states(self.case)
        self.outline.show_case(self.case, states, outline.completeness(self.case))
        self.outline.choose(self.page_key)
        self.picker.show_case(self.case, states, self.page_key)

    def _show_guidance(self, page: FormPage | None) -> None:
        assert self.case is not None
        wanted = page is not None and self._guidance_wanted
        self.guidance.setVisible(wanted)
        self.edge.setVisible(page is not None and not wanted)
        if page is not None:
            sections = page.questions.sections if page.questions else ()
            if not sections:
                forms = [self.session.library.forms[key] for key in page.page.entries]
                sections = tuple(section for form in forms for section in form.sections)
            self.guidance.show_page(sections, self.case, page.raised_from(self.case))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold guidance and outline away where the text size leaves them no room."""
        super().resizeEvent(event)
        compact = event.size().width() * 100 / current().scale < COMPACT_BELOW
        if compact != self._compact:
            self._compact, self._guidance_wanted = compact, not compact
            self.outline.setVisible(not compact)
            self.picker.setVisible(compact)
            if self.case is not None:
                self._show_guidance(self._shown_page())

    def toggle_guidance(self) -> None:
        """Fold the guidance away, or bring it back."""
        self._guidance_wanted = not self._guidance_wanted
        self._show_guidance(self._shown_page())

    # Answers

    def _edit(self, entry_id: str, key: str, answer: Answer | None) -> None:
        if self.case is None or not entry_id:
            return
        entries = tuple(
            replace(entry, answers=merged(entry.answers, {key: answer})) if entry.id == entry_id else entry
            for entry in self.case.entries
        )
        self.case = replace(self.case, entries=entries)
        self.session.edit(self.case.id, entry_id, key, answer)
        if isinstance(answer, str) and isinstance(self.focusWidget(), QLineEdit | QTextEdit):
            self._soon.start()
        else:
            self._mark()

    def _leave(self, _entry_id: str, _key: str) -> None:
        if self.session.has_unsaved:
            self.session.flush()
        self._soon.start()

    def _mark(self) -> None:
        self._soon.stop()
        if self.case is None:
            return
        self._show_outline()
        page = self._shown_page()
        if page is not None:
            page.fill(self.case, Context(self.case), keep=True)

    def _follow(self, case_id: str) -> None:
        if self.case is not None and case_id == self.case.id and self.isVisible():
            self.case = self.session.peek(case_id)

    def _reload(self, keep: bool) -> None:
        assert self.case is not None
        try:
            self.case = self.session.peek(self.case.id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._fill(keep)

    # Entries

    def _add(self, form_key: str, section: str) -> None:
        if self.case is None:
            return
        page = self._shown_page()
        judged = self.case.entry(page.page.form) if page and section else None
        origin = Origin(judged.id, section) if judged else None
        case_id = self.case.id
        try:
            made = self.session.act(
                lambda wb: wb.add_entry(case_id, form_key, origin=origin), case_id, lists=False
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._reload(keep=True)
        self._open_entry(made.id)

    def _remove(self, entry_id: str) -> None:
        if self.case is None:
            return
        entry = self.case.entry_by_id(entry_id)
        try:
            self.session.act(lambda wb: wb.remove_entry(entry_id, ""), self.case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._reload(keep=True)
        name = f"{entry.form.singular} {entry.ref}" if entry else "It"
        self.go.say(f"{name} was removed. Ctrl Alt Z brings it back.", "info")

    def _open_entry(self, entry_id: str) -> None:
        page = self._shown_page()
        if self.case is None or page is None:
            return
        if not page.show_entry(entry_id, self.case, Context(self.case)):
            self.show_case(self.case.id, entry_id=entry_id)

    def _go_to(self, page: str, field: str, entry_id: str) -> None:
        self.show_page(page, field, entry_id)

    # Moving

    def show_next(self) -> None:
        """Go to the next page that is asked; after the last one comes the sign-off."""
        self._step(1)

    def show_previous(self) -> None:
        """Go to the page before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.case is None:
            return
        shown = {state.page.key for state in outline.page_states(self.case) if state.shown}
        keys = [key for key in self._page_keys() if key in shown or key in (SIGN_OFF, self.page_key)]
        at = keys.index(self.page_key) + by
        if 0 <= at < len(keys):
            self.show_page(keys[at])

    def _next_panel(self) -> None:
        inside = self.focusWidget()
        if inside is not None and self.outline.isAncestorOf(inside):
            page = self._shown_page()
            if page is not None:
                page.start()
            else:
                self.sign_off.start()
        else:
            self.outline.focus_chosen()

    def undo(self) -> None:
        """Take back the last change in this case."""
        self._change_back(undo=True)

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._change_back(undo=False)

    def _change_back(self, undo: bool) -> None:
        if self.case is None:
            return
        case_id = self.case.id
        try:
            said = self.session.act(
                lambda wb: wb.undo(case_id) if undo else wb.redo(case_id), case_id, lists=False
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._reload(keep=False)
        if said:
            self.go.say(f"{'Taken back' if undo else 'Made again'}: {said}", "info")
        else:
            self.go.say(f"There is nothing to {'take back' if undo else 'make again'} in this case.", "info")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number gives the score where the page has one and no text is being written."""
        page = self._shown_page()
        if page and page.questions and not event.modifiers() and page.questions.score_with(event.text()):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.outline.focus_chosen()
            return
        super().keyPressEvent(event)

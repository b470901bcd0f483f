"""One case: outline at the left, the page being filled in, guidance at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTextEdit, QVBoxLayout, QWidget

from hssib_desk.domain.forms import kinds, outline
from hssib_desk.domain.forms.form import Answer, Answers
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.outline import is_begun
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.wording import offered_headline
from hssib_desk.domain.review.carried import carried
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin
from hssib_desk.domain.review.cross_case_links import is_reference
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.attachments.files import CaseFiles
from hssib_desk.ui.case.case_commands import CaseActs, Step
from hssib_desk.ui.case.case_pages import CasePages
from hssib_desk.ui.case.changes import CaseChanges
from hssib_desk.ui.case.entries import EntryList
from hssib_desk.ui.case.folding import CasePanels
from hssib_desk.ui.case.keeping_place.bookmark import Bookmark, bookmark_of, return_to
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.case.page_cache import PageCache, lender, name_neighbours, page_of_entry
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.case.second.adjudicate import ComparePage
from hssib_desk.ui.case.seen import peek, read
from hssib_desk.ui.case.signing.level_page import LEVEL
from hssib_desk.ui.case.signing.renewing import RENEWAL
from hssib_desk.ui.case.signing.review_form import REVIEW_FORM
from hssib_desk.ui.case.similar import SimilarFinder
from hssib_desk.ui.case.snippets import SnippetKey
from hssib_desk.ui.case.story.story_list import StoryList
from hssib_desk.ui.kit.fields.keys import REDO, UNDO, on_key
from hssib_desk.ui.session import Session, with_typed
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

CONTENT_NOTICE = (
    "These pages are about a person who has died, and can be hard to read. "
    "Pause (Ctrl Shift P) hides them at any time. This notice can be turned off in Settings."
)
MARK_AFTER_MS = 250  # rules, outline and advice follow the typing, not every letter


class CaseScreen(Place):
    """Shows one case at a time; every answer goes to the session as it is typed."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.page_key = ""
        self._noticed = False
        self._all_here = False  # whether this page shows what signing does not need, although it is hidden
        self._bookmark: Bookmark | None = None
        self._places: dict[tuple[str, str], Bookmark] = {}  # where somebody was, by case and page
        self._offers: dict[tuple[str, str], str] = {}  # headlines that were offered, by entry and question
        self.acts = CaseActs(session, go)
        self.files = CaseFiles(session, go, self, self.refresh)
        self.similar, self.snippets = SimilarFinder(session, go, self), SnippetKey(self, go)
        self.panels = CasePanels()
        self.middle = self.panels.middle
        self.changes = CaseChanges(session, self.panels.changes, self)
        self.pages = PageCache(self.middle, self._connect)
        self.doors = CasePages(session, go, self.middle, self.show_page, self._leave_renewal)
        self._soon = QTimer(self, singleShot=True, interval=MARK_AFTER_MS)
        self._soon.timeout.connect(self._mark)
        self._facts = QTimer(self, singleShot=True, interval=MARK_AFTER_MS)  # once an answer is saved
        self._facts.timeout.connect(self._rule_out)
        for timer in (self._soon, self._facts):  # it would open the file that was closed
            session.closed.connect(timer.stop)
        self._build()
        self._add_keys()
        session.case_changed.connect(self._follow)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.panels)
        self.panels.chosen.connect(self.show_page)
        self.panels.changes.seen.connect(self.refresh)
        self.panels.changes.asked.connect(
            lambda entry, key: self.show_case(self.changes.case_id, "", key, entry)
        )
        self.panels.back.connect(lambda: self.go.cases())
        self.panels.guidance.asked_for.connect(self._open_entry)
        self.panels.guidance.page_wanted.connect(self.show_page)
        self.files.erase_asked.connect(self.doors.ask_to_erase)
        self.panels.outline.needed_only.connect(self._show_needed_only)
        self.panels.renewal.asked.connect(partial(self.show_page, RENEWAL))
        self.panels.outline.form_asked.connect(partial(self.show_page, REVIEW_FORM))
        self.panels.outline.level_asked.connect(partial(self.show_page, LEVEL))
        self.panels.sealed.asked.connect(self.doors.reopen)

    def _add_keys(self) -> None:
        keys = (
            ("Ctrl+Return", self.finish),
            ("Ctrl+Enter", self.finish),
            ("Ctrl+Shift+Return", self.show_previous),
            ("Ctrl+.", self.show_next_needed),
            (UNDO, self.undo),
            (REDO, self.redo),
            ("Ctrl+F", lambda: self.go.begin_search()),
            ("Ctrl+Shift+H", self.show_history),
            ("F7", self.panels.toggle_guidance),
        )
        for key, act in keys:
            on_key(self, key, act)

    # Showing

    def show_case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page, a field or an entry; without one, at the first page with something to do."""
        try:
            case = read(self.session, case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        if is_begun(case) and self.acts.rule_out(case):
            case = read(self.session, case_id)
        self.changes.open(case.id)
        self.case, self._bookmark = case, None
        if not self._noticed and load_settings().content_notice:
            self.go.say(CONTENT_NOTICE)
        self._noticed = True
        page = page or page_of_entry(case, entry_id, field)
        if not page:
            first = outline.completeness(case, Context(case)).next_page
            page = first.key if first else self._page_keys()[0 if case.read_only or case.seal else -1]
        self.show_page(page, field, entry_id)

    def refresh(self) -> None:
        """Read the case again, for example after it was signed or changed elsewhere."""
        if self._bookmark is not None:
            self._come_back(self._bookmark)
        elif self.case is not None:
            self._reload(keep=True)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of the case and its pages, behind the lock; `refresh` builds the open one again as it was.

        `focus` had the cursor. A page on which something is typed that is not in the file stays.
        """
        if self.session.has_unsaved or self._bookmark is not None:
            return False
        shown, page = self.middle.currentWidget(), self._shown_page()
        within = focus is not None and shown is not None and shown.isAncestorOf(focus)
        self.doors.forget()
        goes = page is not None or self.middle.currentWidget() is not shown
        if self.case is not None and goes:
            case_id = self.case.id
            self._bookmark = bookmark_of(case_id, page, focus) if page else Bookmark(case_id, within)
            self.case = None
            self.middle.setCurrentIndex(0)
        self._soon.stop()
        self._facts.stop()
        self._places.clear()
        self._offers.clear()
        self.similar.forget()
        self.pages.clear()
        if goes:
            self.panels.forget()
        return goes

    def _come_back(self, to: Bookmark) -> None:
        try:
            self.case = peek(self.session, to.case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._bookmark = None
        context = Context(self.case)
        self._fill(context, keep=False)
        page = self._shown_page()
        if page is None:
            if to.within:
                self.doors[self.page_key].start()
            return
        return_to(page, to, self.case, context)
        if to.within and not to.field:
            page.start()

    def show_page(self, key: str, field: str = "", entry_id: str = "") -> None:
        """Show one page of the open case; everything typed on the last one is saved first."""
        if self.case is None:
            return
        self._remember_place()
        self.session.flush()
        self.case = peek(self.session, self.case.id)
        self.page_key = key if key in self.doors or key in self._page_keys() else self._page_keys()[0]
        self.page_key = lender(self.case, self.page_key, field) if field else self.page_key
        context = Context(self.case)
        self._fill(context, keep=False)
        page = self._shown_page()
        if page is None:
            door = self.doors[self.page_key]
            if isinstance(door, ComparePage):
                door.start(field)
            else:
                door.start()
        elif not (entry_id and page.show_entry(entry_id, self.case, context, field)):
            was = None if field else self._places.get((self.case.id, self.page_key))
            page.start(field)
            if was is not None:
                return_to(page, was, self.case, context)

    def _remember_place(self) -> None:
        """Keep where the cursor is on the page in sight, for when somebody comes back to it."""
        page = self._shown_page()
        if page is not None and page.case_id:
            place = bookmark_of(page.case_id, page, page.last_cursor())
            self._places[page.case_id, page.page.key] = replace(place, half_typed="")

    def _leave_renewal(self, moved: bool) -> None:
        if self.case is not None:
            self.panels.renewal.kept |= set() if moved else {self.case.id}
            self.show_case(self.case.id)

    def _page_keys(self) -> list[str]:
        assert self.case is not None
        return [page.key for page in self.case.library.outline.pages] + [SIGN_OFF]

    def _shown_page(self) -> FormPage | None:
        shown = self.middle.currentWidget()
        return shown if isinstance(shown, FormPage) else None

    def _fill(self, context: Context, keep: bool) -> None:
        assert self.case is not None
        states = self.panels.show_outline(context, self.page_key)
        self.panels.renewal.show_case(self.case, self.session, shown=self.page_key != RENEWAL)
        if self.page_key in self.doors:
            door = self.doors[self.page_key]
            door.show_case(self.case)
            self.middle.setCurrentWidget(door)
            self.panels.show_guidance(None, self.case)
            return
        page = self.pages.page(self.case, self.page_key)
        page.show_marks(self.changes.marks)
        if not keep:
            self._all_here = False
        page.show_needed_only(load_settings().needed_only and not self._all_here)
        page.show_brought(self.session.workbook.brought(self.case.id))
        page.fill(self.case, context, keep=keep)
        page.show_removed(self.case, self.session.workbook.removed_entries(self.case.id))
        name_neighbours(page, states)
        self.middle.setCurrentWidget(page)
        self.panels.show_guidance(page, self.case)

    def _connect(self, page: FormPage) -> None:
        self.middle.addWidget(page)
        self.similar.follow(page)
        page.edited.connect(self._edit)
        page.left.connect(self._leave)
        page.held.connect(self.session.saving)
        page.file_asked.connect(self._take_file)
        page.add.connect(self._add)
        page.raise_asked.connect(self._raise)
        page.events_asked.connect(self._add_events)
        page.remove.connect(self._remove)
        page.put_back.connect(self._put_back)
        page.open_entry.connect(self._open_entry)
        page.next_asked.connect(self.show_next)
        page.previous_asked.connect(self.show_previous)
        page.guidance_asked.connect(self.panels.toggle_guidance)
        page.needed_asked.connect(self.show_next_needed)
        page.question_asked.connect(self._show_question)
        page.all_asked.connect(self._show_all_here)

    def _show_question(self, form: str, field: str) -> None:
        """Show a question of another page."""
        entry = self.case.entry(form) if self.case else None
        if self.case and entry:
            self.show_page(page_of_entry(self.case, entry.id, field), field)

    # Answers

    def _take_file(self, entry_id: str, key: str, act: str, what: str) -> None:
        if self.case is not None:
            self.files.take(self.case, entry_id, key, act, what)

    def _edit(self, entry_id: str, key: str, answer: Answer | None) -> None:
        if self.case is not None and not entry_id:
            entry_id = self.acts.begin(self.case, self._shown_page())
            self.case = peek(self.session, self.case.id)
        if self.case is None or not entry_id:
            return
        self._tell_score(self.case, entry_id, key, answer)
        self.case = with_typed(self.case, {entry_id: {key: answer}})
        self.session.edit(self.case.id, entry_id, key, answer)
        if isinstance(answer, list) and any(map(is_reference, answer)):
            self.case = peek(self.session, self.case.id)  # the file knows what stands in another case
        if isinstance(answer, str) and isinstance(self.focusWidget(), QLineEdit | QTextEdit):
            self._soon.start()
        else:
            self._mark()
            self._facts.start()

    def _rule_out(self) -> None:
        """Let parts of care arrive as not applicable where what was answered rules them out."""
        self._facts.stop()
        if self.case is None or not self.session.save():
            return
        self.case = peek(self.session, self.case.id)
        if self.acts.rule_out(self.case):
            self.case = peek(self.session, self.case.id)
            self._mark()

    def _offer_headline(self, entry_id: str, key: str) -> None:
        """Write the first judging sentence into the headline, until somebody writes another one there."""
        entry = self.case.entry_by_id(entry_id) if self.case else None
        asked = entry.form.by_key.get(key) if entry else None
        if self.case is None or entry is None or asked is None or self.session.read_only:
            return
        section = entry.form.by_section[asked.section]
        headline = section.field_with_role("headline")
        if headline is None or asked.role not in ("judgement_well", "judgement_better"):
            return
        offer = offered_headline(section, entry.answers, self.case.library.word_rules)
        said, last = entry.answers.get(headline.key), self._offers.get((entry_id, headline.key))
        may = not said or (last is not None and said == last)
        if offer and may and said != offer and Context(self.case).is_shown(headline, entry):
            self._offers[entry_id, headline.key] = offer
            self._edit(entry_id, headline.key, offer)

    def _tell_score(self, case: CaseFile, entry_id: str, key: str, answer: Answer | None) -> None:
        """Say what a score was before it was changed, and offer to undo that."""
        entry = case.entry_by_id(entry_id)
        field = entry.form.by_key.get(key) if entry else None
        was = entry.answers.get(key) if entry else None
        if entry is None or field is None or not kind_of(field).is_score or was in (None, answer):
            return
        title = entry.form.by_section[field.section].title
        said = kinds.show(field, answer) if answer else "no score"
        sentence = f"{title}: {said}. It was {kinds.show(field, was or '')}."
        self.go.offer(sentence, "Undo", partial(self._put_score_back, case.id, entry_id, key, was))

    def _put_score_back(self, case_id: str, entry_id: str, key: str, was: Answer | None) -> None:
        self.session.edit(case_id, entry_id, key, was)
        self.session.flush()
        if self.case is not None and self.case.id == case_id:
            self.show_case(case_id, "", key, entry_id)

    def _leave(self, entry_id: str, key: str) -> None:
        self._offer_headline(entry_id, key)
        if self.session.has_unsaved:
            self.session.flush()
            self._facts.start()
        self._soon.start()

    def _mark(self) -> None:
        self._soon.stop()
        if self.case is None:
            return
        context = Context(self.case)
        self.panels.show_outline(context, self.page_key)
        page = self._shown_page()
        if page is not None:
            page.fill(self.case, context, keep=True)

    def _follow(self, case_id: str) -> None:
        if self.case is not None and case_id == self.case.id and self.isVisible():
            self.case = peek(self.session, case_id)

    def _reload(self, keep: bool) -> None:
        assert self.case is not None
        try:
            self.case = peek(self.session, self.case.id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._fill(Context(self.case), keep)

    # Entries

    def _add(self, form_key: str, section: str) -> None:
        if self.case is None:
            return
        page = self._shown_page()
        judged = self.case.entry(page.page.form) if page and section else None
        made = self.acts.add(self.case, form_key, Origin(judged.id, section) if judged else None)
        if made:
            self._reload(keep=True)
            self._open_entry(made.id)

    def _raise(
        self, entries: EntryList, form_key: str, answers: Answers, thread: Sequence[EntryFile], opened: bool
    ) -> None:
        """Add what was written in one line with what it takes along, and go on in the next one."""
        page = self._shown_page()
        if self.case is None or page is None:
            return
        section = page.section_of(entries)
        judged = self.case.entry(page.page.form) if section else None
        form = self.case.library.forms[form_key]
        given = {**carried(form, self.case, section, thread), **answers}
        origin = Origin(judged.id, section.key) if judged and section else None
        made = self.acts.add(self.case, form_key, origin, given)
        if made is None:
            return
        self._reload(keep=True)
        entries.go_on(made, opened)
        if opened:
            self._open_entry(made.id)

    def _add_events(self, story: StoryList, found: Sequence[Answers]) -> None:
        """Add events to the timeline; several added together are undone together."""
        if self.case is None:
            return
        made = [self.acts.add(self.case, story.form.key, None, answers) for answers in found]
        ids = [entry.id for entry in made if entry is not None]
        self._reload(keep=True)
        story.take_added(len(ids))
        if len(ids) > 1:
            self.go.offer(
                f"{len(ids)} events were added.", "Undo", partial(self._take_back, self.case.id, ids)
            )

    def _take_back(self, case_id: str, ids: Sequence[str]) -> None:
        if self.case is not None and self.case.id == case_id:
            for entry_id in ids:
                self.acts.remove(self.case, entry_id)
            self._reload(keep=True)

    def _remove(self, entry_id: str) -> None:
        if self.case is not None and self.acts.remove(self.case, entry_id):
            self._reload(keep=True)

    def _put_back(self, entry_id: str) -> None:
        if self.case is not None and self.acts.put_back(self.case, entry_id):
            self._reload(keep=True)
            self._open_entry(entry_id)

    def _open_entry(self, entry_id: str) -> None:
        page = self._shown_page()
        if self.case is None or page is None:
            return
        self.session.flush()
        if not page.show_entry(entry_id, self.case, Context(self.case)):
            self.show_case(self.case.id, entry_id=entry_id)

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
        shown = self.panels.asked_pages(self.case)
        keys = [key for key in self._page_keys() if key in shown or key in (SIGN_OFF, self.page_key)]
        if self.page_key not in keys:
            return
        at = keys.index(self.page_key) + by
        if 0 <= at < len(keys):
            self.show_page(keys[at])

    def show_next_needed(self) -> None:
        """Go to the next question that signing needs, across pages; with none left to the sign-off."""
        if self.case is None:
            return
        self.session.flush()
        self.case = peek(self.session, self.case.id)
        found = outline.next_finding(self.case, self.page_key, *self._question_with_cursor())
        if found is None:
            self.show_page(SIGN_OFF)
            return
        page, item = found
        self.show_page(page.key, item.field.key, item.entry.id if item.entry.form.repeat else "")

    def _question_with_cursor(self) -> tuple[str, str]:
        """The entry and the key of the question that has the cursor, both empty for none."""
        inside: QWidget | None = self.focusWidget()
        names: list[str] = []
        while inside is not None and not isinstance(inside, Questions):
            names.append(inside.objectName())
            inside = inside.parentWidget()
        field = next((name for name in names if inside and inside.asks(name)), "")
        return (inside.entry_id, field) if inside and field else ("", "")

    def _show_needed_only(self, only: bool) -> None:
        self.go.remember(needed_only=only)
        self._all_here = False
        self._mark_needed()

    def _show_all_here(self) -> None:
        self._all_here = True
        self._mark_needed()

    def _mark_needed(self) -> None:
        page = self._shown_page()
        if page is not None:
            page.show_needed_only(load_settings().needed_only and not self._all_here)
            self._mark()

    def finish(self) -> None:
        """Finish the innermost thing that has the cursor: the open entry, or else the page."""
        page = self._shown_page()
        if page is None or not page.finish_entry():
            self.show_next()

    def parts(self) -> Sequence[QWidget]:
        """Outline or drop-down, page, guidance."""
        shown = self.middle.currentWidget()
        outline = self.panels.outline if self.panels.outline.isVisible() else self.panels.picker
        return (outline, *([shown] if shown else []), self.panels.guidance)

    def enter_part(self, part: QWidget) -> None:
        """Put the cursor on the open page in the outline, elsewhere where it was."""
        if part is self.panels.outline:
            self.panels.outline.focus_chosen()
        elif part is self.panels.picker:
            self.panels.picker.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif part is self.panels.guidance:
            self.panels.guidance.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().enter_part(part)

    def show_history(self) -> None:
        """Show the history of the question that has the cursor, or of the whole case."""
        self.doors.show_history(*self._question_with_cursor())

    def undo(self) -> None:
        """Take back the last change in this case, and show where it was."""
        if self.case is not None:
            self._show_step(self.case, self.acts.undo(self.case))

    def redo(self) -> None:
        """Make the change again that was undone, and show where it is."""
        if self.case is not None:
            self._show_step(self.case, self.acts.redo(self.case))

    def _show_step(self, before: CaseFile, step: Step | None) -> None:
        if step is None:
            return
        entry_id, field = step.place
        # Of an entry that is gone by now the page is known from before.
        page = page_of_entry(before, entry_id, field) if entry_id else self.page_key
        self.show_case(before.id, page, field, entry_id)
        self.go.say(step.said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads out of the page; F6 leads back to where the cursor was."""
        if event.key() == Qt.Key.Key_Escape:
            if self.middle.isAncestorOf(self.focusWidget() or self):
                self.step_part(self.focusWidget(), -1)
            return
        super().keyPressEvent(event)

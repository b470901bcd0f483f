"""The pages of a case as widgets: built once for a form version, then refilled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.form import Page
from hssib_desk.domain.forms.outline import PageState
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.kit.state import let_go


class PageCache:
    """Keeps every page that was built; `made` is told of each new one before it is used."""

    def __init__(self, holder: QStackedWidget, made: Callable[[FormPage], None]) -> None:
        self._holder, self._made = holder, made
        self._pages: dict[tuple[Page, tuple[str, ...]], FormPage] = {}

    def page(self, case: CaseFile, key: str) -> FormPage:
        """The page built for the form version that the case is filled in."""
        library = case.library
        page = next(item for item in library.outline.pages if item.key == key)
        entry = case.entry(page.form) if page.form else None
        form = entry.form if entry else library.forms.get(page.form)
        lent = outline.lent_entries(case, page.before), outline.lent_entries(case, page.after)
        texts = (form.text if form else "", *(other.form.text for part in lent for other, _ in part))
        built = (page, texts)
        if built not in self._pages:
            sections = outline.own_entry(case, page)[1] if form else ()
            repeats = [library.forms[name] for name in page.entries]
            raisable = [item for item in library.forms.values() if item.can_raise]
            self._pages[built] = FormPage(
                page, form, sections, repeats, raisable, library, self._holder, lent
            )
            self._made(self._pages[built])
        return self._pages[built]

    def clear(self) -> None:
        """Let go of every page, with the texts in its fields."""
        for page in self._pages.values():
            self._holder.removeWidget(page)
            let_go(page)
        self._pages.clear()


def page_of_entry(case: CaseFile, entry_id: str, field: str) -> str:
    """The key of the page on which an entry, or one question of it, stands; empty when it is not shown."""
    entry = case.entry_by_id(entry_id) if entry_id else None
    asked = entry.form.by_key.get(field) if entry else None
    found = (
        outline.page_of(case, entry, asked.section if asked else "", asked.key if asked else "")
        if entry
        else None
    )
    return found.key if found else ""


def lender(case: CaseFile, key: str, field: str) -> str:
    """The page that asks a question which the form of a page lends to it; else that page itself."""
    page = next((item for item in case.library.outline.pages if item.key == key), None)
    entry = case.entry(page.form) if page and page.form else None
    asked = entry.form.by_key.get(field) if entry else None
    found = outline.page_of(case, entry, asked.section, field) if entry and asked else None
    return found.key if found else key


def name_neighbours(page: FormPage, states: Sequence[PageState]) -> None:
    """Say on a page which one it is, and what comes before and after it."""
    pages = [state.page for state in states if state.shown or state.page.key == page.page.key]
    at = next(n for n, item in enumerate(pages) if item.key == page.page.key)
    after = pages[at + 1].title if at + 1 < len(pages) else "Sign off"
    asked = [state.page.key for state in states if state.shown]
    number = asked.index(page.page.key) + 1 if page.page.key in asked else 0
    page.show_place(number, len(asked), pages[at - 1].title if at else "", after)
